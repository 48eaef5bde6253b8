/**
 * Requests of the commands to a gateway: the credential that fits the path, the reader's language, and every failure as
 * a `CommandFailure`: what the gateway refused (with its own sentence), or that nothing answers.
 */
import type { Locale } from '../model/errors/texts.ts'
import { version } from '../version.ts'
import { type Connection, reasonOf } from './connection.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import type { Say } from './frame/say.ts'

export type Query = Readonly<Record<string, string | number | undefined>>

export type Api = {
  url: string
  /** Throws when nothing answers there. Without credentials. */
  reach(): Promise<void>
  get<T>(path: string, query?: Query): Promise<T>
  post<T>(path: string, body?: unknown, headers?: Record<string, string>): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  delete(path: string): Promise<void>
  /** As it comes, for files. */
  raw(path: string, query?: Query): Promise<Response>
}

type ApiDeps = {
  connection: Connection
  language: Locale
  say: Say
  /** The management token of an installation on this machine, if its files can be read. */
  localKey: () => Promise<string | undefined>
}

/** A campaign's file may take a while. */
const timeoutMs = 300_000
const keyPrefix = 'rck_'
/** The client of `recado start`; where the sandbox is off it opens nothing. */
const demo = { client: 'demo:recado-demo' }

export function createApi(deps: ApiDeps): Api {
  const { connection, language, say } = deps
  let localKey: Promise<string | undefined> | undefined

  async function credentialFor(path: string): Promise<string> {
    const isManagement = path.startsWith('/manage/')
    const { client, isLocal } = connection
    if (!isManagement && client !== undefined) return basic(client)
    localKey ??= connection.key === undefined && isLocal ? deps.localKey() : Promise.resolve(connection.key)
    const key = await localKey
    if (key !== undefined && (isManagement || key.startsWith(keyPrefix))) return `Bearer ${key}`
    if (!isManagement && isLocal) return basic(demo.client)
    throw new CommandFailure(
      exitCodes.usage,
      say(isManagement ? 'key_missing' : 'client_missing', { url: connection.url }),
    )
  }

  async function send(method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
    const headers: Record<string, string> = {
      authorization: await credentialFor(path),
      'accept-language': language,
      'user-agent': `recado/${version}`,
      ...more,
    }
    const isForm = body instanceof FormData
    if (body !== undefined && !isForm) headers['content-type'] = 'application/json'
    const content = body === undefined ? undefined : isForm ? body : JSON.stringify(body)
    const answer = await reach(method, path, headers, content)
    if (!answer.ok) throw await refusalOf(answer, deps)
    return answer
  }

  async function reach(method: string, path: string, headers: Record<string, string>, body?: string | FormData) {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      return await fetch(connection.url + path, { method, headers, body, signal, redirect: 'manual' })
    } catch (error) {
      throw unreachable(connection.url, error, say)
    }
  }

  async function json<T>(answer: Response): Promise<T> {
    try {
      return (await answer.json()) as T
    } catch {
      throw new CommandFailure(exitCodes.unreachable, say('not_recado', { url: connection.url }))
    }
  }

  return {
    url: connection.url,
    reach: async () => void (await reach('GET', '/healthz', {})),
    get: async (path, query = {}) => json(await send('GET', path + textOf(query))),
    post: async (path, body = {}, headers = {}) => json(await send('POST', path, body, headers)),
    patch: async (path, body) => json(await send('PATCH', path, body)),
    delete: async (path) => void (await send('DELETE', path)),
    raw: (path, query = {}) => send('GET', path + textOf(query)),
  }
}

function basic(client: string): string {
  return `Basic ${Buffer.from(client).toString('base64')}`
}

function textOf(query: Query): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined)
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`
}

export function unreachable(url: string, error: unknown, say: Say): CommandFailure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return new CommandFailure(exitCodes.unreachable, say('unreachable', { url, reason: reasonOf(cause) }), { url })
}

type ErrorBody = {
  message?: string | string[]
  error?: { code?: string; key?: string; developerMessages?: Partial<Record<Locale, string>> }
  validationError?: Record<string, Partial<Record<Locale, string>>[]>
}

/** The envelopes of docs/errors.md; anything else is shown by its status. */
async function refusalOf(answer: Response, { language, say }: ApiDeps): Promise<CommandFailure> {
  const body = (await answer.json().catch(() => ({}))) as ErrorBody
  const { status } = answer
  const fields = Object.entries(body.validationError ?? {}).flatMap(([field, texts]) =>
    texts.map((one) => `${field}: ${one[language] ?? one.en ?? ''}`),
  )
  const [first = ''] = [body.message ?? ''].flat()
  const told = body.error?.developerMessages?.[language] ?? (status === 401 ? say('credentials_refused') : first)
  const reason = [told, ...fields].filter((one) => one !== '').join(' ')
  const message = say('refused', { status, reason: reason === '' ? answer.statusText : reason })
  return new CommandFailure(exitCodes.refused, message, { status, code: body.error?.key ?? null, body })
}
