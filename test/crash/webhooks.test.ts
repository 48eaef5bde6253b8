/**
 * Promises 7 and 8 across a SIGKILL: everything acknowledged to Meta is stored, and every event reaches the endpoint.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { type Journal, openCrashSite, sendAll, unfinished } from '../support/crash.ts'

test('promise 8: events that wait for a dead endpoint survive SIGKILL and arrive in order, with their ids', async () => {
  await using site = await openCrashSite()
  const journal: Journal = new Map()
  site.receiver.answer((_received, response) => response.writeHead(500).end())
  await sendAll(site, journal, 20, 5)
  await site.untilCount(unfinished, (left) => left === 0)
  await site.gateway.signal('SIGKILL')
  const refused = site.receiver.received.length
  assert.ok(refused > 0)
  site.receiver.answer((_received, response) => response.end('ok'))
  await site.restart()
  const events = site.count('select count(*) from events')
  const delivered = await site.receiver.until((received) => idsOf(received.slice(refused)).size >= events, 60_000)
  const ids = [...idsOf(delivered.slice(refused))]
  assert.equal(site.count(`select count(*) from events where id in (${ids.map((id) => `'${id}'`).join()})`), events)
})

test('promise 8: SIGKILL while batches are out: all of their events come again, in order per person', async () => {
  await using site = await openCrashSite(undefined, undefined, {}, {}, true)
  const journal: Journal = new Map()
  const out: number[] = []
  // The first answers never come, so that what follows gathers behind them.
  site.receiver.answer(({ body }, response) => {
    out.push([body].flat().length)
    if (out.length === 1) response.end('ok')
  })
  await sendAll(site, journal, 20, 5)
  await site.untilCount(unfinished, (left) => left === 0)
  await site.receiver.until(() => out.length >= 3)
  await site.gateway.signal('SIGKILL')
  const lost = site.receiver.received.slice(1).flatMap(eventsIn)
  assert.ok(lost.length > 0)
  const before = site.receiver.received.length
  site.receiver.answer((_received, response) => response.end('ok'))
  await site.restart()
  await site.untilCount(`select count(*) from deliveries where state = 'waiting'`, (left) => left === 0)
  const first = (site.receiver.received[0] && eventsIn(site.receiver.received[0])) ?? []
  const came = site.receiver.received.slice(before).flatMap(eventsIn)
  const ids = new Set(came.map(({ eventId }) => eventId))
  assert.ok(lost.every(({ eventId }) => ids.has(eventId)))
  assert.equal(
    new Set([...first, ...came].map(({ eventId }) => eventId)).size,
    site.count('select count(*) from events'),
  )
  assert.ok(
    site.receiver.received.slice(before).some(({ body }) => [body].flat().length > 10),
    'they go together again',
  )
  using db = new DatabaseSync(join(site.folder, 'recado.db'), { readOnly: true })
  for (const [userId, its] of Map.groupBy(came, (one) => one.userId)) {
    const stored = db.prepare('select id from events where user_id = ? order by seq').all(userId)
    const expected = stored.map(({ id }) => String(id)).filter((id) => ids.has(id))
    assert.deepEqual([...new Set(its.map(({ eventId }) => eventId))], expected, userId)
  }
})

test('promise 7: SIGKILL right after Meta got its 200: the message is there after the start', async () => {
  await using site = await openCrashSite()
  for (let n = 0; n < 50; n++) {
    await site.control('POST', '/_sandbox/inbound', { from: '593987654321', type: 'text', text: `hola ${n}` })
  }
  await site.untilCount('select count(*) from inbound', (count) => count >= 25)
  await site.gateway.signal('SIGKILL')
  await site.restart()
  await site.untilCount('select count(*) from inbound', (count) => count === 50)
  assert.equal(site.count(`select count(distinct wamid) from inbound`), 50)
  assert.equal(site.count(`select count(*) from events where type = 'message'`), 50)
})

function eventsIn({ body }: { body: unknown }): { eventId: string; userId: string }[] {
  return [body].flat() as { eventId: string; userId: string }[]
}

function idsOf(received: { body: Record<string, unknown> }[]): Set<string> {
  return new Set(received.map(({ body }) => String(body.eventId)))
}
