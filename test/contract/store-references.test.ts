/** Replies and reactions: what they may refer to when they are accepted, and Meta's id of it when they are sent. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Content } from '../../src/model/message/content.ts'
import type { Wakeup } from '../../src/store/events/wakeup.ts'
import { attemptStatus, inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, claimOne, settleSent, testBot, textMessage, wamidOf } from '../support/store.ts'
import { eventBodies, openWithBot } from '../support/store-fixtures.ts'

const ana = '593987654321'
const beto = '593987654322'
const dayMs = 24 * 3_600_000

function reply(ctx: TestStore, replyTo: string, userId = ana) {
  return textMessage(ctx.newId, userId, 'sí', { content: { type: 'text', text: 'sí', replyTo } })
}

function reaction(ctx: TestStore, messageId: string, emoji = '👍') {
  return textMessage(ctx.newId, ana, '', { content: { type: 'reaction', messageId, emoji } })
}

/** Ana writes; returns our id of her message. */
async function anaWrites(ctx: TestStore, wamid: string, sentAt = t0): Promise<string> {
  await ingestFacts(ctx.store, [inboundFact(wamid, { sentAt })], t0)
  return String(eventBodies(ctx, 'message').at(-1)?.messageId)
}

async function sent(ctx: TestStore, userId = ana, content: Content = { type: 'text', text: 'hola' }) {
  const message = textMessage(ctx.newId, userId, '', { content })
  await acceptAll(ctx.store, t0, [message])
  const claimed = await claimOne(ctx.store, t0)
  await settleSent(ctx.store, claimed, t0)
  return { id: message.id, wamid: wamidOf(message.id, claimed.attempt) }
}

async function contentOf(ctx: TestStore, id: string): Promise<unknown> {
  return (await ctx.store.timeline('bot_test', id))?.content
}

