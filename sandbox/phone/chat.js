/**
 * The open chat: its newest messages, earlier ones a page at a time, arrivals added in one step per frame, and the keys
 * that move from message to message.
 */
import { act, copy, openButtons, openList, tap } from '/act.js'
import { bubble } from '/bubble.js'
import { nameOf, sayingOf } from '/chats.js'
import { quote, reactions, resetCompose } from '/compose.js'
import { avatar, element } from '/element.js'
import { phoneOf } from '/numbers.js'
import { countDown } from '/offer.js'
import { openCatalog } from '/products.js'
import { choice, closeSheet, field, form, openSheet } from '/sheet.js'
import { asChanged, businessOf, loadEarlier, markSeen, subjectOf } from '/store.js'
import { dayOf, now, numberOf, word } from '/words.js'

const byId = (id) => document.getElementById(id)
const box = byId('messages')
const isGentle = () => !matchMedia('(prefers-reduced-motion: reduce)').matches
const page = 60
/** Rows kept while messages pour into a chat left open. */
const maxRows = 400

let open
/** The wamid of the first message drawn, in the chat's order. */
let firstDrawn

export async function showChat(chat) {
  const unseen = chat.unseen
  open = chat
  drawHeader()
  resetCompose(chat)
  box.replaceChildren()
  firstDrawn = undefined
  if (chat.entries.size < page && !chat.isWhole) await loadEarlier(chat).catch(() => {})
  if (open !== chat) return
  const entries = [...chat.entries.values()].slice(-page)
  firstDrawn = entries[0]?.wamid
  const fresh = document.createDocumentFragment()
  for (const [index, entry] of entries.entries()) {
    if (unseen > 0 && unseen < entries.length && index === entries.length - unseen) fresh.append(newsLine(unseen))
    append(fresh, entry)
  }
  box.append(fresh)
  drawEarlierButton()
  markSeen(chat)
  toEnd()
  drawTyping()
}

export function hideChat() {
  open = undefined
  box.replaceChildren()
}

function drawHeader() {
  const name = nameOf(open.person)
  const phone = phoneOf(open.person)
  byId('picture').replaceChildren(avatar(businessOf(open)))
  byId('business').textContent = businessOf(open)
  byId('about').textContent = `${word.as} ${name}${name === phone ? '' : ` · ${phone}`}`
}

function newsLine(unseen) {
  return element(
    'div.news',
    {},
    element('span', { textContent: `${numberOf(unseen)} ${unseen === 1 ? word.unreadMessage : word.unreadMessages}` }),
  )
}

/** A line with the date precedes each day's first message; consecutive messages of one side are grouped. */
function append(where, entry) {
  const last = where.lastElementChild ?? (where === box ? undefined : box.lastElementChild)
  const day = dayOf(entry.receivedAt)
  const node = draw(entry)
  if (last?.dataset.day !== day && !last?.matches('.news')) where.append(dayLine(day))
  node.dataset.day = day
  node.classList.toggle('same', where.lastElementChild?.classList.contains(entry.direction) === true)
  where.append(node)
}

function dayLine(day) {
  const line = element('div.day', {}, element('span', { textContent: day }))
  line.dataset.day = day
  return line
}

function draw(entry) {
  const chat = open
  return bubble(asChanged(chat, entry), chat.reactions.get(entry.wamid) ?? new Map(), {
    business: businessOf(chat),
    quoted: (wamid) => aboutOf(chat, wamid),
    goTo,
    openList: (list) => openList(chat, entry, list),
    openButtons: (buttons, rendered) => openButtons(chat, entry, buttons, rendered),
    openCatalog: () =>
      openCatalog(entry.rendered, (cart) => act(chat, { type: 'order', context: entry.wamid, ...cart })),
    openMenu: () => openMenu(chat, entry),
    tap: (button, rendered) => tap(chat, entry, button, rendered),
  })
}

