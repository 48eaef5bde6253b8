/**
 * What the console's pages ask for, of a whole gateway on the store that lists.ts has filled: the time of each answer
 * through HTTP. A page waits for the slowest of them: none may take `mostMs`.
 */
import assert from 'node:assert/strict'
import { loadavg } from 'node:os'
import { type Gateway, request, startGateway } from '../test/support/gateway.ts'
import { cpuOfFamily } from './child.ts'
import { flags, hourMs, rows, smaller } from './lists-fill.ts'
import type { Stage } from './lists-stage.ts'

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
  process.stdout.write(
    `${name}, ${rows.toLocaleString('en-US')} messages, through HTTP, load ${loadavg()[0]?.toFixed(1)}; ms: first, median of ${rounds}, longest, CPU of gateway and of the database's server\n`,
  )
  for (const [what, path] of asked(startAt)) {
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

export function asked(startAt: number): [string, string][] {
  const month = `from=${new Date(startAt).toISOString()}&to=${new Date(startAt + 743 * hourMs).toISOString()}`
  const people = '/v1/campaigns/campaign_0/people'
  return [
    ['messages, newest', '/manage/v1/messages?limit=50'],
    ['messages of one bot', '/manage/v1/messages?botId=bot&limit=50'],
    ['messages, failed', '/manage/v1/messages?state=failed&limit=50'],
    ['messages by an error code', '/manage/v1/messages?errorCode=131026&limit=50'],
    ['messages of a person', '/manage/v1/messages?person=593910000042&limit=50'],
    ['messages of a template', '/manage/v1/messages?elementName=template_1&limit=50'],
    ['messages of a campaign, failed', '/manage/v1/messages?campaignId=campaign_0&state=failed&limit=50'],
    ['messages, a filter that nothing fits', '/manage/v1/messages?errorCode=131047&limit=50'],
    ['a message by its id', `/manage/v1/messages?messageId=msg_${100_000_000 + rows - 1}`],
    ['a message by its wamid', `/manage/v1/messages?wamid=wamid.${rows - 1}`],
    ['chart of a month by hours', `/manage/v1/figures?${month}&step=hour`],
    ['chart of a month by days and templates', `/manage/v1/figures?${month}&step=day&groupBy=template`],
    ['campaigns', '/v1/campaigns?botId=bot&limit=50'],
    ['campaigns by state', '/v1/campaigns?botId=bot&status=COMPLETED&limit=50'],
    ['a campaign with its figures', '/v1/campaigns/campaign_0'],
    ['people of a campaign', people],
    ['people of a campaign, failed', `${people}?state=failed`],
    ['people of a campaign, read', `${people}?state=read`],
    ['people of a campaign, repeated rows', `${people}?state=repeated`],
    ['people of a campaign by an error code', `${people}?errorCode=131026`],
    ['people of a campaign by a number', `${people}?person=5939100`],
    ['conversations', '/manage/v1/conversations?botId=bot'],
    ['conversations, unread', '/manage/v1/conversations?botId=bot&unread=true'],
    ['conversations by a label', '/manage/v1/conversations?botId=bot&label=queja'],
    ['search for a person by a number', '/v1/bots/bot/users?search=593910000'],
    ['search for a person by a name', '/v1/bots/bot/users?search=Ana%2099999'],
    ['events', '/manage/v1/events?limit=50'],
    ['deliveries', '/manage/v1/deliveries?limit=50'],
    ['deliveries that wait', '/manage/v1/deliveries?state=waiting&limit=50'],
    ['deliveries that were given up', '/manage/v1/deliveries?state=given_up&limit=50'],
    ['deliveries by the status of the answer', '/manage/v1/deliveries?status=500&limit=50'],
    ['deliveries by a text', '/manage/v1/deliveries?text=DELIVERED_USER&limit=50'],
    ['deliveries by a text that is in none', '/manage/v1/deliveries?text=nowhere&limit=50'],
  ]
}
