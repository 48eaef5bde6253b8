/** What a copy needs of a database, on either end. */
import type { Value } from '../sql/transaction.ts'
import type { CopiedTable } from './tables.ts'

export type CopyReader = {
  columns(table: string): Promise<string[]>
  count(table: string): Promise<number>
  /** All rows in batches; memory holds one batch. */
  read(table: CopiedTable, columns: readonly string[]): AsyncIterable<Value[][]>
  fact(name: string): Promise<string | undefined>
}

/** Exclusive until closed. */
export type CopySource = CopyReader & { close(): Promise<void> }

/** Empty; nothing that is written is visible before `finish`. */
export type CopyTarget = CopyReader & {
  write(table: string, columns: readonly string[], batch: readonly Value[][]): Promise<void>
  /** Makes everything visible. */
  finish(): Promise<void>
  /** Without a prior `finish`, discards everything. */
  close(): Promise<void>
}

export const batchRows = 1_000

/** PostgreSQL texts cannot hold NUL (store/postgres/dialect.ts): values are written and compared without it. */
export function copied(value: Value | undefined): Value {
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : (value ?? null)
}
