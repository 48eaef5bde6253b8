/**
 * The opening of a connection: its settings, how its statements are planned, whether the server at its other end is
 * suitable; and the server's notices that change this later.
 */
import type pg from 'pg'
import { StoreOpenError } from '../sql/failures.ts'
import type { Row } from '../sql/transaction.ts'
import { resultTypes } from './dialect.ts'
import { askState, askTimeline, askVersion, foreignEngine, type ServerState, unfitness } from './fitness.ts'
import type { Servers } from './servers.ts'
import { DatabaseTrouble } from './trouble.ts'
import { wroteHere } from './witness.ts'

/** Runs several statements in one text without values; returns the rows of the last. */
export type Command = (text: string) => Promise<Row[]>

const connectMs = 3_000
/** If another server can be tried meanwhile. */
const connectInTurnMs = 1_500
/**
 * A process that stops within a transaction (paused, cut off) holds its bots' locks: the server ends such a session,
 * and others continue. Well below the ten seconds in which lanes must be taken over.
 */
const idleInTransactionMs = 3_000

export function clientConfig(url: string, { count }: Servers): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'recado',
    connectionTimeoutMillis: count > 1 ? connectInTurnMs : connectMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    keepAlive: true,
    types: resultTypes,
  }
}

/**
 * Statements are planned once for any values, because planning each one costs more than running it, above all on
 * partitions. Each has an index that returns its rows in order. The settings force it against the planner's estimate,
 * which expects "due by now" to match a third of a table in which hardly a row has a due time. Of a page it expects a
 * tenth of the table, since it plans without the limit's value: it would read all deliveries into a hash to join fifty
 * events with theirs (1 s of a million, 0.5 ms by the index), and start workers that take 100 ms to begin. No statement
 * is long enough for JIT compilation.
 */
export const planning = `set_config('plan_cache_mode', 'force_generic_plan', false),
  set_config('enable_seqscan', 'off', false),
  set_config('enable_sort', 'off', false), set_config('jit', 'off', false),
  set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false),
  set_config('max_parallel_workers_per_gather', '0', false)`

/**
 * Promise 1: a commit that returned is on disk, whatever the server's default; a stricter setting stays. And the server
 * times out a statement before we close the connection: otherwise it would wait on, perhaps for a lock, and hold its
 * place.
 */
function opening(answerMs?: number): string {
  const timeout =
    answerMs === undefined ? '' : `, set_config('statement_timeout', '${Math.ceil(answerMs * 0.9)}', false)`
  return `select pg_backend_pid() as id, ${askState},
    current_setting('synchronous_standby_names') <> '' as has_standbys, case current_setting('synchronous_commit')
    when 'off' then set_config('synchronous_commit', 'on', false) end, ${planning}${timeout}`
}

/** Sends the session's settings and the suitability queries in one round trip. */
export async function openSession(command: Command, { wanted }: Servers, answerMs: number | undefined) {
  const asked = [askVersion, opening(answerMs), askTimeline].map((text) => command(text))
  for (const one of asked) one.catch(() => {})
  const [version, session, timeline] = asked as [Promise<Row[]>, Promise<Row[]>, Promise<Row[]>]
  const engine = foreignEngine(String((await version)[0]?.version))
  if (engine !== undefined) {
    throw new StoreOpenError(
      `is ${engine}, which only speaks the protocol of PostgreSQL: Recado has not been tested on it`,
    )
  }
  const [found] = (await session) as (ServerState & { id: number; has_standbys: number })[]
  const unfit = found && unfitness(found, wanted)
  if (unfit !== undefined) throw new DatabaseTrouble('lost', new Error(unfit))
  const [at] = await timeline.catch(() => [])
  return {
    backendId: found?.id,
    mustWaitForStandbys: found?.has_standbys === 1 && found.is_standby === 0,
    timeline: typeof at?.timeline === 'string' ? at.timeline : undefined,
  }
}

/** Whatever the server objects to (no such database, not accepting connections), no statement is to blame. */
export function asDown(error: unknown): never {
  if (error instanceof DatabaseTrouble && error.trouble === 'guilty') throw new DatabaseTrouble('down', error.cause)
  throw error
}

/**
 * A server that crashed while waiting for its standby shows, once it is back, data that no standby has and that may be
 * lost with it. A commit is confirmed only after all that was written before it: so whatever a reader sees from then on
 * is on the standby as well.
 */
export async function behindStandbys({
  command,
  commit,
  close,
}: {
  command: Command
  commit(): Promise<void>
  close(): Promise<void>
}): Promise<void> {
  try {
    await command(`begin; ${wroteHere}`)
    await commit()
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * A commit whose wait for its standby was canceled (pg_cancel_backend, pg_terminate_backend) succeeds with a warning,
 * though only this server has it.
 */
export function watchWarnings(client: pg.Client) {
  const warning = '01000'
  let text: string | undefined
  client.on('notice', ({ code, message }) => {
    if (code === warning) text = message
  })
  return {
    clear() {
      text = undefined
    },
    seen: () => text,
  }
}

/** Reported by the server itself to open sessions, since version 14. Running work continues to its end. */
export function watchReadOnly(client: pg.Client, lose: () => void): void {
  client.connection.on('parameterStatus', ({ parameterName, parameterValue }: Record<string, string>) => {
    const isReported = parameterName === 'default_transaction_read_only' || parameterName === 'in_hot_standby'
    if (isReported && parameterValue === 'on') lose()
  })
}
