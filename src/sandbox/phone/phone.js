// The phone: the open chat, what arrives in it, and what the person holding it does. Hears of every message by
// server-sent events and says what was tapped or written to the control API.

import { bubble, titleOf } from '/bubble.js'
import {
  addPerson,
  businessOf,
  chatOf,
  drawChats,
  keep,
  learnName,
  load,
  markSeen,
  nameOf,
  newestChat,
} from '/chats.js'
import { avatar, element, icon } from '/element.js'
import { countDown } from '/offer.js'
import { choice, openSheet, row, toast } from '/sheet.js'
import { dayOf, translate, word } from '/words.js'

const byId = (id) => document.getElementById(id)
const box = byId('messages')
const isWide = () => matchMedia('(min-width: 760px)').matches
let open

async function start() {
  translate(document)
  for (const node of document.querySelectorAll('[data-icon]')) node.append(icon(node.dataset.icon))
  await load()
  redrawChats()
  const first = newestChat()
  if (first && isWide()) show(first)
  listen()
  setInterval(() => countDown(box), 1_000)
}

function listen() {
  const events = new EventSource('/_sandbox/stream')
  let hasBroken = false
  events.onmessage = ({ data }) => hear(JSON.parse(data))
  events.addEventListener('reset', reload)
  events.onerror = () => {
    if (!hasBroken) toast(word.offline)
    hasBroken = true
  }
  // After a break, what was missed is asked for again; it may even be another sandbox.
  events.onopen = () => {
    if (hasBroken) reload()
    hasBroken = false
  }
}

async function reload() {
  await load()
  if (open) show(chatOf(open.person, open.phoneNumberId))
  else redrawChats()
}

function hear(entry) {
  const chat = keep(entry)
  if (chat === open) drawMessage(chat, entry)
  scheduleChats()
  if (entry.direction === 'in') learnName(entry.person).then(scheduleChats)
}

let isDrawAhead = false
function scheduleChats() {
  if (isDrawAhead) return
  isDrawAhead = true
  requestAnimationFrame(() => {
    isDrawAhead = false
    redrawChats()
  })
}

function redrawChats() {
  drawChats({ open, onShow: show })
}

function show(chat) {
  open = chat
  document.body.classList.add('in-chat')
  byId('chat').hidden = false
  byId('empty').hidden = true
  byId('picture').replaceChildren(avatar(businessOf(chat)))
  byId('business').textContent = businessOf(chat)
  const name = nameOf(chat.person)
  byId('viewer').textContent = `${word.as} ${name}${name === `+${chat.person}` ? '' : ` · +${chat.person}`}`
  // A whole chat is not news: only what comes after is read aloud.
  box.ariaLive = 'off'
  box.replaceChildren()
  for (const entry of chat.entries.values()) append(draw(chat, entry), entry)
  box.ariaLive = 'polite'
  markSeen(chat)
  toEnd()
  redrawChats()
  if (isWide()) byId('text').focus()
}

/** A line with the day stands before the first message of each; one side's messages in a row hang together. */
function append(node, entry) {
  const day = dayOf(entry.receivedAt)
  if (box.lastElementChild?.dataset.day !== day) {
    const line = element('div.day', {}, element('span', { textContent: day }))
    line.dataset.day = day
    box.append(line)
  }
  node.dataset.day = day
  node.classList.toggle('same', box.lastElementChild.classList.contains(entry.direction))
  box.append(node)
}

function drawMessage(chat, entry) {
  const isAtEnd = isNearEnd()
  const target = chat.entries.get(entry.rendered.reaction?.messageId) ?? entry
  if (target.rendered.reaction) return
  const before = byId(target.wamid)?.closest('.row')
  const node = draw(chat, target)
  if (before) updateRow(before, node)
  else append(node, target)
  markSeen(chat)
  if (isAtEnd || (!before && entry.direction === 'in')) toEnd()
  else if (!before) byId('latest').hidden = false
}

/** Only the ticks change with a status: replacing all would reload media and lose the place in a carousel. */
function updateRow(before, after) {
  const [old, fresh] = [before, after].map((one) => one.querySelector('.stamp'))
  const isOnlyStamp = before.querySelector('.reaction')?.textContent === after.querySelector('.reaction')?.textContent
  after.dataset.day = before.dataset.day
  after.classList.toggle('same', before.classList.contains('same'))
  if (isOnlyStamp && !after.querySelector('.failed')) old.replaceWith(fresh)
  else before.replaceWith(after)
}

