/**
 * Failing statements: on every driver the error names the statement and the transaction's frames, and the transaction
 * ends where it is.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Engine } from '../../src/store/sql/engine.ts'
import { forEach, inOrder, row, rows, statement, type Transaction } from '../../src/store/sql/transaction.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, type Backend, backends, noId, testBot, textMessage } from '../support/store.ts'

/** A fact without a value is not taken. */
const refused = 'insert into facts (name, value) values ($1, $2)'
const strange = 'select value from facts where nobody_has_this = $1'

type Failing = { [name: string]: () => Transaction<unknown> }

const writes: Failing = {
  *plainly() {
    yield* row('select 1 as one')
    yield* rows(refused, 'a name', null)
  },
  *asFirstRow() {
    yield* row(`${refused} returning name`, 'a name', null)
  },
  *severalInOrder() {
    yield* inOrder([statement('select 1 as one'), statement(refused, 'a name', null)])
  },
  *forEachOfMany() {
    yield* forEach(refused, [
      ['a name', 'x'],
      ['another', null],
    ])
  },
}

const reads: Failing = {
  *plainly() {
    yield* row('select 1 as one')
    yield* rows(strange, 'x')
  },
}

async function openEngine(backend: Backend) {
  let engine: Engine | undefined
  const around = (bare: Engine) => {
    engine = bare
    return bare
  }
  const it = await backend.open({ around })
  assert.ok(engine)
  return { ...it, engine, [Symbol.asyncDispose]: () => it[Symbol.asyncDispose]() }
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

function isTold(error: unknown, name: string, text: string): boolean {
  assert.ok(error instanceof Error)
  assert.ok(error.message.includes(text), error.message)
  for (const frame of [name, 'outerFrame']) assert.match(String(error.stack), new RegExp(`at .*\\b${frame}\\b`))
  return true
}

for (const backend of backends) {
  describe(`a statement that fails (${backend.name})`, () => {
    for (const [name, inner] of Object.entries(writes)) {
      test(`${name}, in a write`, async () => {
        await using it = await openEngine(backend)
        const { seen, outerFrame } = watched(inner)
        await assert.rejects(it.engine.write([], outerFrame), (error) => isTold(error, name, refused))
        // Once in its group, and once alone where it had company.
        assert.deepEqual([...new Set(seen)], ['ended'])
      })

      test(`${name}, in a write beside others that may alternate with it: those are written`, async () => {
        await using it = await openEngine(backend)
        const { seen, outerFrame } = watched(inner)
        const open = new Set<symbol>()
        const put = (fact: string) =>
          function* (): Transaction<void> {
            const own = Symbol(fact)
            open.add(own)
            try {
              yield* row('select 1 as one')
              yield* rows(refused, fact, 'y')
            } finally {
              open.delete(own)
            }
          }
        const manner = { kind: 'test' }
        const [first, failed, last] = await Promise.allSettled([
          it.engine.write([], put('first'), manner),
          it.engine.write([], outerFrame, manner),
          it.engine.write([], put('last'), manner),
        ])
        assert.deepEqual([first.status, failed.status, last.status], ['fulfilled', 'rejected', 'fulfilled'])
        if (failed.status === 'rejected') isTold(failed.reason, name, refused)
        assert.deepEqual([...new Set(seen)], ['ended'])
        assert.equal(open.size, 0, 'none is left where it was')
        assert.deepEqual([await it.store.fact('first'), await it.store.fact('last')], ['y', 'y'])
      })
    }

    for (const [name, inner] of Object.entries(reads)) {
      for (const how of ['read', 'readAside'] as const) {
        test(`${name}, in a ${how}`, async () => {
          await using it = await openEngine(backend)
          const { seen, outerFrame } = watched(inner)
          await assert.rejects(it.engine[how](outerFrame), (error) => isTold(error, name, strange))
          assert.deepEqual(seen, ['ended'])
        })
      }
    }

    test('whoever catches it does not go on: it was rolled back', async () => {
      await using it = await openEngine(backend)
      function* deaf(): Transaction<string> {
        yield* rows(refused, 'before', 'x')
        try {
          yield* rows(refused, 'a name', null)
        } catch {}
        return 'as if nothing had been'
      }
      await assert.rejects(it.engine.write([], deaf), /insert into facts/)
      assert.equal(await it.store.fact('before'), undefined)
    })

    test('an accept that cannot be written says what it did', async () => {
      await using it = await backend.open()
      await it.store.putBot(testBot())
      const unwritable = { ...textMessage(it.newId, '593900000001'), id: noId }
      await assert.rejects(acceptAll(it.store, t0, [unwritable]), (error) => {
        assert.ok(error instanceof Error)
        assert.doesNotMatch(String(error.stack), /\.throw \(/)
        assert.match(error.message, /: insert into messages \(/)
        for (const frame of ['forEach', 'enqueueAll', 'accept', 'ofLivingBot'])
          assert.match(String(error.stack), new RegExp(`at (?:Module\\.)?${frame} `))
        return true
      })
    })
  })
}
