/** What a copy needs of a database, on either end. Brought by sqlite/copy.ts and postgres/copy.ts, used by copy.ts. */
import type { CopiedTable } from './copy-tables.ts'
import type { Value } from './transaction.ts'

export type CopyReader = {
  columns(table: string): Promise<string[]>
  count(table: string): Promise<number>
  /** All rows in batches; memory holds one. */
  read(table: CopiedTable, columns: readonly string[]): AsyncIterable<Value[][]>
  fact(name: string): Promise<string | undefined>
}

/** Nobody else has it until it is closed. */
export type CopySource = CopyReader & { close(): Promise<void> }

/** Empty, and nobody sees what is written before `finish`. */
export type CopyTarget = CopyReader & {
  write(table: string, columns: readonly string[], batch: readonly Value[][]): Promise<void>
  /** All of it is there from now on. */
  finish(): Promise<void>
  /** Without `finish`, nothing of it is there. */
  close(): Promise<void>
}

export const batchRows = 1_000

/** A text of PostgreSQL's holds no NUL (postgres/dialect.ts): what is copied is written and compared without. */
export function copied(value: Value | undefined): Value {
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : (value ?? null)
}
