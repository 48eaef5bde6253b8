/**
 * Where chaos happens: gateways and the sandbox as processes of their own, the flaky webhook in this one, and a proxy on every way between
 * them. Everything started is ended by its own handle, whatever happened. Opened by chaos.ts.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { request } from '../support/gateway.ts'
import { runCommand } from '../support/process.ts'
import { elapsed, type Fleet, startGateways } from './fleet.ts'
import { type Hook, startHook } from './hook.ts'
import { startProxy, type Way } from './proxy.ts'
import { seeded } from './random.ts'

const adminToken = 'an-admin-token-for-tests'
export const basic = `Basic ${btoa('tester:a-secret-for-tests')}`
export const reconcileMs = 3_000

export const bots = [
  { id: 'uno', phoneNumberId: '100000000000001', wabaId: '200000000000001', displayNumber: '593990000001' },
  { id: 'dos', phoneNumberId: '100000000000002', wabaId: '200000000000002', displayNumber: '593990000002' },
] as const
export type BotId = (typeof bots)[number]['id']

/** A bot's rate, and the sandbox's for its number: a little above, because what the network holds back arrives bunched. */
const messagesPerSecond = 40
const throughputPerSecond = 50
/** One more than Meta's 45, for the same reason: a first one held up and a 46th that was not are nearer than 6 s. */
const pairBurst = 46

export type Row = Record<string, unknown>

export type Site = {
  fleet: Fleet
  hook: Hook
  /** The ways: clients to gateway, gateway to sandbox, sandbox to gateway. */
  proxies: Record<'door' | 'graph' | 'callback', Way>
  control(method: string, path: string, body?: unknown): Promise<unknown>
  /** By the operator, past the proxies. */
  manage(method: string, path: string, body?: unknown): Promise<Row>
  /** What the store holds, read past the gateway. */
  rows(sql: string): Row[]
  [Symbol.asyncDispose](): Promise<void>
}

export async function openSite(seed: number, gateways = 1): Promise<Site> {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'recado-chaos-'))
  stack.defer(() => rmSync(folder, { recursive: true, maxRetries: 5 }))
  const sandbox = stack.use(
    await runCommand('sandbox', { RECADO_SANDBOX_PORT: '0', RECADO_DATA_DIR: folder, RECADO_LOG_LEVEL: 'silent' }),
  )
  const hook = await startHook(seeded(seed, 'hook'))
  stack.use(hook.receiver)
  const proxies = {
    door: stack.use(await startProxy()),
    graph: stack.use(await startProxy()),
    callback: stack.use(await startProxy()),
  }
  proxies.graph.aim(sandbox.url)
  const fleet = stack.use(
    await startGateways(gateways, environment(folder), (urls) => {
      // With several, each connection would go to the next; with one there is nothing to choose.
      proxies.door.aim(urls[0])
      proxies.callback.aim(urls[0])
    }),
  )
  const site: Omit<Site, typeof Symbol.asyncDispose> = {
    fleet,
    hook,
    proxies,
    control: (method, path, body) => good(request(sandbox.url + path, method, body)),
    manage: (method, path, body) =>
      good(request(`${urlOf(fleet)}${path}`, method, body, { authorization: `Bearer ${adminToken}` })),
    rows: (sql) => readRows(join(folder, 'recado.db'), sql),
  }
  await furnish(site, seed)
  const owned = stack.move()
  return { ...site, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

function environment(folder: string): Record<string, string> {
  return {
    RECADO_PORT: '0',
    RECADO_DATA_DIR: folder,
    RECADO_ADMIN_TOKEN: adminToken,
    RECADO_CLIENT_ID: 'tester',
    RECADO_CLIENT_SECRET: 'a-secret-for-tests',
    RECADO_ALLOW_PRIVATE: '127.0.0.0/8',
    RECADO_LOG_LEVEL: 'silent',
    RECADO_RECONCILE_MS: String(reconcileMs),
    RECADO_WEBHOOK_TIMEOUT_MS: '3000',
    RECADO_STOP_TIMEOUT_MS: '2000',
  }
}

function urlOf(fleet: Fleet): string {
  const url = fleet.running.find((one) => one !== undefined)?.url
  if (url === undefined) throw new Error('no gateway runs')
  return url
}

async function good(answering: ReturnType<typeof request>): Promise<Row> {
  const { status, body } = await answering
  assert.ok(status < 300, `${status} ${JSON.stringify(body)}`)
  return body
}

type Bare = Omit<Site, typeof Symbol.asyncDispose>

/** Numbers, rules, bots, webhooks, templates. The rules that are off need days or open windows; the two of pace are on. */
async function furnish(site: Bare, seed: number): Promise<void> {
  const rules = { window: false, marketingCap: false, pairRate: true, throughput: true, throughputPerSecond, pairBurst }
  await site.control('POST', '/_sandbox/reset', { seed })
  await site.control('PUT', '/_sandbox/rules', rules)
  const [, { id: _id, ...second }] = bots
  await site.control('POST', '/_sandbox/numbers', { ...second, demoTemplates: true })
  for (const bot of bots) await makeBot(site, bot)
  await site.control('PUT', '/_sandbox/subscription', { url: `${site.proxies.callback.url}/meta/webhook` })
  await until(() => Number(site.rows(approved)[0]?.n) >= bots.length, 'the templates are there', 15_000)
}

const approved = `select count(*) as n from templates where element_name = 'demo_text'`

async function makeBot(site: Bare, { id, phoneNumberId, wabaId }: (typeof bots)[number]): Promise<void> {
  await site.manage('POST', '/manage/v1/bots', {
    id,
    name: id,
    channel: {
      graphUrl: site.proxies.graph.url,
      graphVersion: 'v25.0',
      phoneNumberId,
      wabaId,
      accessToken: 'token',
      appSecret: 'sandbox-app-secret',
      verifyToken: 'sandbox-verify-token',
    },
    messagesPerSecond,
    sessionEvents: true,
    webhookUrl: `${site.hook.receiver.url}/bot`,
  })
  const events = ['delivered_channel', 'delivered_user', 'read', 'failed', 'reply']
  await site.manage('POST', `/manage/v1/bots/${id}/endpoints`, { url: `${site.hook.receiver.url}/events`, events })
}

/** Polls until `check` says yes. */
export async function until(check: () => boolean | Promise<boolean>, what: string, withinMs: number): Promise<void> {
  const endAt = Date.now() + withinMs
  while (!(await check())) {
    if (Date.now() > endAt) throw new Error(`not within ${withinMs} ms: ${what}`)
    await elapsed(20)
  }
}

function readRows(path: string, sql: string): Row[] {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
  try {
    return db.prepare(sql).all()
  } finally {
    db.close()
  }
}
