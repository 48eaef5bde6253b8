/**
 * Figures by the day are the sums of those by the hour, and a chart says the same whichever it reads: also while days
 * from before they were there are still to be added up.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import type { FigureFilter } from '../../src/store/figures/read.ts'
import { bots, day0, dayMs, hour0, hourMs, live, openOthers, openWithBots } from '../support/figure-lives.ts'
import { assertDaysAreSums, assertFiguresAreExact, recount } from '../support/figures.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { times } from '../support/repetitions.ts'
import { change } from '../support/rows.ts'
import { tieredBackends } from '../support/store.ts'

/** As an installation of the schema before, whose days are whole from one on. */
async function forgetDays(ctx: TestStore, fromAt: number): Promise<void> {
  await change(ctx, [
    'delete from earlier_days',
    `delete from figure_days where day_at < ${fromAt}`,
    `delete from figure_bot_days where day_at < ${fromAt}`,
    `insert into earlier_days (source, before_at, from_at) values ('figures', ${t0 + 60_000}, ${fromAt})`,
  ])
  await ctx.reopen()
}

for (const backend of tieredBackends) {
  describe(`figures by the day (${backend.name})`, () => {
    test('read by step, filter and group, they are the sums of the stored ones, also before days are whole', async () => {
      await using ctx = await openWithBots(backend)
      for (let n = 0; n < 60; n += 11) await live(ctx, t0 + n * hourMs)
      await ctx.store.addUpFigures(t0)
      const rows = recount(ctx).map((line) => line.split(' | '))
      const ends = fc.oneof(
        fc.nat(70).map((n) => hour0 + n * hourMs),
        fc.integer({ min: -1, max: 4 }).map((n) => day0 + n * dayMs),
      )
      const filters = fc.record({
        botIds: fc.subarray([...bots, 'none', ...Array.from({ length: 60 }, (_, n) => `bot${n}`)]),
        elementName: fc.constantFrom(undefined, undefined, 't0', 't2'),
        campaignId: fc.constantFrom(undefined, undefined, 'c0', 'c2'),
        fromAt: ends,
        toAt: ends,
        stepMs: fc.constantFrom(hourMs, dayMs),
        groupBy: fc.constantFrom(undefined, 'bot' as const, 'template' as const, 'campaign' as const),
      })
      const areSums = () =>
        fc.assert(
          fc.asyncProperty(filters, async (filter: FigureFilter) => {
            const found = (await ctx.store.figures(filter, t0)).counts
            assert.deepEqual(found.map(lineOf).sort(), expected(rows, filter))
          }),
          { numRuns: times(40, 400) },
        )
      await areSums()
      await forgetDays(ctx, day0 + dayMs)
      assertDaysAreSums(ctx)
      await areSums()
      await forgetDays(ctx, day0 + 9 * dayMs)
      await areSums()
      await ctx.store.addUpFigures(t0)
      assert.notDeepEqual(ctx.rows('select * from earlier_days'), [], 'a former version may still be adding')
      await ctx.store.addUpFigures(t0 + 60_000)
      assert.deepEqual(ctx.rows('select * from earlier_days'), [])
      assertDaysAreSums(ctx)
      await areSums()
    })

    test('days of before are added up while others add to them, each once', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(5), { minLength: 2, maxLength: 5 }), async (afterHours) => {
          await using ctx = await openWithBots(backend)
          await using others = await openOthers(backend, ctx)
          const stores = [ctx.store, ...others.stores]
          for (let n = 0; n < 60; n += 11) await live(ctx, t0 + n * hourMs, 2)
          await ctx.store.addUpFigures(t0)
          await forgetDays(ctx, day0 + 2 * dayMs)
          const adding: Promise<void>[] = []
          for (const [index, hours] of afterHours.entries()) {
            await live(ctx, t0 + hours * 11 * hourMs, 1)
            for (const [turn, store] of [ctx.store, ...others.stores].entries())
              adding.push(store.addUpFigures(t0 + (index + turn) * 60_000))
            await nextTurn()
          }
          await Promise.all(adding)
          for (const store of stores) await store.addUpFigures(t0 + 10 * 60_000)
          await assertFiguresAreExact(ctx, t0 + 10 * 60_000)
          assert.deepEqual(ctx.rows('select * from earlier_days'), [])
        }),
        { numRuns: times(3, 30) },
      )
    })
  })
}

type Count = { at: number; what: string; group: string; code: string; count: number }
const lineOf = ({ at, what, group, code, count }: Count) => [at, what, group, code, count].join(' | ')

function expected(rows: readonly string[][], filter: FigureFilter): string[] {
  const sums = new Map<string, Count>()
  for (const [bot = '', hour, what = '', element = '', campaign = '', code = '', count] of rows) {
    const hourAt = Number(hour)
    if (!filter.botIds.includes(bot) || hourAt < filter.fromAt || hourAt >= filter.toAt) continue
    if ((filter.elementName ?? element) !== element || (filter.campaignId ?? campaign) !== campaign) continue
    const at = hourAt - (hourAt % filter.stepMs)
    const group = filter.groupBy ? { bot, template: element, campaign }[filter.groupBy] : ''
    const key = [at, what, group, code].join(' | ')
    const sum = sums.get(key) ?? { at, what, group, code, count: 0 }
    sum.count += Number(count)
    sums.set(key, sum)
  }
  return [...sums.values()].map(lineOf).sort()
}
