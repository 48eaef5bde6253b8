/**
 * Idempotency keys (promise 2): the response to a key is repeated for a day. Used by the accept of messages and of
 * campaigns.
 */
import { dayMs } from '../../model/time.ts'
import { queryOne, type Transaction } from '../sql/transaction.ts'
import type { AcceptResult, IdempotencyRecord } from './records.ts'

const keyLifeMs = dayMs

/** The earlier response under the same key (promise 2). */
export function* earlierAnswer(record: IdempotencyRecord, now: number): Transaction<AcceptResult | undefined> {
  const earlier = yield* queryOne<{ fingerprint: string; answer: string; created_at: number }>(
    'select fingerprint, answer, created_at from idempotency where client_id = $1 and key = $2',
    record.clientId,
    record.key,
  )
  if (!earlier || earlier.created_at <= now - keyLifeMs) return undefined
  return earlier.fingerprint === record.fingerprint
    ? { kind: 'replayed', answer: earlier.answer }
    : { kind: 'conflict' }
}

/**
 * Records the key, or returns the earlier response under it; of two concurrent calls the second waits for the first's
 * commit and finds it.
 */
export function* recordKey(record: IdempotencyRecord, now: number): Transaction<AcceptResult | undefined> {
  const noted = yield* queryOne(
    `insert into idempotency (client_id, key, fingerprint, answer, created_at) values ($1, $2, $3, $4, $5)
     on conflict (client_id, key) do update set fingerprint = $3, answer = $4, created_at = $5
       where idempotency.created_at <= $6 returning key`,
    record.clientId,
    record.key,
    record.fingerprint,
    record.answer,
    now,
    now - keyLifeMs,
  )
  return noted ? undefined : yield* earlierAnswer(record, now)
}
