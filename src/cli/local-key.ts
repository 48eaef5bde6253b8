/**
 * The secrets of an installation whose data folder this command can read, so that its operator needs none at hand.
 * Whoever can read the folder has the key of all secrets anyway.
 */
import { existsSync } from 'node:fs'
import { keyFile, secretKeys } from '../app/secrets.ts'
import { loadConfig } from '../config/config.ts'
import { configuredLocation } from '../store/location.ts'
import { retainedToken } from '../store/peek.ts'
import { createSeal } from '../store/sealing/seal.ts'

/** The management token. */
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

/** The key that the gateway will start with; a newly made key would decrypt nothing. */
export function givenKeys(config: Parameters<typeof secretKeys>[0]): ReturnType<typeof secretKeys> {
  if (config.secretKey !== undefined || existsSync(keyFile(config.dataDir))) return secretKeys(config)
  throw new Error(
    `there is no key in ${config.dataDir}: set RECADO_SECRET_KEY, or RECADO_DATA_DIR to the folder that has it`,
  )
}
