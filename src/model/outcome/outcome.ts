/** The result of one attempt, as a value. The channel produces it and never throws; `decide` interprets it. */

/** Meta's complete error, shown unchanged in the API, in events and in the timeline. */
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
 * Class of an error code, derived from Meta's advice (reference: error table): `retry` with backoff; `limit`: a rate
 * limit, delays; `wait`: not before a day; `fix`: request or template is wrong; `auth`: credentials or configuration of
 * the channel; `never`: not for this recipient.
 */
export type ErrorClass = 'retry' | 'limit' | 'wait' | 'fix' | 'auth' | 'never'

export type Outcome =
  /**
   * Accepted by Meta. `recipientId` is the wa_id (or scoped id) in the response, which may differ from what was sent.
   */
  | { kind: 'sent'; wamid: string; recipientId?: string }
  /** Refused by Meta; sending the same again would be refused again. */
  | { kind: 'refused'; error: MetaError; class: 'wait' | 'fix' | 'auth' | 'never' }
  /** Rate limited. `scope` is what the pause applies to. */
  | { kind: 'throttled'; error: MetaError; scope: 'pair' | 'number'; retryAfterMs?: number }
  /** Certainly not accepted: no connection, or Meta said that it could not serve. */
  | { kind: 'unreachable'; reason: string; error?: MetaError }
  /** The request was written and no conclusive response came: it may have taken effect. */
  | { kind: 'unknown'; reason: string }
