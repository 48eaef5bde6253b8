/**
 * One gateway with its credentials: sends an operation, repeats what did not come through, reads the answer. A send
 * keeps its idempotency key through all repetitions, so it is carried out once.
 */

import { operationTable } from '../generated/table.ts'
import { startDeadline } from './deadline.ts'
import { errorOfAnswer, NetworkError, RecadoError } from './errors.ts'
import { pagesOf } from './pages.ts'
import { buildRequest, type RequestParts } from './request.ts'
import { canRepeat, pauseBefore } from './retry.ts'
import { type StreamArgs, type Streamed, type StreamOptions, streamOf } from './stream.ts'
import type { Answer, Args, CallOptions, Item, ListId, OperationId } from './types.ts'
import { sendForm } from './upload.ts'

/** One way of several; none for what needs none, such as `signIn`. */
export type Credentials =
  | { clientId: string; clientSecret: string; apiKey?: never; adminToken?: never; session?: never }
  | { apiKey: string; clientId?: never; adminToken?: never; session?: never }
  | { adminToken: string; clientId?: never; apiKey?: never; session?: never }
  /** A signed-in person's page: the browser adds the cookie. */
  | { session: true; clientId?: never; apiKey?: never; adminToken?: never }
  | { clientId?: never; apiKey?: never; adminToken?: never; session?: never }

export type RecadoOptions = Credentials & {
  /** Where the gateway is reached, such as `https://gateway.example.com`. */
  baseUrl: string | URL
  /** For every call that says no other; 60000 by default, and none for one that sends a file. */
  timeoutMs?: number
  /** For every call that says no other; 3 by default. */
  retries?: number
  /** A call for which the gateway asks a longer pause than this before a repetition fails at once; without it, none. */
  longestPauseMs?: number
  /** Sent with every call. */
  headers?: Record<string, string>
  /** Sends the requests in place of the global one. */
  fetch?: typeof fetch
}

const usualTimeoutMs = 60_000
const usualRetries = 3

type Attempt<T> = { kind: 'done'; value: T } | { kind: 'failed'; error: RecadoError }

export class Connection {
  readonly #options: RecadoOptions
  readonly #baseUrl: string
  readonly #authorization: string | undefined

  constructor(options: RecadoOptions) {
    this.#options = options
    this.#baseUrl = new URL(options.baseUrl).href
    this.#authorization = authorizationOf(options)
  }

  /** Any operation by its id. Rejects with an error of `RecadoError`, or with the reason of the caller's signal. */
  call<Id extends OperationId>(id: Id, args: Args<Id>, options?: CallOptions): Promise<Answer<Id>> {
    return this.#repeat(id, args, options, (response) => readAnswer<Answer<Id>>(id, response))
  }

  /** The answer of success with its body unread: for a long file, and for forms other than JSON. */
  response<Id extends OperationId>(id: Id, args: Args<Id>, options?: CallOptions): Promise<Response> {
    return this.#repeat(id, args, options, async (response) => response, true)
  }

  /** Every item of a list, page after page; a page is asked for when its first item is. */
  async *iterate<Id extends ListId>(id: Id, args: Args<Id>, options?: CallOptions): AsyncGenerator<Item<Id>, void> {
    for await (const page of this.pages(id, args, options)) yield* itemsOf<Id>(page)
  }

