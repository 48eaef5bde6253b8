/** A person's memory in the store: keys that end are seen by nobody any more, and leave the row. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { backends } from '../support/store.ts'
import { openWithBot } from '../support/store-fixtures.ts'

const botId = 'bot_test'
const ana = '593987654321'
const scoped = 'EC.1a2b3c'

const terms = (until: number, ends: Record<string, number | undefined>) => ({
  until,
  keys: Object.fromEntries(
    Object.entries(ends).map(([key, end]) => [key, end === undefined ? {} : { until: end }] as const),
  ),
})
const memoryOf = async (ctx: TestStore, now: number, userId = ana) => (await ctx.store.user(botId, userId, now))?.memory
const rows = async (ctx: TestStore) =>
  (await ctx.rows('select memory, memory_terms, memory_ends_at from conversations')).map((row) => ({ ...row }))

for (const backend of backends)
  describe(`keys that end (${backend.name})`, () => {
    test('are read until then, and removed from the row', async () => {
      await using ctx = await openWithBot(backend)
      const params = { code: '4711', plan: 'oro', note: 'x' }
      const input = { botId, userId: ana, now: t0, params: { code: '4711', plan: 'oro' } }
      await ctx.store.rememberUser({ botId, userId: ana, now: t0, params: { note: 'x' } })
      await ctx.store.rememberUser({ ...input, terms: terms(t0 + 5_000, { code: t0 + 1_000, plan: undefined }) })
      assert.deepEqual(await memoryOf(ctx, t0 + 999), { note: 'x', code: '4711', plan: 'oro' })
      assert.deepEqual(await memoryOf(ctx, t0 + 1_000), { note: 'x', plan: 'oro' })
      assert.deepEqual(await memoryOf(ctx, t0 + 5_000), { note: 'x' })
      assert.deepEqual(
        (await rows(ctx)).map(({ memory_ends_at }) => Number(memory_ends_at)),
        [t0 + 1_000],
      )

      await ctx.store.purge(t0 + 1_000)
      const [left] = await rows(ctx)
      assert.ok(!String(left?.memory).includes(params.code), String(left?.memory))
      assert.equal(Number(left?.memory_ends_at), t0 + 5_000)
      await ctx.store.purge(t0 + 6_000)
      assert.deepEqual(await rows(ctx), [{ memory: '{"note":"x"}', memory_terms: null, memory_ends_at: null }])
    })

    test('a write over what has ended does not bring it back, and the limit counts what is alive', async () => {
      await using ctx = await openWithBot(backend)
      const big = 'x'.repeat(65_000)
      const of = { botId, userId: ana }
      await ctx.store.rememberUser({ ...of, now: t0, params: { big }, terms: terms(t0 + 1_000, { big: undefined }) })
      const full = await ctx.store.rememberUser({ ...of, now: t0 + 1, params: { other: big } })
      assert.equal('kind' in full && full.kind, 'memory_full')
      const written = await ctx.store.rememberUser({ ...of, now: t0 + 1_000, params: { other: big } })
      assert.deepEqual('memory' in written && Object.keys(written.memory), ['other'])
    })

    test('two people who are one have the ends of both', async () => {
      await using ctx = await openWithBot(backend)
      await ctx.store.rememberUser({
        botId,
        userId: ana,
        now: t0,
        params: { a: 1 },
        terms: terms(t0 + 50, { a: t0 + 10 }),
      })
      await ctx.store.rememberUser({
        botId,
        userId: scoped,
        now: t0,
        params: { b: 2 },
        terms: terms(t0 + 90, { b: t0 + 70 }),
      })
      const person = { phone: ana, scopedId: scoped }
      await ingestFacts(ctx.store, [inboundFact('wamid.one', { person, sentAt: t0 })], t0)
      assert.deepEqual(await memoryOf(ctx, t0 + 9), { b: 2, a: 1 })
      assert.deepEqual(await memoryOf(ctx, t0 + 69), { b: 2 })
      assert.deepEqual(await memoryOf(ctx, t0 + 70), {})
    })
  })
