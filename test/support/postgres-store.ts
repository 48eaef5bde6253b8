/** The PostgreSQL store for the contract suites: a database for each test, emptied and used again, since making one takes longer than a test. */
import { after } from 'node:test'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import pg from 'pg'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { type Age, theServer } from './postgres.ts'
import { type OpenChanges, openReopening, patienceMs, type TestStore, t0 } from './store.ts'

export async function openTestPostgres(changes: OpenChanges = {}, age: Age = 'current'): Promise<TestStore> {
  const { url, isNew } = changes.isFresh ? { url: await emptyDatabase(age), isNew: false } : await takeDatabase(age)
  const test = await openReopening(changes, {
    path: url,
    open: (deps, onStatement) => openPostgresStore(deps, { url, onStatement, timeoutMs: patienceMs }),
    rows: (text) => rowsNow(url, text),
    everything: () => JSON.stringify(rowsNow(url, allTables)),
    dispose() {
      if (!changes.isFresh) free[age].push(url)
    },
  })
  // Two partitions behind a border that was crossed, so that the suites run on what an installation of some age has.
  if (isNew) for (const at of [t0, t0 + 7_200_000]) await test.store.purge(at)
  return test
}

// ── databases ───────────────────────────────────────────────

const free: Record<Age, string[]> = { current: [], oldest: [] }
let made = 0

/** Empty, with or without a schema. */
export async function freeDatabase(): Promise<string> {
  return (await takeDatabase('current')).url
}

async function takeDatabase(age: Age): Promise<{ url: string; isNew: boolean }> {
  const used = free[age].pop()
  if (used) {
    await asked(used, emptying)
    return { url: used, isNew: false }
  }
  return { url: await emptyDatabase(age), isNew: true }
}

/** Without a schema. */
export async function emptyDatabase(age: Age = 'current'): Promise<string> {
  const server = await theServer(age)
  const name = `test_${process.pid}_${run}_${++made}`
  await asked(server.urlOf('postgres'), `create database ${name}`)
  if (process.env.RECADO_TEST_DATABASE_URL !== undefined && age === 'current') leftElsewhere.push(name)
  return server.urlOf(name)
}

/** A server that is not ours has databases of other runs, and keeps none of this one. */
const run = Math.random().toString(36).slice(2, 8)
const leftElsewhere: string[] = []

async function dropAll(): Promise<void> {
  const server = leftElsewhere.length > 0 ? await theServer() : undefined
  for (const name of leftElsewhere) await asked(server?.urlOf('postgres') ?? '', `drop database ${name} with (force)`)
}

if (process.env.RECADO_TEST_DATABASE_URL !== undefined) after(dropAll)

/** What is small is deleted faster than it is truncated. Numbers begin anew, except those that tell time. */
const emptying = `do $$ declare found record; begin
  for found in select relname as tablename from pg_class where relnamespace = 'public'::regnamespace
    and relkind in ('r', 'p') and not relispartition and relname <> 'schema_version' loop
    execute format('delete from %I', found.tablename);
  end loop;
  for found in select sequencename from pg_sequences where schemaname = 'public' and coalesce(last_value, 0) < 2 ^ 32 loop
    execute format('alter sequence %I restart', found.sequencename);
  end loop;
end $$`

/** Every row of every table. */
const allTables = `
  select query_to_xml(format('select * from %I', tablename), true, false, '')::text as found
  from pg_tables where schemaname = 'public'`

/** One text on a connection of its own. */
export async function asked(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const [rows = []] = await askedAll(connectionString, [text])
  return rows
}

/** One after the other. */
export async function askedAll(connectionString: string, texts: string[]): Promise<Record<string, unknown>[][]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const answers: Record<string, unknown>[][] = []
    for (const text of texts) answers.push((await client.query(text)).rows)
    return answers
  } finally {
    await client.end()
  }
}

// ── rows at once ────────────────────────────────────────────

let worker: Worker | undefined

/** The suites read rows without waiting, as SQLite lets them: a thread asks, and this one stands still meanwhile. */
export function rowsNow(url: string, text: string): Record<string, unknown>[] {
  worker ??= startWorker()
  const done = new Int32Array(new SharedArrayBuffer(4))
  const { port1, port2 } = new MessageChannel()
  worker.postMessage({ url, text, done, port: port2 }, [port2])
  Atomics.wait(done, 0, 0, 30_000)
  const answer = receiveMessageOnPort(port1)?.message as { rows: Record<string, unknown>[] } | { error: string }
  port1.close()
  if ('error' in answer) throw new Error(answer.error)
  return answer.rows
}

function startWorker(): Worker {
  const started = new Worker(new URL('./postgres-rows.ts', import.meta.url))
  started.unref()
  return started
}
