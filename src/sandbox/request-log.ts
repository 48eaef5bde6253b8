// The last requests as they were on the wire, without their secrets, for GET /_sandbox/requests. Bounded: 2,000
// requests, 16 KB of each body. Keeping one costs a push; what is shown is made when it is asked for.

import type { IncomingHttpHeaders } from 'node:http'

export type LoggedRequest = {
  readonly at: number
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly statusCode: number
}

export type RequestLog = {
  add(request: LoggedRequest): void
  /** Newest last. */
  last(limit: number): readonly LoggedRequest[]
  clear(): void
}

const maxRequests = 2_000
const maxBody = 16_384

export function createRequestLog(): RequestLog {
  let requests: LoggedRequest[] = []
  return {
    add(request) {
      // A slice would keep the whole string alive; a copy through bytes does not.
      const isLong = request.body.length > maxBody
      const body = isLong ? Buffer.from(request.body.slice(0, maxBody)).toString() : request.body
      requests.push(isLong ? { ...request, body } : request)
      if (requests.length > maxRequests * 2) requests = requests.slice(-maxRequests)
    },
    last: (limit) => requests.slice(-Math.min(limit, maxRequests)).map(withoutSecrets),
    clear() {
      requests = []
    },
  }
}

function withoutSecrets(request: LoggedRequest): LoggedRequest {
  const { authorization: _hidden, ...headers } = request.headers
  return { ...request, headers, url: request.url.replace(/(access_token=)[^&]*/, '$1…') }
}
