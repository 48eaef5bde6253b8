/** A whole gateway with its sandbox, in this process, on free ports and a folder of its own: flow tests speak to it by HTTP only. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { pino } from 'pino'
import { type App, type AppDeps, startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { demoClient } from '../../src/demo.ts'
import { makeMigratedFile } from './sqlite-file.ts'

export const adminToken = 'an-admin-token-for-tests'
export const person = '593987654321'

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> & { [index: number]: unknown } }

export type Gateway = {
  app: App
  dataDir: string
  url: string
  sandboxUrl: string
  /** A call of the compatible API by the demo client. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  manage(method: string, path: string, body?: unknown): Promise<Answer>
  control(method: string, path: string, body?: unknown): Promise<Answer>
  /** What the store holds, read past the gateway. */
  rows(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[]
  /** The gateway's clock. */
  now(): number
  /** The gateway's clock leaps ahead; the sandbox's does not. */
  advance(ms: number): void
  /** From now on it goes on by `advance` alone: nothing falls due because the machine is slow. */
  freeze(): void
  thaw(): void
  /** What the person's phone shows that the business sent, oldest first. */
  phone(to?: string): Promise<SandboxMessage[]>
  /** Polls the phone until `enough` says so. */
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
  deps: Pick<Partial<AppDeps>, 'log' | 'sandbox'> = {},
): Promise<Gateway> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  const loaded = loadConfig({
    RECADO_PORT: '0',
    RECADO_SANDBOX: 'on',
    RECADO_SANDBOX_PORT: '0',
    RECADO_DATA_DIR: folder,
    RECADO_ADMIN_TOKEN: adminToken,
    // A busy machine makes whoever asks wait; what refuses the late is tested where it is set shorter.
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
    // Files on this machine are fetched as Meta fetches them, and held against its list for links.
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
    async phone(to = person) {
      const { body } = await gateway.control('GET', `/_sandbox/messages?to=${to}&limit=10000`)
      return sandboxMessages(body).filter((message) => message.direction === 'out')
    },
    async phoneUntil(enough, to) {
      const endAt = Date.now() + patienceMs
      const pause = makePause()
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

/** How long a test waits for what must come, however busy the machine: it says when to give up, and measures nothing. */
export const patienceMs = 60_000

/** Between two looks: short at first, and longer for what takes long, since a look through HTTP costs what it waits for. */
export function makePause(): () => Promise<void> {
  let ms = 5
  return () => {
    const pauseMs = ms
    ms = Math.min(ms * 1.3, 50)
    return new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

/** Polls until `check` answers something other than undefined or false. */
export async function eventually<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  withinMs = patienceMs,
): Promise<T> {
  const endAt = Date.now() + withinMs
  const pause = makePause()
  for (;;) {
    const found = await check()
    if (found !== undefined && found !== false) return found
    if (Date.now() > endAt) throw new Error(`not within ${withinMs} ms: ${what}`)
    await pause()
  }
}

/** Nothing is on its way: what is counted afterwards is of what comes afterwards. */
export async function quiet(gateway: Gateway): Promise<void> {
  await eventually(async () => {
    const { body } = await gateway.control('GET', '/_sandbox/stats')
    const pending = Object.values(body.pending as Record<string, number>)
    const waiting = gateway.rows("select seq from deliveries where state = 'waiting'")
    return pending.every((count) => count === 0) && waiting.length === 0
  }, 'nothing is on its way')
}

/** The ids that an accepted request was answered with. */
export function idsOf(answer: Answer | undefined): string[] {
  if (answer?.status !== 200) throw new Error(`${answer?.status} ${JSON.stringify(answer?.body)}`)
  if (!Array.isArray(answer.body)) return [String(answer.body.messageId)]
  return (answer.body as { id: string }[]).map(({ id }) => id)
}

/** What a text message on the phone says. */
export function textOf({ body }: SandboxMessage): string {
  return (body.text as { body: string } | undefined)?.body ?? ''
}

/** The sandbox gives each body as the text that came on the wire. */
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
