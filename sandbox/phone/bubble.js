/**
 * One message as WhatsApp draws it: its content, the time and the ticks, the buttons, and the cards of a carousel. `on`
 * handles taps; nothing here knows of chats or the network.
 */
import { carousel, contacts, flowReply, locationCard, openContacts, openFlowReply, openOrder, order } from '/cards.js'
import { element, icon, spoken } from '/element.js'
import { format, isEmojiOnly, preview } from '/format.js'
import { media } from '/media.js'
import { offer } from '/offer.js'
import { products } from '/products.js'
import { timeOf, word } from '/words.js'

/** `reactions`: direction -> {emoji}. */
export function bubble(entry, reactions, on) {
  const { rendered, direction } = entry
  if (rendered.kind === 'system') return systemLine(entry)
  const who = direction === 'out' ? on.business : word.you
  const isBare = rendered.kind === 'sticker' || isOnlyEmoji(rendered)
  const node = element(
    `article.bubble.${direction}${isBare ? '.bare' : ''}`,
    { id: entry.wamid, tabIndex: -1 },
    spoken(`${who}: `),
    stamped(content(rendered, on), entry),
    actions(rendered, on),
    menuButton(entry, on),
  )
  const stack = element(
    'div.stack',
    {},
    node,
    rendered.cards && carousel(rendered.cards.map((card) => drawCard(card, on))),
    entry.status === 'failed' && failure(entry.failure),
    ...reactionsOf(reactions),
  )
  return element(`div.row.${direction}${entry.status === 'failed' ? '.lost' : ''}`, {}, stack)
}

/** The button is for pointers; the keyboard opens the same menu from the message itself. */
function menuButton(entry, on) {
  return element(
    'button.menu',
    {
      type: 'button',
      tabIndex: -1,
      ariaLabel: word.options,
      ariaHasPopup: 'dialog',
      onclick: () => on.openMenu(entry),
    },
    icon('down'),
  )
}

/** WhatsApp's own message in a chat: a person's number changed. */
function systemLine({ wamid, rendered }) {
  return element('div.row.system', {}, element('article', { id: wamid, tabIndex: -1, textContent: rendered.text }))
}

function isOnlyEmoji({ kind, text, quotes }) {
  return kind === 'text' && quotes === undefined && isEmojiOnly(text ?? '')
}

function content(rendered, on) {
  const { text, kind } = rendered
  const hasNothing = !text && !rendered.media && !rendered.cards && isUnknown(rendered)
  return [
    rendered.quotes && quote(rendered.quotes, on),
    rendered.media && media(rendered.media, text),
    rendered.location && locationCard(rendered.location),
    rendered.products?.length > 0 && products(rendered.products, kind === 'product_list'),
    rendered.offer && offer(rendered),
    rendered.header && element('div.header', {}, ...format(rendered.header)),
    rendered.contacts?.length > 0 && contacts(rendered.contacts),
    (rendered.items || rendered.order) && order(rendered),
    kind === 'flow_reply' && flowReply(),
    text && kind !== 'flow_reply' && element(`div.text${isEmojiOnly(text) ? '.emoji' : ''}`, {}, ...format(text)),
    hasNothing && element('div.footer', { textContent: kind === 'revoked' ? word.takenBack : word.unsupported }),
    rendered.footer && element('div.footer', { textContent: rendered.footer }),
  ].filter(Boolean)
}

function isUnknown({
  location,
  contacts: people,
  products: ids,
  items,
  header,
  buttons,
  list,
  offer: limited,
  response,
  order: named,
}) {
  return ![location, people, ids, items, header, buttons, list, limited, response, named].some(Boolean)
}

function quote(wamid, on) {
  const { who, text } = on.quoted(wamid)
  return element(
    'button.quote',
    { type: 'button', onclick: () => on.goTo(wamid) },
    element('strong', { textContent: who }),
    element('span', {}, ...preview(text)),
  )
}

/** The time goes into the last line of text where it fits, onto a picture without a caption, or below anything else. */
function stamped(parts, entry) {
  const last = parts.at(-1)
  const isWords = last?.matches('.text, .footer') === true && !last.lastElementChild?.matches('ul, ol, blockquote, pre')
  const isPicture = last?.matches('.media.image, .media.video, .media.gif') === true
  if (isWords) last.append(element('span.room', { ariaHidden: 'true', textContent: stampText(entry) }))
  return element('div.content', {}, ...parts, stamp(entry, isWords ? 'beside' : isPicture ? 'over' : 'below'))
}

