/**
 * Promise 8 for events about no person: each subject is a line of its own; events that are worth nothing late expire;
 * large ones are cut.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fact, TemplateChange } from '../../src/model/inbound/inbound.ts'
import type { Delivery, DeliveryDecision } from '../../src/store/deliveries/records.ts'
import type { LifeNote } from '../../src/store/events/notes.ts'
import type { Store } from '../../src/store/store.ts'
import { attemptStatus, inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type OpenChanges, type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, type Backend, backends, claimOne, settleSent, testBot, textMessage } from '../support/store.ts'
import { openWithBot } from '../support/store-fixtures.ts'

const ana = '593900000001'
const minute = 60_000
const day = 86_400_000

const kinds = ['message', 'failed', 'expired', 'template_status', 'template_quality', 'account', 'channel_blocked']

const openWithEndpoint = (backend: Backend, changes: OpenChanges = {}) =>
  openWithBot(backend, { events: kinds, ...changes })

async function due(store: Store, now = t0): Promise<Delivery[]> {
  return (await store.claimDeliveries({ endpointId: 'ep', limit: 100, inFlight: new Set(), now })).deliveries
}

async function settle(store: Store, delivery: Delivery | undefined, decision: DeliveryDecision, now = t0) {
  assert.ok(delivery, 'something was due')
  const attempt = { attempt: delivery.attempt, startedAt: now, durationMs: 1, answer: '', reason: 'said so' }
  return store.settleDeliveries([{ delivery, attempt, decision }], now)
}

function template(elementName: string, change: TemplateChange['change'] = 'status', value = 'PAUSED'): TemplateChange {
  return { kind: 'template', wabaId: 'waba-bot_test', change, elementName, language: 'es', value, raw: {} }
}

function account(field: string, raw: Record<string, unknown> = {}): Fact {
  return { kind: 'account', wabaId: 'waba-bot_test', field, raw }
}

/** About the bot's own number, and so for that bot alone. */
function ofNumber(field: string, raw: Record<string, unknown>): Fact {
  return { ...account(field, raw), phoneNumberId: testBot().channel.phoneNumberId } as Fact
}

function call(id: string, event: string, at = t0): Fact {
  return ofNumber('calls', { calls: [{ id, event, timestamp: String(at / 1_000) }] })
}

const lines = (deliveries: Delivery[]) => deliveries.map(({ userId }) => userId).toSorted()
const again = (dueAt: number) => ({ kind: 'again', dueAt }) as const

