/** The counts of an ingested webhook. Types only. */

export type IngestResult = {
  messages: number
  duplicates: number
  statuses: number
  orphans: number
  /** Changes of templates and accounts. */
  changes: number
  unrouted: number
  unreadable: number
}
