/**
 * Promise 14: Meta's additional facts reach the bot: with the event, in the timeline where a status causes none, and as
 * Meta's own item for a bot that asks for it. And a template's category: the warning first, then the change, never the
 * reverse.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readWebhook } from '../../src/inbound/ingest.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import type { TemplateNotice } from '../../src/model/template/record.ts'
import type { Store } from '../../src/store/store.ts'
import { ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimOne, settleSent, testBot, textMessage } from '../support/store.ts'
import { eventBodies } from '../support/store-fixtures.ts'

type Json = Record<string, unknown>

const person = '593987654321'
const contact = {
  profile: { name: 'Ana', username: '@ana' },
  wa_id: person,
  user_id: 'EC.1',
  parent_user_id: 'EC.ENT.1',
  identity_key_hash: 'key',
}

function factsOf(field: string, value: Json, time = t0 / 1_000) {
  const metadata = { phone_number_id: 'phone-bot_test' }
  const changes = [{ field, value: { metadata, ...value } }]
  return readWebhook(JSON.stringify({ entry: [{ id: 'waba-bot_test', time, changes }] })).facts
}

async function sendOne(ctx: TestStore): Promise<string> {
  const message = textMessage(ctx.newId, person)
  await acceptAll(ctx.store, t0, [message])
  await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
  return message.id
}

const statusOf = (id: string, status: string, more: Json) => ({
  id: 'wamid.x',
  biz_opaque_callback_data: `${id}.1`,
  status,
  timestamp: String(t0 / 1_000),
  recipient_id: person,
  ...more,
})

const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' }
const conversation = { id: 'conv', expiration_timestamp: '1800086400', origin: { type: 'utility' } }

async function handleStatus(store: Store, item: Json) {
  // The wamid is the one of the attempt.
  return ingestFacts(
    store,
    factsOf('messages', { contacts: [contact], statuses: [item] }).map((fact) => ({ ...fact })),
  )
}

for (const backend of backends) {
  describe(`promise 14: nothing that Meta says is ignored (${backend.name})`, () => {
    test('price, conversation and all errors are reported with the status', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const id = await sendOne(ctx)
      const wamid = String(ctx.rows('select wamid from messages')[0]?.wamid)
      await handleStatus(ctx.store, {
        ...statusOf(id, 'delivered', { pricing, conversation, template_id: '7' }),
        id: wamid,
      })
      const [delivered] = eventBodies(ctx, 'delivered_user')
      assert.deepEqual(
        [
          delivered?.pricing,
          delivered?.conversation,
          delivered?.extra,
          delivered?.username,
          delivered?.identityKeyHash,
          delivered?.scopedId,
        ],
        [pricing, conversation, { template_id: '7' }, '@ana', 'key', 'EC.1'],
      )
      const errors = [131026, 131049].map((code) => ({
        code,
        title: `t ${code}`,
        error_data: { details: `d ${code}` },
        hint: 'x',
      }))
      await handleStatus(ctx.store, { ...statusOf(id, 'failed', { errors }), id: wamid })
      const [failed] = eventBodies(ctx, 'failed')
      assert.deepEqual(failed?.error, { code: 131026, title: 't 131026', details: 'd 131026' })
      assert.deepEqual(failed?.errors, [
        { code: 131026, title: 't 131026', details: 'd 131026', extra: { hint: 'x' } },
        { code: 131049, title: 't 131049', details: 'd 131049', extra: { hint: 'x' } },
      ])
    })

    test('a status that causes no event is in the timeline, with its first report', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const id = await sendOne(ctx)
      const wamid = String(ctx.rows('select wamid from messages')[0]?.wamid)
      await handleStatus(ctx.store, { ...statusOf(id, 'sent', { pricing, conversation }), id: wamid })
      await handleStatus(ctx.store, {
        ...statusOf(id, 'sent', { pricing: { ...pricing, billable: false } }),
        id: wamid,
      })
      const [attempt] = (await ctx.store.timeline('bot_test', id))?.attempts ?? []
      const reported = attempt?.told as Json
      assert.deepEqual([reported.pricing, reported.conversation], [pricing, conversation])
    })

    test('a message event names the author of the quoted message, and the person with all identifiers', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const item = { from: person, id: 'wamid.in', timestamp: String(t0 / 1_000), type: 'text', text: { body: 'x' } }
      const context = { from: '15550783881', id: 'wamid.other' }
      await ingestFacts(
        ctx.store,
        factsOf('messages', { contacts: [{ ...contact, country: 'EC' }], messages: [{ ...item, context }] }),
      )
      const [body] = eventBodies(ctx, 'message')
      assert.deepEqual(body?.context, { wamid: 'wamid.other', from: '15550783881' })
      assert.deepEqual(
        [body?.username, body?.parentScopedId, body?.identityKeyHash, body?.extra],
        ['@ana', 'EC.ENT.1', 'key', { contact: { country: 'EC' } }],
      )
      assert.deepEqual(body?.bubble, { type: 'text', text: 'x' })
    })

    test("a bot that asks gets Meta's item unchanged, in bubbles and with statuses; no other bot does", async () => {
      for (const rawItems of [true, false]) {
        await using ctx = await backend.open()
        await ctx.store.putBot(testBot({ rawItems }))
        await ctx.reopen()
        const id = await sendOne(ctx)
        const wamid = String(ctx.rows('select wamid from messages')[0]?.wamid)
        const item = {
          from: person,
          id: 'wamid.in',
          timestamp: String(t0 / 1_000),
          type: 'text',
          text: { body: 'x' },
          odd: [1],
        }
        const status = { ...statusOf(id, 'read', { pricing }), id: wamid }
        await ingestFacts(ctx.store, factsOf('messages', { messages: [item] }))
        await handleStatus(ctx.store, status)
        const [message] = eventBodies(ctx, 'message')
        const [read] = eventBodies(ctx, 'read')
        assert.deepEqual((message?.bubble as Json).raw, rawItems ? item : undefined)
        assert.deepEqual(read?.raw, rawItems ? status : undefined)
        const [retained] = await ctx.store.history({ botId: 'bot_test' }, 0, 1)
        assert.deepEqual(retained?.direction === 'in' && retained.bubble.raw, rawItems ? item : undefined)
      }
    })
  })

  describe(`a category that will change (${backend.name})`, () => {
    const definition: TemplateDefinition = {
      elementName: 'promo',
      language: 'es',
      category: 'UTILITY',
      status: 'APPROVED',
      components: [{ type: 'BODY', text: 'Hola' }],
    }
    const named = { message_template_id: 1, message_template_name: 'promo', message_template_language: 'es' }
    const dayMs = 86_400_000
    const inADay = t0 + dayMs
    const warning = { ...named, new_category: 'UTILITY', correct_category: 'MARKETING' }
    const change = { ...named, previous_category: 'UTILITY', new_category: 'MARKETING' }
    const handle = (store: Store, value: Json, at = t0, time = at / 1_000) =>
      ingestFacts(store, factsOf('template_category_update', value, time), at)

    async function openKnown(notices: TemplateNotice[] = []) {
      const ctx = await backend.open({
        onWakeup: (wakeup) => wakeup.kind === 'templates' && notices.push(wakeup.notice),
      })
      await ctx.store.putBot(testBot())
      await ctx.store.putTemplate('bot_test', definition, t0)
      return ctx
    }

    const categoryOf = async (store: Store) => (await store.templates('bot_test'))[0]?.category

    test('the warning has both categories and the time, and changes nothing; then the change', async () => {
      const notices: TemplateNotice[] = []
      await using ctx = await openKnown(notices)
      await handle(ctx.store, warning)
      assert.equal(await categoryOf(ctx.store), 'UTILITY')
      const [warned] = eventBodies(ctx, 'template_category_warning')
      assert.deepEqual(
        [warned?.change, warned?.previous, warned?.value, warned?.effectiveAt, warned?.alarm],
        ['category_warning', 'UTILITY', 'MARKETING', inADay, true],
      )
      assert.deepEqual(eventBodies(ctx, 'template_category'), [])
      await handle(ctx.store, change, inADay)
      assert.equal(await categoryOf(ctx.store), 'MARKETING')
      const [changed] = eventBodies(ctx, 'template_category')
      assert.deepEqual(
        [changed?.previous, changed?.value, changed?.alarm, changed?.effectiveAt],
        ['UTILITY', 'MARKETING', true, undefined],
      )
      assert.equal((await ctx.store.templates('bot_test'))[0]?.coming, undefined)
      assert.deepEqual(
        notices.map((notice) => [notice.change, notice.alarm, notice.effectiveAt]),
        [
          ['category_warning', true, inADay],
          ['category', true, undefined],
        ],
      )
    })

    test('a repeated warning is reported once, through a sync too; never after the change; again when it is new', async () => {
      await using ctx = await openKnown()
      await handle(ctx.store, warning)
      await handle(ctx.store, warning)
      const found = { ...definition, quality: 'GREEN' }
      await ctx.store.syncTemplates({
        botId: 'bot_test',
        wabaId: 'waba-bot_test',
        found: [found],
        startedAt: t0 + 5,
        now: t0 + 5,
      })
      // Meta repeats a webhook for a week; its time is the same.
      await handle(ctx.store, warning, t0 + 3 * dayMs, t0 / 1_000)
      assert.equal(eventBodies(ctx, 'template_category_warning').length, 1)
      await handle(ctx.store, warning, t0 + 9 * dayMs)
      assert.equal(eventBodies(ctx, 'template_category_warning').length, 2, 'it did not happen, and is announced again')
      await handle(ctx.store, change, t0 + 10 * dayMs)
      await handle(ctx.store, warning, t0 + 10 * dayMs + 1)
      assert.equal(eventBodies(ctx, 'template_category_warning').length, 2)
      assert.equal(await categoryOf(ctx.store), 'MARKETING')
    })

    test('to a cheaper category: a warning without an alarm; also for a template that is not stored', async () => {
      await using ctx = await openKnown()
      await ctx.store.putTemplate('bot_test', { ...definition, category: 'MARKETING' }, t0)
      await handle(ctx.store, { ...named, new_category: 'MARKETING', correct_category: 'UTILITY' })
      await handle(ctx.store, { ...warning, message_template_name: 'stranger' })
      assert.deepEqual(
        eventBodies(ctx, 'template_category_warning').map((body) => [body.elementName, body.value, body.alarm]),
        [
          ['promo', 'UTILITY', undefined],
          ['stranger', 'MARKETING', true],
        ],
      )
      assert.equal(await categoryOf(ctx.store), 'MARKETING')
    })
  })
}
