/** How fast a campaign goes and how long it still takes, by what was seen of it in the last minute. Pure. */

/** Rows that were done with at an instant in ms. */
export type Seen = { at: number; done: number }
export type Pace = { perSecond: number; leftMs: number }

const windowMs = 60_000
/** Less says nothing: a campaign is asked about every two seconds. */
const leastMs = 4_000

/** `seen` with what is seen now; after a standstill, or rows that are to be sent again, it begins anew. */
export function withSeen(seen: readonly Seen[], now: Seen): Seen[] {
  const last = seen.at(-1)
  if (last !== undefined && now.done < last.done) return [now]
  return [...seen.filter(({ at }) => at > now.at - windowMs), now]
}

/** Undefined while too little was seen, or nothing moves. */
export function paceOf(seen: readonly Seen[], left: number): Pace | undefined {
  const [first, last] = [seen[0], seen.at(-1)]
  if (first === undefined || last === undefined || last.at - first.at < leastMs) return undefined
  const perSecond = ((last.done - first.done) * 1_000) / (last.at - first.at)
  return perSecond > 0 ? { perSecond, leftMs: (left / perSecond) * 1_000 } : undefined
}
