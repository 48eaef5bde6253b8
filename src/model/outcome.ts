/**
 * What happened to one attempt, as a value. Produced by the channel, which never throws; read by decide.
 */

/** Meta's error, whole: shown unchanged in the API, in events and in the timeline. */
export type MetaError = {
  code: number
  subcode?: number
  title?: string
  message?: string
  details?: string
  href?: string
  fbtraceId?: string
  httpStatus?: number
}

/**
 * Class of an error code, a judgement from Meta's advice (reference: error table):
 * retry with backoff; limit = pace, delays; wait = not before a day; fix = request or template is wrong;
 * auth = credentials or configuration of the channel; never = not for this recipient.
 */
export type ErrorClass = 'retry' | 'limit' | 'wait' | 'fix' | 'auth' | 'never'

export type Outcome =
  /** Meta took it. `recipientId` is the wa_id (or scoped id) it answered with, which may differ from what was sent. */
  | { kind: 'sent'; wamid: string; recipientId?: string }
  /** Meta will not take it; sending the same again would be refused again. */
  | { kind: 'refused'; error: MetaError; class: 'wait' | 'fix' | 'auth' | 'never' }
  /** Not taken for pace. `scope` says whom the pause concerns. */
  | { kind: 'throttled'; error: MetaError; scope: 'pair' | 'number'; retryAfterMs?: number }
  /** Certainly not taken: no connection, or Meta said that it could not serve. */
  | { kind: 'unreachable'; reason: string; error?: MetaError }
  /** The request was written and no answer that settles it came: it may have taken effect. */
  | { kind: 'unknown'; reason: string }
