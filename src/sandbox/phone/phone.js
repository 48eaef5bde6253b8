// The phone: chats on one side, the chosen one on the other. Hears of every message by server-sent events, draws it,
// and says to the control API what the person holding the phone does.

import { bubble, element, format } from '/bubble.js'
import { translate, word } from '/words.js'

const byId = (id) => document.getElementById(id)
const chats = new Map()
const people = new Map()
const numbers = new Map()
let open

async function start() {
  for (const number of await get('numbers')) numbers.set(number.phoneNumberId, number)
  for (const person of await get('people')) {
    people.set(person.key, person)
    chatOf(person.key, [...numbers.keys()][0])
  }
  for (const entry of await get('messages?limit=2000')) keep(entry)
  drawPeople()
  const first = [...chats.values()].sort(newestFirst)[0]
  if (first && matchMedia('(min-width: 760px)').matches) show(first)
  listen()
}

function listen() {
  const events = new EventSource('/_sandbox/stream')
  events.onmessage = ({ data }) => hear(JSON.parse(data))
  // After a break, what was missed is asked for again.
  let hasBroken = false
  events.onerror = () => {
    hasBroken = true
    toast(word.offline)
  }
  events.onopen = async () => {
    if (!hasBroken) return
    hasBroken = false
    for (const entry of await get('messages?limit=2000')) hear(entry)
  }
}

function hear(entry) {
  const chat = keep(entry)
  if (chat === open) drawMessage(chat, entry)
  scheduleDrawPeople()
}

function chatOf(person, phoneNumberId) {
  const key = `${phoneNumberId} ${person}`
  if (!chats.has(key)) chats.set(key, { key, person, phoneNumberId, entries: new Map(), reactions: new Map(), seen: 0 })
  return chats.get(key)
}

