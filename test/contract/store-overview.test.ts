/**
 * How bots do now: rates of the last minute, what waits, what is known of their tokens, templates that Meta stopped; and
 * how a template changed. What is idle and well is not there.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, claimOne, settleSent, testBot, textMessage } from '../support/store.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
/** The beginning of a minute. */
const m0 = t0 - (t0 % minuteMs)
const bot = testBot()
const { wabaId, phoneNumberId } = bot.channel

const template = (elementName: string, more: Partial<TemplateDefinition> = {}): TemplateDefinition => ({
  elementName,
  language: 'es',
  category: 'UTILITY',
  status: 'APPROVED',
  // What a text says is no field of the template.
  components: [{ type: 'BODY', text: '"quality":"RED"' }],
  metaId: `meta-${elementName}`,
  ...more,
})

const send = async ({ store, newId }: TestStore, count: number, at: number) => {
  for (let n = 0; n < count; n++) await acceptAll(store, at, [textMessage(newId, `59399000000${n}`)])
  for (const claimed of (await claimAll(store, at, 100)).messages) await settleSent(store, claimed, at)
}

for (const backend of backends) {
  const open = async () => {
    const ctx = await backend.open()
    await ctx.store.putBot(bot)
    return ctx
  }
  const now = async ({ store }: TestStore, at: number) => {
    await store.addUpFigures(at)
    return store.overview(at)
  }

  describe(`how bots do now (${backend.name})`, () => {
    test('a low quality of a number shows while it lasts', async () => {
      await using ctx = await open()
      const ask = (value: string, at: number) => {
        const values = [{ name: 'quality' as const, value, field: 'quality_rating' }]
        return ctx.store.noteStanding(bot.id, { wabaId, phoneNumberId, values, now: at })
      }
      await ask('GREEN', m0)
      assert.deepEqual(await ctx.store.lowNumbers(), [])
      await ask('RED', m0 + 1)
      assert.deepEqual(await ctx.store.lowNumbers(), [{ botId: bot.id, quality: 'RED' }])
      assert.equal((await now(ctx, m0 + 2))[0]?.quality, 'RED')
      await ask('GREEN', m0 + 3)
      assert.deepEqual(await ctx.store.lowNumbers(), [])
      assert.equal((await now(ctx, m0 + 4))[0]?.quality, undefined)
    })

    test('rates are those of the last sixty seconds, and are gone later', async () => {
      await using ctx = await open()
      assert.deepEqual(await now(ctx, m0), [])
      await send(ctx, 8, m0 - minuteMs)
      await send(ctx, 3, m0 + 1)
      await ingestFacts(ctx.store, [inboundFact('wamid.in')], m0 + 2)
      // A quarter of the minute before is within sixty seconds.
      const [found, ...others] = await now(ctx, m0 + 45_000)
      assert.deepEqual([found?.botId, found?.sentPerMinute, found?.receivedPerMinute, others], [bot.id, 5, 1, []])
      assert.deepEqual(await now(ctx, m0 + 2 * minuteMs), [])
      await send(ctx, 1, m0 + 20 * minuteMs)
      await now(ctx, m0 + 20 * minuteMs)
      assert.equal(ctx.rows('select minute_at from figure_minutes').length, 1)
    })

    test('what waits is counted, with when the oldest was due', async () => {
      await using ctx = await open()
      for (const [at, to] of [
        [t0, '593990000001'],
        [t0 + 5, '593990000002'],
      ] as const)
        await acceptAll(ctx.store, at, [textMessage(ctx.newId, to)])
      const [found] = await now(ctx, t0 + 10)
      assert.deepEqual([found?.waiting, found?.dueAt], [2, t0])
    })

    test('a token is refused since the first refusal, by whatever finds it, until Meta takes it or it is another', async () => {
      await using ctx = await open()
      const token = async () => (await now(ctx, t0))[0]?.token
      await ctx.store.noteStanding(bot.id, { wabaId, phoneNumberId, values: [], tokenExpiresAt: t0 + dayMs, now: t0 })
      assert.deepEqual(await token(), { expiresAt: t0 + dayMs })
      await ctx.store.noteTokenRefused(bot.id, t0 + 1)
      await ctx.store.noteTokenRefused(bot.id, t0 + 2)
      assert.deepEqual(await token(), { expiresAt: t0 + dayMs, refusedAt: t0 + 1 })
      await ctx.store.noteStanding(bot.id, { wabaId, phoneNumberId, values: [], now: t0 + 3 })
      assert.deepEqual(await token(), { expiresAt: t0 + dayMs })
      await acceptAll(ctx.store, t0 + 4, [textMessage(ctx.newId, '593990000001')])
      const error = { code: 190, message: 'no such token' }
      const again = { kind: 'again', counts: 'blocked', dueAt: t0 + dayMs, error } as const
      await ctx.store.settle(await claimOne(ctx.store, t0 + 4), again, t0 + 5)
      assert.equal((await token())?.refusedAt, t0 + 5)
      const channel = { ...bot.channel, accessToken: 'renewed' }
      await ctx.store.changeBot({ id: bot.id, change: { channel }, now: t0 + 6 })
      assert.equal(await token(), undefined)
    })

    test('templates that Meta stopped are counted by state, and those of low quality', async () => {
      await using ctx = await open()
      await ctx.store.putTemplate(bot.id, template('fine'), t0)
      await ctx.store.putTemplate(bot.id, template('one', { status: 'REJECTED' }), t0)
      await ctx.store.putTemplate(bot.id, template('two', { status: 'REJECTED' }), t0)
      await ctx.store.putTemplate(bot.id, template('three', { status: 'PAUSED', quality: 'RED' }), t0)
      const [found] = await now(ctx, t0)
      assert.deepEqual(found?.templates, { REJECTED: 2, PAUSED: 1, LOW_QUALITY: 1 })
    })

    test('changes of a template are kept, of all languages, newest first, page by page, and go with the account', async () => {
      await using ctx = await open()
      await ctx.store.putTemplate(bot.id, template('promo', { category: 'MARKETING' }), t0)
      const told = { kind: 'template', wabaId, elementName: 'promo', language: 'es' } as const
      await ingestFacts(
        ctx.store,
        [{ ...told, change: 'status', value: 'REJECTED', reason: 'INVALID_FORMAT', raw: {} }],
        t0 + 1,
      )
      const found = [template('promo', { category: 'MARKETING', quality: 'GREEN' })]
      await ctx.store.syncTemplates({ botId: bot.id, wabaId, found, startedAt: t0 + 2, now: t0 + 3 })
      const pages = []
      for (let before: number | undefined = Number.MAX_SAFE_INTEGER; before !== undefined; ) {
        const page = await ctx.store.templateChanges(bot.id, 'promo', { before, limit: 2 })
        pages.push(...page)
        before = page.length === 2 ? page.at(-1)?.seq : undefined
      }
      assert.deepEqual(
        pages.map(({ at, change, value, previous, reason, source }) => [
          at - t0,
          change,
          value,
          previous,
          reason,
          source,
        ]),
        [
          [3, 'quality', 'GREEN', 'UNKNOWN', undefined, 'sync'],
          [3, 'status', 'APPROVED', 'REJECTED', undefined, 'sync'],
          [1, 'status', 'REJECTED', 'APPROVED', 'INVALID_FORMAT', 'webhook'],
        ],
      )
      assert.deepEqual(await ctx.store.templateChanges(bot.id, 'other', { limit: 9 }), [])
      await ctx.store.changeBot({ id: bot.id, change: { channel: { ...bot.channel, wabaId: 'other' } }, now: t0 + 4 })
      assert.deepEqual(await ctx.store.templateChanges(bot.id, 'promo', { limit: 9 }), [])
    })
  })
}
