/**
 * The management token of an installation whose data folder this command can read, so that its operator needs none at
 * hand. Whoever can read the folder has the key of all secrets anyway.
 */
import { existsSync } from 'node:fs'
import { keyFile, secretKeys } from '../app/secrets.ts'
import { loadConfig } from '../config/config.ts'
import { configuredLocation } from '../store/location.ts'
import { retainedToken } from '../store/peek.ts'
import { createSeal } from '../store/sealing/seal.ts'

export async function localKey(): Promise<string | undefined> {
  const loaded = loadConfig(process.env)
  if (!loaded.ok) return undefined
  const { config } = loaded
  // A key that is made for this look would open nothing, and stay behind.
  if (config.secretKey === undefined && !existsSync(keyFile(config.dataDir))) return undefined
  try {
    return await retainedToken(configuredLocation(config), createSeal(...secretKeys(config)))
  } catch {
    // Another database or key than those of the gateway: its answer will say that there is no credential.
    return undefined
  }
}
