/**
 * Messages that an accept gives to their lane with its commit: they are what a claim would have returned, no claim
 * returns them beside it, and their attempts begin only while the row still says so (promises 3, 4 and 5).
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dayMs } from '../../src/model/time.ts'
import type { ClaimedMessage, NewMessage } from '../../src/store/messages/records.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { createHeldEngine } from '../support/held-engine.ts'
import { type OpenChanges, t0 } from '../support/open-store.ts'
import { acceptAll, type Backend, backends, idsOf, settleSent, testBot, textMessage } from '../support/store.ts'

const bot = 'bot_test'
const phone = '593987654321'

/** `takes`: whether the lane takes what is due. */
async function open(backend: Backend, takes = true, changes: OpenChanges = {}) {
  const given: ClaimedMessage[] = []
  const onMessage = (message: ClaimedMessage) => {
    given.push(message)
    return takes
  }
  const ctx = await backend.open({ onMessage, ...changes })
  await ctx.store.putBot(testBot())
  const accept = (userId: string, further: Partial<NewMessage> = {}, now = t0) =>
    acceptAll(ctx.store, now, [textMessage(ctx.newId, userId, 'hola', further)])
  const claim = async (now = t0, handedOver: number[] = []) =>
    (await ctx.store.claim({ botId: bot, limit: 99, now, handedOver })).messages
  return { ctx, given, accept, claim, [Symbol.asyncDispose]: () => ctx[Symbol.asyncDispose]() }
}

/** Each way in which a bot knows a person. */
const people = {
  'a number with one spelling': phone,
  'a number with two spellings': '5215512345678',
  'a scoped id': 'EC.13491208655302741918',
}

