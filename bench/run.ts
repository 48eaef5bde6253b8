/**
 * `npm run bench`: accepted messages per second, and end to end (accept, send to the sandbox, three statuses, three events out),
 * beside a bare Fastify echo in the same run. Every part is a process of its own on this machine; ratios are what travels.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'

const connections = 64
const bots = 4
const adminToken = 'an-admin-token-for-the-bench'
const authorization = `Basic ${btoa('bench:a-secret-for-the-bench')}`
const children: ChildProcess[] = []
const folder = mkdtempSync(join(tmpdir(), 'recado-bench-'))

try {
  await main()
} finally {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}

type Round = { echoed: number; accepted: number; endToEnd: number }

/** A shared machine changes its pace from one second to the next: rounds, each with its own echo, and medians. */
async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 3)
  const seconds = Number(process.argv[3] ?? 4)
  const messages = Number(process.argv[4] ?? 5_000)
  const echo = await start('bench/echo.ts')
  const { gateway, receiver } = await startAll()
  let user = 0
  const next = () => ({
    path: `/v1/bots/bench${user % bots}/messages`,
    body: textBody(`5939${10_000_000 + user++}`),
  })
  const echoNext = () => ({ path: '/echo', body: textBody('593987654321') })
  await measure(echo.url, 2, echoNext)
  await measure(gateway.url, 2, next)
  const measured: Round[] = []
  for (let round = 1; round <= rounds; round++) {
    await drained(receiver.url)
    const echoed = await measure(echo.url, seconds, echoNext)
    const accepted = await measure(gateway.url, seconds, next)
    await drained(receiver.url)
    const endToEnd = await measureEndToEnd(gateway.url, receiver.url, messages, next)
    measured.push({ echoed, accepted, endToEnd })
    process.stderr.write(`round ${round}: ${[echoed, accepted, endToEnd].map(Math.round).join(' ')}\n`)
  }
  report(measured)
}

async function startAll(): Promise<{ gateway: Started; receiver: Started }> {
  const sandbox = await start('bench/sandbox.ts')
  const receiver = await start('bench/receiver.ts')
  const gateway = await start('src/cli.ts', ['serve'], {
    RECADO_PORT: '0',
    RECADO_DATA_DIR: folder,
    RECADO_ADMIN_TOKEN: adminToken,
    RECADO_CLIENT_ID: 'bench',
    RECADO_CLIENT_SECRET: 'a-secret-for-the-bench',
    RECADO_ALLOW_PRIVATE: '127.0.0.0/8',
    RECADO_LOG_LEVEL: 'error',
  })
  for (let bot = 0; bot < bots; bot++) await makeBot(gateway.url, sandbox.url, receiver.url, bot)
  const subscription = {
    url: `${gateway.url}/meta/webhook`,
    verifyToken: 'sandbox-verify-token',
    appSecret: 'sandbox-app-secret',
  }
  const answer = await fetch(`${sandbox.url}/_sandbox/subscription`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(subscription),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return { gateway, receiver }
}

/** Each bot is a number of its own at Meta's highest rate: with four, nothing but the machine is the limit. */
async function makeBot(gateway: string, sandbox: string, receiver: string, index: number): Promise<void> {
  const id = `bench${index}`
  const phoneNumberId = `10000000000010${index}`
  const wabaId = '200000000000001'
  await post(`${sandbox}/_sandbox/numbers`, {}, { phoneNumberId, wabaId, displayNumber: `59399000010${index}` })
  const channel = {
    graphUrl: sandbox,
    graphVersion: 'v25.0',
    phoneNumberId,
    wabaId,
    accessToken: 'token',
    appSecret: 'sandbox-app-secret',
    verifyToken: 'sandbox-verify-token',
  }
  const admin = { authorization: `Bearer ${adminToken}` }
  await post(`${gateway}/manage/v1/bots`, admin, {
    id,
    name: id,
    channel,
    messagesPerSecond: 1_000,
    sessionEvents: true,
  })
  const events = ['delivered_channel', 'delivered_user', 'read']
  await post(`${gateway}/v1/bots/${id}/events/webhook`, { authorization }, { webhooks: [{ url: receiver, events }] })
}

type Started = { url: string; child: ChildProcess }

async function start(file: string, args: string[] = [], env: Record<string, string> = {}): Promise<Started> {
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let output = ''
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk)
    const url = /ready at (http:\S+)/.exec(output)?.[1]
    if (url) {
      child.stdout?.resume()
      return { url, child }
    }
  }
  throw new Error(`${file} ended: ${output}`)
}

async function post(url: string, headers: Record<string, string>, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
}

function textBody(userId: string): string {
  return JSON.stringify({ type: 'text', userId, text: 'Tu pedido ya está en camino.' })
}

type Request = () => { path: string; body: string }

/** Requests per second of `connections` clients, each asking as soon as it was answered. */
async function measure(url: string, seconds: number, next: Request): Promise<number> {
  const pool = new Pool(url, { connections, pipelining: 1 })
  const startedAt = performance.now()
  const endAt = startedAt + seconds * 1_000
  let answered = 0
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < endAt) {
        await ask(pool, next())
        answered += 1
      }
    }),
  )
  await pool.close()
  return answered / ((performance.now() - startedAt) / 1_000)
}

async function ask(pool: Pool, { path, body }: { path: string; body: string }): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization }
  const answer = await pool.request({ method: 'POST', path, headers, body })
  await answer.body.dump()
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode}`)
}

/** From the first request to the last event of `messages` messages, with nothing waiting before. */
async function measureEndToEnd(url: string, receiver: string, messages: number, next: Request): Promise<number> {
  const before = total(await counted(receiver))
  const startedAt = performance.now()
  const pool = new Pool(url, { connections, pipelining: 1 })
  let asked = 0
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (asked++ < messages) await ask(pool, next())
    }),
  )
  await pool.close()
  await until(receiver, (counts) => total(counts) >= before + messages * 3)
  return messages / ((performance.now() - startedAt) / 1_000)
}

type Counts = Record<string, number>

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

async function counted(receiver: string): Promise<Counts> {
  return (await (await fetch(receiver)).json()) as Counts
}

/** The count at which nothing came any more for a second. */
async function drained(receiver: string): Promise<number> {
  let last = -1
  let quietSince = performance.now()
  await until(receiver, (counts) => {
    const now = total(counts)
    if (now !== last) quietSince = performance.now()
    last = now
    return performance.now() - quietSince > 1_500
  })
  return last
}

async function until(receiver: string, enough: (counts: Counts) => boolean): Promise<void> {
  const endAt = performance.now() + 90_000
  for (;;) {
    if (enough(await counted(receiver))) return
    if (performance.now() > endAt) throw new Error('the events did not all come within 90 seconds')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function report(rounds: Round[]): void {
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  const perSecond = (pick: (round: Round) => number) => Math.round(middle(rounds.map(pick))).toLocaleString('en-US')
  const ofEcho = (pick: (round: Round) => number) =>
    middle(rounds.map((round) => pick(round) / round.echoed)).toFixed(2)
  process.stdout.write(
    [
      '',
      `machine           ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}; medians of ${rounds.length} rounds`,
      `bare echo         ${perSecond((round) => round.echoed)} requests/s`,
      `accepted          ${perSecond((round) => round.accepted)} messages/s while sending, ${ofEcho((round) => round.accepted)} of the echo (aim 0.15)`,
      `end to end        ${perSecond((round) => round.endToEnd)} messages/s with three statuses and three events each, ${ofEcho((round) => round.endToEnd)} of the echo (aim 1,500/s)`,
      '',
      '',
    ].join('\n'),
  )
}
