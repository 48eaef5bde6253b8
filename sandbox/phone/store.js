/**
 * The page's data: business numbers, people, and a chat for each pair of them with its loaded messages. Earlier ones
 * are fetched a page at a time. Nothing here draws.
 */
import { now, setNow } from '/words.js'

export const numbers = new Map()
export const people = new Map()
export const chats = new Map()

const firstLoad = 1_000
const page = 60
/** Messages kept of a chat that is not open; dropped ones are fetched again when needed. */
const maxIdle = 200

const seenBefore = readSeen()

function readSeen() {
  try {
    return new Map(JSON.parse(sessionStorage.getItem('seen') ?? '[]'))
  } catch {
    return new Map()
  }
}

export async function get(path) {
  const answer = await fetch(`/_sandbox/${path}`)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.json()
}

/** Events received while everything loads, which may be newer than the answer. */
let receivedMeanwhile

/** Reloads everything, at the start and whenever the page may have missed an event. */
export async function load() {
  receivedMeanwhile = []
  const asked = ['numbers', 'people', `messages?limit=${firstLoad}`, 'clock'].map(get)
  const [allNumbers, allPeople, entries, clock] = await Promise.all(asked)
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
export async function learn({ person, phoneNumberId }) {
  if (people.has(person) && numbers.has(phoneNumberId)) return
  people.set(person, people.get(person) ?? { key: person, name: person })
  const [allNumbers, allPeople] = await Promise.all(['numbers', 'people'].map(get))
  for (const number of allNumbers) numbers.set(number.phoneNumberId, number)
  const known = allPeople.find(({ key }) => key === person)
  if (known) people.set(person, known)
}

export function addPerson(person, phoneNumberId = numbers.keys().next().value) {
  people.set(person.key, person)
  return chatOf(person.key, phoneNumberId)
}

export function chatOf(person, phoneNumberId) {
  const key = `${phoneNumberId}.${person}`
  const fresh = {
    key,
    person,
    phoneNumberId,
    entries: new Map(),
    reactions: new Map(),
    changes: new Map(),
    unseen: 0,
    draft: '',
  }
  if (!chats.has(key)) chats.set(key, { ...fresh, seen: seenBefore.get(key) ?? 0, typingUntil: 0, isWhole: false })
  return chats.get(key)
}

/** Adds the message to its chat, and returns the chat. */
export function retain(entry, isOpen = false) {
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
  return chat
}

/** Stores a message of its own, or a change to another one: a reaction, an edit, a revocation. */
function insertEntry(chat, entry) {
  const { reaction, changes } = entry.rendered
  if (reaction) addReaction(chat, reaction, entry)
  else if (!changes) chat.entries.set(entry.wamid, entry)
  else if (entry.seq >= (chat.changes.get(changes)?.seq ?? 0)) chat.changes.set(changes, entry)
}

function addReaction(chat, { messageId, emoji }, { direction, seq }) {
  const reactions = chat.reactions.get(messageId) ?? new Map()
  if (seq >= (reactions.get(direction)?.seq ?? 0)) reactions.set(direction, { emoji, seq })
  chat.reactions.set(messageId, reactions)
}

function trim(chat) {
  while (chat.entries.size > maxIdle) {
    chat.entries.delete(chat.entries.keys().next().value)
    chat.isWhole = false
  }
}

/** Loads a page of messages before the oldest known one; the chat's entries stay in order. */
export async function loadEarlier(chat) {
  const oldest = chat.entries.values().next().value
  const before = oldest ? `&before=${oldest.seq}` : ''
  const to = encodeURIComponent(chat.person)
  const entries = await get(`messages?to=${to}&phoneNumberId=${chat.phoneNumberId}&limit=${page}${before}`)
  const known = [...chat.entries]
  chat.entries.clear()
  for (const entry of entries) {
    insertEntry(chat, entry)
  }
  for (const [wamid, entry] of known) chat.entries.set(wamid, entry)
  chat.last ??= entries.at(-1)
  if (entries.length < page) chat.isWhole = true
  return entries.length
}

/** The message that a reaction or a change refers to. */
export function subjectOf({ rendered }) {
  return rendered.reaction?.messageId ?? rendered.changes
}

/**
 * The message in its present state: an edited text replaces the old one, and a revoked message shows only that it was
 * revoked.
 */
export function asChanged(chat, entry) {
  const change = chat.changes.get(entry.wamid)?.rendered
  if (!change) return entry
  const rendered =
    change.kind === 'revoke' ? { kind: 'revoked' } : { ...entry.rendered, text: change.text, isEdited: true }
  return { ...entry, rendered }
}

export function newestChat(viewer) {
  return chatsOf(viewer)[0]
}

/** Newest first; of one person's phone, or of all. */
export function chatsOf(viewer) {
  const own = [...chats.values()].filter(({ person }) => viewer === '' || person === viewer)
  return own.sort((a, b) => (b.last?.seq ?? 0) - (a.last?.seq ?? 0))
}

export function businessOf(chat) {
  return numbers.get(chat.phoneNumberId)?.verifiedName ?? chat.phoneNumberId
}

export function markSeen(chat) {
  chat.unseen = 0
  const seq = chat.last?.seq ?? 0
  if (seq === chat.seen) return
  chat.seen = seq
  seenBefore.set(chat.key, seq)
  sessionStorage.setItem('seen', JSON.stringify([...seenBefore].slice(-500)))
}

/** A person changes number or id: seen messages stay seen. */
export function moveSeen(from, to) {
  for (const [key, seq] of [...seenBefore]) {
    if (!key.endsWith(`.${from}`)) continue
    seenBefore.delete(key)
    seenBefore.set(`${key.slice(0, -from.length)}${to}`, seq)
  }
  sessionStorage.setItem('seen', JSON.stringify([...seenBefore].slice(-500)))
}

/** Everything was cleared, and numbering restarts. */
export function forgetSeen() {
  seenBefore.clear()
  sessionStorage.removeItem('seen')
}
