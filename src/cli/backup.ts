/**
 * `recado backup` and `recado restore`: the database as it was at one moment, as a SQLite file whatever the store is,
 * and the media folder, in a folder with a list of its files and their sums. The gateway goes on serving; a restore
 * fills an empty data folder or database only.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { keyFile } from '../app/secrets.ts'
import type { Config } from '../config/config.ts'
import { copyStore } from '../store/copy/copy.ts'
import { inspectSqlite, type Snapshot, snapshotSqlite } from '../store/copy/snapshot.ts'
import { privateFolder } from '../store/installation/private-files.ts'
import { configuredLocation, nameOfLocation, type StoreLocation } from '../store/location.ts'
import { migrateStore } from '../store/migrate.ts'
import { createSeal } from '../store/sealing/seal.ts'
import { version } from '../version.ts'
import { copyFiles, filesBelow, type Manifest, moveFile, readManifest, sumsOf, writeManifest } from './backup-files.ts'
import { type Cli, type CommonOptions, outputFor } from './frame/command.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import { givenKeys } from './local-key.ts'
import { readSettings } from './settings.ts'

export type BackupOptions = CommonOptions & { withKey?: true }
export type RestoreOptions = CommonOptions & { dataDir?: string }

const database = 'recado.db'
const media = 'media'
const key = 'secret.key'

export async function backUp({ say }: Cli, folder: string, options: BackupOptions): Promise<void> {
  const config = readSettings()
  refuseUnfit(say, config, folder)
  privateFolder(folder)
  const { schema, rows } = await snapshot(config, join(folder, database))
  // After the database, so that every file that it names is there.
  const names = [...filesBelow(config.dataDir, media), ...(options.withKey ? [key] : [])]
  await copyFiles(config.dataDir, folder, names)
  // With RECADO_SECRET_KEY there is no such file.
  const hasKey = existsSync(keyFile(folder))
  const kept = [database, ...filesBelow(folder, media), ...(hasKey ? [key] : [])]
  const files = await sumsOf(folder, kept)
  const createdAt = new Date().toISOString()
  const manifest: Manifest = { format: 1, version, schema, createdAt, rows, files }
  writeManifest(folder, manifest)
  const done = say('backup_done', { folder, rows, files: files.length })
  const told = hasKey ? [done] : [done, say('backup_without_key')]
  outputFor(options).result({ folder, ...manifest }, () => told.join('\n'))
}

/** Of PostgreSQL by a transaction that reads one moment: gateways write meanwhile, and their writes are not in it. */
async function snapshot(config: Config, path: string): Promise<Snapshot> {
  const from = configuredLocation(config)
  if (from.kind === 'sqlite') return snapshotSqlite(from.path, path)
  const seal = createSeal(...givenKeys(config))
  await copyStore({ seal }, { from, to: { kind: 'sqlite', path }, isServed: true })
  return inspectSqlite(path)
}

function refuseUnfit(say: Cli['say'], config: Config, folder: string): void {
  const from = configuredLocation(config)
  if (from.kind === 'sqlite' && !existsSync(from.path))
    throw new CommandFailure(exitCodes.failed, say('backup_nothing', { folder: config.dataDir }))
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new CommandFailure(exitCodes.failed, say('backup_not_empty', { folder }))
}

/**
 * Into the configured store, or with `--data-dir` into a folder, also of a backup of PostgreSQL. The database comes
 * last: without it the place is still an empty one, and the restore can be repeated.
 */
export async function restore({ say }: Cli, folder: string, options: RestoreOptions): Promise<void> {
  const { dataDir, to } = placeOf(options)
  if (to.kind === 'sqlite' && existsSync(to.path))
    throw new CommandFailure(exitCodes.failed, say('backup_not_empty', { folder: dataDir }))
  const { files, rows, createdAt } = await verified(say, folder)
  privateFolder(dataDir)
  const names = files.map(({ path }) => path).filter((path) => path !== database)
  if (names.includes(key)) refuseOtherKey(say, folder, dataDir)
  await copyFiles(folder, dataDir, names)
  if (to.kind === 'sqlite') await moveFile(folder, dataDir, database)
  else await fillDatabase(folder, dataDir, to)
  const hasKey = existsSync(keyFile(dataDir))
  const place = to.kind === 'sqlite' ? dataDir : nameOfLocation(to)
  const done = say('restore_done', { folder: place, rows, files: files.length })
  const told = hasKey ? [done] : [done, say('restore_key')]
  outputFor(options).result({ dataDir, createdAt, rows, files: files.length, hasKey }, () => told.join('\n'))
}

/** The folder may have the key of an installation that lives on a server: nothing else opens its secrets. */
function refuseOtherKey(say: Cli['say'], folder: string, dataDir: string): void {
  const present = keyFile(dataDir)
  if (!existsSync(present) || readFileSync(present).equals(readFileSync(keyFile(folder)))) return
  throw new CommandFailure(exitCodes.failed, say('restore_other_key', { file: present }))
}

function placeOf({ dataDir }: RestoreOptions): { dataDir: string; to: StoreLocation } {
  if (dataDir !== undefined) return { dataDir, to: configuredLocation({ dataDir, databaseUrl: undefined }) }
  const config = readSettings()
  return { dataDir: config.dataDir, to: configuredLocation(config) }
}

/** Through a draft of the backup's file, so that one of an older version can be migrated; all of it or nothing. */
async function fillDatabase(folder: string, dataDir: string, to: StoreLocation): Promise<void> {
  const draft = mkdtempSync(join(dataDir, 'restoring-'))
  try {
    await copyFiles(folder, draft, [database])
    const from = configuredLocation({ dataDir: draft, databaseUrl: undefined })
    await migrateStore(from)
    await copyStore({ seal: createSeal(...givenKeys({ ...readSettings(), dataDir })) }, { from, to })
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

async function verified(say: Cli['say'], folder: string): Promise<Manifest> {
  try {
    const manifest = readManifest(folder)
    const found = await sumsOf(
      folder,
      manifest.files.map(({ path }) => path),
    )
    for (const [at, { path, sha256 }] of manifest.files.entries())
      if (found[at]?.sha256 !== sha256) throw new Error(`${path} has another content`)
    inspectSqlite(join(folder, database))
    return manifest
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(exitCodes.failed, say('backup_broken', { folder, reason }))
  }
}