  /** Every page of a list. */
  pages<Id extends ListId>(id: Id, args: Args<Id>, options?: CallOptions): AsyncGenerator<Answer<Id>, void> {
    return pagesOf(args, (next) => this.#repeat(id, next, options, (response) => readAnswer<Answer<Id>>(id, response)))
  }

  /** Events while they happen, without end; after a break it goes on behind the last one. Ends by its signal. */
  stream({ bot, after, changes }: StreamArgs = {}, options: StreamOptions = {}): AsyncGenerator<Streamed, void> {
    const named = { ...(bot !== undefined && { bot: String(bot) }), ...(changes && { changes: 'true' as const }) }
    const connect = (from: string | undefined, signal: AbortSignal) =>
      this.response('streamEvents', { ...named, ...(from !== undefined && { after: from }) }, { signal, retries: 0 })
    return streamOf(connect, after, options)
  }

  async #repeat<T>(
    id: OperationId,
    args: object,
    options: CallOptions = {},
    read: (response: Response) => Promise<T>,
    isReadLater = false,
  ): Promise<T> {
    const request = buildRequest(this.#baseUrl, id, args as Record<string, unknown>, newKey)
    this.#addHeaders(request.headers, options.headers)
    const deadline = startDeadline(this.#timeoutMsOf(request, options), options.signal)
    const retries = canRepeat(request.method, request.idempotencyKey)
      ? (options.retries ?? this.#options.retries ?? usualRetries)
      : 0
    try {
      for (let attempt = 0; ; attempt++) {
        const ended = await this.#attempt(request, options, deadline.signal, read)
        if (ended.kind === 'done') return ended.value
        const pauseMs = attempt < retries ? pauseBefore(ended.error, attempt, Math.random()) : undefined
        const isLong = pauseMs !== undefined && pauseMs > (this.#options.longestPauseMs ?? Number.POSITIVE_INFINITY)
        if (pauseMs === undefined || isLong || !deadline.leaves(pauseMs)) throw ended.error
        await deadline.pause(pauseMs)
      }
    } finally {
      deadline.release(isReadLater)
    }
  }

  async #attempt<T>(
    request: RequestParts,
    options: CallOptions,
    signal: AbortSignal,
    read: (response: Response) => Promise<T>,
  ): Promise<Attempt<T>> {
    try {
      const response = await overNetwork(signal, () => this.#send(request, options, signal))
      options.onResponse?.({ status: response.status, headers: response.headers })
      if (!response.ok) throw await overNetwork(signal, () => errorOfAnswer(response, Date.now()))
      return { kind: 'done', value: await overNetwork(signal, () => read(response)) }
    } catch (error) {
      if (error instanceof RecadoError) return { kind: 'failed', error }
      throw error
    }
  }

  #send({ method, url, headers, body }: RequestParts, options: CallOptions, signal: AbortSignal): Promise<Response> {
    const withCookies = this.#options.session === true
    const { onProgress } = options
    if (body instanceof FormData && onProgress !== undefined) {
      const by = { fetch: this.#options.fetch, withCookies, onProgress }
      return sendForm({ method, url, headers, form: body, signal }, by)
    }
    const init: RequestInit = { method, headers, signal, ...(body !== undefined && { body }) }
    return (this.#options.fetch ?? fetch)(url, withCookies ? { ...init, credentials: 'include' } : init)
  }

  #addHeaders(headers: Headers, own: Record<string, string> = {}): void {
    if (this.#authorization !== undefined) headers.set('authorization', this.#authorization)
    // The gateway takes it for the word of a page's own script; any value is right.
    if (this.#options.session === true) headers.set('x-recado-csrf', '1')
    for (const [name, value] of Object.entries({ ...this.#options.headers, ...own })) headers.set(name, value)
  }

  #timeoutMsOf({ body }: RequestParts, options: CallOptions): number {
    const usual = body instanceof FormData ? 0 : usualTimeoutMs
    return options.timeoutMs ?? this.#options.timeoutMs ?? usual
  }
}

/** `ListId` says that there are some. */
function itemsOf<Id extends ListId>(page: Answer<Id>): Item<Id>[] {
  return (page as { results: unknown[] }).results as Item<Id>[]
}

function authorizationOf(options: RecadoOptions): string | undefined {
  if (options.apiKey !== undefined) return `Bearer ${options.apiKey}`
  if (options.adminToken !== undefined) return `Bearer ${options.adminToken}`
  if (options.clientId === undefined) return undefined
  const bytes = new TextEncoder().encode(`${options.clientId}:${options.clientSecret}`)
  return `Basic ${btoa(String.fromCharCode(...bytes))}`
}

/** `crypto.randomUUID` is missing on a page without https. */
function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What fails on the way is an error of the network, unless the call was ended here. */
async function overNetwork<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    signal.throwIfAborted()
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof RecadoError) throw error
    throw new NetworkError('no whole answer came', { cause: error })
  }
}

/** JSON, a text or a file, as the document says. */
async function readAnswer<T>(id: OperationId, response: Response): Promise<T>
async function readAnswer(id: OperationId, response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  const { answer } = operationTable[id]
  if (answer === 'blob') return response.blob()
  const type = response.headers.get('content-type') ?? ''
  if (answer === 'text' && isText(type)) return response.text()
  if (answer === 'json' && type.startsWith('application/json')) return response.json()
  await response.body?.cancel()
  const wanted = answer === 'json' ? 'JSON' : 'a text'
  throw new RecadoError(`${id} was answered ${type || 'without a type'}, not ${wanted}: response() takes any form`)
}

/** Read as a text, a file of another type would be spoilt. */
function isText(type: string): boolean {
  return /^(?:text\/|application\/(?:json|x-ndjson))/.test(type)
}
