/** Gathering: what a person writes in quick succession goes to the webhook in one call, in order, none lost and none told twice by one id. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Delivery } from '../../src/store/deliveries/records.ts'
import { inboundFact, tell, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { backends, testBot } from '../support/store.ts'

const hold = 3_000

async function open(it: TestStore, changes = {}) {
  await it.store.putBot(testBot({ gatherMs: hold, ...changes }))
  await it.store.putEndpoint(testEndpoint('ep', ['message']))
}

let count = 0
const writes = (it: TestStore, text: string, at: number, phone = '593987654321', bubble = {}) =>
  tell(
    it.store,
    [inboundFact(`wamid.${++count}`, { person: { phone }, sentAt: at, bubble: { type: 'text', text, ...bubble } })],
    at,
  )

const claim = (it: TestStore, now: number) =>
  it.store.claimDeliveries({ endpointId: 'ep', limit: 9, now, inFlight: new Set() })

type Told = {
  bubble: { type: string; text: string }
  eventId: string
  gathered?: { bubble: { text: string }; eventId: string }[]
}
const told = (delivery: Delivery | undefined) => JSON.parse(delivery?.body ?? '{}') as Told

const settle = (it: TestStore, delivery: Delivery, now: number, kind: 'delivered' | 'again' = 'delivered') =>
  it.store.settleDelivery(
    delivery,
    { attempt: delivery.attempt, startedAt: now, durationMs: 1, status: 200, answer: '' },
    kind === 'again' ? { kind, dueAt: now + 10 } : { kind },
    now,
  )

for (const backend of backends) {
  describe(`gathering (${backend.name})`, () => {
    test('each message holds the first a little longer; then all go in one call, oldest first', async () => {
      await using it = await backend.open()
      await open(it)
      await writes(it, 'hola', t0)
      assert.deepEqual(await claim(it, t0), { deliveries: [], nextDueAt: t0 + hold })
      await writes(it, 'una pregunta', t0 + 2_000)
      await writes(it, '¿abren hoy?', t0 + 4_000)
      assert.deepEqual(await claim(it, t0 + 6_999), { deliveries: [], nextDueAt: t0 + 4_000 + hold })
      const { deliveries } = await claim(it, t0 + 7_000)
      assert.equal(deliveries.length, 1)
      const { bubble, eventId, gathered } = told(deliveries[0])
      assert.equal(bubble.text, 'hola\nuna pregunta\n¿abren hoy?')
      assert.deepEqual(
        gathered?.map((one) => one.bubble.text),
        ['hola', 'una pregunta', '¿abren hoy?'],
      )
      assert.deepEqual([eventId, deliveries[0]?.eventId], [gathered?.at(-1)?.eventId, gathered?.at(-1)?.eventId])
      await settle(it, deliveries[0] as Delivery, t0 + 7_000)
      assert.deepEqual(await claim(it, t0 + 99_999), { deliveries: [], nextDueAt: undefined })
      assert.deepEqual(
        it.rows('select state, count(*) as n from deliveries group by state').map((row) => ({ ...row })),
        [{ state: 'delivered', n: 3 }],
      )
    })

    test('whoever goes on writing is heard after a minute', async () => {
      await using it = await backend.open()
      await open(it)
      for (let at = 0; at < 70_000; at += 2_000) await writes(it, `${at}`, t0 + at)
      const { deliveries } = await claim(it, t0 + 60_000)
      assert.equal(told(deliveries[0]).gathered?.[0]?.bubble.text, '0')
    })

    test('one alone goes as it is; other people wait for nobody', async () => {
      await using it = await backend.open()
      await open(it)
      await writes(it, 'hola', t0)
      await writes(it, 'buenas', t0 + 1_000, '593900000002')
      await writes(it, 'otra', t0 + 2_000)
      const { deliveries } = await claim(it, t0 + 4_000)
      assert.deepEqual(
        deliveries.map((delivery) => [told(delivery).bubble.text, told(delivery).gathered]),
        [['buenas', undefined]],
      )
    })

    test('with something beside text, the newest bubble stands and all are there', async () => {
      await using it = await backend.open()
      await open(it)
      await writes(it, 'mira', t0)
      await writes(it, '', t0 + 1, undefined, { type: 'image' })
      const { bubble, gathered } = told((await claim(it, t0 + 1 + hold)).deliveries[0])
      assert.equal(bubble.type, 'image')
      assert.equal(gathered?.length, 2)
    })

    test('a call that failed goes again, with what came meanwhile and under another id; nothing is lost', async () => {
      await using it = await backend.open()
      await open(it)
      await writes(it, 'a', t0)
      await writes(it, 'b', t0 + 1)
      const [first] = (await claim(it, t0 + 1 + hold)).deliveries
      await settle(it, first as Delivery, t0 + 4_000, 'again')
      const [same] = (await claim(it, t0 + 5_000)).deliveries
      assert.deepEqual([same?.eventId, same?.body, same?.attempt], [first?.eventId, first?.body, 2])
      await writes(it, 'c', t0 + 5_001)
      const [again] = (await claim(it, t0 + 6_000)).deliveries
      assert.equal(told(again).bubble.text, 'a\nb\nc')
      assert.notEqual(again?.eventId, first?.eventId)
      // The call of a and b was in the air when c came: c still waits, and goes by itself.
      await settle(it, same as Delivery, t0 + 6_000)
      const [rest] = (await claim(it, t0 + 6_001)).deliveries
      assert.equal(told(rest).bubble.text, 'c')
      await settle(it, rest as Delivery, t0 + 6_001)
      assert.deepEqual(
        it.rows(`select count(*) as n from deliveries where state = 'waiting'`).map((row) => row.n),
        [0],
      )
    })

    test('without it nothing waits', async () => {
      await using it = await backend.open()
      await open(it, { gatherMs: undefined })
      await writes(it, 'a', t0)
      await writes(it, 'b', t0)
      const { deliveries } = await claim(it, t0)
      assert.deepEqual(
        deliveries.map((delivery) => told(delivery).bubble.text),
        ['a'],
      )
    })
  })
}