function keep(entry) {
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

const last = (chat) => [...chat.entries.values()].at(-1)
const newestFirst = (a, b) => (last(b)?.seq ?? 0) - (last(a)?.seq ?? 0)
const nameOf = (person) => people.get(person)?.name ?? `+${person}`

let isDrawAhead = false
function scheduleDrawPeople() {
  if (isDrawAhead) return
  isDrawAhead = true
  requestAnimationFrame(() => {
    isDrawAhead = false
    drawPeople()
  })
}

function drawPeople() {
  const rows = [...chats.values()]
    .sort(newestFirst)
    .slice(0, 200)
    .map((chat) => {
      const entry = last(chat)
      const unseen = [...chat.entries.values()].filter(
        ({ seq, direction }) => direction === 'out' && seq > chat.seen,
      ).length
      const preview = entry ? (entry.rendered.text ?? word[entry.rendered.kind] ?? '') : ''
      return element(
        'li',
        {},
        element(
          `button.person${chat === open ? '.open' : ''}`,
          { type: 'button', onclick: () => show(chat), ariaCurrent: String(chat === open) },
          element('span.avatar', {
            textContent: [...nameOf(chat.person).replace('+', '')][0] ?? '?',
            ariaHidden: 'true',
          }),
          element(
            'span.lines',
            {},
            element('strong', { textContent: nameOf(chat.person) }),
            element('small', {}, ...format(preview.slice(0, 80)).map(plain)),
          ),
          unseen > 0 ? element('span.count', { textContent: String(unseen) }) : undefined,
        ),
      )
    })
  byId('list').replaceChildren(...rows)
}

/** A preview keeps bold and italics but has nothing to follow. */
function plain(node) {
  return node.tagName === 'A' ? document.createTextNode(node.textContent) : node
}

function show(chat) {
  open = chat
  document.body.classList.add('in-chat')
  byId('chat').hidden = false
  byId('empty').hidden = true
  const number = numbers.get(chat.phoneNumberId)
  byId('business').textContent = number?.verifiedName ?? chat.phoneNumberId
  const phone = nameOf(chat.person) === `+${chat.person}` ? '' : ` · +${chat.person}`
  byId('viewer').textContent = `${word.as} ${nameOf(chat.person)}${phone}`
  byId('messages').replaceChildren(...[...chat.entries.values()].map((entry) => draw(chat, entry)))
  seen(chat)
  byId('messages').scrollTop = byId('messages').scrollHeight
  drawPeople()
  if (matchMedia('(min-width: 760px)').matches) byId('text').focus()
}

function drawMessage(chat, entry) {
  const box = byId('messages')
  const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 120
  const target = chat.entries.get(entry.rendered.reaction?.messageId) ?? entry
  if (target.rendered.reaction) return
  const before = document.getElementById(target.wamid)?.closest('.row')
  const node = draw(chat, target)
  if (before) updateRow(before, node)
  else box.append(node)
  seen(chat)
  if (isAtEnd || (!before && entry.direction === 'in')) box.scrollTop = box.scrollHeight
}

/** Only the ticks change with a status: replacing all would reload media and lose the place in a carousel. */
function updateRow(before, after) {
  const [old, fresh] = [before, after].map((row) => row.querySelector('.stamp'))
  const isOnlyStamp = before.querySelector('.reaction')?.textContent === after.querySelector('.reaction')?.textContent
  if (isOnlyStamp && !after.querySelector(':scope > .failed')) old.replaceWith(fresh)
  else before.replaceWith(after)
}

function seen(chat) {
  chat.seen = Math.max(chat.seen, last(chat)?.seq ?? 0)
}

function draw(chat, entry) {
  return bubble(entry, chat.reactions.get(entry.wamid) ?? new Map(), {
    quoted: (wamid) => chat.entries.get(wamid)?.rendered.text ?? word.message,
    openList: (list) => openList(entry, list),
    tap: (button) => tap(entry, button),
  })
}

async function tap(entry, button) {
  const { kind, title, id } = button
  if (kind === 'reply' || kind === 'quick_reply')
    return act({ type: 'button', messageId: entry.wamid, ...(id ? { id } : { title }) })
  if (kind === 'url' && /^https?:\/\//i.test(button.url)) window.open(button.url, '_blank', 'noreferrer')
  if (kind === 'location')
    return act({ type: 'location', latitude: -2.1894, longitude: -79.8891, context: entry.wamid })
  if (kind === 'flow') return act({ type: 'flow', context: entry.wamid })
  if (kind !== 'copy_code') return
  await navigator.clipboard?.writeText(button.code).catch(() => {})
  toast(`${word.copied}: ${button.code}`)
}

function openList(entry, list) {
  const sections = list.sections.map(({ title, rows }) =>
    element(
      'section',
      {},
      title && element('h3', { textContent: title }),
      ...rows.map((row) =>
        option(row.title, row.description, () => act({ type: 'option', messageId: entry.wamid, id: row.id })),
      ),
    ),
  )
  openSheet(list.button, sections)
}

function option(title, description, onPick) {
  const onclick = () => {
    byId('sheet').close()
    onPick()
  }
  const lines = element(
    'span.lines',
    {},
    element('strong', { textContent: title }),
    description && element('small', { textContent: description }),
  )
  return element('button.option', { type: 'button', onclick }, lines, element('span.radio', {}))
}

function openSheet(title, children) {
  byId('sheet-title').textContent = title
  byId('options').replaceChildren(...children)
  byId('sheet').showModal()
}

async function act(what) {
  const body = JSON.stringify({ from: open.person, phoneNumberId: open.phoneNumberId, ...what })
  const answer = await fetch('/_sandbox/inbound', { method: 'POST', body }).catch(() => undefined)
  if (!answer?.ok) toast((await answer?.json())?.error ?? word.offline)
}

async function get(path) {
  const answer = await fetch(`/_sandbox/${path}`)
  return answer.json()
}

function toast(text) {
  byId('toast').textContent = text
  byId('toast').classList.add('shown')
  clearTimeout(toast.timer)
  toast.timer = setTimeout(() => byId('toast').classList.remove('shown'), 2500)
}

byId('compose').onsubmit = (event) => {
  event.preventDefault()
  const text = byId('text').value.trim()
  if (text === '') return
  byId('text').value = ''
  act({ type: 'text', text })
}
byId('attach').onclick = () => {
  const kinds = ['image', 'video', 'audio', 'document', 'sticker'].map((type) =>
    option(word[type], '', () => act({ type })),
  )
  const here = option(word.location, '', () => act({ type: 'location', latitude: -2.1894, longitude: -79.8891 }))
  openSheet(word.attach, [...kinds, here])
}
byId('add').onsubmit = async (event) => {
  event.preventDefault()
  const digits = byId('number').value.replace(/\D/g, '')
  if (digits.length < 6) return
  byId('number').value = ''
  const answer = await fetch(`/_sandbox/people/${digits}`, { method: 'PUT', body: '{}' })
  const person = await answer.json()
  people.set(person.key, person)
  show(chatOf(person.key, [...numbers.keys()][0]))
}
byId('back').onclick = () => {
  open = undefined
  document.body.classList.remove('in-chat')
  byId('chat').hidden = true
  byId('empty').hidden = false
  drawPeople()
}
byId('close').onclick = () => byId('sheet').close()
byId('sheet').onclick = (event) => {
  if (event.target === byId('sheet')) byId('sheet').close()
}

translate(document)
await start()
