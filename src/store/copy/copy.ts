/**
 * Copies an installation from one database to another, of either kind: every table in full, in batches, then read back
 * and compared by count and checksum. The target receives all or nothing; an interrupted copy starts over.
 */
import { foreignKeyReason } from '../installation/facts.ts'
import { nameOfLocation, type StoreLocation } from '../location.ts'
import { migrateStore, plannedMigration } from '../migrate.ts'
import { installMasters, isProven, type MasterRow, masterColumns, masterOf } from '../sealing/masters.ts'
import type { Seal } from '../sealing/seal.ts'
import { StoreOpenError } from '../sql/failures.ts'
import { createDigest } from './digest.ts'
import type { CopyReader, CopySource, CopyTarget } from './ends.ts'
import { openPostgresSource, openPostgresTarget } from './postgres.ts'
import { openSqliteSource, openSqliteTarget } from './sqlite.ts'
import { type CopiedTable, copiedTables } from './tables.ts'

export type CopyDeps = {
  seal: Seal
  /** Called after each batch; the table has `total` rows. */
  onProgress?: (progress: { table: string; step: 'copying' | 'checking'; rows: number; total: number }) => void
}

export type CopyEnds = {
  from: StoreLocation
  to: StoreLocation
  /** Gateways may go on writing to the source, which must be PostgreSQL: a backup. Without it they must be stopped. */
  isServed?: boolean
}

export type CopyReport = { table: string; rows: number }[]

/** Throws a `StoreOpenError` if source, target or key are unfit; nothing has been changed then. */
export async function copyStore(deps: CopyDeps, { from, to, isServed = false }: CopyEnds): Promise<CopyReport> {
  if (nameOfLocation(from) === nameOfLocation(to)) throw new StoreOpenError('source and target are the same')
  await refuseOldSchema(from)
  const source = await (from.kind === 'sqlite' ? openSqliteSource(from.path) : openPostgresSource(from.url, isServed))
  try {
    await refuseForeignKey(source, deps.seal)
    const target = await openTarget(to)
    try {
      return await copyAll(deps, source, target)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function refuseOldSchema(from: StoreLocation): Promise<void> {
  const missing = await plannedMigration(from)
  if (missing.some(({ number }) => number === 0))
    throw new StoreOpenError(`${nameOfLocation(from)} holds no installation`)
  if (missing.length > 0)
    throw new StoreOpenError(`${nameOfLocation(from)} has an older schema: run recado migrate on it first`)
}

/** The installation's secrets must be sealed with the key that the gateway will use. */
async function refuseForeignKey(source: CopyReader, seal: Seal): Promise<void> {
  const probe = await source.fact('sealed')
  if (probe === undefined) return
  const masters: MasterRow[] = []
  for await (const batch of source.read({ name: 'masters' }, masterColumns))
    for (const values of batch) masters.push(masterOf(values))
  installMasters(seal, masters)
  if (!isProven(seal, probe)) throw new StoreOpenError(foreignKeyReason)
}

async function openTarget(to: StoreLocation): Promise<CopyTarget> {
  if (to.kind === 'sqlite') return openSqliteTarget(to.path)
  await migrateStore(to)
  return openPostgresTarget(to.url)
}

async function copyAll(deps: CopyDeps, source: CopySource, target: CopyTarget): Promise<CopyReport> {
  const report: CopyReport = []
  const sums = new Map<string, string>()
  for (const table of copiedTables) {
    const columns = await commonColumns(table.name, source, target)
    const total = await source.count(table.name)
    const digest = createDigest()
    for await (const batch of source.read(table, columns)) {
      for (const row of batch) digest.add(row)
      await target.write(table.name, columns, batch)
      deps.onProgress?.({ table: table.name, step: 'copying', rows: digest.rows(), total })
    }
    sums.set(table.name, digest.sum())
    report.push({ table: table.name, rows: digest.rows() })
  }
  for (const table of copiedTables) await check(deps, target, table, sums.get(table.name) ?? '')
  await target.finish()
  return report
}

async function commonColumns(table: string, source: CopyReader, target: CopyReader): Promise<string[]> {
  const [columns, others] = await Promise.all([source.columns(table), target.columns(table)])
  const differing = columns.filter((name) => !others.includes(name))
  if (differing.length > 0) throw new Error(`${table}: the target has no ${differing.join(', ')}`)
  return columns
}

async function check(deps: CopyDeps, target: CopyTarget, table: CopiedTable, expected: string): Promise<void> {
  const columns = await target.columns(table.name)
  const digest = createDigest()
  const total = await target.count(table.name)
  for await (const batch of target.read(table, columns)) {
    for (const row of batch) digest.add(row)
    deps.onProgress?.({ table: table.name, step: 'checking', rows: digest.rows(), total })
  }
  if (digest.sum() !== expected)
    throw new Error(
      `the copy of ${table.name} differs from its source (${expected}, ${digest.sum()}): nothing was copied`,
    )
}
