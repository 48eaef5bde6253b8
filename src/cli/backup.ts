/**
 * `recado backup` and `recado restore`: the database as it was at one moment, and the media folder, in a folder with a
 * list of its files and their sums. The gateway goes on serving; a restore fills an empty data folder only.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { keyFile } from '../app/secrets.ts'
import type { Config } from '../config/config.ts'
import { inspectSqlite, snapshotSqlite } from '../store/copy/snapshot.ts'
import { privateFolder } from '../store/installation/private-files.ts'
import { version } from '../version.ts'
import { copyFiles, filesBelow, type Manifest, moveFile, readManifest, sumsOf, writeManifest } from './backup-files.ts'
import { type Cli, type CommonOptions, outputFor } from './frame/command.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
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
  const { schema, rows } = await snapshotSqlite(join(config.dataDir, database), join(folder, database))
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

function refuseUnfit(say: Cli['say'], { databaseUrl, dataDir }: Config, folder: string): void {
  if (databaseUrl !== undefined) throw new CommandFailure(exitCodes.failed, say('backup_postgres'))
  if (!existsSync(join(dataDir, database)))
    throw new CommandFailure(exitCodes.failed, say('backup_nothing', { folder: dataDir }))
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new CommandFailure(exitCodes.failed, say('backup_not_empty', { folder }))
}

/** The database comes last: without it the folder is still an empty one, and the restore can be repeated. */
export async function restore({ say }: Cli, folder: string, options: RestoreOptions): Promise<void> {
  const dataDir = options.dataDir ?? readSettings().dataDir
  if (existsSync(join(dataDir, database)))
    throw new CommandFailure(exitCodes.failed, say('backup_not_empty', { folder: dataDir }))
  const { files, rows, createdAt } = await verified(say, folder)
  privateFolder(dataDir)
  const names = files.map(({ path }) => path).filter((path) => path !== database)
  await copyFiles(folder, dataDir, names)
  await moveFile(folder, dataDir, database)
  const hasKey = existsSync(keyFile(dataDir))
  const done = say('restore_done', { folder: dataDir, rows, files: files.length })
  const told = hasKey ? [done] : [done, say('restore_key')]
  outputFor(options).result({ dataDir, createdAt, rows, files: files.length, hasKey }, () => told.join('\n'))
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
