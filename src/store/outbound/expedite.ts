/** Makes messages that wait for a retry due at once, in batches, when their cause may be fixed. */
import { pairHeadStartMs } from '../conversations/queue-head.ts'
import { query, type Transaction } from '../sql/transaction.ts'

/** The position after a batch. */
export type ExpediteCursor = { dueAt: number; seq: number }

/**
 * Makes messages that wait for a retry due now, or as soon as their pair's pace allows, because the cause may be fixed.
 * Takes up to `limit`, latest first, so that those that wait again meanwhile are behind the position. Returns the
 * position if there are more.
 */
export function* expedite(
  botId: string,
  now: number,
  limit: number,
  after: ExpediteCursor = { dueAt: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER },
): Transaction<ExpediteCursor | undefined> {
  const found = yield* query<{ seq: number; due_at: number }>(
    `select seq, due_at from messages
     where bot_id = $1 and due_at is not null and due_at > $2 and (due_at, seq) < ($3, $4) and seq >= $openMessages
     order by due_at desc, seq desc limit $5`,
    botId,
    now,
    after.dueAt,
    after.seq,
    limit,
  )
  const last = found.at(-1)
  if (!last) return undefined
  yield* query(
    `update messages set due_at = coalesce(
         (select case when pair_empty_at - $3 > $2 then pair_empty_at - $3 else $2 end
          from conversations where bot_id = $1 and conversations.user_id = messages.user_id), $2)
     where bot_id = $1 and due_at is not null and due_at > $2 and (due_at, seq) >= ($4, $5)
       and (due_at, seq) <= ($6, $7)
       and seq >= $openMessages`,
    botId,
    now,
    pairHeadStartMs,
    last.due_at,
    last.seq,
    found[0]?.due_at,
    found[0]?.seq,
  )
  return found.length === limit ? { dueAt: last.due_at, seq: last.seq } : undefined
}
