// One message as WhatsApp draws it: its content, the time and the ticks, what can be tapped, and the cards of a
// carousel. `on` says what to do when something is tapped; nothing here knows of chats or of the network.

import { element, icon } from '/element.js'
import { format, isEmojiOnly } from '/format.js'
import { card, media, place, products } from '/media.js'
import { offer } from '/offer.js'
import { language, word } from '/words.js'

export function bubble(entry, reactions, on) {
  const { rendered, direction } = entry
  const parts = content(rendered, on)
  const taps = actions(rendered, on)
  const node = element(
    `article.bubble.${direction}${rendered.kind === 'sticker' ? '.sticker' : ''}`,
    { id: entry.wamid, ariaLabel: direction === 'out' ? on.business : word.you },
    stamped(parts, entry),
    taps,
  )
  const stack = element(
    'div.stack',
    {},
    node,
    rendered.cards && carousel(rendered.cards, on),
    entry.status === 'failed' && failure(entry.failure),
  )
  const emoji = [...reactions.values()].filter(Boolean).join(' ')
  if (emoji) stack.append(element('span.reaction', { textContent: emoji }))
  return element(`div.row.${direction}`, {}, stack)
}

function content(rendered, on) {
  const { text } = rendered
  return [
    rendered.quotes && quote(rendered.quotes, on),
    rendered.media && media(rendered.media),
    rendered.offer && offer(rendered),
    rendered.header && element('div.header', { textContent: rendered.header }),
    rendered.location && place(rendered.location),
    ...(rendered.contacts ?? []).map(card),
    rendered.products && products(rendered.products),
    text && element(`div.text${isEmojiOnly(text) ? '.emoji' : ''}`, {}, ...format(text)),
    rendered.footer && element('div.footer', { textContent: rendered.footer }),
  ].filter(Boolean)
}

function quote(wamid, on) {
  const { who, text } = on.quoted(wamid)
  return element(
    'button.quote',
    { type: 'button', onclick: () => on.goTo(wamid) },
    element('strong', { textContent: who }),
    element('span', { textContent: text }),
  )
}

/** The time sits in the last line of text where it fits, on a picture without words, or below anything else. */
function stamped(parts, entry) {
  const last = parts.at(-1)
  const isWords = last?.matches('.text, .footer') === true
  const isPicture = last?.matches('.media.image, .media.video') === true
  if (isWords) last.append(element('span.room', { ariaHidden: 'true', textContent: timeOf(entry) }))
  const where = isWords ? 'beside' : isPicture ? 'over' : 'below'
  return element('div.content', {}, ...parts, stamp(entry, where))
}

const ticks = {
  accepted: 'clock',
  sent: 'tick',
  delivered: 'ticks',
  read: 'ticks',
  received: 'ticks',
  failed: 'failed',
}

function stamp(entry, where) {
  return element(`span.stamp.${where}`, {}, timeOf(entry), tick(entry))
}

export function timeOf({ receivedAt }) {
  return new Date(receivedAt).toLocaleTimeString(language, { timeStyle: 'short' })
}

export function tick({ status }) {
  return element(
    `span.tick.${status}`,
    { role: 'img', ariaLabel: word[status], title: word[status] },
    icon(ticks[status]),
  )
}

function failure(reason) {
  const text = reason ? `${word.failed}: ${reason.details ?? ''} (${reason.code})` : word.failed
  return element('small.failed', {}, icon('failed'), text)
}

const icons = { phone: 'call', copy_code: 'code', quick_reply: 'reply' }
const maxShown = 3

/** More than three buttons: the first two, and the rest behind one more, as on a phone. */
function actions(rendered, on) {
  const { buttons = [], list } = rendered
  const shown = buttons.length > maxShown ? buttons.slice(0, maxShown - 1) : buttons
  const taps = shown.map((button) => action(icons[button.kind] ?? button.kind, titleOf(button), () => on.tap(button)))
  if (shown.length < buttons.length) taps.push(action('list', word.allOptions, () => on.openButtons(buttons)))
  if (list) taps.push(action('list', list.button, () => on.openList(list)))
  return taps.length === 0 ? undefined : element('div.actions', {}, ...taps)
}

export function titleOf(button) {
  return button.title || { location: word.sendLocation, catalog: word.catalog, call: word.call }[button.kind] || '…'
}

function action(mark, label, onclick) {
  return element('button.action', { type: 'button', onclick }, icon(mark), element('span', { textContent: label }))
}

/** Swiped with a finger, scrolled with the arrow keys, or moved by the two buttons that a mouse sees. */
function carousel(cards, on) {
  const draw = (one) => {
    const parts = element('div.content', {}, ...content(one, on))
    return element('article.card', {}, parts, actions(one, on))
  }
  const strip = element('div.cards', { tabIndex: 0, role: 'group', ariaLabel: word.cards }, ...cards.map(draw))
  const step = (name, way) =>
    element(
      `button.step.${name}`,
      { type: 'button', ariaLabel: word[name], onclick: () => strip.scrollBy({ left: way * 250, behavior: 'smooth' }) },
      icon(name === 'previous' ? 'back' : 'next'),
    )
  const whole = element('div.carousel', {}, strip, step('previous', -1), step('following', 1))
  whole.onpointerenter = () => whole.classList.toggle('long', strip.scrollWidth > strip.clientWidth)
  return whole
}
