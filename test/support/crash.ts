/**
 * The set-up of a crash test: a sandbox and a receiver that survive, a gateway process that does not, clients that keep
 * a journal of acknowledged messages, and a checker independent of the gateway's code: it compares the journal, the
 * phone and the database.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { request, sandboxMessages } from './gateway.ts'
import { look, rowsNow } from './postgres-store.ts'
import { type Running, runCommand } from './process.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { makeMigratedFile } from './sqlite-file.ts'

const botId = 'crash'
const adminToken = 'an-admin-token-for-tests'
const basic = `Basic ${btoa('tester:a-secret-for-tests')}`

export type CrashSite = {
  sandbox: Sandbox
  receiver: Receiver
  gateway: Running
  folder: string
  /** The gateway's environment. */
  env: Readonly<Record<string, string>>
  /** Starts the gateway again on the same data. */
  restart(): Promise<void>
  /** Starts another gateway on the same database. */
  peer(): Promise<Running>
  /** The number that a query returns on the gateway's database. */
  count(sql: string): number
  /** Resolves once the query's number passes `enough`. */
  untilCount(sql: string, enough: (count: number) => boolean, withinMs?: number): Promise<void>
  control(method: string, path: string, body?: unknown): Promise<unknown>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * With `databaseUrl` the gateways use that PostgreSQL, otherwise a file. `changes`: settings of the first gateway only;
 * `always`: of all. `batch`: the receiver gets several events in one post.
 */
