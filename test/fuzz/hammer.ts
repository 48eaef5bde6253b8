/**
 * A whole gateway under random requests (requests.ts), some of them twice at once, some as bytes that are no HTTP.
 * Counts violations: answers 5xx of ours, a crash, an answer of more than a second of our own time that is slow again
 * when repeated alone, and anything stored twice.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { Pool } from 'undici'
import { demoClient } from '../../src/app/demo.ts'
import { adminToken, eventually, startGateway } from '../support/gateway.ts'
import { metaSignature } from '../support/meta-webhooks.ts'
import { inlined } from '../support/openapi.ts'
import { startWatch } from '../support/thread-time.ts'
import { enter, type Person } from './people.ts'
import {
  type Chance,
  createChance,
  createRequest,
  type Known,
  type Operation,
  operationsOf,
  type Sent,
} from './requests.ts'
import { rowsOf } from './rows.ts'

export type HammerOptions = {
  requests: number
  seed: number
  /** PostgreSQL; SQLite when absent. */
  databaseUrl?: string
  note?(line: string): void
}
/** `longestMs` of an answer by the clock, and `longestOwnMs` without the time in which the machine ran others. */
export type Hammered = {
  counts: Record<string, number>
  longestMs: number
  longestOwnMs: number
  slowest: string
  violations: string[]
}

const atOnce = 8
const slowMs = 1_000
const maxSuspects = 200
/** Others' faults: Meta's, which is the sandbox here, and a file that is still being fetched. */
const others = new Set(['R5020', 'R5021', 'R5032'])

export async function hammer({ requests, seed, databaseUrl, note }: HammerOptions): Promise<Hammered> {
  const violations: string[] = []
  const onCrash = (error: unknown) => void violations.push(`crash: ${error instanceof Error ? error.stack : error}`)
  process.on('uncaughtException', onCrash).on('unhandledRejection', onCrash)
  const env = { RECADO_RATE_PER_ADDRESS: '0', ...(databaseUrl && { RECADO_DATABASE_URL: databaseUrl }) }
  await using gateway = await startGateway(env)
  const pool = new Pool(gateway.url, { connections: atOnce, pipelining: 1 })
  try {
    const document = inlined<object>((await gateway.call('GET', '/openapi.json')).body)
    const run: Run = {
      operations: operationsOf(document),
      pool,
      url: gateway.url,
      violations,
      suspects: [],
      chance: createChance(seed),
      known: knownWith(await enter(pool, operator, 1)),
      people: 1,
      counts: {},
      longestMs: 0,
      longestOwnMs: 0,
      slowest: '',
    }
    let left = requests
    let reported = 0
    const report = (number: number) => {
      note?.(`${number} requests, ${longestOf(run)}, ${violations.length} violations`)
      for (const violation of violations.slice(reported)) note?.(violation)
      reported = violations.length
    }
    const worker = async () => {
      while (left > 0) {
        const number = requests - --left
        await one(run)
        if (number % 5_000 === 0) report(number)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    await alive(gateway.url, violations)
    for (const sent of run.suspects.slice(0, maxSuspects)) await again(run, sent)
    violations.push(...(await twice(databaseUrl ?? gateway.dataDir)))
    const { counts, longestMs, longestOwnMs, slowest } = run
    return { counts, longestMs, longestOwnMs, slowest, violations }
  } finally {
    await pool.destroy()
    process.off('uncaughtException', onCrash).off('unhandledRejection', onCrash)
  }
}

export function longestOf({ longestMs, longestOwnMs, slowest }: Omit<Hammered, 'counts' | 'violations'>): string {
  return `longest answer ${Math.round(longestMs)} ms, ${Math.round(longestOwnMs)} ms of its own (${slowest})`
}

type Run = {
  operations: Operation[]
  pool: Pool
  url: string
  violations: string[]
  chance: Chance
  known: Known
  /** How many have signed in. */
  people: number
  /** Slow requests, to be repeated when nothing else runs. */
  suspects: Sent[]
  counts: Record<string, number>
  longestMs: number
  longestOwnMs: number
  /** The request with the longest own time. */
  slowest: string
}

/** The bot that the operator's requests may damage: another than the clients' one. */
const spareBot = {
  id: 'spare',
  name: 'Spare',
  channel: {
    phoneNumberId: '100000000000077',
    wabaId: '200000000000077',
    accessToken: 'token',
    appSecret: 'another-app-secret',
    verifyToken: 'another-verify-token',
  },
}

const operator = `Bearer ${adminToken}`

/** `person`: the signed-in member; the management token may do anything to them. */
const knownWith = ({ memberId, headers }: Person): Known => ({
  credentials: {
    client: { authorization: `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}` },
    admin: { authorization: operator },
    session: headers,
  },
  sign: (body) => metaSignature(body),
  values: (name, access) => {
    const values: Record<string, string[]> = {
      botId: access === 'admin' ? ['spare'] : ['demo', 'demo', 'demo', 'spare'],
      userId: ['593987654321', '593900000001'],
      elementName: ['demo_text', 'demo_image', 'demo_carousel', 'demo_plain'],
      language: ['es', 'en'],
      skillId: ['2222'],
      flowId: ['2222'],
      roomId: ['demo-593987654321'],
      memberId: [memberId],
    }
    return values[name] ?? []
  },
})

async function one(run: Run): Promise<void> {
  const { chance } = run
  // It is deleted now and then, with all its rows.
  if (chance.is(0.01)) await post(run, '/manage/v1/bots', spareBot)
  // So are people; and sessions end.
  if (chance.is(0.01)) run.known = knownWith(await enter(run.pool, operator, ++run.people))
  if (chance.is(0.01)) return void (await bytes(run))
  const sent = createRequest(chance.of(run.operations), chance, run.known)
  if (sent.method === 'POST' && chance.is(0.05)) return pair(run, sent)
  const watch = startWatch()
  const answer = await send(run, sent)
  const { tookMs, ownMs } = watch()
  run.longestMs = Math.max(run.longestMs, tookMs)
  if (ownMs > run.longestOwnMs) Object.assign(run, { longestOwnMs: ownMs, slowest: sent.operation })
  if (ownMs > slowMs && answer) run.suspects.push(sent)
}

/**
 * Slow by itself, or because seven others ran beside it and other threads and a database wait for a processor too: in
 * the latter case one of three repetitions alone is quick.
 */
async function again(run: Run, sent: Sent): Promise<void> {
  for (let time = 0; time < 3; time++) {
    const watch = startWatch('all')
    const answer = await send(run, sent)
    if (watch().ownMs < slowMs || (answer && others.has(answer.code))) return
  }
  run.violations.push(`slow: ${shown(sent)}`)
}

type Got = { status: number; code: string; text: string }

async function send(run: Run, sent: Sent): Promise<Got | undefined> {
  const { method, path, headers, body = null } = sent
  let got: Got
  try {
    const answer = await run.pool.request({ method: method as 'GET', path, headers, body })
    const text = await answer.body.text()
    got = { status: answer.statusCode, text, code: /"code":"(R\d+|E\d+)"/.exec(text)?.[1] ?? '' }
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    run.counts[code] = (run.counts[code] ?? 0) + 1
    // An input that this client refuses to write is no request; an answer that breaks off is not one of these.
    if (code !== 'UND_ERR_INVALID_ARG') run.violations.push(`${code}: ${shown(sent)}`)
    return undefined
  }
  run.counts[got.status] = (run.counts[got.status] ?? 0) + 1
  // It may say so while the machine has no processor for the database; it must recover by itself.
  if (got.status === 503 && sent.operation === 'GET /readyz') await alive(run.url, run.violations)
  else if (got.status >= 500 && !others.has(got.code)) run.violations.push(`${got.status} ${got.code}: ${shown(sent)}`)
  return got
}

/** The same twice at once under one key: one message, whichever is first. */
async function pair(run: Run, sent: Sent): Promise<void> {
  const headers = { ...sent.headers, 'idempotency-key': `pair-${run.chance.below(1e9)}` }
  const answers = await Promise.all([1, 2].map(() => send(run, { ...sent, headers })))
  const ids = answers.map((answer) =>
    answer?.status === 200 ? /"(?:messageId|campaignId)":"([^"]+)"/.exec(answer.text)?.[1] : undefined,
  )
  if (ids[0] !== undefined && ids[1] !== undefined && ids[0] !== ids[1]) run.violations.push(`twice: ${shown(sent)}`)
}

