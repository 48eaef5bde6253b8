/**
 * Which process owns which lanes: one row per bot, held while the owner's own row is renewed. A heartbeat does that
 * every second and waits for nothing else; a second loop acquires free leases, gives up those above a fair share, and
 * reaps dead processes. Both use `LeaseRows`: in SQL, and in memory on a virtual clock in tests and bench/scale.ts.
 */
import type { Recoverable } from '../sql/engine.ts'
import { createHeldLeases } from './held.ts'
import { type Heartbeat, type LeaseRows, shareOf } from './operations.ts'

export type LeasesDeps = {
  rows: LeaseRows
  /** Renews on a connection of its own, on which nothing else waits. */
  heartbeat?: Pick<LeaseRows, 'renew'>
  /** The database's time, with when it was requested and received by `monotonic`. */
  onTime?: (sample: { databaseNow: number; askedAt: number; reportedAt: number }) => void
  /** This process's number, unique for ever. */
  owner: number
  /** A monotonic clock in milliseconds that also runs while the process is stopped. */
  monotonic: () => number
  /** Wall-clock time: includes time in which a suspended machine stops `monotonic`. */
  clock: () => number
  random: () => number
  /** The lanes of these bots were gained or are leaving. Resolves when those that left have drained. */
  onChange(botIds: readonly string[]): Promise<unknown>
}

/**
 * Only the rows decide: a claim reads its row (store/messages/accept.ts), so a process paused past its lease holds
 * nothing.
 */
export type Leases = {
  owner: number
  owns(botId: string): boolean
  /** The epoch of a bot's lease, acquired if it is free. */
  take(botId: string): Promise<number | undefined>
  held(botId: string): number | undefined
  count(): number
  /** The lease is certainly still ours: no other process can have acquired it yet. */
  leaseIsSafe(botId: string, epoch: number): boolean
  /** The row showed another owner. */
  lost(botId: string, epoch: number): void
  /** Leases whose messages in flight are not recovered yet; or all held. */
  recoverable(whose: 'others' | 'all'): Recoverable[]
  /** A bot was created, with a row. */
  add(botId: string): Promise<void>
  /** A bot's row is gone with it. */
  forget(botId: string): void
  /** The heartbeat: waits for nothing else. To be called every `beatMs`. */
  renew(): Promise<void>
  /** The rest of a beat: reads, balances, acquires and gives up leases. Needs a first `renew`. */
  tend(): Promise<void>
  /** Calls `renew`, then `tend`. */
  beat(): Promise<void>
  /** The database moved to another server, whose clock and rows may differ. */
  moved(): void
  /** The pause between two calls of `tend`. */
  pauseMs(): number
  /** Gives up all leases. */
  close(): Promise<void>
}

/** A process silent for this long is dead. With the beat and its work, a lane moves in under ten seconds. */
export const leaseMs = 5_000
/** Nothing begins under a lease that might expire before the request is out. */
const safeMs = leaseMs - 1_000
export const beatMs = 1_000
/** The pause while much is free and the share is not reached. */
const wantsMoreMs = 250
/** How long work in flight may delay giving up a lease. */
const leavingMs = 8_000
/** A beat this late indicates an outage, in which other heartbeats were lost too. */
const lateMs = 2_500
/** Wait before reaping: after a start, and after an outage, until all have reconnected. */
const startMs = 2 * beatMs
const graceMs = leaseMs
/** Maximum in one statement. */
const maxAtOnce = 1_000
/** The initial batch, then doubling: the first process must not acquire everything only to give it up again. */
const initialBatch = 256
export const maxCounted = 64
/** Positions of leases on a ring: concurrent processes start acquiring at different ones. */
export const ringSize = 2 ** 31
/** All processes together check about this often per beat for dead or new ones. */
const looksInABeat = 8
const maxBeatsBetweenLooks = 5
/** Held leases are read again when the process's row shows another count, else about this often. */
const beatsBetweenReadings = 120

