/**
 * Attempts that Meta accepted and later reported as failed for a temporary reason: the message is retried, and each
 * attempt keeps its record.
 */
import type { MessageLife } from '../sql/message-row.ts'
import { queryOne, type Transaction } from '../sql/transaction.ts'
import type { RecordedStatus } from './records.ts'

/** SQL condition on `attempts`: these attempts. */
export const reportedLate = `outcome in ('throttled', 'unreachable') and detail like '%"toldBy":"status"%'`

/**
 * A repeated or late status of an attempt that is known to have failed. Only an arrival would be news, and settles the
 * message as any other status does.
 */
export function* isOldAttempt(
  message: MessageLife,
  { attemptOf, wamid, status }: RecordedStatus,
): Transaction<boolean> {
  if (message.wamid === wamid || attemptOf === undefined) return false
  if (status === 'delivered' || status === 'read') return false
  const isRecent = message.state === 'sending' && attemptOf.attempt === message.attempt
  if (isRecent) return false
  const ended = yield* queryOne(
    `select 1 as found from attempts where message_seq = $1 and attempt = $2 and ${reportedLate}`,
    message.seq,
    attemptOf.attempt,
  )
  return ended !== undefined
}

/**
 * The message was sent before, and Meta reported later that this failed: its `sent` event was emitted, and its actions
 * took effect.
 */
export function* hadLeft({ seq, attempt }: MessageLife): Transaction<boolean> {
  if (attempt < 2) return false
  const late = yield* queryOne(
    `select 1 as found from attempts where message_seq = $1 and ${reportedLate} limit 1`,
    seq,
  )
  return late !== undefined
}
