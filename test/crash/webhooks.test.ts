/**
 * Promises 7 and 8 across a SIGKILL: everything acknowledged to Meta is stored, and every event reaches the endpoint.
 */
import assert from 'node:assert/strict'
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

function idsOf(received: { body: Record<string, unknown> }[]): Set<string> {
  return new Set(received.map(({ body }) => String(body.eventId)))
}
