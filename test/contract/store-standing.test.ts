/**
 * How numbers stood at Meta: one row for each change, from webhooks and from asking, neither of which repeats what is
 * known; one event for each change that only asking found; and what holds now outlives retention.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AccountChange } from '../../src/model/inbound/inbound.ts'
import type { Asked } from '../../src/store/standing/standing.ts'
import { ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { backends, testBot } from '../support/store.ts'

const bot = testBot()
const { wabaId, phoneNumberId } = bot.channel
const dayMs = 86_400_000

const answer = (quality: string, limit: string): Asked['values'] => [
  { name: 'quality', value: quality, field: 'quality_rating' },
  { name: 'limit', value: limit, field: 'whatsapp_business_manager_messaging_limit' },
]
const ask = (ctx: TestStore, values: Asked['values'], now: number) =>
  ctx.store.noteStanding(bot.id, { wabaId, phoneNumberId, values, now })

const told = (field: string, raw: Record<string, unknown>): AccountChange => ({
  kind: 'account',
  wabaId,
  phoneNumberId,
  field,
  raw,
})

const history = async ({ store }: TestStore) =>
  (await store.standingChanges(bot.id, { limit: 100 })).map(({ name, value, previous, source }) =>
    [name, value, previous ?? '-', source].join(' '),
  )

const eventsOf = ({ rows }: TestStore) =>
  rows(`select body from events where type = 'account' order by seq`).map(({ body }) => JSON.parse(String(body)))

for (const backend of backends) {
  const open = async (changes = {}) => {
    const ctx = await backend.open(changes)
    await ctx.store.putBot(bot)
    return ctx
  }

  describe(`how numbers stand (${backend.name})`, () => {
    test('one row for each change, whoever tells it; the event of a change that only asking found', async () => {
      await using ctx = await open()
      assert.deepEqual(await ctx.store.standing(bot.id), { values: [] })
      await ask(ctx, answer('GREEN', 'TIER_250'), t0)
      assert.deepEqual(eventsOf(ctx), [])
      await ask(ctx, answer('GREEN', 'TIER_250'), t0 + 1)
      const raise = told('business_capability_update', { max_daily_conversations_per_business: 2000 })
      await ingestFacts(ctx.store, [raise], t0 + 2)
      await ingestFacts(ctx.store, [raise], t0 + 3)
      const changed = await ask(ctx, answer('RED', 'TIER_2K'), t0 + 4)
      assert.deepEqual(
        changed.map(({ name, value }) => `${name} ${value}`),
        ['quality RED'],
      )
      assert.deepEqual(await history(ctx), [
        'quality RED GREEN asked',
        'limit TIER_2K TIER_250 webhook',
        'limit TIER_250 - asked',
        'quality GREEN - asked',
      ])
      const { values, askedAt } = await ctx.store.standing(bot.id)
      assert.equal(askedAt, t0 + 4)
      assert.deepEqual(
        values.map(({ name, value, at }) => [name, value, at - t0]),
        [
          ['quality', 'RED', 4],
          ['limit', 'TIER_2K', 2],
        ],
      )
      const raws = eventsOf(ctx).map(({ field, raw }) => ({ field, raw }))
      const ofWebhook = { field: raise.field, raw: raise.raw }
      assert.deepEqual(raws, [
        ofWebhook,
        ofWebhook,
        { field: 'quality_rating', raw: { quality_rating: 'RED', previous: 'GREEN' } },
      ])
    })

    test('a page continues before the last row of the one before it', async () => {
      await using ctx = await open()
      for (let n = 0; n < 5; n++) await ask(ctx, [...answer(n % 2 === 0 ? 'GREEN' : 'RED', 'TIER_250')], t0 + n)
      const all = await ctx.store.standingChanges(bot.id, { limit: 100 })
      const paged: typeof all = []
      for (let before: number | undefined; ; ) {
        const page = await ctx.store.standingChanges(bot.id, { limit: 2, ...(before !== undefined && { before }) })
        paged.push(...page)
        before = page.at(-1)?.seq
        if (page.length < 2) break
      }
      assert.equal(all.length, 6)
      assert.deepEqual(paged, all)
      assert.deepEqual(await ctx.store.standingChanges('bot_other', { limit: 100 }), [])
    })

    test('an answer about the number that the bot had before changes nothing', async () => {
      await using ctx = await open()
      await ctx.store.noteStanding(bot.id, {
        wabaId,
        phoneNumberId: 'another',
        values: answer('RED', 'TIER_250'),
        now: t0,
      })
      assert.deepEqual(await ctx.store.standing(bot.id), { values: [] })
    })

    test('of two who have seen the same profile one may replace it', async () => {
      await using ctx = await open()
      assert.equal(await ctx.store.profileRevision(bot.id), 1)
      const seen = [1, 1].map((revision) => ctx.store.takeProfile(bot.id, [revision]))
      assert.deepEqual((await Promise.all(seen)).map(({ kind }) => kind).sort(), ['changed', 'stale'])
      assert.deepEqual(await ctx.store.takeProfile(bot.id), { kind: 'changed', value: 3 })
      assert.equal(await ctx.store.profileRevision(bot.id), 3)
    })

    test('what no longer holds goes by its age, what holds stays', async () => {
      const retention = {
        messagesMs: 500 * dayMs,
        attemptsMs: dayMs,
        eventsMs: dayMs,
        campaignRowsMs: dayMs,
        skillRunsMs: dayMs,
      }
      await using ctx = await open({ isFresh: true, retention })
      await ask(ctx, answer('GREEN', 'TIER_250'), t0)
      await ask(ctx, answer('RED', 'TIER_250'), t0 + dayMs)
      await ctx.store.purge(t0 + 499 * dayMs)
      assert.equal((await history(ctx)).length, 3)
      await ctx.store.purge(t0 + 600 * dayMs)
      assert.deepEqual(await history(ctx), ['quality RED GREEN asked', 'limit TIER_250 - asked'])
    })
  })
}
