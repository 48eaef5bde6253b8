/**
 * Promise 8: deliveries wait in order per endpoint and user; what delays one user, or one endpoint, delays no other.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Delivery, DeliveryDecision } from '../../src/store/deliveries/records.ts'
import type { Wakeup } from '../../src/store/events/wakeup.ts'
import type { Store } from '../../src/store/store.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { type Backend, backends, testBot } from '../support/store.ts'
import { openWithBot } from '../support/store-fixtures.ts'

const ana = '593900000001'
const luis = '593900000002'

const openWithEndpoint = (backend: Backend) => openWithBot(backend, { events: ['message'] })

const day = 86_400_000
let lastWamid = 0

/** One message event each, in this order. */
async function writes(ctx: TestStore, phones: string[], at = t0): Promise<void> {
  const facts = phones.map((phone) =>
    inboundFact(`wamid.d.${lastWamid++}`, { person: { phone }, bubble: { type: 'TEXT', text: `${lastWamid}` } }),
  )
  await ingestFacts(ctx.store, facts, at)
}

async function due(
  store: Store,
  now = t0,
  changes: { endpointId?: string; limit?: number; inFlight?: Set<number> } = {},
) {
  const claim = { endpointId: 'ep', limit: 100, inFlight: new Set<number>(), now, ...changes }
  return (await store.claimDeliveries(claim)).deliveries
}

async function settleAll(store: Store, deliveries: Delivery[], decision: DeliveryDecision, now = t0): Promise<void> {
  for (const delivery of deliveries) {
    const attempt = { attempt: delivery.attempt, startedAt: now, durationMs: 1.5, status: 200, answer: 'ok' }
    await store.settleDeliveries([{ delivery, attempt, decision }], now)
  }
}

const users = (deliveries: Delivery[]) => deliveries.map((delivery) => delivery.userId)
const texts = (deliveries: Delivery[]) => deliveries.map((delivery) => Number(JSON.parse(delivery.body).bubble.text))

