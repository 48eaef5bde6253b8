/**
 * Messages whose attempt begins with their acceptance, where their lane has a place for them and one process writes
 * (promises 3, 4 and 5): all that a claim and a beginning of its own would have written, and no place is lost.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AcceptInput, ClaimedMessage, NewMessage } from '../../src/store/messages/records.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { createHeldEngine } from '../support/held-engine.ts'
import { type OpenChanges, t0 } from '../support/open-store.ts'
import { type Backend, backends, settleSent, testBot, textMessage } from '../support/store.ts'

const bot = 'bot_test'
const phone = '593987654321'
const leavesFrom = '100200300'

/** A lane with `room` places. `open`: those that are taken and neither used nor given back. */
async function open(backend: Backend, room = Number.POSITIVE_INFINITY, changes: OpenChanges = {}) {
  const begun: ClaimedMessage[] = []
  const given: ClaimedMessage[] = []
  const places = { asked: 0, open: 0 }
  const reserve = () => {
    if (++places.asked > room) return undefined
    places.open++
    const begin = (message: ClaimedMessage) => {
      places.open--
      begun.push(message)
    }
    return { begin, giveBack: () => void places.open-- }
  }
  const onMessage = (message: ClaimedMessage) => given.push(message) > 0
  const ctx = await backend.open({ onMessage, reserve, ...changes })
  await ctx.store.putBot(testBot())
  const accept = (userId: string, further: Partial<NewMessage> = {}, input: Partial<AcceptInput> = {}) => {
    const message = textMessage(ctx.newId, userId, 'hola', further)
    return ctx.store.accept({ botId: bot, acceptedAt: t0, messages: [message], leavesFrom, ...input })
  }
  const claimed = async (now = t0) => (await ctx.store.claim({ botId: bot, limit: 99, now })).messages
  return { ctx, begun, given, places, accept, claimed, [Symbol.asyncDispose]: () => ctx[Symbol.asyncDispose]() }
}

const people = {
  'a number with one spelling': phone,
  'a number with two spellings': '5215512345678',
  'a scoped id': 'EC.13491208655302741918',
}

/** What must not begin with its acceptance, though a lane has places. */
const others: Record<string, { message?: Partial<NewMessage>; input?: Partial<AcceptInput>; to?: string }> = {
  'a file to be checked': { message: { needsProbe: true } },
  "marketing, for which a person's consent is looked up as it leaves": { message: { isMarketing: true } },
  'one that quotes another': { message: { content: { type: 'text', text: 'hola', replyTo: 'wamid.q' } } },
  'one for later': { input: { sendAt: t0 + 60_000 } },
  'one that has expired': { message: { expiresAt: t0 } },
  'one of a number that rests': { input: { leavesFrom: undefined } },
}

