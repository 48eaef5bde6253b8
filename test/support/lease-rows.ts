/**
 * The rows of leases and processes in memory, with the database cost of each operation counted. One object is one
 * database; its clock is passed in, so that hundreds of processes run on it in virtual time.
 */
import { leaseMs, maxCounted, ringSize } from '../../src/store/leases/leases.ts'
import type { LeaseRow, LeaseRows } from '../../src/store/leases/operations.ts'

type Lease = { botId: string; owner: number | undefined; epoch: number; spot: number }
type Process = { expiresAt: number; held: number }

export type LeaseTables = LeaseRows & {
  ownerOf(botId: string): number | undefined
  holds(owner: number, botId: string, epoch: number): boolean
  addBot(botId: string): void
  /** The row goes with the bot, and its owner corrects its count when it reads its leases next. */
  removeBot(botId: string): void
  botsOf(owner: number): string[]
  /** As if the process's heartbeats had stopped long ago. */
  expire(owner: number): void
  /** Every lease and every process, in order. */
  state(): LeaseState
  /** Bots whose lease is free, and since when. */
  freeSince: ReadonlyMap<string, number>
  /** The number of leases that each process holds, counted from the leases. */
  heldBy(): Map<number, number>
  /** Statements executed, rows read and rows written since the start. */
  cost: { statements: number; read: number; written: number }
  /** How often a lease went to a process other than its last one. */
  moves(): number
  /** How often a lease went to any process. */
  gives(): number
  /** How long each lease was free before a process took it, ms. */
  waits: number[]
  /** When the process took the lease. */
  givenAt(botId: string): number
}

/** The contents of the rows, in memory or in a database. */
export type LeaseState = {
  leases: { botId: string; owner: number | undefined; epoch: number }[]
  processes: { id: number; held: number }[]
}

const maxReaped = 8

