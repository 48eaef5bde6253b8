/**
 * The phone: assembles the page, receives every message as a server-sent event, and stores in the address which chat is
 * open and whose phone this window is, so that two windows can be two phones.
 */
import { drawNews, hideChat, showChat, stayAtEnd, tickSecond } from '/chat.js'
import { drawChats, sayingOf } from '/chats.js'
import { startCompose } from '/compose.js'
import { icon } from '/element.js'
import { openPerson } from '/person.js'
import { drawViewers, openNewChat, openSettings } from '/settings.js'
import { toast } from '/sheet.js'
import { businessOf, chatOf, chats, forgetSeen, learn, load, moveSeen, newestChat, retain } from '/store.js'
import { now, translate, word } from '/words.js'

const byId = (id) => document.getElementById(id)
const isWide = () => matchMedia('(min-width: 760px)').matches
let open
let viewer = ''

async function start() {
  translate(document)
  for (const node of document.querySelectorAll('[data-icon]')) node.append(icon(node.dataset.icon))
  startCompose(() => open, stayAtEnd)
  // Listens before loading, so that no event in between is missed.
  await listen()
  await load()
  await goByAddress()
  setInterval(tickSecond, 1_000)
}

/** `#as=593987654321&chat=100000000000001.593987654321`; a wide screen opens the newest chat if none is named. */
async function goByAddress() {
  const asked = new URLSearchParams(location.hash.slice(1))
  viewer = asked.get('as') ?? ''
  const key = asked.get('chat')
  const [phoneNumberId, ...person] = (key ?? '').split('.')
  const named = key ? chatOf(person.join('.'), phoneNumberId) : undefined
  const chat = named ?? (isWide() ? newestChat(viewer) : undefined)
  if (!chat) close()
  else if (chat !== open) await show(chat)
  redrawChats()
}

function addressOf(chat) {
  const parts = new URLSearchParams({ ...(viewer ? { as: viewer } : {}), ...(chat ? { chat: chat.key } : {}) })
  return `#${parts}`
}

async function show(chat) {
  open = chat
  document.body.classList.add('in-chat')
  byId('chat').hidden = false
  byId('empty').hidden = true
  await showChat(chat)
  redrawChats()
}

function close() {
  const before = open
  open = undefined
  document.body.classList.remove('in-chat')
  byId('chat').hidden = true
  byId('empty').hidden = false
  hideChat()
  redrawChats()
  if (before)
    byId('list')
      .querySelector(`[data-chat="${CSS.escape(before.key)}"]`)
      ?.focus()
}

/** For a chat that the person opens: updates the address and focuses the field. */
async function choose(chat) {
  history.pushState(null, '', addressOf(chat))
  await show(chat)
  byId('text').focus({ preventScroll: true })
}

/** Opens another person's chat; a window that is one person's phone becomes that person's. */
function chooseAs(chat) {
  if (viewer !== '') viewer = chat.person
  return choose(chat)
}

/** Resolves once the sandbox has answered or proved unreachable. */
function listen() {
  const { promise, resolve } = Promise.withResolvers()
  const events = new EventSource('/_sandbox/stream')
  let hasBroken = false
  events.onmessage = ({ data }) => handle(JSON.parse(data))
  events.addEventListener('typing', ({ data }) => handleTyping(JSON.parse(data)))
  events.addEventListener('moved', ({ data }) => follow(JSON.parse(data)))
  events.addEventListener('reset', () => {
    forgetSeen()
    reload()
  })
  events.onerror = () => {
    if (!hasBroken) toast(word.offline)
    hasBroken = true
    resolve()
  }
  // After a disconnect, reloads what was missed; it may even be another sandbox.
  events.onopen = () => {
    if (hasBroken) reload()
    hasBroken = false
    resolve()
  }
  return promise
}

/** A person changes number or id: this window stays that person's, on the same chat. */
async function follow({ from, to }) {
  moveSeen(from, to)
  const key = open?.person === from ? `${open.phoneNumberId}.${to}` : open?.key
  if (viewer === from) viewer = to
  await load()
  const chat = chats.get(key)
  history.replaceState(null, '', addressOf(chat))
  if (chat) await show(chat)
  redrawChats()
}

async function reload() {
  await load()
  const chat = open && chats.get(open.key)
  if (chat) await show(chat)
  else if (open) {
    history.replaceState(null, '', addressOf(undefined))
    close()
  }
  redrawChats()
}

const news = []
let unsaid

function handle(entry) {
  const isFirst = !chats.get(`${entry.phoneNumberId}.${entry.person}`)?.last
  const isOpen = entry.person === open?.person && entry.phoneNumberId === open.phoneNumberId
  if (isOpen && entry.direction === 'out' && !open.entries.has(entry.wamid)) unsaid = entry
  retain(entry, isOpen)
  if (isOpen) news.push(entry)
  if (isFirst || entry.direction === 'in') learn(entry).then(schedule)
  schedule()
}

function handleTyping({ person, phoneNumberId, forMs = 25_000 }) {
  const chat = chatOf(person, phoneNumberId)
  chat.typingUntil = now() + forMs
  tickSecond()
  schedule()
}

/** Thousands may arrive in a moment: draws once per frame, or once per second while the page is hidden. */
let isDrawAhead = false
function schedule() {
  if (isDrawAhead) return
  isDrawAhead = true
  const drawAll = () => {
    isDrawAhead = false
    drawAhead()
  }
  if (document.hidden) setTimeout(drawAll, 1_000)
  else requestAnimationFrame(drawAll)
}

function drawAhead() {
  // Only the last state of a message that changed more than once.
  const entries = [...new Map(news.splice(0).map((entry) => [entry.wamid, entry])).values()]
  if (open && entries.length > 0) {
    say()
    drawNews(entries)
  }
  redrawChats()
}

/** For screen readers: the newest message that the business sent to the open chat, without its ticks. */
function say() {
  if (unsaid) byId('heard').textContent = `${businessOf(open)}: ${sayingOf(unsaid.rendered).text}`
  unsaid = undefined
}

function redrawChats() {
  drawViewers(viewer)
  drawChats({ open, viewer, search: byId('search').value, onShow: choose })
}

byId('search').oninput = redrawChats
byId('viewer').onchange = ({ target }) => {
  viewer = target.value
  const isTheirs = open && (viewer === '' || open.person === viewer)
  history.replaceState(null, '', addressOf(isTheirs ? open : undefined))
  if (isTheirs) redrawChats()
  else goByAddress()
}
byId('settings').onclick = openSettings
byId('person').onclick = () => openPerson(open, chooseAs)
byId('add').onclick = () => openNewChat(choose)
byId('back').onclick = () => {
  history.pushState(null, '', addressOf(undefined))
  close()
}
window.onpopstate = () => goByAddress()
document.onkeydown = (event) => {
  const isAbove = document.querySelector('dialog[open], :popover-open') !== null
  if (event.key === 'Escape' && open && !isAbove && !isWide()) byId('back').click()
}

await start()
