/**
 * Attempts that Meta took and then said had come to nothing for a passing reason: the message goes again, and each has its record. Asked by
 * statuses, by late-repeat and by the step of leaving.
 */
import type { MessageLife } from './message-row.ts'
import type { PlacedStatus } from './store.ts'
import { row, type Transaction } from './transaction.ts'

/** SQL: of attempts, those. */
export const toldLate = `outcome in ('throttled', 'unreachable') and detail like '%"toldBy":"status"%'`

/**
 * A status of an attempt that is known to have failed, told again or behind its turn. Only that it arrived after all would be news: that
 * settles the message as any other word of an attempt does.
 */
export function* isOldAttempt(message: MessageLife, { attemptOf, wamid, status }: PlacedStatus): Transaction<boolean> {
  if (message.wamid === wamid || attemptOf === undefined) return false
  if (status === 'delivered' || status === 'read') return false
  const isRecent = message.state === 'sending' && attemptOf.attempt === message.attempt
  if (isRecent) return false
  const ended = yield* row(
    `select 1 as found from attempts where message_seq = $1 and attempt = $2 and ${toldLate}`,
    message.seq,
    attemptOf.attempt,
  )
  return ended !== undefined
}

/** It left before, and Meta said later that this came to nothing: its leaving was told, and its actions took effect. */
export function* hadLeft({ seq, attempt }: MessageLife): Transaction<boolean> {
  if (attempt < 2) return false
  const late = yield* row(`select 1 as found from attempts where message_seq = $1 and ${toldLate} limit 1`, seq)
  return late !== undefined
}
