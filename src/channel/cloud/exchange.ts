/**
 * One HTTP exchange with a Graph server: returns the whole response, or how the exchange broke and whether anything had
 * been written by then, which decides whether a repetition is safe. Never throws, never retries, never follows a
 * redirect. Uses undici's `dispatch`, which reports when a request starts to leave (`request` does not) and saves a
 * stream for every response.
 */

import { type Dispatcher, Pool } from 'undici'
import { PlainError } from '../../model/errors/network.ts'
import { withoutEndSlash } from '../../model/network/address.ts'
import { createPlaces, type Places } from '../../model/scheduling/places.ts'
import type { Answer } from './outcomes/outcomes.ts'

export type GraphRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  /** With a leading slash, below the Graph URL's own path. */
  path: string
  accessToken: string
  /** Owner of the request: owners that share a server share its slots fairly. */
  of: string
  /** JSON, unless `headers` say otherwise. */
  body?: string | Uint8Array
  /** Lower-case names; sent before the client's own headers. */
  headers?: Record<string, string>
  /** A longer response breaks the exchange. */
  maxAnswerBytes: number
  /** For questions that nobody waits for, shorter than the client's own. */
  timeoutMs?: number
  /**
   * Called when the request has a slot among those that may be in flight: `false` or a failure breaks the exchange,
   * with nothing written.
   */
  announce?: () => Promise<boolean>
  /**
   * Called when a connection is ready and the first byte is about to be written: `false` breaks the exchange, with
   * nothing written.
   */
  confirmOwnership?: () => boolean
}

export type Reply =
  | ({ kind: 'answer' } & Answer)
  | { kind: 'broken'; error: unknown; written: boolean }
  /** The Graph URL is invalid. */
  | { kind: 'bad_url'; reason: string }

export type Exchanges = {
  run(graphUrl: string, request: GraphRequest): Promise<Reply>
  /** Requests in flight end first; no new ones start. */
  close(): Promise<void>
  /** Requests in flight are aborted. */
  destroy(): Promise<void>
}

export type ExchangeLimits = { connections: number; timeoutMs: number }

/**
 * Each request holds a slot from before its announcement to its end, so an announced request need not wait for a
 * connection.
 */
type Target = { pool: Pool; basePath: string; places: Places }

export function createExchanges(clock: () => number, limits: ExchangeLimits): Exchanges {
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
          return { kind: 'bad_url', reason: 'the Graph URL is not a valid address' }
        }
        targets.set(graphUrl, target)
      }
      const slot = target.places.take(request.of)
      if (slot) await slot
      try {
        if (request.announce && !(await request.announce())) return notOurs()
        return await exchange(target, request, clock, request.timeoutMs ?? limits.timeoutMs)
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
 * HTTP/1.1, one request at a time on a connection: a failure affects one request only. An idle connection is kept for
 * undici's four seconds only, since a POST that meets the server's own closing ends as `unknown`.
 */
function openTarget(graphUrl: string, { connections, timeoutMs }: ExchangeLimits): Target {
  const url = new URL(graphUrl)
  const pool = new Pool(url.origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    connectTimeout: Math.min(timeoutMs, 10_000),
  })
  return { pool, basePath: withoutEndSlash(url.pathname), places: createPlaces(connections) }
}

function notOurs(): Reply {
  return {
    kind: 'broken',
    error: new PlainError('this process lost its lease before the request was sent'),
    written: false,
  }
}

function exchange(target: Target, request: GraphRequest, clock: () => number, timeoutMs: number): Promise<Reply> {
  const { method, body = null, accessToken } = request
  const headers: Record<string, string> = { authorization: `Bearer ${accessToken}`, accept: 'application/json' }
  if (body !== null) headers['content-type'] = 'application/json'
  Object.assign(headers, request.headers)
  return new Promise((resolve) => {
    const { maxAnswerBytes: maxBytes, confirmOwnership } = request
    const handler = collect({ clock, timeoutMs, maxBytes, confirmOwnership }, resolve)
    const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs }
    target.pool.dispatch({ method, path: target.basePath + request.path, headers, body, ...timeouts }, handler)
  })
}

type CollectLimits = { clock: () => number; timeoutMs: number; maxBytes: number; confirmOwnership?: () => boolean }

/** undici's timeouts bound every silence; twice `timeoutMs` bounds the whole of a response that drips. */
function collect(
  { clock, timeoutMs, maxBytes, confirmOwnership }: CollectLimits,
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
      if (confirmOwnership?.() === false)
        return controller.abort(new PlainError('this process lost its lease before the request was sent'))
      written = true
      deadlineAt = clock() + 2 * timeoutMs
    },
    onResponseStart(_controller, statusCode, answerHeaders) {
      httpStatus = statusCode
      headers = answerHeaders
    },
    onResponseData(controller, chunk) {
      size += chunk.length
      if (size > maxBytes) controller.abort(new PlainError(`the response is larger than ${maxBytes} bytes`))
      else if (clock() > deadlineAt) controller.abort(new PlainError('the response did not end in time'))
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
