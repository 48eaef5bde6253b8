/**
 * Who may still commit an event of a `seq` that others have passed: a statement that inserts locks the table before it
 * takes the number, and PostgreSQL frees the lock only after the commit is visible.
 */
import { query, type Transaction } from '../sql/transaction.ts'

export function* eventWriters(): Transaction<string[]> {
  const found = yield* query<{ writer: string }>(
    `select virtualtransaction as writer from pg_locks
     where locktype = 'relation' and relation = 'events'::regclass and mode = 'RowExclusiveLock' and granted
       and database = (select oid from pg_database where datname = current_database())`,
  )
  return found.map(({ writer }) => writer)
}
