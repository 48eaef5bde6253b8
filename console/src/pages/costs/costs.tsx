/** What a month's messages cost, by what they were; and the rate cards, which the operator brings. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMayForAll } from '../../app/session.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import { RateCards } from './cards.tsx'
import { Money, Unknown } from './money.tsx'
import { type Breakdown, breakdowns, type Costs, costsQuery, monthsUntil } from './queries.ts'
import { CostTable } from './table.tsx'

const route = getRouteApi('/signed-in/costs')

export function CostsPage() {
  const { t, locale } = useWords()
  const mayReadCards = useMayForAll('bots.read')
  const months = monthsUntil(Date.now())
  const { month = months[0] ?? '', by = 'category' } = route.useSearch()
  const navigate = route.useNavigate()
  const grouped = breakdowns.find((one) => one === by) ?? 'category'
  const named = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const choose = (to: { month?: string; by?: string }) =>
    void navigate({ search: (now) => ({ ...now, ...to }), replace: true })
  return (
    <Page title={t('nav.costs')} lead={t('cost.lead')}>
      <search className="filters" aria-label={t('filter.label')}>
        <Select
          label={t('cost.month')}
          value={month}
          choices={months.map((value) => ({ value, label: named.format(new Date(`${value}-01T00:00:00Z`)) }))}
          onChange={(value) => choose({ month: value })}
        />
        <Select
          label={t('cost.by')}
          value={grouped}
          choices={breakdowns.map((value) => ({ value, label: t(`cost.by_${value}`) }))}
          onChange={(value) => choose({ by: value })}
        />
      </search>
      <div className="stack">
        <Card>
          <Loaded of={useQuery(costsQuery({ month, by: grouped }))} lines={6}>
            {(found) => <Content costs={found} by={grouped} />}
          </Loaded>
        </Card>
        {mayReadCards && <RateCards />}
      </div>
    </Page>
  )
}

function Content({ costs, by }: { costs: Costs; by: Breakdown }) {
  const { t } = useWords()
  const { totals, results, isCut } = costs
  if (totals.length === 0 && costs.unpriced === 0)
    return (
      <Empty title={t('cost.none')}>
        <p>{t('cost.none_do')}</p>
      </Empty>
    )
  return (
    <div className="stack">
      <Totals costs={costs} />
      {results.length > 0 && <CostTable rows={results} by={by} />}
      {isCut && <p className="soft">{t('cost.cut')}</p>}
    </div>
  )
}

/** Amounts of several currencies are not added. */
export function Totals({
  costs: { totals, unpriced, cards },
}: {
  costs: Pick<Costs, 'totals' | 'unpriced' | 'cards'>
}) {
  const { t, number } = useWords()
  return (
    <div className="stack">
      {totals.map((sum) => (
        <div key={sum.currency ?? ''} className="stack">
          <dl className="figures">
            <div>
              <dt>{t('cost.amount')}</dt>
              <dd>
                <Money amount={sum.amount} currency={sum.currency} />
              </dd>
            </div>
            {(['charged', 'free', 'unknown'] as const).map((name) => (
              <div key={name}>
                <dt>{t(`cost.${name}`)}</dt>
                <dd>{number(sum[name])}</dd>
              </div>
            ))}
          </dl>
          {sum.unknown > 0 && <Unknown reasons={sum.reasons} />}
        </div>
      ))}
      {unpriced > 0 && <p className="soft">{t('cost.unpriced', { count: unpriced, shown: number(unpriced) })}</p>}
      {cards.length === 0 ? (
        <p className="soft">{t('cost.no_card_do')}</p>
      ) : (
        <p className="soft">
          {t('cost.by_cards', {
            cards: cards.map((card) => `${card.currency} ${card.effectiveDate} (${card.source})`).join(', '),
          })}
        </p>
      )}
    </div>
  )
}
