/**
 * Final states that the gateway assumed: Meta's reports about an attempt, whenever and however they come, override
 * them. Each end with each proof, on every store; and answers that come after the lease was lost.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Status } from '../../src/model/message/lifecycle.ts'
import type { ClaimedMessage } from '../../src/store/messages/records.ts'
import { attemptStatus, inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, claimOne, settleSent, testBot, textMessage, wamidOf } from '../support/store.ts'

const ana = '593987654321'
const later = t0 + 600_000
const ends = ['failed', 'expired', 'canceled']

async function story(ctx: TestStore, id: string) {
  const found = await ctx.store.timeline('bot_test', id)
  assert.ok(found)
  return found
}

const bodyOf = (ctx: TestStore, eventId: string) =>
  JSON.parse(String(ctx.rows(`select body from events where id = '${eventId}'`)[0]?.body)) as Record<string, unknown>
const uncertainty = (ctx: TestStore, id: string) =>
  Number(ctx.rows(`select possible_double from messages where id = '${id}'`)[0]?.possible_double)
const claimedNow = async (ctx: TestStore) => (await claimAll(ctx.store, later)).messages.map(({ id }) => id)

/** A notification with an action of each kind, whose first attempt was out when its process died. */
async function allLost(ctx: TestStore, people: string[], changes = {}): Promise<ClaimedMessage[]> {
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('all', [...ends, 'delivered_channel', 'delivered_user', 'read', 'reply']))
  await ctx.store.putEndpoint(testEndpoint('ends', ends))
  await ctx.store.putSkill({
    id: 'survey',
    botId: 'bot_test',
    kind: 'webhook',
    url: 'https://example.com',
    updatedAt: t0,
  })
  const replies = [{ title: 'Sí' }]
  const messages = people.map((userId) =>
    textMessage(ctx.newId, userId, 'hola', {
      kind: 'notification',
      content: { type: 'quick_reply', text: '?', replies },
      actions: { setSkill: { id: 'survey' } },
      ...changes,
    }),
  )
  await acceptAll(ctx.store, t0, messages)
  const { messages: claimed } = await claimAll(ctx.store, t0)
  await ctx.reopen()
  await ctx.store.recover(t0 + 1, t0 + 10)
  return claimed
}

async function lost(ctx: TestStore, changes = {}): Promise<ClaimedMessage> {
  const [claimed] = await allLost(ctx, [ana], changes)
  assert.ok(claimed)
  return claimed
}

async function nextEnds(ctx: TestStore, error: { code: number } | { key: 'UNDELIVERABLE'; message: string }) {
  await ctx.store.releaseUnknown(t0 + 10, 0)
  for (const next of (await claimAll(ctx.store, t0 + 20_000)).messages)
    await ctx.store.settle(next, { kind: 'failed', error }, t0 + 20_000)
}

type End = { event: string; changes?: object; give(ctx: TestStore, ids: string[]): Promise<unknown> }
const given: Record<string, End> = {
  'expired by its time': {
    event: 'expired',
    changes: { expiresAt: t0 + 100 },
    give: async (ctx) => {
      await ctx.store.releaseUnknown(t0 + 10, 0)
      await ctx.store.expire(t0 + 100)
    },
  },
  canceled: {
    event: 'canceled',
    give: async (ctx, ids) => {
      await ctx.store.releaseUnknown(t0 + 10, 0)
      for (const id of ids) await ctx.store.cancel('bot_test', id, t0 + 20)
    },
  },
  'too old for a claim': {
    event: 'failed',
    give: async (ctx) => {
      await ctx.store.releaseUnknown(t0 + 10, 0)
      await ctx.store.claim({ botId: 'bot_test', limit: 9, now: t0 + 20_000, oldBefore: t0 + 1 })
    },
  },
  'too old to go again': { event: 'failed', give: (ctx) => ctx.store.releaseUnknown(t0 + 10, t0 + 1) },
  'the next attempt refused by Meta': { event: 'failed', give: (ctx) => nextEnds(ctx, { code: 131026 }) },
  'the next attempt given up': {
    event: 'failed',
    give: (ctx) => nextEnds(ctx, { key: 'UNDELIVERABLE', message: 'Not delivered within 24 hours.' }),
  },
}

