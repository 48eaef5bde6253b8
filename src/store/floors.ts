/**
 * Floors: seqs below which there is nothing that a statement asks for. A statement names them as values (`seq >= $openMessages`), and on
 * PostgreSQL leaves partitions alone that hold only what is over; SQLite has no partitions, and they are 0. A floor may always be too low,
 * never too high. Moved by postgres/partitions.ts, read by postgres/dialect.ts.
 */

export type Floors = {
  /** Messages that are queued or in the air, or whose outcome is unknown. */
  openMessages: number
  /** Deliveries that wait. */
  openDeliveries: number
  /** Messages that may have left within the last day. */
  recentMessages: number
  /** Inbound messages that Meta may tell again. */
  recentInbound: number
}

export function noFloors(): Floors {
  return { openMessages: 0, openDeliveries: 0, recentMessages: 0, recentInbound: 0 }
}

export const floorName = /\$([a-z]\w+)/gi

/**
 * For SQLite, where every floor is 0: said all the same, for without figures of the tables it is the range of seqs that makes the small
 * index of what is open fit better than the one of all that a person ever had.
 */
export function withFloorsAtZero(text: string): string {
  return text.replace(floorName, '0')
}
