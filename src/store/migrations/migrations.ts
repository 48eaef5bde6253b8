/**
 * The schema as numbered steps: forward only, each in its own transaction, never edited once released. Portable SQL
 * (SQLite and PostgreSQL): times are integer ms, JSON is text, ids are text.
 */
import { schema1 } from './0001.ts'
import { schema2 } from './0002.ts'
import { schema3 } from './0003.ts'
import { schema4 } from './0004.ts'
import { schema5 } from './0005.ts'
import { schema6 } from './0006.ts'
import { schema7 } from './0007.ts'
import { schema8 } from './0008.ts'
import { schema9 } from './0009.ts'
import { schema10 } from './0010.ts'
import { schema11 } from './0011.ts'
import { schema12 } from './0012.ts'
import { schema13 } from './0013.ts'
import { schema14 } from './0014.ts'
import { schema15 } from './0015.ts'
import { schema16 } from './0016.ts'
import { schema17 } from './0017.ts'
import { schema18 } from './0018.ts'
import { schema19 } from './0019.ts'
import { schema20 } from './0020.ts'
import { schema21 } from './0021.ts'
import { schema22 } from './0022.ts'
import { schema23 } from './0023.ts'
import { schema24 } from './0024.ts'
import { schema25 } from './0025.ts'
import { schema26 } from './0026.ts'
import { schema27 } from './0027.ts'
import { schema28 } from './0028.ts'
import { schema29 } from './0029.ts'
import { schema30 } from './0030.ts'
import { schema31 } from './0031.ts'
import { schema32 } from './0032.ts'
import { schema33 } from './0033.ts'
import { schema34 } from './0034.ts'
import { schema35 } from './0035.ts'
import { schema36 } from './0036.ts'
import { schema37 } from './0037.ts'
import { schema38 } from './0038.ts'
import { schema39 } from './0039.ts'
import { schema40 } from './0040.ts'
import { schema41 } from './0041.ts'
import { schema42 } from './0042.ts'
import { schema43 } from './0043.ts'
import { schema44 } from './0044.ts'
import { schema45 } from './0045.ts'
import { schema46 } from './0046.ts'
import { schema47 } from './0047.ts'
import { schema48 } from './0048.ts'
import { schema49 } from './0049.ts'
import { schema50 } from './0050.ts'
import { schema51 } from './0051.ts'
import { schema52 } from './0052.ts'
import { schema53 } from './0053.ts'
import { schema54 } from './0054.ts'
import { schema55 } from './0055.ts'
import { schema56 } from './0056.ts'

export type Migration = {
  number: number
  name: string
  /** For both databases; PostgreSQL gets it through `schemaText` (store/postgres/dialect.ts). */
  sql: string
  /** Additional SQL for SQLite, run after `sql`. */
  sqlite?: string
  /** Additional SQL for PostgreSQL, run after `sql`, unchanged. */
  postgres?: string
  /**
   * Indexes on existing, possibly large tables: created before the step's transaction, on PostgreSQL without blocking
   * writers. An interrupted step starts over and keeps the valid ones.
   */
  indexes?: readonly NewIndex[]
}

/**
 * `rest`: columns in parentheses, and the condition. `only`: the other database has one already, by a constraint.
 */
export type NewIndex = { name: string; table: string; rest: string; only?: 'postgres' }

export const migrations: readonly Migration[] = [
  schema1,
  schema2,
  schema3,
  schema4,
  schema5,
  schema6,
  schema7,
  schema8,
  schema9,
  schema10,
  schema11,
  schema12,
  schema13,
  schema14,
  schema15,
  schema16,
  schema17,
  schema18,
  schema19,
  schema20,
  schema21,
  schema22,
  schema23,
  schema24,
  schema25,
  schema26,
  schema27,
  schema28,
  schema29,
  schema30,
  schema31,
  schema32,
  schema33,
  schema34,
  schema35,
  schema36,
  schema37,
  schema38,
  schema39,
  schema40,
  schema41,
  schema42,
  schema43,
  schema44,
  schema45,
  schema46,
  schema47,
  schema48,
  schema49,
  schema50,
  schema51,
  schema52,
  schema53,
  schema54,
  schema55,
  schema56,
]

export const newestSchema = migrations.at(-1)?.number ?? 0

/** Shown to the operator. */
export function newerSchema(found: number, newest = newestSchema): string {
  return `the database has schema ${found}, this version knows ${newest}: run a newer Recado`
}
