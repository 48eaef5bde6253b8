/** A shared number in the store: its import and how far it is, changes that overtake their message, Meta's last word. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AccountChange, Echo, HistoryThread, RecordedMessage } from '../../src/model/inbound/inbound.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { backends } from '../support/store.ts'
import { openWithBot } from '../support/store-fixtures.ts'

const botId = 'bot_test'
const ana = '593987654321'
const phoneNumberId = 'phone-bot_test'
const wabaId = 'waba-bot_test'

const said = (wamid: string, changes: Partial<RecordedMessage> = {}): RecordedMessage => ({
  ...{ wamid, by: 'business', sentAt: t0 - 5_000, bubble: { type: 'text', text: wamid } },
  ...changes,
})
const echo = (message: RecordedMessage): Echo => ({ kind: 'echo', phoneNumberId, person: { phone: ana }, message })
const past = (phone: string, messages: RecordedMessage[], chunk: Record<string, unknown>): HistoryThread => ({
  ...{ kind: 'history', phoneNumberId, person: { phone }, messages, chunk },
})
const change = (field: string, raw: Record<string, unknown>): AccountChange => ({
  ...{ kind: 'account', wabaId, phoneNumberId, field, raw },
})
const contact = (contact: Record<string, unknown>, action = 'add') => ({ type: 'contact', contact, action })
const contacts = (...items: object[]) => change('smb_app_state_sync', { state_sync: items })

for (const backend of backends) {
  describe(`a shared number (${backend.name})`, () => {
    test('chunks come in any order: the greatest phase and progress count, and every message once', async () => {
      await using ctx = await openWithBot(backend, {})
      const { store } = ctx
      assert.deepEqual(await store.numberImport(botId), {})
      await store.noteAskedImport(botId, { part: 'history', requestId: '7', now: t0 })
      assert.deepEqual((await store.numberImport(botId)).history, {
        state: 'asked',
        askedAt: t0,
        requestId: '7',
        count: 0,
      })
      const many = Array.from({ length: 230 }, (_, n) => said(`h.${n}`, { by: n % 2 ? 'person' : 'business' }))
      await ingestFacts(store, [past(ana, many, { phase: 2, progress: 80 })], t0 + 1)
      const late = [...many.slice(100, 150), said('h.last')]
      await ingestFacts(
        store,
        [past(ana, late, { phase: 0, progress: 30 }), past('593911111111', [said('o.1')], {})],
        t0 + 2,
      )
      const coming = (await store.numberImport(botId)).history
      assert.deepEqual([coming?.state, coming?.count, coming?.phase, coming?.progress], ['coming', 232, 2, 80])
      await ingestFacts(store, [change('history', { history: [{ metadata: { phase: 1, progress: 100 } }] })], t0 + 3)
      const done = (await store.numberImport(botId)).history
      assert.deepEqual([done?.state, done?.lastAt, done?.requestId], ['done', t0 + 3, '7'])
      assert.equal((await store.history({ botId, userId: ana }, 0, 500)).length, 231)
      assert.equal((await store.user(botId, ana, t0))?.lastInboundAt, undefined)
      await ingestFacts(
        store,
        [change('history', { history: [{ errors: [{ code: 2593109, title: 'off' }] }] })],
        t0 + 4,
      )
      const declined = (await store.numberImport(botId)).history
      assert.deepEqual([declined?.state, declined?.reason], ['declined', 'off'])
    })

    test('contacts become conversations with a name; a name that the person gave stays', async () => {
      await using ctx = await openWithBot(backend, {})
      const { store } = ctx
      await ingestFacts(store, [inboundFact('w.1', { person: { phone: ana, name: 'Ana Paz' } })])
      const luis = { full_name: 'Luis', phone_number: '+593 98 765 4322' }
      await ingestFacts(store, [
        contacts(
          contact({ full_name: 'Ana la del taller', phone_number: ana }),
          contact(luis),
          contact({ full_name: 'Mei', phone_number: '593987654323', user_id: 'EC.9' }),
          contact({ full_name: 'Sin número' }),
          contact({ full_name: 'Fue', phone_number: '593987654329' }, 'remove'),
        ),
      ])
      const nameOf = async (id: string) => (await store.user(botId, id, t0))?.name
      assert.deepEqual(await Promise.all([ana, '593987654322', 'EC.9', '593987654329'].map(nameOf)), [
        'Ana Paz',
        'Luis',
        'Mei',
        undefined,
      ])
      await ingestFacts(store, [contacts(contact({ ...luis, full_name: 'Luis Vega' }))])
      assert.equal(await nameOf('593987654322'), 'Luis Vega')
      assert.equal((await store.numberImport(botId)).contacts?.count, 4)
    })

    test('a change that overtakes its message is applied when that comes, the last one wins', async () => {
      await using ctx = await openWithBot(backend, {})
      const edited = (id: string, text: string, sentAt: number) =>
        echo(said(id, { sentAt, bubble: { type: 'edit', messageId: 'w.1', text } }))
      await ingestFacts(ctx.store, [edited('e.2', 'dos', t0 - 2_000), edited('e.1', 'uno', t0 - 3_000)])
      await ingestFacts(ctx.store, [echo(said('w.1'))])
      await ingestFacts(ctx.store, [edited('e.0', 'cero', t0 - 4_000)])
      const items = await ctx.store.history({ botId, userId: ana }, 0, 10)
      const own = items.find((item) => item.direction === 'in' && item.bubble.type === 'text')
      assert.ok(own?.direction === 'in')
      assert.deepEqual([own.bubble.text, own.bubble.editedAt], ['dos', t0 - 2_000])
    })

    test("Meta's last word on the account, as far as it concerns sending", async () => {
      await using ctx = await openWithBot(backend, {})
      const { store } = ctx
      assert.equal(await store.accountWord(botId), undefined)
      await ingestFacts(store, [change('account_update', { event: 'ACCOUNT_OFFBOARDED' })], t0)
      assert.deepEqual(await store.accountWord(botId), { at: t0, reason: 'NUMBER_NOT_READY' })
      await ingestFacts(store, [change('account_update', { event: 'ACCOUNT_RECONNECTED' })], t0 + 1)
      assert.deepEqual(await store.accountWord(botId), { at: t0 + 1 })
    })
  })
}
