/**
 * Whose lanes are whose: one row a bot, held by a process for as long as that process's own row is renewed. A beat a second renews it,
 * takes what is free, gives up what is more than a fair share, and frees what dead processes held. Made by postgres.ts.
 *
 * A lease is only ever a matter of rows: a claim looks at the row within its transaction, so a process that was paused past its time
 * finds that it holds nothing (outbound.ts). The messages that it had in the air are recovered by whoever took over.
 */
import type { Recoverable } from '../engine.ts'
import { row, rows, type Transaction } from '../transaction.ts'
import { drive } from './connection.ts'
import type { Kept } from './kept.ts'

export type LeasesDeps = {
  kept: Kept
  /** This process, as a number that no other ever had. */
  owner: number
  /** The lanes of this process are others now. Resolves when those that are gone have drained. */
  onChange(): Promise<unknown>
}

export type Leases = {
  owns(botId: string): boolean
  /** The epoch of a bot's lease; taken, if it is free. */
  take(botId: string): Promise<number | undefined>
  held(botId: string): number | undefined
  /** Whether the lease still holds, asked within a transaction. */
  holds(botId: string, epoch: number): Transaction<boolean>
  /** What was taken over and not looked through since; or all that is held. */
  recoverable(whose: 'others' | 'all'): Recoverable[]
  /** A bot came or went. */
  add(botId: string): Promise<void>
  remove(botId: string): Promise<void>
  beat(): Promise<void>
  /** Gives up everything. */
  close(): Promise<void>
}

/** A process that has not been heard of for so long is dead. With the beat and its work, a lane is taken over in under ten seconds. */
export const leaseMs = 5_000
/** How long what is in the air may hold up the giving up of a lease. */
const leavingMs = 8_000

type Held = { epoch: number; isRecovered: boolean; leaving?: { since: number; isDrained: boolean } }

export function makeLeases({ kept, owner, onChange }: LeasesDeps): Leases {
  let held = new Map<string, Held>()
  let beatAt = Number.NEGATIVE_INFINITY
  let known = ''

  const run = async <T>(transaction: Transaction<T>): Promise<T> => drive((await kept.get()).execute, transaction)

  async function beat(): Promise<void> {
    const startedAt = performance.now()
    if (beatAt < 0) await (await kept.get()).command(addMissing)
    await run(renewProcess(owner))
    // After an outage everybody gets a beat's time to be heard of again, before anybody is taken for dead.
    if (startedAt - beatAt < leaseMs) await (await kept.get()).command(buryDead)
    beatAt = startedAt
    await readHeld()
    const share = await run(fairShare())
    markLeaving([...held].slice(share))
    await freeDrained()
    if (held.size < share) hold(await run(takeFree(owner, share - held.size)))
    tellChange()
  }

  /** What the rows say: a lease may have been lost, or be held without our having heard the answer. */
  async function readHeld(): Promise<void> {
    const found = await run(leasesOf(owner))
    const before = held
    held = new Map()
    for (const { bot_id, epoch } of found) {
      const lease = before.get(bot_id)
      held.set(bot_id, lease?.epoch === epoch ? lease : { epoch, isRecovered: false })
    }
  }

  function hold(taken: LeaseRow[]): void {
    for (const { bot_id, epoch } of taken) held.set(bot_id, { epoch, isRecovered: false })
  }

  /** More than the share: the lanes stop first. When another process went meanwhile, they go on. */
  function markLeaving(surplus: [string, Held][]): void {
    const leaving = new Set(surplus.map(([botId]) => botId))
    for (const [botId, lease] of held) {
      if (!leaving.has(botId)) lease.leaving = undefined
      else lease.leaving ??= { since: performance.now(), isDrained: false }
    }
  }

  /** The row is freed once nothing of the lanes is in the air. */
  async function freeDrained(): Promise<void> {
    for (const [botId, { leaving }] of held) {
      if (!leaving || (!leaving.isDrained && performance.now() - leaving.since < leavingMs)) continue
      await run(free(botId, owner))
      held.delete(botId)
    }
  }

  function tellChange(): void {
    const lanes = [...held].flatMap(([botId, { epoch, leaving }]) => (leaving ? [] : [`${botId} ${epoch}`]))
    const now = lanes.sort().join()
    if (now === known) return
    known = now
    const leaving = [...held.values()].flatMap((lease) => lease.leaving ?? [])
    // A failure is told where it happens; the time that a leaving may take ends it.
    onChange().then(
      () => {
        for (const one of leaving) one.isDrained = true
      },
      () => {},
    )
  }

  const holdsNow = (botId: string) => {
    const lease = held.get(botId)
    return lease?.leaving ? undefined : lease
  }

  return {
    owns: (botId) => holdsNow(botId) !== undefined,
    async take(botId) {
      // An endpoint that is gone is nobody's.
      if (botId === '') return undefined
      if (held.has(botId)) return holdsNow(botId)?.epoch
      hold(await run(takeOne(botId, owner)))
      return held.get(botId)?.epoch
    },
    held: (botId) => held.get(botId)?.epoch,
    *holds(botId, epoch) {
      const found = yield* row(
        'select epoch from leases where bot_id = $1 and owner = $2 and epoch = $3',
        botId,
        owner,
        epoch,
      )
      if (!found && held.get(botId)?.epoch === epoch) held.delete(botId)
      return found !== undefined
    },
    recoverable(whose) {
      const all = [...held].filter(([, lease]) => whose === 'all' || !lease.isRecovered)
      return all.map(([botId, lease]) => ({
        botIds: [botId],
        of: whose === 'all' ? { botId } : { botId, exceptLease: lease.epoch },
        done() {
          lease.isRecovered = true
        },
      }))
    },
    async add(botId) {
      if (held.has(botId)) return
      hold(await run(takeOne(botId, owner)))
      tellChange()
    },
    async remove(botId) {
      await run(rows('delete from leases where bot_id = $1', botId))
      held.delete(botId)
      tellChange()
    },
    beat,
    async close() {
      held.clear()
      try {
        await run(rows('update leases set owner = null where owner = $1', owner))
        await run(rows('delete from processes where id = $1', owner))
      } catch {
        // Out of reach: the others take over when this process has not been heard of for a while.
      }
      await kept.close()
    },
  }
}

