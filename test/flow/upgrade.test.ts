/** The processes of an installation are replaced one after the other while requests flow, and nobody notices. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startBalancer } from '../support/balancer.ts'
import { type CrashSite, checkPhones, type Journal, openCrashSite, unfinished } from '../support/crash.ts'
import { eventually, type Gateway, patienceMs, request, startGateway } from '../support/gateway.ts'
import { freeDatabase } from '../support/postgres-store.ts'

/** Longer than the balancer of these tests keeps a connection, and than it takes to hear of /readyz, also on a busy machine. */
const drainMs = 3_000
/** Between two requests of a client: what is measured is that none fails, and not how many there are. */
const paceMs = 100
/** People whom a client writes to in turn: one alone would be past Meta's allowance for a person (45, then one in 6 s) within these seconds. */
const peopleOfClient = 5
const basic = `Basic ${btoa('tester:a-secret-for-tests')}`

/** Each client sends one message after the other, to its people in turn, until `isEnough`, and no answer but 200 will do. */
function sendThrough(url: string, journal: Journal, clients: number, isEnough: () => boolean): Promise<unknown> {
  return Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      for (let n = 0; !isEnough(); n++) {
        const userId = `5939${10_000_000 + index * peopleOfClient + (n % peopleOfClient)}`
        const acknowledged = journal.get(userId) ?? []
        journal.set(userId, acknowledged)
        const text = String(n).padStart(4, '0')
        const { status, body } = await request(
          `${url}/v1/bots/crash/messages`,
          'POST',
          { type: 'text', userId, text },
          { authorization: basic },
        )
        assert.equal(status, 200, JSON.stringify(body))
        acknowledged.push({ id: String(body.messageId), text })
        await sleep(paceMs)
      }
    }),
  )
}

const sentIn = (journal: Journal) => [...journal.values()].reduce((sum, { length }) => sum + length, 0)

/** Another gateway of the installation, in this process: a start costs a fifth of that of a process. */
function startPeer({ env: { RECADO_DATA_DIR: _, ...env } }: CrashSite): Promise<Gateway> {
  return startGateway({ ...env, RECADO_SANDBOX: 'off' })
}

test('one process after the other is replaced while requests flow: each gets its answer, nothing is lost or doubled', async () => {
  const settings = { RECADO_DRAIN_MS: String(drainMs), RECADO_STORE_TIMEOUT_MS: String(patienceMs) }
  await using site = await openCrashSite(undefined, await freeDatabase(), {}, settings)
  const first = site.gateway
  await using second = await startPeer(site)
  await using balancer = await startBalancer([first.url, second.url])
  site.sandbox.subscribe({ url: `${balancer.url}/meta/webhook` })
  const journal: Journal = new Map()
  let isEnough = false
  const sending = sendThrough(balancer.url, journal, 3, () => isEnough)
  try {
    await eventually(() => sentIn(journal) > 20, 'they are sending')
    assert.equal(await first.signal('SIGTERM'), 0)
    await eventually(() => balancer.ready().length === 1, 'the balancer knows')
    const between = sentIn(journal)
    await using third = await startPeer(site)
    balancer.add(third.url)
    await eventually(() => sentIn(journal) > between + 20, 'they go on')
    await second.app.stop()
    const after = sentIn(journal)
    await eventually(() => sentIn(journal) > after + 20, 'they go on with the new one')
    isEnough = true
    await sending
    await site.untilCount(unfinished, (left) => left === 0)
  } finally {
    isEnough = true
    await sending
  }
  assert.deepEqual([...balancer.statuses.keys()], [200], 'requests and webhooks of Meta alike')
  const { doubles, marked } = await checkPhones(site, journal)
  assert.deepEqual({ doubles, marked }, { doubles: 0, marked: 0 })
  assert.equal(site.count('select count(*) from messages'), sentIn(journal))
})

test('a process that is stopping serves on for the span, says so to those who ask, and lets go of connections', async () => {
  await using site = await openCrashSite(undefined, undefined, { RECADO_DRAIN_MS: '600000' })
  const { url } = site.gateway
  assert.deepEqual((await request(`${url}/readyz`, 'GET')).body, { ready: true, checks: { store: true, lanes: true } })
  void site.gateway.signal('SIGTERM')
  await eventually(async () => (await request(`${url}/readyz`, 'GET')).status === 503, 'it says so')
  const draining = await request(`${url}/readyz`, 'GET')
  assert.deepEqual(draining.body, { ready: false, checks: { store: true, lanes: true, accepting: false } })
  assert.equal(draining.headers.get('connection'), 'close')
  assert.equal((await request(`${url}/healthz`, 'GET')).status, 200)
  const journal: Journal = new Map()
  let count = 0
  await sendThrough(url, journal, 1, () => ++count > 3)
  assert.equal(sentIn(journal), 3)
  await site.untilCount(unfinished, (left) => left === 0)
  // One within a second of the first is taken for the same, which npm passes on.
  const again = setInterval(() => void site.gateway.signal('SIGTERM'), 300)
  assert.equal(await site.gateway.signal('SIGTERM'), 130, 'a second signal ends it at once')
  clearInterval(again)
})
