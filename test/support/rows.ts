/**
 * Writes rows that no store method creates, or not in such numbers, directly into whichever database the store uses.
 */
import { DatabaseSync } from 'node:sqlite'
import type { TestStore } from './open-store.ts'
import { askedAll } from './postgres-store.ts'

export async function change({ path }: TestStore, texts: string[]): Promise<void> {
  if (path.startsWith('postgres')) {
    await askedAll(path, texts)
    return
  }
  using db = new DatabaseSync(path)
  db.exec('pragma busy_timeout = 5000')
  for (const text of texts) db.exec(text)
}
