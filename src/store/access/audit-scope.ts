/**
 * Carries a request's audit row to the transaction that makes its change: the first write within `auditing` reads the
 * state before, does its work, reads the state after, and adds the row, all in one transaction. No code in between
 * knows of it. A request that changes nothing, or nothing with a state, leaves the row to the caller, which checks
 * `isWritten`.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Seal } from '../sealing/seal.ts'
import type { Concurrency, Engine } from '../sql/engine.ts'
import type { Transaction } from '../sql/transaction.ts'
import { type AuditEntry, addAudit } from './audit.ts'
import { hasState, stateOf } from './audit-states.ts'

export type Auditing = { entry: AuditEntry; isWritten: boolean; isClosed: boolean }

const carried = new AsyncLocalStorage<Auditing>()

export function beginAuditing(entry: AuditEntry): Auditing {
  return { entry, isWritten: false, isClosed: false }
}

/** Applies to `work` and everything it starts. */
export function auditing<T>(begun: Auditing, work: () => T): T {
  return carried.run(begun, work)
}

export function auditedEngine(engine: Engine, seal: Seal): Engine {
  return {
    ...engine,
    write<T>(botIds: readonly string[], transaction: () => Transaction<T>, concurrency?: Concurrency): Promise<T> {
      const begun = carried.getStore()
      if (begun === undefined || begun.isWritten || begun.isClosed)
        return engine.write(botIds, transaction, concurrency)
      return writeWithRow(engine, seal, { begun, botIds, transaction })
    },
  }
}

type Carrying<T> = { begun: Auditing; botIds: readonly string[]; transaction: () => Transaction<T> }

async function writeWithRow<T>(engine: Engine, seal: Seal, carrying: Carrying<T>): Promise<T> {
  const { begun, botIds, transaction } = carrying
  // One write carries the row; concurrent writes do not.
  begun.isWritten = true
  let isAdded = false
  function* withRow(entry: AuditEntry): Transaction<T> {
    isAdded = false
    const { about } = entry
    const before = about && (yield* stateOf(seal, about))
    const result = yield* transaction()
    const after = about && (yield* stateOf(seal, about))
    if (isRefusal(result) || (about && hasState(about) && isSame(before, after))) return result
    yield* addAudit(entry, { before, after })
    isAdded = true
    return result
  }
  try {
    return await engine.write(botIds, () => withRow(begun.entry))
  } finally {
    begun.isWritten = isAdded
  }
}

function isSame(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after)
}

const refusals = new Set([
  'conflict',
  'window_closed',
  'too_late',
  'not_found',
  'missing',
  'stale',
  'taken',
  'wrong_state',
])

/** A result of a transaction that changed nothing. */
function isRefusal(result: unknown): boolean {
  if (result === false || result === 'stale') return true
  return typeof result === 'object' && result !== null && 'kind' in result && refusals.has(String(result.kind))
}
