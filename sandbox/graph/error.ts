/**
 * Meta's errors: code -> title and HTTP status (cloud-api.md 5), and the exact shapes of an error answer and of a
 * failed status's `errors[]`. A `Refusal` is a rule's result; nothing here decides anything.
 */

/** The error in a request: Meta's code and the text that names the cause. */
export type Refusal = {
  code: number
  details?: string
  subcode?: number
  message?: string
  httpStatus?: number
  /** The title that Graph would show to a person, above the details. */
  userTitle?: string
}

type Meaning = { title: string; httpStatus: number }

const meanings: Readonly<Record<number, Meaning>> = {
  0: { title: 'AuthException', httpStatus: 401 },
  1: { title: 'API Unknown', httpStatus: 400 },
  2: { title: 'API Service', httpStatus: 503 },
  3: { title: 'API Method', httpStatus: 500 },
  4: { title: 'API Too Many Calls', httpStatus: 400 },
  10: { title: 'Permission Denied', httpStatus: 403 },
  33: { title: 'Parameter value is not valid', httpStatus: 400 },
  100: { title: 'Invalid parameter', httpStatus: 400 },
  190: { title: 'Access token has expired', httpStatus: 401 },
  200: { title: 'API Permission', httpStatus: 403 },
  368: { title: 'Temporarily blocked for policies violations', httpStatus: 403 },
  80007: { title: 'Rate limit issues', httpStatus: 400 },
  130403: { title: 'Business has blocked this user', httpStatus: 400 },
  130429: { title: 'Rate limit hit', httpStatus: 400 },
  130472: { title: "User's number is part of an experiment", httpStatus: 400 },
  130497: { title: 'Business account is restricted from messaging users in this country', httpStatus: 403 },
  131000: { title: 'Something went wrong', httpStatus: 500 },
  131005: { title: 'Access denied', httpStatus: 403 },
  131008: { title: 'Required parameter is missing', httpStatus: 400 },
  131009: { title: 'Parameter value is not valid', httpStatus: 400 },
  131016: { title: 'Service unavailable', httpStatus: 500 },
  131021: { title: 'Recipient cannot be sender', httpStatus: 400 },
  131026: { title: 'Message undeliverable', httpStatus: 400 },
  131030: { title: 'Recipient phone number not in allowed list', httpStatus: 400 },
  131031: { title: 'Account has been locked', httpStatus: 403 },
  131037: { title: 'WhatsApp provided number needs display name approval before message can be sent', httpStatus: 400 },
  131042: { title: 'Business eligibility payment issue', httpStatus: 400 },
  131045: { title: 'Incorrect certificate', httpStatus: 500 },
  131047: { title: 'Re-engagement message', httpStatus: 400 },
  131048: { title: 'Spam rate limit hit', httpStatus: 400 },
  131049: { title: 'This message was not delivered to maintain healthy ecosystem engagement.', httpStatus: 400 },
  131050: { title: 'User has stopped marketing messages', httpStatus: 400 },
  131051: { title: 'Unsupported message type', httpStatus: 400 },
  131052: { title: 'Media download error', httpStatus: 400 },
  131053: { title: 'Media upload error', httpStatus: 400 },
  131055: { title: 'Method not allowed', httpStatus: 400 },
  131056: { title: '(Business Account, Consumer Account) pair rate limit hit', httpStatus: 400 },
  131057: { title: 'Account in maintenance mode', httpStatus: 500 },
  131060: { title: 'This message is currently unavailable', httpStatus: 400 },
  131062: { title: 'Business-scoped user id is not supported for this message', httpStatus: 400 },
  131063: { title: 'Marketing templates are not available on Cloud API', httpStatus: 400 },
  131064: { title: 'Limit reached because of misclassified templates', httpStatus: 400 },
  131070: { title: 'Another responder owns the thread', httpStatus: 400 },
  132000: { title: 'Number of parameters does not match the expected number of params', httpStatus: 400 },
  132001: { title: 'Template name does not exist in the translation', httpStatus: 404 },
  132005: { title: 'Template hydrated text too long', httpStatus: 400 },
  132007: { title: 'Template format character policy violated', httpStatus: 400 },
  132008: { title: 'Parameter value is not valid', httpStatus: 400 },
  132012: { title: 'Parameter format does not match format in the created template', httpStatus: 400 },
  132015: { title: 'Template is paused', httpStatus: 400 },
  132016: { title: 'Template is disabled', httpStatus: 400 },
  132018: { title: 'There is an issue with the parameters of the template', httpStatus: 400 },
  132068: { title: 'Flow is in blocked state', httpStatus: 400 },
  132069: { title: 'Flow is in throttled state', httpStatus: 400 },
  133000: { title: 'Incomplete deregistration', httpStatus: 500 },
  133004: { title: 'Server temporarily unavailable', httpStatus: 503 },
  133005: { title: 'Two step verification PIN mismatch', httpStatus: 400 },
  133006: { title: 'Phone number re-verification needed', httpStatus: 400 },
  133008: { title: 'Too many two step verification PIN guesses', httpStatus: 400 },
  133009: { title: 'Two step verification PIN guessed too fast', httpStatus: 400 },
  133010: { title: 'Phone number not registered', httpStatus: 400 },
  133015: { title: 'Please wait a few minutes before attempting to register this phone number', httpStatus: 400 },
  133016: { title: 'Account register deregister rate limit exceeded', httpStatus: 400 },
  134011: { title: 'WhatsApp Payments terms of service has not been accepted', httpStatus: 400 },
  134100: { title: 'Only marketing messages supported', httpStatus: 400 },
  134101: { title: 'Template is still syncing', httpStatus: 400 },
  134102: { title: 'Template unavailable for use', httpStatus: 500 },
  135000: { title: 'Generic user error', httpStatus: 400 },
  136024: { title: 'Phone number is verified already', httpStatus: 400 },
  147001: { title: 'Username is not available', httpStatus: 400 },
  147005: { title: 'Username must be transferred', httpStatus: 400 },
}

export function titleOf(code: number): string {
  return meanings[code]?.title ?? 'Unknown error'
}

export function httpStatusOf(refusal: Refusal): number {
  return refusal.httpStatus ?? meanings[refusal.code]?.httpStatus ?? 400
}

/** The body of an error answer. */
export function errorBody(refusal: Refusal, traceId: string): string {
  return JSON.stringify({
    error: {
      message: refusal.message ?? `(#${refusal.code}) ${titleOf(refusal.code)}`,
      type: 'OAuthException',
      code: refusal.code,
      ...(refusal.details === undefined
        ? {}
        : { error_data: { messaging_product: 'whatsapp', details: refusal.details } }),
      ...(refusal.subcode === undefined ? {} : { error_subcode: refusal.subcode }),
      ...(refusal.userTitle === undefined
        ? {}
        : { is_transient: false, error_user_title: refusal.userTitle, error_user_msg: refusal.details }),
      fbtrace_id: traceId,
    },
  })
}

/** One item of `statuses[].errors`. */
export function statusError(refusal: Refusal) {
  const title = refusal.message ?? titleOf(refusal.code)
  return {
    code: refusal.code,
    title,
    message: title,
    error_data: { details: refusal.details ?? title },
    href: '/documentation/business-messaging/whatsapp/support/error-codes',
  }
}

export function unknownObject(id: string, method: string): Refusal {
  return {
    code: 100,
    subcode: 33,
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to ` +
      'missing permissions, or does not support this operation. Please read the Graph API documentation at ' +
      'https://developers.facebook.com/docs/graph-api',
  }
}
