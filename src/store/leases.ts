/**
 * Whose lanes are whose: one row a bot, held by a process for as long as that process's own row is renewed. That is done every second, in a
 * loop in which nothing else is waited for; beside it another takes what is free, gives up what is more than a fair share, and frees what dead
 * processes held. All of it stands on a few operations on rows
 * (LeaseRows): postgres/lease-rows.ts has them in SQL; tests and bench/scale.ts in memory, on a clock of their own. Made by postgres.ts.
 *
 * A lease is only ever a matter of rows: a claim looks at the row within its transaction, so a process that was paused past its time
 * finds that it holds nothing (outbound.ts). The messages that it had in the air are recovered by whoever took over.
 */
import type { Recoverable } from './engine.ts'
import { type LeaseRow, type LeaseRows, type Pulse, shareOf } from './lease-operations.ts'

export type LeasesDeps = {
  rows: LeaseRows
  /** Where renewals are asked for: a way of its own, on which nothing else is waited for. */
  pulse?: Pick<LeaseRows, 'renew'>
  /** The database's time, and when by `monotonic` it was asked for and told. */
  onTime?: (sample: { databaseNow: number; askedAt: number; toldAt: number }) => void
  /** This process, as a number that no other ever had. */
  owner: number
  /** Milliseconds that never go back, and go on while the process stands still. */
  monotonic: () => number
  /** The time of day: goes on where a machine that stood still does not count it as time. */
  clock: () => number
  random: () => number
  /** The lanes of these bots came to this process or are leaving it. Resolves when those that are gone have drained. */
  onChange(botIds: readonly string[]): Promise<unknown>
}

export type Leases = {
  owner: number
  owns(botId: string): boolean
  /** The epoch of a bot's lease; taken, if it is free. */
  take(botId: string): Promise<number | undefined>
  held(botId: string): number | undefined
  count(): number
  /** The lease is still ours whatever happened meanwhile: nobody can have taken it over yet. */
  isSure(botId: string, epoch: number): boolean
  /** The row said that the lease is another's. */
  lost(botId: string, epoch: number): void
  /** What was taken over and not looked through since; or all that is held. */
  recoverable(whose: 'others' | 'all'): Recoverable[]
  /** A bot came or went. */
  add(botId: string): Promise<void>
  remove(botId: string): Promise<void>
  /** Keeps the process alive; nothing else is waited for in it. To be asked every `beatMs`. */
  renew(): Promise<void>
  /** All else that a beat does: what is held is read, shared out, taken and given up. After a first renewal. */
  tend(): Promise<void>
  /** Both. */
  beat(): Promise<void>
  /** The database is another server than before, whose clock and whose rows may be others. */
  moved(): void
  /** From the end of a tending to the next one. */
  pauseMs(): number
  /** Gives up everything. */
  close(): Promise<void>
}

/** A process that has not been heard of for so long is dead. With the beat and its work, a lane is taken over in under ten seconds. */
export const leaseMs = 5_000
/** Nothing is begun under a lease that might end before the request has left. */
const sureMs = leaseMs - 1_000
export const beatMs = 1_000
/** While much is free and the share not reached, it goes on sooner. */
const hungryMs = 250
/** How long what is in the air may hold up the giving up of a lease. */
const leavingMs = 8_000
/** A beat that comes so late tells of an outage, in which others could not be heard of either. */
const lateMs = 2_500
/** Before anybody is taken for dead: after a start, and after an outage, when all must find back to the database. */
const startMs = 2 * beatMs
const graceMs = leaseMs
/** In one statement. */
const mostAtOnce = 1_000
/** A first handful; then as many again as it has. Who starts first does not take everything, only to give it up as the others come. */
const firstHandful = 256
export const mostCounted = 64
/** Places of leases on a ring: processes that take at once begin at places of their own. */
export const ringSize = 2 ** 31
/** All processes together look about so often in a beat whether one has died or come. */
const looksInABeat = 8
const mostBeatsBetweenLooks = 5
/** What is held is read again when the process's row says another number, and otherwise about so often. */
const beatsBetweenReadings = 120

