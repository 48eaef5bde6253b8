/**
 * Floors: seqs below which there is nothing that a statement asks for. A statement names them as values (`seq >= $openMessages`), and on
 * PostgreSQL leaves partitions alone that hold only what is over; SQLite has no partitions, and no floors. A floor may always be too low,
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

/** For SQLite. */
export function withoutFloors(text: string): string {
  return text.replace(/\s+and (?:\w+\.)?seq >= \$[a-z]\w+/gi, '')
}
