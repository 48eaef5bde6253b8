/**
 * The list of chats of one person's phone or of all: each with its last message, the time, its ticks and its unread
 * count; searchable by name, number or last message.
 */
import { tick } from '/bubble.js'
import { avatar, element, icon, spoken } from '/element.js'
import { preview } from '/format.js'
import { phoneOf } from '/numbers.js'
import { businessOf, chatsOf, numbers, people } from '/store.js'
import { dayOf, now, numberOf, timeOf, word } from '/words.js'

const maxShown = 200

/** `viewer` is the person whose phone it is, or '' for all phones; then a chat is named after its person. */
export function drawChats({ open, viewer, search, onShow }) {
  const list = document.getElementById('list')
  const found = chatsOf(viewer).filter((chat) => matches(chat, search.toLocaleLowerCase().trim()))
  const focused = document.activeElement?.dataset?.chat
  const rows = found.slice(0, maxShown).map((chat) => drawChat(chat, { isOpen: chat === open, viewer, onShow }))
  const isEmpty = search === '' && found.length === 0
  list.replaceChildren(...rows)
  const nothing = document.getElementById('nothing')
  nothing.hidden = rows.length > 0
  nothing.textContent = isEmpty ? word.noChats : word.nothingFound
  // Every message redraws the list; keyboard focus stays on its chat.
  if (focused) list.querySelector(`[data-chat="${CSS.escape(focused)}"]`)?.focus()
}

function matches(chat, search) {
  if (search === '') return true
  const { text = '', header = '' } = chat.last?.rendered ?? {}
  const digits = search.replace(/\D/g, '')
  const words = `${nameOf(chat.person)} ${businessOf(chat)} ${text} ${header}`.toLocaleLowerCase()
  return words.includes(search) || (digits.length > 2 && chat.person.includes(digits))
}

export function nameOf(person) {
  const name = people.get(person)?.name ?? person
  return name === person ? phoneOf(person) : name
}

function drawChat(chat, { isOpen, viewer, onShow }) {
  const { last, unseen } = chat
  const title = viewer === '' ? nameOf(chat.person) : businessOf(chat)
  const business =
    viewer === '' && numbers.size > 1 ? element('small.via', { textContent: businessOf(chat) }) : undefined
  const isTyping = chat.typingUntil > now()
  const hasTick =
    !isTyping && last?.rendered.kind !== 'system' && (last?.direction === 'in' || last?.status === 'failed')
  const said = isTyping ? element('small.typing', { textContent: word.typing }) : element('small', {}, ...summary(last))
  const lines = element(
    'span.lines',
    {},
    element('span.line', {}, element('strong', { textContent: title }), last && when(last, unseen)),
    business,
    element('span.line', {}, hasTick && tick(last), said, unseen > 0 && count(unseen)),
  )
  const properties = { type: 'button', onclick: () => onShow(chat), ariaCurrent: String(isOpen) }
  const button = element(`button.person${unseen > 0 ? '.fresh' : ''}`, properties, avatar(title), lines)
  button.dataset.chat = chat.key
  return element('li', {}, button)
}

function when({ receivedAt }, unseen) {
  const day = dayOf(receivedAt, true)
  return element(`small.time${unseen > 0 ? '.fresh' : ''}`, {
    textContent: day === word.today ? timeOf(receivedAt) : day,
  })
}

function count(unseen) {
  return element('span.count', {}, numberOf(unseen), spoken(` ${word.unread}`))
}

const pictured = new Set(['image', 'video', 'audio', 'document', 'sticker', 'location', 'contact', 'order', 'flow'])
const marks = { order: 'catalog', voice: 'audio' }

function summary(entry) {
  if (!entry) return []
  const said = sayingOf(entry.rendered)
  const mark = pictured.has(said.sort) ? [icon(marks[said.sort] ?? said.sort)] : []
  return [...mark, ...preview(said.text)]
}

/** One line for a message of any kind: for the list, quotes and screen readers. */
export function sayingOf({ kind, media, text, header, contacts, reaction, location, items, response, products }) {
  if (reaction) return { sort: 'reaction', text: `${word.reacted} ${reaction.emoji || '—'}` }
  if (response) return { sort: 'flow', text: word.responseSent }
  if (kind === 'revoke' || kind === 'revoked') return { sort: 'text', text: word.takenBack }
  if (items) return { sort: 'order', text: word.order }
  const sort = media?.kind ?? (contacts ? 'contact' : location ? 'location' : kind)
  const name = media?.isVoice ? word.voice : word[sort]
  const said = text ?? contacts?.[0]?.name ?? header ?? media?.filename ?? location?.name
  return { sort, text: said ?? name ?? (products ? word.products : word.message) }
}
