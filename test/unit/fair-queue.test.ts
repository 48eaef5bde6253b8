/** The fair queue of writes: bots in turn, each bot's writes in their order, and nobody for longer than the limit. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { StoreUnavailableError } from '../../src/store/sql/failures.ts'
import { createTurns, type Waiting } from '../../src/store/sql/fair-queue.ts'

type Item = Waiting & { name: string }

function turnsWith(options: { maxGrouped?: number; maxWaiting?: number; timeoutMs?: number } = {}) {
  const refused: string[] = []
  const turns = createTurns<Item>({ maxGrouped: 4, maxWaiting: 100, timeoutMs: 60_000, onRefused() {}, ...options })
  const add = (name: string, weight = 1, kind: 'mayWait' | 'overtakes' | '' = '') => {
    const reject = (error: unknown) => {
      assert.ok(error instanceof StoreUnavailableError)
      refused.push(name)
    }
    turns.add({
      name,
      botId: name[0] ?? '',
      cost: weight,
      mayWait: kind === 'mayWait',
      overtakes: kind === 'overtakes',
      reject,
    })
  }
  const take = (withPatient = true) => {
    const group = turns.take(withPatient)
    turns.end(group)
    return group.map(({ name }) => name).join(' ')
  }
  return { turns, add, take, refused }
}

test("one bot's writes go in their order", () => {
  const { add, take } = turnsWith()
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) add(name)
  assert.deepEqual([take(), take(), take()], ['a1 a2 a3 a4', 'a5', ''])
})

test('a bot with many waiting writes leaves the others their turns', () => {
  const { add, take } = turnsWith()
  for (let n = 1; n <= 9; n++) add(`a${n}`)
  add('b1')
  add('c1')
  add('b2')
  assert.equal(take(), 'a1 a2 b1 c1')
  assert.equal(take(), 'b2 a3 a4 a5')
  add('d1')
  assert.equal(take(), 'a6 a7 a8 d1')
  assert.equal(take(), 'a9')
})

test('a heavy write runs alone, after those before it', () => {
  const { add, take } = turnsWith()
  add('a1', 10)
  add('a2', 10)
  add('b1')
  add('b2')
  assert.deepEqual([take(), take(), take(), take()], ['a1', 'b1', 'a2', 'b2'])
})

test('a write beyond the bound is refused at once', () => {
  const { add, take, refused } = turnsWith({ maxWaiting: 2 })
  for (const name of ['a1', 'a2', 'a3']) add(name)
  assert.deepEqual(refused, ['a3'])
  assert.equal(take(), 'a1 a2')
})

test('those that overtake go without those that may wait, until these are due', () => {
  const { turns, add, take } = turnsWith({ maxGrouped: 4 })
  for (const name of ['a1', 'b1', 'a2']) add(name, 1, 'mayWait')
  for (const name of ['a3', 'a4', 'b2', 'c1', 'c2']) add(name, 1, 'overtakes')
  assert.deepEqual([turns.urgent(), turns.patient()], [5, 3])
  assert.equal(take(false), 'a3 a4 b2 c1')
  assert.equal(take(false), 'c2')
  assert.equal(take(false), '')
  assert.equal(take(), 'b1 a1 a2')
})

test('it says when one waits that others may not be left behind for', () => {
  const { turns, add, take } = turnsWith()
  add('a1', 1, 'mayWait')
  add('a2', 1, 'overtakes')
  assert.equal(turns.hasInOrder(), false)
  add('b1')
  assert.equal(turns.hasInOrder(), true)
  assert.equal(take(), 'a1 a2 b1')
  assert.equal(turns.hasInOrder(), false)
})

test('whatever waits, a bot has its writes in their order but for those that overtake what may wait', () => {
  const kinds = ['mayWait', 'overtakes', ''] as const
  const step = fc.oneof(
    fc.record({ bot: fc.constantFrom('a', 'b'), kind: fc.constantFrom(...kinds) }),
    fc.record({ withPatient: fc.boolean() }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { turns, add, take } = turnsWith({ maxGrouped: 5 })
      const kindOf = new Map<string, (typeof kinds)[number]>()
      const gone: string[] = []
      const takeOne = (withPatient: boolean) =>
        gone.push(
          ...take(withPatient || turns.hasInOrder())
            .split(' ')
            .filter(Boolean),
        )
      for (const one of steps) {
        if ('withPatient' in one) takeOne(one.withPatient)
        else {
          const name = `${one.bot}${kindOf.size}`
          kindOf.set(name, one.kind)
          add(name, 1, one.kind)
        }
      }
      while (gone.length < kindOf.size) takeOne(true)
      const came = [...kindOf.keys()]
      for (const [at, name] of gone.entries())
        for (const later of gone.slice(at + 1)) {
          if (later[0] !== name[0] || came.indexOf(later) > came.indexOf(name)) continue
          assert.deepEqual([kindOf.get(name), kindOf.get(later)], ['overtakes', 'mayWait'])
        }
    }),
  )
})

test('a write that waited too long is refused, running or not; a heavy one may take longer', async () => {
  const { turns, add, refused, take } = turnsWith({ timeoutMs: 150 })
  add('a1')
  const onItsWay = turns.take()
  add('b1')
  add('c1', 5_000)
  add('d1')
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (refused.length < 3) return
      clearInterval(timer)
      resolve()
    }, 5)
  })
  assert.deepEqual(refused, ['a1', 'b1', 'd1'])
  turns.end(onItsWay)
  assert.equal(turns.urgent(), 1)
  assert.equal(take(), 'c1')
})
