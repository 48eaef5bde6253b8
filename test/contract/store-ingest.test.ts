/** Promise 7: nothing inbound is lost, nothing is told twice, and what cannot be placed or read is kept where it can be seen. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fact, TemplateChange } from '../../src/model/inbound.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import type { IngestResult } from '../../src/store/inbound/records.ts'
import { attemptStatus, inboundFact, tell, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import {
  acceptAll,
  type Backend,
  backends,
  claimAll,
  idsOf,
  noId,
  settleSent,
  testBot,
  textMessage,
} from '../support/store.ts'

const none: IngestResult = {
  messages: 0,
  duplicates: 0,
  statuses: 0,
  orphans: 0,
  changes: 0,
  unrouted: 0,
  unreadable: 0,
}

async function openWithBot(backend: Backend) {
  const it = await backend.open()
  await it.store.putBot(testBot())
  return it
}

const eventsOf = (it: TestStore, type: string) =>
  it.rows(`select body from events where type = '${type}' order by seq`).map(({ body }) => JSON.parse(String(body)))

for (const backend of backends) {
  describe(`promise 7: ingest (${backend.name})`, () => {
    test('a batch of 27 messages and 27 statuses: 27 of each, each with its event', async () => {
      await using it = await openWithBot(backend)
      const messages = Array.from({ length: 27 }, (_, index) => textMessage(it.newId, `5939${10_000_000 + index}`))
      await acceptAll(it.store, t0, messages)
      for (const claimed of (await claimAll(it.store, t0)).messages) await settleSent(it.store, claimed, t0)
      const batch: Fact[] = messages.flatMap((message, index) => [
        inboundFact(`wamid.in.${index}`),
        attemptStatus(message.id, 1, 'delivered'),
      ])
      assert.deepEqual(await tell(it.store, batch), { ...none, messages: 27, statuses: 27 })
      await it.reopen()
      assert.equal(eventsOf(it, 'message').length, 27)
      assert.deepEqual(
        eventsOf(it, 'delivered_user').map((event) => event.messageId),
        idsOf(messages),
      )
    })

    test('a duplicate is known by bot and wamid, counted, and told once', async () => {
      await using it = await openWithBot(backend)
      await it.store.putBot(testBot({ id: 'bot_other' }))
      const fact = inboundFact('wamid.1')
      assert.deepEqual(await tell(it.store, [fact, fact]), { ...none, messages: 1, duplicates: 1 })
      await it.reopen()
      const again = await tell(it.store, [fact, inboundFact('wamid.1', { phoneNumberId: 'phone-bot_other' })])
      assert.deepEqual(again, { ...none, messages: 1, duplicates: 1 })
      assert.deepEqual(
        eventsOf(it, 'message').map((event) => event.botId),
        ['bot_test', 'bot_other'],
      )
    })

    test('equal text at the same moment under other wamids are other messages', async () => {
      await using it = await openWithBot(backend)
      const facts = Array.from({ length: 20 }, (_, index) => inboundFact(`wamid.${index}`))
      assert.equal((await tell(it.store, facts)).messages, 20)
    })

    test('200 first messages at once: 200 events; one new user stays one user', async () => {
      await using it = await openWithBot(backend)
      const other = (index: number) => ({ person: { phone: `5939${10_000_000 + index}` } })
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          Promise.all([
            tell(it.store, [inboundFact(`wamid.same.${index}`)]),
            tell(it.store, [inboundFact(`wamid.other.${index}`, other(index))]),
          ]),
        ),
      )
      assert.equal(eventsOf(it, 'message').length, 200)
      assert.equal(it.rows('select * from conversations').length, 101)
    })

    test('a number that no bot has: kept and counted, the rest of the batch is placed', async () => {
      await using it = await openWithBot(backend)
      const unknown = inboundFact('wamid.1', { phoneNumberId: '999' })
      assert.deepEqual(await tell(it.store, [unknown, inboundFact('wamid.2')]), { ...none, messages: 1, unrouted: 1 })
      const [kept] = it.rows('select reason, raw from unplaced')
      assert.deepEqual(JSON.parse(String(kept?.raw)), unknown)
    })

    test("a signature of another app's: nothing is stored for the bot", async () => {
      await using it = await openWithBot(backend)
      const counts = await it.store.ingest([inboundFact('wamid.1')], {
        receivedAt: t0,
        appSecret: 'the secret of another app',
      })
      assert.deepEqual(counts, { ...none, unrouted: 1 })
      assert.deepEqual([it.rows('select * from inbound'), eventsOf(it, 'message')], [[], []])
    })

    test('what cannot be read is kept and counted', async () => {
      await using it = await openWithBot(backend)
      const fact: Fact = { kind: 'unreadable', reason: 'no wamid', raw: { strange: true } }
      assert.deepEqual(await tell(it.store, [fact, inboundFact('wamid.1')]), { ...none, messages: 1, unreadable: 1 })
      assert.equal(it.rows('select reason from unplaced')[0]?.reason, 'no wamid')
    })

    test('a webhook whose writing fails stores nothing of itself, and can be told again', async () => {
      let isBroken = true
      const newId = (kind: string) => (isBroken && kind === 'evt' ? noId : `${kind}_${Math.random()}`)
      await using it = await backend.open({ newId })
      await it.store.putBot(testBot())
      const batch = [inboundFact('wamid.1'), inboundFact('wamid.2')]
      await assert.rejects(tell(it.store, batch))
      assert.deepEqual(it.rows('select * from inbound'), [])
      isBroken = false
      assert.deepEqual(await tell(it.store, batch), { ...none, messages: 2 })
    })

    test('the event is the documented envelope', async () => {
      await using it = await openWithBot(backend)
      await it.store.putEndpoint(testEndpoint('ep', ['message']))
      await tell(
        it.store,
        [inboundFact('wamid.1', { person: { phone: '593987654321', scopedId: 'EC.x1', name: 'Ana' } })],
        t0 + 7,
      )
      const [event] = eventsOf(it, 'message')
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
      const { deliveries } = await it.store.claimDeliveries({
        endpointId: 'ep',
        limit: 9,
        now: t0 + 7,
        inFlight: new Set(),
      })
      assert.deepEqual(
        deliveries.map((delivery) => [delivery.eventId, delivery.userId, delivery.type, JSON.parse(delivery.body)]),
        [[eventId, '593987654321', 'message', event]],
      )
      const found = await it.store.timeline('bot_test', messageId)
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
    const told: [Partial<TemplateChange>, Partial<TemplateDefinition>, string][] = [
      [{ value: 'PAUSED' }, { status: 'PAUSED' }, 'template_status'],
      [{ value: 'REINSTATED' }, { status: 'APPROVED' }, 'template_status'],
      [{ change: 'quality', value: 'RED' }, { quality: 'RED' }, 'template_quality'],
      [{ change: 'category', value: 'MARKETING' }, { category: 'MARKETING' }, 'template_category'],
    ]
    for (const [changes, expected, event] of told) {
      test(`${changes.change ?? 'status'} ${changes.value} changes the stored template and is told`, async () => {
        await using it = await openWithBot(backend)
        await it.store.putTemplate('bot_test', definition, t0)
        assert.deepEqual(await tell(it.store, [change(changes)]), { ...none, changes: 1 })
        assert.deepEqual(await it.store.templates('bot_test'), [{ ...definition, ...expected }])
        assert.deepEqual(
          eventsOf(it, event).map((one) => [one.botId, one.value]),
          [['bot_test', changes.value]],
        )
      })
    }

    test('a template that is not stored, and an account change, are told all the same', async () => {
      await using it = await openWithBot(backend)
      await it.store.putBot(
        testBot({ id: 'bot_2', channel: { ...testBot({ id: 'bot_2' }).channel, wabaId: 'waba-bot_test' } }),
      )
      const account: Fact = { kind: 'account', wabaId: 'waba-bot_test', field: 'account_update', raw: { event: 'BAN' } }
      assert.deepEqual(await tell(it.store, [change({}), account]), { ...none, changes: 2 })
      assert.deepEqual(
        [...eventsOf(it, 'template_status'), ...eventsOf(it, 'account')].map((event) => event.botId),
        ['bot_2', 'bot_test', 'bot_2', 'bot_test'],
      )
      const stranger = await tell(it.store, [{ ...account, wabaId: 'waba-unknown' }])
      assert.deepEqual(stranger, { ...none, unrouted: 1 })
    })
  })
}
