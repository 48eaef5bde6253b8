/**
 * The installation's own secrets: the key that seals the others (RECADO_SECRET_KEY, else a file in the data dir that only its
 * owner reads) and the management token (RECADO_ADMIN_TOKEN, else generated once and kept sealed). Read once at the start.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import type { Seal } from './store/seal.ts'
import type { Store } from './store/store.ts'

export function secretKey(config: Pick<Config, 'secretKey' | 'dataDir'>): string {
  if (config.secretKey !== undefined) return config.secretKey
  const path = join(config.dataDir, 'secret.key')
  if (!existsSync(path)) {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(path, 'utf8').trim()
}

/** `isNew` when it was generated just now: the only time that it is shown. */
export async function adminToken(
  config: Pick<Config, 'adminToken'>,
  store: Pick<Store, 'fact' | 'claimFact'>,
  seal: Seal,
): Promise<{ token: string; isNew: boolean }> {
  if (config.adminToken !== undefined) return { token: config.adminToken, isNew: false }
  const kept = await store.fact('admin_token')
  if (kept !== undefined) return { token: seal.open(kept), isNew: false }
  // Of two processes that start at once both take the one that was there first.
  const made = seal.seal(randomBytes(32).toString('base64url'))
  const first = await store.claimFact('admin_token', made)
  return { token: seal.open(first), isNew: first === made }
}
