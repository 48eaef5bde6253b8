/**
 * The operations on rows that the scheduling of leases stands on (leases.ts): in SQL (postgres/lease-rows.ts), and in memory for tests and
 * bench/scale.ts. One contract holds for both.
 */

export type LeaseRow = { botId: string; epoch: number }

/** `free` is counted up to `mostCounted` only. */
export type Census = {
  /** Of living processes; `before` counts those with a smaller number than the asking one. */
  processes: number
  before: number
  /** Processes that were not heard of in time, and whose leases wait to be freed. */
  dead: number
  /** Leases by the processes' rows, the dead ones' included; with those that are free it is all of them, in any one look. */
  held: number
  free: number
}

/**
 * What a renewal answers: what the process's row says it holds, and how much is free, counted up to `mostCounted`. `isNew`: it had no row, so
 * whatever it held has been freed. `now`: the database's time.
 */
export type Pulse = { held: number; free: number; isNew: boolean; now: number }

/** Each is one transaction. What a process holds is counted in its own row by whatever changes it, so that nobody need count leases. */
export type LeaseRows = {
  /** Every bot has its row; once a start. Answers how many there are. */
  prepare(): Promise<number>
  /** The process lives for `leaseMs` from now. */
  renew(owner: number): Promise<Pulse>
  census(owner: number): Promise<Census>
  /** Frees what the dead held, a few of them at once; of several processes that come to it, each has its own. Answers how many leases. */
  bury(): Promise<number>
  /** In the order in which they were taken. Puts the process's row right where it says another number. */
  leasesOf(owner: number): Promise<LeaseRow[]>
  /** Takes free ones, in the order of their place on the ring from `from` on; none that another is just taking, none for a dead process. */
  takeFree(owner: number, limit: number, from: number): Promise<LeaseRow[]>
  /** One bot's, if it is free or new. */
  takeOne(owner: number, botId: string): Promise<LeaseRow | undefined>
  free(owner: number, botIds: string[]): Promise<void>
  remove(botId: string): Promise<void>
  /** The process goes, and all that it held is free. */
  leave(owner: number): Promise<void>
}

/** As even as it can be, and exact in sum: the processes that came first have the one more. */
export function shareOf(lanes: number, { processes, before }: Pick<Census, 'processes' | 'before'>): number {
  const all = Math.max(1, processes)
  return Math.floor(lanes / all) + (before < lanes % all ? 1 : 0)
}
