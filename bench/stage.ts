/**
 * The set-up for the benches: a gateway, the sandbox and a webhook receiver, each a process of its own on this machine,
 * with bots whose pace is no limit, and clients that send to them.
 */
import { join } from 'node:path'
import { Pool } from 'undici'
import { createFolder, type Started, start } from './child.ts'

const connections = 64
const bots = 4
export const adminToken = 'an-admin-token-for-the-bench'
export const authorization = `Basic ${btoa('bench:a-secret-for-the-bench')}`

export type Stage = { gateway: Started; sandbox: Started; receiver: Started }

/** What goes together: events in one post to the receiver, statuses in one webhook of the sandbox. */
export type Batches = { events?: boolean; statuses?: boolean }

/** As Meta does under load. */
const statusesTogether = { batch: 20, delayMs: 20 }

/** `root`: the checkout whose programs run. `nodeArgs`: for the gateway's process. */
export async function setStage(
  root = '.',
  nodeArgs: string[] = [],
  env: Record<string, string> = {},
  { events = false, statuses = false }: Batches = {},
): Promise<Stage> {
  const sandbox = await start([join(root, 'bench/sandbox.ts')])
  const receiver = await start([join(root, 'bench/receiver.ts')])
  const gateway = await startGateway(createFolder(), root, nodeArgs, env)
  const webhook = { url: receiver.url, ...(events && { batch: true }) }
  for (let bot = 0; bot < bots; bot++) await makeBot(gateway.url, sandbox.url, webhook, bot)
  await subscribe(sandbox, gateway)
  if (statuses) await call('POST', `${sandbox.url}/_sandbox/disorder`, {}, statusesTogether)
  return { gateway, sandbox, receiver }
}

/** Points the sandbox's webhooks at the gateway. */
export async function subscribe(sandbox: Started, gateway: Started): Promise<void> {
  const subscription = {
    url: `${gateway.url}/meta/webhook`,
    verifyToken: 'sandbox-verify-token',
    appSecret,
  }
  await call('PUT', `${sandbox.url}/_sandbox/subscription`, {}, subscription)
}

/** The data is in `folder`. `core`: the core that it is bound to. */
export function startGateway(
  folder: string,
  root = '.',
  nodeArgs: string[] = [],
  env: Record<string, string> = {},
  core?: number,
): Promise<Started> {
  const settings = {
    RECADO_PORT: '0',
    RECADO_DATA_DIR: folder,
    RECADO_ADMIN_TOKEN: adminToken,
    RECADO_CLIENT_ID: 'bench',
    RECADO_CLIENT_SECRET: 'a-secret-for-the-bench',
    RECADO_ALLOW_PRIVATE: '127.0.0.0/8',
    RECADO_LOG_LEVEL: 'error',
  }
  return start([...nodeArgs, join(root, 'src/cli.ts'), 'serve'], { ...env, ...settings }, core)
}

/** Each bot has its own number at Meta's highest rate: with four bots, only the machine is the limit. */
async function makeBot(gateway: string, sandbox: string, webhook: Webhook, index: number): Promise<void> {
  const number = { phoneNumberId: phoneNumberIdOf(index), wabaId, displayNumber: `59399000010${index}` }
  await call('POST', `${sandbox}/_sandbox/numbers`, {}, number)
  await createBot(gateway, { id: `bench${index}`, graphUrl: sandbox, phoneNumberId: phoneNumberIdOf(index) })
  await createEndpoint(gateway, `bench${index}`, webhook)
}

const wabaId = '200000000000001'
export const phoneNumberIdOf = (index: number) => `1${String(index + 100).padStart(14, '0')}`
export const appSecret = 'sandbox-app-secret'

type NewBot = { id: string; graphUrl: string; phoneNumberId: string; channel?: Record<string, string> }

