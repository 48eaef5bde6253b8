/**
 * One guarded HTTP request to an address that a caller named. Never throws: every end is a value. One time limit covers
 * the whole exchange, redirects are not followed, and no more of the response is kept than was asked for.
 */
import type { Dispatcher } from 'undici'
import { codeOf, networkReason } from '../model/errors/network.ts'
import { deleteOldest } from '../model/oldest.ts'
import { createPlaces, type Places } from '../model/scheduling/places.ts'
import { type AllowList, checkUrl, type UrlRefusal } from './allow-list.ts'
import { freshAgent, maxPerOrigin } from './guard.ts'
import { type UsedConnection, whenSent } from './reuse.ts'

export type RequestInput = {
  method: 'GET' | 'HEAD' | 'POST'
  url: string
  headers: Record<string, string>
  body?: string | Uint8Array
  /** For everything: name resolution, connection, response, body. */
  timeoutMs: number
  /** For the response body alone, once the head has arrived: for callers that need only the head. */
  bodyMs?: number
  /** Of the response body. */
  maxBytes: number
  signal?: AbortSignal
  /** Owner of the request: owners that use one server share its slots fairly. */
  of?: string
}

export type RequestResult =
  /**
   * `body` is `bytes` as text, never with half a character at its end. `truncated`: there was more, or it stopped
   * arriving.
   */
  | {
      kind: 'answer'
      status: number
      headers: Record<string, string | string[] | undefined>
      body: string
      bytes: Uint8Array
      truncated: boolean
    }
  /** `reason` may be shown to anyone. `private`: the guard forbade the address, so a retry is of no use. */
  | { kind: 'failed'; reason: string; private: boolean }

export type GuardedRequest = (input: RequestInput) => Promise<RequestResult>

export type RequestDeps = { agent: Dispatcher; allow: AllowList }

/** By origin: those with requests in flight. */
const placesAt = new WeakMap<Dispatcher, Map<string, Places>>()

/** A body that is up to this much longer is read to its end, so that the connection can be reused. */
const drainBytes = 65_536

/**
 * A server may close a connection while the next request is on its way to it. A request cut off before any byte of a
 * response is sent once more on a connection of its own, within the same time limit: the receiver is not at fault.
 */
export async function guardedRequest({ agent, allow }: RequestDeps, input: RequestInput): Promise<RequestResult> {
  const target = targetOf(input.url, allow)
  if ('refused' in target) return { kind: 'failed', reason: refusals[target.refused], private: true }
  return inPlace(agent, target.origin, input.of ?? '', () => request(agent, target, input))
}

type Target = { origin: string; path: string }
type Checked = Target | { refused: UrlRefusal }

/** What a name resolves to is checked at each connection. */
const checkedBy = new WeakMap<AllowList, Map<string, Checked>>()
const maxChecked = 1_000
/** In characters: a caller's longer address is checked each time, so that what is remembered stays below some MB. */
const maxAddress = 2_048

/** Remembered: an endpoint has one address for all its events, and parsing and checking it takes 2 µs and 1 kB. */
function targetOf(text: string, allow: AllowList): Checked {
  const checked = checkedBy.get(allow) ?? new Map<string, Checked>()
  checkedBy.set(allow, checked)
  const known = checked.get(text)
  if (known !== undefined) return known
  const check = checkUrl(text, allow)
  const target = check.ok
    ? { origin: check.url.origin, path: check.url.pathname + check.url.search }
    : { refused: check.reason }
  if (text.length <= maxAddress) checked.set(text, target)
  deleteOldest(checked, maxChecked)
  return target
}

/** Waiting for a slot is not the server's fault: its time limit starts afterwards. */
async function inPlace<T>(agent: Dispatcher, origin: string, of: string, work: () => Promise<T>): Promise<T> {
  const byOrigin = placesAt.get(agent) ?? new Map<string, Places>()
  placesAt.set(agent, byOrigin)
  const places = byOrigin.get(origin) ?? createPlaces(maxPerOrigin)
  byOrigin.set(origin, places)
  const slot = places.take(of)
  if (slot) await slot
  try {
    return await work()
  } finally {
    places.giveBack(of)
    if (places.isUnused()) byOrigin.delete(origin)
  }
}

async function request(agent: Dispatcher, target: Target, input: RequestInput): Promise<RequestResult> {
  const endAt = performance.now() + input.timeoutMs
  const first = await exchange(agent, target, input)
  if (!first.wasCutAtReuse) return first.result
  const fresh = freshAgent(agent)
  const timeoutMs = Math.max(1, endAt - performance.now())
  const { result } = await exchange(fresh, target, { ...input, timeoutMs })
  // Callers that wait for the response need not wait for the connection to end.
  void fresh.destroy()
  return result
}

type Exchanged = { result: RequestResult; wasCutAtReuse: boolean }

/**
 * Uses undici's `dispatch`: a stream for every response, as its `request` makes, costs more than the rest of a webhook.
 * A request that is given up before it has a connection is never written.
 */
function exchange(agent: Dispatcher, { origin, path }: Target, input: RequestInput): Promise<Exchanged> {
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

  /** Once the status has arrived the response stands, even if its body is slow, endless or cut off. */
  function giveUp(error: unknown): void {
    end(answer.result(false) ?? failure(error))
    controller?.abort(error instanceof Error ? error : new TimeLimitError())
  }

  if (input.signal?.aborted) giveUp(input.signal.reason)
  if (settle === undefined) return settled

  const { method, headers, body = null } = input
  // The only time limits: undici's own would fire later and say the same.
  const options = {
    origin,
    path,
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
    /** Returns whether the response has begun: 1xx only announces it. */
    begin(statusCode: number, answerHeaders: Headers): boolean {
      if (statusCode < 200) return false
      status = statusCode
      headers = answerHeaders
      if (Number(headers['content-length']) > maxBytes + drainBytes) enough = maxBytes
      return true
    },
    /** Returns whether enough of the body has arrived. */
    add(chunk: Buffer): boolean {
      if (length < maxBytes) chunks.push(chunk)
      length += chunk.length
      return length >= enough
    },
    /** Undefined until a status has arrived. */
    result(ended: boolean): RequestResult | undefined {
      if (status === 0) return undefined
      const bytes = Buffer.concat(chunks).subarray(0, maxBytes)
      return { kind: 'answer', status, headers, body: textOf(bytes), bytes, truncated: !ended || length > maxBytes }
    },
  }
}

/** `stream` omits a character whose end was cut off; other bytes that are not UTF-8 become U+FFFD. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes, { stream: true })
}

class TimeLimitError extends Error {
  code = 'ERR_TIME_LIMIT'
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