export function createLeaseTables(clock: () => number, random: () => number): LeaseTables {
  const leases = new Map<string, Lease>()
  const processes = new Map<number, Process>()
  const owned = new Map<number, Set<Lease>>()
  /** Sorted by ring position; a binary search finds a position. */
  let ring: Lease[] = []
  let isSorted = true
  const freeSince = new Map<string, number>()
  const lastOwner = new Map<string, number>()
  const givenAt = new Map<string, number>()
  const cost = { statements: 0, read: 0, written: 0 }
  const waits: number[] = []
  let moves = 0
  let gives = 0

  function asked<T>(read: number, written: number, answer: T): T {
    cost.statements += 1
    cost.read += read
    cost.written += written
    return answer
  }

  function addBot(botId: string): Lease {
    const lease = { botId, owner: undefined, epoch: Math.floor(clock()), spot: Math.floor(random() * ringSize) }
    leases.set(botId, lease)
    putFree(lease)
    return lease
  }

  function putFree(lease: Lease): void {
    if (lease.owner !== undefined) owned.get(lease.owner)?.delete(lease)
    lease.owner = undefined
    if (!freeSince.has(lease.botId)) ring.push(lease)
    isSorted = false
    freeSince.set(lease.botId, clock())
  }

  function give(lease: Lease, owner: number): LeaseRow {
    lease.owner = owner
    lease.epoch += 1
    gives += 1
    waits.push(clock() - (freeSince.get(lease.botId) ?? 0))
    freeSince.delete(lease.botId)
    let set = owned.get(owner)
    if (!set) {
      set = new Set()
      owned.set(owner, set)
    }
    set.add(lease)
    const process = processes.get(owner)
    if (process) process.held += 1
    const before = lastOwner.get(lease.botId)
    if (before !== undefined && before !== owner) moves += 1
    lastOwner.set(lease.botId, owner)
    givenAt.set(lease.botId, clock())
    return { botId: lease.botId, epoch: lease.epoch }
  }

  function sortRing(): Lease[] {
    if (!isSorted || ring.length > 2 * freeSince.size + 64) {
      ring = ring.filter((lease) => lease.owner === undefined && leases.get(lease.botId) === lease)
      ring.sort((a, b) => a.spot - b.spot)
      isSorted = true
    }
    return ring
  }

  function firstFrom(from: number): number {
    const sorted = sortRing()
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle]?.spot ?? 0) < from) low = middle + 1
      else high = middle
    }
    return low
  }

  const countFree = () => Math.min(maxCounted, freeSince.size)

  const tables: LeaseTables = {
    cost,
    freeSince,
    moves: () => moves,
    gives: () => gives,
    waits,
    givenAt: (botId) => givenAt.get(botId) ?? 0,
    addBot,
    botsOf: (owner) => [...(owned.get(owner) ?? [])].map(({ botId }) => botId),
    removeBot(botId) {
      const lease = leases.get(botId)
      leases.delete(botId)
      freeSince.delete(botId)
      if (lease?.owner !== undefined) owned.get(lease.owner)?.delete(lease)
    },
    expire(owner) {
      const process = processes.get(owner)
      if (process) process.expiresAt = Number.NEGATIVE_INFINITY
    },
    state: () => ({
      leases: [...leases.values()].map(({ botId, owner, epoch }) => ({ botId, owner, epoch })),
      processes: [...processes].map(([id, { held }]) => ({ id, held })),
    }),
    ownerOf: (botId) => leases.get(botId)?.owner,
    holds: (owner, botId, epoch) => {
      const lease = leases.get(botId)
      return lease?.owner === owner && lease.epoch === epoch
    },
    heldBy: () => new Map([...owned].map(([owner, set]) => [owner, set.size])),
    prepare: async () => asked(leases.size, 0, leases.size),
    async renew(owner) {
      const isNew = !processes.has(owner)
      const process = processes.get(owner) ?? { expiresAt: 0, held: 0 }
      process.expiresAt = clock() + leaseMs
      processes.set(owner, process)
      return asked(1 + countFree(), 1, { held: process.held, free: countFree(), isNew, now: clock() })
    },
    async membership(owner) {
      const membership = { processes: 0, before: 0, dead: 0, held: 0, free: countFree() }
      for (const [id, { expiresAt, held }] of processes) {
        const isAlive = expiresAt >= clock()
        membership.held += held
        if (isAlive) membership.processes += 1
        else membership.dead += 1
        if (isAlive && id < owner) membership.before += 1
      }
      return asked(processes.size + membership.free, 0, membership)
    },
    async reapDead() {
      const dead = [...processes].filter(([, { expiresAt }]) => expiresAt < clock()).slice(0, maxReaped)
      let freed = 0
      for (const [id] of dead) {
        freed += freeAll(id)
        processes.delete(id)
      }
      return asked(processes.size, dead.length + freed, freed)
    },
    async leasesOf(owner) {
      const mine = [...(owned.get(owner) ?? [])].sort((a, b) => a.epoch - b.epoch)
      const process = processes.get(owner)
      if (process) process.held = mine.length
      return asked(
        mine.length,
        1,
        mine.map(({ botId, epoch }) => ({ botId, epoch })),
      )
    },
    async takeFree(owner, limit, from) {
      if (!processes.has(owner)) return asked(1, 0, [])
      const taken: LeaseRow[] = []
      const sorted = sortRing()
      let index = firstFrom(from)
      let read = 0
      for (; index < sorted.length && taken.length < limit; index++) {
        const lease = sorted[index]
        if (lease?.owner !== undefined || lease === undefined || leases.get(lease.botId) !== lease) continue
        read += 1
        taken.push(give(lease, owner))
      }
      return asked(1 + read, taken.length + 1, taken)
    },
    async takeOne(owner, botId) {
      if (!processes.has(owner)) return asked(1, 0, undefined)
      const lease = leases.get(botId) ?? addBot(botId)
      if (lease.owner !== undefined) return asked(2, 1, undefined)
      return asked(2, 2, give(lease, owner))
    },
    async free(owner, botIds) {
      const process = processes.get(owner)
      let freed = 0
      for (const botId of botIds) {
        const lease = leases.get(botId)
        if (lease?.owner !== owner) continue
        putFree(lease)
        freed += 1
      }
      if (process) process.held -= freed
      return asked(freed + 1, freed + 1, undefined)
    },
    async leave(owner) {
      if (!processes.delete(owner)) return asked(1, 0, undefined)
      const freed = freeAll(owner)
      return asked(1 + freed, 1 + freed, undefined)
    },
  }

  function freeAll(owner: number): number {
    const all = [...(owned.get(owner) ?? [])]
    for (const lease of all) putFree(lease)
    owned.delete(owner)
    return all.length
  }

  return tables
}
