/** The filters of a saved view, in the words of its page. */
import { useQuery } from '@tanstack/react-query'
import { wordOfState } from '../kit/badge.tsx'
import { Phone } from '../kit/phone.tsx'
import { useWords, type WordKey, type Words } from '../words/words.tsx'
import { type Bot, botsQuery } from './bots.ts'
import { periods } from './days.ts'
import type { Filters } from './list-pages.ts'

/** By the names of addresses. */
const words: Record<string, WordKey> = {
  bot: 'bot',
  person: 'filter.person',
  direction: 'filter.direction',
  state: 'column.state',
  status: 'column.state',
  code: 'filter.code',
  kind: 'column.kind',
  template: 'template',
  campaign: 'campaign',
  id: 'filter.id',
  period: 'period',
  from: 'filter.from',
  to: 'filter.to',
  show: 'chats.show',
  label: 'chats.label',
  endpoint: 'column.endpoint',
  type: 'column.event',
  text: 'deliveries.text',
  category: 'column.category',
  caller: 'refused.caller',
  reason: 'unprocessed.reason',
  number: 'number.phone_number_id',
  account: 'number.waba_id',
  actor: 'audit.who',
  operation: 'audit.operation',
  about: 'audit.about',
  outcome: 'audit.outcome',
  address: 'audit.address',
}

export function ViewFilters({ filters }: { filters: Filters }) {
  const { t } = useWords()
  const bots = useQuery(botsQuery).data ?? []
  const given = Object.entries(filters)
  if (given.length === 0) return <span className="soft">{t('views.everything')}</span>
  return (
    <ul className="plain view-filters">
      {given.map(([name, value]) => (
        <li key={name}>
          <span className="soft">{t(words[name] ?? 'filter.label')}:</span>{' '}
          {name === 'person' && /^\d+$/.test(value) ? <Phone digits={value} /> : textOf(name, value, t, bots)}
        </li>
      ))}
    </ul>
  )
}

function textOf(name: string, value: string, t: Words['t'], bots: readonly Bot[]): string {
  if (name === 'bot') return bots.find(({ id }) => id === value)?.name ?? value
  if (name === 'direction' && (value === 'in' || value === 'out')) return t(`way.${value}`)
  if (name === 'kind' && (value === 'session' || value === 'notification')) return t(`kind.${value}`)
  const period = name === 'period' ? periods.find((one) => one === value) : undefined
  if (period !== undefined) return t(`period.${period}`)
  const state = name === 'state' || name === 'status' ? wordOfState(value) : undefined
  return state === undefined ? value : t(state)
}
