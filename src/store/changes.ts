/**
 * Changes of what people edit: the fields that are given, written against the row as it is in the transaction that writes them, so that of
 * two changes at once none is lost. Who has read a revision may ask that it still be the present one. Shared by the stores of settings,
 * skills and templates.
 */
import { row, type Transaction } from './transaction.ts'

/** The revisions of which one must be the present one; `any`: there must be something. */
export type Expected = 'any' | readonly number[]

/** `change`: the fields that are given. */
export type Changing<Change> = { id: string; change: Change; expected?: Expected; now: number }

/**
 * `stale`: it is not, or no longer, as expected. `taken`: the id, or the number, is another's. `tokenless`: another Graph server without an
 * access token for it.
 */
export type Changed<T> =
  | { kind: 'changed'; value: T }
  | { kind: 'missing' }
  | { kind: 'stale' }
  | { kind: 'taken' }
  | { kind: 'tokenless' }

/** Whether it was there; `stale`: it is not as expected, and stays. */
export type Removed = boolean | 'stale'

/** `revision`: of the row, if there is one. */
export function isExpected(expected: Expected | undefined, revision: number | undefined): boolean {
  if (expected === undefined) return true
  if (revision === undefined) return false
  return expected === 'any' || expected.includes(Number(revision))
}

/** Deletes one row by its key, if it is as expected. */
export function* removeRow(
  table: 'clients' | 'endpoints' | 'skills' | 'templates' | 'bots',
  key: Record<string, string>,
  expected: Expected | undefined,
): Transaction<Removed> {
  const where = Object.keys(key)
    .map((column, index) => `${column} = $${index + 1}`)
    .join(' and ')
  const values = Object.values(key)
  const found = yield* row<{ revision: number }>(`select revision from ${table} where ${where}`, ...values)
  if (!found) return false
  if (!isExpected(expected, found.revision)) return 'stale'
  yield* row(`delete from ${table} where ${where} returning 1 as gone`, ...values)
  return true
}
