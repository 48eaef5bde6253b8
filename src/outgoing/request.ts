/**
 * One guarded HTTP call to an address that a caller named. Never throws: every end is a value. The whole exchange has one
 * time limit, redirects are not followed, and no more of the answer is kept than was asked for.
 * Used by the webhook sender and the media prober.
 */
import type { Dispatcher } from 'undici'
import { codeOf, networkReason } from '../model/network.ts'
import { makePlaces, type Places } from '../model/places.ts'
import { type AllowList, checkUrl, freshAgent, mostPerOrigin, type UrlRefusal } from './guard.ts'
import { type UsedConnection, whenSent } from './reuse.ts'

export type RequestInput = {
  method: 'GET' | 'HEAD' | 'POST'
  url: string
  headers: Record<string, string>
  body?: string | Uint8Array
  /** For everything: name, connection, answer, its body. */
  timeoutMs: number
  /** For the answer's body alone, once its head is there: of use to whom the head says all. */
  bodyMs?: number
  /** Of the answer's body. */
  maxBytes: number
  signal?: AbortSignal
  /** Whose it is: those who ask one server have their parts of its places. */
  of?: string
}

export type RequestResult =
  /** `body` is `bytes` as text, never with half a character at its end. `truncated`: there was more, or it stopped coming. */
  | {
      kind: 'answer'
      status: number
      headers: Record<string, string | string[] | undefined>
      body: string
      bytes: Uint8Array
      truncated: boolean
    }
  /** `reason` may be shown to anybody. `private`: the guard forbade the address, so asking again is of no use. */
  | { kind: 'failed'; reason: string; private: boolean }

export type GuardedRequest = (input: RequestInput) => Promise<RequestResult>

export type RequestDeps = { agent: Dispatcher; allow: AllowList }

/** By origin: those where something is in the air. */
const placesAt = new WeakMap<Dispatcher, Map<string, Places>>()

/** An answer whose body is this much longer is read to its end, so that the connection can be used again. */
const drainBytes = 65_536

/**
 * A server may close a connection while the next request is on its way to it. What was cut so, before a byte of an answer, is asked once
 * more on a connection of its own, within the same time: the receiver has nothing to do with it.
 */
export async function guardedRequest(deps: RequestDeps, input: RequestInput): Promise<RequestResult> {
  const check = checkUrl(input.url, deps.allow)
  if (!check.ok) return { kind: 'failed', reason: refusals[check.reason], private: true }
  return inPlace(deps.agent, check.url.origin, input.of ?? '', () => ask(deps.agent, check.url, input))
}

/** Waiting for a place is no fault of the server's: its time begins behind it. */
async function inPlace<T>(agent: Dispatcher, origin: string, of: string, work: () => Promise<T>): Promise<T> {
  const byOrigin = placesAt.get(agent) ?? new Map<string, Places>()
  placesAt.set(agent, byOrigin)
  const places = byOrigin.get(origin) ?? makePlaces(mostPerOrigin)
  byOrigin.set(origin, places)
  const place = places.take(of)
  if (place) await place
  try {
    return await work()
  } finally {
    places.giveBack(of)
    if (places.isUnused()) byOrigin.delete(origin)
  }
}

async function ask(agent: Dispatcher, url: URL, input: RequestInput): Promise<RequestResult> {
  const endAt = performance.now() + input.timeoutMs
  const first = await exchange(agent, url, input)
  if (!first.wasCutAtReuse) return first.result
  const fresh = freshAgent(agent)
  const timeoutMs = Math.max(1, endAt - performance.now())
  const { result } = await exchange(fresh, url, { ...input, timeoutMs })
  // Whoever waits for the answer need not wait for the end of the connection.
  void fresh.destroy()
  return result
}

type Exchanged = { result: RequestResult; wasCutAtReuse: boolean }

/**
 * By undici's dispatch: a stream for every answer, as its `request` makes, costs more than the rest of a webhook. A request that is
 * given up before it has a connection is never written.
 */
