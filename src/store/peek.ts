/**
 * One look at a database beside the gateways that run on it, for commands: nothing is taken, locked or migrated.
 */
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { getFact } from './installation/facts.ts'
import type { StoreLocation } from './location.ts'
import { connect } from './postgres/connection.ts'
import { drive } from './postgres/drive.ts'
import { countLiving } from './postgres/lease-rows.ts'
import { installMasters, masterRows } from './sealing/masters.ts'
import type { Seal } from './sealing/seal.ts'
import type { Transaction } from './sql/transaction.ts'
import { drive as driveFile } from './sqlite/database.ts'
import { executor } from './sqlite/statements.ts'

/** Undefined: there is no database yet. */
async function peek<T>(position: StoreLocation, transaction: () => Transaction<T>): Promise<T | undefined> {
  if (position.kind === 'postgres') {
    const connection = await connect({ url: position.url })
    try {
      return await drive(connection.execute, transaction())
    } finally {
      await connection.close()
    }
  }
  if (!existsSync(position.path)) return undefined
  const db = new DatabaseSync(position.path, { readOnly: true, timeout: 5_000 })
  try {
    return driveFile(executor(db), transaction())
  } finally {
    db.close()
  }
}

/**
 * The management token that was made at the first start, for who has the database and its key. Throws when the key
 * is another one.
 */
export async function retainedToken(position: StoreLocation, seal: Seal): Promise<string | undefined> {
  const found = await peek(position, function* () {
    return { masters: yield* masterRows(), token: yield* getFact('admin_token') }
  })
  if (found?.token === undefined) return undefined
  installMasters(seal, found.masters)
  return seal.open('token', found.token)
}

/** Gateways that run on it. A file says nothing of that by itself: its lock does when it is opened. */
export async function countGateways(position: StoreLocation): Promise<number> {
  return position.kind === 'sqlite' ? 0 : ((await peek(position, countLiving)) ?? 0)
}
