/** Headers of responses, as components of the OpenAPI document. */
export type HeaderName = keyof typeof headers

const text = { type: 'string' }

export const headers = {
  'X-Request-Id': { description: 'Names the request in the log.', schema: text },
  ETag: { description: 'The revision, for `If-Match` of a change.', schema: { ...text, examples: ['"kz3x9a"'] } },
  'Retry-After': { description: 'Seconds after which a repetition may succeed.', schema: { type: 'integer' } },
  'Idempotency-Replayed': {
    description: '`true`: the response to an earlier request with this `Idempotency-Key`.',
    schema: { ...text, enum: ['true'] },
  },
  'Recado-Window': {
    description: 'The 24-hour window was closed, or nothing is known of it, and the bot only warns.',
    schema: { ...text, enum: ['closed', 'unknown'] },
  },
  'Recado-Notice': { description: 'What was accepted, but could have been meant otherwise.', schema: text },
  'Recado-Ignored': { description: 'Names in the request that have no effect.', schema: text },
  'Content-Disposition': { description: 'The name of the file.', schema: text },
  'Content-Range': { description: 'The part of the file that was requested.', schema: text },
  'Accept-Ranges': { description: 'Parts of the file can be requested.', schema: { ...text, enum: ['bytes'] } },
  'Set-Cookie': { description: "The session's cookie.", schema: text },
  'WWW-Authenticate': { description: 'Not to browsers.', schema: text },
} as const
