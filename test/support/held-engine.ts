/**
 * An engine whose reads pause between their statements, and whose writes may lose their answer or come too late: rare
 * events, caused by a test on either store.
 */
import type { Engine } from '../../src/store/sql/engine.ts'
import { StoreUnavailableError } from '../../src/store/sql/failures.ts'
import { fail, type Row, type Step, type Transaction } from '../../src/store/sql/transaction.ts'

export function createHeldEngine() {
  let late: (() => Promise<unknown>) | undefined
  const held = {
    /** Called after each statement of a read with its number, from 1; the read continues once it resolves. */
    betweenStatements: undefined as ((position: number) => Promise<void>) | undefined,
    /** The next write commits, and its answer is lost. */
    loseAnswer: false,
    /** The next write is refused for its time, and runs after all while the answer to the one after it is on its way. */
    isNextLate: false,
    /** Called with the result of each write after its commit; the answer waits for it. */
    afterWrites: undefined as ((result: unknown) => Promise<void>) | undefined,
    around(engine: Engine): Engine {
      return {
        ...engine,
        read: (transaction) => (held.betweenStatements ? readHeld(engine, transaction()) : engine.read(transaction)),
        async write(...args) {
          if (held.isNextLate) {
            held.isNextLate = false
            late = () => engine.write(...args)
            throw new StoreUnavailableError('it could not be written in time')
          }
          const isLost = held.loseAnswer
          held.loseAnswer = false
          const result = await engine.write(...args)
          const overdue = late
          late = undefined
          await overdue?.()
          await held.afterWrites?.(result)
          if (isLost) throw new StoreUnavailableError('the answer was lost')
          return result
        },
      }
    },
  }

  /** Each statement is a read of its own, and sees the state committed at that time. */
  async function readHeld<T>(engine: Engine, transaction: Transaction<T>): Promise<T> {
    let step = transaction.next()
    for (let position = 1; !step.done; position++) {
      const asked = step.value
      const found = await engine.read(() => one(asked)).catch((cause: unknown) => fail(transaction, cause))
      await held.betweenStatements?.(position)
      step = transaction.next(found)
    }
    return step.value
  }

  return held
}

function* one(step: Step): Transaction<Row[]> {
  return yield step
}
