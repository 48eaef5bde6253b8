/**
 * A PostgreSQL of a run's own, which may be stopped, crashed and started again; gateways come as a user without privileges, who can be
 * refused. It ends with whoever started it, even by SIGKILL. Opened by database.ts.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { resultTypes } from '../../src/store/postgres/dialect.ts'
import { troubleOf } from '../../src/store/postgres/trouble.ts'
import { binaries, unprivileged, untilReady, urlIn } from '../support/postgres.ts'
import { elapsed } from './fleet.ts'
import type { Row } from './site.ts'

export const gatewayUser = 'app'
export const database = 'chaos'

export type PostgresServer = {
  socketPath: string
  /** By the superuser, again while the server is away. */
  asked(sql: string, withinMs?: number): Promise<Row[]>
  /** Ends it as the signal says, and starts it `downMs` later. Resolves when it takes connections. */
  restart(signal: 'SIGINT' | 'SIGQUIT', downMs: number): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Crashes of the process are survived without a flush to the disk; those of the machine are not part of this. */
const settings = [
  'listen_addresses=',
  'fsync=off',
  'full_page_writes=off',
  'max_connections=120',
  'shared_buffers=64MB',
]

/**
 * Starts the server on `start`, tells its end on `wait`. When our end of the input closes it ends it and clears the folder; that nobody
 * hears its answers any more must not end it before.
 */
const script = `
trap '' PIPE
"$BIN/initdb" -D "$DATA" -U recado --auth=trust --encoding=UTF8 --locale=C --no-sync >"$FOLDER/log" 2>&1 || cat "$FOLDER/log" >&2
while read -r command; do
  case $command in
    start) "$BIN/postgres" "$@" >>"$FOLDER/log" 2>&1 </dev/null & server=$!; echo "$server" ;;
    wait) wait "$server"; echo ended ;;
  esac
done
kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -rf "$FOLDER"`

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-chaos-pg-'))
  const user = unprivileged()
  if (user) chownSync(folder, user.uid, user.gid)
  const shell = startShell(folder, user)
  const superuser = urlIn(folder)
  let pid = Number(await shell.said('start'))
  let lastTurn: Promise<unknown> = untilReady(superuser('postgres'))
  const server: PostgresServer = {
    socketPath: join(folder, '.s.PGSQL.5432'),
    asked: (sql, withinMs = 60_000) => askPatiently(superuser(database), sql, withinMs),
    restart(signal, downMs) {
      const turn = lastTurn.then(async () => {
        process.kill(pid, signal)
        await shell.said('wait')
        await elapsed(downMs)
        pid = Number(await shell.said('start'))
        await untilReady(superuser('postgres'))
      })
      lastTurn = turn.catch(() => undefined)
      return turn
    },
    async [Symbol.asyncDispose]() {
      await lastTurn
      await shell.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await lastTurn
  for (const sql of [`create role ${gatewayUser} login`, `create database ${database} owner ${gatewayUser}`])
    await askPatiently(superuser('postgres'), sql, 10_000)
  return server
}

function startShell(folder: string, user: { uid: number; gid: number } | undefined) {
  const data = join(folder, 'data')
  const args = ['-D', data, '-k', folder, ...settings.flatMap((setting) => ['-c', setting])]
  const child = spawn('sh', ['-c', script, 'sh', ...args], {
    ...user,
    cwd: folder,
    env: { ...process.env, FOLDER: folder, BIN: binaries(folder), DATA: data },
    stdio: ['pipe', 'pipe', 'inherit'],
    // A key press that ends the run must not end it before it has cleared up.
    detached: true,
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  return {
    /** Gives a command; resolves to the line that it answers. */
    async said(command: 'start' | 'wait'): Promise<string> {
      const answer = once(lines, 'line')
      child.stdin.write(`${command}\n`)
      return String((await answer)[0])
    },
    async end(): Promise<void> {
      child.stdin.end()
      await ended
    },
  }
}

async function askPatiently(connectionString: string, sql: string, withinMs: number): Promise<Row[]> {
  const endAt = Date.now() + withinMs
  for (;;) {
    try {
      return await ask(connectionString, sql)
    } catch (error) {
      if (Date.now() > endAt || troubleOf(error) === 'guilty') throw new Error(`${sql}: ${error}`, { cause: error })
      await elapsed(50)
    }
  }
}

async function ask(connectionString: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString, types: resultTypes })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end().catch(() => undefined)
  }
}
