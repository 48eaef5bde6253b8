/**
 * The PostgreSQL store for the contract suites: a database for each test, emptied and reused, since creating one takes
 * longer than a test.
 */
import { Socket } from 'node:net'
import { after } from 'node:test'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import pg from 'pg'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { type OpenChanges, openReopenable, patienceMs, type TestStore } from './open-store.ts'
import { type Age, theServer } from './postgres.ts'
import { type Pool, startPool } from './postgres-pool.ts'
import { empty, ensureTemplate, type Template } from './postgres-template.ts'

export async function openTestPostgres(changes: OpenChanges = {}, age: Age = 'current'): Promise<TestStore> {
  const url = changes.isFresh ? await copyDatabase(age, 'fresh') : await takeDatabase(age)
  const path = await pooled(url, age)
  return openReopenable(changes, {
    path,
    open: (deps, onStatement) => openPostgresStore(deps, { url: path, onStatement, timeoutMs: patienceMs }),
    rows: (text) => rowsNow(url, text),
    everything: () => JSON.stringify(rowsNow(url, allTables)),
    dispose() {
      if (changes.isFresh) pools.get(age)?.then((pool) => pool.forget(new URL(url).pathname.slice(1)))
      else free[age].push(url)
    },
  })
}

// ── databases ───────────────────────────────────────────────

const free: Record<Age, string[]> = { current: [], oldest: [] }
let made = 0

/** A migrated database without rows. */
export function freeDatabase(): Promise<string> {
  return takeDatabase('current')
}

async function takeDatabase(age: Age): Promise<string> {
  const used = free[age].pop()
  if (used === undefined) return copyDatabase(age, 'grown')
  await withSession(used, empty)
  return used
}

const templates = new Map<string, Promise<void>>()

async function copyDatabase(age: Age, template: Template): Promise<string> {
  const name = isElsewhere(age) ? `template_${template}_${process.pid}_${run}` : `template_${template}`
  const key = `${age} ${name}`
  if (!templates.has(key)) {
    if (isElsewhere(age)) leftElsewhere.push(name)
    const server = await theServer(age)
    templates.set(key, templates.get(key) ?? ensureTemplate(server, name, template))
  }
  await templates.get(key)
  // A block-by-block copy through the WAL costs more, and none of this needs to be on disk.
  return createDatabase(age, `template ${name} strategy file_copy`)
}

/** Without a schema. */
export function emptyDatabase(age: Age = 'current'): Promise<string> {
  return createDatabase(age)
}

async function createDatabase(age: Age, how = ''): Promise<string> {
  const server = await theServer(age)
  const name = `test_${process.pid}_${run}_${++made}`
  await asked(server.urlOf('postgres'), `create database ${name} ${how}`)
  if (isElsewhere(age)) leftElsewhere.push(name)
  return server.urlOf(name)
}

function isElsewhere(age: Age): boolean {
  return process.env.RECADO_TEST_DATABASE_URL !== undefined && age === 'current'
}

/** A server that is not ours has databases of other runs, and must keep none of this run's. */
const run = Math.random().toString(36).slice(2, 8)
const leftElsewhere: string[] = []

async function dropAll(): Promise<void> {
  const server = leftElsewhere.length > 0 ? await theServer() : undefined
  for (const name of leftElsewhere) await asked(server?.urlOf('postgres') ?? '', `drop database ${name} with (force)`)
}

if (process.env.RECADO_TEST_DATABASE_URL !== undefined) after(dropAll)

/** Every row of every table. */
const allTables = `
  select query_to_xml(format('select * from %I', tablename), true, false, '')::text as found
  from pg_tables where schemaname = 'public'`

// ── sessions ────────────────────────────────────────────────

type Session = { client: pg.Client; socket: Socket }

const sessions = new Map<string, Promise<Session>>()

const pools = new Map<Age, Promise<Pool>>()

/** The same database through this process's pool. */
async function pooled(address: string, age: Age): Promise<string> {
  const { folder } = await theServer(age)
  if (folder === undefined) return address
  const pool = pools.get(age) ?? startPool(folder)
  pools.set(age, pool)
  const url = new URL(address)
  url.searchParams.set('host', (await pool).folder)
  return url.href
}

/** Uses a session that stays open, hence warm, but does not keep the process alive. */
async function withSession(connectionString: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const opening = sessions.get(connectionString) ?? openSession(connectionString)
  sessions.set(connectionString, opening)
  const { client, socket } = await opening
  socket.ref()
  try {
    await work(client)
  } finally {
    socket.unref()
  }
}

async function openSession(connectionString: string): Promise<Session> {
  const socket = new Socket()
  const client = new pg.Client({ connectionString, stream: () => socket })
  client.on('error', () => sessions.delete(connectionString))
  await client.connect()
  return { client, socket }
}

/** Runs one text on a session that is kept, for polling: a new session costs the server 20 ms of CPU each time. */
export async function look(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  let rows: Record<string, unknown>[] = []
  await withSession(connectionString, async (client) => {
    rows = (await client.query(text)).rows
  })
  return rows
}

/** Runs one text on a connection of its own. */
export async function asked(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const [rows = []] = await askedAll(connectionString, [text])
  return rows
}

/** Runs the texts one after the other. */
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

// ── synchronous rows ────────────────────────────────────────

let worker: Worker | undefined

/** The suites read rows synchronously, as SQLite allows: a thread queries while this one blocks. */
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