function aboutOf(chat, wamid) {
  const known = chat.entries.get(wamid)
  const entry = known && asChanged(chat, known)
  const who = entry?.direction === 'in' ? word.you : businessOf(chat)
  return { wamid, who, text: entry ? sayingOf(entry.rendered).text : word.message }
}

/** Draws everything that arrived since the last frame, with one layout measurement. */
export function drawNews(entries) {
  const isAtEnd = isNearEnd()
  const fresh = entries.filter((entry) => !subjectOf(entry) && !byId(entry.wamid))
  const isAhead = firstDrawn !== undefined && box.childElementCount > 0
  if (fresh.length > maxRows || (!isAhead && fresh.length > 0)) return showChat(open)
  for (const entry of entries) {
    const target = subjectOf(entry) ? open.entries.get(subjectOf(entry)) : entry
    const before = target && byId(target.wamid)?.closest('.row')
    if (before) update(before, target, target !== entry)
    else if (target === entry) append(box, entry)
  }
  markSeen(open)
  drawTyping()
  if (isAtEnd || fresh.some(({ direction }) => direction === 'in')) {
    trimRows()
    toEnd()
  } else if (fresh.length > 0) byId('latest').hidden = false
}

/** A status changes only the ticks: replacing the whole row would reload media and reset a carousel's position. */
function update(before, entry, isOther) {
  const after = draw(entry)
  const [old, fresh] = [before, after].map((one) => one.querySelector('.stamp'))
  after.dataset.day = before.dataset.day
  after.classList.toggle('same', before.classList.contains('same'))
  if (!isOther && old && !after.querySelector('.failed')) return old.replaceWith(fresh)
  const hadFocus = before.contains(document.activeElement)
  before.replaceWith(after)
  if (hadFocus) byId(entry.wamid)?.focus()
}

function trimRows() {
  if (box.childElementCount <= maxRows) return
  while (box.childElementCount > page) box.firstElementChild.remove()
  firstDrawn = box.querySelector('article')?.id
  drawEarlierButton()
}

function drawEarlierButton() {
  box.querySelector('.earlier')?.remove()
  const isFirst = firstDrawn === undefined || open.entries.keys().next().value === firstDrawn
  if (isFirst && open.isWhole) return
  box.prepend(element('button.earlier', { type: 'button', onclick: showEarlier }, word.earlier))
}

let isLoading = false
async function showEarlier() {
  if (isLoading) return
  isLoading = true
  const chat = open
  const indexOfFirst = () => [...chat.entries.keys()].indexOf(firstDrawn)
  if (indexOfFirst() < page && !chat.isWhole) await loadEarlier(chat).catch(() => {})
  isLoading = false
  if (open !== chat) return
  const end = indexOfFirst()
  const entries = [...chat.entries.values()].slice(Math.max(0, end - page), Math.max(0, end))
  const fromBottom = box.scrollHeight - box.scrollTop
  const hadFocus = document.activeElement?.matches('.earlier') === true
  prepend(entries)
  firstDrawn = entries[0]?.wamid ?? firstDrawn
  drawEarlierButton()
  box.scrollTop = box.scrollHeight - fromBottom
  if (hadFocus) (box.querySelector('.earlier') ?? box).focus({ preventScroll: true })
}

function prepend(entries) {
  const earlier = document.createDocumentFragment()
  for (const entry of entries) append(earlier, entry)
  box.querySelector('.earlier')?.remove()
  // The earlier messages' line already shows this day, so the second line is removed.
  const day = earlier.lastElementChild?.dataset.day
  if (box.firstElementChild?.matches('.day') && box.firstElementChild.dataset.day === day)
    box.firstElementChild.remove()
  box.prepend(earlier)
}

export async function goTo(wamid) {
  while (!byId(wamid) && (open.entries.has(wamid) || !open.isWhole)) await showEarlier()
  const node = byId(wamid)
  if (!node) return
  node.scrollIntoView({ block: 'center', behavior: isGentle() ? 'smooth' : 'instant' })
  node.focus({ preventScroll: true })
  node.animate([{ filter: 'brightness(0.8)' }, { filter: 'none' }], 1_200)
}

