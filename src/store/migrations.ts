/**
 * The schema, as numbered steps: forward only, each in a transaction of its own, never edited once released.
 * Portable text (SQLite and PostgreSQL): instants are integer ms, JSON is text, ids are text.
 */
import { schema1 } from './migrations/0001.ts'
import { schema2 } from './migrations/0002.ts'
import { schema3 } from './migrations/0003.ts'

export const migrations: { number: number; name: string; sql: string }[] = [schema1, schema2, schema3]
