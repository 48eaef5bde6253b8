/**
 * One guarded HTTP call to an address that a caller named. Never throws: every end is a value. The whole exchange has one
 * time limit, redirects are not followed, and no more of the answer is kept than was asked for.
 * Used by the webhook sender and the media prober.
 */
import type { Dispatcher } from 'undici'
import { type AllowList, checkUrl, type UrlRefusal } from './guard.ts'

export type RequestInput = {
  method: 'GET' | 'HEAD' | 'POST'
  url: string
  headers: Record<string, string>
  body?: string | Uint8Array
  /** For everything: name, connection, answer, its body. */
  timeoutMs: number
  /** Of the answer's body. */
  maxBytes: number
  signal?: AbortSignal
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

/** An answer whose body is this much longer is read to its end, so that the connection can be used again. */
const drainBytes = 65_536

export function guardedRequest(deps: RequestDeps, input: RequestInput): Promise<RequestResult> {
  const check = checkUrl(input.url, deps.allow)
  if (!check.ok) return Promise.resolve({ kind: 'failed', reason: refusals[check.reason], private: true })
  return new Promise((resolve) => exchange(deps.agent, check.url, input, resolve))
}

/**
 * By undici's dispatch: a stream for every answer, as its `request` makes, costs more than the rest of a webhook. A request that is
 * given up before it has a connection is never written.
 */
function exchange(agent: Dispatcher, url: URL, input: RequestInput, resolve: (result: RequestResult) => void): void {
  const answer = collectAnswer(input.maxBytes)
  let controller: Dispatcher.DispatchController | undefined
  let isOver = false
  const timer = setTimeout(() => giveUp(new TimeLimitError()), input.timeoutMs)
  const callOff = () => giveUp(input.signal?.reason)
  input.signal?.addEventListener('abort', callOff, { once: true })

  function end(result: RequestResult): void {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    input.signal?.removeEventListener('abort', callOff)
    resolve(result)
  }

  /** Once the status is there the answer stands, even if its body is slow, endless or cut off. */
  function giveUp(error: unknown): void {
    end(answer.result(false) ?? failure(error))
    controller?.abort(error instanceof Error ? error : new TimeLimitError())
  }

  if (input.signal?.aborted) giveUp(input.signal.reason)
  if (isOver) return

  const { method, headers, body = null } = input
  // The time limit above is the only one: undici's own would say the same later.
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
      if (isOver) started.abort(new TimeLimitError())
    },
    onResponseStart: (_controller, status, answerHeaders) => answer.begin(status, answerHeaders),
    onResponseData(_controller, chunk) {
      if (answer.add(chunk)) giveUp(undefined)
    },
    onResponseEnd: () => end(answer.result(true) ?? failure(undefined)),
    onResponseError: (_controller, error) => giveUp(error),
  })
}

type Headers = Record<string, string | string[] | undefined>

function collectAnswer(maxBytes: number) {
  let status = 0
  let headers: Headers = {}
  let length = 0
  let enough = maxBytes + drainBytes
  const chunks: Buffer[] = []
  return {
    begin(statusCode: number, answerHeaders: Headers): void {
      // 1xx only announces the answer.
      if (statusCode < 200) return
      status = statusCode
      headers = answerHeaders
      if (Number(headers['content-length']) > maxBytes + drainBytes) enough = maxBytes
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

const notAllowed = 'the address is not allowed'

export const refusals = {
  url: 'the address is not valid',
  scheme: 'the address must begin with https',
  credentials: 'the address must not contain a user name or password',
  private: notAllowed,
} satisfies Record<UrlRefusal, string>

const reasons: Record<string, string> = {
  ERR_PRIVATE_ADDRESS: notAllowed,
  ERR_TIME_LIMIT: 'no answer in time',
  AbortError: 'the request was called off',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  ETIMEDOUT: 'no connection in time',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be resolved',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
}

/** The system's own texts hold resolved addresses; only its codes are shown. */
export function failure(error: unknown): RequestResult & { kind: 'failed' } {
  const code = codeOf(error)
  const reason = reasons[code] ?? (code === '' ? 'the request could not be made' : `the request failed (${code})`)
  return { kind: 'failed', reason, private: code === 'ERR_PRIVATE_ADDRESS' }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.name === 'AbortError' ? error.name : ''
}
