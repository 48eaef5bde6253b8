/**
 * A whole gateway with its sandbox, in this process, on free ports and in its own folder; flow tests use it over HTTP
 * only.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { pino } from 'pino'
import { demoClient } from '../../src/app/demo.ts'
import { type App, type AppDeps, startApp } from '../../src/app/start.ts'
import { loadConfig } from '../../src/config/config.ts'
import { makeMigratedFile } from './sqlite-file.ts'

export const adminToken = 'an-admin-token-for-tests'
export const person = '593987654321'

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> & { [index: number]: unknown } }

export type Gateway = {
  app: App
  dataDir: string
  url: string
  sandboxUrl: string
  /** Calls the compatible API as the demo client. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  manage(method: string, path: string, body?: unknown): Promise<Answer>
  control(method: string, path: string, body?: unknown): Promise<Answer>
  /** The store's rows, read without the gateway. */
  rows(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[]
  /** The gateway's clock. */
  now(): number
  /** Moves the gateway's clock ahead; the sandbox's stays. */
  advance(ms: number): void
  /** From now on only `advance` moves the clock: nothing falls due because the machine is slow. */
  freeze(): void
  thaw(): void
  /** A person's act on the sandbox's phone, such as a text; returns its wamid. Throws unless it is accepted. */
  simulateInbound(act: Record<string, unknown>, from?: string): Promise<string>
  /** Sends a text as the demo bot; returns its id. Throws unless it is accepted. */
  sendText(userId: string, text: string): Promise<string>
  /** The business's messages on the person's phone, oldest first. */
  phone(to?: string): Promise<SandboxMessage[]>
  /** Polls the phone until `enough`. */
  phoneUntil(enough: (messages: SandboxMessage[]) => boolean, to?: string): Promise<SandboxMessage[]>
  [Symbol.asyncDispose](): Promise<void>
}

export type SandboxMessage = {
  wamid: string
  direction: 'out' | 'in'
  status: string
  body: Record<string, unknown>
  rendered: Record<string, unknown>
}

