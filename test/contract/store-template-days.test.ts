/**
 * What Meta counts of templates, in the store: the state of asking, days that a later answer corrects, templates in
 * pages, and that both go with the account and after their time.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TemplateDay } from '../../src/model/template/insights.ts'
import { dayMs } from '../../src/model/time.ts'
import { t0 } from '../support/open-store.ts'
import { backends, testBot } from '../support/store.ts'

const botId = 'bot_test'
const wabaId = 'waba-bot_test'

const template = (
  elementName: string,
  status = 'APPROVED',
  language = 'es',
  metaId: string | undefined = elementName,
) => ({
  ...{ elementName, language, status, category: 'UTILITY' as const, components: [{ type: 'BODY', text: 'Hola.' }] },
  ...(metaId !== undefined && { metaId }),
})

const day = (at: number, more: Partial<TemplateDay> = {}) => ({
  ...{ elementName: 'order', language: 'es', at, sent: 5, delivered: 4, read: 2, clicks: [], cost: [] },
  ...more,
})

for (const backend of backends) {
  const open = async () => {
    const ctx = await backend.open()
    await ctx.store.putBot(testBot())
    return ctx
  }

  describe(`days of templates (${backend.name})`, () => {
    test('the state of asking is kept, and a bot that was never asked has none', async () => {
      await using ctx = await open()
      assert.equal(await ctx.store.insightsState(botId), undefined)
      const state = { state: 'refused', askedAt: t0, error: { code: 100, message: 'no' } } as const
      await ctx.store.noteInsights(botId, wabaId, state)
      assert.deepEqual(await ctx.store.insightsState(botId), state)
      await ctx.store.noteInsights(botId, 'former-account', { state: 'on', askedAt: t0 + 1 })
      assert.equal((await (await ctx.reopen()).insightsState(botId))?.state, 'refused')
    })

    test('a later answer replaces a day; days come oldest first, of all languages', async () => {
      await using ctx = await open()
      const { store } = ctx
      const clicks = [{ type: 'quick_reply_button', button: 'Sí', count: 1 }]
      const cost = [{ type: 'amount_spent', value: 0.25 }]
      await store.noteTemplateDays(botId, wabaId, [day(t0 + dayMs), day(t0), day(t0 - dayMs)])
      await store.noteTemplateDays(botId, wabaId, [day(t0, { read: 4, clicks, cost })])
      await store.noteTemplateDays(botId, wabaId, [{ ...day(t0), language: 'pt_BR' }])
      await store.noteTemplateDays(botId, 'former-account', [day(t0 + 2 * dayMs)])
      const found = await store.templateDays(botId, 'order', t0)
      assert.deepEqual(
        found.map(({ at, language, read }) => [at - t0, language, read]),
        [
          [0, 'es', 4],
          [0, 'pt_BR', 2],
          [dayMs, 'es', 2],
        ],
      )
      assert.deepEqual([found[0]?.clicks, found[0]?.cost, found[0]?.sent], [clicks, cost, 5])
      assert.deepEqual(await store.templateDays(botId, 'other', 0), [])
      assert.deepEqual(await store.templateDays('bot_other', 'order', 0), [])
    })

    test('templates that were or are approved come in pages', async () => {
      await using ctx = await open()
      const { store } = ctx
      for (const name of ['a', 'b', 'c']) await store.putTemplate(botId, template(name), t0)
      await store.putTemplate(botId, template('a', 'PAUSED', 'pt_BR'), t0)
      await store.putTemplate(botId, template('b', 'PENDING', 'pt_BR'), t0)
      await store.putTemplate(botId, template('d', 'DRAFT'), t0)
      const { metaId: _, ...nameless } = template('e')
      await store.putTemplate(botId, nameless, t0)
      const first = await store.countedTemplates(botId, { limit: 3 })
      assert.deepEqual(
        first.map(({ elementName, language }) => `${elementName} ${language}`),
        ['a es', 'a pt_BR', 'b es'],
      )
      const after = { elementName: 'b', language: 'es' }
      assert.deepEqual(await store.countedTemplates(botId, { after, limit: 3 }), [
        { elementName: 'c', language: 'es', metaId: 'c' },
        { elementName: 'e', language: 'es', metaId: '' },
      ])
    })

    test('the figures of a former account are deleted with its templates', async () => {
      await using ctx = await open()
      const { store } = ctx
      await store.noteTemplateDays(botId, wabaId, [day(t0)])
      await store.noteInsights(botId, wabaId, { state: 'on', askedAt: t0 })
      const { channel } = testBot()
      await store.changeBot({ id: botId, change: { channel: { ...channel, wabaId: 'waba-next' } }, now: t0 + 1 })
      assert.deepEqual(await store.templateDays(botId, 'order', 0), [])
      assert.equal(await store.insightsState(botId), undefined)
    })

    test('they are deleted as other figures are', async () => {
      await using ctx = await open()
      const { store } = ctx
      const now = t0 + 5_000 * dayMs
      await store.noteTemplateDays(botId, wabaId, [day(t0), day(now - dayMs)])
      await store.purge(now)
      assert.deepEqual(
        (await store.templateDays(botId, 'order', 0)).map(({ at }) => at),
        [now - dayMs],
      )
    })
  })
}