export function createLeases(deps: LeasesDeps): Leases {
  const { rows, heartbeat: { renew: renewLease } = rows, owner, monotonic, clock, random, onChange, onTime } = deps
  const held = createHeldLeases()
  /** When the last successful renewal began. */
  let renewed = { at: Number.NEGATIVE_INFINITY, clockAt: Number.NEGATIVE_INFINITY }
  let mayReapAt = Number.POSITIVE_INFINITY
  let beatsUntilLook = 0
  let beatsUntilReading = beatsBetweenReadings
  let isPrepared = false
  let heartbeat: Heartbeat | undefined
  let lanes = 0
  let wantsMore = false

  async function renew(): Promise<void> {
    const started = { at: monotonic(), clockAt: clock() }
    const answer = await renewLease(owner)
    onTime?.({ databaseNow: answer.now, askedAt: started.at, reportedAt: monotonic() })
    if (heartbeat === undefined) mayReapAt = started.at + startMs
    else if (started.at - renewed.at >= lateMs) mayReapAt = Math.max(mayReapAt, started.at + graceMs)
    heartbeat = answer
    // This process was taken for dead: its leases are free, or another's by now.
    if (answer.isNew) held.forgetAll()
    renewed = started
  }

  async function tend(): Promise<void> {
    if (!isPrepared) lanes = await rows.prepare()
    isPrepared = true
    const { held: counted = 0, free = 0 } = heartbeat ?? {}
    if (counted !== held.count() || --beatsUntilReading <= 0) await readHeld()
    const wantedMore = wantsMore
    wantsMore = false
    if (free > 0 || wantedMore || --beatsUntilLook <= 0) await balance(monotonic())
    await freeDrained()
    notifyChange()
  }

  async function readHeld(): Promise<void> {
    beatsUntilReading = Math.ceil(beatsBetweenReadings * (0.5 + random()))
    held.replace(await rows.leasesOf(owner))
  }

  async function balance(now: number): Promise<void> {
    let members = await rows.membership(owner)
    if (members.dead > 0 && now >= mayReapAt && (await rows.reapDead()) > 0) members = await rows.membership(owner)
    beatsUntilLook = Math.ceil(Math.min(maxBeatsBetweenLooks, members.processes / looksInABeat) * (0.5 + random()))
    // If more is free than was counted, the total is at least the previous one.
    lanes = members.free < maxCounted ? members.held + members.free : Math.max(lanes, members.held + members.free)
    const share = shareOf(lanes, members)
    held.markLeaving(share, monotonic())
    if (members.free > 0) await takeUpTo(share)
  }

  async function takeUpTo(share: number): Promise<void> {
    let wanted = Math.min(share - held.count(), Math.max(initialBatch, held.count()))
    wantsMore = wanted > 0 && wanted < share - held.count()
    // Starts at a random position and goes to the end of the ring, then from its beginning.
    for (const from of [Math.floor(random() * ringSize), 0]) {
      for (let asked = Math.min(wanted, maxAtOnce); asked > 0; asked = Math.min(wanted, maxAtOnce)) {
        const taken = await rows.takeFree(owner, asked, from)
        held.hold(taken)
        wanted -= taken.length
        if (taken.length < asked) break
      }
    }
  }

  /** Frees the rows once nothing of the lanes is in flight. */
  async function freeDrained(): Promise<void> {
    const drained = held.drained(monotonic() - leavingMs)
    for (let from = 0; from < drained.length; from += maxAtOnce) {
      const some = drained.slice(from, from + maxAtOnce)
      await rows.free(owner, some)
      for (const botId of some) held.drop(botId)
    }
  }

  function notifyChange(): void {
    const botIds = held.takeChanged()
    if (botIds.length === 0) return
    const leaving = held.leaving()
    // A failure is reported where it happens; the time limit for leaving ends it.
    onChange(botIds).then(
      () => {
        for (const one of leaving) one.isDrained = true
      },
      () => {},
    )
  }

  async function takeOne(botId: string): Promise<void> {
    const taken = await rows.takeOne(owner, botId)
    if (taken) held.hold([taken])
  }

  return {
    owner,
    owns: held.owns,
    async take(botId) {
      // The bot of a deleted endpoint.
      if (botId === '') return undefined
      if (held.has(botId)) return held.owns(botId) ? held.epoch(botId) : undefined
      await takeOne(botId)
      return held.epoch(botId)
    },
    held: held.epoch,
    count: held.count,
    leaseIsSafe(botId, epoch) {
      if (held.epoch(botId) !== epoch) return false
      return monotonic() - renewed.at < safeMs && clock() - renewed.clockAt < safeMs
    },
    lost(botId, epoch) {
      if (held.epoch(botId) === epoch) held.forget(botId)
    },
    recoverable: held.recoverable,
    async add(botId) {
      if (held.has(botId)) return
      await takeOne(botId)
      notifyChange()
    },
    forget(botId) {
      if (held.has(botId)) held.forget(botId)
      notifyChange()
    },
    renew,
    tend,
    async beat() {
      await renew()
      await tend()
    },
    moved() {
      beatsUntilReading = 0
      // The new clock may show all processes as dead, until each has reconnected.
      if (heartbeat !== undefined) mayReapAt = Math.max(mayReapAt, monotonic() + graceMs)
    },
    pauseMs: () => (wantsMore ? wantsMoreMs : beatMs) * (0.9 + 0.1 * random()),
    async close() {
      held.clear()
      // If unreachable, the others take over once this process's lease has expired.
      await rows.leave(owner).catch(() => {})
    },
  }
}
