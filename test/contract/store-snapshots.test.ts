/**
 * A figure made of several statements is of one moment, also beside writes: else parts of it add up to more than there
 * is, or to less than nothing.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Engine } from '../../src/store/sql/engine.ts'
import { query, queryOne, type Transaction } from '../../src/store/sql/transaction.ts'
import { backends, openEngine } from '../support/store.ts'

const move = (engine: Engine, n: number) =>
  engine.write([], function* () {
    yield* query(`delete from facts where name = $1`, `from ${n}`)
    yield* query(`insert into facts (name, value) values ($1, 'x')`, `to ${n}`)
  })

/** The write gets its turn between two statements: SQLite's soon, the server's while this one waits. */
const waits = { sqlite: 'select 1 as one', postgres: 'select pg_sleep(0.02)' }

function* countBoth(between: () => void = () => {}, wait = 'select 1 as one'): Transaction<[number, number]> {
  const counted: number[] = []
  for (const pattern of ['from %', 'to %']) {
    const found = yield* queryOne<{ n: number }>('select count(*) as n from facts where name like $1', pattern)
    counted.push(Number(found?.n))
    between()
    yield* query(wait)
  }
  const [before = 0, after = 0] = counted
  return [before, after]
}

for (const backend of backends)
  describe(`slow reads (${backend.name})`, () => {
    test('their statements see the same moment, and the next read sees what was written meanwhile', async () => {
      await using ctx = await openEngine(backend)
      const total = 20
      const wait = backend.name === 'postgres' ? waits.postgres : waits.sqlite
      await ctx.engine.write([], function* () {
        for (let n = 0; n < total; n++) yield* query(`insert into facts (name, value) values ($1, 'x')`, `from ${n}`)
      })
      const sums: number[] = []
      for (let n = 0; n < total; n++) {
        let moved: Promise<void> | undefined
        // Committed after the first statement has been answered, and before the second one can be.
        const read = ctx.engine.readSlow(() => countBoth(() => (moved ??= move(ctx.engine, n)), wait))
        const [from, to] = await read
        await moved
        sums.push(from + to)
        assert.deepEqual(await ctx.engine.readSlow(() => countBoth()), [total - n - 1, n + 1])
      }
      assert.deepEqual(new Set(sums), new Set([total]))
    })

    test('several at once, one of which fails: each other one has its answer', async () => {
      await using ctx = await openEngine(backend)
      const failing = function* (): Transaction<void> {
        yield* query('select count(*) as n from facts')
        yield* query('select nothing from nowhere')
      }
      const ended = await Promise.allSettled([
        ctx.engine.readSlow(() => countBoth()),
        ctx.engine.readSlow(failing),
        ctx.engine.readSlow(() => countBoth()),
      ])
      assert.deepEqual(
        ended.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled'],
      )
      await move(ctx.engine, 1)
      assert.deepEqual(await ctx.engine.readSlow(() => countBoth()), [0, 1])
    })

    test('what waits for its turn when the store closes ends, and what is asked later is refused', async () => {
      await using ctx = await openEngine(backend)
      const waiting = Promise.allSettled(Array.from({ length: 8 }, () => ctx.engine.readSlow(() => countBoth())))
      // The engine of before is closed.
      await ctx.reopen()
      for (const one of await waiting) if (one.status === 'rejected') assert.ok(one.reason instanceof Error)
      await assert.rejects(ctx.engine.readSlow(() => countBoth()))
    })
  })
