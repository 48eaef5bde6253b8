/**
 * One guarded HTTP call to an address that a caller named. Never throws: every end is a value. The whole exchange has one
 * time limit, redirects are not followed, and no more of the answer is kept than was asked for.
 * Used by the webhook sender and the media prober.
 */
import { type Dispatcher, request } from 'undici'
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

export async function guardedRequest(deps: RequestDeps, input: RequestInput): Promise<RequestResult> {
  const check = checkUrl(input.url, deps.allow)
  if (!check.ok) return { kind: 'failed', reason: refusals[check.reason], private: true }
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new TimeLimitError()), input.timeoutMs)
  const signal = input.signal === undefined ? limit.signal : AbortSignal.any([limit.signal, input.signal])
  try {
    const { method, headers, body } = input
    // The time limit above is the only one: undici's own would say the same later.
    const options = { dispatcher: deps.agent, method, headers, body, signal, headersTimeout: 0, bodyTimeout: 0 }
    const response = await Promise.race([request(check.url, options), whenAborted(signal)])
    return await readAnswer(response, input.maxBytes)
  } catch (error) {
    return failure(error)
  } finally {
    clearTimeout(timer)
  }
}

/**
 * undici looks at the signal only once a connection is there, and a name or a connection may take its time. A request given up
 * before that is never written.
 */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Once the status is there the answer stands, even if its body is slow, endless or cut off. */
async function readAnswer(response: Dispatcher.ResponseData, maxBytes: number): Promise<RequestResult> {
  const { statusCode: status, headers, body } = response
  const chunks: Buffer[] = []
  let length = 0
  let ended = false
  const enough = maxBytes + (Number(headers['content-length']) > maxBytes + drainBytes ? 0 : drainBytes)
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (length < maxBytes) chunks.push(chunk)
      length += chunk.length
      if (length >= enough) break
    }
    ended = length < enough
  } catch {
    // What came so far is the answer.
  }
  const bytes = Buffer.concat(chunks).subarray(0, maxBytes)
  return { kind: 'answer', status, headers, body: textOf(bytes), bytes, truncated: !ended || length > maxBytes }
}

/** `stream` leaves out a character whose end was cut off; other bytes that are not UTF-8 become U+FFFD. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes, { stream: true })
}

class TimeLimitError extends Error {
  readonly code = 'ERR_TIME_LIMIT'
}

const notAllowed = 'the address is not allowed'

const refusals = {
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
function failure(error: unknown): RequestResult {
  const code = codeOf(error)
  const reason = reasons[code] ?? (code === '' ? 'the request could not be made' : `the request failed (${code})`)
  return { kind: 'failed', reason, private: code === 'ERR_PRIVATE_ADDRESS' }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.name === 'AbortError' ? error.name : ''
}