/** At Meta's highest rate. `channel`: what differs. */
export async function createBot(gateway: string, { id, graphUrl, phoneNumberId, channel }: NewBot): Promise<void> {
  const usual = { wabaId, accessToken: 'token', appSecret, verifyToken: 'sandbox-verify-token' }
  const body = {
    id,
    name: id,
    channel: { graphUrl, graphVersion: 'v25.0', phoneNumberId, ...usual, ...channel },
    messagesPerSecond: 1_000,
    sessionEvents: true,
  }
  await call('POST', `${gateway}/manage/v1/bots`, { authorization: `Bearer ${adminToken}` }, body)
}

/** `batch`: several events in one post. */
export type Webhook = { url: string; batch?: boolean }

/** For the three events of a message. */
export async function createEndpoint(gateway: string, botId: string, webhook: Webhook): Promise<void> {
  const webhooks = [{ ...webhook, events: ['delivered_channel', 'delivered_user', 'read'] }]
  await call('POST', `${gateway}/v1/bots/${botId}/events/webhook`, { authorization }, { webhooks })
}

/** Bots that are only there, each with a number, an account and an app of its own. */
export async function createIdleBots(gateway: string, graphUrl: string, from: number, count: number): Promise<void> {
  for (let index = from; index < from + count; index++) {
    const channel = {
      wabaId: `4${String(index).padStart(14, '0')}`,
      appSecret: `secret-of-app-${index}`,
      verifyToken: `token-of-app-${index}`,
    }
    const phoneNumberId = `3${String(index).padStart(14, '0')}`
    await createBot(gateway, { id: `idle${index}`, graphUrl, phoneNumberId, channel })
  }
}

/** Returns the answer's JSON; throws on any refusal. */
export async function call(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  const text = await answer.text()
  return text === '' ? undefined : JSON.parse(text)
}

// ── clients ─────────────────────────────────────────────────

export type Request = { path: string; body: string }

let user = 0

/** A message to a new person. */
export function nextMessage(): Request {
  const userId = `5939${10_000_000 + user}`
  return { path: `/v1/bots/bench${user++ % bots}/messages`, body: textBody(userId) }
}

export function textBody(userId: string): string {
  return JSON.stringify({ type: 'text', userId, text: 'Tu pedido ya está en camino.' })
}

/** Requests from `connections` clients, each sending as soon as its last was answered, while `goesOn`. */
export async function flood(url: string, next: () => Request, goesOn: () => boolean): Promise<void> {
  const pool = new Pool(url, { connections, pipelining: 1 })
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (goesOn()) await request(pool, next())
    }),
  )
  await pool.close()
}

async function request(pool: Pool, { path, body }: Request): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization }
  const answer = await pool.request({ method: 'POST', path, headers, body })
  await answer.body.dump()
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode}`)
}

/**
 * Messages per second, from the first request to the last event of `messages` messages; nothing may wait beforehand.
 */
export async function endToEnd({ gateway, receiver }: Stage, messages: number): Promise<number> {
  const before = await eventsAt(receiver)
  const startedAt = performance.now()
  let asked = 0
  await flood(gateway.url, nextMessage, () => asked++ < messages)
  await until(receiver, (events) => events >= before + messages * 3)
  return messages / ((performance.now() - startedAt) / 1_000)
}

/** Waits until no event has arrived for a while. */
export async function drained(receiver: Started): Promise<void> {
  let last = -1
  let quietSince = performance.now()
  await until(receiver, (events) => {
    if (events !== last) quietSince = performance.now()
    last = events
    return performance.now() - quietSince > 1_500
  })
}

export async function eventsAt(receiver: Started): Promise<number> {
  const counts = (await (await fetch(receiver.url)).json()) as Record<string, number>
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

export async function until(receiver: Started, enough: (events: number) => boolean): Promise<void> {
  const endAt = performance.now() + 90_000
  for (;;) {
    if (enough(await eventsAt(receiver))) return
    if (performance.now() > endAt) throw new Error('the events did not all come within 90 seconds')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
