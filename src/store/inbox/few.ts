/**
 * Conversations of which a filter leaves few, by an index of its own: all of them, sorted by their newest message. Many
 * are not sorted for a page (by-person.ts).
 */
import { maxBots, type Position } from '../lists/newest.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { placeOf as personPlaceOf, type QuietFound } from './by-person.ts'
import type { InboxRow } from './conversations.ts'
import { type DatedRow, datedColumns, type InboxFilter, isMeant, narrowedBy, placeOf } from './filter.ts'

/** All bots together: each is looked up in four indexes, some ten milliseconds for all. */
const most = 500

/** With a message, by its place; and those of which none is kept. */
type Few = { placed: (InboxRow & Position)[]; quiet: QuietFound[] }

const ofBot = unindexed('conversations.bot_id')

/** Undefined: no index has them. `many`: more than are sorted. */
export function* few(filter: InboxFilter, now: number): Transaction<Few | 'many' | undefined> {
  const narrowed = narrowedBy(filter)
  if (narrowed === undefined) return undefined
  if (filter.botIds.length > maxBots) return 'many'
  const { condition, values } = narrowed
  let left = most
  for (const botId of filter.botIds) {
    const found = yield* queryOne<{ n: number }>(
      `select count(*) as n from (
         select 1 from conversations where ${ofBot} = $1 ${condition(3)} limit $2) as narrowed`,
      botId,
      left + 1,
      ...values,
    )
    left -= Number(found?.n ?? 0)
    if (left < 0) return 'many'
  }
  const all: Few = { placed: [], quiet: [] }
  for (const botId of filter.botIds) {
    const found = yield* query<DatedRow>(
      `select ${datedColumns} from conversations where ${ofBot} = $1 ${condition(2)}`,
      botId,
      ...values,
    )
    for (const row of found) {
      if (!isMeant(filter, row, now)) continue
      const place = placeOf(row)
      if (place) all.placed.push({ ...row, ...place })
      else all.quiet.push({ row, place: personPlaceOf(row) })
    }
  }
  return all
}
