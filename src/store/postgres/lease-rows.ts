/**
 * The row operations on leases and processes in SQL, on which store/leases/leases.ts is built. Every time is by the
 * database's clock, so machines' clocks need not agree. A process's row is locked before it acquires leases, so a
 * process that was just reaped holds nothing.
 */
import { leaseMs, maxCounted, ringSize } from '../leases/leases.ts'
import type { Heartbeat, LeaseRow, LeaseRows, Membership } from '../leases/operations.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { drive } from './drive.ts'
import type { ReconnectingSession } from './reconnecting.ts'

export function postgresLeaseRows(stored: ReconnectingSession): LeaseRows {
  const run = async <T>(transaction: Transaction<T>): Promise<T> => drive((await stored.get()).execute, transaction)
  return {
    prepare: () => run(prepare()),
    renew: (owner) => run(renew(owner)),
    membership: (owner) => run(membership(owner)),
    reapDead: () => run(reapDead()),
    leasesOf: async (owner) => (await run(leasesOf(owner))).map(leaseOf),
    takeFree: async (owner, limit, from) => (await run(takeFree(owner, limit, from))).map(leaseOf),
    async takeOne(owner, botId) {
      const taken = await run(takeOne(owner, botId))
      return taken && leaseOf(taken)
    },
    async free(owner, botIds) {
      await run(free(owner, botIds))
    },
    leave: (owner) => run(leave(owner)),
  }
}

/**
 * A unique number for this process: greater than those before, and different from what a server promoted without the
 * latest of them would assign again.
 */
export function* takeOwner(): Transaction<number> {
  const taken = yield* queryOne<{ value: string }>(
    `insert into facts (name, value) values ('lease', (${nowAndChance})::text) on conflict (name) do update
     set value = greatest(facts.value::bigint + 1, ${nowAndChance})::text returning value`,
  )
  return Number(taken?.value)
}

/** Whether the lease still holds, checked within the transaction that depends on it. */
export function* holdsLease(owner: number, botId: string, epoch: number): Transaction<boolean> {
  const found = yield* queryOne(
    'select epoch from leases where bot_id = $1 and owner = $2 and epoch = $3',
    botId,
    owner,
    epoch,
  )
  return found !== undefined
}

/** Free until a process takes it. */
export function* reserve(botId: string): Transaction<void> {
  yield* query(
    `insert into leases (bot_id, epoch, spot) values ($1, 0, ${somewhere}) on conflict (bot_id) do nothing`,
    botId,
  )
}

/**
 * The owner's count is corrected when it reads its leases next: its row must not be locked for as long as a group of
 * transactions may take, because its heartbeat would wait.
 */
export function* release(botId: string): Transaction<void> {
  yield* query('delete from leases where bot_id = $1', botId)
}

/** Processes that are heard of. */
export function* countLiving(): Transaction<number> {
  return Number(
    (yield* queryOne<{ n: number }>(`select count(*) as n from processes where expires_at > ${now}`))?.n ?? 0,
  )
}

/** Processes by their heartbeats, by the database's clock. */
export function* signsOfLife(): Transaction<{ alive: number; lost: number; oldestMs: number }> {
  const found = yield* queryOne<{ alive: number; lost: number; oldest: number }>(
    `select count(*) filter (where is_alive) as alive, count(*) filter (where not is_alive) as lost,
       coalesce(max(age) filter (where is_alive), 0) as oldest
     from (select expires_at >= ${now} as is_alive, ${now} + ${leaseMs} - expires_at as age from processes) as seen`,
  )
  return { alive: found?.alive ?? 0, lost: found?.lost ?? 0, oldestMs: found?.oldest ?? 0 }
}

type Found = { bot_id: string; epoch: number }

const leaseOf = ({ bot_id, epoch }: Found): LeaseRow => ({ botId: bot_id, epoch })

const now = `(extract(epoch from clock_timestamp()) * 1000)::bigint`
/** Far below 2^53 for centuries. */
const nowAndChance = `${now} * 1024 + floor(random() * 1024)::bigint`
/** Never an epoch assigned before, even if the server has lost the latest ones. */
const nextEpoch = `greatest(leases.epoch + 1, ${now})`
const somewhere = `floor(random() * ${ringSize})::bigint`
const freeCounted = `(select count(*) from (select 1 from leases where owner is null limit ${maxCounted}) as seen)`

/** Existing bots, and those whose deletion is running. */
const withLanes = '(select id from bots union all select id from deleted_bots where ended_at is null) as living'