function exchange(agent: Dispatcher, url: URL, input: RequestInput): Promise<Exchanged> {
  const answer = collectAnswer(input.maxBytes)
  let controller: Dispatcher.DispatchController | undefined
  let connection: UsedConnection | undefined
  let settle: ((exchanged: Exchanged) => void) | undefined
  const settled = new Promise<Exchanged>((resolve) => {
    settle = resolve
  })
  let timer = setTimeout(() => giveUp(new TimeLimitError()), input.timeoutMs)
  const callOff = () => giveUp(input.signal?.reason)
  input.signal?.addEventListener('abort', callOff, { once: true })

  function end(result: RequestResult, wasCutAtReuse = false): void {
    clearTimeout(timer)
    input.signal?.removeEventListener('abort', callOff)
    settle?.({ result, wasCutAtReuse })
    settle = undefined
  }

  /** Once the status is there the answer stands, even if its body is slow, endless or cut off. */
  function giveUp(error: unknown): void {
    end(answer.result(false) ?? failure(error))
    controller?.abort(error instanceof Error ? error : new TimeLimitError())
  }

  if (input.signal?.aborted) giveUp(input.signal.reason)
  if (settle === undefined) return settled

  const { method, headers, body = null } = input
  // The time limits here are the only ones: undici's own would say the same later.
  const options = {
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers,
    body,
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  agent.dispatch(options, {
    onRequestStart(started) {
      controller = started
      if (settle === undefined) started.abort(new TimeLimitError())
      else whenSent((used) => (connection = used))
    },
    onResponseStart(_controller, status, answerHeaders) {
      if (!answer.begin(status, answerHeaders) || input.bodyMs === undefined) return
      clearTimeout(timer)
      timer = setTimeout(() => giveUp(new TimeLimitError()), input.bodyMs)
    },
    onResponseData(_controller, chunk) {
      if (answer.add(chunk)) giveUp(undefined)
    },
    onResponseEnd: () => end(answer.result(true) ?? failure(undefined)),
    onResponseError(_controller, error) {
      const result = answer.result(false)
      end(result ?? failure(error), !result && isCut(error) && connection?.isSilent() === true)
    },
  })
  return settled
}

const cutCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET'])

function isCut(error: unknown): boolean {
  return cutCodes.has(codeOf(error))
}

type Headers = Record<string, string | string[] | undefined>

function collectAnswer(maxBytes: number) {
  let status = 0
  let headers: Headers = {}
  let length = 0
  let enough = maxBytes + drainBytes
  const chunks: Buffer[] = []
  return {
    /** Whether it has begun: 1xx only announces it. */
    begin(statusCode: number, answerHeaders: Headers): boolean {
      if (statusCode < 200) return false
      status = statusCode
      headers = answerHeaders
      if (Number(headers['content-length']) > maxBytes + drainBytes) enough = maxBytes
      return true
    },
    /** Whether that is enough of it. */
    add(chunk: Buffer): boolean {
      if (length < maxBytes) chunks.push(chunk)
      length += chunk.length
      return length >= enough
    },
    /** Nothing while no status is there. */
    result(ended: boolean): RequestResult | undefined {
      if (status === 0) return undefined
      const bytes = Buffer.concat(chunks).subarray(0, maxBytes)
      return { kind: 'answer', status, headers, body: textOf(bytes), bytes, truncated: !ended || length > maxBytes }
    },
  }
}

/** `stream` leaves out a character whose end was cut off; other bytes that are not UTF-8 become U+FFFD. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes, { stream: true })
}

class TimeLimitError extends Error {
  readonly code = 'ERR_TIME_LIMIT'
}

export const refusals = {
  url: 'the address is not valid',
  scheme: 'the address must begin with https',
  credentials: 'the address must not contain a user name or password',
  private: 'the address is not allowed',
} satisfies Record<UrlRefusal, string>

export function failure(error: unknown): RequestResult & { kind: 'failed' } {
  return { kind: 'failed', reason: networkReason(error), private: codeOf(error) === 'ERR_PRIVATE_ADDRESS' }
}