const ticks = {
  accepted: 'clock',
  sent: 'tick',
  delivered: 'ticks',
  read: 'ticks',
  played: 'ticks',
  received: 'ticks',
  failed: 'failed',
}

function stamp(entry, where) {
  return element(`span.stamp.${where}`, {}, stampText(entry), tick(entry))
}

function stampText({ rendered, receivedAt }) {
  return `${rendered.isEdited ? `${word.edited} ` : ''}${timeOf(receivedAt)}`
}

export function tick({ status }) {
  const label = word[status] ?? status
  return element(`span.tick.${status}`, { role: 'img', ariaLabel: label, title: label }, icon(ticks[status] ?? 'clock'))
}

/** Meta's reason, as in its webhook. */
function failure(reason) {
  const why = reason?.details ?? reason?.message ?? ''
  const text = reason ? `${word.failed} (${reason.code})${why ? `: ${why}` : ''}` : word.failed
  return element('small.failed', {}, icon('failed'), element('span', { textContent: text }))
}

function reactionsOf(reactions) {
  const emoji = [...reactions.values()].map((one) => one.emoji).filter(Boolean)
  if (emoji.length === 0) return []
  const text = `${[...new Set(emoji)].join('')}${emoji.length > 1 ? ` ${emoji.length}` : ''}`
  return [element('span.reaction', {}, spoken(`${word.reaction}: `), text)]
}

const icons = {
  order: 'catalog',
  address: 'location',
  phone: 'call',
  call_permission: 'call',
  copy_code: 'code',
  quick_reply: 'reply',
}
const maxShown = 3

/** With more than three buttons: the first two, and one that opens all, as on a phone. */
function actions(rendered, on) {
  const { buttons = [], list } = rendered
  const shown = buttons.length > maxShown ? buttons.slice(0, maxShown - 1) : buttons
  const taps = shown.map((button) => action(iconOf(button), titleOf(button, rendered), () => on.tap(button, rendered)))
  if (shown.length < buttons.length) taps.push(action('list', word.allOptions, () => on.openButtons(buttons, rendered)))
  if (list) taps.push(action('list', list.button || word.allOptions, () => on.openList(list)))
  taps.push(...looks(rendered, on))
  return taps.length === 0 ? undefined : element('div.actions', {}, ...taps)
}

/** Buttons that only open a view, or that order a single product. */
function looks({ kind, contacts: people = [], items = [], response, products: ids = [], buttons = [] }, on) {
  const taps = []
  const isOpened = buttons.some((button) => button.kind === 'order')
  if (people.length > 0)
    taps.push(action('contact', people.length > 1 ? word.viewContacts : word.viewContact, () => openContacts(people)))
  if (items.length > 0 && !isOpened) taps.push(action('catalog', word.viewOrder, () => openOrder(items)))
  if (response) taps.push(action('flow', word.viewResponse, () => openFlowReply(response)))
  if (kind === 'product' && ids.length > 0) taps.push(action('catalog', word.viewProduct, () => on.openCatalog()))
  return taps
}

export function iconOf({ kind, isAutofill }) {
  return isAutofill ? 'check' : (icons[kind] ?? kind)
}

export function titleOf(button, { kind } = {}) {
  if (button.title) return button.title
  if (button.kind === 'catalog') return kind === 'product_list' ? word.viewProducts : word.catalog
  if (button.kind === 'copy_code') return button.isAutofill ? word.autofill : word.copyCode
  const names = {
    location: word.sendLocation,
    call: word.call,
    call_permission: word.allowCalls,
    address: word.giveAddress,
    contact: word.shareContact,
    flow: word.open,
    order: word.viewOrder,
  }
  return names[button.kind] ?? '…'
}

function action(mark, label, onclick) {
  return element('button.action', { type: 'button', onclick }, icon(mark), element('span', { textContent: label }))
}

function drawCard(card, on) {
  const parts = element('div.content', {}, ...content(card, on))
  return element('div.card', {}, parts, actions(card, on))
}
