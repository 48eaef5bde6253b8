/**
 * Two whole gateways on a pair of PostgreSQL servers, and clients that write while those fail: one gateway reaches the
 * primary by one address that moves with it, as behind a proxy or a floating address, the other by a list of both
 * hosts.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { type App, startApp } from '../../src/app/start.ts'
import { loadConfig } from '../../src/config/config.ts'
import { request } from '../support/gateway.ts'
import { type Pair, type PairNode, startPair } from '../support/postgres-pair.ts'
import { type PostgresProxy, startPostgresProxy } from '../support/postgres-proxy.ts'

export const database = 'failover'
export const botId = 'failover'
const adminToken = 'an-admin-token-for-tests'
export const basic = `Basic ${btoa('tester:a-secret-for-tests')}`

export type Site = {
  pair: Pair
  /** The present primary, and its standby. */
  primary: PairNode
  standby: PairNode
  /** The address that moves; and the way to each server. */
  moving: PostgresProxy
  ways: Readonly<Record<PairNode['name'], PostgresProxy>>
  gateways: readonly App[]
  sandbox: Sandbox
  control(method: string, path: string, body?: unknown): Promise<unknown>
  [Symbol.asyncDispose](): Promise<void>
}

export async function openSite(environment: Record<string, string> = {}): Promise<Site> {
  await using opened = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'recado-failover-'))
  opened.defer(() => rmSync(folder, { recursive: true, force: true }))
  const pair = opened.use(await startPair(database))
  const [primary, standby] = pair.nodes
  const proxied = async (node: PairNode) => opened.use(await startPostgresProxy(node.urlOf(database)))
  const moving = await proxied(primary)
  const ways = { a: await proxied(primary), b: await proxied(standby) }
  const sandbox = await startSandbox({
    ...{ host: '127.0.0.1', port: 0, seed: 7, statusDelayMs: { sent: 5, delivered: 10, read: 20 } },
    rules: { window: false, pairRate: false, throughput: false },
  })
  opened.defer(() => sandbox.stop())
  const list = `postgres://recado@127.0.0.1:${ways.a.port},127.0.0.1:${ways.b.port}/${database}?target_session_attrs=read-write`
  const gateways: App[] = []
  for (const url of [moving.url, list]) {
    const app = await startGateway({ ...environment, RECADO_DATABASE_URL: url }, join(folder, String(gateways.length)))
    opened.defer(() => app.stop())
    gateways.push(app)
  }
  await makeBot(gateways[0], sandbox)
  sandbox.subscribe({ url: `${gateways[0]?.url}/meta/webhook` })
  await primary.askedOf(database, 'create table probe (n integer)')
  const owned = opened.move()
  return {
    ...{ pair, primary, standby, moving, ways, gateways, sandbox },
    control: async (method, path, body) => (await request(sandbox.url + path, method, body)).body,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function startGateway(environment: Record<string, string>, dataDir: string): Promise<App> {
  const loaded = loadConfig({
    RECADO_PORT: '0',
    RECADO_DATA_DIR: dataDir,
    RECADO_ADMIN_TOKEN: adminToken,
    RECADO_CLIENT_ID: 'tester',
    RECADO_CLIENT_SECRET: 'a-secret-for-tests',
    RECADO_ALLOW_PRIVATE: '127.0.0.0/8',
    RECADO_RECONCILE_MS: '1500',
    RECADO_SECRET_KEY: 'a-key-only-for-failover-tests',
    ...environment,
  })
  if (!loaded.ok) throw new Error(loaded.problems.join(' '))
  return startApp(loaded.config, { log: pino({ level: 'silent' }), clock: Date.now })
}

async function makeBot(gateway: App | undefined, sandbox: Sandbox): Promise<void> {
  const channel = {
    graphUrl: sandbox.url,
    graphVersion: 'v25.0',
    phoneNumberId: '100000000000001',
    wabaId: '200000000000001',
    accessToken: 'token',
    appSecret: 'sandbox-app-secret',
    verifyToken: 'sandbox-verify-token',
  }
  const bot = { id: botId, name: 'Failover', channel, messagesPerSecond: 1000 }
  const headers = { authorization: `Bearer ${adminToken}` }
  const { status, body } = await request(`${gateway?.url}/manage/v1/bots`, 'POST', bot, headers)
  if (status !== 201) throw new Error(JSON.stringify(body))
}

/** The servers swapped roles. */
export function swap(site: Site): void {
  const { primary, standby } = site
  site.primary = standby
  site.standby = primary
}
