/**
 * Gathering: messages that a person writes in quick succession share one webhook call, in order, none lost and none
 * delivered twice under one id.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Delivery } from '../../src/store/deliveries/records.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { backends, testBot } from '../support/store.ts'

const hold = 3_000

async function open(ctx: TestStore, changes = {}) {
  await ctx.store.putBot(testBot({ gatherMs: hold, ...changes }))
  await ctx.store.putEndpoint(testEndpoint('ep', ['message']))
}

let count = 0
const writes = (ctx: TestStore, text: string, at: number, phone = '593987654321', bubble = {}) =>
  ingestFacts(
    ctx.store,
    [inboundFact(`wamid.${++count}`, { person: { phone }, sentAt: at, bubble: { type: 'text', text, ...bubble } })],
    at,
  )

const claim = (ctx: TestStore, now: number) =>
  ctx.store.claimDeliveries({ endpointId: 'ep', limit: 9, now, inFlight: new Set() })

type Reported = {
  bubble: { type: string; text: string }
  eventId: string
  gathered?: { bubble: { text: string }; eventId: string }[]
}
const reported = (delivery: Delivery | undefined) => JSON.parse(delivery?.body ?? '{}') as Reported

const settle = (ctx: TestStore, delivery: Delivery, now: number, kind: 'delivered' | 'again' = 'delivered') =>
  ctx.store.settleDeliveries(
    [
      {
        delivery,
        attempt: { attempt: delivery.attempt, startedAt: now, durationMs: 1, status: 200, answer: '' },
        decision: kind === 'again' ? { kind, dueAt: now + 10 } : { kind },
      },
    ],
    now,
  )

for (const backend of backends) {
  describe(`gathering (${backend.name})`, () => {
    test('each message delays the first a little longer; then all share one call, oldest first', async () => {
      await using ctx = await backend.open()
      await open(ctx)
      await writes(ctx, 'hola', t0)
      assert.deepEqual(await claim(ctx, t0), { deliveries: [], nextDueAt: t0 + hold })
      await writes(ctx, 'una pregunta', t0 + 2_000)
      await writes(ctx, '¿abren hoy?', t0 + 4_000)
      assert.deepEqual(await claim(ctx, t0 + 6_999), { deliveries: [], nextDueAt: t0 + 4_000 + hold })
      const { deliveries } = await claim(ctx, t0 + 7_000)
      assert.equal(deliveries.length, 1)
      const { bubble, eventId, gathered } = reported(deliveries[0])
      assert.equal(bubble.text, 'hola\nuna pregunta\n¿abren hoy?')
      assert.deepEqual(
        gathered?.map((one) => one.bubble.text),
        ['hola', 'una pregunta', '¿abren hoy?'],
      )
      assert.deepEqual([eventId, deliveries[0]?.eventId], [gathered?.at(-1)?.eventId, gathered?.at(-1)?.eventId])
      await settle(ctx, deliveries[0] as Delivery, t0 + 7_000)
      assert.deepEqual(await claim(ctx, t0 + 99_999), { deliveries: [], nextDueAt: undefined })
      assert.deepEqual(
        ctx.rows('select state, count(*) as n from deliveries group by state').map((row) => ({ ...row })),
        [{ state: 'delivered', n: 3 }],
      )
    })

    test('a person who keeps writing is delivered after a minute', async () => {
      await using ctx = await backend.open()
      await open(ctx)
      for (let at = 0; at < 70_000; at += 2_000) await writes(ctx, `${at}`, t0 + at)
      const { deliveries } = await claim(ctx, t0 + 60_000)
      assert.equal(reported(deliveries[0]).gathered?.[0]?.bubble.text, '0')
    })

    test('a single message is delivered as it is; other people wait for nobody', async () => {
      await using ctx = await backend.open()
      await open(ctx)
      await writes(ctx, 'hola', t0)
      await writes(ctx, 'buenas', t0 + 1_000, '593900000002')
      await writes(ctx, 'otra', t0 + 2_000)
      const { deliveries } = await claim(ctx, t0 + 4_000)
      assert.deepEqual(
        deliveries.map((delivery) => [reported(delivery).bubble.text, reported(delivery).gathered]),
        [['buenas', undefined]],
      )
    })

    test('with other kinds beside text, the newest bubble is on top and all are listed', async () => {
      await using ctx = await backend.open()
      await open(ctx)
      await writes(ctx, 'mira', t0)
      await writes(ctx, '', t0 + 1, undefined, { type: 'image' })
      const { bubble, gathered } = reported((await claim(ctx, t0 + 1 + hold)).deliveries[0])
      assert.equal(bubble.type, 'image')
      assert.equal(gathered?.length, 2)
    })

    test('a failed call is repeated, with newer messages and under another id; nothing is lost', async () => {
      await using ctx = await backend.open()
      await open(ctx)
      await writes(ctx, 'a', t0)
      await writes(ctx, 'b', t0 + 1)
      const [first] = (await claim(ctx, t0 + 1 + hold)).deliveries
      await settle(ctx, first as Delivery, t0 + 4_000, 'again')
      const [same] = (await claim(ctx, t0 + 5_000)).deliveries
      assert.deepEqual([same?.eventId, same?.body, same?.attempt], [first?.eventId, first?.body, 2])
      await writes(ctx, 'c', t0 + 5_001)
      const [again] = (await claim(ctx, t0 + 6_000)).deliveries
      assert.equal(reported(again).bubble.text, 'a\nb\nc')
      assert.notEqual(again?.eventId, first?.eventId)
      // The call of a and b was in flight when c came: c still waits, and is delivered by itself.
      await settle(ctx, same as Delivery, t0 + 6_000)
      const [rest] = (await claim(ctx, t0 + 6_001)).deliveries
      assert.equal(reported(rest).bubble.text, 'c')
      await settle(ctx, rest as Delivery, t0 + 6_001)
      assert.deepEqual(
        ctx.rows(`select count(*) as n from deliveries where state = 'waiting'`).map((row) => row.n),
        [0],
      )
    })

    test('without gathering nothing waits', async () => {
      await using ctx = await backend.open()
      await open(ctx, { gatherMs: undefined })
      await writes(ctx, 'a', t0)
      await writes(ctx, 'b', t0)
      const { deliveries } = await claim(ctx, t0)
      assert.deepEqual(
        deliveries.map((delivery) => reported(delivery).bubble.text),
        ['a'],
      )
    })
  })
}
