/**
 * One HTTP exchange with a Graph server: a request, and either its whole answer or how it broke and whether anything had
 * been written by then, which is what makes a lost connection safe to repeat or not. Never throws, never repeats, never
 * follows a redirect. Written against undici's dispatch, which tells when a request starts to leave (`request` does not) and
 * spares a stream for every answer. Called by client.
 */

import { type Dispatcher, Pool } from 'undici'
import { withoutEndSlash } from '../../model/address.ts'
import { PlainError } from '../../model/network.ts'
import { makePlaces, type Places } from '../../model/places.ts'
import type { Answer } from './outcomes.ts'

export type GraphRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  /** With a leading slash, below the Graph URL's own path. */
  path: string
  accessToken: string
  /** Whose it is: those who share a server have their parts of its places. */
  of: string
  /** JSON, unless `headers` say otherwise. */
  body?: string | Uint8Array
  /** In small letters; they stand before our own. */
  headers?: Record<string, string>
  /** A longer answer breaks the exchange. */
  maxAnswerBytes: number
  /** Asked when the request has its place among those that may be on their way: a no, or a failure, breaks the exchange, with nothing written. */
  announce?: () => Promise<boolean>
  /** Asked when a connection is there and the first byte is about to be written: a no breaks the exchange, with nothing written. */
  mayLeave?: () => boolean
}

export type Reply =
  | ({ kind: 'answer' } & Answer)
  | { kind: 'broken'; error: unknown; written: boolean }
  /** The Graph URL is none. */
  | { kind: 'bad_url'; reason: string }

export type Exchanges = {
  run(graphUrl: string, request: GraphRequest): Promise<Reply>
  /** What is in flight ends first; nothing starts any more. */
  close(): Promise<void>
  /** What is in flight is cut off. */
  destroy(): Promise<void>
}

export type ExchangeLimits = { connections: number; timeoutMs: number }

/** A place is had by each request from before it is announced to its end, so what was announced need not wait for a connection. */
type Target = { pool: Pool; basePath: string; places: Places }

export function makeExchanges(clock: () => number, limits: ExchangeLimits): Exchanges {
  const targets = new Map<string, Target>()
  let closing: Promise<void> | undefined
  return {
    async run(graphUrl, request) {
      if (closing !== undefined)
        return { kind: 'broken', error: new PlainError('the client is closed'), written: false }
      let target = targets.get(graphUrl)
      if (target === undefined) {
        try {
          target = openTarget(graphUrl, limits)
        } catch {
          return { kind: 'bad_url', reason: 'the Graph URL is not an address to send to' }
        }
        targets.set(graphUrl, target)
      }
      const place = target.places.take(request.of)
      if (place) await place
      try {
        if (request.announce && !(await request.announce())) return notOurs()
        return await exchange(target, request, clock, limits.timeoutMs)
      } catch (error) {
        return { kind: 'broken', error, written: false }
      } finally {
        target.places.giveBack(request.of)
      }
    },
    close() {
      closing ??= Promise.all([...targets.values()].map(({ pool }) => pool.close())).then(() => undefined)
      return closing
    },
    async destroy() {
      closing = Promise.all([...targets.values()].map(({ pool }) => pool.destroy())).then(() => undefined)
      await closing
    },
  }
}

/**
 * HTTP/1.1, one request at a time on a connection: what breaks, breaks alone. An idle connection is kept for undici's four
 * seconds only, since a POST that meets the server's own closing ends as `unknown`.
 */
function openTarget(graphUrl: string, { connections, timeoutMs }: ExchangeLimits): Target {
  const url = new URL(graphUrl)
  const pool = new Pool(url.origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    connectTimeout: Math.min(timeoutMs, 10_000),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
  return { pool, basePath: withoutEndSlash(url.pathname), places: makePlaces(connections) }
}

function notOurs(): Reply {
  return { kind: 'broken', error: new PlainError('it was no longer ours to send'), written: false }
}

function exchange(target: Target, request: GraphRequest, clock: () => number, timeoutMs: number): Promise<Reply> {
  const { method, body = null, accessToken } = request
  const headers: Record<string, string> = { authorization: `Bearer ${accessToken}`, accept: 'application/json' }
  if (body !== null) headers['content-type'] = 'application/json'
  Object.assign(headers, request.headers)
  return new Promise((resolve) => {
    const { maxAnswerBytes: maxBytes, mayLeave } = request
    const handler = collect({ clock, timeoutMs, maxBytes, mayLeave }, resolve)
    target.pool.dispatch({ method, path: target.basePath + request.path, headers, body }, handler)
  })
}

type CollectLimits = { clock: () => number; timeoutMs: number; maxBytes: number; mayLeave?: () => boolean }

/** The time-outs of undici bound every silence; `timeoutMs` twice over bounds the whole of a dripping answer. */
function collect(
  { clock, timeoutMs, maxBytes, mayLeave }: CollectLimits,
  settle: (reply: Reply) => void,
): Dispatcher.DispatchHandler {
  let written = false
  let deadlineAt = 0
  let httpStatus = 0
  let headers: Answer['headers'] = {}
  let size = 0
  const chunks: Buffer[] = []
  return {
    onRequestStart(controller) {
      if (mayLeave?.() === false) return controller.abort(new PlainError('it was no longer ours to send'))
      written = true
      deadlineAt = clock() + 2 * timeoutMs
    },
    onResponseStart(_controller, statusCode, answerHeaders) {
      httpStatus = statusCode
      headers = answerHeaders
    },
    onResponseData(controller, chunk) {
      size += chunk.length
      if (size > maxBytes) controller.abort(new PlainError(`the answer is longer than ${maxBytes} bytes`))
      else if (clock() > deadlineAt) controller.abort(new PlainError('the answer did not end in time'))
      else chunks.push(chunk)
    },
    onResponseEnd() {
      const [first] = chunks
      const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
      settle({ kind: 'answer', httpStatus, headers, body: bytes.toString('utf8') })
    },
    onResponseError(_controller, error) {
      settle({ kind: 'broken', error, written })
    },
  }
}
