/**
 * One connection to PostgreSQL: statements in, rows out, every failure classified (trouble.ts). Statements are prepared
 * once per connection.
 */
import { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import pg from 'pg'
import { noBounds, type PartitionBounds } from '../sql/partition-bounds.ts'
import type { TallyRow } from '../sql/tallies.ts'
import type { Row } from '../sql/transaction.ts'
import { createEachPreparer } from './bulk.ts'
import { createPreparer } from './dialect.ts'
import type { Execute } from './drive.ts'
import { createMergedPreparer } from './merged.ts'
import { createServers, type Servers } from './servers.ts'
import {
  asDown,
  behindStandbys,
  type Command,
  clientConfig,
  openSession,
  watchReadOnly,
  watchWarnings,
} from './session.ts'
import { DatabaseTrouble, troubleOf } from './trouble.ts'

export type Connection = {
  execute: Execute
  command: Command
  /**
   * Resolves when the transaction is as durable as the server's settings demand. `lost` leaves open how it ended.
   * `counted`: what its group has counted and changed (store/sql/tallies.ts).
   */
  commit(counted?: TallyRow): Promise<void>
  /** Notifications of other sessions, after a LISTEN. */
  onNotice(listener: (payload: string) => void): void
  isLost(): boolean
  /** Never throws and never blocks for long. */
  close(): Promise<void>
}

export type ConnectionOptions = {
  url: string
  /** Called with each statement's text when it is prepared, once per connection. */
  onStatement?: (text: string) => void
  /** The partition bounds; updated while it is open. */
  bounds?: PartitionBounds
  /**
   * The connection counts as lost if the server is silent for this long during a request, ms; without it, requests
   * wait.
   */
  answerMs?: number
  /**
   * The process's knowledge of the servers, shared by its connections; without it, a connection knows nothing of
   * others.
   */
  servers?: Servers
  /** Its reads see only data that survives a failover. */
  isReader?: boolean
}

const closeMs = 1_000
const prepareOne = createPreparer()
const prepareEach = createEachPreparer()
const prepareMerged = createMergedPreparer()

export function connect(options: ConnectionOptions): Promise<Connection> {
  const { servers = createServers(options.url) } = options
  return servers.first((url) => connectTo(url, servers, options))
}

async function connectTo(url: string, servers: Servers, options: ConnectionOptions): Promise<Connection> {
  const socket = new Socket()
  const client = new pg.Client({ ...clientConfig(url, servers), pipeline: true, stream: () => socket })
  let lost = false
  let leave = () => {}
  const lose = () => {
    lost = true
    leave()
  }
  const giveUp = () => {
    lose()
    socket.destroy()
  }
  client.on('error', lose)
  client.on('end', lose)
  const { sorted, ...asking } = createAsking(client, socket, options, giveUp)
  await sorted(client.connect()).catch(asDown)
  const opened = await openSession(asking.command, servers, options.answerMs).catch((error: unknown) => {
    giveUp()
    return asDown(error)
  })
  leave = servers.joined(opened.timeline, giveUp)
  if (servers.wanted === 'read-write') watchReadOnly(client, lose)
  const connection: Connection = {
    ...asking,
    onNotice: (listener) =>
      client.on('notification', ({ payload, processId }) => {
        if (processId !== opened.backendId) listener(payload ?? '')
      }),
    isLost: () => lost,
    async close() {
      lose()
      // Bounded, because the server may not answer.
      const timer = setTimeout(() => socket.destroy(), closeMs)
      await client.end().catch(() => {})
      clearTimeout(timer)
    },
  }
  if (options.isReader && opened.mustWaitForStandbys) await behindStandbys(connection)
  return connection
}

/** Requests to the server, with failures classified. */
function createAsking(client: pg.Client, socket: Socket, options: ConnectionOptions, giveUp: () => void) {
  const { onStatement, answerMs, bounds = noBounds() } = options
  const warned = new Set<string>()
  const listening = watchSilence(socket, answerMs)
  const leaveTogether = gathering(() => client.connection.stream)
  const warnings = watchWarnings(client)

  /**
   * Closes a connection on which the server is in trouble, and the server rolls back: the next may lead to a healthier
   * one. A connection opened while the server was read-only, for instance, would stay so.
   */
  async function sorted<T>(asked: Promise<T>): Promise<T> {
    try {
      return await listening(asked)
    } catch (error) {
      const trouble = new DatabaseTrouble(troubleOf(error), error)
      if (trouble.trouble === 'down' || trouble.trouble === 'lost') giveUp()
      throw trouble
    }
  }

  async function command(text: string): Promise<Row[]> {
    leaveTogether()
    const answer = (await sorted(client.query(text))) as unknown as pg.QueryResult<Row> | pg.QueryResult<Row>[]
    return (Array.isArray(answer) ? answer.at(-1) : answer)?.rows ?? []
  }

  const prepare = (statement: Parameters<Execute>[0]) => {
    if ('merged' in statement) return prepareMerged(statement, bounds)
    return 'each' in statement ? prepareEach(statement, bounds) : prepareOne(statement, bounds)
  }

  const execute: Execute = async (statement) => {
    const prepared = prepare(statement)
    if (onStatement && !warned.has(prepared.text)) onStatement(prepared.text)
    if (onStatement) warned.add(prepared.text)
    leaveTogether()
    return (await sorted(client.query<Row>(prepared))).rows
  }

  async function commit(counted?: TallyRow): Promise<void> {
    warnings.clear()
    await command(counted === undefined ? 'commit' : `${countingText(counted)}; commit`)
    const warning = warnings.seen()
    if (warning === undefined) return
    giveUp()
    throw new DatabaseTrouble('lost', new Error(warning))
  }

  return { sorted, command, execute, commit }
}

/** In the message of the commit: a statement of its own costs the process more than the rest of its commit. */
function countingText({ body, changes }: TallyRow): string {
  return `insert into tallies (body, changes) values (${quoted(body)}, ${changes === null ? 'null' : quoted(changes)})`
}

function quoted(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/**
 * Requests of one turn of the event loop go out as one write: each separate one is a system call, and may wake up the
 * server.
 */
function gathering(stream: () => Writable): () => void {
  let corked: Writable | undefined
  return () => {
    if (corked) return
    corked = stream()
    corked.cork()
    process.nextTick(() => {
      corked?.uncork()
      corked = undefined
    })
  }
}

/**
 * Times out the whole connection, not each statement: thousands sent at once are answered one after the other, and the
 * last is late only if the server has stopped.
 */
function watchSilence(socket: Socket, answerMs = 0): <T>(asked: Promise<T>) => Promise<T> {
  let unanswered = 0
  socket.on('timeout', () => socket.destroy(new Error(`the database did not respond for ${answerMs} ms`)))
  return async (asked) => {
    unanswered += 1
    if (unanswered === 1) socket.setTimeout(answerMs)
    try {
      return await asked
    } finally {
      unanswered -= 1
      if (unanswered === 0) socket.setTimeout(0)
    }
  }
}
