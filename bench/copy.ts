/**
 * `npm run bench:copy -- [rows]`: copies an installation of that many messages (200,000 by default), each with its
 * attempt, from SQLite to PostgreSQL and back: rows a second, this process's CPU time, and its peak memory. Uses the
 * tests' own server, without fsync.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type CopyReport, copyStore } from '../src/store/copy/copy.ts'
import type { StoreLocation } from '../src/store/location.ts'
import { migrateStore } from '../src/store/migrate.ts'
import { createSeal } from '../src/store/sealing/seal.ts'
import { startServer } from '../test/support/postgres.ts'
import { createFolder } from './child.ts'

const count = Number(process.argv[2] ?? 200_000)
const folder = createFolder()
const file = (name: string): StoreLocation & { kind: 'sqlite' } => ({ kind: 'sqlite', path: join(folder, name) })
const deps = { seal: createSeal('a key for the bench') }
const server = await startServer()

try {
  const from = file('from.db')
  await migrateStore(from)
  fill(from.path)
  const database: StoreLocation = { kind: 'postgres', url: server.urlOf('postgres') }
  await measure('SQLite to PostgreSQL', () => copyStore(deps, { from, to: database }))
  await measure('PostgreSQL to SQLite', () => copyStore(deps, { from: database, to: file('back.db') }))
} finally {
  await server.stop()
}

function fill(path: string): void {
  using db = new DatabaseSync(path)
  db.exec(`pragma synchronous = off; begin;
    create temp table counter as with recursive c (n) as (select 1 union all select n + 1 from c where n < ${count}) select n from c;
    insert into messages (id, bot_id, user_id, kind, content, state, accepted_at, attempt, wamid, sent_at, delivered_at, read_at)
      select printf('msg_%026d', n), 'bot', '5939' || (10000000 + n * 7919 % 100000), 'session',
        '{"type":"text","text":"Tu pedido ya está en camino."}', 'read', 1780000000000 + n, 1, 'wamid.' || n,
        1780000000090 + n, 1780000000900 + n, 1780000009000 + n from counter;
    insert into attempts (message_seq, attempt, started_at, ended_at, outcome)
      select n, 1, 1780000000000 + n, 1780000000090 + n, 'sent' from counter;
    commit`)
}

async function measure(name: string, copy: () => Promise<CopyReport>): Promise<void> {
  const [startedAt, usage] = [performance.now(), process.cpuUsage()]
  const rows = (await copy()).reduce((sum, table) => sum + table.rows, 0)
  const seconds = (performance.now() - startedAt) / 1_000
  const { user, system } = process.cpuUsage(usage)
  const figures = [
    `${rows.toLocaleString('en-US')} rows, ${Math.round(rows / seconds).toLocaleString('en-US')} a second`,
    `${((user + system) / rows).toFixed(1)} µs of CPU a row`,
    `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at the peak`,
  ]
  console.log(`${name}: ${figures.join(', ')}`)
}
