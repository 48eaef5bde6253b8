/** Promises 5 and 6: the effect of Meta's statuses on a message, however late, doubled or shuffled they come. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Status } from '../../src/model/message/lifecycle.ts'
import { attemptStatus, inboundFact, ingestFacts, statusFact } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, claimOne, settleSent, testBot, textMessage, wamidOf } from '../support/store.ts'

const ana = '593987654321'

async function oneClaimed(ctx: TestStore) {
  await ctx.store.putBot(testBot())
  await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana)])
  return claimOne(ctx.store, t0)
}

async function story(ctx: TestStore, id: string) {
  const found = await ctx.store.timeline('bot_test', id)
  assert.ok(found)
  return found
}

const eventTypes = async (ctx: TestStore, id: string) => (await story(ctx, id)).events.map((event) => event.type)

const ladder: Status[] = ['sent', 'delivered', 'read', 'failed']
const events = ['delivered_channel', 'delivered_user', 'read', 'failed']

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items]
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))
}

/** Every subset in every order, and each order once more with every status doubled. */
const orders = Array.from({ length: 16 }, (_, mask) => ladder.filter((_status, index) => mask & (1 << index)))
  .flatMap((subset) => permutations(subset))
  .flatMap((order) => [order, [...order, ...order]])

for (const backend of backends) {
  describe(`statuses (${backend.name})`, () => {
    test('promise 5: a pressed button proves that an attempt of unknown outcome arrived: nothing is sent twice', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const content = { type: 'quick_reply', text: '?', replies: [{ title: 'Sí' }] } as const
      await acceptAll(ctx.store, t0, [
        { ...textMessage(ctx.newId, ana), content: { ...content, replies: [...content.replies] } },
      ])
      const claimed = await claimOne(ctx.store, t0)
      await ctx.store.settle(claimed, { kind: 'reconcile', until: t0 + 30_000, reason: 'time-out' }, t0)
      const pressed = { id: 'x', title: 'Sí', reference: { messageId: claimed.id, indexes: [0] } }
      await ingestFacts(
        ctx.store,
        [inboundFact('wamid.in', { pressed, contextWamid: 'wamid.out', bubble: { type: 'text', text: 'Sí' } })],
        t0 + 5,
      )
      await ctx.store.releaseUnknown(t0 + 60_000, 0)
      assert.deepEqual((await claimAll(ctx.store, t0 + 60_000)).messages, [])
      const { state, wamid, possibleDouble } = await story(ctx, claimed.id)
      assert.deepEqual([state, wamid, possibleDouble], ['delivered', 'wamid.out', false])
      assert.deepEqual(await eventTypes(ctx, claimed.id), ['delivered_channel', 'delivered_user'])
    })

    test('statuses of many people at once, doubled and shuffled, end as one by one', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const people = Array.from({ length: 30 }, (_, index) => `5939${80_000_000 + index}`)
      await acceptAll(
        ctx.store,
        t0,
        people.map((userId) => textMessage(ctx.newId, userId)),
      )
      const { messages } = await claimAll(ctx.store, t0)
      const reported = messages.flatMap(({ id }, index) =>
        [...(orders[(index * 7) % orders.length] ?? []), 'delivered' as const, 'read' as const].map((status) =>
          ingestFacts(ctx.store, [attemptStatus(id, 1, status)]),
        ),
      )
      const answered = messages.map((claimed) =>
        ctx.store.settle(claimed, { kind: 'sent', wamid: wamidOf(claimed.id, 1) }, t0),
      )
      await Promise.all([...reported, ...answered])
      for (const { id } of messages) {
        const { state } = await story(ctx, id)
        assert.ok(state === 'read' || state === 'failed', state)
        const types = await eventTypes(ctx, id)
        assert.deepEqual(types, [...new Set(types)])
        assert.deepEqual(
          types,
          events.filter((type) => types.includes(type)),
        )
        assert.equal(types.includes('failed'), state === 'failed')
      }
    })

    test('a webhook of many statuses has one count, and those of one message are applied in their order', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const people = Array.from({ length: 12 }, (_, index) => `5939${70_000_000 + index}`)
      const texts = people.map((userId) => textMessage(ctx.newId, userId))
      await acceptAll(ctx.store, t0, texts)
      const { messages } = await claimAll(ctx.store, t0)
      await Promise.all(messages.map((one) => settleSent(ctx.store, one, t0)))
      const steps = ['sent', 'delivered', 'read'] as const
      const facts = messages.flatMap(({ id }) =>
        steps.map((status, index) => attemptStatus(id, 1, status, { at: t0 + index })),
      )
      const stranger = attemptStatus('msg_of_nobody', 1, 'read')
      const counted = await ingestFacts(ctx.store, [...facts, stranger], t0 + 9)
      assert.deepEqual([counted.statuses, counted.orphans, counted.messages, counted.unrouted], [facts.length, 1, 0, 0])
      for (const { id } of messages) {
        assert.equal((await story(ctx, id)).state, 'read')
        assert.deepEqual(await eventTypes(ctx, id), ['delivered_channel', 'delivered_user', 'read'])
      }
    })

    test('promise 6: every order and doubling ends in the same state, and no event goes backwards', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      for (const [index, order] of orders.entries()) {
        const message = textMessage(ctx.newId, `5939${10_000_000 + index}`)
        await acceptAll(ctx.store, t0, [message])
        await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
        for (const status of order) await ingestFacts(ctx.store, [attemptStatus(message.id, 1, status)])
        const highest = Math.max(0, ...order.map((status) => ladder.indexOf(status)))
        const { state, events: reported } = await story(ctx, message.id)
        assert.equal(state, ladder[highest], order.join())
        const ranks = reported.map((event) => events.indexOf(event.type))
        assert.deepEqual(ranks, [...new Set(ranks)].sort(), `events after ${order.join()} only go forward, each once`)
        assert.equal(ranks.at(-1), highest)
      }
    })

    test('promise 5: a status that overtakes the answer settles the attempt, and the answer changes nothing', async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      await ingestFacts(ctx.store, [attemptStatus(claimed.id, 1, 'delivered')])
      const before = await story(ctx, claimed.id)
      assert.deepEqual([before.state, before.wamid], ['delivered', wamidOf(claimed.id, 1)])
      assert.equal(await settleSent(ctx.store, claimed, t0), false)
      assert.deepEqual(await story(ctx, claimed.id), before)
      assert.deepEqual(await eventTypes(ctx, claimed.id), ['delivered_channel', 'delivered_user'])
      assert.equal(before.possibleDouble, false)
    })

    test('a status of an unknown wamid is stored, and applied when the answer brings that wamid', async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      const wamid = wamidOf(claimed.id, 1)
      const counts = await ingestFacts(ctx.store, [statusFact(wamid, 'read'), statusFact(wamid, 'delivered')])
      assert.deepEqual([counts.statuses, counts.orphans], [0, 2])
      await ctx.reopen()
      assert.equal((await story(ctx, claimed.id)).state, 'sending')
      assert.equal(await settleSent(ctx.store, claimed, t0), true)
      assert.equal((await story(ctx, claimed.id)).state, 'read')
      assert.deepEqual(ctx.rows('select * from orphan_statuses'), [])
    })

    test('a status of an unknown wamid is applied as well when a status brings that wamid', async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      await ingestFacts(ctx.store, [statusFact(wamidOf(claimed.id, 1), 'delivered')])
      await ingestFacts(ctx.store, [attemptStatus(claimed.id, 1, 'sent')])
      assert.equal((await story(ctx, claimed.id)).state, 'delivered')
      assert.deepEqual(ctx.rows('select * from orphan_statuses'), [])
    })

    test('promise 5: a status while the outcome is unknown settles it; nothing is sent again', async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      await ctx.store.settle(claimed, { kind: 'reconcile', until: t0 + 30_000, reason: 'time-out' }, t0)
      await ingestFacts(ctx.store, [attemptStatus(claimed.id, 1, 'sent', { at: t0 + 1 })], t0 + 2)
      const { state, possibleDouble, attempts } = await story(ctx, claimed.id)
      assert.deepEqual([state, possibleDouble, attempts[0]?.outcome], ['sent', false, 'sent'])
      assert.deepEqual(await ctx.store.releaseUnknown(t0 + 60_000, 0), [])
      assert.deepEqual((await claimAll(ctx.store, t0 + 60_000)).messages, [])
    })

    test('promise 5: a status after the release, before the resend: nothing is sent again, and reported events stay', async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      await ctx.store.settle(claimed, { kind: 'reconcile', until: t0 + 10, reason: 'time-out' }, t0)
      await ctx.store.releaseUnknown(t0 + 10, 0)
      await ingestFacts(ctx.store, [attemptStatus(claimed.id, 1, 'delivered', { at: t0 + 11 })], t0 + 12)
      assert.deepEqual((await claimAll(ctx.store, t0 + 60_000)).messages, [])
      const { state, possibleDouble } = await story(ctx, claimed.id)
      assert.deepEqual([state, possibleDouble], ['delivered', true], 'the mark only rises')
    })

    /** Attempt 1 is unknown, attempt 2 is in flight. */
    async function resent(ctx: TestStore) {
      const first = await oneClaimed(ctx)
      await ctx.store.settle(first, { kind: 'reconcile', until: t0 + 10, reason: 'time-out' }, t0)
      await ctx.store.releaseUnknown(t0 + 10, 0)
      const second = await claimOne(ctx.store, t0 + 10)
      assert.deepEqual([second.attempt, second.possibleDouble], [2, true])
      return second
    }
    const uncertainty = (ctx: TestStore) => ctx.rows('select possible_double from messages')[0]?.possible_double

    test('promise 5: a status of the first attempt after the second was sent makes the double certain', async () => {
      await using ctx = await backend.open()
      const second = await resent(ctx)
      await settleSent(ctx.store, second, t0 + 11)
      assert.equal(uncertainty(ctx), 1)
      await ingestFacts(ctx.store, [attemptStatus(second.id, 1, 'delivered', { at: t0 + 12 })], t0 + 12)
      const { state, possibleDouble, wamid } = await story(ctx, second.id)
      assert.deepEqual([uncertainty(ctx), possibleDouble, state, wamid], [2, true, 'delivered', wamidOf(second.id, 2)])
    })

    test('promise 3: the next of the pair waits for a second attempt that a status overtook', async () => {
      await using ctx = await backend.open()
      const second = await resent(ctx)
      await acceptAll(ctx.store, t0 + 11, [textMessage(ctx.newId, ana, 'next')])
      await ingestFacts(ctx.store, [attemptStatus(second.id, 1, 'delivered', { at: t0 + 12 })], t0 + 12)
      await acceptAll(ctx.store, t0 + 12, [textMessage(ctx.newId, ana, 'after next')])
      assert.deepEqual((await claimAll(ctx.store, t0 + 12)).messages, [], 'the second attempt would arrive behind it')
      assert.equal(await settleSent(ctx.store, second, t0 + 13), false)
      assert.deepEqual((await claimOne(ctx.store, t0 + 13)).content, { type: 'text', text: 'next' })
    })

    test('promise 3: a second attempt that was in flight when the process died delays nobody afterwards', async () => {
      await using ctx = await backend.open()
      const second = await resent(ctx)
      await acceptAll(ctx.store, t0 + 11, [textMessage(ctx.newId, ana, 'next')])
      await ingestFacts(ctx.store, [attemptStatus(second.id, 1, 'delivered', { at: t0 + 12 })], t0 + 12)
      const store = await ctx.reopen()
      await store.recover(t0 + 20, t0 + 50)
      assert.deepEqual((await claimOne(store, t0 + 20)).content, { type: 'text', text: 'next' })
    })

    test('promise 5: a status of the first attempt while the second is in flight: both arrived', async () => {
      await using ctx = await backend.open()
      const second = await resent(ctx)
      await ingestFacts(ctx.store, [attemptStatus(second.id, 1, 'delivered', { at: t0 + 12 })], t0 + 12)
      assert.equal(uncertainty(ctx), 1)
      assert.equal(await settleSent(ctx.store, second, t0 + 13), false)
      const { possibleDouble, attempts } = await story(ctx, second.id)
      assert.deepEqual([uncertainty(ctx), possibleDouble], [2, true])
      assert.deepEqual(
        attempts.map((attempt) => attempt.outcome),
        ['sent', 'sent'],
      )
    })

    test('promise 5: a status of the second attempt leaves the first uncertain', async () => {
      await using ctx = await backend.open()
      const second = await resent(ctx)
      await ingestFacts(ctx.store, [attemptStatus(second.id, 2, 'sent', { at: t0 + 12 })], t0 + 12)
      assert.equal((await story(ctx, second.id)).possibleDouble, true)
    })

    test('a late refusal of the first attempt is no failure of the message that left as the second', async () => {
      await using ctx = await backend.open()
      const second = await resent(ctx)
      await settleSent(ctx.store, second, t0 + 11)
      const error = { code: 131026 }
      await ingestFacts(ctx.store, [attemptStatus(second.id, 1, 'failed', { at: t0 + 12, error })], t0 + 12)
      const { state, attempts } = await story(ctx, second.id)
      const detail = { ...error, toldBy: 'status' }
      assert.deepEqual(
        [state, attempts[0]?.outcome, attempts[0]?.detail, uncertainty(ctx)],
        ['sent', 'refused', detail, 1],
      )
    })

    test("promise 6: Meta's whole error is in the timeline and in the event", async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      await settleSent(ctx.store, claimed, t0)
      const error = {
        code: 131049,
        title: 'This message was not delivered to maintain healthy ecosystem engagement.',
        message: 'This message was not delivered to maintain healthy ecosystem engagement.',
        details: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
        href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
      }
      await ingestFacts(ctx.store, [attemptStatus(claimed.id, 1, 'failed', { error })])
      assert.deepEqual((await story(ctx, claimed.id)).error, error)
      const [event] = ctx.rows(`select body from events where type = 'failed'`)
      assert.deepEqual(JSON.parse(String(event?.body)).error, error)
    })

    test('a status from a clock that is fast delays nothing', async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana, 'next')])
      await ingestFacts(ctx.store, [attemptStatus(claimed.id, 1, 'sent', { at: t0 + 86_400_000 })], t0 + 5)
      assert.equal((await claimAll(ctx.store, t0 + 5)).messages.length, 1)
      assert.equal((await story(ctx, claimed.id)).events[0]?.at, t0 + 5)
    })

    test("a status of another bot's message changes nothing", async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      await ctx.store.putBot(testBot({ id: 'bot_other' }))
      await settleSent(ctx.store, claimed, t0)
      const counts = await ingestFacts(ctx.store, [
        attemptStatus(claimed.id, 1, 'read', { phoneNumberId: 'phone-bot_other' }),
      ])
      assert.deepEqual([counts.statuses, counts.orphans], [0, 1])
      assert.equal((await story(ctx, claimed.id)).state, 'sent')
    })
  })
}