for (const backend of backends) {
  describe(`a message given to its lane (${backend.name})`, () => {
    for (const [name, userId] of Object.entries(people)) {
      test(`is what a claim returns: ${name}`, async () => {
        await using site = await open(backend, false)
        const { ctx, given, accept, claim } = site
        const from = { phone: '5215512345678', scopedId: 'EC.13491208655302741918' }
        await ingestFacts(ctx.store, [inboundFact('wamid.in', { person: from })], t0 - 60_000)
        const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
        assert.deepEqual(await accept(userId, { traceparent }), { kind: 'accepted' }, 'the lane took nothing')
        const [message] = given
        assert.ok(message)
        const { isHandedOver, ...itself } = message
        assert.equal(isHandedOver, true)
        assert.deepEqual(await claim(), [itself])
      })
    }

    test('only what is due, refers to nothing and needs no check is given; the rest is claimed', async () => {
      await using site = await open(backend)
      const { ctx, given, accept, claim } = site
      assert.deepEqual(await accept(phone), { kind: 'accepted', isHandedOver: true })
      assert.deepEqual(await accept(phone), { kind: 'accepted' }, 'behind the first')
      assert.deepEqual(await accept('593987654322', { needsProbe: true }), { kind: 'accepted' })
      await ingestFacts(ctx.store, [inboundFact('wamid.q', { person: { phone: '593987654323' } })], t0 - 60_000)
      const quoting = { content: { type: 'text', text: 'hola', replyTo: 'wamid.q' } } as const
      assert.deepEqual(await accept('593987654323', quoting), { kind: 'accepted' })
      const two = [textMessage(ctx.newId, '593987654324'), textMessage(ctx.newId, '593987654325')]
      assert.deepEqual(await acceptAll(ctx.store, t0, two), { kind: 'accepted' })
      assert.equal(given.length, 1)
      const claimed = await claim(t0, [given[0]?.seq ?? 0])
      assert.deepEqual(
        claimed.map(({ userId }) => userId),
        ['593987654323', '593987654324', '593987654325'],
      )
    })

    test('a pair whose allowance is used up waits for it', async () => {
      await using site = await open(backend)
      const { ctx, given, accept } = site
      for (let n = 0; n < 50; n++) {
        await accept(phone)
        const message = given.pop()
        if (message === undefined) return assert.ok(n >= 45, `${n} went at once`)
        await ctx.store.beginAttempts(bot, [message], t0)
        await settleSent(ctx.store, message, t0)
      }
      assert.fail('Meta allows 45 at once')
    })

    test('it begins once, and no claim returns it meanwhile or tells its lane to ask at once', async () => {
      await using site = await open(backend)
      const { ctx, given, accept, claim } = site
      await accept(phone)
      const [message] = given
      assert.ok(message)
      const asked = await ctx.store.claim({ botId: bot, limit: 9, now: t0, handedOver: [message.seq] })
      assert.deepEqual(asked, { messages: [], nextDueAt: undefined })
      assert.deepEqual([...(await ctx.store.beginAttempts(bot, [message], t0))], [message.seq])
      assert.deepEqual([...(await ctx.store.beginAttempts(bot, [message], t0))], [])
      assert.deepEqual(await claim(), [])
      assert.equal(await settleSent(ctx.store, message, t0 + 1), true)
      const timeline = await ctx.store.timeline(bot, message.id)
      assert.deepEqual([timeline?.state, timeline?.attempts.length], ['sent', 1])
    })

    test('one that a claim has, that was canceled, ended or merged behind another, or whose bot is deleted does not begin', async () => {
      await using site = await open(backend)
      const { ctx, given, accept, claim } = site
      const begins = async (now = t0) => [...(await ctx.store.beginAttempts(bot, [given.pop() ?? assert.fail()], now))]
      await accept(phone)
      const [claimed] = await claim()
      assert.deepEqual(await begins(), [], 'claimed')
      assert.ok(claimed && (await settleSent(ctx.store, claimed, t0)))
      await accept('593987654322')
      await ctx.store.cancel(bot, given[0]?.id ?? '', t0)
      assert.deepEqual(await begins(), [], 'canceled')
      await accept('593987654323', { expiresAt: t0 + 5 })
      assert.deepEqual(await begins(t0 + 5), [], 'expired')
      const person = { phone: '593987654324', scopedId: 'EC.13491208655302741918' }
      const { phone: number, scopedId } = person
      const both = [
        inboundFact('wamid.1', { person: { phone: number } }),
        inboundFact('wamid.2', { person: { scopedId } }),
      ]
      await ingestFacts(ctx.store, both, t0)
      await accept(scopedId)
      await accept(number)
      await ingestFacts(ctx.store, [inboundFact('wamid.merge', { person })], t0)
      assert.deepEqual(await begins(), [], 'behind another')
      assert.equal((await begins()).length, 1, 'the first of both')
      await accept('593987654325')
      await ctx.store.deleteBot({ id: bot, now: t0 })
      assert.deepEqual(await begins(), [], 'the bot is deleted')
    })

    test('promise 5: begun and its answer lost, it is settled as any other', async () => {
      const engine = createHeldEngine()
      await using site = await open(backend, true, { around: engine.around })
      const { ctx, given, accept, claim } = site
      await accept(phone)
      const [message] = given
      assert.ok(message)
      engine.loseAnswer = true
      await assert.rejects(ctx.store.beginAttempts(bot, [message], t0))
      const again = { kind: 'again', counts: 'retry', dueAt: t0 + 1 } as const
      assert.equal(await ctx.store.settle(message, again, t0), true)
      const [second] = await claim(t0 + 10_000)
      assert.deepEqual([second?.id, second?.attempt], [message.id, 2])
    })

    test('promise 1: whoever dies with it leaves a message that is due', async () => {
      await using site = await open(backend)
      const { ctx, given, accept } = site
      await accept(phone)
      const store = await ctx.reopen()
      assert.equal(await store.recover(t0 + 1, t0 + dayMs), 0)
      const { messages } = await store.claim({ botId: bot, limit: 9, now: t0 + 1 })
      assert.deepEqual([idsOf(messages), messages[0]?.attempt], [idsOf(given), 1])
    })
  })
}
