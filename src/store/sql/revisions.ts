/**
 * Edits of user-editable records: the given fields are written against the row as read in the same transaction, so that
 * concurrent edits do not overwrite each other. A caller may require that the revision it has read is still current.
 */
import { queryOne, type Transaction } from './transaction.ts'

/** One of these revisions must be the current one; `any`: the row must exist. */
export type Expected = 'any' | readonly number[]

/** `change`: the given fields. */
export type Changing<Change> = { id: string; change: Change; expected?: Expected; now: number }

/**
 * `stale`: the revision is not the expected one. `taken`: the id or number is in use. `tokenless`: the Graph server
 * changes without an access token for it.
 */
export type Changed<T> =
  | { kind: 'changed'; value: T }
  | { kind: 'missing' }
  | { kind: 'stale' }
  | { kind: 'taken' }
  | { kind: 'tokenless' }

/** Whether it existed; `stale`: the revision is not the expected one, and the row stays. */
export type Removed = boolean | 'stale'

/** `revision`: of the row, if it exists. */
export function isExpected(expected: Expected | undefined, revision: number | undefined): boolean {
  if (expected === undefined) return true
  if (revision === undefined) return false
  return expected === 'any' || expected.includes(Number(revision))
}

/** Deletes one row by its key, if its revision is the expected one. */
export function* removeRow(
  table: 'clients' | 'endpoints' | 'skills' | 'templates' | 'bots' | 'quick_answers' | 'saved_views',
  key: Record<string, string>,
  expected: Expected | undefined,
): Transaction<Removed> {
  const where = Object.keys(key)
    .map((column, index) => `${column} = $${index + 1}`)
    .join(' and ')
  const values = Object.values(key)
  const found = yield* queryOne<{ revision: number }>(`select revision from ${table} where ${where}`, ...values)
  if (!found) return false
  if (!isExpected(expected, found.revision)) return 'stale'
  yield* queryOne(`delete from ${table} where ${where} returning 1 as gone`, ...values)
  return true
}
