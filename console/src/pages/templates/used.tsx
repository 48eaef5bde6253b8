/** Where a template is used: what became of its messages in thirty days, and the campaigns that send it. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Schemas } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useMay } from '../../app/session.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'

type Props = { botId: string; elementName: string }

const days = 30
const campaignsShown = 10

const figures = ['sent', 'delivered', 'read', 'failed'] as const

function figuresQuery({ botId, elementName }: Props) {
  return queryOptions({
    queryKey: ['templates', botId, elementName, 'figures'],
    queryFn: () => {
      const from = new Date()
      from.setUTCDate(from.getUTCDate() - days)
      return gateway.getFigures({ botId, elementName, step: 'day', from: from.toISOString() })
    },
  })
}

function campaignsQuery({ botId, elementName }: Props) {
  return queryOptions({
    queryKey: ['templates', botId, elementName, 'campaigns'],
    queryFn: async () => (await gateway.listCampaigns({ botId, elementName, limit: campaignsShown })).results,
  })
}

export function Used(of: Props) {
  const { t } = useWords()
  const mayRead = useMay('conversations.read', of.botId)
  const mayCampaigns = useMay('campaigns.read', of.botId)
  if (!mayRead && !mayCampaigns) return null
  return (
    <Card title={t('template.used')}>
      {mayRead && <Counts {...of} />}
      {mayCampaigns && <Campaigns {...of} />}
    </Card>
  )
}

function Counts(of: Props) {
  const { t, number } = useWords()
  return (
    <>
      <Loaded of={useQuery(figuresQuery(of))} lines={2}>
        {(found) => <Facts facts={figures.map((name) => [t(`figure.${name}`), number(sumOf(found, name))] as const)} />}
      </Loaded>
      <p className="soft">
        {t('template.used_days', { days })}{' '}
        <Link to="/messages" search={{ bot: of.botId, template: of.elementName }}>
          {t('overview.all_messages')}
        </Link>
      </p>
    </>
  )
}

function sumOf({ results }: Schemas['Figures'], name: string): number {
  return results.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0)
}

function Campaigns(of: Props) {
  const { t } = useWords()
  return (
    <Loaded of={useQuery(campaignsQuery(of))} lines={2}>
      {(campaigns) =>
        campaigns.length === 0 ? (
          <p className="soft">{t('template.no_campaigns')}</p>
        ) : (
          <ul className="plain lines">
            {campaigns.map(({ _id: id, name, status, createdAt }) => (
              <li key={id}>
                <Link to="/campaigns/$campaignId" params={{ campaignId: id }}>
                  <span className="clip">{name}</span>
                </Link>
                <span />
                <StateBadge state={status} />
                <span className="soft">
                  <Time at={createdAt} />
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}
