/** Figures of bots within a range of hours, by step and group: a search of the key for each bot, and sums. */
import type { FigureGroup, FigureName } from '../../model/figures.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import { createWhere } from '../sql/where.ts'

/** Both ends on whole hours; `toAt` is exclusive. */
export type FigureFilter = {
  botIds: readonly string[]
  elementName?: string
  campaignId?: string
  fromAt: number
  toAt: number
  stepMs: number
  groupBy?: FigureGroup
}

/** `at`: the beginning of the step; `group`: empty without a group; `code`: of failures. */
export type FigureCount = { at: number; what: FigureName; group: string; code: string; count: number }

const groupColumns = { bot: 'bot_id', template: 'element_name', campaign: 'campaign_id' } as const

/** So many in one statement: a text for each number of bots would be one more for the database to know. */
const botsAtOnce = 50

export function* figures({ botIds, ...filter }: FigureFilter): Transaction<FigureCount[]> {
  const sums = new Map<string, FigureCount>()
  for (let from = 0; from < botIds.length; from += botsAtOnce)
    for (const found of yield* ofBots(botIds.slice(from, from + botsAtOnce), filter)) {
      const key = [found.at, found.what, found.group, found.code].join('\n')
      const sum = sums.get(key)
      if (sum) sum.count += found.count
      else sums.set(key, found)
    }
  return [...sums.values()].filter(({ count }) => count !== 0)
}

function* ofBots(botIds: readonly string[], filter: Omit<FigureFilter, 'botIds'>): Transaction<FigureCount[]> {
  const { elementName, campaignId, fromAt, toAt, stepMs, groupBy } = filter
  const where = createWhere()
  // The last one again fills the list up.
  const listed = Array.from({ length: botIds.length === 1 ? 1 : botsAtOnce }, (_, n) => botIds[n] ?? botIds[0] ?? '')
  where.add((n) => `bot_id in (${listed.map((_id, index) => `$${n + index}`).join(', ')})`, ...listed)
  where.add((n) => `hour_at >= $${n}`, fromAt)
  where.add((n) => `hour_at < $${n}`, toAt)
  if (elementName !== undefined) where.add((n) => `element_name = $${n}`, elementName)
  if (campaignId !== undefined) where.add((n) => `campaign_id = $${n}`, campaignId)
  const group = groupBy === undefined ? "''" : groupColumns[groupBy]
  const found = yield* query<FigureCount & { of_group: string }>(
    `select hour_at - hour_at % $1 as at, what, ${group} as of_group, code, sum(count) as count from figures
     where ${where.text(1)} group by 1, 2, 3, 4`,
    stepMs,
    ...where.values,
  )
  return found.map(({ at, what, of_group, code, count }) => ({ at, what, group: of_group, code, count: Number(count) }))
}
