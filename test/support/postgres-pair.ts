/**
 * Two real PostgreSQL servers, one a synchronous standby of the other: crashed, promoted, disconnected and reconnected
 * by a test. A standby is a copy of the running primary's folder. They live in one folder on sockets, and end with the
 * process that started them, even by SIGKILL.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { binaries, unprivileged, untilReady, urlIn } from './postgres.ts'
import { type PostgresProxy, startPostgresProxy } from './postgres-proxy.ts'

export type PairNode = {
  name: 'a' | 'b'
  urlOf(database: string): string
  /** Queries as the superuser, on a connection of its own. */
  asked(sql: string): Promise<Record<string, unknown>[]>
  askedOf(database: string, sql: string): Promise<Record<string, unknown>[]>
  /** `immediate`: as in a crash; unwritten data is lost. `fast`: an orderly shutdown; the standby has everything. */
  stop(how: 'immediate' | 'fast'): Promise<void>
  /** In the role that its folder defines. */
  start(): Promise<void>
  promote(): Promise<void>
  /** Whether its commits wait for a standby. */
  waitForStandby(mustWait: boolean): Promise<void>
  /** Becomes a standby of the other, which must be up; after a promotion it waits for a standby of its own. */
  follow(other: PairNode): Promise<void>
  /** The proxy through which this server, as a standby, reads from the other. */
  replication: PostgresProxy
}

export type Pair = {
  nodes: readonly [PairNode, PairNode]
  [Symbol.asyncDispose](): Promise<void>
}

const settings = [
  'listen_addresses=',
  'fsync=off',
  'full_page_writes=off',
  'max_connections=120',
  'shared_buffers=16MB',
  'autovacuum=off',
  'wal_level=replica',
  'max_wal_senders=6',
  'wal_keep_size=64MB',
  'max_wal_size=256MB',
  'min_wal_size=8MB',
  'hot_standby=on',
  'synchronous_commit=on',
  'wal_retrieve_retry_interval=100ms',
  'wal_receiver_timeout=60s',
  'wal_sender_timeout=60s',
]

/**
 * Reads one command a line, and answers each with a line. When the input closes, the server ends and the folder is
 * removed.
 */
const script = `
trap '' PIPE
server=
while IFS= read -r line; do eval "$line" >>"$HOME_OF/shell.log" 2>&1; echo "$? $server"; done
[ -n "$server" ] && kill -QUIT "$server" 2>/dev/null
wait
rm -rf "$HOME_OF"`