for (const backend of backends) {
  describe(`promise 8: deliveries (${backend.name})`, () => {
    test('an event waits for its file, for three seconds at most, and has its size', async () => {
      for (const kind of ['kept', 'failed', 'again'] as const) {
        await using ctx = await openWithEndpoint(backend)
        const media = { id: '77', mimeType: 'image/webp' }
        await ingestFacts(
          ctx.store,
          [inboundFact('wamid.m', { person: { phone: ana }, bubble: { type: 'image' }, media })],
          t0,
        )
        await writes(ctx, [ana])
        assert.equal((await due(ctx.store, t0 + 2_999)).length, 0)
        const { items } = await ctx.store.claimMedia({ botId: 'bot_test', limit: 1, now: t0, inFlight: new Set() })
        const [file] = items
        assert.ok(file)
        const decision =
          kind === 'kept'
            ? { kind, place: 'p', size: 512 }
            : kind === 'again'
              ? { kind, dueAt: t0 + 60_000, error: 'x' }
              : { kind, error: 'x' }
        await ctx.store.settleMedia(file, decision, t0 + 100)
        const [first, ...others] = await due(ctx.store, t0 + 100)
        assert.deepEqual([others.length, first === undefined], [0, kind === 'again'])
        const [held] = await due(ctx.store, t0 + 3_000)
        const size = kind === 'kept' ? 512 : undefined
        assert.equal(JSON.parse(held?.body ?? '{}').bubble.mediaSize, size)
        const [message] = await ctx.store.history({ botId: 'bot_test', messageId: held?.messageId }, 0, 1)
        assert.equal(message?.direction === 'in' && message.bubble.mediaSize, size)
        // After another, it waits all the same.
        await writes(ctx, [luis])
        const second = inboundFact('wamid.n', { person: { phone: luis }, bubble: { type: 'image' }, media })
        await ingestFacts(ctx.store, [second], t0 + 10)
        const luisHas = async (at: number) => (await due(ctx.store, at)).filter(({ userId }) => userId === luis)
        await settleAll(ctx.store, await luisHas(t0 + 20), { kind: 'delivered' }, t0 + 20)
        assert.deepEqual([(await luisHas(t0 + 3_009)).length, (await luisHas(t0 + 3_010)).length], [0, 1])
      }
    })

    test('an endpoint for manual only gets events of people in manual, and its settings are stored', async () => {
      await using ctx = await openWithEndpoint(backend)
      const modest = { ...testEndpoint('modest', ['message', 'reply']), isOnlyManual: true, maxAttempts: 3 }
      await ctx.store.putEndpoint(modest)
      await ctx.reopen()
      const { isOnlyManual, maxAttempts } = (await ctx.store.endpoint('modest')) ?? {}
      assert.deepEqual([isOnlyManual, maxAttempts], [true, 3])
      await ctx.store.setUserState({ botId: 'bot_test', userId: luis, state: 'manual', now: t0, until: t0 + 10 })
      await writes(ctx, [ana, luis])
      const states = (deliveries: Delivery[]) => deliveries.map(({ body }) => JSON.parse(body).state)
      assert.deepEqual(states(await due(ctx.store)), ['auto', 'manual'])
      assert.deepEqual(users(await due(ctx.store, t0, { endpointId: 'modest' })), [luis])
      await writes(ctx, [luis], t0 + 10)
      assert.equal(ctx.rows(`select seq from deliveries where endpoint_id = 'modest'`).length, 1)
      const { isOnlyManual: _manual, maxAttempts: _attempts, ...plain } = modest
      await ctx.store.putEndpoint(plain)
      assert.equal((await ctx.store.endpoint('modest'))?.maxAttempts, undefined)
    })

    test("a user's events go one at a time, in order, also after a reopening", async () => {
      await using ctx = await openWithEndpoint(backend)
      await writes(ctx, [ana, ana, luis, ana])
      const seen: number[] = []
      for (let round = 0; round < 3; round++) {
        await ctx.reopen()
        const deliveries = await due(ctx.store)
        assert.deepEqual(users(deliveries), round === 0 ? [ana, luis] : [ana])
        seen.push(...texts(deliveries.filter((delivery) => delivery.userId === ana)))
        await settleAll(ctx.store, deliveries, { kind: 'delivered' })
      }
      assert.deepEqual(
        seen,
        [...seen].sort((a, b) => a - b),
      )
      assert.deepEqual(await due(ctx.store), [])
    })

    test("the reason of a failed attempt and the receiver's answer are separate, of earlier schemas too", async () => {
      await using ctx = await openWithEndpoint(backend)
      await writes(ctx, [ana])
      for (const said of [
        { status: 500, reason: 'it answered 500, which is no success', answer: 'oops' },
        { reason: 'the connection was cut', answer: '' },
        // As schema 10 wrote them: the one column had either.
        { answer: 'there was no response in time' },
        { status: 503, answer: 'later' },
        { status: 200, answer: 'ok' },
      ]) {
        const [delivery] = await due(ctx.store)
        assert.ok(delivery)
        const attempt = { attempt: delivery.attempt, startedAt: t0, durationMs: 1, ...said }
        await ctx.store.settleDeliveries([{ delivery, attempt, decision: { kind: 'again', dueAt: t0 } }], t0)
      }
      const id = String(ctx.rows('select id from inbound')[0]?.id)
      const attempts = (await ctx.store.timeline('bot_test', id))?.events[0]?.deliveries[0]?.attempts
      assert.deepEqual(
        attempts?.map(({ status, reason, answer }) => [status, reason, answer]),
        [
          [500, 'it answered 500, which is no success', 'oops'],
          [undefined, 'the connection was cut', ''],
          [undefined, 'there was no response in time', ''],
          [503, undefined, 'later'],
          [200, undefined, 'ok'],
        ],
      )
    })

    test('a first delivery that fails blocks its own user only', async () => {
      await using ctx = await openWithEndpoint(backend)
      await writes(ctx, [ana, ana, luis, luis])
      const [first, other] = await due(ctx.store)
      assert.ok(first && other)
      await settleAll(ctx.store, [first], { kind: 'again', dueAt: t0 + 5_000 })
      await settleAll(ctx.store, [other], { kind: 'delivered' })
      assert.deepEqual(users(await due(ctx.store)), [luis])
      const later = await due(ctx.store, t0 + 5_000)
      assert.deepEqual(
        later.filter((delivery) => delivery.userId === ana).map(({ eventId, attempt }) => [eventId, attempt]),
        [[first.eventId, 2]],
      )
    })

    test('another endpoint is unaffected', async () => {
      await using ctx = await openWithEndpoint(backend)
      await ctx.store.putEndpoint(testEndpoint('other', ['message']))
      await writes(ctx, [ana, ana])
      await settleAll(ctx.store, await due(ctx.store), { kind: 'again', dueAt: t0 + 5_000 })
      for (let round = 0; round < 2; round++) {
        const deliveries = await due(ctx.store, t0, { endpointId: 'other' })
        assert.equal(deliveries.length, 1)
        await settleAll(ctx.store, deliveries, { kind: 'delivered' })
      }
    })

    test('a delivery that is given up lets the next one go', async () => {
      await using ctx = await openWithEndpoint(backend)
      await writes(ctx, [ana, ana])
      const first = await due(ctx.store)
      await settleAll(ctx.store, first, { kind: 'given_up' })
      const next = await due(ctx.store)
      assert.deepEqual([texts(next)[0], next[0]?.attempt], [(texts(first)[0] ?? 0) + 1, 1])
    })

    test('410 disables the endpoint; resuming brings back all waiting deliveries, at once and in order', async () => {
      await using ctx = await openWithEndpoint(backend)
      await writes(ctx, [ana, ana, luis])
      const [first, other] = await due(ctx.store)
      assert.ok(first && other)
      await settleAll(ctx.store, [other], { kind: 'again', dueAt: t0 + 86_400_000 })
      await settleAll(ctx.store, [first], { kind: 'endpoint_gone' })
      assert.equal((await ctx.store.endpoint('ep'))?.disabledAt, t0)
      await writes(ctx, [ana], t0 + 1)
      await ctx.reopen()
      assert.equal((await ctx.store.endpoint('ep'))?.disabledAt, t0)
      assert.equal(await ctx.store.resumeEndpoint('ep', t0 + 10), true)
      assert.equal((await ctx.store.endpoint('ep'))?.disabledAt, undefined)
      const seen: number[] = []
      for (
        let deliveries = await due(ctx.store, t0 + 10);
        deliveries.length > 0;
        deliveries = await due(ctx.store, t0 + 10)
      ) {
        seen.push(...texts(deliveries.filter((delivery) => delivery.userId === ana)))
        await settleAll(ctx.store, deliveries, { kind: 'delivered' }, t0 + 10)
      }
      assert.equal(seen.length, 3)
      assert.deepEqual(
        seen,
        [...seen].sort((a, b) => a - b),
      )
      assert.equal(await ctx.store.resumeEndpoint('none', t0), false)
    })

    test('a replay adds the range again, with the same event ids, after waiting deliveries', async () => {
      await using ctx = await openWithEndpoint(backend)
      await writes(ctx, [ana], t0)
      await writes(ctx, [luis], t0 + 1)
      await writes(ctx, [ana], t0 + 2)
      const first = await due(ctx.store, t0 + 2)
      await settleAll(ctx.store, first, { kind: 'delivered' })
      const waiting = await due(ctx.store, t0 + 2)
      assert.equal(await ctx.store.replay({ endpointId: 'ep', fromAt: t0, toAt: t0 + 1, now: t0 + 3 }), 1)
      assert.equal(
        await ctx.store.replay({ endpointId: 'ep', fromAt: t0, toAt: t0 + 1, now: t0 + 3 }),
        0,
        'it waits already',
      )
      assert.deepEqual(await due(ctx.store, t0 + 3), waiting, 'what waits is first')
      await settleAll(ctx.store, waiting, { kind: 'delivered' }, t0 + 3)
      const again = await due(ctx.store, t0 + 3)
      assert.deepEqual(
        again.map(({ eventId, body, attempt }) => [eventId, body, attempt]),
        first.filter(({ userId }) => userId === ana).map(({ eventId, body }) => [eventId, body, 1]),
      )
      assert.equal(await ctx.store.replay({ endpointId: 'none', fromAt: 0, toAt: t0 * 2, now: t0 }), 0)
    })

    test('every attempt has the same bytes and id', async () => {
      await using ctx = await openWithEndpoint(backend)
      await writes(ctx, [ana])
      const bodies = new Set<string>()
      for (let round = 0; round < 4; round++) {
        const deliveries = await due(ctx.store)
        for (const { eventId, body } of deliveries) bodies.add(`${eventId} ${body}`)
        await settleAll(ctx.store, deliveries, { kind: 'again', dueAt: t0 })
        await ctx.reopen()
      }
      assert.equal(bodies.size, 1)
    })

    test('an endpoint gets the kinds of events that it subscribed to, and no others', async () => {
      const woken: Wakeup[] = []
      const onWakeup = (wakeup: Wakeup) => wakeup.kind === 'deliveries' && woken.push(wakeup)
      await using ctx = await backend.open({ onWakeup })
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['message']))
      await ctx.store.putEndpoint(testEndpoint('accounts', ['account']))
      await ctx.store.putEndpoint(testEndpoint('foreign', ['message'], { botId: 'bot_other' }))
      await writes(ctx, [ana])
      await ingestFacts(ctx.store, [{ kind: 'account', wabaId: 'waba-bot_test', field: 'account_update', raw: {} }])
      assert.deepEqual(
        (await due(ctx.store)).map(({ type }) => type),
        ['message'],
      )
      assert.deepEqual(
        (await due(ctx.store, t0, { endpointId: 'accounts' })).map(({ type }) => type),
        ['account'],
      )
      assert.deepEqual(await due(ctx.store, t0, { endpointId: 'foreign' }), [])
      assert.deepEqual(
        woken,
        ['ep', 'accounts'].map((id) => ({ kind: 'deliveries', id })),
      )
    })

    test('a claim returns as many as requested, without those in flight, and the next due time', async () => {
      await using ctx = await openWithEndpoint(backend)
      for (let age = 0; age < 6; age++) await writes(ctx, [`59390000001${age}`], t0 + age)
      const some = await due(ctx.store, t0 + 10, { limit: 2 })
      assert.deepEqual(users(some), ['593900000010', '593900000011'])
      const inFlight = new Set(some.map((delivery) => delivery.seq))
      assert.deepEqual(users(await due(ctx.store, t0 + 10, { limit: 2, inFlight })), ['593900000012', '593900000013'])
      const early = { endpointId: 'ep', limit: 9, inFlight, now: t0 + 3 }
      const { deliveries, nextDueAt } = await ctx.store.claimDeliveries(early)
      assert.deepEqual([deliveries.length, nextDueAt], [2, t0 + 4])
    })

    test('deliveries to a deleted endpoint or bot are given up, even when an attempt was in flight', async () => {
      await using ctx = await openWithEndpoint(backend)
      await writes(ctx, [ana, luis])
      const [first] = await due(ctx.store)
      assert.ok(first)
      assert.equal(await ctx.store.deleteEndpoint('ep'), true)
      await settleAll(ctx.store, [first], { kind: 'again', dueAt: t0 })
      assert.deepEqual([await due(ctx.store), (await ctx.store.backlog()).deliveries], [[], 0])
      assert.equal(await ctx.store.deleteEndpoint('ep'), false)
      await ctx.store.putEndpoint(testEndpoint('ep2', ['message']))
      await writes(ctx, [ana])
      await ctx.store.deleteBot({ id: 'bot_test', now: t0 })
      await eventually(async () => {
        await ctx.store.carryOn(t0 + 3_600_000)
        return (await ctx.store.backlog()).deliveries === 0
      }, 'nothing waits for it')
    })

    test('an endpoint that failed for days is disabled instead of losing its events; another endpoint gets the event', async () => {
      await using ctx = await openWithEndpoint(backend)
      await ctx.store.putEndpoint(testEndpoint('other', ['endpoint_disabled']))
      await writes(ctx, [ana, ana, luis])
      const again = { kind: 'again', dueAt: t0 } as const
      await settleAll(ctx.store, await due(ctx.store), again, t0)
      assert.equal(ctx.rows("select failing_since from endpoints where id = 'ep'")[0]?.failing_since, t0)
      const [first, ofLuis] = await due(ctx.store)
      assert.ok(first && ofLuis)
      // The second was in flight as well.
      await settleAll(ctx.store, [first, ofLuis], { kind: 'given_up' }, t0 + 3 * day)
      const off = await ctx.store.endpoint('ep')
      assert.deepEqual([off?.disabledAt, off?.disabledReason], [t0 + 3 * day, 'failing'])
      assert.equal(ctx.rows("select seq from deliveries where endpoint_id = 'ep' and state = 'waiting'").length, 3)
      const [reported, ...more] = await due(ctx.store, t0 + 3 * day, { endpointId: 'other' })
      assert.deepEqual(more, [])
      const body = JSON.parse(reported?.body ?? '{}')
      assert.deepEqual(
        [body.event, body.endpointId, body.url, body.reason, body.failingSince],
        ['endpoint_disabled', 'ep', 'https://example.com/ep', 'failing', t0],
      )
      await ctx.store.resumeEndpoint('ep', t0 + 4 * day)
      const resumed = await ctx.store.endpoint('ep')
      assert.deepEqual(
        [resumed?.disabledAt, resumed?.disabledReason, resumed?.resumedAt],
        [undefined, undefined, t0 + 4 * day],
      )
      assert.deepEqual(users(await due(ctx.store, t0 + 4 * day)).toSorted(), [ana, luis])
    })

    test('an endpoint that accepted something within these days only loses what it never accepted', async () => {
      await using ctx = await openWithEndpoint(backend)
      await writes(ctx, [ana, luis])
      const [ofAna, ofLuis] = await due(ctx.store)
      assert.ok(ofAna && ofLuis)
      await settleAll(ctx.store, [ofAna], { kind: 'again', dueAt: t0 }, t0)
      await settleAll(ctx.store, [ofLuis], { kind: 'delivered' }, t0 + day)
      assert.equal(ctx.rows("select failing_since from endpoints where id = 'ep'")[0]?.failing_since, null)
      await settleAll(ctx.store, [ofAna], { kind: 'given_up' }, t0 + 3 * day)
      assert.equal((await ctx.store.endpoint('ep'))?.disabledAt, undefined)
      assert.equal(ctx.rows("select seq from deliveries where state = 'given_up'").length, 1)
    })

    test('it fails since the first failure after a success, and no longer after the next success', async () => {
      await using ctx = await openWithEndpoint(backend)
      await writes(ctx, [ana, luis, '593900000003'])
      const [one, two, three] = await due(ctx.store)
      assert.ok(one && two && three)
      await settleAll(ctx.store, [one], { kind: 'delivered' })
      await settleAll(ctx.store, [two], { kind: 'again', dueAt: t0 }, t0 + 5)
      await settleAll(ctx.store, [two], { kind: 'again', dueAt: t0 }, t0 + 9)
      assert.equal(ctx.rows('select failing_since from endpoints')[0]?.failing_since, t0 + 5)
      await settleAll(ctx.store, [three], { kind: 'delivered' }, t0 + 10)
      assert.equal(ctx.rows('select failing_since from endpoints')[0]?.failing_since, null)
    })
  })
}
