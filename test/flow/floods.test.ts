/**
 * Each attack as it was found (attacks.ts), against a gateway in a process of its own: the growth of its memory, and
 * how long `/healthz` waits meanwhile. And one client's flood beside another's requests. Time is CPU time of the
 * serving thread (loop-probe.ts), and turns are counted: neither depends on the machine's other work.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'undici'
import { connectionBounds } from '../../src/http/limits/connections.ts'
import {
  type Attack,
  admin,
  askUnread,
  attacksOf,
  cheapPath,
  client,
  openSocket,
  storeAttacks,
  unreadConnections,
} from '../support/attacks.ts'
import { eventually, patienceMs, request } from '../support/gateway.ts'
import type { Figures } from '../support/loop-probe.ts'
import { freeDatabase } from '../support/postgres-store.ts'
import {
  createProbe,
  forgetPeak,
  freePort,
  openProbedSite,
  type ProbedSite,
  peakOf,
} from '../support/probed-gateway.ts'
import { runCommand } from '../support/process.ts'

const mebibyte = 1024 * 1024
/** The maximum for unread answers and bodies in transit (docs/bounds.md), and uncollected garbage. */
const maxGrown = 300 * mebibyte
/**
 * CPU time beyond that of honest requests, measured just before in the same process: a request waits for the longest
 * stretch and then for its own answer. The attacks took seconds when they were found.
 */
const freeMs = 400
/** Times the cost of as many honest bytes, which is a few milliseconds. */
const share = 10

const opsPort = await freePort()
const ownPorts = { RECADO_OPS_PORT: String(opsPort), RECADO_RATE_PER_ADDRESS: '0', RECADO_RATE_PER_CLIENT: '0' }

for (const [group, attacks] of Object.entries(attacksOf(opsPort)))
  test(`${group}: memory, and the longest answer of /healthz meanwhile`, async (t) => {
    await using site = await openProbedSite(undefined, ownPorts)
    for (const attack of attacks) await t.test(attack.name, () => measureAttack(site, attack))
  })

test('lists that nobody reads and deep nesting, on PostgreSQL', async (t) => {
  await using site = await openProbedSite(await freeDatabase(), ownPorts)
  for (const attack of storeAttacks) await t.test(attack.name, () => measureAttack(site, attack))
})

/**
 * Of 20,000. A connection gets no more answers than these (http/limits/connections.ts); a few of the attack before may
 * end only now.
 */
const maxAnswers = 2 * unreadConnections * (connectionBounds.inAir + connectionBounds.waiting)
/** What the machine does beside it only adds to the time: harm is there each time. */
const attempts = 3

async function measureAttack(site: ProbedSite, attack: Attack): Promise<void> {
  const waits: string[] = []
  while (waits.length < attempts) {
    const bound = freeMs + (await honestMs(site, attack))
    const waited = await waitedMs(site, attack)
    if (waited < bound) return
    waits.push(`${Math.round(waited)} ms, of at most ${Math.round(bound)}`)
  }
  assert.fail(waits.join('; '))
}

/** Also asserts how much memory and how many answers it took. */
async function waitedMs(site: ProbedSite, attack: Attack): Promise<number> {
  const { pid } = site.gateway
  forgetPeak(pid)
  const before = peakOf(pid)
  const watching = watchHealth(site)
  const sockets = await attack.act(site)
  await watching.stop()
  const harmed = await site.look()
  for (const socket of sockets) socket.destroy()
  const grown = Math.round((peakOf(pid) - before) / mebibyte)
  assert.ok(harmed.healths > 0)
  assert.ok(grown * mebibyte < maxGrown, `${grown} MB more`)
  const answers = harmed.answered - harmed.healths
  if (attack.floodedUrl) assert.ok(answers <= maxAnswers, `${answers} answers that nobody reads`)
  return harmed.stretchMs + harmed.healthMs
}

/** What the same number of requests for nothing costs, or as many honest bytes. */
async function honestMs(site: ProbedSite, attack: Attack): Promise<number> {
  const { stretchMs } = await measureHonest(site, attack)
  return attack.floodedUrl ? readingMs(site, attack.floodedUrl(site)) : share * stretchMs
}

/** Twice: values compiled and cached the first time cost once. */
async function measureHonest(site: ProbedSite, { honest }: Attack): Promise<Figures> {
  await honest?.(site)
  await site.look()
  await honest?.(site)
  return site.look()
}

/** Node's own time to read requests for nothing at this address, measured just before. */
async function readingMs(site: ProbedSite, url: string): Promise<number> {
  for (const socket of await askUnread(site.gateway.pid, url, cheapPath)) socket.destroy()
  return (await site.look()).stretchMs
}

const inAir = 8
const clients = 240
const asked = 100