async function corrected(
  ctx: TestStore,
  claimed: ClaimedMessage,
  event: string,
  prove: () => Promise<string>,
  by: string,
) {
  const { id, seq, userId } = claimed
  const before = await story(ctx, id)
  const reported = before.events.at(-1)
  assert.deepEqual([before.possibleDouble, reported?.type], [true, event], by)
  assert.doesNotMatch(String(before.error && 'key' in before.error && before.error.message), /not (sent|delivered)/i)
  const state = await prove()
  const after = await story(ctx, id)
  const found = [after.state, after.wamid, after.error, after.possibleDouble]
  assert.deepEqual(found, [state, wamidOf(id, 1), undefined, true], by)
  assert.ok(after.states.every(({ state: name }) => !ends.includes(name)))
  const [, correcting, ...others] = after.events
  assert.equal(correcting?.type, 'delivered_channel', by)
  assert.equal(bodyOf(ctx, correcting.eventId).corrects, reported?.eventId)
  assert.deepEqual(correcting.deliveries.map(({ endpointId }) => endpointId).sort(), ['all', 'ends'])
  for (const { eventId } of others) assert.equal(bodyOf(ctx, eventId).corrects, undefined)
  const [conversation] = ctx.rows(
    `select skill_id, last_notification_seq from conversations where user_id = '${userId}'`,
  )
  assert.deepEqual([conversation?.skill_id, Number(conversation?.last_notification_seq)], ['survey', Number(seq)])
  const [reply] = after.events.filter(({ type }) => type === 'reply')
  if (by === 'a pressed button') assert.equal(bodyOf(ctx, reply?.eventId ?? '').sentStatus, 'REPLY')
}

const statusOf = (status: Status) => async (ctx: TestStore, claimed: ClaimedMessage) => {
  const to = { recipient: { phone: claimed.userId } }
  await ingestFacts(ctx.store, [attemptStatus(claimed.id, 1, status, { at: t0 + 30_000, ...to })], t0 + 31_000)
  return status
}
const proofs: Record<string, (ctx: TestStore, claimed: ClaimedMessage) => Promise<string>> = {
  'status sent': statusOf('sent'),
  'status delivered': statusOf('delivered'),
  'status read': statusOf('read'),
  'the answer, late': async (ctx, claimed) => {
    assert.equal(await settleSent(ctx.store, claimed, t0 + 30_000), true)
    return 'sent'
  },
  'a pressed button': async (ctx, claimed) => {
    const pressed = { id: 'x', title: 'Sí', reference: { messageId: claimed.id, indexes: [0] } }
    const bubble = { type: 'quick_reply', text: 'Sí' }
    const contextWamid = wamidOf(claimed.id, 1)
    const fact = { pressed, bubble, contextWamid, sentAt: t0 + 30_000, person: { phone: claimed.userId } }
    await ingestFacts(ctx.store, [inboundFact('wamid.in', fact)], t0 + 31_000)
    return 'delivered'
  },
}

