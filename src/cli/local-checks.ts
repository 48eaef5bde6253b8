/**
 * Checks that need no gateway: the settings, the data folder and its disk, the key, the database and its schema. They
 * change nothing, and pass beside a gateway that runs.
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { keyFile } from '../app/secrets.ts'
import { type Config, loadConfig } from '../config/config.ts'
import { configuredLocation, nameOfLocation } from '../store/location.ts'
import { plannedMigration } from '../store/migrate.ts'
import { newestSchema } from '../store/migrations/migrations.ts'
import type { Check, Status } from './checks.ts'
import type { Cli } from './frame/command.ts'
import type { Say, TextKey } from './frame/say.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Values = Readonly<Record<string, string | number>>

const leastFreeBytes = 200_000_000
const scantFreeBytes = 2_000_000_000

export async function localChecks({ say }: Pick<Cli, 'say'>, env: Environment): Promise<Check[]> {
  const loaded = loadConfig(env)
  if (!loaded.ok) {
    const reasons = loaded.problems.join(' ')
    return [check(say, 'settings', 'failed', { found: 'found_settings_wrong', fix: 'fix_settings' }, { reasons })]
  }
  const { config } = loaded
  const settings =
    loaded.warnings.length === 0
      ? check(say, 'settings', 'ok', { found: 'found_settings' })
      : check(say, 'settings', 'ok', { found: 'found_settings_ignored' }, { names: loaded.warnings.join('; ') })
  return [settings, await folderCheck(say, config), keyCheck(say, config), await databaseCheck(say, config)]
}

type Keys = { found: TextKey; fix?: TextKey }

function check(say: Say, name: string, status: Status, { found, fix }: Keys, values: Values = {}): Check {
  return { name, status, found: say(found, values), fix: fix === undefined ? null : say(fix, values) }
}

/** A folder that is not there yet is made at the first start, so its parent counts. */
async function folderCheck(say: Say, { dataDir }: Config): Promise<Check> {
  let folder = dataDir
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch {
    const keys: Keys = { found: 'found_folder_closed', fix: 'fix_folder' }
    return check(say, 'data_folder', 'failed', keys, { folder: dataDir })
  }
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const values = { folder: dataDir, free: (free / 1e9).toFixed(1) }
  if (free >= scantFreeBytes) return check(say, 'data_folder', 'ok', { found: 'found_folder' }, values)
  const status = free < leastFreeBytes ? 'failed' : 'warning'
  return check(say, 'data_folder', status, { found: 'found_folder', fix: 'fix_disk' }, values)
}

function keyCheck(say: Say, { secretKey, dataDir }: Config): Check {
  if (secretKey !== undefined) return check(say, 'secret_key', 'ok', { found: 'found_key_setting' })
  const path = keyFile(dataDir)
  if (!existsSync(path)) return check(say, 'secret_key', 'ok', { found: 'found_key_none' }, { path })
  const isOpen = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0
  if (!isOpen) return check(say, 'secret_key', 'ok', { found: 'found_key_file' }, { path })
  return check(say, 'secret_key', 'warning', { found: 'found_key_open', fix: 'fix_key_open' }, { path })
}

async function databaseCheck(say: Say, config: Config): Promise<Check> {
  const location = configuredLocation(config)
  const name = nameOfLocation(location)
  try {
    if (location.kind === 'sqlite' && !existsSync(location.path))
      return check(say, 'database', 'ok', { found: 'found_database_none' }, { name })
    const steps = await plannedMigration(location)
    const found: TextKey = steps.length === 0 ? 'found_database' : 'found_database_older'
    return check(say, 'database', 'ok', { found }, { name, steps: steps.length, schema: newestSchema })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return check(say, 'database', 'failed', { found: 'found_database_bad', fix: 'fix_database' }, { name, reason })
  }
}
