/**
 * The attempts of a delivery as they are kept: a first attempt that succeeded in the delivery's own row, all others in
 * `delivery_attempts`. Before schema 36 every attempt had a row there.
 */
import { rowsOf } from '../sql/rows.ts'
import { executeMany, query, type Transaction } from '../sql/transaction.ts'
import type { DeliveryAttempt } from './records.ts'

export type NewAttempt = { seq: number; attempt: DeliveryAttempt }

const noted = [
  'seq bigint, attempt integer, started_at bigint, duration_ms integer',
  'status integer, answer text, reason text, batch integer',
].join(', ')

/** One that is noted already stays as it is. */
export function* noteAttempts(attempts: readonly NewAttempt[]): Transaction<void> {
  if (attempts.length === 0) return
  yield* query(
    `insert into delivery_attempts (delivery_seq, attempt, started_at, duration_ms, status, answer, reason, batch)
     select seq, attempt, started_at, duration_ms, status, answer, reason, batch from rows($1, ${noted}) as given
     where true on conflict (delivery_seq, attempt) do nothing`,
    rowsOf(
      attempts.map(({ seq, attempt }) => [
        seq,
        attempt.attempt,
        attempt.startedAt,
        Math.round(attempt.durationMs),
        attempt.status,
        attempt.answer,
        attempt.reason,
        attempt.batch,
      ]),
    ),
  )
}

type AttemptRow = {
  attempt: number
  started_at: number
  duration_ms: number
  status: number | null
  answer: string
  reason: string | null
  batch: number | null
}

/** In their order. */
export function* deliveryAttemptsOf(seq: number): Transaction<DeliveryAttempt[]> {
  const found = yield* query<AttemptRow>(
    `select 1 as attempt, first_started_at as started_at, first_duration_ms as duration_ms, first_status as status,
       first_answer as answer, null as reason, first_batch as batch
     from deliveries where seq = $1 and first_started_at is not null
     union all
     select attempt, started_at, duration_ms, status, answer, reason, batch from delivery_attempts
     where delivery_seq = $1
     order by attempt`,
    seq,
  )
  return found.map((attempt) => ({
    attempt: attempt.attempt,
    startedAt: attempt.started_at,
    durationMs: attempt.duration_ms,
    status: attempt.status ?? undefined,
    ...saidOf(attempt),
    ...(attempt.batch === null ? {} : { batch: attempt.batch }),
  }))
}

/** Before schema 11 one column held either: with a status it was the receiver's response. */
function saidOf({ status, reason, answer }: AttemptRow): Pick<DeliveryAttempt, 'reason' | 'answer'> {
  if (reason === null && status === null) return { reason: answer, answer: '' }
  return { reason: reason ?? undefined, answer }
}

export type LastAttempt = { started_at: number | null; status: number | null; reason: string | null }

/** The given attempt of each delivery, by index. */
export function lastAttemptsOf(of: readonly { seq: number; attempt: number }[]): Transaction<LastAttempt[]> {
  return executeMany<LastAttempt>(
    `select ${['started_at', 'status', 'reason'].map(columnOfLast).join(', ')}`,
    of.map(({ seq, attempt }) => [seq, attempt]),
  )
}

function columnOfLast(name: string): string {
  const own = `(select ${name} from delivery_attempts where delivery_seq = $1 and attempt = $2)`
  if (name === 'reason') return `${own} as ${name}`
  return `coalesce(${own}, (select first_${name} from deliveries where seq = $1)) as ${name}`
}
