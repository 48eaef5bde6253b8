/**
 * The template of a test's database: a migrated one without rows, created once per server by the first process that
 * needs it (1 to 3 s; a copy takes 0.1 s).
 */
import pg from 'pg'
import { createIds } from '../../src/model/ids.ts'
import { migrate } from '../../src/store/postgres/migrate.ts'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { t0 } from './open-store.ts'
import type { Server } from './postgres.ts'

/** Any number that no other lock uses. */
const lock = 7_201

/** `fresh`: only migrated; `grown`: its tables have partitions beyond a crossed border, as in an older installation. */
export type Template = 'fresh' | 'grown'

/** Creates the database `name` unless the server has it. */
export async function ensureTemplate(server: Server, name: string, template: Template): Promise<void> {
  await withClient(server.urlOf('postgres'), async (client) => {
    await client.query(`select pg_advisory_lock(${lock})`)
    const { rows } = await client.query('select from pg_database where datname = $1', [name])
    if (rows.length > 0) return
    const making = `${name}_${process.pid}`
    await client.query(`create database ${making}`)
    await grow(server.urlOf(making), template)
    await client.query(`alter database ${making} rename to ${name}`)
  })
}

async function grow(url: string, template: Template): Promise<void> {
  if (template === 'fresh') return void (await migrate(url))
  const store = await openPostgresStore(
    { newId: createIds(Date.now), seal: createSeal('a key only for tests') },
    { url },
  )
  for (const at of [t0, t0 + 7_200_000]) await store.purge(at)
  await store.close()
  await withClient(url, empty)
}

async function withClient(connectionString: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

type Catalogue = { tables: string[]; moved: string[] | null }

/** Sequences restart, except those that encode time. */
const catalogue = `select array_agg(quote_ident(relname) order by relname) as tables,
  (select array_agg(format('setval(%L, %s, false)', quote_ident(sequencename), start_value)) from pg_sequences
   where schemaname = 'public' and last_value < 2 ^ 32) as moved
  from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
  and relname <> 'schema_version'`

/**
 * Deletes all rows except the schema's version. Most tables are empty: one statement, planned once per session, finds
 * those with rows; and deleting a few rows is faster than truncating.
 */
export async function empty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Catalogue>({ name: 'catalogue', text: catalogue })
  const { tables = [], moved = null } = rows[0] ?? {}
  const looks = tables.map((table) => `select '${table}' as name where exists (select from ${table})`)
  const text = looks.join(' union all ')
  const filled = await client.query<{ name: string }>({ name: nameOf(text), text })
  const deletes = filled.rows.map(({ name }) => `delete from ${name}`)
  const restarts = moved?.length ? [`select ${moved.join(', ')}`] : []
  await client.query([...deletes, ...restarts].join(';'))
}

const names = new Map<string, string>()

function nameOf(text: string): string {
  const name = names.get(text) ?? `filled_${names.size}`
  names.set(text, name)
  return name
}
