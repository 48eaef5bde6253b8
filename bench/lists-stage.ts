/**
 * The filled stores of lists.ts: made once in the folder that `--keep` names and found there again, since filling one
 * takes minutes; without it in a folder that is removed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { startServer } from '../test/support/postgres.ts'
import { askedAll } from '../test/support/postgres-store.ts'
import { createFolder } from './child.ts'
import { prepareApi } from './lists-api.ts'
import { type Filled, filling, firstHour, type Stage } from './lists-fill.ts'
import { rows } from './lists-flags.ts'

/** `startAt` and endpoint of a store that is full; written last, so that one whose filling was cut short is refilled. */
const label = 'filled.json'

async function filled(folder: string, env: Record<string, string>, fill: (filled: Filled) => unknown): Promise<Filled> {
  const path = join(folder, label)
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'))
  const made = { startAt: firstHour(), endpointId: await prepareApi(env) }
  const beganAt = performance.now()
  await fill(made)
  process.stdout.write(`filled in ${Math.round((performance.now() - beganAt) / 1_000)} s: ${folder}\n`)
  writeFileSync(path, JSON.stringify(made))
  return made
}

function folderOf(keep: string | undefined, store: string): string {
  if (keep === undefined) return createFolder()
  const folder = resolve(keep, `${store}-${rows}`)
  if (!existsSync(join(folder, label))) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

export async function openSqliteStage(keep: string | undefined): Promise<Stage> {
  const folder = folderOf(keep, 'sqlite')
  const env = { RECADO_DATA_DIR: folder }
  const made = await filled(folder, env, (given) => fillSqlite(join(folder, 'recado.db'), given))
  return { ...made, env, close: async () => {} }
}

function fillSqlite(path: string, given: Filled): void {
  const db = new DatabaseSync(path)
  // From WAL there is no other way to none: it would write everything twice.
  db.exec(`pragma journal_mode = delete; pragma journal_mode = off; pragma synchronous = off;
    pragma cache_size = -262144; pragma temp_store = memory`)
  const made = db
    .prepare(
      `select name, sql from sqlite_schema where type = 'index' and sql is not null and tbl_name in
         ('messages', 'inbound', 'events', 'deliveries', 'conversations', 'campaign_rows')`,
    )
    .all() as { name: string; sql: string }[]
  // Indexes are created afterwards, which is faster.
  for (const { name } of made) db.exec(`drop index ${name}`)
  const counter = (count: number) =>
    `(with recursive counter (n) as (select 0 union all select n + 1 from counter where n < ${count - 1}) select n from counter) as counter`
  db.exec('begin')
  for (const text of filling(counter, rows, given)) db.exec(text)
  db.exec('commit')
  for (const { sql } of made) db.exec(sql)
  db.exec('pragma journal_mode = wal')
  db.close()
}

export async function openPostgresStage(keep: string | undefined): Promise<Stage> {
  const folder = folderOf(keep, 'postgres')
  const settings = ['fsync=off', 'shared_buffers=1GB', 'max_wal_size=8GB']
  const data = keep === undefined ? undefined : join(folder, 'data')
  const server = await startServer(settings, 'current', undefined, data)
  try {
    const url = server.urlOf('postgres')
    const env = { RECADO_DATA_DIR: join(folder, 'gateway'), RECADO_DATABASE_URL: url }
    mkdirSync(env.RECADO_DATA_DIR, { recursive: true })
    const counter = (count: number) => `generate_series(0::bigint, ${count - 1}) as counter (n)`
    const made = await filled(folder, env, (given) =>
      askedAll(url, [...filling(counter, rows, given), 'vacuum analyze']),
    )
    return { ...made, env, serverPid: server.pid, close: () => server.stop() }
  } catch (error) {
    await server.stop()
    throw error
  }
}
