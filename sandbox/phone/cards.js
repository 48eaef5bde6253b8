/**
 * A bubble's content besides text and media: a place, contact cards, an order, a flow's answer, and the cards of a
 * carousel, swiped with a finger, scrolled with the arrow keys or moved by two buttons.
 */
import { avatar, element, icon } from '/element.js'
import { map } from '/map.js'
import { phoneOf } from '/numbers.js'
import { openSheet } from '/sheet.js'
import { moneyOf, numberOf, word } from '/words.js'

export function locationCard({ latitude, longitude, name, address }) {
  const [north, east] = [Number(latitude), Number(longitude)]
  const where = `${north.toFixed(5)}, ${east.toFixed(5)}`
  const href = `https://www.google.com/maps?q=${encodeURIComponent(`${north},${east}`)}`
  return element(
    'a.place',
    { href, target: '_blank', rel: 'noreferrer' },
    map(north, east, `${word.location}: ${where}`),
    name && element('div.header', { textContent: name }),
    element('div.footer', { textContent: address ?? where }),
  )
}

/** The first contact's avatar; a tap opens a sheet with the others and with each card's details. */
export function contacts(people) {
  const [first] = people
  const isMany = people.length > 1
  const title = isMany ? `${first.name} +${numberOf(people.length - 1)}` : (first?.name ?? word.contact)
  const about = isMany ? word.contacts : (first?.company ?? (first?.phones[0] ? shownPhone(first.phones[0]) : ''))
  return element(
    'div.file.contact',
    {},
    avatar(title),
    element('span.name', {}, element('span', { textContent: title }), element('small', { textContent: about })),
  )
}

export function openContacts(people) {
  openSheet(people.length > 1 ? word.contacts : word.contact, people.map(wholeCard))
}

function wholeCard({ name, phones, emails = [], company, waId }) {
  return element(
    'section.contact-card',
    {},
    element('div.line', {}, avatar(name), element('strong', { textContent: name })),
    ...[company, ...phones.map(shownPhone), ...emails]
      .filter(Boolean)
      .map((text) => element('div', { textContent: text })),
    !waId && element('small', { textContent: word.invite }),
  )
}

function shownPhone(phone) {
  return phoneOf(phone.replace(/[^\d]/g, '')) || phone
}

/** A person's order, or an order of the business: its reference, its status, and its cost. */
export function order({ items = [], order: named }) {
  const count = items.reduce((sum, { quantity }) => sum + quantity, 0)
  const total = items.reduce((sum, { quantity, price = 0 }) => sum + quantity * price, 0)
  const title = named ? `${word.order} ${named.reference}` : `${numberOf(count)} ${word.items}`
  const cost = items.length > 0 ? `${word.total}: ${moneyOf(total, items[0].currency)}` : undefined
  return element(
    'div.file',
    {},
    element('span.disc', {}, icon('catalog')),
    element(
      'span.name',
      {},
      element('span', { textContent: title }),
      element('small', {
        textContent: [word.states[named?.status] ?? named?.status, cost].filter(Boolean).join(' · '),
      }),
    ),
  )
}

export function openOrder(items) {
  openSheet(word.order, items.map(orderLine))
}

function orderLine({ id, quantity, price, currency }) {
  return element(
    'div.pair',
    {},
    element('span', { textContent: `${numberOf(quantity)} × ${id}` }),
    price !== undefined && element('strong', { textContent: moneyOf(price * quantity, currency) }),
  )
}

export function flowReply() {
  const text = element('span.name', { textContent: word.responseSent })
  return element('div.file', {}, element('span.disc', {}, icon('flow')), text)
}

export function openFlowReply(response) {
  const lines = Object.entries(response).filter(([key]) => key !== 'flow_token')
  const shown = (value) => (typeof value === 'string' ? value : JSON.stringify(value))
  openSheet(
    word.responseSent,
    lines.map(([key, value]) =>
      element('div.pair', {}, element('span', { textContent: key }), element('strong', { textContent: shown(value) })),
    ),
  )
}

export function carousel(cards) {
  const strip = element('div.cards', { tabIndex: 0, role: 'group', ariaLabel: word.cards }, ...cards)
  const isGentle = !matchMedia('(prefers-reduced-motion: reduce)').matches
  const go = (way) => {
    const wide = cards[0].offsetWidth + 6
    strip.scrollBy({ left: way * wide, behavior: isGentle ? 'smooth' : 'instant' })
  }
  strip.onkeydown = (event) => {
    if (event.target !== strip || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
    event.preventDefault()
    go(event.key === 'ArrowLeft' ? -1 : 1)
  }
  const step = (name, way) =>
    element(
      `button.step.${name}`,
      { type: 'button', ariaLabel: word[name], onclick: () => go(way) },
      icon(way < 0 ? 'back' : 'next'),
    )
  const [back, on] = [step('previous', -1), step('following', 1)]
  const whole = element('div.carousel', {}, strip, back, on)
  const mark = () => {
    back.disabled = strip.scrollLeft < 4
    on.disabled = strip.scrollLeft + strip.clientWidth > strip.scrollWidth - 4
  }
  strip.onscroll = mark
  new ResizeObserver(mark).observe(strip)
  return whole
}
