/**
 * Promise 7: nothing inbound is lost, nothing is reported twice, and items that cannot be placed or read are stored
 * visibly.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fact, TemplateChange } from '../../src/model/inbound/inbound.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import type { IngestResult } from '../../src/store/inbound/records.ts'
import { attemptStatus, inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, idsOf, noId, settleSent, testBot, textMessage } from '../support/store.ts'
import { eventBodies, openWithBot } from '../support/store-fixtures.ts'

const none: IngestResult = {
  messages: 0,
  duplicates: 0,
  statuses: 0,
  orphans: 0,
  changes: 0,
  unrouted: 0,
  unreadable: 0,
}

for (const backend of backends) {
  describe(`promise 7: ingest (${backend.name})`, () => {
    test('a batch of 27 messages and 27 statuses: 27 of each, each with its event', async () => {
      await using ctx = await openWithBot(backend)
      const messages = Array.from({ length: 27 }, (_, index) => textMessage(ctx.newId, `5939${10_000_000 + index}`))
      await acceptAll(ctx.store, t0, messages)
      for (const claimed of (await claimAll(ctx.store, t0)).messages) await settleSent(ctx.store, claimed, t0)
      const batch: Fact[] = messages.flatMap((message, index) => [
        inboundFact(`wamid.in.${index}`),
        attemptStatus(message.id, 1, 'delivered'),
      ])
      assert.deepEqual(await ingestFacts(ctx.store, batch), { ...none, messages: 27, statuses: 27 })
      await ctx.reopen()
      assert.equal(eventBodies(ctx, 'message').length, 27)
      assert.deepEqual(
        eventBodies(ctx, 'delivered_user').map((event) => event.messageId),
        idsOf(messages),
      )
    })

    test('a duplicate is recognised by bot and wamid, counted, and reported once', async () => {
      await using ctx = await openWithBot(backend)
      await ctx.store.putBot(testBot({ id: 'bot_other' }))
      const fact = inboundFact('wamid.1')
      assert.deepEqual(await ingestFacts(ctx.store, [fact, fact]), { ...none, messages: 1, duplicates: 1 })
      await ctx.reopen()
      const again = await ingestFacts(ctx.store, [fact, inboundFact('wamid.1', { phoneNumberId: 'phone-bot_other' })])
      assert.deepEqual(again, { ...none, messages: 1, duplicates: 1 })
      assert.deepEqual(
        eventBodies(ctx, 'message').map((event) => event.botId),
        ['bot_test', 'bot_other'],
      )
    })

    test('equal text at the same moment under other wamids are other messages', async () => {
      await using ctx = await openWithBot(backend)
      const facts = Array.from({ length: 20 }, (_, index) => inboundFact(`wamid.${index}`))
      assert.equal((await ingestFacts(ctx.store, facts)).messages, 20)
    })

    test('200 first messages at once: 200 events; one new user stays one user', async () => {
      await using ctx = await openWithBot(backend)
      const other = (index: number) => ({ person: { phone: `5939${10_000_000 + index}` } })
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          Promise.all([
            ingestFacts(ctx.store, [inboundFact(`wamid.same.${index}`)]),
            ingestFacts(ctx.store, [inboundFact(`wamid.other.${index}`, other(index))]),
          ]),
        ),
      )
      assert.equal(eventBodies(ctx, 'message').length, 200)
      assert.equal(ctx.rows('select * from conversations').length, 101)
    })

    test('a number without a bot: stored and counted, the rest of the batch is processed', async () => {
      await using ctx = await openWithBot(backend)
      const unknown = inboundFact('wamid.1', { phoneNumberId: '999' })
      assert.deepEqual(await ingestFacts(ctx.store, [unknown, inboundFact('wamid.2')]), {
        ...none,
        messages: 1,
        unrouted: 1,
      })
      const [retained] = ctx.rows('select reason, raw from unplaced')
      assert.deepEqual(JSON.parse(String(retained?.raw)), unknown)
    })

    test('a signature of another app: nothing is stored for the bot', async () => {
      await using ctx = await openWithBot(backend)
      const counts = await ctx.store.ingest([inboundFact('wamid.1')], {
        receivedAt: t0,
        appSecret: 'the secret of another app',
      })
      assert.deepEqual(counts, { ...none, unrouted: 1 })
      assert.deepEqual([ctx.rows('select * from inbound'), eventBodies(ctx, 'message')], [[], []])
    })

    test('an unreadable item is stored and counted', async () => {
      await using ctx = await openWithBot(backend)
      const fact: Fact = { kind: 'unreadable', reason: 'no wamid', raw: { strange: true } }
      assert.deepEqual(await ingestFacts(ctx.store, [fact, inboundFact('wamid.1')]), {
        ...none,
        messages: 1,
        unreadable: 1,
      })
      assert.equal(ctx.rows('select reason from unplaced')[0]?.reason, 'no wamid')
    })

    test('a webhook whose write fails stores nothing, and can be repeated', async () => {
      let isBroken = true
      const newId = (kind: string) => (isBroken && kind === 'evt' ? noId : `${kind}_${Math.random()}`)
      await using ctx = await backend.open({ newId })
      await ctx.store.putBot(testBot())
      const batch = [inboundFact('wamid.1'), inboundFact('wamid.2')]
      await assert.rejects(ingestFacts(ctx.store, batch))
      assert.deepEqual(ctx.rows('select * from inbound'), [])
      isBroken = false
      assert.deepEqual(await ingestFacts(ctx.store, batch), { ...none, messages: 2 })
    })

    test('the event is the documented envelope', async () => {
      await using ctx = await openWithBot(backend)
      await ctx.store.putEndpoint(testEndpoint('ep', ['message']))
      await ingestFacts(
        ctx.store,
        [inboundFact('wamid.1', { person: { phone: '593987654321', scopedId: 'EC.x1', name: 'Ana' } })],
        t0 + 7,
      )
      const [event] = eventBodies(ctx, 'message')
      const { messageId, eventId, ...rest } = event
      assert.match(messageId, /^msg_/)
      assert.deepEqual(rest, {
        bubble: { type: 'TEXT', text: 'hola' },
        names: 'Ana',
        userId: '593987654321',
        botId: 'bot_test',
        received: t0,
        status: 'created',
        owner: 'user',
        state: 'auto',
        wamid: 'wamid.1',
        scopedId: 'EC.x1',
      })
      const { deliveries } = await ctx.store.claimDeliveries({
        endpointId: 'ep',
        limit: 9,
        now: t0 + 7,
        inFlight: new Set(),
      })
      assert.deepEqual(
        deliveries.map((delivery) => [delivery.eventId, delivery.userId, delivery.type, JSON.parse(delivery.body)]),
        [[eventId, '593987654321', 'message', event]],
      )
      const found = await ctx.store.timeline('bot_test', messageId)
      assert.deepEqual([found?.direction, found?.state, found?.wamid], ['in', 'received', 'wamid.1'])
    })
  })

  describe(`template and account changes (${backend.name})`, () => {
    const definition: TemplateDefinition = {
      elementName: 'welcome',
      language: 'es_MX',
      category: 'UTILITY',
      status: 'APPROVED',
      components: [{ type: 'BODY', text: 'Hola' }],
    }
    const change = (changes: Partial<TemplateChange>): TemplateChange => ({
      kind: 'template',
      wabaId: 'waba-bot_test',
      change: 'status',
      elementName: 'welcome',
      language: 'es_MX',
      value: 'PAUSED',
      raw: { event: 'PAUSED' },
      ...changes,
    })
    const reported: [Partial<TemplateChange>, Partial<TemplateDefinition>, string][] = [
      [{ value: 'PAUSED' }, { status: 'PAUSED' }, 'template_status'],
      [{ value: 'REINSTATED' }, { status: 'APPROVED' }, 'template_status'],
      [{ change: 'quality', value: 'RED' }, { quality: 'RED' }, 'template_quality'],
      [{ change: 'category', value: 'MARKETING' }, { category: 'MARKETING' }, 'template_category'],
    ]
    for (const [changes, expected, event] of reported) {
      test(`${changes.change ?? 'status'} ${changes.value} changes the stored template and is reported`, async () => {
        await using ctx = await openWithBot(backend)
        await ctx.store.putTemplate('bot_test', definition, t0)
        assert.deepEqual(await ingestFacts(ctx.store, [change(changes)]), { ...none, changes: 1 })
        assert.deepEqual(await ctx.store.templates('bot_test'), [{ ...definition, ...expected }])
        assert.deepEqual(
          eventBodies(ctx, event).map((one) => [one.botId, one.value]),
          [['bot_test', changes.value]],
        )
      })
    }

    test('a change of an unknown template, and an account change, are reported all the same', async () => {
      await using ctx = await openWithBot(backend)
      await ctx.store.putBot(
        testBot({ id: 'bot_2', channel: { ...testBot({ id: 'bot_2' }).channel, wabaId: 'waba-bot_test' } }),
      )
      const account: Fact = { kind: 'account', wabaId: 'waba-bot_test', field: 'account_update', raw: { event: 'BAN' } }
      assert.deepEqual(await ingestFacts(ctx.store, [change({}), account]), { ...none, changes: 2 })
      assert.deepEqual(
        [...eventBodies(ctx, 'template_status'), ...eventBodies(ctx, 'account')].map((event) => event.botId),
        ['bot_2', 'bot_test', 'bot_2', 'bot_test'],
      )
      const stranger = await ingestFacts(ctx.store, [{ ...account, wabaId: 'waba-unknown' }])
      assert.deepEqual(stranger, { ...none, unrouted: 1 })
    })
  })
}
