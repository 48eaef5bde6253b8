/** What a campaign's delivered messages cost, by category, type and market. */
import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import { Totals } from './costs.tsx'
import { campaignCostsQuery } from './queries.ts'
import { CostTable } from './table.tsx'

export function CampaignCost({ campaignId, createdAt }: { campaignId: string; createdAt: string }) {
  const { t } = useWords()
  return (
    <Loaded of={useQuery(campaignCostsQuery(campaignId, createdAt))} lines={4}>
      {(costs) =>
        costs.totals.length === 0 && costs.unpriced === 0 ? (
          <Empty title={t('cost.campaign_none')}>
            <p>{t('cost.none_do')}</p>
          </Empty>
        ) : (
          <div className="stack">
            <Totals costs={costs} />
            <CostTable rows={costs.results} by="market" />
          </div>
        )
      }
    </Loaded>
  )
}
