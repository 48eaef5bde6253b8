/**
 * Items that are only recorded: echoes, history, groups, WhatsApp's own messages. They are in the conversation and have
 * no other effect.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Echo, HistoryThread, RecordedMessage } from '../../src/model/inbound/inbound.ts'
import type { Skill } from '../../src/model/skill/skill.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, type Backend, backends, claimOne, settleSent, textMessage } from '../support/store.ts'
import { eventBodies, openWithBot } from '../support/store-fixtures.ts'

const botId = 'bot_test'
const ana = '593987654321'
const phoneNumberId = 'phone-bot_test'
const dayMs = 86_400_000

const open = (backend: Backend) =>
  openWithBot(backend, { bot: { gatherMs: 1_000 }, events: ['message', 'message_echo', 'history'] })

const recorded = (wamid: string, changes: Partial<RecordedMessage> = {}): RecordedMessage => ({
  wamid,
  by: 'business',
  sentAt: t0 - dayMs,
  bubble: { type: 'text', text: wamid },
  ...changes,
})
const echo = (wamid: string): Echo => ({
  kind: 'echo',
  phoneNumberId,
  person: { phone: ana },
  message: recorded(wamid, { sentAt: t0 }),
})
const previous = (...messages: RecordedMessage[]): HistoryThread => ({
  kind: 'history',
  phoneNumberId,
  person: { phone: ana },
  messages,
  chunk: { phase: 0 },
})

/** A notification that left, and a skill that would receive messages. */
async function awaiting(ctx: TestStore) {
  const skill = { id: 'k', botId, name: 'k', kind: 'messages', messages: [], createdAt: 1, updatedAt: 1 }
  await ctx.store.putSkill(skill as unknown as Skill)
  const note = textMessage(ctx.newId, ana, 'n', {
    kind: 'notification',
    elementName: 'e',
    actions: { setSkill: { id: 'k' } },
  })
  await acceptAll(ctx.store, t0, [note])
  await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
  return note
}

const unchanged = async (ctx: TestStore) => {
  const known = await ctx.store.user(botId, ana, t0)
  assert.equal(known?.lastInboundAt, undefined, 'a window')
  assert.deepEqual(ctx.rows('select seq from skill_runs'), [], 'a run')
  assert.deepEqual([eventBodies(ctx, 'reply'), eventBodies(ctx, 'skill_message')], [[], []])
}

