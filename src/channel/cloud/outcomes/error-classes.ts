/**
 * The class of every documented error code (cloud-api.md, section 5): what Meta's advice means for the message. The
 * code decides, not the HTTP status: Meta has dropped the statuses from its page.
 */
import type { ErrorClass } from '../../../model/outcome/outcome.ts'

export const metaErrorClasses: Readonly<Record<number, ErrorClass>> = {
  0: 'auth', // app user not authenticated
  1: 'retry', // unknown: the HTTP status tells whose fault, see `classify`
  2: 'retry', // service down or overloaded
  3: 'auth', // capability or permission
  4: 'limit', // app call limit
  10: 'auth', // permission
  33: 'auth', // business number deleted
  100: 'fix', // invalid parameter
  190: 'auth', // token invalid or expired
  368: 'auth', // account restricted
  80007: 'limit', // account rate limit
  130403: 'never', // the business has blocked this user
  130429: 'limit', // throughput reached
  130472: 'never', // experiment holdout
  130497: 'never', // country restriction: of this recipient's country
  131000: 'retry', // something went wrong
  131005: 'auth', // access denied
  131008: 'fix', // required parameter missing
  131009: 'fix', // parameter value invalid
  131016: 'retry', // service unavailable
  131021: 'never', // recipient is the sender
  131026: 'never', // undeliverable
  131030: 'fix', // not in the test number's list
  131031: 'auth', // account locked
  131037: 'auth', // display name not approved
  131042: 'auth', // payment problem
  131044: 'auth', // payment, calling
  131045: 'auth', // number registration
  131047: 'fix', // 24-hour window closed: needs a template
  131048: 'wait', // spam limit on the number
  131049: 'wait', // per-user marketing cap
  131050: 'never', // the user stopped marketing
  131051: 'fix', // unsupported message type
  131052: 'fix', // media download
  131053: 'fix', // media upload
  131055: 'fix', // method not allowed
  131056: 'limit', // pair rate limit
  131057: 'retry', // maintenance mode
  131060: 'fix', // inbound message unavailable: only ever in a webhook
  131061: 'fix', // a template with a max price, on the ordinary endpoint
  131062: 'fix', // scoped id not supported for this message
  // marketing templates disabled: concerns this template, so it must not rest the lane as a refused token does
  131063: 'fix',
  131064: 'wait', // limit because of misclassified templates
  131065: 'fix', // max price not available in the recipient's country
  131070: 'never', // another responder holds the conversation: nothing is repeated into it
  132000: 'fix', // parameter count mismatch
  132001: 'fix', // template missing in the language
  132005: 'fix', // hydrated text too long
  132007: 'fix', // content policy
  132008: 'fix', // parameter value invalid
  132012: 'fix', // parameter format mismatch
  132015: 'wait', // template paused
  132016: 'fix', // template disabled
  132018: 'fix', // template validation error
  132068: 'fix', // flow blocked
  132069: 'limit', // flow throttled
  133000: 'retry', // incomplete deregistration
  133004: 'retry', // server temporarily unavailable
  133005: 'auth', // PIN mismatch
  133006: 'auth', // verify first
  133008: 'limit', // too many PIN guesses
  133009: 'limit', // PIN guesses too fast
  133010: 'auth', // number not registered
  133015: 'limit', // number recently deleted
  133016: 'limit', // registration limit
  134011: 'auth', // payments terms
  134100: 'fix', // only marketing templates there
  134101: 'limit', // template syncing
  134102: 'auth', // Marketing Messages API unavailable
  135000: 'fix', // generic user error
  137000: 'fix', // identity hash mismatch
}

/** Families that Meta documents by their first digits only. */
export const metaErrorRanges: readonly { from: number; to: number; class: ErrorClass }[] = [
  { from: 200, to: 299, class: 'auth' }, // permissions
  { from: 138_000, to: 138_999, class: 'fix' }, // calling
  { from: 139_000, to: 139_999, class: 'fix' }, // flows and blocking
]

/** Code 1 means "bad request or server error", and an unknown code means nothing: the HTTP status decides both. */
export function classify(code: number, httpStatus: number): ErrorClass {
  if (code !== 1) {
    const known = metaErrorClasses[code] ?? metaErrorRanges.find(({ from, to }) => code >= from && code <= to)?.class
    if (known !== undefined) return known
  }
  if (httpStatus >= 500) return 'retry'
  if (httpStatus === 429) return 'limit'
  return httpStatus === 401 || httpStatus === 403 ? 'auth' : 'fix'
}
