/**
 * What the console's pages ask for, of a whole gateway on the store that lists.ts has filled: the time of each answer
 * through HTTP. A page waits for the slowest of them: none may take `mostMs`.
 */
import assert from 'node:assert/strict'
import { loadavg } from 'node:os'
import { type Gateway, request, startGateway } from '../test/support/gateway.ts'
import { cpuOfFamily } from './child.ts'
import { asked } from './lists-asked.ts'
import { type Stage, smaller } from './lists-fill.ts'
import { flags, rows } from './lists-flags.ts'

const mostMs = 300
const rounds = Number(flags.rounds ?? 15)
type Env = Record<string, string>
const client = { id: 'bench', secret: 'a-secret-of-the-bench-alone' }
const authorization = `Basic ${btoa(`${client.id}:${client.secret}`)}`

/** Seals what the store keeps, for the gateway and for whoever opens the store beside it. */
export const secretKey = 'a-secret-key-of-the-bench-that-seals-nothing-real'

const settings: Env = {
  RECADO_SECRET_KEY: secretKey,
  RECADO_SANDBOX: 'off',
  RECADO_CLIENT_ID: client.id,
  RECADO_CLIENT_SECRET: client.secret,
  RECADO_ALLOW_PRIVATE: '127.0.0.1/32',
  RECADO_KEEP_EVENTS_MS: '0',
  RECADO_RATE_PER_CLIENT: '0',
  RECADO_RATE_PER_ADDRESS: '0',
}

/** The bots of an empty store, and an endpoint that rests, so that nothing is posted; returns its id. */
export async function prepareApi(env: Env): Promise<string> {
  await using gateway = await startGateway({ ...settings, ...env })
  const credentials = { accessToken: 'token', appSecret: 'an-app-secret-of-the-bench', verifyToken: 'verify-token' }
  for (const [index, id] of ['bot', ...smaller].entries()) {
    const ids = { phoneNumberId: `1000000000${10_000 + index}`, wabaId: '200000000010000' }
    const channel = { ...ids, ...credentials, graphUrl: 'http://127.0.0.1:9' }
    const { status, body } = await gateway.manage('POST', '/manage/v1/bots', { id, name: id, channel })
    assert.equal(status, 201, JSON.stringify(body))
  }
  const endpoint = { url: 'http://127.0.0.1:9/', events: ['delivered_user'] }
  const { status, body } = await gateway.manage('POST', '/manage/v1/bots/bot/endpoints', endpoint)
  assert.equal(status, 201, JSON.stringify(body))
  const paused = await gateway.manage('POST', `/manage/v1/endpoints/${body.id}/pause`)
  assert.equal(paused.status, 200, JSON.stringify(paused.body))
  return String(body.id)
}

export async function measureApi(name: string, { env, startAt, serverPid }: Stage): Promise<void> {
  await using gateway = await startGateway({ ...settings, ...env })
  const load = loadavg()[0]?.toFixed(1)
  process.stdout.write(
    `${name}, ${rows.toLocaleString('en-US')} messages, through HTTP, load ${load}; ms: first, median of ${rounds}, ` +
      `longest, CPU of gateway and of the database's server\n`,
  )
  for (const [what, path] of asked(startAt, rows)) {
    const cold = await timeOf(gateway, path)
    const times: number[] = []
    const before = cpuOf(serverPid)
    for (let round = 0; round < rounds; round++) times.push(await timeOf(gateway, path))
    const after = cpuOf(serverPid)
    const median = times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
    const isOver = median > mostMs
    if (isOver) process.exitCode = 1
    const cpus = [after.gateway - before.gateway, after.server - before.server].map((ms) => ms / rounds)
    const figures = [cold, median, Math.max(...times), ...cpus].map((ms) => ms.toFixed(1).padStart(8)).join(' ')
    process.stdout.write(`${what.padEnd(46)} ${figures}${isOver ? `  over ${mostMs}` : ''}\n`)
  }
}

/** Of this process, in which the gateway is, with all its threads; and of PostgreSQL's processes, ended ones too; ms. */
function cpuOf(serverPid: number | undefined): { gateway: number; server: number } {
  const { user, system } = process.cpuUsage()
  return { gateway: (user + system) / 1_000, server: serverPid === undefined ? 0 : cpuOfFamily(serverPid) / 1_000 }
}

async function timeOf(gateway: Gateway, path: string): Promise<number> {
  const began = performance.now()
  const { status, body } = path.startsWith('/manage')
    ? await gateway.manage('GET', path)
    : await request(gateway.url + path, 'GET', undefined, { authorization })
  assert.equal(status, 200, `${path} ${JSON.stringify(body)}`)
  return performance.now() - began
}
