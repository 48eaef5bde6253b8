/** The store's rows, read without the gateway: from a data folder (SQLite) or a database's address. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'

export async function rowsOf(location: string, sql: string): Promise<unknown[]> {
  if (!location.startsWith('postgres')) {
    const db = new DatabaseSync(join(location, 'recado.db'), { readOnly: true, timeout: 5_000 })
    try {
      return db.prepare(sql).all()
    } finally {
      db.close()
    }
  }
  const client = new pg.Client(location)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
