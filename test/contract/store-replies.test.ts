/**
 * Senders and their answers: people by number, rewritten number or scoped id; payloads of any length; a notification's
 * reply.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { InboundMessage, Person } from '../../src/model/inbound/inbound.ts'
import type { Content } from '../../src/model/message/content.ts'
import { attemptStatus, inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimOne, settleSent, testBot, textMessage, wamidOf } from '../support/store.ts'
import { eventBodies, openWithBot } from '../support/store-fixtures.ts'

const ana = '593987654321'

let lastWamid = 0

/** The bot webhook's event when this person writes. */
async function receive(ctx: TestStore, person: Person, changes: Partial<InboundMessage> = {}, at = t0) {
  await ingestFacts(ctx.store, [inboundFact(`wamid.in.${lastWamid++}`, { person, sentAt: at, ...changes })], at)
  return eventBodies(ctx, 'message').at(-1)
}

async function send(ctx: TestStore, userId: string, changes = {}, now = t0) {
  const message = textMessage(ctx.newId, userId, 'hola', changes)
  await acceptAll(ctx.store, now, [message])
  await settleSent(ctx.store, await claimOne(ctx.store, now), now)
  return message
}

for (const backend of backends) {
  describe(`people (${backend.name})`, () => {
    test('a number that Meta rewrites (Brazil, Mexico) stays the user that was written to', async () => {
      await using ctx = await openWithBot(backend)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '5511987654321')])
      const claimed = await claimOne(ctx.store, t0)
      await ctx.store.settle(claimed, { kind: 'sent', wamid: 'wamid.1', recipientId: '551187654321' }, t0)
      assert.equal((await receive(ctx, { phone: '551187654321' })).userId, '5511987654321')
      assert.equal(ctx.rows('select * from conversations').length, 1)
    })

    test('a rewritten number is learnt from a status too, when the answer was lost', async () => {
      await using ctx = await openWithBot(backend)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '5215512345678')])
      const claimed = await claimOne(ctx.store, t0)
      await ingestFacts(ctx.store, [attemptStatus(claimed.id, 1, 'sent', { recipient: { phone: '525512345678' } })])
      assert.equal((await receive(ctx, { phone: '525512345678' })).userId, '5215512345678')
    })

    test('a person without a number, who later shows one, stays one user', async () => {
      await using ctx = await openWithBot(backend)
      const scopedId = 'EC.1a2b3c'
      assert.equal((await receive(ctx, { scopedId, name: 'Ana' })).userId, scopedId)
      assert.equal((await receive(ctx, { scopedId, phone: ana })).userId, scopedId)
      assert.equal((await receive(ctx, { phone: ana })).userId, scopedId)
      assert.equal(ctx.rows('select * from conversations').length, 1)
    })

    test('a person with both who changes the number stays one user', async () => {
      await using ctx = await openWithBot(backend)
      const scopedId = 'EC.1a2b3c'
      assert.equal((await receive(ctx, { phone: ana, scopedId })).userId, ana)
      assert.equal((await receive(ctx, { phone: '593900000009', scopedId })).userId, ana)
      assert.equal((await receive(ctx, { phone: '593900000009' })).userId, ana)
    })

    test('a scoped id in the answer does not become a number', async () => {
      await using ctx = await openWithBot(backend)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana)])
      const claimed = await claimOne(ctx.store, t0)
      await ctx.store.settle(claimed, { kind: 'sent', wamid: 'wamid.1', recipientId: 'EC.1a2b3c' }, t0)
      assert.equal((await receive(ctx, { scopedId: 'EC.1a2b3c' })).userId, ana)
    })

    test('a message to a scoped id is addressed by it', async () => {
      await using ctx = await openWithBot(backend)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, 'EC.1a2b3c')])
      assert.deepEqual((await claimOne(ctx.store, t0)).recipient, { scopedId: 'EC.1a2b3c' })
    })

    test("the 24-hour window runs from the person's last message, not from a repetition of it", async () => {
      await using ctx = await openWithBot(backend)
      const first = inboundFact('wamid.first', { sentAt: t0 })
      await ingestFacts(ctx.store, [first], t0 + 1)
      await ingestFacts(ctx.store, [inboundFact('wamid.older', { sentAt: t0 - 5_000 })], t0 + 2)
      await ingestFacts(ctx.store, [first], t0 + 86_400_000)
      assert.equal(ctx.rows('select last_inbound_at from conversations')[0]?.last_inbound_at, t0)
    })
  })

  describe(`answers (${backend.name})`, () => {
    const long = 'x'.repeat(5_000)
    const pressed: [string, Content, number[], Record<string, unknown>][] = [
      [
        'an option with a payload of 5,000 characters',
        { type: 'options', text: '?', options: [{ title: 'No' }, { title: 'Yes', payload: long, id: 'yes' }] },
        [1],
        { payload: long, id: 'yes', index: 1 },
      ],
      [
        'an option without payload',
        { type: 'options', text: '?', options: [{ title: 'No' }] },
        [0],
        { payload: 'No', index: 0 },
      ],
      [
        'a quick reply',
        { type: 'quick_reply', text: '?', replies: [{ title: 'Sí' }, { title: 'No' }] },
        [1],
        { payload: 'No', index: 1 },
      ],
      [
        'a button of a carousel',
        {
          type: 'carousel',
          text: '?',
          cards: [
            {
              header: { kind: 'image', link: 'https://example.com/a.png' },
              action: { kind: 'quick_reply', replies: [{ title: 'A', payload: long }] },
            },
          ],
        },
        [0, 0],
        { payload: long, cardIndex: 0, index: 0 },
      ],
    ]
    for (const [name, content, indexes, expected] of pressed) {
      test(`${name} comes back with the caller's payload`, async () => {
        await using ctx = await openWithBot(backend)
        const { id } = await send(ctx, ana, { content })
        const reference = { messageId: id, indexes }
        const event = await receive(
          ctx,
          { phone: ana },
          {
            bubble: { type: 'OPTION', text: 'pressed' },
            contextWamid: wamidOf(id, 1),
            pressed: { id: `${id}:${indexes.join(':')}`, reference },
          },
        )
        const { id: optionId, ...rest } = expected
        const bubble = { type: 'OPTION', text: 'pressed', ...rest, ...(optionId ? { id: optionId } : {}) }
        assert.deepEqual(event.bubble, bubble)
        assert.deepEqual(event.context, { messageId: id, wamid: wamidOf(id, 1) })
      })
    }

    test("a template button's edge payload is parsed; any other text stays unchanged", async () => {
      await using ctx = await openWithBot(backend)
      const edge = { type: 'edge', action: 'setSkill', skillId: '12' }
      const payloads: [string, unknown][] = [
        [JSON.stringify(edge), edge],
        ['STOP', 'STOP'],
        ['{broken', '{broken'],
      ]
      for (const [id, payload] of payloads) {
        const event = await receive(ctx, { phone: ana }, { pressed: { id }, bubble: { type: 'BUTTON' } })
        assert.deepEqual(event.bubble, { type: 'BUTTON', payload })
      }
    })

    test('a reference to a message of another bot, or to a missing option, reveals nothing', async () => {
      await using ctx = await openWithBot(backend)
      await ctx.store.putBot(testBot({ id: 'bot_other' }))
      const { id } = await send(ctx, ana, {
        content: { type: 'options', text: '?', options: [{ title: 'A', payload: 'secret' }] },
      })
      const tap = (indexes: number[], phoneNumberId = 'phone-bot_test') =>
        receive(
          ctx,
          { phone: ana },
          { phoneNumberId, pressed: { id: 'as sent', reference: { messageId: id, indexes } } },
        )
      assert.equal((await tap([0], 'phone-bot_other')).bubble.payload, 'as sent')
      assert.equal((await tap([7])).bubble.payload, 'as sent')
      assert.equal((await tap([0])).bubble.payload, 'secret')
    })

    test('the first answer to a notification is reported as its reply, once', async () => {
      await using ctx = await openWithBot(backend)
      const notification = await send(ctx, ana, { kind: 'notification', elementName: 'welcome', campaignId: 'c1' })
      const answer = await receive(ctx, { phone: ana }, {}, t0 + 1_000)
      await receive(ctx, { phone: ana }, {}, t0 + 2_000)
      await receive(ctx, { phone: ana }, { contextWamid: wamidOf(notification.id, 1) }, t0 + 3_000)
      const replies = eventBodies(ctx, 'reply')
      assert.equal(replies.length, 1)
      assert.deepEqual(
        [replies[0].messageId, replies[0].sentStatus, replies[0].campaignId, replies[0].reply.messageId],
        [notification.id, 'REPLY', 'c1', answer.messageId],
      )
      assert.equal((await ctx.store.timeline('bot_test', notification.id))?.sentStatus, 'REPLY')
    })

    test("after a day, without a quotation, a person's message answers no notification", async () => {
      await using ctx = await openWithBot(backend)
      const notification = await send(ctx, ana, { kind: 'notification' })
      await receive(ctx, { phone: ana }, {}, t0 + 86_400_000)
      assert.deepEqual(eventBodies(ctx, 'reply'), [])
      await receive(ctx, { phone: ana }, { contextWamid: wamidOf(notification.id, 1) }, t0 + 86_400_001)
      assert.equal(eventBodies(ctx, 'reply').length, 1)
    })

    test('an answer to a session message is no reply event, but names the message that it answers', async () => {
      await using ctx = await openWithBot(backend)
      const { id } = await send(ctx, ana)
      const event = await receive(ctx, { phone: ana }, { contextWamid: wamidOf(id, 1) })
      assert.deepEqual([event.context.messageId, eventBodies(ctx, 'reply')], [id, []])
    })
  })
}