// ── rows ────────────────────────────────────────────────────

const now = `(extract(epoch from clock_timestamp()) * 1000)::bigint`

function* renewProcess(owner: number): Transaction<void> {
  yield* rows(
    `insert into processes (id, expires_at) values ($1, ${now} + $2)
     on conflict (id) do update set expires_at = excluded.expires_at`,
    owner,
    leaseMs,
  )
}

/** One transaction; of several processes that come to it at once, one does it. */
const buryDead = `
with dead as (
  select id from processes where expires_at < ${now} for update skip locked
), freed as (
  update leases set owner = null where owner in (select id from dead)
)
delete from processes where id in (select id from dead)`

/** Every bot has its row: those that were made before this version, too. */
const addMissing = `
insert into leases (bot_id, epoch) select id, ${now} from bots
where not exists (select 1 from leases where leases.bot_id = bots.id) on conflict do nothing`

type LeaseRow = { bot_id: string; epoch: number }

/** In one order, so that it is always the same ones that are more than the share. */
function leasesOf(owner: number): Transaction<LeaseRow[]> {
  return rows<LeaseRow>('select bot_id, epoch from leases where owner = $1 order by epoch, bot_id', owner)
}

function* fairShare(): Transaction<number> {
  const found = yield* row<{ lanes: number; processes: number }>(
    `select (select count(*) from leases) as lanes, (select count(*) from processes where expires_at > ${now}) as processes`,
  )
  return Math.ceil((found?.lanes ?? 0) / Math.max(1, found?.processes ?? 1))
}

function takeFree(owner: number, limit: number): Transaction<LeaseRow[]> {
  return rows<LeaseRow>(
    `update leases set owner = $1, epoch = epoch + 1
     where bot_id in (select bot_id from leases where owner is null order by bot_id limit $2 for update skip locked)
     returning bot_id, epoch`,
    owner,
    limit,
  )
}

/** A first epoch is an instant, so that a bot that is made again does not repeat those of the one before. */
function takeOne(botId: string, owner: number): Transaction<LeaseRow[]> {
  return rows<LeaseRow>(
    `insert into leases (bot_id, owner, epoch) values ($1, $2, ${now})
     on conflict (bot_id) do update set owner = $2, epoch = leases.epoch + 1 where leases.owner is null
     returning bot_id, epoch`,
    botId,
    owner,
  )
}

function free(botId: string, owner: number): Transaction<unknown> {
  return rows('update leases set owner = null where bot_id = $1 and owner = $2', botId, owner)
}
