/**
 * Time partitions of the growing tables. A day owns the 2^32 seqs from its number (since 1970) times 2^32 on; every day
 * each sequence jumps to the day's first seq, once a partition for it exists: so seq encodes time, and inserts find
 * their partition even after weeks without maintenance. A partition spans a sixth of the retention period; when the
 * sequence left it longer ago than that period and nothing in it is open, it is detached without blocking and dropped.
 */
import { defaultRetention, type Retention } from '../../model/retention.ts'
import { dayMs, hourMs } from '../../model/time.ts'
import { countArchived } from '../campaigns/archived-counts.ts'
import type { EnginePartitions } from '../sql/engine.ts'
import type { PartitionBounds } from '../sql/partition-bounds.ts'
import type { Transaction } from '../sql/transaction.ts'
import { maintenanceLock } from './advisory-locks.ts'
import type { Connection } from './connection.ts'
import { drive } from './drive.ts'
import { attachedOf, baseOf, dayOf, dayOfSeq, type Partition, partitionsNow, sequenceAt } from './partition-catalog.ts'
import type { ReconnectingSession } from './reconnecting.ts'
import { DatabaseTrouble } from './trouble.ts'
import { forgetWitnesses } from './witness.ts'

export type Partitions = EnginePartitions & {
  /** Runs work that only one process may do at a time; skips it while another one does. */
  runExclusive(work: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export type PartitionsDeps = {
  kept: ReconnectingSession
  bounds: PartitionBounds
}

type Table = {
  name: string
  /** The table whose sequence numbers the rows. */
  numberedBy: string
  retention: Exclude<keyof Retention, 'auditMs' | 'refusalsMs'>
  /** SQL that finds open rows with seqs from `lower` to `upper` (exclusive). */
  open?(lower: number, upper: number): string
}

const openMessages = (lower: number, upper: number) =>
  `select 1 from messages where state in ('queued', 'sending') and seq >= ${lower} and seq < ${upper}
   union all select 1 from messages where lease is not null and seq >= ${lower} and seq < ${upper}`
const scheduledMessages = (lower: number, upper: number) =>
  `select 1 from messages where state = 'scheduled' and seq >= ${lower} and seq < ${upper}`
/** What may not be dropped. Messages for later do not hold up the bound of open ones: there may be some for a month. */
const pendingMessages = (lower: number, upper: number) =>
  `${openMessages(lower, upper)} union all ${scheduledMessages(lower, upper)}`
const waitingDeliveries = (lower: number, upper: number) =>
  `select 1 from deliveries where state = 'waiting' and seq >= ${lower} and seq < ${upper}`
/** Scans waiting deliveries, of which there are few: the index of `event_seq` would lead through all finished ones. */
const waitingEvents = (lower: number, upper: number) =>
  `select 1 from deliveries where state = 'waiting' and event_seq + 0 >= ${lower} and event_seq + 0 < ${upper}`

const tables: Table[] = [
  { name: 'messages', numberedBy: 'messages', retention: 'messagesMs', open: pendingMessages },
  { name: 'attempts', numberedBy: 'messages', retention: 'attemptsMs', open: openMessages },
  { name: 'inbound', numberedBy: 'inbound', retention: 'messagesMs' },
  { name: 'events', numberedBy: 'events', retention: 'eventsMs', open: waitingEvents },
  { name: 'deliveries', numberedBy: 'deliveries', retention: 'eventsMs', open: waitingDeliveries },
  { name: 'delivery_attempts', numberedBy: 'deliveries', retention: 'eventsMs', open: waitingDeliveries },
]

/** Gives up if a table stays locked for longer, since all other sessions would wait behind us. The next run retries. */
const lockMs = 1_000

export function createPartitions({ kept: stored, bounds }: PartitionsDeps): Partitions {
  /** The lock belongs to that session: on another connection, perhaps to another server, it would not be held. */
  let locked: Connection | undefined
  return {
    async runExclusive(work) {
      const connection = await stored.get()
      const [found] = await connection.command(`select ${maintenanceLock.tryLock} as is_ours`)
      if (!found?.is_ours) return
      locked = connection
      try {
        await work()
      } finally {
        locked = undefined
        await connection.command(`select ${maintenanceLock.unlock}`)
      }
    },
    async maintain(now, retention, removed, isStopped) {
      const connection = locked ?? (await stored.get())
      await connection.command(`set lock_timeout = ${lockMs}`)
      await connection.command(forgetWitnesses)
      await finishDropping(connection)
      const before = await partitionsNow(connection)
      for (const table of tables) await addPartitions(connection, table, before, now, retention)
      await moveSequences(connection, now)
      const after = await partitionsNow(connection)
      for (const table of tables) {
        for (const partition of await expiredPartitions(connection, table, after, now, retention)) {
          if (isStopped()) return
          if (table.name === 'messages') await committed(connection, countArchived(partition.lower, partition.upper))
          // While one partition is being detached, PostgreSQL refuses to detach another of the same table.
          if (!(await drop(connection, partition))) break
          removed[table.name] = (removed[table.name] ?? 0) + 1
        }
      }
    },
    renewBounds: async (now) => renewBounds(await stored.get(), bounds, now),
    close: stored.close,
  }
}

/**
 * Makes sure that today's rows find their partition, however long maintenance has not run; for a copy, before any
 * gateway starts here.
 */
export async function makeRoom(connection: Connection, now: number): Promise<void> {
  const all = await partitionsNow(connection)
  for (const table of tables) await addPartitions(connection, table, all, now, defaultRetention)
}

async function committed(connection: Connection, transaction: Transaction<void>): Promise<void> {
  await connection.command('begin')
  try {
    await drive(connection.execute, transaction)
    await connection.commit()
  } catch (error) {
    await connection.command('rollback').catch(connection.close)
    throw error
  }
}

// ── adding partitions ───────────────────────────────────────

/** The days that a partition spans: about six partitions hold the retention period. */
function spanOf(retentionMs: number): number {
  return retentionMs === 0 ? 365 : Math.max(1, Math.ceil(retentionMs / 6 / dayMs))
}

/** Up to the day after tomorrow, so that a missed run changes nothing. */
async function addPartitions(
  connection: Connection,
  { name, retention }: Table,
  all: Partition[],
  now: number,
  stored: Retention,
): Promise<void> {
  const [today, span] = [dayOf(now), spanOf(stored[retention])]
  let day = dayOfSeq(attachedOf(all, name).at(-1)?.upper ?? 0)
  while (day <= today + 1) {
    const next = Math.max(day, today) + span
    // One text is one transaction. Attaching blocks neither readers nor writers, unlike creating it in place.
    await connection.command(
      `create table ${name}_${day} (like ${name});
       alter table ${name} attach partition ${name}_${day} for values from (${baseOf(day)}) to (${baseOf(next)})`,
    )
    day = next
  }
}

/** Moves forward only, and only in this process; inserts meanwhile get numbers from before the jump. */
async function moveSequences(connection: Connection, now: number): Promise<void> {
  const base = baseOf(dayOf(now))
  for (const { name } of tables.filter(({ name, numberedBy }) => name === numberedBy)) {
    await connection.command(
      `select setval('${name}_seq_seq', ${base}, false) from ${name}_seq_seq where last_value < ${base}`,
    )
  }
}

// ── dropping partitions ─────────────────────────────────────

/** Notes which partitions the sequence has left, and returns the expired ones. */
async function expiredPartitions(
  connection: Connection,
  { name, numberedBy, retention, open }: Table,
  all: Partition[],
  now: number,
  stored: Retention,
): Promise<Partition[]> {
  const at = await sequenceAt(connection, numberedBy)
  const expired: Partition[] = []
  const isHeldUp = all.some((partition) => partition.table === name && partition.state === 'leaving')
  for (const partition of attachedOf(all, name)) {
    if (partition.upper > at) break
    if (partition.leftAt === undefined) await note(connection, partition.name, `left ${now}`)
    const isOld = !isHeldUp && stored[retention] > 0 && (partition.leftAt ?? now) < now - stored[retention]
    if (isOld && !(await isOpen(connection, open, partition))) expired.push(partition)
  }
  return expired
}

async function isOpen(connection: Connection, open: Table['open'], { lower, upper }: Partition): Promise<boolean> {
  return open !== undefined && (await connection.command(`${open(lower, upper)} limit 1`)).length > 0
}

function note(connection: Connection, name: string, text: string): Promise<unknown> {
  return connection.command(`comment on table ${name} is '${text}'`)
}

/** False if the table stays locked: the next run continues. */
async function drop(connection: Connection, { table, name, leftAt }: Partition): Promise<boolean> {
  try {
    // From here on it will be dropped, even after an interruption.
    await note(connection, name, `past ${leftAt}`)
    await connection.command(`alter table ${table} detach partition ${name} concurrently`)
    await connection.command(`drop table ${name}`)
    return true
  } catch (error) {
    return waited(error)
  }
}

/** Finishes what an earlier run began. */
async function finishDropping(connection: Connection): Promise<void> {
  for (const { table, name, state } of await partitionsNow(connection)) {
    if (state === 'attached') continue
    try {
      if (state === 'leaving') await connection.command(`alter table ${table} detach partition ${name} finalize`)
      await connection.command(`drop table ${name}`)
    } catch (error) {
      waited(error)
    }
  }
}

function waited(error: unknown): false {
  if (error instanceof DatabaseTrouble && error.trouble === 'conflict') return false
  throw error
}

// ── partition bounds ────────────────────────────────────────

/** Longer than any transaction that took its numbers before the sequence left. */
const settledMs = hourMs
/** Meta repeats items for seven days. */
const reportedAgainMs = 14 * dayMs
/** A message waits for thirty days at most, and is answered within one. */
const answeredMs = 32 * dayMs

async function renewBounds(connection: Connection, bounds: PartitionBounds, now: number): Promise<void> {
  const all = await partitionsNow(connection)
  const find = async (table: string, sinceMs: number, open?: Table['open']) => {
    for (const partition of attachedOf(all, table)) {
      const isSettled = partition.leftAt !== undefined && partition.leftAt < now - sinceMs
      if (!isSettled || (await isOpen(connection, open, partition))) return partition.lower
    }
    return 0
  }
  bounds.openMessages = await find('messages', settledMs, openMessages)
  bounds.openDeliveries = await find('deliveries', settledMs, waitingDeliveries)
  bounds.recentMessages = await find('messages', answeredMs)
  bounds.recentInbound = await find('inbound', reportedAgainMs)
}
