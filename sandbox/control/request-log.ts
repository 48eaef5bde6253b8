/**
 * The latest Graph API requests as sent on the wire, with their answers and without their secrets. Bounded to 2,000
 * requests and 16 KB of each body. Storing one costs a push; GET /_sandbox/requests formats them on request.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { createFifo } from '../fifo.ts'

export type LoggedRequest = {
  at: number
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: string
  /** 0 if the connection was cut without an answer. */
  statusCode: number
  /** The answer's body, if it is text. */
  answer?: string
}

export type RequestFilter = {
  since: number
  limit: number
  /** A substring of the path and query. */
  path?: string | undefined
  method?: string | undefined
  phoneNumberId?: string | undefined
  status?: number | undefined
}

export type ShownRequest = LoggedRequest & { id: number }

export type RequestLog = {
  add(request: LoggedRequest): void
  /** Called with each request that is added. */
  onChange(listener: (request: ShownRequest) => void): () => void
  /** Newest last. */
  select(filter: RequestFilter): readonly ShownRequest[]
  size(): number
  clear(): void
}

const maxRequests = 2_000
const maxBody = 16_384

export function createRequestLog(): RequestLog {
  const requests = createFifo<ShownRequest>()
  const listeners = new Set<(request: ShownRequest) => void>()
  let nextId = 1
  return {
    add(request) {
      const { body, answer } = request
      const isLong = body.length > maxBody || (answer?.length ?? 0) > maxBody
      const retained = isLong
        ? { ...request, body: cut(body), ...(answer === undefined ? {} : { answer: cut(answer) }) }
        : request
      const shown = { id: nextId, ...retained }
      requests.push(shown)
      nextId += 1
      if (requests.size() > maxRequests) requests.shift()
      for (const listener of listeners) listener(shown)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    select(filter) {
      const found: ShownRequest[] = []
      for (const request of requests.newestFirst()) {
        if (found.length >= filter.limit || request.id <= filter.since) break
        if (passesRequest(request, filter)) found.push(withoutSecrets(request))
      }
      return found.reverse()
    },
    size: () => requests.size(),
    clear: () => requests.clear(),
  }
}

/** A slice would keep the whole string alive; a copy through bytes does not. */
function cut(text: string): string {
  return text.length <= maxBody ? text : Buffer.from(text.slice(0, maxBody)).toString()
}

export function passesRequest({ id, url, method, statusCode }: ShownRequest, filter: RequestFilter): boolean {
  return (
    id > filter.since &&
    (filter.path === undefined || url.includes(filter.path)) &&
    (filter.method === undefined || filter.method.toUpperCase() === method) &&
    (filter.status === undefined || filter.status === statusCode) &&
    (filter.phoneNumberId === undefined || url.split(/[/?]/).includes(filter.phoneNumberId))
  )
}

function withoutSecrets(request: ShownRequest): ShownRequest {
  const { authorization: _hidden, ...headers } = request.headers
  return { ...request, headers, url: request.url.replace(/(access_token=)[^&]*/, '$1…') }
}
