/**
 * A temporary failure that Meta reports after it accepted a message: it is sent again, in its place, within bounds, and
 * without an event (promise 4).
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { MetaError } from '../../src/model/outcome/outcome.ts'
import type { NewMessage } from '../../src/store/messages/records.ts'
import { attemptStatus, ingestFacts, statusFact, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, settleSent, testBot, textMessage, wamidOf } from '../support/store.ts'

const person = '593987654321'
const pairLimit: MetaError = { code: 131056, title: 'Pair rate limit', details: 'Too many' }
const broken: MetaError = { code: 131000, title: 'Something went wrong' }
const minuteMs = 60_000

async function begin(ctx: TestStore, texts: string[], changes: Partial<NewMessage> = {}): Promise<string[]> {
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('ep', ['delivered_channel', 'delivered_user', 'failed', 'expired', 'read']))
  const messages = texts.map((text) => textMessage(ctx.newId, person, text, changes))
  await acceptAll(ctx.store, t0, messages)
  return messages.map(({ id }) => id)
}

async function sendDue(ctx: TestStore, now: number): Promise<string[]> {
  const { messages } = await claimAll(ctx.store, now)
  for (const message of messages) await settleSent(ctx.store, message, now)
  return messages.map(({ id }) => id)
}

async function story(ctx: TestStore, id: string) {
  const timeline = await ctx.store.timeline('bot_test', id)
  assert.ok(timeline)
  return timeline
}

const eventTypes = async (ctx: TestStore, id: string) => (await story(ctx, id)).events.map(({ type }) => type)

const fails = (ctx: TestStore, id: string, attempt: number, error: MetaError, now: number) =>
  ingestFacts(ctx.store, [attemptStatus(id, attempt, 'failed', { at: now, error })], now)

for (const backend of backends) {
  describe(`late failures on ${backend.name}`, () => {
    test('promise 4: a temporary error reported late is sent again, is no double, and causes no failure event', async () => {
      await using ctx = await backend.open()
      const [id = ''] = await begin(ctx, ['uno'])
      assert.deepEqual(await sendDue(ctx, t0), [id])
      await fails(ctx, id, 1, broken, t0 + 10)
      const waiting = await story(ctx, id)
      assert.deepEqual([waiting.state, waiting.wamid, waiting.error], ['queued', undefined, undefined])
      assert.ok((waiting.nextAttemptAt ?? 0) > t0 + 10, 'the timeline says when it goes again')
      assert.deepEqual(await sendDue(ctx, t0 + 11), [], 'not before its pause')
      await ctx.reopen()
      assert.deepEqual(await sendDue(ctx, t0 + minuteMs), [id])
      await ingestFacts(ctx.store, [attemptStatus(id, 2, 'delivered', { at: t0 + minuteMs })], t0 + minuteMs)
      const { state, wamid, possibleDouble, attempts, events } = await story(ctx, id)
      assert.deepEqual([state, wamid, possibleDouble], ['delivered', wamidOf(id, 2), false])
      assert.deepEqual(
        attempts.map(({ outcome, detail }) => [outcome, (detail as { toldBy?: string }).toldBy]),
        [
          ['unreachable', 'status'],
          ['sent', undefined],
        ],
      )
      assert.deepEqual(
        events.map(({ type }) => type),
        ['delivered_channel', 'delivered_user'],
      )
    })

    test('promise 3: messages of a person that failed late are sent again in their order, before unsent ones', async () => {
      await using ctx = await backend.open()
      const ids = await begin(ctx, ['uno', 'dos', 'tres', 'cuatro'])
      const [first = '', second = '', third = '', fourth = ''] = ids
      for (const _ of [1, 2, 3]) await sendDue(ctx, t0)
      // The second is reported first; the fourth is in flight meanwhile.
      const { messages } = await claimAll(ctx.store, t0)
      assert.deepEqual(
        messages.map(({ id }) => id),
        [fourth],
      )
      await fails(ctx, second, 1, broken, t0 + 10)
      await fails(ctx, first, 1, broken, t0 + 11)
      assert.deepEqual(await sendDue(ctx, t0 + minuteMs), [], 'one of a person in the air at a time')
      for (const message of messages)
        await ctx.store.settle(message, { kind: 'again', counts: 'retry', dueAt: t0 + minuteMs }, t0 + 20)
      await ctx.reopen()
      const left: string[] = []
      for (const _ of ids) left.push(...(await sendDue(ctx, t0 + 2 * minuteMs)))
      assert.deepEqual(left, [first, second, fourth])
      assert.equal((await story(ctx, third)).state, 'sent')
    })

    test('a pair that Meta wants to rest rests with all its waiting messages', async () => {
      await using ctx = await backend.open()
      const [first = ''] = await begin(ctx, ['uno'])
      await sendDue(ctx, t0)
      await fails(ctx, first, 1, pairLimit, t0 + 10)
      const [other = ''] = await begin(ctx, ['dos'])
      const dueAt = (await story(ctx, first)).nextAttemptAt ?? 0
      assert.ok(dueAt >= t0 + 2_000)
      assert.deepEqual(await sendDue(ctx, dueAt - 1), [])
      assert.deepEqual(await sendDue(ctx, dueAt), [first])
      assert.deepEqual(await sendDue(ctx, dueAt + 2 * minuteMs), [other])
    })

    test('attempts and age are bounded; then it has failed, with an event', async () => {
      await using ctx = await backend.open()
      const [id = ''] = await begin(ctx, ['uno'], { kind: 'notification' })
      let now = t0
      let tries = 0
      while ((await sendDue(ctx, now)).length > 0) {
        tries += 1
        await fails(ctx, id, tries, broken, now + 1)
        now = (await story(ctx, id)).nextAttemptAt ?? now
      }
      assert.equal(tries, 9)
      assert.ok(now - t0 < 24 * 3_600_000)
      const { state, error } = await story(ctx, id)
      assert.deepEqual([state, (error as MetaError).code], ['failed', 131000])
      assert.deepEqual(await eventTypes(ctx, id), ['delivered_channel', 'failed'])
      const [old = ''] = await begin(ctx, ['dos'])
      await sendDue(ctx, now + minuteMs)
      await fails(ctx, old, 1, broken, t0 + 25 * 3_600_000)
      assert.equal((await story(ctx, old)).state, 'failed')
      const [short = ''] = await begin(ctx, ['tres'], { expiresAt: t0 + 3_600_000 })
      await sendDue(ctx, now + 2 * minuteMs)
      await fails(ctx, short, 1, broken, t0 + 3_600_000 - 1)
      assert.equal((await story(ctx, short)).state, 'failed', 'it would be too late')
    })

    test('doubled and late statuses of a failed attempt change nothing; a delivered status is believed', async () => {
      await using ctx = await backend.open()
      const [first = '', second = '', third = ''] = await begin(ctx, ['uno', 'dos', 'tres'])
      for (const _ of [1, 2, 3]) await sendDue(ctx, t0)
      for (const id of [first, second]) await fails(ctx, id, 1, broken, t0 + 10)
      const before = await story(ctx, first)
      await fails(ctx, first, 1, broken, t0 + 12)
      await ingestFacts(ctx.store, [attemptStatus(first, 1, 'sent', { at: t0 + 12 })], t0 + 12)
      assert.deepEqual(await story(ctx, first), before)
      assert.deepEqual(await sendDue(ctx, t0 + minuteMs), [first])
      await fails(ctx, first, 1, broken, t0 + minuteMs)
      assert.deepEqual([(await story(ctx, first)).state, (await story(ctx, first)).possibleDouble], ['sent', false])
      await ingestFacts(ctx.store, [attemptStatus(second, 1, 'delivered', { at: t0 + 13 })], t0 + 13)
      const arrived = await story(ctx, second)
      assert.deepEqual([arrived.state, arrived.wamid], ['delivered', wamidOf(second, 1)])
      assert.deepEqual(await sendDue(ctx, t0 + 2 * minuteMs), [])
      await ingestFacts(ctx.store, [attemptStatus(third, 1, 'delivered', { at: t0 + 13 })], t0 + 13)
      await fails(ctx, third, 1, broken, t0 + 14)
      assert.equal((await story(ctx, third)).state, 'delivered', 'a passing trouble does not undo an arrival')
    })

    test('a failed status that overtakes the answer, and one with nothing but the wamid, are repeated too', async () => {
      await using ctx = await backend.open()
      const [id = ''] = await begin(ctx, ['uno'])
      const { messages } = await claimAll(ctx.store, t0)
      await fails(ctx, id, 1, broken, t0 + 1)
      for (const message of messages) await settleSent(ctx.store, message, t0 + 2)
      assert.deepEqual([(await story(ctx, id)).state, (await story(ctx, id)).possibleDouble], ['queued', false])
      assert.deepEqual(await sendDue(ctx, t0 + minuteMs), [id])
      const failed = statusFact(wamidOf(id, 2), 'failed', { at: t0 + minuteMs, error: broken })
      await ingestFacts(ctx.store, [failed], t0 + minuteMs)
      assert.equal((await story(ctx, id)).state, 'queued')
      assert.deepEqual(await sendDue(ctx, t0 + 2 * minuteMs), [id])
    })

    test('actions on leaving are done once', async () => {
      await using ctx = await backend.open()
      const actions = { setMemoryParams: { paso: 'uno' } }
      const [id = ''] = await begin(ctx, ['uno'], { actions })
      await sendDue(ctx, t0)
      await ctx.store.rememberUser({ botId: 'bot_test', userId: person, params: { paso: 'dos' }, now: t0 })
      await fails(ctx, id, 1, broken, t0 + 10)
      assert.deepEqual(await sendDue(ctx, t0 + minuteMs), [id])
      const [conversation] = ctx.rows('select memory from conversations')
      assert.match(String(conversation?.memory), /dos/)
    })
  })
}

describe('instants', () => {
  for (const backend of backends) {
    test(`each is at or after the one before, in whole seconds and in any order: ${backend.name}`, async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['delivered_channel', 'delivered_user', 'read', 'failed']))
      const accepted = t0 + 700
      const orders = [
        ['sent', 'delivered', 'read'],
        ['delivered', 'read'],
        ['read', 'delivered', 'sent'],
        ['read'],
        ['delivered', 'failed'],
        ['failed'],
      ] as const
      const ids: string[] = []
      for (const isOvertaken of [false, true])
        for (const [index, order] of orders.entries()) {
          const userId = `5939${10_000_000 + index + (isOvertaken ? 100 : 0)}`
          const message = textMessage(ctx.newId, userId, 'hola', { kind: 'notification' })
          ids.push(message.id)
          await acceptAll(ctx.store, accepted, [message])
          const { messages } = await claimAll(ctx.store, accepted)
          const settle = async () => {
            for (const claimed of messages) await settleSent(ctx.store, claimed, accepted + 50)
          }
          if (!isOvertaken) await settle()
          // The second in which the message was accepted.
          const at = t0
          for (const status of order)
            await ingestFacts(ctx.store, [attemptStatus(message.id, 1, status, { at })], accepted + 90)
          if (isOvertaken) await settle()
        }
      for (const id of ids) {
        const { states, events } = await story(ctx, id)
        const instants = states.map((one) => one.at)
        assert.deepEqual(
          instants,
          instants.toSorted((a, b) => a - b),
          JSON.stringify(states),
        )
        const reported = events.map((one) => one.at)
        assert.deepEqual(
          reported,
          reported.toSorted((a, b) => a - b),
          JSON.stringify(events),
        )
      }
      for (const { body } of ctx.rows('select body from events')) {
        const event = JSON.parse(String(body)) as Record<string, string | null>
        const shown = [event.createdAt, event.deliveryChannelAt, event.deliveryUserAt, event.readAt].filter(Boolean)
        assert.deepEqual(shown, shown.toSorted(), String(body))
      }
    })
  }
})
