/**
 * Marks messages that end while an attempt may have arrived, so that no text of ours says "not sent". Callers state the
 * reason as if nothing were in doubt; this file rewrites it by what is known of the attempts.
 */
import type { Failure } from '../../model/outcome/decide.ts'
import type { MessageLife } from '../sql/message-row.ts'
import { queryOne, type Transaction } from '../sql/transaction.ts'

/** SQL condition on `attempts`: the outcome is unknown. */
export const isUnknown = `(outcome is null or outcome = 'unknown')`

/** Whether an attempt of it, other than `except` if given, may have taken effect without our knowledge. */
export function* isUncertain({ seq, attempt }: MessageLife, except = 0): Transaction<boolean> {
  if (attempt === 0) return false
  const found = yield* queryOne(
    `select 1 as found from attempts where message_seq = $1 and attempt <> $2 and ${isUnknown} limit 1`,
    seq,
    except,
  )
  return found !== undefined
}

/** Meta's errors stay as they are. Ours assume that the outcome is known, so they are replaced. */
export function withUncertainty(error: Failure | undefined): Failure | undefined {
  if (error === undefined || 'code' in error) return error
  const why = reasons[error.key]
  return {
    ...error,
    message: `${why ?? 'It is not retried.'} The outcome of an attempt is unknown: it may have arrived.`,
  }
}

const reasons: Partial<Record<string, string>> = {
  NUMBER_CHANGED: 'It was sent from a number that the bot no longer has, and is never sent again from another.',
  ACCOUNT_CHANGED:
    "Its template belonged to the bot's former business account; the present one has no identical template.",
  EXPIRED: 'Its expirationTime has passed.',
  INVALID_MEDIA_URL: 'Its file can no longer be fetched.',
  MEDIA_TOO_LARGE: 'Its file is now too large.',
  UNSUPPORTED_MEDIA_TYPE: 'Its file is now of another type.',
}
