/** Runs transactions on a connection: one alone, or several of a turn together, whose equal statements are one. */
import { type Asked, resume, type Tallies } from '../sql/tallies.ts'
import { type BulkStatement, fail, type Row, type Statement, type Transaction } from '../sql/transaction.ts'
import { maxRows } from './bulk.ts'
import { answersOf, type Batch, batchesOf, type MergedStatement } from './merged.ts'

export type Execute = (statement: Statement | BulkStatement | MergedStatement) => Promise<Row[]>

/** Runs a transaction's statements one after the other. */
export async function drive<T>(execute: Execute, transaction: Transaction<T>): Promise<T> {
  let step = resume(transaction, undefined)
  while (!step.done) {
    let found: Row[]
    try {
      found = await perform(execute, step.value)
    } catch (cause) {
      fail(transaction, cause)
    }
    step = resume(transaction, undefined, found)
  }
  return step.value
}

type Running<T> = { transaction: Transaction<T>; index: number; step: IteratorResult<Asked, T> }

/**
 * Sends each transaction's next statements at once, in the order of the transactions, until all have ended. Throws if
 * one must be alone or fails; the others then end where they are.
 */
export async function driveTogether<T>(
  execute: Execute,
  transactions: Transaction<T>[],
  tallies?: Tallies,
): Promise<T[]> {
  const results: T[] = []
  let open: Running<T>[] = transactions.map((transaction, index) => ({
    transaction,
    index,
    step: resume(transaction, tallies),
  }))
  for (;;) {
    for (const { index, step } of open) if (step.done) results[index] = step.value
    open = open.filter(({ step }) => !step.done)
    if (open.length === 0) return results
    try {
      if (transactions.length > 1 && open.some(mustBeExclusive))
        throw new Error('an exclusive transaction cannot run together with others')
      await advance(execute, open, tallies)
    } catch (cause) {
      for (const { transaction } of open) (transaction as Transaction<unknown>).return(undefined)
      throw cause
    }
  }
}

/** One step of each. */
async function advance<T>(execute: Execute, open: Running<T>[], tallies: Tallies | undefined): Promise<void> {
  const steps = open.flatMap(({ step }) => (step.done ? [] : [step.value]))
  await Promise.all(
    batchesOf(steps).map(async (batch) => {
      const members = batch.of.flatMap((position) => open[position] ?? [])
      let answers: Row[][]
      try {
        answers = await answersTo(execute, batch)
      } catch (cause) {
        for (const { transaction } of members) fail(transaction, cause)
        throw cause
      }
      for (const [index, one] of members.entries()) one.step = resume(one.transaction, tallies, answers[index])
    }),
  )
}

async function answersTo(execute: Execute, { asked }: Batch): Promise<Row[][]> {
  return 'merged' in asked ? answersOf(asked, await execute(asked)) : [await perform(execute, asked)]
}

function mustBeExclusive({ step }: { step: IteratorResult<Asked, unknown> }): boolean {
  return !step.done && 'isExclusive' in step.value && step.value.isExclusive === true
}

/** Several are sent without waiting for each other's answer; they run in order. */
async function perform(execute: Execute, step: Asked): Promise<Row[]> {
  if ('each' in step) return (await Promise.all(partsOf(step).map(execute))).flat()
  if (!Array.isArray(step)) return execute(step)
  return (await Promise.all(step.map(execute))).map((rows) => rows[0] ?? {})
}

/** A bulk statement with a single row is an ordinary statement. */
function partsOf({ text, each }: BulkStatement): (Statement | BulkStatement)[] {
  const [values] = each
  if (values && each.length === 1) return [{ text, values }]
  return Array.from({ length: Math.ceil(each.length / maxRows) }, (_, part) => ({
    text,
    each: each.slice(part * maxRows, (part + 1) * maxRows),
  }))
}
