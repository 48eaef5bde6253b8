/**
 * A message whose first attempt begins with its acceptance, because its lane has a place for it: one commit instead of
 * two is between the request and Meta. Only for a store with a single writer, where nobody comes between finding the
 * pair free and taking its place. After a crash it may have left, as any whose attempt has begun (promise 5).
 */
import { takeFromPair } from '../conversations/pair-bucket.ts'
import { whenFree } from '../conversations/queue-head.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { ambiguousNumber, recipientsOf } from './spelling.ts'

/**
 * Where a single message was put. `dueAt`: null behind another of its pair, or while its file is to be checked.
 * `hasBegun`: it is not queued, for its first attempt has begun.
 */
export type Placed = { userId: string; recipient: string | null } & Inserted
export type Inserted = { seq: number; dueAt: number | null; hasBegun?: true }

/** `lease`: this process's lease on the bot's lanes. `leavesFrom`: the number. */
export type Beginning = { lease: number; leavesFrom: string }

/** Whether a message to this person, inserted now, is due at once. */
export function* isDueAtOnce(botId: string, userId: string, now: number): Transaction<boolean> {
  const free = yield* queryOne<{ at: number | null }>(whenPairIsFree, botId, userId, now)
  return typeof free?.at === 'number' && free.at <= now
}

const whenPairIsFree = `select ${whenFree({ botId: '$1', userId: '$2', now: '$3' })} as at`

/** The message has been inserted as one that is being sent. */
export function* beginFirst(
  botId: string,
  { seq, userId, recipient: written }: Pick<Placed, 'seq' | 'userId' | 'recipient'>,
  { lease, leavesFrom }: Beginning,
  now: number,
): Transaction<void> {
  const [recipient = {}] = yield* recipientsOf([{ bot_id: botId, user_id: userId, recipient: written }], now)
  yield* query(
    `insert into attempts (message_seq, attempt, started_at, recipient, lease, phone_number_id)
     values ($1, 1, $2, $3, $4, $5)`,
    seq,
    now,
    recipient.phone && ambiguousNumber(recipient.phone),
    lease,
    leavesFrom,
  )
  yield* takeFromPair(botId, userId, now)
}
