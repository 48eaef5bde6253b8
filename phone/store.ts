/**
 * The page's data: business numbers, people, and a chat for each pair of them with its loaded messages. Earlier ones
 * are fetched a page at a time. Nothing here draws.
 */
import type { Entry, Rendered } from './entry.ts'
import { now, setNow } from './words.ts'

export type BusinessNumber = { phoneNumberId: string; verifiedName?: string }
export type Person = { key: string; name: string }
type Reactions = ReadonlyMap<string, { emoji: string; seq: number }>

export type Chat = {
  key: string
  person: string
  phoneNumberId: string
  /** By wamid, oldest first. */
  entries: Map<string, Entry>
  /** By wamid, then by direction. */
  reactions: Map<string, Reactions>
  /** Edits and revocations, by the wamid of what they change. */
  changes: Map<string, Entry>
  last?: Entry
  unseen: number
  /** The seq of the last message that was on the screen. */
  seen: number
  draft: string
  typingUntil: number
  /** Nothing earlier is left to be fetched. */
  isWhole: boolean
}

export const numbers = new Map<string, BusinessNumber>()
export const people = new Map<string, Person>()
export const chats = new Map<string, Chat>()

const firstLoad = 1_000
export const page = 60
/** Messages kept of a chat that is not open; dropped ones are fetched again when needed. */
const maxIdle = 200

const seenBefore = readSeen()

function readSeen(): Map<string, number> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem('seen') ?? '[]'))
  } catch {
    return new Map()
  }
}

export async function get<Answer>(path: string): Promise<Answer> {
  const answer = await fetch(`/_sandbox/${path}`)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.json()
}

/** Events received while everything loads, which may be newer than the answer. */
let receivedMeanwhile: Entry[] | undefined

/** Reloads everything, at the start and whenever the page may have missed an event. */
export async function load(): Promise<void> {
  receivedMeanwhile = []
  const [allNumbers, allPeople, entries, clock] = await Promise.all([
    get<BusinessNumber[]>('numbers'),
    get<Person[]>('people'),
    get<Entry[]>(`messages?limit=${firstLoad}`),
    get<{ now: number }>('clock'),
  ])
  setNow(clock.now)
  for (const known of [numbers, people, chats]) known.clear()
  for (const number of allNumbers) numbers.set(number.phoneNumberId, number)
  for (const person of allPeople) addPerson(person)
  const newer = receivedMeanwhile ?? []
  receivedMeanwhile = undefined
  for (const entry of [...entries, ...newer]) retain(entry)
  // Fewer than requested, so no chat has earlier ones.
  if (entries.length < firstLoad) for (const chat of chats.values()) chat.isWhole = true
}

/** Loads the name of a person who wrote for the first time, and a new number. */
export async function learn({ person, phoneNumberId }: Entry): Promise<void> {
  if (people.has(person) && numbers.has(phoneNumberId)) return
  people.set(person, people.get(person) ?? { key: person, name: person })
  const [allNumbers, allPeople] = await Promise.all([get<BusinessNumber[]>('numbers'), get<Person[]>('people')])
  for (const number of allNumbers) numbers.set(number.phoneNumberId, number)
  const known = allPeople.find(({ key }) => key === person)
  if (known) people.set(person, known)
}

export function addPerson(person: Person, phoneNumberId = numbers.keys().next().value ?? ''): Chat {
  people.set(person.key, person)
  return chatOf(person.key, phoneNumberId)
}

export function chatOf(person: string, phoneNumberId: string): Chat {
  const key = `${phoneNumberId}.${person}`
  const known = chats.get(key)
  if (known) return known
  const made: Chat = {
    key,
    person,
    phoneNumberId,
    entries: new Map(),
    reactions: new Map(),
    changes: new Map(),
    unseen: 0,
    seen: seenBefore.get(key) ?? 0,
    draft: '',
    typingUntil: 0,
    isWhole: false,
  }
  chats.set(key, made)
  return made
}

/** Adds the message to its chat. */
export function retain(entry: Entry, isOpen = false): void {
  receivedMeanwhile?.push(entry)
  const chat = chatOf(entry.person, entry.phoneNumberId)
  const { reaction } = entry.rendered
  const isNew = entry.seq > (chat.last?.seq ?? 0)
  insertEntry(chat, entry)
  if (isNew || chat.last?.wamid === entry.wamid) chat.last = entry
  if (isNew && entry.receivedAt > now()) setNow(entry.receivedAt)
  if (isNew && entry.direction === 'out') {
    chat.typingUntil = 0
    if (entry.seq > chat.seen && !reaction) chat.unseen += 1
  }
  if (!isOpen) trim(chat)
}