export async function startGateway(
  env: Record<string, string> = {},
  deps: Pick<Partial<AppDeps>, 'log' | 'sandbox' | 'tracing' | 'guideFolder' | 'consoleFolder' | 'streamBounds'> = {},
): Promise<Gateway> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  const loaded = loadConfig({
    RECADO_PORT: '0',
    RECADO_SANDBOX: 'on',
    RECADO_SANDBOX_PORT: '0',
    RECADO_DATA_DIR: folder,
    RECADO_ADMIN_TOKEN: adminToken,
    // A busy machine delays callers; refusals of late requests are tested with a shorter timeout.
    RECADO_STORE_TIMEOUT_MS: '60000',
    ...env,
  })
  if (!loaded.ok) throw new Error(loaded.problems.join(' '))
  if (env.RECADO_DATA_DIR === undefined && env.RECADO_DATABASE_URL === undefined)
    makeMigratedFile(join(folder, 'recado.db'))
  let aheadMs = 0
  let frozenAt: number | undefined
  const now = () => (frozenAt ?? Date.now()) + aheadMs
  const app = await startApp(loaded.config, {
    log: pino({ level: env.RECADO_LOG_LEVEL ?? 'silent' }),
    clock: now,
    ...deps,
    // Fetches files on this machine as Meta would, and checks them against its list for links.
    sandbox: { ...deps.sandbox, rules: { privateLinks: true, ...deps.sandbox?.rules } },
  }).catch((error: unknown) => {
    rmSync(folder, { recursive: true })
    throw error
  })
  const sandboxUrl = app.sandbox?.url ?? ''
  const basic = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`
  const gateway: Gateway = {
    app,
    dataDir: folder,
    url: app.url,
    sandboxUrl,
    call: (method, path, body, headers) => request(app.url + path, method, body, { authorization: basic, ...headers }),
    manage: (method, path, body) => request(app.url + path, method, body, { authorization: `Bearer ${adminToken}` }),
    control: (method, path, body) => request(sandboxUrl + path, method, body),
    rows: (sql, ...values) => readRows(join(folder, 'recado.db'), sql, values),
    now,
    advance: (ms) => {
      aheadMs += ms
    },
    freeze() {
      frozenAt ??= Date.now()
    },
    thaw() {
      frozenAt = undefined
    },
    async simulateInbound(act, from = person) {
      const answer = await gateway.control('POST', '/_sandbox/inbound', { from, ...act })
      if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
      return String(answer.body.wamid)
    },
    async sendText(userId, text) {
      const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId, text }))
      return id
    },
    async phone(to = person) {
      const { body } = await gateway.control('GET', `/_sandbox/messages?to=${to}&limit=10000`)
      return sandboxMessages(body).filter((message) => message.direction === 'out')
    },
    async phoneUntil(enough, to) {
      const endAt = Date.now() + patienceMs
      const pause = createPause()
      for (;;) {
        const messages = await gateway.phone(to)
        if (enough(messages)) return messages
        if (Date.now() > endAt) throw new Error(`the phone shows only ${JSON.stringify(messages.slice(-5))}`)
        await pause()
      }
    },
    async [Symbol.asyncDispose]() {
      await app.stop()
      rmSync(folder, { recursive: true })
    },
  }
  return gateway
}

function readRows(path: string, sql: string, values: SQLInputValue[]): Record<string, unknown>[] {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 2_000 })
  try {
    return db.prepare(sql).all(...values)
  } finally {
    db.close()
  }
}

/** The longest wait for an expected event, however busy the machine: it only limits the wait and measures nothing. */
export const patienceMs = 60_000

/** The pause between two polls: short at first, then longer, since a poll over HTTP slows down what it waits for. */
export function createPause(): () => Promise<void> {
  let ms = 5
  return () => {
    const pauseMs = ms
    ms = Math.min(ms * 1.3, 50)
    return new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

/** Polls until `check` returns something other than undefined or false. */
export async function eventually<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  withinMs = patienceMs,
): Promise<T> {
  const endAt = Date.now() + withinMs
  const pause = createPause()
  for (;;) {
    const found = await check()
    if (found !== undefined && found !== false) return found
    if (Date.now() > endAt) throw new Error(`not within ${withinMs} ms: ${what}`)
    await pause()
  }
}

/** Waits until nothing is in flight, so that later counts cover later events only. */
export async function quiet(gateway: Gateway): Promise<void> {
  await eventually(async () => {
    const { body } = await gateway.control('GET', '/_sandbox/stats')
    const pending = Object.values(body.pending as Record<string, number>)
    const waiting = gateway.rows("select seq from deliveries where state = 'waiting'")
    return pending.every((count) => count === 0) && waiting.length === 0
  }, 'nothing is on its way')
}

/** The message ids in an accepted request's answer. */
export function idsOf(answer: Answer | undefined): string[] {
  if (answer?.status !== 200) throw new Error(`${answer?.status} ${JSON.stringify(answer?.body)}`)
  if (!Array.isArray(answer.body)) return [String(answer.body.messageId)]
  return (answer.body as { id: string }[]).map(({ id }) => id)
}

/** The text of a text message on the phone. */
export function textOf({ body }: SandboxMessage): string {
  return (body.text as { body: string } | undefined)?.body ?? ''
}

/** Parses the bodies, which the sandbox returns as the text on the wire. */
export function sandboxMessages(listed: unknown): SandboxMessage[] {
  const messages = listed as (Omit<SandboxMessage, 'body'> & { body: string })[]
  return messages.map((message) => ({ ...message, body: JSON.parse(message.body) }))
}

export async function request(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: parsed(text) }
}

function parsed(text: string): Answer['body'] {
  try {
    return JSON.parse(text)
  } catch {
    return { text }
  }
}