for (const backend of backends) {
  describe(`ends and proof (${backend.name})`, () => {
    for (const [end, { event, changes, give }] of Object.entries(given)) {
      test(`promise 5: ${end}, then Meta's report of the attempt: it counts, and corrects the reported end`, async () => {
        await using ctx = await backend.open()
        const people = Object.keys(proofs).map((_, index) => `59398765432${index}`)
        const lostOnes = await allLost(ctx, people, changes)
        await give(
          ctx,
          lostOnes.map(({ id }) => id),
        )
        for (const [index, [proof, prove]] of Object.entries(proofs).entries()) {
          const claimed = lostOnes[index]
          assert.ok(claimed)
          await corrected(ctx, claimed, event, () => prove(ctx, claimed), proof)
        }
        assert.deepEqual(await claimedNow(ctx), [], 'none goes again')
      })
    }

    test('a session message: endpoints that got the end get the correction, though its steps are not reported', async () => {
      await using ctx = await backend.open()
      const claimed = await lost(ctx, { kind: 'session', actions: undefined })
      await ctx.store.putBot(testBot({ sessionEvents: 'failures' }))
      await ctx.store.releaseUnknown(t0 + 10, t0 + 1)
      await ingestFacts(ctx.store, [attemptStatus(claimed.id, 1, 'read', { at: t0 + 20 })], t0 + 20)
      const { events } = await story(ctx, claimed.id)
      assert.deepEqual(
        events.map(({ type }) => type),
        ['failed', 'delivered_channel'],
      )
    })

    test('a reply is to the later notification, whichever is known first to have left', async () => {
      await using ctx = await backend.open()
      const claimed = await lost(ctx)
      await ctx.store.cancel('bot_test', claimed.id, t0 + 5)
      await ctx.store.releaseUnknown(t0 + 10, t0 + 1)
      const next = textMessage(ctx.newId, ana, 'next', { kind: 'notification' })
      await acceptAll(ctx.store, t0 + 20, [next])
      const second = await claimOne(ctx.store, t0 + 20)
      await settleSent(ctx.store, second, t0 + 20)
      await ingestFacts(ctx.store, [attemptStatus(claimed.id, 1, 'delivered', { at: t0 + 30 })], t0 + 30)
      const [conversation] = ctx.rows('select last_notification_seq, skill_id from conversations')
      assert.deepEqual([conversation?.last_notification_seq, conversation?.skill_id], [second.seq, null])
    })

    test('a late report that the attempt failed temporarily: an ended message is not sent again', async () => {
      for (const error of [{ code: 131000 }, { code: 131026 }]) {
        await using ctx = await backend.open()
        const claimed = await lost(ctx)
        await ctx.store.releaseUnknown(t0 + 10, 0)
        await ctx.store.cancel('bot_test', claimed.id, t0 + 20)
        for (const status of ['sent', 'failed'] as const)
          await ingestFacts(ctx.store, [attemptStatus(claimed.id, 1, status, { at: t0 + 30, error })], t0 + 30)
        const { state, error: said } = await story(ctx, claimed.id)
        assert.deepEqual([state, said], ['failed', error])
        assert.deepEqual(await claimedNow(ctx), [])
      }
    })

    test('two attempts, one failed and one arrived: the message arrived, in either order of reports', async () => {
      const words: [number, Status][] = [
        [1, 'sent'],
        [1, 'delivered'],
        [2, 'failed'],
      ]
      for (const order of permutations(words)) {
        await using ctx = await backend.open()
        const { id } = await lost(ctx)
        await ctx.store.releaseUnknown(t0 + 10, 0)
        await settleSent(ctx.store, await claimOne(ctx.store, t0 + 20_000), t0 + 20_000)
        for (const [attempt, status] of order)
          await ingestFacts(
            ctx.store,
            [attemptStatus(id, attempt, status, { at: t0 + 21_000, error: { code: 131026 } })],
            t0 + 21_000,
          )
        const { state, wamid, possibleDouble } = await story(ctx, id)
        assert.deepEqual([state, wamid, possibleDouble], ['delivered', wamidOf(id, 1), true], order.join())
      }
    })
  })

  describe(`answers after the lease (${backend.name})`, () => {
    test('promise 5: accepted, while the outcome is unknown: sent, with its wamid, and it is not sent again', async () => {
      for (const isReleased of [false, true]) {
        await using ctx = await backend.open()
        const claimed = await lost(ctx)
        if (isReleased) await ctx.store.releaseUnknown(t0 + 10, 0)
        assert.equal(await settleSent(ctx.store, claimed, t0 + 20), true)
        assert.equal(await settleSent(ctx.store, claimed, t0 + 20), false, 'written twice, it counts once')
        const { state, wamid, attempts, events } = await story(ctx, claimed.id)
        assert.deepEqual([state, wamid, attempts[0]?.outcome], ['sent', wamidOf(claimed.id, 1), 'sent'])
        assert.equal(events.length, 1)
        assert.deepEqual(await ctx.store.releaseUnknown(later, 0), [])
        assert.deepEqual(await claimedNow(ctx), [])
      }
    })

    test('promise 5: accepted, while the next attempt is claimed and has not begun: that one does not leave', async () => {
      await using ctx = await backend.open()
      const claimed = await lost(ctx)
      await ctx.store.releaseUnknown(t0 + 10, 0)
      const { messages } = await ctx.store.claim({ botId: 'bot_test', limit: 9, now: t0 + 20_000 })
      assert.equal(messages.length, 1)
      await settleSent(ctx.store, claimed, t0 + 20_000)
      assert.deepEqual([...(await ctx.store.beginAttempts('bot_test', messages, t0 + 20_001))], [])
    })

    test('promise 5: accepted, after it was sent again: a certain double', async () => {
      await using ctx = await backend.open()
      const claimed = await lost(ctx)
      await ctx.store.releaseUnknown(t0 + 10, 0)
      await settleSent(ctx.store, await claimOne(ctx.store, t0 + 20_000), t0 + 20_001)
      await settleSent(ctx.store, claimed, t0 + 20_002)
      assert.deepEqual(
        [uncertainty(ctx, claimed.id), (await story(ctx, claimed.id)).wamid],
        [2, wamidOf(claimed.id, 2)],
      )
    })

    test("refused: it fails with Meta's error and is not sent again, whether it waits or had ended", async () => {
      const error = { code: 131026 }
      for (const isEnded of [false, true]) {
        await using ctx = await backend.open()
        const claimed = await lost(ctx)
        await ctx.store.releaseUnknown(t0 + 10, 0)
        if (isEnded) await ctx.store.cancel('bot_test', claimed.id, t0 + 20)
        assert.equal(await ctx.store.settle(claimed, { kind: 'failed', error }, t0 + 30), true)
        const { state, error: said, attempts, events } = await story(ctx, claimed.id)
        assert.deepEqual([state, said, attempts[0]?.outcome], ['failed', error, 'refused'])
        const corrected = bodyOf(ctx, events.at(-1)?.eventId ?? '').corrects
        assert.equal(corrected, isEnded ? events[0]?.eventId : undefined)
        assert.deepEqual(await claimedNow(ctx), [])
      }
    })

    test('refused for now: it is sent again when decide says, and not before', async () => {
      await using ctx = await backend.open()
      const claimed = await lost(ctx)
      await ctx.store.settle(claimed, { kind: 'again', counts: 'throttle', dueAt: t0 + 60_000 }, t0 + 5)
      assert.deepEqual(await ctx.store.releaseUnknown(t0 + 10, 0), [])
      assert.deepEqual((await claimAll(ctx.store, t0 + 59_999)).messages, [])
      const again = await claimOne(ctx.store, t0 + 60_000)
      assert.deepEqual([again.attempt, again.possibleDouble], [2, false])
    })

    test('promise 5: a process that had only claimed it reports nothing of the attempt that another process began', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana)])
      const [stale] = (await ctx.store.claim({ botId: 'bot_test', limit: 1, now: t0 })).messages
      assert.ok(stale)
      await ctx.reopen()
      await ctx.store.recover(t0 + 1, t0 + 10)
      const fresh = await claimOne(ctx.store, t0 + 20_000)
      assert.equal(fresh.attempt, stale.attempt)
      assert.equal(await ctx.store.settle(stale, { kind: 'again', counts: 'retry', dueAt: t0 }, t0 + 20_001), false)
      assert.deepEqual((await claimAll(ctx.store, later)).messages, [])
      assert.equal(await settleSent(ctx.store, fresh, t0 + 20_002), true)
    })
  })
}

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items]
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))
}