type Held = { epoch: number; leaving?: { since: number; isDrained: boolean } }

export function makeLeases(deps: LeasesDeps): Leases {
  const { rows, pulse: { renew: askToLive } = rows, owner, monotonic, clock, random, onChange, onTime } = deps
  let held = new Map<string, Held>()
  /** When the last renewal that succeeded was begun. */
  let renewed = { at: Number.NEGATIVE_INFINITY, clockAt: Number.NEGATIVE_INFINITY }
  let mayBuryAt = Number.POSITIVE_INFINITY
  let beatsUntilLook = 0
  let beatsUntilReading = beatsBetweenReadings
  let isPrepared = false
  let pulse: Pulse | undefined
  let lanes = 0
  let isHungry = false
  /** Not told yet; and the few of all that is held which a beat would otherwise have to look for. */
  const [changed, leavingBots, unrecovered] = [new Set<string>(), new Set<string>(), new Set<string>()]

  async function renew(): Promise<void> {
    const started = { at: monotonic(), clockAt: clock() }
    const answer = await askToLive(owner)
    onTime?.({ databaseNow: answer.now, askedAt: started.at, toldAt: monotonic() })
    if (pulse === undefined) mayBuryAt = started.at + startMs
    else if (started.at - renewed.at >= lateMs) mayBuryAt = Math.max(mayBuryAt, started.at + graceMs)
    pulse = answer
    // It was taken for dead: what it held is free, or another's by now.
    if (answer.isNew) for (const botId of [...held.keys()]) forget(botId)
    renewed = started
  }

  async function tend(): Promise<void> {
    if (!isPrepared) lanes = await rows.prepare()
    isPrepared = true
    const { held: counted = 0, free = 0 } = pulse ?? {}
    if (counted !== held.size || --beatsUntilReading <= 0) await readHeld()
    const wasHungry = isHungry
    isHungry = false
    if (free > 0 || wasHungry || --beatsUntilLook <= 0) await balance(monotonic())
    await freeDrained()
    tellChange()
  }

  /** What the rows say: a lease may have been lost, or be held without our having heard the answer. */
  async function readHeld(): Promise<void> {
    beatsUntilReading = Math.ceil(beatsBetweenReadings * (0.5 + random()))
    const found = await rows.leasesOf(owner)
    const before = held
    held = new Map()
    for (const { botId, epoch } of found) {
      const lease = before.get(botId)
      if (lease?.epoch === epoch) held.set(botId, lease)
      else hold([{ botId, epoch }])
    }
    for (const botId of before.keys()) if (!held.has(botId)) forget(botId)
  }

  function hold(taken: LeaseRow[]): void {
    for (const { botId, epoch } of taken) {
      held.set(botId, { epoch })
      leavingBots.delete(botId)
      unrecovered.add(botId)
      changed.add(botId)
    }
  }

  async function balance(now: number): Promise<void> {
    let census = await rows.census(owner)
    if (census.dead > 0 && now >= mayBuryAt && (await rows.bury()) > 0) census = await rows.census(owner)
    beatsUntilLook = Math.ceil(Math.min(mostBeatsBetweenLooks, census.processes / looksInABeat) * (0.5 + random()))
    // When more is free than was counted, it is at least what it was.
    lanes = census.free < mostCounted ? census.held + census.free : Math.max(lanes, census.held + census.free)
    const share = shareOf(lanes, census)
    markLeaving(share)
    if (census.free > 0) await takeUpTo(share)
  }

  /** What is taken last leaves first. When another process went meanwhile, it stays. */
  function markLeaving(share: number): void {
    if (held.size <= share && leavingBots.size === 0) return
    let place = 0
    for (const [botId, lease] of held) {
      const mustLeave = ++place > share
      if (mustLeave === (lease.leaving !== undefined)) continue
      changed.add(botId)
      lease.leaving = mustLeave ? { since: monotonic(), isDrained: false } : undefined
      if (mustLeave) leavingBots.add(botId)
      else leavingBots.delete(botId)
    }
  }

  async function takeUpTo(share: number): Promise<void> {
    let wanted = Math.min(share - held.size, Math.max(firstHandful, held.size))
    isHungry = wanted > 0 && wanted < share - held.size
    // From a place of its own to the end of the ring, then from its beginning.
    for (const from of [Math.floor(random() * ringSize), 0]) {
      for (let asked = Math.min(wanted, mostAtOnce); asked > 0; asked = Math.min(wanted, mostAtOnce)) {
        const taken = await rows.takeFree(owner, asked, from)
        hold(taken)
        wanted -= taken.length
        if (taken.length < asked) break
      }
    }
  }

  /** The rows are freed once nothing of the lanes is in the air. */
  async function freeDrained(): Promise<void> {
    const drained: string[] = []
    for (const botId of leavingBots) {
      const leaving = held.get(botId)?.leaving
      if (leaving && (leaving.isDrained || monotonic() - leaving.since >= leavingMs)) drained.push(botId)
    }
    for (let from = 0; from < drained.length; from += mostAtOnce) {
      const some = drained.slice(from, from + mostAtOnce)
      await rows.free(owner, some)
      for (const botId of some) drop(botId)
    }
  }

  function tellChange(): void {
    if (changed.size === 0) return
    const botIds = [...changed]
    changed.clear()
    const leaving = [...leavingBots].flatMap((botId) => held.get(botId)?.leaving ?? [])
    // A failure is told where it happens; the time that a leaving may take ends it.
    onChange(botIds).then(
      () => {
        for (const one of leaving) one.isDrained = true
      },
      () => {},
    )
  }

  /** Its lanes are known to have gone. */
  function drop(botId: string): void {
    held.delete(botId)
    leavingBots.delete(botId)
    unrecovered.delete(botId)
  }

  function forget(botId: string): void {
    drop(botId)
    changed.add(botId)
  }

  async function takeOne(botId: string): Promise<void> {
    const taken = await rows.takeOne(owner, botId)
    if (taken) hold([taken])
  }

  const holdsNow = (botId: string) => {
    const lease = held.get(botId)
    return lease?.leaving ? undefined : lease
  }

  return {
    owner,
    owns: (botId) => holdsNow(botId) !== undefined,
    async take(botId) {
      // An endpoint that is gone is nobody's.
      if (botId === '') return undefined
      if (held.has(botId)) return holdsNow(botId)?.epoch
      await takeOne(botId)
      return held.get(botId)?.epoch
    },
    held: (botId) => held.get(botId)?.epoch,
    count: () => held.size,
    isSure(botId, epoch) {
      if (held.get(botId)?.epoch !== epoch) return false
      return monotonic() - renewed.at < sureMs && clock() - renewed.clockAt < sureMs
    },
    lost(botId, epoch) {
      if (held.get(botId)?.epoch === epoch) forget(botId)
    },
    recoverable(whose) {
      return [...(whose === 'all' ? held.keys() : unrecovered)].flatMap((botId) => {
        const lease = held.get(botId)
        if (!lease) return []
        return {
          botIds: [botId],
          of: whose === 'all' ? { botId } : { botId, exceptLease: lease.epoch },
          done() {
            if (held.get(botId) === lease) unrecovered.delete(botId)
          },
        }
      })
    },
    async add(botId) {
      if (held.has(botId)) return
      await takeOne(botId)
      tellChange()
    },
    async remove(botId) {
      await rows.remove(botId)
      if (held.has(botId)) forget(botId)
      tellChange()
    },
    renew,
    tend,
    async beat() {
      await renew()
      await tend()
    },
    moved() {
      beatsUntilReading = 0
      // By its clock all may seem dead, until each has found back.
      if (pulse !== undefined) mayBuryAt = Math.max(mayBuryAt, monotonic() + graceMs)
    },
    pauseMs: () => (isHungry ? hungryMs : beatMs) * (0.9 + 0.1 * random()),
    async close() {
      held.clear()
      // Out of reach: the others take over when this process has not been heard of for a while.
      await rows.leave(owner).catch(() => {})
    },
  }
}