export async function startPair(database: string): Promise<Pair> {
  const folder = mkdtempSync(join(roomy(), 'recado-pair-'))
  const user = unprivileged()
  if (user) chownSync(folder, user.uid, user.gid)
  const bin = binaries(folder)
  await using opened = new AsyncDisposableStack()
  opened.defer(() => rmSync(folder, { recursive: true, force: true }))
  const make = async (name: 'a' | 'b') => {
    const home = join(folder, name)
    const shell = startShell(home, { bin, user })
    opened.defer(shell.end)
    const replication = opened.use(await startPostgresProxy(urlIn(home)('postgres')))
    return createNode(name, home, shell, replication)
  }
  const [first, second] = [await make('a'), await make('b')]
  await first.shell.run(
    `"$BIN/initdb" -D "$DATA" -U recado --auth=trust --encoding=UTF8 --locale=C --no-sync --wal-segsize=1`,
  )
  await first.node.start()
  await first.node.asked(`create database ${database}`)
  await second.node.follow(first.node)
  await first.node.waitForStandby(true)
  const owned = opened.move()
  return { nodes: [first.node, second.node], [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** In memory if there is room: creating a standby takes a third of the time there. */
function roomy(): string {
  const inMemory = '/dev/shm'
  if (!existsSync(inMemory)) return tmpdir()
  const { bavail, bsize } = statfsSync(inMemory)
  return bavail * bsize > 2 ** 31 ? inMemory : tmpdir()
}

type Shell = { run(command: string): Promise<string>; end(): Promise<void> }

function startShell(home: string, { bin, user }: { bin: string; user: ReturnType<typeof unprivileged> }): Shell {
  const child: ChildProcess = spawn('sh', ['-c', `mkdir -p "$HOME_OF"; ${script}`], {
    ...user,
    cwd: '/',
    env: { ...process.env, HOME_OF: home, BIN: bin, DATA: join(home, 'data') },
    stdio: ['pipe', 'pipe', 'inherit'],
    // A key press that ends the tests must not end it before its cleanup.
    detached: true,
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(command) {
      const answered = last.then(async () => {
        const answer = once(lines, 'line')
        child.stdin?.write(`${command.replaceAll('\n', ' ')}\n`)
        const [code = '', server = ''] = String((await answer)[0]).split(' ')
        if (code !== '0') throw new Error(`${command} ended with ${code}`)
        return server
      })
      last = answered.catch(() => undefined)
      return answered
    },
    async end() {
      child.stdin?.end()
      await ended
    },
  }
}

function createNode(name: 'a' | 'b', home: string, shell: Shell, replication: PostgresProxy) {
  const urlOf = urlIn(home)
  const askedOf = async (database: string, sql: string) =>
    one(urlOf(database), (client) => client.query(sql).then(({ rows }) => rows))
  const asked = (sql: string) => askedOf('postgres', sql)
  const flags = ['-D', '"$DATA"', '-k', home, ...settings.flatMap((setting) => ['-c', setting])].join(' ')
  const node: PairNode = {
    ...{ name, urlOf, asked, askedOf, replication },
    async stop(how) {
      await shell.run(`kill -${how === 'fast' ? 'INT' : 'QUIT'} $server; wait $server; server=; true`)
    },
    async start() {
      await shell.run(`"$BIN/postgres" ${flags} >>"$HOME_OF/log" 2>&1 </dev/null & server=$!`)
      await untilReady(urlOf('postgres'))
    },
    async promote() {
      await asked('select pg_promote(true, 60)')
    },
    async waitForStandby(mustWait) {
      if (mustWait) await until(async () => (await asked(streaming)).length > 0, `${name} has a standby`)
      // A single text would be one transaction, which alter system must not run in.
      await asked(`alter system set synchronous_standby_names = '${mustWait ? '*' : ''}'`)
      await asked('select pg_reload_conf()')
      await until(async () => (await asked(waiting))[0]?.is_set === mustWait, `${name} has read its settings`)
    },
    async follow(other) {
      replication.setTarget(other.urlOf('postgres'))
      replication.set('clear')
      await copyOf(other, home, shell, replication.port)
      await node.start()
      await until(async () => (await other.asked(streaming)).length > 0, `${name} follows ${other.name}`)
    },
  }
  return { node, shell }
}

const streaming = `select 1 from pg_stat_replication where state = 'streaming'`
const waiting = `select current_setting('synchronous_standby_names') <> '' as is_set`

/** Copies the running server's folder for a standby, without the WAL, which the standby receives. */
async function copyOf(other: PairNode, home: string, shell: Shell, port: number): Promise<void> {
  const from = join(home, '..', other.name, 'data')
  const label = await one(other.urlOf('postgres'), async (client) => {
    await client.query(`select pg_backup_start('standby', true)`)
    await shell.run(
      `rm -rf "$DATA"; mkdir -m 700 "$DATA"; cd ${from}; cp -a $(ls -A | grep -Ev '^(pg_wal|postmaster.*|standby.signal)$') "$DATA";
       cd /; mkdir -p "$DATA/pg_wal/archive_status" "$DATA/pg_wal/summaries"; true`,
    )
    const { rows } = await client.query('select labelfile from pg_backup_stop(false)')
    return String(rows[0]?.labelfile)
  })
  const info = `host=127.0.0.1 port=${port} user=recado application_name=standby`
  await shell.run(
    `printf '%s' '${label.replaceAll('\n', '@')}' | tr '@' '\\n' >"$DATA/backup_label";
     sed -i '/^primary_conninfo/d; /^synchronous_standby_names/d' "$DATA/postgresql.auto.conf";
     echo "primary_conninfo = '${info}'" >>"$DATA/postgresql.auto.conf";
     echo "synchronous_standby_names = '*'" >>"$DATA/postgresql.auto.conf"; touch "$DATA/standby.signal"`,
  )
}

async function one<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function until(check: () => Promise<boolean>, what: string, withinMs = 30_000): Promise<void> {
  const endAt = Date.now() + withinMs
  while (!(await check().catch(() => false))) {
    if (Date.now() > endAt) throw new Error(`not within ${withinMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
