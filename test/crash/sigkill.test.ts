/**
 * SIGKILL of the real process at the critical points, with a thousand messages under way, synchronised on rows and on
 * the sandbox's requests, never on time. Shows promises 1, 3, 5 and 9 on the embedded store.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import {
  addBot,
  type CrashSite,
  checkPhones,
  type Journal,
  openCrashSite,
  sendAll,
  setChannel,
  unfinished,
} from '../support/crash.ts'
import { eventually, sandboxMessages } from '../support/gateway.ts'
import { times } from '../support/repetitions.ts'

const users = 100
const each = times(10, 20)

async function finish(site: CrashSite, journal: Journal): Promise<{ doubles: number; marked: number }> {
  await site.restart()
  await sendAll(site, journal, users, 2, 1_000)
  await site.untilCount(unfinished, (left) => left === 0)
  const result = await checkPhones(site, journal)
  assert.equal(site.count('select count(*) from messages where lease is not null'), 0, 'nothing stays claimed')
  return result
}

test('promise 1: SIGKILL after accept: every acknowledged message reaches the phone, in order', async () => {
  await using site = await openCrashSite()
  const journal: Journal = new Map()
  const sending = sendAll(site, journal, users, each)
  await site.untilCount('select count(*) from messages', (count) => count >= (users * each) / 2)
  await site.gateway.signal('SIGKILL')
  await sending
  await finish(site, journal)
})

test('promise 3: SIGKILL after claim: order per recipient holds across the restart', async () => {
  await using site = await openCrashSite()
  const journal: Journal = new Map()
  const sending = sendAll(site, journal, users, each)
  await site.untilCount('select count(*) from messages where lease is not null', (count) => count >= 20)
  await site.gateway.signal('SIGKILL')
  await sending
  await finish(site, journal)
})

test('promise 5: SIGKILL after the request was written: the statuses settle it, nothing is sent twice', async () => {
  await using site = await openCrashSite()
  const journal: Journal = new Map()
  // The sandbox accepts the message and holds its answer back until long after the kill.
  await site.control('POST', '/_sandbox/faults', { kind: 'delay', delayMs: 30_000, times: 60, every: 5 })
  const sending = sendAll(site, journal, users, each)
  await site.untilCount('select count(*) from messages where lease is not null', (count) => count >= 50)
  await site.gateway.signal('SIGKILL')
  await sending
  await site.control('DELETE', '/_sandbox/faults')
  await finish(site, journal)
})

test('promise 5: an attempt whose status comes too late is repeated, and marked', async () => {
  // The statuses come after the second attempt: both took effect.
  await using site = await openCrashSite()
  const journal: Journal = new Map()
  await site.control('POST', '/_sandbox/clock', { frozen: true })
  // Once each for ten people: of every tenth request, one could be a repetition, and fewer messages in doubt.
  for (let user = 0; user < 10; user++) {
    const match = { to: `5939${10_000_000 + user}` }
    await site.control('POST', '/_sandbox/faults', { kind: 'dropAfter', times: 1, match })
  }
  await sendAll(site, journal, users, 2)
  await site.untilCount(
    'select count(*) from messages where possible_double > 0 and sent_at is not null',
    (n) => n === 10,
  )
  await site.control('POST', '/_sandbox/clock', { frozen: false })
  await site.untilCount(unfinished, (left) => left === 0)
  const { doubles, marked } = await checkPhones(site, journal)
  assert.equal(doubles, 10)
  assert.equal(marked, 10)
  const reported = await site.receiver.until((received) => received.filter(isMarked).length >= 10)
  assert.equal(new Set(reported.filter(isMarked).map(({ body }) => body.messageId)).size, 10)
})

const isMarked = ({ body }: { body: Record<string, unknown> }) => body.possibleDouble === true

test('promise 9: SIGKILL before settle: the answer is lost with the process, the state and its event are not', async () => {
  await using site = await openCrashSite()
  const journal: Journal = new Map()
  await sendAll(site, journal, users, 1)
  const sending = sendAll(site, journal, users, each, 100)
  await site.untilCount('select count(*) from messages', (count) => count >= users * 4)
  // Another connection holds the write lock: answers arrive, no settle can be written.
  const lock = new DatabaseSync(join(site.folder, 'recado.db'), { timeout: 10_000 })
  lock.exec('begin immediate')
  await site.gateway.signal('SIGKILL')
  lock.exec('rollback')
  lock.close()
  await sending
  await finish(site, journal)
  const reported = `select count(*) from messages left join events on events.message_id = messages.id and events.type = 'delivered_channel'
    where messages.sent_at is not null and events.id is null`
  assert.equal(site.count(reported), 0, 'every message that left has told so')
})

const onlyClaimed = `select count(*) from messages where state = 'sending' and lease is not null
  and not exists (select 1 from attempts where message_seq = messages.seq and attempts.attempt = messages.attempt)`

test('promise 5: SIGKILL with messages claimed that were never written: they are sent at once, unmarked, and nothing is sent twice', async () => {
  // A message that waits for the reconcile window waits longer than the test: only one that may have arrived may, and
  // the statuses settle it.
  await using site = await openCrashSite(undefined, undefined, {}, { RECADO_RECONCILE_MS: '600000' })
  await addBot(site, 'other', '100000000000109')
  // Statuses wait for the restart: otherwise they would settle messages without an answer yet.
  site.sandbox.subscribe({ url: 'http://127.0.0.1:1/' })
  await site.control('POST', '/_sandbox/faults', { kind: 'delay', delayMs: 60_000, times: 1_000 })
  // The other bot's server accepts connections and never completes a handshake: no message claimed for it can be
  // written.
  await using silent = await startSilentServer()
  await setChannel(site, 'other', { graphUrl: silent.url, accessToken: 'token' })
  const journal: Journal = new Map()
  await Promise.all([sendAll(site, journal, 110, 1), sendAll(site, journal, 110, 1, 0, 200, { bot: 'other' })])
  // All requests of the one bot are at the sandbox: one that the kill cuts off would wait for the reconcile window.
  await eventually(async () => {
    const shown = await site.control('GET', '/_sandbox/messages?limit=1000')
    return sandboxMessages(shown).length >= 110
  }, 'the sandbox has taken what it was sent')
  assert.ok(site.count('select count(*) from attempts where ended_at is null') >= 50, 'in the air')
  await site.untilCount(
    `select count(*) from messages where bot_id = 'other' and lease is not null`,
    (count) => count >= 20,
  )
  await site.gateway.signal('SIGKILL')
  // The state after a process ended between claim and request; none of these can have been written.
  const db = new DatabaseSync(join(site.folder, 'recado.db'), { timeout: 10_000 })
  db.exec(
    `delete from attempts where message_seq in (select seq from messages where bot_id = 'other' and lease is not null)`,
  )
  db.close()
  assert.ok(site.count(onlyClaimed) > 0, 'claimed, and not about to leave')
  await site.control('DELETE', '/_sandbox/faults')
  await site.restart()
  await setChannel(site, 'other', { graphUrl: site.sandbox.url, accessToken: 'token' })
  // The statuses come at once, however many of their posts have failed.
  await site.control('POST', '/_sandbox/clock', { advanceMs: 3_600_000 })
  await site.untilCount(unfinished, (left) => left === 0)
  assert.deepEqual(await checkPhones(site, journal), { doubles: 0, marked: 0 })
})

async function startSilentServer(): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
