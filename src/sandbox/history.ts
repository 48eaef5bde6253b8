// What the phones show: every message in and out, newest last, bounded by count and by bytes so that memory stays
// flat over millions of messages. The oldest go first. Listeners (the phone's live stream) hear of every change.

import type { Refusal } from './graph-error.ts'
import type { Template } from './template.ts'
import type { Direction } from './wamid.ts'

export type MessageStatus = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed' | 'received'

export type HistoryEntry = {
  readonly seq: number
  readonly wamid: string
  readonly direction: Direction
  readonly phoneNumberId: string
  readonly to: string
  readonly from: string
  /** The person on the phone: wa_id, or scoped user id where there is no phone. */
  readonly person: string
  readonly receivedAt: number
  /** Of a message in: received, and read once the business said so. */
  status: MessageStatus
  /** Why it failed, told to the phone's page. */
  failure?: Refusal
  /** The message as it was on the wire: the request's bytes outbound, the webhook's message inbound. */
  readonly body: string
  readonly template?: Template
}

export type History = {
  add(entry: Omit<HistoryEntry, 'seq'>): HistoryEntry
  byWamid(wamid: string): HistoryEntry | undefined
  setStatus(entry: HistoryEntry, status: MessageStatus): void
  /** Newest last: the last `limit` entries after `since` that pass. */
  select(filter: { since: number; limit: number; passes(entry: HistoryEntry): boolean }): HistoryEntry[]
  /** From newest to oldest. */
  latest(passes: (entry: HistoryEntry) => boolean): HistoryEntry | undefined
  /** Called without an entry when everything was forgotten. */
  onChange(listener: (entry?: HistoryEntry) => void): () => void
  size(): number
  clear(): void
}

const maxBytes = 192 * 1024 * 1024

export function createHistory(maxEntries: number): History {
  // A ring that grows in place: entries[seq - first] is the entry of that number.
  let entries: HistoryEntry[] = []
  let oldest = 0
  let bytes = 0
  let nextSeq = 1
  const byWamid = new Map<string, HistoryEntry>()
  const listeners = new Set<(entry?: HistoryEntry) => void>()
  const tell = (entry?: HistoryEntry) => {
    for (const listener of listeners) listener(entry)
  }
  const drop = () => {
    const entry = entries[oldest] as HistoryEntry
    byWamid.delete(entry.wamid)
    bytes -= entry.body.length
    oldest += 1
    // Copying away the dropped half now and then keeps each addition O(1) on average.
    if (oldest > 1_024 && oldest * 2 > entries.length) {
      entries = entries.slice(oldest)
      oldest = 0
    }
  }
  return {
    add(fields) {
      const entry: HistoryEntry = { seq: nextSeq, ...fields }
      nextSeq += 1
      entries.push(entry)
      byWamid.set(entry.wamid, entry)
      bytes += entry.body.length
      while (entries.length - oldest > maxEntries || (bytes > maxBytes && entries.length - oldest > 1)) drop()
      tell(entry)
      return entry
    },
    byWamid: (wamid) => byWamid.get(wamid),
    setStatus(entry, status) {
      entry.status = status
      tell(entry)
    },
    select({ since, limit, passes }) {
      const found: HistoryEntry[] = []
      for (let index = entries.length - 1; index >= oldest && found.length < limit; index -= 1) {
        const entry = entries[index] as HistoryEntry
        if (entry.seq <= since) break
        if (passes(entry)) found.push(entry)
      }
      return found.reverse()
    },
    latest(passes) {
      for (let index = entries.length - 1; index >= oldest; index -= 1) {
        const entry = entries[index] as HistoryEntry
        if (passes(entry)) return entry
      }
      return undefined
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    size: () => entries.length - oldest,
    clear() {
      entries = []
      oldest = 0
      bytes = 0
      byWamid.clear()
      tell()
    },
  }
}