for (const backend of backends) {
  describe(`only recorded (${backend.name})`, () => {
    test('an echo is the business in the history, reported once by its own event, and changes nothing else', async () => {
      await using ctx = await open(backend)
      await awaiting(ctx)
      const counts = await ingestFacts(ctx.store, [echo('w.1'), echo('w.1')])
      assert.deepEqual([counts.messages, counts.duplicates], [1, 1])
      const [event, ...others] = eventBodies(ctx, 'message_echo')
      assert.deepEqual(
        [event.userId, event.owner, event.bubble, others],
        [ana, 'business', { type: 'text', text: 'w.1' }, []],
      )
      const [item] = await ctx.store.history({ botId, messageId: event.messageId }, 0, 10)
      assert.ok(item?.direction === 'in')
      assert.deepEqual([item.isOfBusiness, item.origin, item.userId], [true, 'echo', ana])
      assert.equal((await ctx.store.timeline(botId, event.messageId))?.direction, 'out')
      assert.deepEqual(eventBodies(ctx, 'message'), [])
      await unchanged(ctx)
    })

    test('history is at its own time, each message with its author; it starts no skill and is no reply', async () => {
      await using ctx = await open(backend)
      await awaiting(ctx)
      await ingestFacts(
        ctx.store,
        [previous(recorded('h.2', { sentAt: t0 - 1_000 }), recorded('h.1', { by: 'person' }))],
        t0 + 5,
      )
      const items = await ctx.store.history({ botId, userId: ana }, 0, 10)
      assert.deepEqual(
        items.map((item) => (item.direction === 'in' ? [item.bubble.text, item.isOfBusiness] : item.direction)),
        ['out', ['h.2', true], ['h.1', false]],
      )
      const [event] = eventBodies(ctx, 'history')
      assert.deepEqual(
        event.messages.map(({ wamid, owner }: { wamid: string; owner: string }) => [wamid, owner]),
        [
          ['h.2', 'business'],
          ['h.1', 'user'],
        ],
      )
      assert.deepEqual([event.phase, eventBodies(ctx, 'message')], [0, []])
      await unchanged(ctx)
    })

    test('a long conversation comes in several events, none of them large', async () => {
      await using ctx = await open(backend)
      const long = 'x'.repeat(9_000)
      const messages = Array.from({ length: 130 }, (_, n) =>
        recorded(`h.${n}`, n < 20 ? { bubble: { type: 'text', text: long } } : {}),
      )
      assert.equal((await ingestFacts(ctx.store, [previous(...messages)])).messages, 130)
      const parts = eventBodies(ctx, 'history')
      assert.ok(parts.length >= 4 && parts.length < 10, `${parts.length} events`)
      for (const part of parts) assert.ok(JSON.stringify(part).length < 80_000)
      const wamids = parts.flatMap(({ messages: part }) => part.map(({ wamid }: { wamid: string }) => wamid))
      assert.deepEqual(
        wamids,
        messages.map(({ wamid }) => wamid),
      )
    })

    test('the file of a placeholder replaces it, once', async () => {
      await using ctx = await open(backend)
      await ingestFacts(ctx.store, [
        previous(recorded('h.1', { bubble: { type: 'unsupported', original: 'media_placeholder' } })),
      ])
      const file = previous(recorded('h.1', { bubble: { type: 'image' }, media: { id: 'm1' } }))
      assert.equal((await ingestFacts(ctx.store, [file])).messages, 1)
      assert.equal((await ingestFacts(ctx.store, [file])).duplicates, 1)
      const [first, ...others] = await ctx.store.history({ botId, userId: ana }, 0, 10)
      assert.ok(first?.direction === 'in')
      assert.deepEqual([first.bubble.type, others], ['image', []])
      assert.equal(ctx.rows('select id from media_files').length, 1)
    })

    for (const [name, changes] of [
      ['to a group', { groupId: 'Y2Fwa', bubble: { type: 'text', text: 'all', groupId: 'Y2Fwa' } }],
      ["of WhatsApp's own", { bubble: { type: 'system', text: 'Ana is a business now' } }],
    ] as const) {
      test(`a message ${name} is reported and stored, by itself, and changes nothing else`, async () => {
        await using ctx = await open(backend)
        await awaiting(ctx)
        await ingestFacts(ctx.store, [inboundFact('w.1', { ...changes, contextWamid: 'wamid.quoted' })])
        const [event] = eventBodies(ctx, 'message')
        assert.deepEqual(event.bubble, changes.bubble)
        const [item] = await ctx.store.history({ botId, messageId: event.messageId }, 0, 10)
        assert.ok(item?.direction === 'in')
        assert.deepEqual(item.bubble, changes.bubble)
        assert.deepEqual(ctx.rows(`select held_since from deliveries where held_since is not null`), [])
        await unchanged(ctx)
      })
    }

    for (const [name, sentAt, isReply] of [
      ['before the notification left', t0 - 1_000, false],
      ['in the second in which it left', t0, true],
      ['after it', t0 + 1_000, true],
      ['more than a day after it', t0 + dayMs + 1_000, false],
    ] as const) {
      test(`a message written ${name} is ${isReply ? 'its' : 'no'} reply`, async () => {
        await using ctx = await open(backend)
        const note = textMessage(ctx.newId, ana, 'n', { kind: 'notification', elementName: 'e' })
        await acceptAll(ctx.store, t0, [note])
        await settleSent(ctx.store, await claimOne(ctx.store, t0), t0 + 700)
        await ingestFacts(ctx.store, [inboundFact('w.1', { sentAt })], t0 + 2 * dayMs)
        assert.equal(eventBodies(ctx, 'reply').length, isReply ? 1 : 0)
      })
    }

    test('an answer that quotes a message to another number is no answer to it', async () => {
      await using ctx = await open(backend)
      const note = await awaiting(ctx)
      const stranger = { person: { phone: '593911111111' }, contextWamid: `wamid.${note.id}.1` }
      await ingestFacts(ctx.store, [inboundFact('w.1', stranger)])
      assert.deepEqual(
        [eventBodies(ctx, 'reply'), eventBodies(ctx, 'message')[0].context],
        [[], { wamid: `wamid.${note.id}.1` }],
      )
    })
  })
}
