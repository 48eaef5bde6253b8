/**
 * A SQLite store that goes back to the settings of an instant and forgets everything else, in one transaction: for
 * programs that test a bot, which begin anew many times a minute. Only app/services.ts opens it, and only where it was
 * asked to; no route leads here.
 */
import { type BoundStore, createStore, type StoreDeps } from '../create-store.ts'
import { bumpSettings } from '../installation/facts.ts'
import { type Backlog, backlog } from '../lists/backlog.ts'
import type { Engine } from '../sql/engine.ts'
import { query, type Row, type Transaction } from '../sql/transaction.ts'
import type { DatabaseOptions } from '../sqlite/database.ts'
import { openSqliteEngine } from '../sqlite.ts'
import type { Store } from '../store.ts'
import { copiedTables } from './tables.ts'

export type Rewind = {
  /** Later rewinds go back to the settings of now. */
  keepSettings(): Promise<void>
  /** The caller has ended all work on the store: rows that come are given the numbers of rows that go. */
  rewind(): Promise<void>
  /** What waits, read in one piece and at once: nothing that moves meanwhile is missed. */
  backlog(): Promise<Backlog>
}

export type RewindableStore = { store: Store; rewinding: Rewind }

/** The tables of bots, callers and people who sign in; every other table is emptied. */
const settingsTables: ReadonlySet<string> = new Set([
  'bots',
  'endpoints',
  'clients',
  'client_secrets',
  'members',
  'grants',
  'sessions',
  'sign_in_links',
  'api_keys',
  'templates',
  'skills',
  'rate_cards',
])

/** The master keys seal what stays; facts also count leases and versions, which never go back. */
const untouched: ReadonlySet<string> = new Set(['facts', 'masters'])

export async function openRewindableStore(deps: StoreDeps, options: DatabaseOptions): Promise<RewindableStore> {
  const engine = await openSqliteEngine(deps, options)
  const bound = await createStore(deps, engine)
  return { store: bound.store, rewinding: createRewind(engine, bound) }
}

type Retained = { tables: Map<string, Row[]>; facts: string[] }

function createRewind(engine: Engine, { renewSettings, forgetTotals }: BoundStore): Rewind {
  let retained: Retained = { tables: new Map(), facts: [] }
  return {
    async keepSettings() {
      retained = await engine.read(readSettings)
    },
    async rewind() {
      await engine.write([], () => goBack(retained))
      forgetTotals()
      await renewSettings(true)
    },
    backlog: () => engine.read(backlog),
  }
}

function* readSettings(): Transaction<Retained> {
  const tables = new Map<string, Row[]>()
  for (const name of settingsTables) tables.set(name, yield* query<Row>(`select * from ${name}`))
  const facts = yield* query<{ name: string }>('select name from facts')
  return { tables, facts: facts.map(({ name }) => name) }
}

function* goBack({ tables, facts }: Retained): Transaction<void> {
  for (const { name } of copiedTables) if (!untouched.has(name)) yield* query(`delete from ${name}`)
  const places = facts.map((_name, index) => `$${index + 1}`).join(', ')
  yield* query(`delete from facts where name not in (${places})`, ...facts)
  for (const [name, rows] of tables) for (const row of rows) yield* putBack(name, row)
  yield* bumpSettings([])
}

function* putBack(table: string, row: Row): Transaction<void> {
  const columns = Object.keys(row)
  const places = columns.map((_column, index) => `$${index + 1}`).join(', ')
  yield* query(`insert into ${table} (${columns.join(', ')}) values (${places})`, ...Object.values(row))
}
