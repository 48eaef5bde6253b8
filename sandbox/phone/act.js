/**
 * Actions of the person holding the phone, sent to the control API: taps, messages, and answers that need a sheet first
 * (a place, a call, a form, an order).
 */
import { iconOf, titleOf } from '/bubble.js'
import { openOrder } from '/cards.js'
import { element, icon } from '/element.js'
import { openFlow } from '/flow.js'
import { map } from '/map.js'
import { phoneOf } from '/numbers.js'
import { openCatalog } from '/products.js'
import { choice, closeSheet, field, form, openSheet, row, toast } from '/sheet.js'
import { businessOf, people } from '/store.js'
import { word } from '/words.js'

/** Resolves to whether the sandbox accepted the action; shows its error otherwise. */
export async function act(chat, what) {
  const body = JSON.stringify({ from: chat.person, phoneNumberId: chat.phoneNumberId, ...identityOf(chat), ...what })
  const answer = await fetch('/_sandbox/inbound', { method: 'POST', body }).catch(() => undefined)
  if (answer?.ok) return true
  if (answer?.status === 413) toast(word.tooLarge)
  else toast((await answer?.json().catch(() => undefined))?.error ?? word.offline)
  return false
}

/** A person without a visible phone writes with the scoped id; in a group's chat its last writer continues. */
function identityOf({ person, entries }) {
  if (/^\d+$/.test(person)) return {}
  if (/^[A-Z]{2}\./.test(person)) return { userId: person, phoneless: true }
  const last = [...entries.values()].findLast(({ direction }) => direction === 'in')
  return { from: last?.from ?? '', groupId: person }
}

export function tap(chat, entry, button, rendered) {
  const { kind, title, id } = button
  const context = entry.wamid
  switch (kind) {
    case 'reply':
    case 'quick_reply':
      return act(chat, { type: 'button', messageId: context, ...(id ? { id } : { title }) })
    case 'url':
      if (/^https?:\/\//i.test(button.url)) window.open(button.url, '_blank', 'noreferrer')
      return
    case 'location':
      return openPlaces(chat, { context })
    case 'contact':
      return act(chat, { type: 'contacts', context, contacts: [cardOf(chat.person)] })
    case 'address':
      return openAddress(chat, context)
    case 'flow':
      return openFlow(title || word.flowAnswer, button.flow ?? {}, (response) =>
        act(chat, { type: 'flow', context, response }),
      )
    case 'copy_code':
      return button.isAutofill ? toast(`${word.filledIn}: ${button.code}`) : copy(button.code, word.copied)
    case 'phone':
    case 'call':
      return openCall(button.phone ? phoneOf(button.phone.replace(/\D/g, '')) : businessOf(chat))
    case 'call_permission':
      return openPermission(chat, context)
    case 'order':
      return openOrder((rendered ?? entry.rendered).items ?? [])
    case 'catalog':
      return openCatalog(rendered ?? entry.rendered, (cart) => act(chat, { type: 'order', context, ...cart }))
    default:
      return toast(word.elsewhere)
  }
}

export function openList(chat, entry, list) {
  const pick = (id) => act(chat, { type: 'option', messageId: entry.wamid, id })
  const section = ({ title, rows }) =>
    element(
      'section',
      {},
      title && element('h3', { textContent: title }),
      ...rows.map((one) => row(one.title, one.description, () => pick(one.id))),
    )
  openSheet(list.button || word.chooseRow, list.sections.map(section))
}

export function openButtons(chat, entry, buttons, rendered) {
  const options = buttons.map((button) =>
    choice(iconOf(button), titleOf(button, rendered), () => tap(chat, entry, button, rendered)),
  )
  openSheet(word.allOptions, options)
}

/** To the clipboard where the browser allows it; elsewhere (http on another host) by `execCommand`, or by hand. */
export async function copy(text, said) {
  const isCopied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  toast(isCopied || copyBySelection(text) ? `${said}: ${text.slice(0, 40)}` : `${word.copyFailed}: ${text}`)
}

function copyBySelection(text) {
  const field = element('textarea.spoken', { value: text, ariaHidden: 'true' })
  document.body.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  return isCopied
}

const places = [
  ['Guayaquil', -2.1894, -79.8891],
  ['Quito', -0.1807, -78.4678],
  ['Bogotá', 4.711, -74.0721],
  ['São Paulo', -23.5505, -46.6333],
]

/** A well-known place, or any by its coordinates. */
export function openPlaces(chat, more = {}) {
  const send = (latitude, longitude, name) =>
    act(chat, {
      ...more,
      type: 'location',
      latitude,
      longitude,
      ...(name ? { name, placeName: name, address: name } : {}),
    })
  const known = places.map(([name, latitude, longitude]) =>
    choice('location', name, () => send(latitude, longitude, name)),
  )
  const [, latitude, longitude] = places[0]
  const number = { type: 'number', step: 'any', required: true }
  const own = form(
    [
      map(latitude, longitude, word.location),
      element(
        'div.two',
        {},
        field(word.latitude, { ...number, name: 'latitude', min: -90, max: 90, value: latitude }),
        field(word.longitude, { ...number, name: 'longitude', min: -180, max: 180, value: longitude }),
      ),
    ],
    word.here,
    (data) => send(Number(data.get('latitude')), Number(data.get('longitude'))),
  )
  openSheet(word.sendLocation, [...known, own])
}

export function cardOf(person) {
  const name = people.get(person)?.name ?? person
  return {
    name: { formatted_name: name, first_name: name },
    phones: [{ phone: phoneOf(person), wa_id: person, type: 'CELL' }],
  }
}

const addressFields = ['name', 'phone_number', 'address', 'city', 'state', 'in_pin_code']

function openAddress(chat, context) {
  const labels = [word.name, word.phone, word.address, word.city, word.region, word.postCode]
  const fields = addressFields.map((name, index) => field(labels[index], { name, required: index < 4 }))
  const send = (data) => act(chat, { type: 'address', context, values: Object.fromEntries(data) })
  openSheet(word.giveAddress, [form(fields, word.send, send)])
}

function openCall(who) {
  openSheet(word.call, [
    element('p.calling', { role: 'status' }, icon('call'), element('strong', { textContent: who }), word.calling),
    element('button.primary.alarm', { type: 'button', onclick: closeSheet }, word.hangUp),
  ])
}

function openPermission(chat, context) {
  const answer = (response) => act(chat, { type: 'call_permission', context, messageId: context, response })
  openSheet(word.allowCalls, [
    choice('check', word.allow, () => answer('accept')),
    choice('close', word.refuse, () => answer('reject')),
  ])
}