const scraps = [
  'GET / HTTP/1.1\r\n\r\n',
  'GET /healthz HTTP/9.9\r\nhost: x\r\n\r\n',
  '\u0016\u0003\u0001\u0002',
  `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
  'POST /meta/webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello',
  'POST /meta/webhook HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  'GET /%ff%fe HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET /v1/bots/%00/messages HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
]

async function post({ pool }: Run, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: operator }
  const answer = await pool.request({ method: 'POST', path, headers, body: JSON.stringify(body) })
  await answer.body.dump()
}

/** Bytes that may be no request: answered by 4xx, or not at all. */
async function bytes(run: Run): Promise<void> {
  const { hostname, port } = new URL(run.url)
  const socket = connect(Number(port), hostname)
  let got = ''
  socket.on('data', (chunk) => {
    got += chunk.toString('latin1')
    socket.end()
  })
  socket.on('error', () => {})
  socket.setTimeout(2_000, () => socket.destroy())
  socket.write(run.chance.of(scraps), 'latin1')
  await once(socket, 'close')
  run.counts.bytes = (run.counts.bytes ?? 0) + 1
  if (/^HTTP\/1.1 5/.test(got)) run.violations.push(`bytes: ${got.slice(0, 200)}`)
}

/** After any input it goes on. */
async function alive(url: string, violations: string[]): Promise<void> {
  const ready = async () => (await fetch(`${url}/readyz`)).status === 200
  await eventually(ready, 'ready').catch(() => violations.push('not ready any more'))
}

const doubles = [
  'select bot_id, wamid from inbound group by bot_id, wamid having count(*) > 1',
  'select id from messages group by id having count(*) > 1',
  'select id from events group by id having count(*) > 1',
  'select event_seq, endpoint_id from deliveries group by event_seq, endpoint_id having count(*) > 1',
]

async function twice(location: string): Promise<string[]> {
  const found = await Promise.all(doubles.map(async (sql) => ({ sql, rows: await rowsOf(location, sql) })))
  return found.filter(({ rows }) => rows.length > 0).map(({ sql, rows }) => `${rows.length} stored twice: ${sql}`)
}

function shown({ operation, path, headers, body }: Sent): string {
  const text = body === undefined ? '' : body.toString()
  return `${operation}\n  ${path.slice(0, 300)}\n  ${JSON.stringify(headers).slice(0, 400)}\n  ${text.slice(0, 600)} (${text.length})`
}
