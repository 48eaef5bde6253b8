/**
 * The row operations that lease scheduling is built on (leases.ts): in SQL (store/postgres/lease-rows.ts), and in
 * memory for tests and bench/scale.ts. Both follow one contract.
 */

export type LeaseRow = { botId: string; epoch: number }

/** `free` is counted up to `maxCounted` only. */
export type Membership = {
  /** Living processes; `before` counts those with a smaller number than the caller's. */
  processes: number
  before: number
  /** Expired processes whose leases have not been freed yet. */
  dead: number
  /**
   * Leases held according to process rows, dead processes included. `held` + `free` is the total, in every snapshot.
   */
  held: number
  free: number
}

/**
 * The result of a heartbeat: the leases held according to the process's row, and the free ones, counted up to
 * `maxCounted`. `isNew`: it had no row, so its leases have been freed. `now`: the database's time.
 */
export type Heartbeat = { held: number; free: number; isNew: boolean; now: number }

/**
 * Each operation is one transaction. A process's leases are counted in its own row by every operation that changes
 * them, so that no query need count leases.
 */
export type LeaseRows = {
  /** Ensures that every bot has a row; once per start. Returns the number of bots. */
  prepare(): Promise<number>
  /** Keeps the process alive for `leaseMs` from now. */
  renew(owner: number): Promise<Heartbeat>
  membership(owner: number): Promise<Membership>
  /**
   * Reaps a few dead processes at once and frees their leases; concurrent callers each take different ones. Returns the
   * number of leases freed.
   */
  reapDead(): Promise<number>
  /** In the order of acquisition. Corrects the count in the process's row if it differs. */
  leasesOf(owner: number): Promise<LeaseRow[]>
  /**
   * Acquires free leases, in ring order starting at `from`; skips those being acquired by others, and acquires none for
   * a dead process.
   */
  takeFree(owner: number, limit: number, from: number): Promise<LeaseRow[]>
  /** Acquires one bot's lease, if it is free or new. */
  takeOne(owner: number, botId: string): Promise<LeaseRow | undefined>
  free(owner: number, botIds: string[]): Promise<void>
  /** Removes the process and frees all its leases. */
  leave(owner: number): Promise<void>
}

/** As even as possible, and exact in total: the processes that came first get one more. */
export function shareOf(lanes: number, { processes, before }: Pick<Membership, 'processes' | 'before'>): number {
  const all = Math.max(1, processes)
  return Math.floor(lanes / all) + (before < lanes % all ? 1 : 0)
}
