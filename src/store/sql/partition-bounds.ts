/**
 * Partition bounds: seqs below which no row matches a kind of statement. Statements name them as values (`seq >=
 * $openMessages`), so that PostgreSQL skips partitions with only finished rows; SQLite has no partitions, and the
 * bounds are 0. A bound may be too low, but never too high. store/postgres/partitions.ts moves them,
 * store/postgres/dialect.ts fills them in.
 */

export type PartitionBounds = {
  /** Messages that are queued or in flight, or whose outcome is unknown. */
  openMessages: number
  /** Waiting deliveries. */
  openDeliveries: number
  /** Messages that may have been sent within the last day. */
  recentMessages: number
  /** Inbound messages that Meta may repeat. */
  recentInbound: number
}

export function noBounds(): PartitionBounds {
  return { openMessages: 0, openDeliveries: 0, recentMessages: 0, recentInbound: 0 }
}

export const boundName = /\$([a-z]\w+)/gi

/**
 * For SQLite, where every bound is 0. The condition is still written out: without table statistics, the range of seqs
 * makes the planner prefer the small index of open rows to the one of a person's whole history.
 */
export function withBoundsAtZero(text: string): string {
  return text.replace(boundName, '0')
}