/**
 * Adds rows for bots created before this version, or copied here. Rows without a bot were left by a process that ended
 * just after a deletion did.
 */
function* prepare(): Transaction<number> {
  yield* query(
    `delete from leases where owner is null
     and not exists (select 1 from ${withLanes} where living.id = leases.bot_id)`,
  )
  yield* query(
    `insert into leases (bot_id, epoch, spot) select id, ${now}, ${somewhere} from ${withLanes}
     where not exists (select 1 from leases where leases.bot_id = living.id) on conflict do nothing`,
  )
  return (yield* queryOne<{ lanes: number }>('select count(*) as lanes from leases'))?.lanes ?? 0
}

function* renew(owner: number): Transaction<Heartbeat> {
  const renewed = yield* queryOne<{ held: number; free: number; is_new: number; now: number }>(
    `insert into processes (id, expires_at) values ($1, ${now} + ${leaseMs})
     on conflict (id) do update set expires_at = excluded.expires_at
     returning held, ${freeCounted} as free, xmax = 0 as is_new, ${now} as now`,
    owner,
  )
  if (!renewed) throw new Error('the database did not report whether the process is alive')
  return { held: renewed.held, free: renewed.free, isNew: renewed.is_new === 1, now: renewed.now }
}

function* membership(owner: number): Transaction<Membership> {
  const found = yield* queryOne<Membership>(
    `select count(*) filter (where is_alive) as processes, count(*) filter (where is_alive and id < $1) as before,
       count(*) filter (where not is_alive) as dead, coalesce(sum(held), 0) as held, ${freeCounted} as free
     from (select id, held, expires_at >= ${now} as is_alive from processes) as seen`,
    owner,
  )
  return found ?? { processes: 1, before: 0, dead: 0, held: 0, free: 0 }
}

/** A few at once, so that the statement stays short when many died together; the next caller takes the others. */
const maxReaped = 8

function* reapDead(): Transaction<number> {
  const reaped = yield* queryOne<{ freed: number }>(
    `with dead as (
       select id from processes where expires_at < ${now} limit ${maxReaped} for update skip locked
     ), freed as (
       update leases set owner = null where owner in (select id from dead) returning bot_id
     ), gone as (
       delete from processes where id in (select id from dead)
     )
     select count(*) as freed from freed`,
  )
  return reaped?.freed ?? 0
}

function leasesOf(owner: number): Transaction<Found[]> {
  return query<Found>(
    `with mine as (
       select bot_id, epoch from leases where owner = $1
     ), counted as (
       update processes set held = (select count(*) from mine) where id = $1
     )
     select bot_id, epoch from mine order by epoch, bot_id`,
    owner,
  )
}

function takeFree(owner: number, limit: number, from: number): Transaction<Found[]> {
  return query<Found>(
    `with me as (
       select id from processes where id = $1 for update
     ), chosen as (
       select bot_id from leases where owner is null and spot >= $3 and exists (select 1 from me)
       order by spot limit $2 for update skip locked
     ), taken as (
       update leases set owner = $1, epoch = ${nextEpoch} where bot_id in (select bot_id from chosen)
       returning bot_id, epoch
     ), counted as (
       update processes set held = held + (select count(*) from taken) where id = $1
     )
     select bot_id, epoch from taken`,
    owner,
    limit,
    from,
  )
}

/** A first epoch is a time, so that a bot created again does not repeat epochs of the one before. */
function takeOne(owner: number, botId: string): Transaction<Found | undefined> {
  return queryOne<Found>(
    `with me as (
       select id from processes where id = $1 for update
     ), taken as (
       insert into leases (bot_id, owner, epoch, spot) select $2, id, ${now}, ${somewhere} from me
       on conflict (bot_id) do update set owner = $1, epoch = ${nextEpoch} where leases.owner is null
       returning bot_id, epoch
     ), counted as (
       update processes set held = held + (select count(*) from taken) where id = $1
     )
     select bot_id, epoch from taken`,
    owner,
    botId,
  )
}

function free(owner: number, botIds: string[]): Transaction<unknown> {
  return query(
    `with freed as (
       update leases set owner = null
       where owner = $1 and bot_id in (select json_array_elements_text(cast($2 as json))) returning bot_id
     )
     update processes set held = held - (select count(*) from freed) where id = $1`,
    owner,
    JSON.stringify(botIds),
  )
}

function* leave(owner: number): Transaction<void> {
  yield* query(
    `with gone as (delete from processes where id = $1 returning id)
     update leases set owner = null where owner in (select id from gone)`,
    owner,
  )
}
