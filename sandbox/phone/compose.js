/**
 * Writing: the field with its emoji and its quoted message, and attachments (a file of the machine's, or the sandbox's
 * sample). `chatNow` returns the open chat.
 */
import { act, cardOf, openPlaces } from '/act.js'
import { element } from '/element.js'
import { phoneOf } from '/numbers.js'
import { choice, field, form, openSheet, toast } from '/sheet.js'
import { people } from '/store.js'
import { word } from '/words.js'

const byId = (id) => document.getElementById(id)
const text = byId('text')
const picker = byId('emoji')
let chatNow = () => undefined
let quoted

const emoji = [
  ...[
    '😀',
    '😂',
    '🙂',
    '😉',
    '😍',
    '😘',
    '😎',
    '🤔',
    '😅',
    '😢',
    '😭',
    '😡',
    '😱',
    '🥳',
    '😴',
    '🤗',
    '🙄',
    '🤝',
    '👍',
    '👎',
  ],
  ...[
    '👋',
    '🙏',
    '👏',
    '💪',
    '👌',
    '🤞',
    '👀',
    '❤️',
    '💔',
    '🔥',
    '🎉',
    '✨',
    '💯',
    '✅',
    '❌',
    '⚠️',
    '📦',
    '🚚',
    '🛒',
    '💳',
  ],
  ...['📍', '📞', '📄', '📷', '⏰', '☀️', '🍕', '☕'],
]
export const reactions = ['👍', '❤️', '😂', '😮', '😢', '🙏']

export function startCompose(getChat, onGrow) {
  chatNow = getChat
  byId('compose').onsubmit = send
  text.onkeydown = (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    byId('compose').requestSubmit()
  }
  text.oninput = () => {
    chatNow().draft = text.value
    onGrow()
  }
  byId('attach').onclick = openAttach
  byId('unquote').onclick = () => {
    quote(undefined)
    text.focus()
  }
  picker.replaceChildren(...emoji.map((one) => element('button', { type: 'button', onclick: () => insert(one) }, one)))
  picker.role = 'group'
  picker.onkeydown = moveAmongEmoji
  picker.ontoggle = ({ newState }) => {
    byId('smile').ariaExpanded = String(newState === 'open')
  }
}

/** For a newly opened chat: shows its own draft and quotes nothing. */
export function resetCompose(chat) {
  text.value = chat.draft
  quote(undefined)
  picker.hidePopover()
}

/** `about` is {wamid, who, text}; undefined quotes nothing. */
export function quote(about) {
  quoted = about
  byId('quoted').hidden = about === undefined
  if (!about) return
  byId('quoted-who').textContent = `${word.replyingTo} ${about.who}`
  byId('quoted-text').textContent = about.text
  text.focus()
}

async function send(event) {
  event.preventDefault()
  const written = text.value.trim()
  const chat = chatNow()
  if (written === '' || !chat) return
  const context = quoted ? { context: quoted.wamid } : {}
  text.value = ''
  chat.draft = ''
  quote(undefined)
  text.focus()
  const isTaken = await act(chat, { type: 'text', text: written, ...context })
  // An unsent text goes back into the field.
  if (!isTaken && text.value === '') text.value = written
}

function insert(one) {
  text.setRangeText(one, text.selectionStart, text.selectionEnd, 'end')
  chatNow().draft = text.value
}

const arrows = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -8, ArrowDown: 8 }

function moveAmongEmoji(event) {
  const by = arrows[event.key]
  if (!by) return
  event.preventDefault()
  const all = [...picker.children]
  all[Math.min(all.length - 1, Math.max(0, all.indexOf(document.activeElement) + by))].focus()
}

const accepts = { image: 'image/*', video: 'video/*', audio: 'audio/*', document: '*/*', sticker: 'image/webp' }

function openAttach() {
  const kinds = Object.keys(accepts).map((kind) => choice(kind, word[kind], () => openKind(kind)))
  openSheet(word.attach, [
    ...kinds,
    choice('location', word.location, () => openPlaces(chatNow())),
    choice('contact', word.contact, openContacts),
  ])
}

function openKind(type) {
  const hasCaption = type !== 'audio' && type !== 'sticker'
  const file = field(word.fromFile, { type: 'file', accept: accepts[type], name: 'file', required: true })
  const caption = hasCaption ? [field(word.caption, { name: 'caption', maxLength: 1_024 })] : []
  openSheet(word[type], [
    choice(type, word.sample, () => act(chatNow(), { type })),
    form([file, ...caption], word.send, (data) => sendFile(type, data)),
  ])
}

/** The sandbox accepts bodies of 4 MB, and base64 turns three bytes into four. */
const maxBytes = 3_000_000

async function sendFile(type, data) {
  const file = data.get('file')
  if (file.size > maxBytes) return toast(word.tooLarge)
  const caption = data.get('caption')?.trim()
  const base64 = await base64Of(file)
  const isVoice = type === 'audio' && /ogg|opus|webm/.test(file.type)
  await act(chatNow(), {
    type,
    base64,
    filename: file.name,
    ...(file.type ? { mimeType: file.type } : {}),
    ...(caption ? { caption } : {}),
    ...(type === 'audio' ? { voice: isVoice } : {}),
  })
}

function base64Of(file) {
  const { promise, resolve, reject } = Promise.withResolvers()
  const reader = new FileReader()
  reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1))
  reader.onerror = () => reject(reader.error)
  reader.readAsDataURL(file)
  return promise
}

function openContacts() {
  const send = (card) => act(chatNow(), { type: 'contacts', contacts: [card] })
  const others = [...people.values()].filter(({ key }) => key !== chatNow().person && /^\d+$/.test(key)).slice(0, 20)
  const known = others.map(({ key, name }) =>
    choice('contact', name === key ? phoneOf(key) : name, () => send(cardOf(key)), phoneOf(key)),
  )
  const fields = [
    field(word.name, { name: 'name', required: true, maxLength: 80 }),
    field(word.phone, { name: 'phone', type: 'tel', required: true }),
  ]
  const own = form(fields, word.send, (data) => {
    const name = data.get('name')
    send({ name: { formatted_name: name, first_name: name }, phones: [{ phone: data.get('phone'), type: 'CELL' }] })
  })
  openSheet(word.contact, [...known, own])
}