/** Stores a message of its own, or a change to another one: a reaction, an edit, a revocation. */
function insertEntry(chat: Chat, entry: Entry): void {
  const { reaction, changes } = entry.rendered
  if (reaction) addReaction(chat, reaction, entry)
  else if (!changes) chat.entries.set(entry.wamid, entry)
  else if (entry.seq >= (chat.changes.get(changes)?.seq ?? 0)) chat.changes.set(changes, entry)
}

/** A new map each time: what has not changed is not drawn again. */
function addReaction(
  chat: Chat,
  { messageId, emoji }: NonNullable<Rendered['reaction']>,
  { direction, seq }: Entry,
): void {
  const before = chat.reactions.get(messageId)
  if (seq < (before?.get(direction)?.seq ?? 0)) return
  chat.reactions.set(messageId, new Map([...(before ?? []), [direction, { emoji, seq }]]))
}

function trim(chat: Chat): void {
  for (const wamid of chat.entries.keys()) {
    if (chat.entries.size <= maxIdle) return
    chat.entries.delete(wamid)
    chat.isWhole = false
  }
}

/** Loads a page of messages before the oldest known one; the chat's entries stay in order. */
export async function loadEarlier(chat: Chat): Promise<void> {
  const oldest = chat.entries.values().next().value
  const before = oldest ? `&before=${oldest.seq}` : ''
  const to = encodeURIComponent(chat.person)
  const entries = await get<Entry[]>(`messages?to=${to}&phoneNumberId=${chat.phoneNumberId}&limit=${page}${before}`)
  const known = [...chat.entries]
  chat.entries.clear()
  for (const entry of entries) insertEntry(chat, entry)
  for (const [wamid, entry] of known) chat.entries.set(wamid, entry)
  chat.last ??= entries.at(-1)
  if (entries.length < page) chat.isWhole = true
}

/** Drawn anew only when the message or its change is another: the same two give the same one. */
const changed = new WeakMap<Entry, { change: Entry; entry: Entry }>()

/**
 * The message in its present state: an edited text replaces the old one, and a revoked message shows only that it was
 * revoked.
 */
export function asChanged(chat: Chat, entry: Entry): Entry {
  const change = chat.changes.get(entry.wamid)
  if (!change) return entry
  const before = changed.get(entry)
  if (before?.change === change) return before.entry
  const { kind, text } = change.rendered
  const rendered = kind === 'revoke' ? { kind: 'revoked' } : { ...entry.rendered, text, isEdited: true }
  const made = { ...entry, rendered }
  changed.set(entry, { change, entry: made })
  return made
}

/** Newest first; of one person's phone, or of all. */
export function chatsOf(viewer: string): Chat[] {
  const own = [...chats.values()].filter(({ person }) => viewer === '' || person === viewer)
  return own.sort((a, b) => (b.last?.seq ?? 0) - (a.last?.seq ?? 0))
}

export function businessOf({ phoneNumberId }: { phoneNumberId: string }): string {
  return numbers.get(phoneNumberId)?.verifiedName ?? phoneNumberId
}

export function markSeen(chat: Chat): void {
  chat.unseen = 0
  const seq = chat.last?.seq ?? 0
  if (seq === chat.seen) return
  chat.seen = seq
  seenBefore.set(chat.key, seq)
  keepSeen()
}

function keepSeen(): void {
  sessionStorage.setItem('seen', JSON.stringify([...seenBefore].slice(-500)))
}

/** A person changes number or id: seen messages stay seen. */
export function moveSeen(from: string, to: string): void {
  for (const [key, seq] of [...seenBefore]) {
    if (!key.endsWith(`.${from}`)) continue
    seenBefore.delete(key)
    seenBefore.set(`${key.slice(0, -from.length)}${to}`, seq)
  }
  keepSeen()
}

/** Everything was cleared, and numbering restarts. */
export function forgetSeen(): void {
  seenBefore.clear()
  sessionStorage.removeItem('seen')
}
