/**
 * A run's own PostgreSQL, which can be stopped, crashed and restarted; gateways connect as an unprivileged user, who
 * can be refused. It ends with the process that started it, even by SIGKILL.
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
import { elapsed } from './gateways.ts'
import type { Row } from './row.ts'

export const gatewayUser = 'app'
export const database = 'chaos'

export type PostgresServer = {
  socketPath: string
  /** Queries as the superuser; retries while the server is down. */
  asked(sql: string, withinMs?: number): Promise<Row[]>
  /** Ends it by the signal, and starts it `downMs` later. Resolves once it accepts connections. */
  restart(signal: 'SIGINT' | 'SIGQUIT', downMs: number): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Process crashes are survived without flushing to disk; machine crashes are out of scope. */
const settings = [
  'listen_addresses=',
  'fsync=off',
  'full_page_writes=off',
  'max_connections=120',
  'shared_buffers=64MB',
]

/**
 * Starts the server on `start`, reports its end on `wait`. When our end of the input closes, it ends the server and
 * removes the folder; an unread answer must not end it before.
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
    asked: (sql, withinMs = 60_000) => queryWithRetries(superuser(database), sql, withinMs),
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
    await queryWithRetries(superuser('postgres'), sql, 10_000)
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
    // A key press that ends the run must not end it before its cleanup.
    detached: true,
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  return {
    /** Sends a command; resolves to the line of its answer. */
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

async function queryWithRetries(connectionString: string, sql: string, withinMs: number): Promise<Row[]> {
  const endAt = performance.now() + withinMs
  for (;;) {
    try {
      return await request(connectionString, sql)
    } catch (error) {
      if (performance.now() > endAt || troubleOf(error) === 'guilty')
        throw new Error(`${sql}: ${error}`, { cause: error })
      await elapsed(50)
    }
  }
}

async function request(connectionString: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString, types: resultTypes })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end().catch(() => undefined)
  }
}
