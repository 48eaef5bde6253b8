/**
 * The installation's own secrets: the key that seals the others (RECADO_SECRET_KEY, else a file in the data dir that
 * only its owner can read), the previous one, and the management token (RECADO_ADMIN_TOKEN, else generated once and
 * stored sealed). Read once at the start.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { privateFolder } from '../store/installation/private-files.ts'
import type { Seal } from '../store/sealing/seal.ts'
import type { Store } from '../store/store.ts'

type KeyConfig = Pick<Config, 'secretKey' | 'formerSecretKey' | 'dataDir'>

/** RECADO_SECRET_KEY, or the first line of `secret.key`; and the previous key, which its second line may hold. */
export function secretKeys(config: KeyConfig): [present: string, former?: string] {
  const { secretKey, formerSecretKey: former } = config
  const [present = '', second] = secretKey === undefined ? linesOf(config) : [secretKey]
  const before = former ?? second
  return before === undefined || before === present ? [present] : [present, before]
}

function linesOf({ dataDir }: KeyConfig): string[] {
  const path = keyFile(dataDir)
  if (!existsSync(path)) {
    privateFolder(dataDir)
    writeFileSync(path, `${newKey()}\n`, { mode: 0o600, flag: 'wx' })
  }
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.map((line) => line.trim()).filter((line) => line !== '')
}

/** Adds a new line above the existing one, atomically. */
export function addSecretKey(config: KeyConfig): void {
  if (config.secretKey !== undefined)
    throw new Error('RECADO_SECRET_KEY is set: give it a new key, and set RECADO_SECRET_KEY_FORMER to the present one')
  const [present] = linesOf(config)
  const path = keyFile(config.dataDir)
  const draft = `${path}.new`
  writeFileSync(draft, `${newKey()}\n${present}\n`, { mode: 0o600 })
  renameSync(draft, path)
}

export function keyFile(dataDir: string): string {
  return join(dataDir, 'secret.key')
}

function newKey(): string {
  return randomBytes(32).toString('base64url')
}

/** `isNew` when it was generated at this start: the only time that it is shown. */
export async function adminToken(
  config: Pick<Config, 'adminToken'>,
  store: Pick<Store, 'fact' | 'claimFact'>,
  seal: Seal,
): Promise<{ token: string; isNew: boolean }> {
  if (config.adminToken !== undefined) return { token: config.adminToken, isNew: false }
  const stored = await store.fact('admin_token')
  if (stored !== undefined) return { token: seal.open('token', stored), isNew: false }
  // If two processes start at once, both use the token that was stored first.
  const made = seal.seal('token', randomBytes(32).toString('base64url'))
  const first = await store.claimFact('admin_token', made)
  return { token: seal.open('token', first), isNew: first === made }
}