function draw(chat, entry) {
  return bubble(entry, chat.reactions.get(entry.wamid) ?? new Map(), {
    business: businessOf(chat),
    quoted: (wamid) => quoted(chat, wamid),
    goTo,
    openList: (list) => openList(entry, list),
    openButtons: (buttons) => openButtons(entry, buttons),
    tap: (button) => tap(entry, button),
  })
}

function quoted(chat, wamid) {
  const entry = chat.entries.get(wamid)
  const who = entry?.direction === 'in' ? word.you : businessOf(chat)
  const { text, header, kind } = entry?.rendered ?? {}
  return { who, text: text ?? header ?? word[kind] ?? word.message }
}

function goTo(wamid) {
  const node = byId(wamid)
  node?.scrollIntoView({ block: 'center', behavior: 'smooth' })
  node?.animate([{ filter: 'brightness(0.8)' }, { filter: 'none' }], 1_200)
}

function isNearEnd() {
  return box.scrollHeight - box.scrollTop - box.clientHeight < 120
}

function toEnd() {
  box.scrollTop = box.scrollHeight
  byId('latest').hidden = true
}

function tap(entry, button) {
  const { kind, title, id } = button
  switch (kind) {
    case 'reply':
    case 'quick_reply':
      return act({ type: 'button', messageId: entry.wamid, ...(id ? { id } : { title }) })
    case 'url':
      if (/^https?:\/\//i.test(button.url)) window.open(button.url, '_blank', 'noreferrer')
      return
    case 'location':
      return act({ ...here, context: entry.wamid })
    case 'flow':
      return act({ type: 'flow', context: entry.wamid })
    case 'copy_code':
      return copy(button.code)
    default:
      return toast(word.elsewhere)
  }
}

const here = { type: 'location', latitude: -2.1894, longitude: -79.8891 }

async function copy(code) {
  await navigator.clipboard?.writeText(code).catch(() => {})
  toast(`${word.copied}: ${code}`)
}

function openList(entry, list) {
  const pick = (id) => act({ type: 'option', messageId: entry.wamid, id })
  const section = ({ title, rows }) =>
    element(
      'section',
      {},
      title && element('h3', { textContent: title }),
      ...rows.map((one) => row(one.title, one.description, () => pick(one.id))),
    )
  openSheet(list.button, list.sections.map(section))
}

function openButtons(entry, buttons) {
  const icons = { phone: 'call', copy_code: 'code', quick_reply: 'reply' }
  const options = buttons.map((button) =>
    choice(icons[button.kind] ?? button.kind, titleOf(button), () => tap(entry, button)),
  )
  openSheet(word.allOptions, options)
}

async function act(what) {
  const body = JSON.stringify({ from: open.person, phoneNumberId: open.phoneNumberId, ...what })
  const answer = await fetch('/_sandbox/inbound', { method: 'POST', body }).catch(() => undefined)
  if (!answer?.ok) toast((await answer?.json())?.error ?? word.offline)
}

byId('compose').onsubmit = (event) => {
  event.preventDefault()
  const text = byId('text').value.trim()
  if (text === '') return
  byId('text').value = ''
  act({ type: 'text', text })
}
// A field that grows takes its height from the messages: the newest stays in sight.
byId('text').oninput = () => {
  if (isNearEnd()) toEnd()
}
byId('text').onkeydown = (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  byId('compose').requestSubmit()
}
byId('attach').onclick = () => {
  const kinds = ['image', 'video', 'audio', 'document', 'sticker']
  const place = choice('location', word.location, () => act(here))
  openSheet(word.attach, [...kinds.map((type) => choice(type, word[type], () => act({ type }))), place])
}
byId('add').onsubmit = async (event) => {
  event.preventDefault()
  const digits = byId('number').value.replace(/\D/g, '')
  if (digits.length < 6) return toast(word.shortNumber)
  byId('number').value = ''
  const answer = await fetch(`/_sandbox/people/${digits}`, { method: 'PUT', body: '{}' })
  show(addPerson(await answer.json()))
}
byId('back').onclick = () => {
  open = undefined
  document.body.classList.remove('in-chat')
  byId('chat').hidden = true
  byId('empty').hidden = false
  redrawChats()
}
byId('latest').onclick = toEnd
box.onscroll = () => {
  if (isNearEnd()) byId('latest').hidden = true
}
document.onkeydown = (event) => {
  if (event.key === 'Escape' && open && !byId('sheet').open && !isWide()) byId('back').click()
}

await start()
