/**
 * Failing statements: on every driver the error names the statement and the transaction's frames, and the transaction
 * ends there.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { executeMany, pipeline, query, queryOne, statement, type Transaction } from '../../src/store/sql/transaction.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, backends, noId, openEngine, testBot, textMessage } from '../support/store.ts'

/** A fact without a value is refused. */
const refused = 'insert into facts (name, value) values ($1, $2)'
const strange = 'select value from facts where nobody_has_this = $1'

type Failing = { [name: string]: () => Transaction<unknown> }

const writes: Failing = {
  *plainly() {
    yield* queryOne('select 1 as one')
    yield* query(refused, 'a name', null)
  },
  *asFirstRow() {
    yield* queryOne(`${refused} returning name`, 'a name', null)
  },
  *severalInOrder() {
    yield* pipeline([statement('select 1 as one'), statement(refused, 'a name', null)])
  },
  *forEachOfMany() {
    yield* executeMany(refused, [
      ['a name', 'x'],
      ['another', null],
    ])
  },
}

const reads: Failing = {
  *plainly() {
    yield* queryOne('select 1 as one')
    yield* query(strange, 'x')
  },
}

/** The transaction, called by another, as most are. */
function watched(inner: () => Transaction<unknown>) {
  const seen: string[] = []
  function* outerFrame(): Transaction<void> {
    try {
      yield* inner()
      seen.push('went on')
    } finally {
      seen.push('ended')
    }
  }
  return { seen, outerFrame }
}

function isReported(error: unknown, name: string, text: string): boolean {
  assert.ok(error instanceof Error)
  assert.ok(error.message.includes(text), error.message)
  for (const frame of [name, 'outerFrame']) assert.match(String(error.stack), new RegExp(`at .*\\b${frame}\\b`))
  return true
}

for (const backend of backends) {
  describe(`a statement that fails (${backend.name})`, () => {
    for (const [name, inner] of Object.entries(writes)) {
      test(`${name}, in a write`, async () => {
        await using ctx = await openEngine(backend)
        const { seen, outerFrame } = watched(inner)
        await assert.rejects(ctx.engine.write([], outerFrame), (error) => isReported(error, name, refused))
        // Once in its group, and once alone where it had company.
        assert.deepEqual([...new Set(seen)], ['ended'])
      })

      test(`${name}, in a write beside others of its concurrency group: those are written`, async () => {
        await using ctx = await openEngine(backend)
        const { seen, outerFrame } = watched(inner)
        const open = new Set<symbol>()
        const put = (fact: string) =>
          function* (): Transaction<void> {
            const own = Symbol(fact)
            open.add(own)
            try {
              yield* queryOne('select 1 as one')
              yield* query(refused, fact, 'y')
            } finally {
              open.delete(own)
            }
          }
        const concurrency = { group: 'test' }
        const [first, failed, last] = await Promise.allSettled([
          ctx.engine.write([], put('first'), concurrency),
          ctx.engine.write([], outerFrame, concurrency),
          ctx.engine.write([], put('last'), concurrency),
        ])
        assert.deepEqual([first.status, failed.status, last.status], ['fulfilled', 'rejected', 'fulfilled'])
        if (failed.status === 'rejected') isReported(failed.reason, name, refused)
        assert.deepEqual([...new Set(seen)], ['ended'])
        assert.equal(open.size, 0, 'none is left where it was')
        assert.deepEqual([await ctx.store.fact('first'), await ctx.store.fact('last')], ['y', 'y'])
      })
    }

    for (const [name, inner] of Object.entries(reads)) {
      for (const how of ['read', 'readSlow'] as const) {
        test(`${name}, in a ${how}`, async () => {
          await using ctx = await openEngine(backend)
          const { seen, outerFrame } = watched(inner)
          await assert.rejects(ctx.engine[how](outerFrame), (error) => isReported(error, name, strange))
          assert.deepEqual(seen, ['ended'])
        })
      }
    }

    test('a transaction that catches the error does not continue: it was rolled back', async () => {
      await using ctx = await openEngine(backend)
      function* deaf(): Transaction<string> {
        yield* query(refused, 'before', 'x')
        try {
          yield* query(refused, 'a name', null)
        } catch {}
        return 'as if nothing had been'
      }
      await assert.rejects(ctx.engine.write([], deaf), /insert into facts/)
      assert.equal(await ctx.store.fact('before'), undefined)
    })

    test('an accept that cannot be written names its statement', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const unwritable = { ...textMessage(ctx.newId, '593900000001'), id: noId }
      await assert.rejects(acceptAll(ctx.store, t0, [unwritable]), (error) => {
        assert.ok(error instanceof Error)
        assert.doesNotMatch(String(error.stack), /\.throw \(/)
        assert.match(error.message, /: insert into messages \(/)
        for (const frame of ['queryOne', 'enqueueAll', 'accept', 'ofLivingBot'])
          assert.match(String(error.stack), new RegExp(`at (?:Module\\.)?${frame} `))
        return true
      })
    })
  })
}
