/**
 * Adds up rows from before the figures were there (schema 33), once, in pieces, in the order of their seq. The place
 * that it has reached is a row that a piece locks: a message behind it is counted as it changes, one before it when its
 * row is read (changes.ts).
 */
import { minuteMs } from '../../model/time.ts'
import type { MessageLife } from '../sql/message-row.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { add, type Sums, sum } from './add.ts'
import { counted, whole } from './changes.ts'

/** `before_at`: rows accepted or received before then are added up; a source is missing when all are. */
export type Earlier = { source: 'messages' | 'inbound'; before_at: number }

export function* earlierSources(): Transaction<Earlier[]> {
  return yield* query<Earlier>('select source, before_at from earlier_figures')
}

type Place = Earlier & { done_seq: number; ends_at_seq: number | null }

/** Then every row of before is committed, whatever the clocks of several machines say. */
const settledMs = minuteMs

/** True if there is more, now. */
export function* addUpEarlier(now: number, limit: number): Transaction<boolean> {
  const place = yield* queryOne<Place>(
    `update earlier_figures set done_seq = done_seq
     where source = (select min(source) from earlier_figures where before_at <= $1) returning *`,
    now - settledMs,
  )
  if (!place) return false
  const end = place.ends_at_seq ?? (yield* newestSeq(place.source))
  const last =
    place.source === 'messages' ? yield* addMessages(place, end, limit) : yield* addInbound(place, end, limit)
  if (last === undefined) yield* query('delete from earlier_figures where source = $1', place.source)
  else
    yield* query(
      'update earlier_figures set done_seq = $2, ends_at_seq = $3 where source = $1',
      place.source,
      last,
      end,
    )
  return true
}

function* newestSeq(source: Earlier['source']): Transaction<number> {
  const newest = yield* queryOne<{ seq: number | null }>(`select max(seq) as seq from ${source}`)
  return newest?.seq ?? 0
}

const columns = `seq, bot_id, user_id, element_name, campaign_id, state, accepted_at, sent_at, delivered_at, read_at,
  replied_at, ended_at, error, pricing`

/** The last seq; undefined if these were all. */
function* addMessages({ done_seq, before_at }: Place, end: number, limit: number): Transaction<number | undefined> {
  const found = yield* query<MessageLife>(
    `select ${columns} from messages where seq > $1 and seq <= $2 order by seq limit $3`,
    done_seq,
    end,
    limit,
  )
  const sums: Sums = new Map()
  for (const life of found) {
    if (life.accepted_at >= before_at || life.bot_id === '') continue
    for (const { tally, by } of whole(life)) sum(sums, tally, by)
  }
  yield* add(sums)
  return found.length < limit ? undefined : found.at(-1)?.seq
}

type InboundRow = { seq: number; bot_id: string; received_at: number; origin: string | null }

function* addInbound({ done_seq, before_at }: Place, end: number, limit: number): Transaction<number | undefined> {
  const found = yield* query<InboundRow>(
    `select seq, bot_id, received_at, origin from inbound where seq > $1 and seq <= $2 order by seq limit $3`,
    done_seq,
    end,
    limit,
  )
  const sums: Sums = new Map()
  for (const { bot_id: botId, received_at: at, origin } of found)
    if (at < before_at && botId !== '' && origin === null) sum(sums, counted(at, { botId, what: 'received' }).tally, 1)
  yield* add(sums)
  return found.length < limit ? undefined : found.at(-1)?.seq
}