for (const backend of backends) {
  describe(`a message that begins with its acceptance (${backend.name})`, () => {
    for (const [name, userId] of Object.entries(people)) {
      test(`is what a claim and a beginning make of it, in every row: ${name}`, async () => {
        await using one = await open(backend)
        await using other = await open(backend, 0)
        const rows: unknown[] = []
        for (const { ctx, accept, begun, given } of [one, other]) {
          const from = { phone: '5215512345678', scopedId: 'EC.13491208655302741918' }
          await ingestFacts(ctx.store, [inboundFact('wamid.in', { person: from })], t0 - 60_000)
          assert.deepEqual(await accept(userId), { kind: 'accepted', isHandedOver: true })
          const [message] = [...begun, ...given]
          assert.ok(message)
          if (!message.hasBegun) await ctx.store.beginAttempts(bot, [{ ...message, leavesFrom }], t0)
          // Their rows' numbers and ids are their own: a database may have been used before.
          const { hasBegun: _, isHandedOver: __, id: ___, lease: ____, seq: _____, ...itself } = message
          const timeline = await ctx.store.timeline(bot, message.id)
          assert.ok(timeline)
          rows.push({ itself: { ...itself, leavesFrom }, timeline: { ...timeline, messageId: undefined } })
          assert.deepEqual(await ctx.store.claim({ botId: bot, limit: 9, now: t0 }), {
            messages: [],
            nextDueAt: undefined,
          })
          assert.equal(await settleSent(ctx.store, message, t0 + 1), true)
          const ended = await ctx.store.timeline(bot, message.id)
          assert.deepEqual([ended?.state, ended?.attempts.length], ['sent', 1])
        }
        assert.deepEqual(rows[0], rows[1])
        assert.equal(one.places.open, 0)
        // Where several processes write, the lease would have to be looked at as well: none begins so.
        assert.equal(one.begun.length, backend.name === 'sqlite' ? 1 : 0)
      })
    }

    for (const [name, { message, input }] of Object.entries(others)) {
      test(`is not ${name}`, async () => {
        await using site = await open(backend)
        await ingestFacts(site.ctx.store, [inboundFact('wamid.q', { person: { phone } })], t0 - 60_000)
        assert.equal((await site.accept(phone, message, input)).kind, 'accepted')
        assert.deepEqual([site.begun, site.places.open], [[], 0])
      })
    }

    test('is not one of two to one person, whichever came first, nor one whose allowance is used up', async () => {
      await using site = await open(backend)
      const { ctx, accept, begun, given, places } = site
      for (let n = 0; n < 60; n++) await accept(phone)
      const first = begun.pop() ?? given.pop()
      assert.ok(first)
      assert.deepEqual([begun, given, places.open], [[], [], 0], 'behind the first')
      if (first.isHandedOver) await ctx.store.beginAttempts(bot, [first], t0)
      await settleSent(ctx.store, first, t0)
      await accept('593987654322')
      const alone = begun.pop() ?? given.pop()
      assert.equal(alone?.userId, '593987654322')
      for (let n = 0; n < 50; n++) {
        await accept('593987654323')
        const message = begun.pop() ?? given.pop()
        if (message === undefined) return assert.ok(n >= 45, `${n} went at once`)
        if (message.isHandedOver) await ctx.store.beginAttempts(bot, [message], t0)
        await settleSent(ctx.store, message, t0)
      }
      assert.fail('Meta allows 45 at once')
    })

    test('gives its place back when it is refused, repeated, or not stored', async () => {
      const engine = createHeldEngine()
      await using site = await open(backend, undefined, { around: engine.around })
      const { ctx, accept, begun, given, places } = site
      const idempotency = { clientId: 'c', key: 'k', fingerprint: 'f', answer: '{}' }
      await accept(phone, {}, { idempotency })
      assert.deepEqual(await accept(phone, {}, { idempotency }), { kind: 'replayed', answer: '{}' })
      assert.equal((await accept(phone, {}, { idempotency: { ...idempotency, fingerprint: 'g' } })).kind, 'conflict')
      const told = begun.length + given.length
      engine.loseAnswer = true
      await assert.rejects(accept('593987654322'))
      engine.loseAnswer = false
      await ctx.store.deleteBot({ id: bot, now: t0 })
      await assert.rejects(accept('593987654324'))
      assert.deepEqual([begun.length + given.length, places.open], [told, 0])
    })

    test('promise 5: of whoever dies with it nobody knows whether it left', async () => {
      await using site = await open(backend)
      const { ctx, accept, begun, given } = site
      await accept(phone)
      const [message] = [...begun, ...given]
      assert.ok(message)
      if (message.isHandedOver) await ctx.store.beginAttempts(bot, [message], t0)
      const store = await ctx.reopen()
      assert.equal(await store.recover(t0 + 1, t0 + 60_000), 1)
      assert.deepEqual((await store.claim({ botId: bot, limit: 9, now: t0 + 1 })).messages, [])
      assert.deepEqual(await store.releaseUnknown(t0 + 60_000, 0), [bot])
      const { messages } = await store.claim({ botId: bot, limit: 9, now: t0 + 60_000 })
      assert.deepEqual(
        messages.map(({ id, attempt, possibleDouble }) => ({ id, attempt, possibleDouble })),
        [{ id: message.id, attempt: 2, possibleDouble: true }],
      )
    })
  })
}
