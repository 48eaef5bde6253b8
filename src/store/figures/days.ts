/**
 * The figures of a day as one row, added in the transaction that adds to the hours: of all that is grouped by
 * (`figure_days`), and of a bot as a whole with its 24 hours (`figure_bot_days`). So a chart reads rows by the number
 * of its days, not by that of its hours, templates and messages. Days from before these tables are added up one at a
 * time, from the newest back. The row of the place that this has reached is locked by whoever adds: what is added at
 * the same time is either in the hours that are read, or added to the day as well.
 */
import { dayMs, hourMs } from '../../model/time.ts'
import { executeMany, query, queryOne, type Transaction, type Value } from '../sql/transaction.ts'

export type FigureRow = [
  bot: string,
  hour: number,
  what: string,
  element: string,
  campaign: string,
  code: string,
  count: number,
]

export const hourColumns = Array.from({ length: dayMs / hourMs }, (_, hour) => `h${String(hour).padStart(2, '0')}`)

/** From which day on all are whole; of a day before, the hours alone are. */
export function* daysFrom(): Transaction<number> {
  return (yield* queryOne<{ from_at: number }>('select from_at from earlier_days'))?.from_at ?? 0
}

/** Until the commit, no other transaction passes here. */
function* lockedFrom(): Transaction<number> {
  const place = yield* queryOne<{ from_at: number }>('update earlier_days set from_at = from_at returning from_at')
  return place?.from_at ?? 0
}

/** `rows`: what was added to the hours. */
export function* addToDays(rows: readonly FigureRow[]): Transaction<void> {
  if (rows.length === 0) return
  const from = yield* lockedFrom()
  const days = new Map<string, FigureRow>()
  const botDays = new Map<string, Value[]>()
  for (const [bot, hour, what, element, campaign, code, count] of rows) {
    const dayAt = hour - (hour % dayMs)
    if (dayAt < from) continue
    const key = [bot, dayAt, what, code, element, campaign].join('\n')
    const known = days.get(key)
    if (known) known[6] += count
    else days.set(key, [bot, dayAt, what, element, campaign, code, count])
    const whole = [bot, dayAt, what, code].join('\n')
    const hours = botDays.get(whole) ?? [bot, dayAt, what, code, ...hourColumns.map(() => 0)]
    const at = 4 + (hour - dayAt) / hourMs
    hours[at] = Number(hours[at]) + count
    botDays.set(whole, hours)
  }
  yield* executeMany(addDay, ordered(days))
  yield* executeMany(addBotDay, ordered(botDays))
}

/** In one order, as the hours are added (add.ts). */
function ordered<Row>(rows: Map<string, Row>): Row[] {
  return [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
}

const addDay = `insert into figure_days (bot_id, day_at, what, element_name, campaign_id, code, count)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (bot_id, day_at, what, element_name, campaign_id, code)
    do update set count = figure_days.count + excluded.count`

const addBotDay = `insert into figure_bot_days (bot_id, day_at, what, code, ${hourColumns.join(', ')})
  values (${['bot', 'day', 'what', 'code', ...hourColumns].map((_, index) => `$${index + 1}`).join(', ')})
  on conflict (bot_id, day_at, what, code)
    do update set ${hourColumns.map((hour) => `${hour} = figure_bot_days.${hour} + excluded.${hour}`).join(', ')}`

// ── days of before ──────────────────────────────────────────

/** The next day back that has figures; false when there is none, or it is too early to know them all. */
export function* addEarlierDay(now: number): Transaction<boolean> {
  const place = yield* queryOne<{ from_at: number }>(
    'update earlier_days set from_at = from_at where before_at <= $1 returning from_at',
    now,
  )
  if (!place) return false
  const newest = yield* queryOne<{ hour_at: number | null }>(
    'select max(coalesce(hour_at, 0)) as hour_at from figures where coalesce(hour_at, 0) < $1',
    place.from_at,
  )
  if (newest === undefined || newest.hour_at === null) {
    yield* query('delete from earlier_days')
    return false
  }
  const dayAt = newest.hour_at - (newest.hour_at % dayMs)
  yield* query(ofDay, dayAt, dayAt + dayMs)
  yield* query(ofBotDay, dayAt, dayAt + dayMs)
  yield* query('update earlier_days set from_at = $1', dayAt)
  return true
}

const within = 'from figures where coalesce(hour_at, 0) >= $1 and coalesce(hour_at, 0) < $2'

const day = `hour_at - hour_at % ${dayMs}`
const ofDay = `insert into figure_days (bot_id, day_at, what, element_name, campaign_id, code, count)
  select bot_id, ${day}, what, element_name, campaign_id, code, sum(count) ${within} group by 1, 2, 3, 4, 5, 6`

const sums = hourColumns.map((_, hour) => `sum(case hour_at % ${dayMs} when ${hour * hourMs} then count else 0 end)`)
const ofBotDay = `insert into figure_bot_days (bot_id, day_at, what, code, ${hourColumns.join(', ')})
  select bot_id, ${day}, what, code, ${sums.join(', ')} ${within} group by 1, 2, 3, 4`