for (const backend of backends) {
  describe(`lines (${backend.name})`, () => {
    test('a refused event delays its own subject only', async () => {
      await using ctx = await openWithEndpoint(backend)
      await ingestFacts(ctx.store, [
        template('a'),
        template('a', 'quality', 'RED'),
        template('b'),
        account('account_update'),
      ])
      await ingestFacts(ctx.store, [account('account_alerts'), inboundFact('wamid.1', { person: { phone: ana } })])
      const first = await due(ctx.store)
      const others = [
        ana,
        'account:account_alerts:waba-bot_test',
        'account:account_update:waba-bot_test',
        'template:b:es',
      ]
      assert.deepEqual(lines(first), [...others, 'template:a:es'].toSorted())
      const refused = first.find(({ userId }) => userId === 'template:a:es')
      for (const delivery of first) {
        await settle(ctx.store, delivery, delivery === refused ? again(t0 + minute) : { kind: 'delivered' })
      }
      await ingestFacts(ctx.store, [template('b', 'quality', 'RED'), template('a', 'category', 'MARKETING')])
      assert.deepEqual(lines(await due(ctx.store)), ['template:b:es'], 'what follows in the refused line waits')
      const order: string[] = []
      for (let now = t0 + minute; ; ) {
        const ofA = (await due(ctx.store, now)).filter(({ userId }) => userId === 'template:a:es')
        if (ofA.length === 0) break
        order.push(...ofA.map(({ type }) => type))
        for (const delivery of ofA) await settle(ctx.store, delivery, { kind: 'delivered' }, now)
      }
      assert.deepEqual(order, ['template_status', 'template_quality'])
    })

    test('a replay keeps to the lines of its events', async () => {
      await using ctx = await openWithEndpoint(backend)
      await ingestFacts(ctx.store, [template('a'), template('b')])
      const [one, two] = await due(ctx.store)
      assert.ok(one && two)
      await settle(ctx.store, one, { kind: 'delivered' })
      await settle(ctx.store, two, { kind: 'delivered' })
      assert.equal(await ctx.store.replay({ endpointId: 'ep', fromAt: t0, toAt: t0 + 1, now: t0 }), 2)
      assert.deepEqual(lines(await due(ctx.store)), ['template:a:es', 'template:b:es'])
    })

    test('an event that is worth nothing late ends as expired, with an event, and the next of its line goes', async () => {
      await using ctx = await openWithEndpoint(backend)
      await ingestFacts(ctx.store, [call('wacid.1', 'connect'), call('wacid.2', 'connect')])
      await ingestFacts(ctx.store, [call('wacid.1', 'terminate')])
      const [offer, other, ...more] = await due(ctx.store)
      assert.ok(offer && other)
      assert.deepEqual(more, [])
      assert.deepEqual([offer.expiresAt, other.expiresAt], [t0 + minute, t0 + minute])
      await settle(ctx.store, other, { kind: 'delivered' })
      // Its next attempt would be later: it ends when its time is over, and not then.
      await settle(ctx.store, offer, again(t0 + 10 * minute))
      assert.deepEqual(await due(ctx.store, t0 + minute - 1), [])
      const [late] = await due(ctx.store, t0 + minute)
      assert.deepEqual([late?.eventId, late?.attempt], [offer.eventId, 2])
      assert.equal(await settle(ctx.store, late, { kind: 'expired' }, t0 + minute), false)
      const [next] = await due(ctx.store, t0 + minute)
      assert.deepEqual([next?.userId, next?.expiresAt], ['call:wacid.1', undefined])
      assert.match(next?.body ?? '', /terminate/)
      const [ended] = ctx.rows("select attempt, due_at from deliveries where state = 'expired'")
      assert.deepEqual([ended?.attempt, ended?.due_at], [2, null])
      const [reported] = ctx.rows('select reason from delivery_attempts where attempt = 2')
      assert.equal(reported?.reason, 'said so')
    })

    test('an expired event does not count for the health of its endpoint: neither failing nor well, and not disabled', async () => {
      await using ctx = await openWithEndpoint(backend)
      const failingSince = () => ctx.rows('select failing_since from endpoints')[0]?.failing_since
      await ingestFacts(ctx.store, [call('wacid.1', 'connect'), call('wacid.2', 'connect'), account('account_update')])
      const [one, two, three] = await due(ctx.store)
      await settle(ctx.store, one, { kind: 'expired' }, t0 + minute)
      assert.equal(failingSince(), null)
      await settle(ctx.store, three, again(t0 + minute), t0)
      assert.equal(failingSince(), t0)
      await settle(ctx.store, two, { kind: 'expired' }, t0 + 10 * day)
      assert.equal(failingSince(), t0)
      assert.equal((await ctx.store.endpoint('ep'))?.disabledAt, undefined)
    })

    test('a requested replay of an expired event has the usual time', async () => {
      await using ctx = await openWithEndpoint(backend)
      await ingestFacts(ctx.store, [call('wacid.1', 'connect')])
      await settle(ctx.store, (await due(ctx.store))[0], { kind: 'expired' }, t0 + minute)
      assert.equal(await ctx.store.replay({ endpointId: 'ep', fromAt: t0, toAt: t0 + 1, now: t0 + day }), 1)
      const [replayed, ...more] = await due(ctx.store, t0 + day)
      assert.deepEqual([replayed?.userId, replayed?.expiresAt, more], ['call:wacid.1', undefined, []])
    })

    test('a large event is posted small, at every attempt alike, and can be read whole at its address', async () => {
      const eventAddress = (id: string) => `https://gateway.example.com/events/${id}/signature`
      await using ctx = await openWithEndpoint(backend, { eventAddress })
      const raw = { history: Array.from({ length: 20_000 }, (_, n) => ({ id: `wamid.${n}`, text: 'x'.repeat(60) })) }
      const products = Array.from({ length: 5_000 }, (_, n) => ({ productId: `SKU-${n}`, quantity: n }))
      const order = inboundFact('wamid.order', { bubble: { type: 'order', text: 'Para hoy', products } })
      await ingestFacts(ctx.store, [ofNumber('history', raw), order, account('account_update', { small: true })])
      const posted = await due(ctx.store)
      assert.equal(posted.length, 3)
      const wholes = new Map<string, string>()
      for (const { eventId, body } of posted) {
        assert.ok(Buffer.byteLength(body) <= 100_000, `${Buffer.byteLength(body)} bytes`)
        const { whole } = JSON.parse(body)
        const retained = await ctx.store.eventBody(eventId)
        assert.equal(whole?.url, retained && eventAddress(eventId))
        if (retained === undefined) continue
        assert.equal(whole.bytes, Buffer.byteLength(retained))
        assert.equal(JSON.parse(retained).eventId, eventId)
        wholes.set(eventId, retained)
      }
      assert.deepEqual(
        [...wholes.values()].map((text) => JSON.parse(text)).map((one) => one.raw ?? one.bubble.products),
        [raw, products],
      )
      for (const one of posted) await settle(ctx.store, one, again(t0))
      const bodies = (all: Delivery[]) => all.map(({ body }) => body).toSorted()
      assert.deepEqual(bodies(await due(ctx.store)), bodies(posted))
    })

    test('gathered messages share as many calls as they need', async () => {
      await using ctx = await openWithEndpoint(backend)
      await ctx.store.putBot(testBot({ gatherMs: 1_000 }))
      const text = 'x'.repeat(4_000)
      const facts = Array.from({ length: 30 }, (_, n) =>
        inboundFact(`wamid.g.${n}`, { person: { phone: ana }, bubble: { type: 'text', text } }),
      )
      await ingestFacts(ctx.store, facts)
      let count = 0
      for (let calls = 1; count < facts.length; calls++) {
        const [one, ...more] = await due(ctx.store, t0 + minute)
        assert.ok(one && more.length === 0)
        assert.ok(Buffer.byteLength(one.body) <= 100_000)
        count += 1 + (one.followers?.length ?? 0)
        assert.ok(calls < 6, 'most go together')
        await settle(ctx.store, one, { kind: 'delivered' }, t0 + minute)
      }
      assert.equal(count, facts.length)
    })

    test('waiting deliveries are reported by endpoint, with the age of the oldest', async () => {
      await using ctx = await openWithEndpoint(backend)
      await ctx.store.putEndpoint(testEndpoint('other', ['account']))
      assert.deepEqual(await ctx.store.endpointDepths(), [])
      await ingestFacts(ctx.store, [template('a')], t0)
      await ingestFacts(ctx.store, [account('account_update'), account('account_alerts')], t0 + 5)
      const depths = (await ctx.store.endpointDepths()).toSorted((a, b) => a.endpointId.localeCompare(b.endpointId))
      assert.deepEqual(depths, [
        { endpointId: 'ep', waiting: 3, oldestAt: t0 },
        { endpointId: 'other', waiting: 2, oldestAt: t0 + 5 },
      ])
    })
  })

  describe(`failures (${backend.name})`, () => {
    const error = { code: 131_047, title: 'Re-engagement message', message: 'Re-engagement message' }

    /** A message that Meta accepted and failed afterwards. */
    async function failLate(ctx: TestStore, kind: 'session' | 'notification' = 'session'): Promise<string> {
      const message = textMessage(ctx.newId, ana, 'hola', { kind })
      await acceptAll(ctx.store, t0, [message])
      await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
      await ingestFacts(ctx.store, [attemptStatus(message.id, 1, 'failed', { error })])
      return message.id
    }

    const reported = async (ctx: TestStore, id: string) =>
      (await ctx.store.timeline('bot_test', id))?.events.map(({ type }) => type)

    test('a bot gets the session message events that it asked for; failures when it asked for nothing', async () => {
      await using ctx = await openWithEndpoint(backend)
      const { sessionEvents: _, ...unasked } = testBot()
      const all = ['delivered_channel', 'failed']
      const asked = [
        [unasked as ReturnType<typeof testBot>, ['failed']],
        [testBot({ sessionEvents: 'failures' }), ['failed']],
        [testBot({ sessionEvents: true }), all],
        [testBot({ sessionEvents: false }), []],
      ] as const
      for (const [bot, expected] of asked) {
        await ctx.store.putBot(bot)
        assert.deepEqual(await reported(ctx, await failLate(ctx)), expected, String(bot.sessionEvents))
        assert.deepEqual(await reported(ctx, await failLate(ctx, 'notification')), all)
      }
      await ctx.store.putBot(testBot({ sessionEvents: 'failures' }))
      const late = textMessage(ctx.newId, ana, 'hola', { expiresAt: t0 + 1 })
      await acceptAll(ctx.store, t0, [late])
      await ctx.store.expire(t0 + 2)
      assert.deepEqual(await reported(ctx, late.id), ['expired'])
    })

    test('every step of a message is observed once, after its commit, with its code and instant; also without a webhook', async () => {
      const notes: LifeNote[] = []
      await using ctx = await openWithEndpoint(backend, { onLife: (note) => notes.push(note) })
      await ctx.store.putBot(testBot({ sessionEvents: false }))
      const late = await failLate(ctx)
      const early = textMessage(ctx.newId, ana)
      await acceptAll(ctx.store, t0, [early])
      const refusal = { code: 131_009, title: 'x', message: 'x' }
      await ctx.store.settle(await claimOne(ctx.store, t0), { kind: 'failed', error: refusal }, t0)
      const read = textMessage(ctx.newId, ana)
      await acceptAll(ctx.store, t0, [read])
      await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
      await ingestFacts(ctx.store, [attemptStatus(read.id, 1, 'read'), attemptStatus(read.id, 1, 'read')])
      const about = { botId: 'bot_test', kind: 'session' }
      assert.deepEqual(notes, [
        { ...about, messageId: late, type: 'delivered_channel', hadLeft: true },
        { ...about, messageId: late, type: 'failed', hadLeft: true, code: '131047' },
        { ...about, messageId: early.id, type: 'failed', hadLeft: false, code: '131009' },
        { ...about, messageId: read.id, type: 'delivered_channel', hadLeft: true },
        { ...about, messageId: read.id, type: 'delivered_user', hadLeft: true },
        { ...about, messageId: read.id, type: 'read', hadLeft: true },
      ])
    })

    test('a transaction that is repeated reports its steps once', async () => {
      const notes: LifeNote[] = []
      await using ctx = await openWithEndpoint(backend, { onLife: (note) => notes.push(note) })
      const ids = [textMessage(ctx.newId, ana), textMessage(ctx.newId, '593900000002')]
      await acceptAll(ctx.store, t0, ids)
      const { messages } = await ctx.store.claim({ botId: 'bot_test', limit: 9, now: t0 })
      const [one, two] = messages
      assert.ok(one && two)
      // One of a group cannot be written: the group is rolled back, and each member runs again by itself.
      const broken = ctx.store.settle(two, { kind: 'sent', wamid: {} as unknown as string }, t0)
      const sound = ctx.store.settle(one, { kind: 'sent', wamid: 'wamid.sound' }, t0)
      await assert.rejects(broken)
      assert.equal(await sound, true)
      assert.deepEqual(
        notes.map(({ messageId, type }) => [messageId, type]),
        [[one.id, 'delivered_channel']],
      )
    })
  })

  describe(`the timeline shows the next step (${backend.name})`, () => {
    const story = async (ctx: TestStore, id: string) => {
      const found = await ctx.store.timeline('bot_test', id)
      assert.ok(found)
      return found
    }

    test('of a message: its next attempt, or the message that it waits for', async () => {
      await using ctx = await openWithEndpoint(backend)
      const [first, second] = [textMessage(ctx.newId, ana), textMessage(ctx.newId, ana, '', { needsProbe: true })]
      await acceptAll(ctx.store, t0, [first, second])
      const next = async (id: string) => {
        const { nextAttemptAt, waitsBehind } = await story(ctx, id)
        return [nextAttemptAt, waitsBehind]
      }
      assert.deepEqual(await next(first.id), [t0, undefined])
      assert.deepEqual(await next(second.id), [t0, undefined], 'its media are looked at')
      const { items } = await ctx.store.claimProbes({ botId: 'bot_test', limit: 9, now: t0, inFlight: new Set() })
      for (const item of items) await ctx.store.settleProbe(item, { kind: 'passed' }, t0)
      assert.deepEqual(await next(second.id), [undefined, first.id])
      const claimed = await claimOne(ctx.store, t0)
      assert.deepEqual(await next(first.id), [undefined, undefined], 'it is in the air')
      await ctx.store.settle(claimed, { kind: 'again', dueAt: t0 + minute, counts: 'retry' }, t0)
      assert.deepEqual(await next(first.id), [t0 + minute, undefined])
      await ctx.store.settle(
        await claimOne(ctx.store, t0 + minute),
        { kind: 'reconcile', until: t0 + day, reason: '' },
        t0,
      )
      assert.deepEqual(await next(first.id), [t0 + day, undefined], 'unknown until then')
      await ingestFacts(ctx.store, [attemptStatus(first.id, 2, 'sent')])
      assert.deepEqual(await next(first.id), [undefined, undefined])
    })

    test('of a delivery: its next attempt, the event that it waits for, that its endpoint is disabled, or that it has expired', async () => {
      await using ctx = await openWithEndpoint(backend)
      await ingestFacts(
        ctx.store,
        [1, 2].map((n) => inboundFact(`wamid.${n}`, { person: { phone: ana } })),
      )
      const ids = ctx.rows('select id from inbound order by seq').map(({ id }) => String(id))
      const deliveryOf = async (index: number) => (await story(ctx, ids[index] ?? '')).events[0]?.deliveries[0]
      const [first] = await due(ctx.store)
      await settle(ctx.store, first, again(t0 + minute))
      assert.equal((await deliveryOf(0))?.nextAttemptAt, t0 + minute)
      const behind = await deliveryOf(1)
      assert.deepEqual([behind?.nextAttemptAt, behind?.waitsBehind], [undefined, first?.eventId])
      await ctx.store.putEndpoint(testEndpoint('ep', kinds, { disabledAt: t0 }))
      const off = await deliveryOf(0)
      assert.deepEqual([off?.state, off?.isSwitchedOff, off?.nextAttemptAt], ['waiting', true, undefined])
      await ctx.store.resumeEndpoint('ep', t0)
      const [resumed] = await due(ctx.store)
      await settle(ctx.store, resumed, { kind: 'expired' })
      const expired = await deliveryOf(0)
      assert.deepEqual([expired?.state, expired?.attempts.at(-1)?.reason], ['expired', 'said so'])
      assert.equal((await deliveryOf(1))?.nextAttemptAt, t0)
    })
  })
}
