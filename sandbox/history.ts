/**
 * The messages on the phones: every message in and out, newest last, bounded by count and by bytes so that memory stays
 * flat over millions of messages. The oldest are dropped first. Listeners, such as the phone's live stream, receive
 * every change.
 */
import { createFifo, type Fifo } from './fifo.ts'
import type { Refusal } from './graph/error.ts'
import type { Template } from './templates/template.ts'
import type { Direction } from './wamid.ts'

export type MessageStatus = 'accepted' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'received'

export type HistoryEntry = {
  seq: number
  wamid: string
  direction: Direction
  phoneNumberId: string
  to: string
  from: string
  /** The person on the phone: wa_id, or the scoped user id where there is no phone. */
  person: string
  receivedAt: number
  /** An inbound message is received, then read once the business marks it so. */
  status: MessageStatus
  /** The reason of a failure, for the phone's page. */
  failure?: Refusal
  /** The message as sent on the wire: the request's bytes outbound, the webhook's message inbound. */
  body: string
  template?: Template
}

type Filter = { since: number; limit: number; passes(entry: HistoryEntry): boolean }

export type History = {
  add(entry: Omit<HistoryEntry, 'seq'>): HistoryEntry
  byWamid(wamid: string): HistoryEntry | undefined
  setStatus(entry: HistoryEntry, status: MessageStatus): void
  /** Newest last: the last `limit` entries after `since` that pass. */
  select(filter: Filter): HistoryEntry[]
  /** Searches from newest to oldest. */
  latest(passes: (entry: HistoryEntry) => boolean): HistoryEntry | undefined
  /** Called without an entry when the history was cleared. */
  onChange(listener: (entry?: HistoryEntry) => void): () => void
  /** Notifies the phone's page that the business is typing in the chat of this inbound message; not stored. */
  notifyTyping(entry: HistoryEntry): void
  onTyping(listener: (entry: HistoryEntry) => void): () => void
  /** A person changes number or id: the chats move along. */
  move(from: string, to: string): void
  onMove(listener: (from: string, to: string) => void): () => void
  size(): number
  /** Oldest first, for an export. */
  all(): HistoryEntry[]
  /** Replaces the contents with the result of `all`. */
  restore(entries: readonly HistoryEntry[]): void
  clear(): void
}

const maxBytes = 192 * 1024 * 1024

export function createHistory(maxEntries: number): History {
  const entries = createFifo<HistoryEntry>()
  const byWamid = new Map<string, HistoryEntry>()
  const listeners = new Set<(entry?: HistoryEntry) => void>()
  const typingListeners = new Set<(entry: HistoryEntry) => void>()
  const moveListeners = new Set<(from: string, to: string) => void>()
  let bytes = 0
  let nextSeq = 1
  const notify = (entry?: HistoryEntry) => {
    for (const listener of listeners) listener(entry)
  }
  const isOver = () => entries.size() > maxEntries || (bytes > maxBytes && entries.size() > 1)
  const dropOldest = () => {
    const entry = entries.shift()
    if (entry === undefined) return
    byWamid.delete(entry.wamid)
    bytes -= entry.body.length
  }
  const put = (entry: HistoryEntry) => {
    entries.push(entry)
    byWamid.set(entry.wamid, entry)
    bytes += entry.body.length
    while (isOver()) dropOldest()
  }
  const forget = () => {
    entries.clear()
    byWamid.clear()
    bytes = 0
  }
  return {
    add(fields) {
      const entry: HistoryEntry = { seq: nextSeq, ...fields }
      nextSeq += 1
      put(entry)
      notify(entry)
      return entry
    },
    byWamid: (wamid) => byWamid.get(wamid),
    setStatus(entry, status) {
      entry.status = status
      notify(entry)
    },
    select: (filter) => select(entries, filter),
    latest: (passes) => entries.newestFirst().find(passes),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    notifyTyping(entry) {
      for (const listener of typingListeners) listener(entry)
    },
    onTyping(listener) {
      typingListeners.add(listener)
      return () => typingListeners.delete(listener)
    },
    move(from, to) {
      for (const entry of entries.newestFirst()) if (entry.person === from) entry.person = to
      for (const listener of moveListeners) listener(from, to)
    },
    onMove(listener) {
      moveListeners.add(listener)
      return () => moveListeners.delete(listener)
    },
    size: () => entries.size(),
    all: () => [...entries.newestFirst()].reverse(),
    restore(retained) {
      forget()
      for (const entry of retained) put({ ...entry })
      nextSeq = (retained.at(-1)?.seq ?? nextSeq - 1) + 1
      notify()
    },
    clear() {
      forget()
      notify()
    },
  }
}

function select(entries: Fifo<HistoryEntry>, { since, limit, passes }: Filter): HistoryEntry[] {
  const found: HistoryEntry[] = []
  for (const entry of entries.newestFirst()) {
    if (found.length >= limit || entry.seq <= since) break
    if (passes(entry)) found.push(entry)
  }
  return found.reverse()
}
