/** What the store holds, read past the gateway: of a data folder (SQLite) or a database's address. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'

export async function rowsOf(place: string, sql: string): Promise<unknown[]> {
  if (!place.startsWith('postgres')) {
    const db = new DatabaseSync(join(place, 'recado.db'), { readOnly: true, timeout: 5_000 })
    try {
      return db.prepare(sql).all()
    } finally {
      db.close()
    }
  }
  const client = new pg.Client(place)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
