/**
 * Figures of bots within a range of hours, by step and group: a search of a key for each bot, and sums. Whole days are
 * read as such, and hours of a bot as a whole by its days (days.ts); only hours of templates or campaigns, and days
 * that are not added up yet, by the figures of each hour.
 */
import type { FigureGroup, FigureName } from '../../model/figures.ts'
import { dayMs, hourMs } from '../../model/time.ts'
import { query, type Transaction, type Value } from '../sql/transaction.ts'
import { createWhere } from '../sql/where.ts'
import { daysFrom, hourColumns } from './days.ts'

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

export function* figures(filter: FigureFilter): Transaction<FigureCount[]> {
  const { botIds, fromAt, toAt } = filter
  const wholeFrom = Math.min(Math.max(yield* daysFrom(), fromAt), toAt)
  const sums = new Map<string, FigureCount>()
  for (let from = 0; from < botIds.length; from += botsAtOnce) {
    const some = { ...filter, botIds: botIds.slice(from, from + botsAtOnce) }
    const found = [
      ...(yield* byHours({ ...some, toAt: wholeFrom })),
      ...(yield* waysOf(filter)({ ...some, fromAt: wholeFrom })),
    ]
    for (const one of found) {
      const key = [one.at, one.what, one.group, one.code].join('\n')
      const sum = sums.get(key)
      if (sum) sum.count += one.count
      else sums.set(key, one)
    }
  }
  return [...sums.values()].filter(({ count }) => count !== 0)
}

type Way = (filter: FigureFilter) => Transaction<FigureCount[]>

function waysOf({ fromAt, toAt, stepMs, elementName, campaignId, groupBy }: FigureFilter): Way {
  if ([fromAt, toAt, stepMs].every((ms) => ms % dayMs === 0)) return byDays
  const isOfBots = elementName === undefined && campaignId === undefined
  return isOfBots && (groupBy === undefined || groupBy === 'bot') ? byBotDays : byHours
}

const byHours: Way = (filter) => added('figures', 'hour_at', filter)
const byDays: Way = (filter) => added('figure_days', 'day_at', filter)

function* added(
  table: 'figures' | 'figure_days',
  at: 'hour_at' | 'day_at',
  filter: FigureFilter,
): Transaction<FigureCount[]> {
  const { elementName, campaignId, fromAt, toAt, stepMs, groupBy } = filter
  if (fromAt >= toAt) return []
  const where = ofBots(filter)
  where.add((n) => `${at} >= $${n}`, fromAt)
  where.add((n) => `${at} < $${n}`, toAt)
  if (elementName !== undefined) where.add((n) => `element_name = $${n}`, elementName)
  if (campaignId !== undefined) where.add((n) => `campaign_id = $${n}`, campaignId)
  const group = groupBy === undefined ? "''" : groupColumns[groupBy]
  const found = yield* query<FigureCount & { of_group: string }>(
    `select ${at} - ${at} % $1 as at, what, ${group} as of_group, code, sum(count) as count from ${table}
     where ${where.text(1)} group by 1, 2, 3, 4`,
    stepMs,
    ...where.values,
  )
  return found.map(({ at, what, of_group, code, count }) => ({ at, what, group: of_group, code, count: Number(count) }))
}

type BotDay = { day_at: number; what: FigureName; of_group: string; code: string } & Record<string, Value>

const hours = hourColumns.map((hour) => `sum(${hour}) as ${hour}`).join(', ')

function* byBotDays(filter: FigureFilter): Transaction<FigureCount[]> {
  const { fromAt, toAt, stepMs, groupBy } = filter
  if (fromAt >= toAt) return []
  const where = ofBots(filter)
  where.add((n) => `day_at >= $${n}`, fromAt - (fromAt % dayMs))
  where.add((n) => `day_at < $${n}`, toAt)
  const found = yield* query<BotDay>(
    `select day_at, what, ${groupBy === undefined ? "''" : 'bot_id'} as of_group, code, ${hours} from figure_bot_days
     where ${where.text()} group by 1, 2, 3, 4`,
    ...where.values,
  )
  return found.flatMap((row) =>
    hourColumns.flatMap((column, hour) => {
      const [hourAt, count] = [Number(row.day_at) + hour * hourMs, Number(row[column])]
      if (count === 0 || hourAt < fromAt || hourAt >= toAt) return []
      return [{ at: hourAt - (hourAt % stepMs), what: row.what, group: row.of_group, code: row.code, count }]
    }),
  )
}

function ofBots({ botIds }: FigureFilter) {
  const where = createWhere()
  // The last one again fills the list up.
  const listed = Array.from({ length: botIds.length === 1 ? 1 : botsAtOnce }, (_, n) => botIds[n] ?? botIds[0] ?? '')
  where.add((n) => `bot_id in (${listed.map((_id, index) => `$${n + index}`).join(', ')})`, ...listed)
  return where
}