for (const backend of backends) {
  describe(`references (${backend.name})`, () => {
    test('a message of either side is named by our id or by its wamid', async () => {
      await using ctx = await openWithBot(backend)
      const received = await anaWrites(ctx, 'wamid.in')
      const own = await sent(ctx)
      const cases = [
        [received, 'wamid.in'],
        ['wamid.in', 'wamid.in'],
        [own.id, own.wamid],
        [own.wamid, own.wamid],
      ] as const
      let now = t0
      for (const [named, wamid] of cases) {
        for (const message of [reply(ctx, named), reaction(ctx, named)]) {
          now += 10_000
          assert.deepEqual(await acceptAll(ctx.store, now, [message]), { kind: 'accepted' })
          const claimed = await claimOne(ctx.store, now)
          assert.equal(claimed.refersTo, wamid)
          assert.deepEqual(claimed.content, message.content)
          await settleSent(ctx.store, claimed, now)
        }
      }
    })

    test('an unknown message, and one of another bot or person, are refused, and nothing is stored', async () => {
      await using ctx = await openWithBot(backend)
      const other = testBot({ id: 'bot_other' })
      await ctx.store.putBot(other)
      const ofBeto = await sent(ctx, beto)
      const ofBot = textMessage(ctx.newId, ana)
      await acceptAll(ctx.store, t0, [ofBot], 'bot_other')
      for (const named of ['msg_unknown', 'wamid.unknown', ofBeto.id, ofBeto.wamid, ofBot.id]) {
        for (const message of [reply(ctx, named), reaction(ctx, named)]) {
          const before = textMessage(ctx.newId, ana)
          const result = await acceptAll(ctx.store, t0, [before, message])
          assert.deepEqual(result, { kind: 'bad_reference', index: 1, rule: 'unknown_message' }, named)
          assert.equal(await ctx.store.timeline('bot_test', before.id), undefined)
        }
      }
    })

    test('a repeated request gets its answer, whatever became of the quoted message; a refused one leaves its key free', async () => {
      await using ctx = await openWithBot(backend)
      const received = await anaWrites(ctx, 'wamid.in')
      const idempotency = { clientId: 'client', key: 'key', fingerprint: 'body', answer: '{}' }
      const send = (replyTo: string) =>
        ctx.store.accept({ botId: 'bot_test', acceptedAt: t0, messages: [reply(ctx, replyTo)], idempotency })
      assert.equal((await send('wamid.unknown')).kind, 'bad_reference')
      assert.deepEqual(await send(received), { kind: 'accepted' })
      assert.deepEqual(await send('wamid.unknown'), { kind: 'replayed', answer: '{}' })
    })

    test('a reaction is to no reaction, and to nothing older than 30 days', async () => {
      await using ctx = await openWithBot(backend)
      const old = await anaWrites(ctx, 'wamid.old', t0 - 30 * dayMs - 1)
      const edge = await anaWrites(ctx, 'wamid.edge', t0 - 30 * dayMs)
      const own = await sent(ctx)
      const reacted = await sent(ctx, ana, { type: 'reaction', messageId: own.id, emoji: '👍' })
      const rule = async (named: string) => {
        const result = await acceptAll(ctx.store, t0, [reaction(ctx, named)])
        return result.kind === 'bad_reference' ? result.rule : result.kind
      }
      assert.equal(await rule(old), 'reaction_age')
      assert.equal(await rule(reacted.id), 'reaction_target')
      assert.equal(await rule(edge), 'accepted')
      assert.deepEqual(await acceptAll(ctx.store, t0, [reply(ctx, old)]), { kind: 'accepted' }, 'a quote may be old')
    })

    test('a reply to a queued message waits behind it, and has its wamid then', async () => {
      await using ctx = await openWithBot(backend)
      const first = textMessage(ctx.newId, ana)
      const second = reply(ctx, first.id)
      await acceptAll(ctx.store, t0, [first])
      await acceptAll(ctx.store, t0, [second])
      const claimed = await claimOne(ctx.store, t0)
      assert.equal(claimed.id, first.id)
      await settleSent(ctx.store, claimed, t0)
      const now = t0 + 10_000
      assert.equal((await claimOne(ctx.store, now)).refersTo, wamidOf(first.id, 1))
      assert.deepEqual(await contentOf(ctx, second.id), second.content)
    })

    test('a reply to a message that failed leaves without its quote, which its timeline says', async () => {
      await using ctx = await openWithBot(backend)
      const first = textMessage(ctx.newId, ana)
      const second = reply(ctx, first.id)
      await acceptAll(ctx.store, t0, [first])
      await acceptAll(ctx.store, t0, [second])
      const failed = await claimOne(ctx.store, t0)
      const error = { key: 'UNDELIVERABLE', message: 'no' } as const
      await ctx.store.settle(failed, { kind: 'failed', error }, t0)
      const now = t0 + 10_000
      const claimed = await claimOne(ctx.store, now)
      assert.equal(claimed.refersTo, undefined)
      const unquoted = { ...second.content, isUnquoted: true }
      assert.deepEqual(claimed.content, unquoted)
      assert.deepEqual(await contentOf(ctx, second.id), unquoted)

      // A late status shows that the first had arrived: the next attempt quotes it after all.
      await ctx.store.settle(claimed, { kind: 'again', counts: 'retry', dueAt: now }, now)
      await ingestFacts(ctx.store, [attemptStatus(first.id, 1, 'delivered')], now)
      const [again] = (await claimAll(ctx.store, now + 60_000)).messages
      assert.equal(again?.refersTo, wamidOf(first.id, 1))
      assert.deepEqual(await contentOf(ctx, second.id), second.content)
    })

    test('a person quotes a message of either side: it is named by our id, with the beginning of its text', async () => {
      await using ctx = await openWithBot(backend)
      const long = `${'palabra '.repeat(11)}👨‍👩‍👧‍👦👨‍👩‍👧‍👦 y más`
      const own = await sent(ctx, ana, { type: 'text', text: long })
      const first = await anaWrites(ctx, 'wamid.first')
      const quote = async (wamid: string, contextWamid: string, phone = ana) => {
        const fact = inboundFact(wamid, { contextWamid, contextFrom: '593', person: { phone } })
        await ingestFacts(ctx.store, [fact])
        const { bubble, context } = eventBodies(ctx, 'message').at(-1) as Record<string, Record<string, unknown>>
        return { quoted: bubble?.quoted, context }
      }
      const text = `${'palabra '.repeat(11)}👨‍👩‍👧‍👦…`
      const ofOwn = { messageId: own.id, wamid: own.wamid, text }
      assert.deepEqual(await quote('wamid.2', own.wamid), { quoted: ofOwn, context: { ...ofOwn, from: '593' } })
      const ofHers = { messageId: first, wamid: 'wamid.first', text: 'hola' }
      assert.deepEqual(await quote('wamid.3', 'wamid.first'), { quoted: ofHers, context: { ...ofHers, from: '593' } })
      for (const [wamid, phone] of [
        ['wamid.unknown', ana],
        [own.wamid, beto],
        ['wamid.first', beto],
      ] as const) {
        const unnamed = { quoted: undefined, context: { wamid, from: '593' } }
        assert.deepEqual(await quote(`wamid.of.${phone}.${wamid}`, wamid, phone), unnamed)
      }
    })

    test("only a person's message can be marked as read: by our id or its wamid, of this bot", async () => {
      await using ctx = await openWithBot(backend)
      await ctx.store.putBot(testBot({ id: 'bot_other' }))
      const id = await anaWrites(ctx, 'wamid.in')
      const own = await sent(ctx)
      for (const named of [id, 'wamid.in'])
        assert.deepEqual(await ctx.store.receivedMessage('bot_test', named), { id, wamid: 'wamid.in' })
      for (const named of [own.id, own.wamid, 'msg_unknown', 'wamid.unknown'])
        assert.equal(await ctx.store.receivedMessage('bot_test', named), undefined, named)
      assert.equal(await ctx.store.receivedMessage('bot_other', id), undefined)
    })

    test('what comes in for a bot that marks as read is reported after the commit, once', async () => {
      for (const asks of [{ autoRead: true }, { autoTyping: true }, {}]) {
        const received: string[] = []
        const onWakeup = (wakeup: Wakeup) => wakeup.kind === 'received' && received.push(wakeup.wamid)
        await using ctx = await openWithBot(backend, { bot: asks, onWakeup })
        await anaWrites(ctx, 'wamid.in')
        await ingestFacts(ctx.store, [inboundFact('wamid.in'), inboundFact('wamid.group', { groupId: 'g' })])
        assert.deepEqual(received, 'autoRead' in asks || 'autoTyping' in asks ? ['wamid.in'] : [])
      }
    })

    test('a number with two spellings is one person', async () => {
      await using ctx = await openWithBot(backend)
      const own = await sent(ctx, '5511987654321')
      assert.deepEqual(await acceptAll(ctx.store, t0, [reply(ctx, own.id, '551187654321')]), { kind: 'accepted' })
    })
  })
}
