/**
 * A request's row of the audit trail, carried with the request to the transaction that makes its change: the first write within `auditing`
 * reads what the thing was, does its work, reads what it is now, and adds the row, all in one transaction. Nobody on the way knows of it.
 * What changes nothing, or nothing that has a state, leaves the row to who asks `isWritten`. Used by methods.ts (the engine) and http/audit.ts.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { type AuditEntry, addAudit } from './audit.ts'
import { hasState, stateOf } from './audit-states.ts'
import type { Engine } from './engine.ts'
import type { Seal } from './seal.ts'
import type { Transaction } from './transaction.ts'

export type Auditing = { entry: AuditEntry; isWritten: boolean; isClosed: boolean }

const carried = new AsyncLocalStorage<Auditing>()

export function beginAuditing(entry: AuditEntry): Auditing {
  return { entry, isWritten: false, isClosed: false }
}

/** Within `work`, and all that it begins. */
export function auditing<T>(begun: Auditing, work: () => T): T {
  return carried.run(begun, work)
}

export function auditedEngine(engine: Engine, seal: Seal): Engine {
  return {
    ...engine,
    async write<T>(
      botIds: readonly string[],
      transaction: () => Transaction<T>,
      ...more: [manner?: object]
    ): Promise<T> {
      const begun = carried.getStore()
      if (begun === undefined || begun.isWritten || begun.isClosed) return engine.write(botIds, transaction, ...more)
      // One write carries it; those that run beside it do not.
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
    },
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

/** What a transaction answers that has changed nothing. */
function isRefusal(result: unknown): boolean {
  if (result === false || result === 'stale') return true
  return typeof result === 'object' && result !== null && 'kind' in result && refusals.has(String(result.kind))
}