/** The menu that a long press opens on a phone. */
function openMenu(chat, entry) {
  const { rendered } = entry
  const mine = chat.reactions.get(entry.wamid)?.get('in')?.emoji
  const react = (emoji) => {
    closeSheet()
    act(chat, { type: 'reaction', messageId: entry.wamid, emoji: emoji === mine ? '' : emoji })
  }
  const faces = reactions.map((emoji) =>
    element(
      'button',
      {
        type: 'button',
        ariaPressed: String(emoji === mine),
        ariaLabel: `${emoji === mine ? word.unreact : word.react} ${emoji}`,
        onclick: () => react(emoji),
      },
      emoji,
    ),
  )
  const row = element('div.reactions', { role: 'group', ariaLabel: word.react }, ...faces)
  const text = rendered.text ?? rendered.header
  const isMine = entry.direction === 'in' && rendered.kind === 'text' && !rendered.quotes
  openSheet(word.options, [
    ...(entry.direction === 'out' ? [row] : []),
    choice('reply', word.reply, () => quote(aboutOf(chat, entry.wamid))),
    ...(text ? [choice('copy', word.copy, () => copy(text, word.textCopied))] : []),
    ...(isMine ? [choice('edit', word.edit, () => openEdit(chat, entry))] : []),
    ...(isMine ? [choice('close', word.takeBack, () => act(chat, { type: 'revoke', messageId: entry.wamid }))] : []),
    choice('document', word.details, () => openWire(entry)),
  ])
}

function openEdit(chat, entry) {
  const text = { name: 'text', rows: 3, maxLength: 4_096, required: true, value: asChanged(chat, entry).rendered.text }
  const send = (data) => act(chat, { type: 'edit', messageId: entry.wamid, text: data.get('text').trim() })
  openSheet(word.edit, [form([field(word.message, text, 'textarea')], word.send, send)])
}

/** The message as sent on the wire, for developers who build against the sandbox. */
function openWire(entry) {
  let text = entry.body
  try {
    text = JSON.stringify(JSON.parse(entry.body), undefined, 2)
  } catch {}
  openSheet(word.details, [element('pre.wire', { textContent: text, tabIndex: 0 })])
}

function drawTyping() {
  if (!open) return
  const isTyping = open.typingUntil > now()
  byId('typing').hidden = !isTyping
  byId('about').hidden = isTyping
}

export function tickSecond() {
  countDown(box)
  drawTyping()
}

function isNearEnd() {
  return box.scrollHeight - box.scrollTop - box.clientHeight < 120
}

function toEnd() {
  box.scrollTop = box.scrollHeight
  byId('latest').hidden = true
}

export function stayAtEnd() {
  if (isNearEnd()) toEnd()
}

/** Up and down move from message to message, Enter opens the menu. */
function onKey(event) {
  const onMessage = event.target.closest('article') === event.target ? event.target : undefined
  if (!onMessage && event.target !== box) return
  if (event.key === 'Enter' && onMessage) {
    event.preventDefault()
    onMessage.querySelector('.menu').click()
    return
  }
  const all = [...box.querySelectorAll('article')]
  const at = onMessage ? all.indexOf(onMessage) : all.length
  const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key]
  const target = all[next]
  if (!target) return
  event.preventDefault()
  target.focus()
  target.scrollIntoView({ block: 'nearest' })
}

// The keyboard can scroll and enter it too.
box.tabIndex = 0
box.onkeydown = onKey
box.onscroll = () => {
  if (isNearEnd()) byId('latest').hidden = true
  if (box.scrollTop < 60 && box.scrollHeight > box.clientHeight && box.querySelector('.earlier')) showEarlier()
}
// A long press with a finger, or a mouse's secondary button.
box.oncontextmenu = (event) => {
  const node = event.target.closest('article')
  if (!node || event.target.closest('a, img, video, input')) return
  event.preventDefault()
  node.querySelector('.menu').click()
}
byId('latest').onclick = toEnd
