// What the page knows: numbers, people, and a chat for each pair of them with its newest messages. Drawn as the list
// of chats; the open chat's messages are phone.js's.

import { tick, timeOf } from '/bubble.js'
import { avatar, element, icon } from '/element.js'
import { preview } from '/format.js'
import { word } from '/words.js'

export const numbers = new Map()
const people = new Map()
const chats = new Map()

export async function get(path) {
  const answer = await fetch(`/_sandbox/${path}`)
  return answer.json()
}

/** Everything afresh, at the start and whenever the page may have missed something. */
export async function load() {
  const [allNumbers, allPeople, entries] = await Promise.all(['numbers', 'people', 'messages?limit=2000'].map(get))
  const seenBefore = new Set(chats.keys())
  for (const known of [numbers, people, chats]) known.clear()
  for (const number of allNumbers) numbers.set(number.phoneNumberId, number)
  for (const person of allPeople) addPerson(person)
  for (const entry of entries) keep(entry)
  for (const key of seenBefore) markSeen(chats.get(key))
}

/** A person who wrote for the first time has a name that the page has not heard. */
export async function learnName(key) {
  if (people.has(key)) return
  people.set(key, { key, name: key })
  const known = (await get('people')).find((person) => person.key === key)
  if (known) people.set(key, known)
}

export function addPerson(person) {
  people.set(person.key, person)
  return chatOf(person.key, numbers.keys().next().value)
}

export function chatOf(person, phoneNumberId) {
  const key = `${phoneNumberId} ${person}`
  if (!chats.has(key)) chats.set(key, { key, person, phoneNumberId, entries: new Map(), reactions: new Map(), seen: 0 })
  return chats.get(key)
}

/** The chat that the message belongs to, which now has it. */
export function keep(entry) {
  const chat = chatOf(entry.person, entry.phoneNumberId)
  const { reaction } = entry.rendered
  if (reaction) {
    const reactions = chat.reactions.get(reaction.messageId) ?? new Map()
    chat.reactions.set(reaction.messageId, reactions.set(entry.direction, reaction.emoji))
  } else chat.entries.set(entry.wamid, entry)
  // The page shows the newest; the rest is the sandbox's to keep.
  if (chat.entries.size > 500) chat.entries.delete(chat.entries.keys().next().value)
  return chat
}

export function newestChat() {
  return [...chats.values()].sort(newestFirst)[0]
}

export function nameOf(person) {
  const name = people.get(person)?.name ?? person
  return name === person ? `+${person}` : name
}

export function businessOf(chat) {
  return numbers.get(chat.phoneNumberId)?.verifiedName ?? chat.phoneNumberId
}

export function markSeen(chat) {
  if (chat) chat.seen = Math.max(chat.seen, lastOf(chat)?.seq ?? 0)
}

export function drawChats({ open, onShow }) {
  const rows = [...chats.values()]
    .sort(newestFirst)
    .slice(0, 200)
    .map((chat) => drawChat(chat, chat === open, onShow))
  document.getElementById('list').replaceChildren(...rows)
}

function drawChat(chat, isOpen, onShow) {
  const entry = lastOf(chat)
  const isUnseen = ({ seq, direction }) => direction === 'out' && seq > chat.seen
  const unseen = [...chat.entries.values()].filter(isUnseen).length
  const business = numbers.size > 1 ? element('small', { textContent: businessOf(chat) }) : undefined
  const lines = element(
    'span.lines',
    {},
    element('span.line', {}, element('strong', { textContent: nameOf(chat.person) }), entry && time(entry, unseen)),
    business,
    element(
      'span.line',
      {},
      (entry?.direction === 'in' || entry?.status === 'failed') && tick(entry),
      element('small', {}, ...(entry ? summary(entry.rendered) : [])),
      unseen > 0 && element('span.count', { textContent: unseen, ariaLabel: `${unseen} ${word.unread}` }),
    ),
  )
  const properties = { type: 'button', onclick: () => onShow(chat), ariaCurrent: String(isOpen) }
  return element('li', {}, element('button.person', properties, avatar(nameOf(chat.person)), lines))
}

function time(entry, unseen) {
  return element(`small.time${unseen > 0 ? '.fresh' : ''}`, { textContent: timeOf(entry) })
}

const pictured = new Set(['image', 'video', 'audio', 'document', 'sticker', 'location'])

function summary({ kind, media, text, header, contacts }) {
  const sort = media?.kind ?? (contacts ? 'contact' : kind)
  const mark = pictured.has(sort) || contacts ? [icon(sort)] : []
  return [...mark, ...preview(text ?? contacts?.[0]?.name ?? header ?? word[sort] ?? '')]
}

function lastOf(chat) {
  return [...chat.entries.values()].at(-1)
}

function newestFirst(a, b) {
  return (lastOf(b)?.seq ?? 0) - (lastOf(a)?.seq ?? 0)
}
