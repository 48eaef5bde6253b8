/**
 * Time partitions of the tables that grow. A day owns the 2^32 seqs from its number (since 1970) times 2^32 on: every day each sequence
 * jumps to the day's first seq, once there is a partition for it, so that seq tells time and an insert never misses its partition, even
 * if nobody maintains for weeks. A partition spans a sixth of what is kept. When the sequence has left it for longer than that, and
 * nothing in it is open, it is detached without holding up anybody, and dropped. Made by postgres.ts; one process at a time maintains.
 */
import { countPast } from '../campaign-past.ts'
import type { Floors } from '../floors.ts'
import { defaultKeep, type Gone, type Keep } from '../retention.ts'
import type { Transaction } from '../transaction.ts'
import { type Connection, drive } from './connection.ts'
import type { Kept } from './kept.ts'
import { maintenanceLock } from './locks.ts'
import { attachedOf, baseOf, dayOf, dayOfSeq, type Partition, partitionsNow, sequenceAt } from './partition-catalog.ts'
import { DatabaseTrouble } from './trouble.ts'
import { forgetWitnesses } from './witness.ts'

export type Partitions = {
  /** Runs what only one process may do at a time; not at all when another does. */
  alone(work: () => Promise<void>): Promise<void>
  maintain(now: number, keep: Keep, gone: Gone['partitions'], isStopped: () => boolean): Promise<void>
  /** Each process has its own. */
  renewFloors(now: number): Promise<void>
  close(): Promise<void>
}

export type PartitionsDeps = {
  kept: Kept
  floors: Floors
}

type Table = {
  name: string
  /** Whose sequence its seqs come from. */
  numberedBy: string
  keep: Exclude<keyof Keep, 'auditMs'>
  /** SQL: something is open whose rows are in the seqs from `lower` up to `upper`. */
  open?(lower: number, upper: number): string
}

const openMessages = (lower: number, upper: number) =>
  `select 1 from messages where state in ('queued', 'sending') and seq >= ${lower} and seq < ${upper}
   union all select 1 from messages where lease is not null and seq >= ${lower} and seq < ${upper}`
const waitingDeliveries = (lower: number, upper: number) =>
  `select 1 from deliveries where state = 'waiting' and seq >= ${lower} and seq < ${upper}`
/** By what waits, of which there is little: the index of event_seq would lead through all that is over. */
const waitingEvents = (lower: number, upper: number) =>
  `select 1 from deliveries where state = 'waiting' and event_seq + 0 >= ${lower} and event_seq + 0 < ${upper}`

const tables: Table[] = [
  { name: 'messages', numberedBy: 'messages', keep: 'messagesMs', open: openMessages },
  { name: 'attempts', numberedBy: 'messages', keep: 'attemptsMs', open: openMessages },
  { name: 'inbound', numberedBy: 'inbound', keep: 'messagesMs' },
  { name: 'events', numberedBy: 'events', keep: 'eventsMs', open: waitingEvents },
  { name: 'deliveries', numberedBy: 'deliveries', keep: 'eventsMs', open: waitingDeliveries },
  { name: 'delivery_attempts', numberedBy: 'deliveries', keep: 'eventsMs', open: waitingDeliveries },
]

const dayMs = 86_400_000
/** Whoever holds a table for longer is not waited for: everybody else would wait behind us. The next run tries again. */
const lockMs = 1_000

