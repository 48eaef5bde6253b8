/**
 * Several gateways on one PostgreSQL, one of them killed: the others take its lanes over within ten seconds, and the
 * promises hold across the change of owner (promises 1, 3 and 5).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPhones, type Journal, openCrashSite, sendAll, unfinished } from '../support/crash.ts'
import { eventually } from '../support/gateway.ts'
import { freeDatabase, look } from '../support/postgres-store.ts'
import { times } from '../support/repetitions.ts'

const users = 40
const each = times(10, 20)

test('one process on PostgreSQL: SIGKILL with many messages in flight, and a restart', async () => {
  await using site = await openCrashSite(undefined, await freeDatabase())
  const journal: Journal = new Map()
  const sending = sendAll(site, journal, users, each)
  await site.untilCount('select count(*) from messages where lease is not null', (count) => count >= 10)
  await site.gateway.signal('SIGKILL')
  await sending
  await site.restart()
  await sendAll(site, journal, users, 2, 1_000)
  await site.untilCount(unfinished, (left) => left === 0)
  await checkPhones(site, journal)
  assert.equal(site.count('select count(*) from messages where lease is not null'), 0, 'nothing stays claimed')
})

test('promise 5: messages for later leave once, at their time, though the owner of the lane is killed before it', async () => {
  const url = await freeDatabase()
  await using site = await openCrashSite(undefined, url)
  const first = site.gateway
  const second = await site.peer()
  const journal: Journal = new Map()
  // Late enough that all are accepted before: 160 take less than a second on a quiet machine.
  const sendAt = new Date(Date.now() + 20_000).toISOString()
  // Each client calls one process; the lane is at the first, which created the bot.
  await Promise.all([
    sendAll(site, journal, users, 2, 0, 0, { sendAt }),
    sendAll({ ...site, gateway: second }, journal, users, 2, 0, users, { sendAt }),
  ])
  assert.equal(site.count(`select count(*) from messages where state = 'scheduled'`), 4 * users)
  await first.signal('SIGKILL')
  site.sandbox.subscribe({ url: `${second.url}/meta/webhook` })
  await site.untilCount(unfinished, (left) => left === 0)
  const early = `select count(*) from schedules s join messages m on m.id = s.message_id
    join attempts a on a.message_seq = m.seq where a.started_at < s.send_at`
  assert.equal(site.count(early), 0, 'none before its time')
  assert.deepEqual(await checkPhones(site, journal), { doubles: 0, marked: 0 })
})

test('two processes: the owner of the lane is killed, the other takes it over', async () => {
  const url = await freeDatabase()
  await using site = await openCrashSite(undefined, url)
  const first = site.gateway
  const second = await site.peer()
  const journals: Journal[] = [new Map(), new Map()]
  // Each client calls one process; the lane is at the first, which created the bot.
  const byFirst = sendAll(site, journals[0] ?? new Map(), users, each)
  const bySecond = sendAll({ ...site, gateway: second }, journals[1] ?? new Map(), users, each, 0, users)
  await site.untilCount(`select count(*) from messages where state = 'sending'`, (count) => count >= 10)
  await first.signal('SIGKILL')
  site.sandbox.subscribe({ url: `${second.url}/meta/webhook` })
  const attempts = site.count('select count(*) from attempts')
  // Counted in the other's own beats (0.25 to 1 s each): a busy machine makes them longer, and not more.
  const beats = new Set<unknown>()
  await eventually(async () => {
    const [row] = await look(url, 'select max(expires_at) as beat, (select count(*) from attempts) as n from processes')
    beats.add(row?.beat)
    return Number(row?.n) > attempts
  }, 'the lane goes on')
  assert.ok(beats.size <= 40, `the lane stood still for ${beats.size} beats`)
  await Promise.all([byFirst, bySecond])
  await site.untilCount(unfinished, (left) => left === 0)
  for (const journal of journals) await checkPhones(site, journal)
  assert.equal(site.count('select count(*) from messages where lease is not null'), 0, 'nothing stays claimed')
})
