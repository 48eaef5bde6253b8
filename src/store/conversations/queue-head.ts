/**
 * The pair of a bot and a user: which message is next, and when its pace allows the next attempt. The order within a
 * pair depends on `promote` (promise 3), so every transaction that ends or moves a message calls it.
 */
import { freeAt, metaPairPace } from '../../model/scheduling/pace.ts'
import type { Wakeup } from '../events/wakeup.ts'
import type { MessageLife } from '../sql/message-row.ts'
import { perRow } from '../sql/per-row.ts'
import { lifeRule } from '../sql/remembered-lives.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

/** How long before the pair's bucket is empty the next message may be sent. */
export const pairHeadStartMs = -freeAt(metaPairPace, 0)

/**
 * SQL: when a new message to this person is due: null behind another of its pair, else now, or as soon as the pair's
 * pace allows. The conditions are searches for one row each, which PostgreSQL makes for each of many rows.
 */
export function whenFree({ botId, userId, now, headStart = String(pairHeadStartMs) }: NewOfPair): string {
  return `case when (
         select 1 from messages where bot_id = ${botId} and user_id = ${userId} and state in ('queued', 'sending')
           and seq >= $openMessages order by seq limit 1
       ) is not null or (
         select 1 from messages where bot_id = ${botId} and user_id = ${userId} and lease is not null
           and seq >= $openMessages limit 1
       ) is not null then null else coalesce(
         (select case when pair_empty_at - ${headStart} > ${now} then pair_empty_at - ${headStart} else ${now} end
          from conversations where bot_id = ${botId} and user_id = ${userId}), ${now}) end`
}

/** Parameters of the statement. */
type NewOfPair = { botId: string; userId: string; now: string; headStart?: string }

/**
 * SQL: a message that returns to the queue is still the first of its pair, unless two conversations were merged while
 * each had a message in flight (merge.ts): then only the earlier one may be sent.
 */
export function dueIfFirst(dueAt: '$2'): string {
  return `case when exists (
      select 1 from messages as earlier where earlier.bot_id = messages.bot_id and earlier.user_id = messages.user_id
        and earlier.state in ('queued', 'sending') and earlier.seq < messages.seq
        and earlier.seq >= $openMessages) then null else ${dueAt} end`
}

/**
 * Makes the pair's first unfinished message due, unless an attempt of the one before is still in flight. Returns
 * whether it did: the bot's lane must hear of it.
 */
export function* promote(botId: string, userId: string, now: number): Transaction<boolean> {
  const promoted = yield* query(promoting, botId, userId, now, pairHeadStartMs)
  return promoted.length > 0
}

const promoting = lifeRule(
  perRow(
    `update messages set due_at = coalesce(
         (select case when pair_empty_at - $4 > $3 then pair_empty_at - $4 else $3 end
          from conversations where bot_id = $1 and user_id = $2), $3)
     where seq = (
         select seq from messages where bot_id = $1 and user_id = $2 and state in ('queued', 'sending')
           and seq >= $openMessages
         order by seq limit 1)
       and seq >= $openMessages and state = 'queued' and due_at is null and probe_due_at is null
       and (select 1 from messages
         where bot_id = $1 and user_id = $2 and lease is not null and seq >= $openMessages limit 1) is null
     returning bot_id`,
    { by: [1, 2] },
  ),
  // Due times are no part of a life.
  { changes: 'none' },
)

/** As `promote`, and the bot's lane is woken after the commit if a message became due. */
export function* promoteAndWake(
  context: { wake(wakeup: Wakeup): void },
  botId: string,
  userId: string,
  now: number,
): Transaction<void> {
  if (yield* promote(botId, userId, now)) context.wake({ kind: 'messages', id: botId })
}

/** When the pair's pace allows the next attempt. */
export function* pairFreeAt(message: MessageLife): Transaction<number> {
  const pair = yield* queryOne<{ pair_empty_at: number }>(
    'select pair_empty_at from conversations where bot_id = $1 and user_id = $2',
    message.bot_id,
    message.user_id,
  )
  return (pair?.pair_empty_at ?? 0) - pairHeadStartMs
}
