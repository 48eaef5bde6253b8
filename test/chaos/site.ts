/**
 * The site of a chaos run: gateways, their database and the sandbox as processes of their own, the flaky webhook in
 * this one, and a proxy on every route between them. Everything started is ended by its own handle, whatever happened.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from '../support/gateway.ts'
import { runCommand } from '../support/process.ts'
import { openDatabase } from './database.ts'
import { elapsed, type Fleet, startGateways } from './gateways.ts'
import { newJournal } from './journal.ts'
import { processOf } from './peer-process.ts'
import { populate } from './populate.ts'
import { type Route, startProxy, targetOf } from './proxy.ts'
import { seeded } from './random.ts'
import type { Row } from './row.ts'
import type { Attempt, Place, Site } from './site-parts.ts'
import { steppedClock } from './step-clock.ts'
import { startWebhookReceiver } from './webhook-receiver.ts'

const adminToken = 'an-admin-token-for-tests'
export const reconcileMs = 3_000

export async function openSite(location: Place): Promise<Site> {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'recado-chaos-'))
  stack.defer(() => rmSync(folder, { recursive: true, maxRetries: 5 }))
  const database = stack.use(await openDatabase(location.store, folder, location.gateways))
  const env = { RECADO_SANDBOX_PORT: '0', RECADO_DATA_DIR: folder, RECADO_LOG_LEVEL: 'silent' }
  const sandbox = stack.use(await runCommand('sandbox', env))
  const webhook = await startWebhookReceiver(seeded(location.seed, 'hook'))
  stack.use(webhook.receiver)
  const around = await openNetwork(stack, location.gateways, sandbox.url)
  const dataDirs = around.doors.map((_door, index) => join(folder, `gateway-${index}`))
  const envs = dataDirs.map((dataDir, index) => ({
    ...environment(dataDir),
    ...database.environmentOf(index),
    ...steppedClock(dataDir, location.store),
  }))
  const fleet = stack.use(await startGateways(envs, around.setTargets))
  around.know(fleet)
  const { doors, graphs, callback } = around
  const attempt = attempts(fleet)
  const site: Omit<Site, typeof Symbol.asyncDispose> = {
    ...{ place: location, journal: newJournal(location), fleet, webhook, database, doors, graphs, callback, dataDirs },
    ...{
      tokenTurns: {},
      verifyTokens: {},
      credential: { current: '', isUncertain: false },
      attempt,
      inTurn: createTurnsByName(),
    },
    control: (method, path, body) => good(request(sandbox.url + path, method, body)),
    manage: (method, path, body) => manage(attempt, method, path, body),
    rows: database.rows,
  }
  await populate(site, location.seed)
  const owned = stack.move()
  return { ...site, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** All the routes except those to the database. */
async function openNetwork(stack: AsyncDisposableStack, gateways: number, sandboxUrl: string) {
  let fleet: Fleet | undefined
  const pids = () => fleet?.running.map((one) => one?.pid) ?? []
  const { routes: graphs } = stack.use(await startProxy(gateways, (client) => processOf(client, pids())))
  for (const graph of graphs) graph.setTargets([targetOf(sandboxUrl)])
  const doors: Route[] = []
  for (const _ of graphs) doors.push(...stack.use(await startProxy()).routes)
  const callback = stack.use(await startProxy()).routes[0] as Route
  return {
    ...{ graphs, doors, callback },
    /** Lets the proxy attribute connections to gateways. */
    know(started: Fleet) {
      fleet = started
    },
    setTargets(urls: readonly (string | undefined)[]) {
      const targets = urls.map((url) => (url === undefined ? [] : [targetOf(url)]))
      callback.setTargets(targets.flat())
      for (const [index, door] of doors.entries()) door.setTargets(targets[index] ?? [])
    },
  }
}

function environment(dataDir: string): Record<string, string> {
  return {
    RECADO_PORT: '0',
    RECADO_DATA_DIR: dataDir,
    RECADO_ADMIN_TOKEN: adminToken,
    RECADO_SECRET_KEY: 'a-key-only-for-chaos',
    RECADO_CLIENT_ID: 'tester',
    RECADO_CLIENT_SECRET: 'a-secret-for-tests',
    RECADO_ALLOW_PRIVATE: '127.0.0.0/8',
    RECADO_LOG_LEVEL: process.env.CHAOS_LOG ?? 'silent',
    RECADO_RECONCILE_MS: String(reconcileMs),
    RECADO_WEBHOOK_TIMEOUT_MS: '3000',
    RECADO_STOP_TIMEOUT_MS: '2000',
  }
}

const answerWithinMs = 5_000

/** Without the proxies. A request without an answer in time may still have taken effect. */
function attempts({ running }: Fleet): Attempt {
  return async (turn, method, path, { body, headers, withinMs = answerWithinMs } = {}) => {
    const { url } = running[turn % running.length] ?? {}
    const all = { authorization: `Bearer ${adminToken}`, ...headers }
    const asked = url && request(`${url}${path}`, method, body, all).catch(() => undefined)
    const answer = asked && (await Promise.race([asked, elapsed(withinMs)]))
    return answer && answer.status < 500 && answer.status !== 429 ? answer : undefined
  }
}

const manageWithinMs = 180_000

export async function manage(attempt: Attempt, method: string, path: string, body?: unknown): Promise<Row> {
  const endAt = performance.now() + manageWithinMs
  for (let turn = 0; ; turn++) {
    const answer = await attempt(turn, method, path, { body })
    if (answer) return good(Promise.resolve(answer))
    if (performance.now() > endAt) throw new Error(`nobody answered ${method} ${path}`)
    await elapsed(50)
  }
}

function createTurnsByName(): Site['inTurn'] {
  const lasts = new Map<string, Promise<unknown>>()
  return (thing, act) => {
    const turn = (lasts.get(thing) ?? Promise.resolve()).then(act)
    lasts.set(
      thing,
      turn.catch(() => undefined),
    )
    return turn
  }
}

async function good(answering: ReturnType<typeof request>): Promise<Row> {
  const { status, body } = await answering
  assert.ok(status < 300, `${status} ${JSON.stringify(body)}`)
  return body
}
