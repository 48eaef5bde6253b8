/** Cached totals: always equal to a full count, while only recent rows are counted again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createTotals, type Span } from '../../src/store/lists/totals.ts'

const minute = 60_000

/** A list as an array of instants; records how many rows each count read. */
function list(instants: number[]) {
  let looked = 0
  const within = ({ fromAt = 0, toAt = Number.POSITIVE_INFINITY }: Span) =>
    instants.filter((at) => at >= fromAt && at < toAt).length
  return {
    within,
    looked: () => looked,
    counting: {
      async count(span: Span) {
        looked += within(span)
        return within(span)
      },
      newestAt: async () => instants.at(-1),
    },
  }
}

test('a long list is counted once; later only its new rows', async () => {
  const instants = Array.from({ length: 50_000 }, (_, n) => n * 1_000)
  const ctx = list(instants)
  const totals = createTotals()
  assert.equal(await totals.total('all', {}, ctx.counting), 50_000)
  const first = ctx.looked()
  instants.push(50_000_000, 50_001_000)
  assert.equal(await totals.total('all', {}, ctx.counting), 50_002)
  assert.ok(ctx.looked() - first < 1_000, `${ctx.looked() - first} rows were counted again`)
})

test('rows that come late, within ten minutes, are counted', async () => {
  const instants = Array.from({ length: 50_000 }, (_, n) => n * 1_000)
  const ctx = list(instants)
  const totals = createTotals()
  await totals.total('all', {}, ctx.counting)
  instants.splice(49_900, 0, 49_999_000 - 9 * minute)
  assert.equal(await totals.total('all', {}, ctx.counting), 50_001)
})

test('after forgetting, everything is counted anew', async () => {
  const instants = Array.from({ length: 50_000 }, (_, n) => n * 1_000)
  const ctx = list(instants)
  const totals = createTotals()
  await totals.total('all', {}, ctx.counting)
  instants.splice(0, 10_000)
  totals.forget()
  assert.equal(await totals.total('all', {}, ctx.counting), 40_000)
})

test('for any spans and any growth of the list, the total is the full count', async () => {
  const bound = fc.option(fc.integer({ min: 0, max: 80_000_000 }), { nil: undefined })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ fromAt: bound, toAt: bound, grow: fc.nat(30_000) }), { maxLength: 6 }),
      async (asks) => {
        const instants = Array.from({ length: 30_000 }, (_, n) => n * 1_000)
        const ctx = list(instants)
        const totals = createTotals()
        for (const { fromAt, toAt, grow } of asks) {
          const span = { fromAt, toAt }
          for (let repeat = 0; repeat < 2; repeat++) {
            assert.equal(await totals.total(JSON.stringify(span), span, ctx.counting), ctx.within(span))
          }
          const newest = instants.at(-1) ?? 0
          for (let n = 1; n <= grow; n++) instants.push(newest + n * 1_000)
        }
      },
    ),
    { numRuns: 15 },
  )
})
