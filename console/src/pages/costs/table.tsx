/** Costs apart by one thing, the largest first. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { botsQuery } from '../../app/bots.ts'
import { useWords, type Words } from '../../words/words.tsx'
import { categoryOf, Money, marketOf, typeOf } from './money.tsx'
import type { Breakdown, CostRow } from './queries.ts'

export function CostTable({ rows, by }: { rows: readonly CostRow[]; by: Breakdown }) {
  const words = useWords()
  const { t, number } = words
  const bots = useQuery(botsQuery).data ?? []
  const botName = (id: string) => bots.find((bot) => bot.id === id)?.name ?? id
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className="table-box" tabIndex={0} aria-label={t('nav.costs')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t(`cost.by_${by}`)}</th>
            {(['charged', 'free', 'unknown', 'amount'] as const).map((name) => (
              <th key={name} scope="col" className="number">
                {t(`cost.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify(row)}>
              <td>{nameOf(row, by, words, botName)}</td>
              <td className="number">{number(row.charged)}</td>
              <td className="number">{number(row.free)}</td>
              <td className="number">{number(row.unknown)}</td>
              <td className="number">
                <Money amount={row.amount} currency={row.currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function nameOf(row: CostRow, by: Breakdown, words: Words, botName: (id: string) => string): ReactNode {
  const { t } = words
  switch (by) {
    case 'bot':
      return botName(row.botId ?? '')
    case 'campaign':
      return row.campaignId ? (
        <Link to="/campaigns/$campaignId" params={{ campaignId: row.campaignId }}>
          {row.campaignId}
        </Link>
      ) : (
        t('cost.no_campaign')
      )
    case 'template':
      return row.elementName ?? t('cost.no_template')
    case 'market':
      return row.market ? marketOf(row.market, words) : t('checked.no_country')
    case 'type':
      return typeOf(row.type ?? '', words)
    case 'category':
      return categoryOf(row.category ?? '', words)
  }
}
