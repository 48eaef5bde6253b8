/**
 * The schema, as numbered steps: forward only, each in a transaction of its own, never edited once released.
 * Portable text (SQLite and PostgreSQL): instants are integer ms, JSON is text, ids are text.
 */
import { schema1 } from './migrations/0001.ts'
import { schema2 } from './migrations/0002.ts'
import { schema3 } from './migrations/0003.ts'
import { schema4 } from './migrations/0004.ts'

export type Migration = {
  number: number
  name: string
  /** For both databases; PostgreSQL gets it through `schemaText` (postgres/dialect.ts). */
  sql: string
  /** What PostgreSQL needs besides, behind it: as it stands. */
  postgres?: string
}

export const migrations: Migration[] = [schema1, schema2, schema3, schema4]
