/**
 * The attempts of a delivery as they are kept: a first attempt that succeeded in the delivery's own row, all others in
 * `delivery_attempts`. Before schema 36 every attempt had a row there.
 */
import { executeMany, query, type Transaction } from '../sql/transaction.ts'
import type { DeliveryAttempt } from './records.ts'

export function* noteAttempt(seq: number, attempt: DeliveryAttempt): Transaction<void> {
  yield* query(
    `insert into delivery_attempts (delivery_seq, attempt, started_at, duration_ms, status, answer, reason)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (delivery_seq, attempt) do nothing`,
    seq,
    attempt.attempt,
    attempt.startedAt,
    Math.round(attempt.durationMs),
    attempt.status,
    attempt.answer,
    attempt.reason,
  )
}

type AttemptRow = {
  attempt: number
  started_at: number
  duration_ms: number
  status: number | null
  answer: string
  reason: string | null
}

/** In their order. */
export function* deliveryAttemptsOf(seq: number): Transaction<DeliveryAttempt[]> {
  const found = yield* query<AttemptRow>(
    `select 1 as attempt, first_started_at as started_at, first_duration_ms as duration_ms, first_status as status,
       first_answer as answer, null as reason
     from deliveries where seq = $1 and first_started_at is not null
     union all
     select attempt, started_at, duration_ms, status, answer, reason from delivery_attempts where delivery_seq = $1
     order by attempt`,
    seq,
  )
  return found.map((attempt) => ({
    attempt: attempt.attempt,
    startedAt: attempt.started_at,
    durationMs: attempt.duration_ms,
    status: attempt.status ?? undefined,
    ...saidOf(attempt),
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