export async function openCrashSite(
  statusDelayMs = { sent: 5, delivered: 10, read: 20 },
  databaseUrl?: string,
  changes: Record<string, string> = {},
  always: Record<string, string> = {},
  batch = false,
): Promise<CrashSite> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-crash-'))
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    seed: 7,
    statusDelayMs,
    rules: { window: false, pairRate: false, throughput: false },
  })
  const receiver = await startReceiver()
  const env = {
    RECADO_PORT: '0',
    RECADO_DATA_DIR: folder,
    RECADO_ADMIN_TOKEN: adminToken,
    RECADO_CLIENT_ID: 'tester',
    RECADO_CLIENT_SECRET: 'a-secret-for-tests',
    RECADO_ALLOW_PRIVATE: '127.0.0.0/8',
    RECADO_LOG_LEVEL: 'silent',
    RECADO_RECONCILE_MS: '1500',
    RECADO_SECRET_KEY: 'a-key-only-for-crash-tests',
    ...(databaseUrl && { RECADO_DATABASE_URL: databaseUrl }),
    ...always,
  }
  const peers: Running[] = []
  const database = databaseUrl ?? join(folder, 'recado.db')
  if (databaseUrl === undefined) makeMigratedFile(database)
  const count = (sql: string) => readCount(database, sql)
  const site: CrashSite = {
    sandbox,
    receiver,
    gateway: await runCommand('serve', { ...env, ...changes }),
    folder,
    env,
    async restart() {
      site.gateway = await runCommand('serve', env)
      sandbox.subscribe({ url: `${site.gateway.url}/meta/webhook` })
    },
    async peer() {
      const dataDir = join(folder, `peer-${peers.length}`)
      const peer = await runCommand('serve', { ...env, RECADO_DATA_DIR: dataDir })
      peers.push(peer)
      return peer
    },
    count,
    untilCount: (sql, enough, withinMs = 60_000) => untilCount(database, sql, enough, withinMs),
    control: async (method, path, body) => (await request(sandbox.url + path, method, body)).body,
    async [Symbol.asyncDispose]() {
      for (const process of [site.gateway, ...peers]) await process[Symbol.asyncDispose]()
      await sandbox.stop()
      await receiver[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
  sandbox.subscribe({ url: `${site.gateway.url}/meta/webhook` })
  await makeBot(site, botId, '100000000000001', batch)
  return site
}

/** Adds a bot with another number of the same account. */
export async function addBot(site: CrashSite, id: string, phoneNumberId: string): Promise<void> {
  const number = { phoneNumberId, wabaId: '200000000000001', displayNumber: '593990000109' }
  await site.control('POST', '/_sandbox/numbers', number)
  await makeBot(site, id, phoneNumberId)
}

async function makeBot(
  { gateway, sandbox, receiver }: CrashSite,
  id = botId,
  phoneNumberId = '100000000000001',
  batch = false,
): Promise<void> {
  const headers = { authorization: `Bearer ${adminToken}` }
  const bot = await request(
    `${gateway.url}/manage/v1/bots`,
    'POST',
    {
      id,
      name: 'Crash',
      channel: {
        graphUrl: sandbox.url,
        graphVersion: 'v25.0',
        phoneNumberId,
        wabaId: '200000000000001',
        accessToken: 'token',
        appSecret: 'sandbox-app-secret',
        verifyToken: 'sandbox-verify-token',
      },
      messagesPerSecond: 1000,
      sessionEvents: true,
    },
    headers,
  )
  assert.equal(bot.status, 201, JSON.stringify(bot.body))
  const hook = await request(
    `${gateway.url}/v1/bots/${id}/events/webhook`,
    'POST',
    { webhooks: [{ url: receiver.url, events: ['delivered_channel', 'delivered_user', 'read', 'failed'], batch }] },
    { authorization: basic },
  )
  assert.equal(hook.status, 200, JSON.stringify(hook.body))
}

export async function setChannel({ gateway }: CrashSite, id: string, channel: Record<string, string>): Promise<void> {
  const headers = { authorization: `Bearer ${adminToken}` }
  const { status, body } = await request(`${gateway.url}/manage/v1/bots/${id}`, 'PATCH', { channel }, headers)
  assert.equal(status, 200, JSON.stringify(body))
}

function readCount(database: string, sql: string): number {
  if (database.startsWith('postgres:')) return firstOf(rowsNow(database, sql))
  const db = new DatabaseSync(database, { readOnly: true, timeout: 2_000 })
  try {
    return Number(Object.values(db.prepare(sql).get() ?? { none: 0 })[0])
  } finally {
    db.close()
  }
}

function firstOf([row]: Record<string, unknown>[]): number {
  return Number(Object.values(row ?? { none: 0 })[0])
}

/** However slow the machine: it gives up only when the count has stayed the same for `withinMs`. */
async function untilCount(
  database: string,
  sql: string,
  enough: (count: number) => boolean,
  withinMs: number,
): Promise<void> {
  using looking = openLooking(database, sql)
  const startedAt = Date.now()
  let last = { count: Number.NaN, at: startedAt }
  for (;;) {
    const count = await looking.count()
    if (enough(count)) return
    const now = Date.now()
    if (count !== last.count) last = { count, at: now }
    if (now - last.at > withinMs) throw new Error(`still ${count} after ${withinMs} ms: ${sql}`)
    // Brief states are seen at the beginning; a long wait costs less.
    await new Promise((resolve) => setTimeout(resolve, now - startedAt < 2_000 ? 5 : 25))
  }
}

/** Open while it polls. Queries PostgreSQL asynchronously, since the sandbox lives in this process. */
function openLooking(database: string, sql: string): { count(): number | Promise<number> } & Disposable {
  if (database.startsWith('postgres:'))
    return { count: async () => firstOf(await look(database, sql)), [Symbol.dispose]() {} }
  const db = new DatabaseSync(database, { readOnly: true, timeout: 2_000 })
  const statement = db.prepare(sql)
  return { count: () => firstOf([statement.get() ?? { none: 0 }]), [Symbol.dispose]: () => db.close() }
}

/** A client's acknowledgements: one entry per message, in the order of acknowledgement per user. */
export type Journal = Map<string, { id: string; text: string }[]>

/** `bot`: the site's own without it. `sendAt`: messages for later. */
type Sending = { bot?: string; sendAt?: string }

/** `users` clients, each sending its messages one after the other; a refused connection ends that client's run. */
export async function sendAll(
  site: CrashSite,
  journal: Journal,
  users: number,
  each: number,
  from = 0,
  firstUser = 0,
  options: Sending = {},
): Promise<void> {
  await Promise.all(
    Array.from({ length: users }, (_, index) =>
      sendAs(site, journal, `5939${10_000_000 + firstUser + index}`, each, from, options),
    ),
  )
}

async function sendAs(
  site: CrashSite,
  journal: Journal,
  userId: string,
  each: number,
  from: number,
  { bot = botId, sendAt }: Sending,
): Promise<void> {
  const acknowledged = journal.get(userId) ?? []
  journal.set(userId, acknowledged)
  for (let n = from; n < from + each; n++) {
    const text = String(n).padStart(4, '0')
    try {
      const answer = await request(
        `${site.gateway.url}/v1/bots/${bot}/messages`,
        'POST',
        { type: 'text', userId, text, ...(sendAt && { sendAt }) },
        { authorization: basic },
      )
      if (answer.status !== 200) return
      acknowledged.push({ id: String(answer.body.messageId), text })
    } catch {
      return
    }
  }
}

/** Promises 1, 3 and 5, checked on the phones: no message lost, order kept, no unmarked duplicate. */
export async function checkPhones(site: CrashSite, journal: Journal): Promise<{ doubles: number; marked: number }> {
  const shown = sandboxMessages(await site.control('GET', '/_sandbox/messages?limit=10000'))
  const byUser = Map.groupBy(shown, (message) => String(message.body.to).replace('+', ''))
  let doubles = 0
  for (const [userId, acknowledged] of journal) {
    const texts = (byUser.get(userId) ?? []).map((message) => String((message.body.text as { body: string }).body))
    assert.deepEqual(texts, [...texts].sort(), `order of ${userId}: ${texts.join(' ')}`)
    for (const { id, text } of acknowledged) {
      const times = texts.filter((one) => one === text).length
      assert.ok(times >= 1, `${id} (${userId} ${text}) was acknowledged and is not on the phone`)
      if (times === 1) continue
      doubles += 1
      assert.equal(
        site.count(`select count(*) from messages where id = '${id}' and possible_double > 0`),
        1,
        `${id} is doubled without a mark`,
      )
    }
  }
  return { doubles, marked: site.count('select count(*) from messages where possible_double > 0') }
}

export const unfinished = `select count(*) from messages where state not in ('delivered', 'read', 'failed')`