for (const store of ['SQLite', 'PostgreSQL']) {
  test(`one client's flood beside another: of hundreds of concurrent requests, a few are answered before the other (${store})`, async () => {
    const env = { RECADO_IN_AIR_PER_CLIENT: String(inAir), RECADO_RATE_PER_CLIENT: '0' }
    await using site = await openProbedSite(store === 'PostgreSQL' ? await freeDatabase() : undefined, env)
    const other = await createClient(site)
    const pool = new Pool(site.gateway.url, { connections: clients, pipelining: 1 })
    const request = async (path: string, headers: Record<string, string>, body?: string) => {
      const startedAt = performance.now()
      const type = { 'content-type': 'application/json' }
      const method = body === undefined ? 'GET' : 'POST'
      const answer = await pool.request({ method, path, headers: { ...type, ...headers }, body: body ?? null })
      await answer.body.dump()
      assert.ok(answer.statusCode === 200 || answer.statusCode === 429, `${answer.statusCode}`)
      return performance.now() - startedAt
    }
    let isFlooding = true
    const flooding: number[] = []
    const flood = Array.from({ length: clients - 2 }, async (_, n) => {
      const body = JSON.stringify({ type: 'text', userId: `5939${String(n).padStart(8, '0')}`, text: 'x' })
      while (isFlooding) flooding.push(await request('/v1/bots/crash/messages', { authorization: client }, body))
    })
    await eventually(() => flooding.length > clients, 'a flood')
    await site.look()
    const from = flooding.length
    const beside: number[] = []
    for (let n = 0; n < asked; n++)
      beside.push(await request('/v1/bots/crash/users?limit=1', { authorization: other, 'x-probe': '1' }))
    const { between } = await site.look()
    isFlooding = false
    await Promise.all(flood)
    await pool.close()
    assert.equal(between.length, asked)
    // Without turns it is all of them, and more.
    assert.ok(p99Of(between) < clients / 2, `${p99Of(between)} of the flood were answered before it`)
    // Both are measured in the same moments on the same machine.
    const [theirs, its] = [p99Of(beside), p99Of(flooding.slice(from))]
    assert.ok(theirs < its, `${Math.round(theirs)} ms beside ${Math.round(its)} ms of the flood`)
  })
}

const p99Of = (values: number[]) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? 0

async function createClient({ gateway }: ProbedSite): Promise<string> {
  const body = { name: 'Other', bots: ['crash'] }
  const made = await request(`${gateway.url}/manage/v1/clients`, 'POST', body, { authorization: admin })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return `Basic ${btoa(`${made.body.clientId}:${made.body.clientSecret}`)}`
}

test('a sandbox in a process of its own: answers that nobody reads', async () => {
  const probe = createProbe()
  await using sandbox = await runCommand('sandbox', { RECADO_SANDBOX_PORT: '0', ...probe.env })
  const look = probe.open()
  const flood = async (path: string) => {
    const sockets = await askUnread(sandbox.pid, sandbox.url, path, '', '/_sandbox/healthz')
    for (const socket of sockets) socket.destroy()
    return (await look()).stretchMs
  }
  for (const path of ['/_sandbox/openapi.json', '/_sandbox/docs', '/_sandbox/export']) {
    await (await fetch(sandbox.url + path)).text()
    const waits: string[] = []
    for (let waited = Number.POSITIVE_INFINITY, bound = 0; waited >= bound; ) {
      bound = (await flood(cheapPath)) + freeMs
      forgetPeak(sandbox.pid)
      const before = peakOf(sandbox.pid)
      waited = await flood(path)
      const grown = Math.round((peakOf(sandbox.pid) - before) / mebibyte)
      assert.ok(grown * mebibyte < maxGrown, `${path}: ${grown} MB more`)
      waits.push(`${Math.round(waited)} ms, of at most ${Math.round(bound)}`)
      assert.ok(waited < bound || waits.length < attempts, `${path}: ${waits.join('; ')}`)
    }
  }
})

// Its thousand clients connect while the process stands still: what the kernel drops comes again after 1, 3, 7, 15 s.
test('a thousand clients that connect at once while the process is busy: the kernel completes all', async () => {
  await using site = await openProbedSite()
  process.kill(site.gateway.pid, 'SIGSTOP')
  try {
    const opening = Promise.all(Array.from({ length: 1_000 }, () => openSocket(site.gateway.url)))
    const late = delay(patienceMs, 'late', { ref: false })
    assert.notEqual(
      await Promise.race([opening.then((sockets) => sockets.map((socket) => socket.destroy())), late]),
      'late',
    )
  } finally {
    process.kill(site.gateway.pid, 'SIGCONT')
  }
})

/** Requested again and again, as monitoring does; each time it is 200. */
function watchHealth({ gateway }: ProbedSite): { stop(): Promise<void> } {
  let isOver = false
  const watching = (async () => {
    do assert.equal((await request(`${gateway.url}/healthz`, 'GET')).status, 200)
    while (!isOver)
  })()
  return {
    async stop() {
      isOver = true
      await watching
    },
  }
}
