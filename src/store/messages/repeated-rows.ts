/**
 * Campaign rows that were retried while their message may have arrived: later reports from Meta on that message still
 * find its row (`repeated_rows`). A row counts by its present state, so only one of its messages counts; and a row that
 * arrived is not sent again where that can be avoided.
 */
import { isEnd } from '../../model/message/lifecycle.ts'
import { promote } from '../conversations/queue-head.ts'
import { codeOf, type MessageLife } from '../sql/message-row.ts'
import { parse, query, queryOne, request, statement, type Transaction } from '../sql/transaction.ts'

type Place = { campaign_seq: number; line: number }

function* rememberRepeated({ campaign_seq, line }: Place, messageId: string): Transaction<void> {
  yield* query(
    `insert into repeated_rows (campaign_seq, line, message_id) values ($1, $2, $3) on conflict do nothing`,
    campaign_seq,
    line,
    messageId,
  )
}

/** Lines whose new message goes out while an earlier one may have arrived: the new one is marked. */
export function* uncertainLines(campaignSeq: number, lines: number[]): Transaction<ReadonlySet<number>> {
  if (lines.length === 0) return new Set()
  const found = yield* query<{ line: number }>(
    'select distinct line from repeated_rows where campaign_seq = $1 and line >= $2 and line <= $3',
    campaignSeq,
    Math.min(...lines),
    Math.max(...lines),
  )
  return new Set(found.map(({ line }) => Number(line)))
}

/** A message of such a row changed its state: updates the counts of rows taken back. */
export function* repeatedMoved(former: MessageLife, now: MessageLife): Transaction<void> {
  const position = yield* placeOf(now)
  if (!position) return
  const fell = Number(now.state === 'failed') - Number(former.state === 'failed')
  yield* countRetried(position.campaign_seq, fell, [
    ...(former.state === 'failed' ? [[codeOf(former.error), -1] as const] : []),
    ...(now.state === 'failed' ? [[codeOf(now.error), 1] as const] : []),
  ])
  if (now.state !== 'failed') yield* takeItsRow(now, position)
}

function* placeOf({ id, campaign_id, possible_double }: MessageLife): Transaction<Place | undefined> {
  if (campaign_id === null || possible_double === 0) return undefined
  return yield* queryOne<Place>('select campaign_seq, line from repeated_rows where message_id = $1', id)
}

type Row = { state: string; message_id: string | null }

/** The message arrived: it gets its row back, unless another message of the row was sent by now. */
function* takeItsRow(message: Pick<MessageLife, 'id'>, position: Place): Transaction<void> {
  const found = yield* queryOne<Row>(
    'select state, message_id from campaign_rows where campaign_seq = $1 and line = $2',
    position.campaign_seq,
    position.line,
  )
  if (!found) return
  const isFree = found.message_id === null || (yield* stepAside(found.message_id, position))
  if (!isFree) return
  yield* query(
    `update campaign_rows set state = 'accepted', message_id = $3 where campaign_seq = $1 and line = $2`,
    position.campaign_seq,
    position.line,
    message.id,
  )
  yield* query(
    'delete from repeated_rows where campaign_seq = $1 and line = $2 and message_id = $3',
    position.campaign_seq,
    position.line,
    message.id,
  )
  yield* query(
    `update campaigns set accepted_count = accepted_count + $2, canceled_count = canceled_count - $3,
       suppressed_count = suppressed_count - $4 where seq = $1`,
    position.campaign_seq,
    found.message_id === null ? 1 : 0,
    found.state === 'canceled' ? 1 : 0,
    found.state === 'suppressed' ? 1 : 0,
  )
}

type Successor = Pick<MessageLife, 'seq' | 'bot_id' | 'user_id' | 'state' | 'attempt' | 'error'> & {
  begun: number
  accepted_at: number
}

/** The row's later message is deleted if none of its attempts has begun, and detached from the row if it failed. */
function* stepAside(messageId: string, position: Place): Transaction<boolean> {
  const later = yield* queryOne<Successor>(
    `select seq, bot_id, user_id, state, attempt, error, accepted_at,
       (select count(*) from attempts where message_seq = messages.seq) as begun from messages where id = $1`,
    messageId,
  )
  if (!later) return false
  const isOpen = later.state === 'queued' || later.state === 'sending'
  if (isOpen && Number(later.begun) === 0) {
    yield* query('delete from messages where seq = $1', later.seq)
    yield* promote(later.bot_id, later.user_id, later.accepted_at)
    return true
  }
  if (!isEnd(later.state)) return false
  yield* rememberRepeated(position, messageId)
  if (later.state === 'failed') yield* countRetried(position.campaign_seq, 1, [[codeOf(later.error), 1]])
  return true
}

/** Concurrent transactions may count for the same campaign. */
function* countRetried(campaignSeq: number, count: number, codes: (readonly [string, number])[]): Transaction<void> {
  const locking = statement(
    'update campaigns set retried_count = retried_count + $2 where seq = $1 returning retried_codes',
    campaignSeq,
    count,
  )
  const [campaign] = yield* request({ ...locking, isExclusive: true })
  const counts = parse<Record<string, number>>(campaign?.retried_codes) ?? {}
  for (const [code, n] of codes) counts[code] = (counts[code] ?? 0) + n
  yield* query('update campaigns set retried_codes = $2 where seq = $1', campaignSeq, JSON.stringify(counts))
}

/** Sets the row of a failed message back to waiting. Returns whether it did. */
export function* waitAgain(
  campaignSeq: number,
  { id, possible_double }: Pick<MessageLife, 'id' | 'possible_double'>,
): Transaction<boolean> {
  const waiting = yield* queryOne<{ line: number }>(
    `update campaign_rows set state = 'waiting', message_id = null
     where message_id = $1 and campaign_seq = $2 and state = 'accepted' returning line`,
    id,
    campaignSeq,
  )
  // All other messages have certainly failed.
  if (waiting && possible_double > 0) yield* rememberRepeated({ campaign_seq: campaignSeq, line: waiting.line }, id)
  return waiting !== undefined
}

/**
 * Handles a message that ends without having arrived: if an earlier one of its row arrived, that one gets the row back.
 */
export function* leaveToEarlier({ id, campaign_id, possible_double }: MessageLife): Transaction<void> {
  if (campaign_id === null || possible_double === 0) return
  const earlier = yield* queryOne<Place & MessageLife>(
    `select messages.id, repeated_rows.campaign_seq, repeated_rows.line from campaign_rows
       join repeated_rows on repeated_rows.campaign_seq = campaign_rows.campaign_seq
         and repeated_rows.line = campaign_rows.line
       join messages on messages.id = repeated_rows.message_id
     where campaign_rows.message_id = $1 and messages.state in ('sent', 'delivered', 'read') limit 1`,
    id,
  )
  if (earlier) yield* takeItsRow(earlier, earlier)
}