export function makePartitions({ kept, floors }: PartitionsDeps): Partitions {
  /** The lock is that session's: on another, perhaps to another server, it would be nobody's. */
  let locked: Connection | undefined
  return {
    async alone(work) {
      const connection = await kept.get()
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
    async maintain(now, keep, gone, isStopped) {
      const connection = locked ?? (await kept.get())
      await connection.command(`set lock_timeout = ${lockMs}`)
      await connection.command(forgetWitnesses)
      await finishDropping(connection)
      const before = await partitionsNow(connection)
      for (const table of tables) await addPartitions(connection, table, before, now, keep)
      await moveSequences(connection, now)
      const after = await partitionsNow(connection)
      for (const table of tables) {
        for (const partition of await pastPartitions(connection, table, after, now, keep)) {
          if (isStopped()) return
          if (table.name === 'messages') await committed(connection, countPast(partition.lower, partition.upper))
          // While one is on its way out, PostgreSQL lets no other of the same table go.
          if (!(await drop(connection, partition))) break
          gone[table.name] = (gone[table.name] ?? 0) + 1
        }
      }
    },
    renewFloors: async (now) => renewFloors(await kept.get(), floors, now),
    close: kept.close,
  }
}

/** Rows of today find their partition, however long nobody has maintained; for a copy, before any gateway starts here. */
export async function makeRoom(connection: Connection, now: number): Promise<void> {
  const all = await partitionsNow(connection)
  for (const table of tables) await addPartitions(connection, table, all, now, defaultKeep)
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

// ── the future ──────────────────────────────────────────────

/** The days that a partition spans: about six of them hold what is kept. */
function spanOf(keepMs: number): number {
  return keepMs === 0 ? 365 : Math.max(1, Math.ceil(keepMs / 6 / dayMs))
}

/** Up to the day after tomorrow, so that a run that is missed changes nothing. */
async function addPartitions(
  connection: Connection,
  { name, keep }: Table,
  all: Partition[],
  now: number,
  kept: Keep,
): Promise<void> {
  const [today, span] = [dayOf(now), spanOf(kept[keep])]
  let day = dayOfSeq(attachedOf(all, name).at(-1)?.upper ?? 0)
  while (day <= today + 1) {
    const next = Math.max(day, today) + span
    // One text is one transaction. Attaching holds up neither readers nor writers, as making it in its place would.
    await connection.command(
      `create table ${name}_${day} (like ${name});
       alter table ${name} attach partition ${name}_${day} for values from (${baseOf(day)}) to (${baseOf(next)})`,
    )
    day = next
  }
}

/** Forward only, and only this process does it; who takes a number meanwhile gets one before the jump. */
async function moveSequences(connection: Connection, now: number): Promise<void> {
  const base = baseOf(dayOf(now))
  for (const { name } of tables.filter(({ name, numberedBy }) => name === numberedBy)) {
    await connection.command(
      `select setval('${name}_seq_seq', ${base}, false) from ${name}_seq_seq where last_value < ${base}`,
    )
  }
}

// ── the past ────────────────────────────────────────────────

/** Notes which partitions the sequence has left, and answers those whose time is over. */
async function pastPartitions(
  connection: Connection,
  { name, numberedBy, keep, open }: Table,
  all: Partition[],
  now: number,
  kept: Keep,
): Promise<Partition[]> {
  const at = await sequenceAt(connection, numberedBy)
  const past: Partition[] = []
  const isHeldUp = all.some((partition) => partition.table === name && partition.state === 'leaving')
  for (const partition of attachedOf(all, name)) {
    if (partition.upper > at) break
    if (partition.leftAt === undefined) await note(connection, partition.name, `left ${now}`)
    const isOld = !isHeldUp && kept[keep] > 0 && (partition.leftAt ?? now) < now - kept[keep]
    if (isOld && !(await isOpen(connection, open, partition))) past.push(partition)
  }
  return past
}

async function isOpen(connection: Connection, open: Table['open'], { lower, upper }: Partition): Promise<boolean> {
  return open !== undefined && (await connection.command(`${open(lower, upper)} limit 1`)).length > 0
}

function note(connection: Connection, name: string, text: string): Promise<unknown> {
  return connection.command(`comment on table ${name} is '${text}'`)
}

/** False when somebody holds the table: the next run goes on. */
async function drop(connection: Connection, { table, name, leftAt }: Partition): Promise<boolean> {
  try {
    // From here on it goes, whatever stops us in between.
    await note(connection, name, `past ${leftAt}`)
    await connection.command(`alter table ${table} detach partition ${name} concurrently`)
    await connection.command(`drop table ${name}`)
    return true
  } catch (error) {
    return waited(error)
  }
}

/** What an earlier run began. */
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

// ── floors ──────────────────────────────────────────────────

/** Longer than any transaction that took its numbers before the sequence left. */
const settledMs = 3_600_000
/** Meta tells things again for seven days. */
const toldAgainMs = 14 * dayMs
/** A message waits for thirty days at most, and is answered within one. */
const answeredMs = 32 * dayMs

async function renewFloors(connection: Connection, floors: Floors, now: number): Promise<void> {
  const all = await partitionsNow(connection)
  const find = async (table: string, sinceMs: number, open?: Table['open']) => {
    for (const partition of attachedOf(all, table)) {
      const isSettled = partition.leftAt !== undefined && partition.leftAt < now - sinceMs
      if (!isSettled || (await isOpen(connection, open, partition))) return partition.lower
    }
    return 0
  }
  floors.openMessages = await find('messages', settledMs, openMessages)
  floors.openDeliveries = await find('deliveries', settledMs, waitingDeliveries)
  floors.recentMessages = await find('messages', answeredMs)
  floors.recentInbound = await find('inbound', toldAgainMs)
}
