/**
 * The pair, a bot and a user: whose turn it is, and from when its pace allows the next attempt. Order per pair rests on `promote`
 * (promise 3). Called by every transaction that ends a message or moves it.
 */
import { freeAt, metaPairPace } from '../model/pace.ts'
import type { MessageLife } from './message-row.ts'
import { row, rows, type Transaction } from './transaction.ts'

/** How far before the pair's bucket is empty the next message may go. */
export const pairHeadStartMs = -freeAt(metaPairPace, 0)

/**
 * SQL: a message that goes back to the queue is still the first of its pair, except when two people turned out to be one while both had a
 * message in the air (unite.ts): then only the earlier one may go.
 */
export function dueIfFirst(dueAt: '$2'): string {
  return `case when exists (
      select 1 from messages as earlier where earlier.bot_id = messages.bot_id and earlier.user_id = messages.user_id
        and earlier.state in ('queued', 'sending') and earlier.seq < messages.seq
        and earlier.seq >= $openMessages) then null else ${dueAt} end`
}

/** The pair's first unfinished message, if it may go, gets its due time: not while an attempt of the one before is in the air. */
export function* promote(botId: string, userId: string, now: number): Transaction<void> {
  yield* rows(
    `update messages set due_at = coalesce(
         (select case when pair_empty_at - $4 > $3 then pair_empty_at - $4 else $3 end
          from conversations where bot_id = $1 and user_id = $2), $3)
     where seq = (
         select seq from messages where bot_id = $1 and user_id = $2 and state in ('queued', 'sending') and seq >= $openMessages
         order by seq limit 1)
       and seq >= $openMessages and state = 'queued' and due_at is null and probe_due_at is null
       and not exists (select 1 from messages where bot_id = $1 and user_id = $2 and lease is not null and seq >= $openMessages)`,
    botId,
    userId,
    now,
    pairHeadStartMs,
  )
}

/** From when the pair's pace allows the next attempt. */
export function* pairFreeAt(message: MessageLife): Transaction<number> {
  const pair = yield* row<{ pair_empty_at: number }>(
    'select pair_empty_at from conversations where bot_id = $1 and user_id = $2',
    message.bot_id,
    message.user_id,
  )
  return (pair?.pair_empty_at ?? 0) - pairHeadStartMs
}
