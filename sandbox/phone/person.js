/**
 * The chat's person: a new number, a new id, a stranger who takes over a number left behind, a stop or resumption of
 * marketing messages, and messages that the business writes from its own phone app.
 */
import { act } from '/act.js'
import { nameOf } from '/chats.js'
import { element } from '/element.js'
import { phoneOf } from '/numbers.js'
import { choice, field, form, openSheet, toast } from '/sheet.js'
import { addPerson, businessOf, get } from '/store.js'
import { word } from '/words.js'

/** `onChat` opens the chat of a stranger. */
export async function openPerson(chat, onChat) {
  const known = await get(`people/${encodeURIComponent(chat.person)}`).catch(() => ({ key: chat.person }))
  const { key, userId, formerNumbers = [], hasStoppedMarketing } = known
  const hasNumber = /^\d+$/.test(key)
  const left = (await leftOf(formerNumbers)).map((old) =>
    choice('contact', `${word.somebodyGets} ${phoneOf(old)}`, () => openStranger(chat, old, onChat)),
  )
  openSheet(nameOf(key), [
    element('p.help.wire', { textContent: [hasNumber && phoneOf(key), userId].filter(Boolean).join('\n') }),
    hasNumber ? choice('call', word.changeNumber, () => openNewNumber(chat), word.changeNumberHelp) : '',
    userId ? choice('code', word.changeId, () => openNewId(chat), word.changeIdHelp) : '',
    ...left,
    choice('offer', hasStoppedMarketing ? word.resumeMarketing : word.stopMarketing, () =>
      put(key, { hasStoppedMarketing: !hasStoppedMarketing }),
    ),
    choice('edit', word.echo, () => openEcho(chat), businessOf(chat)),
  ])
}

/** Former numbers that no person has taken over. */
async function leftOf(formerNumbers) {
  const known = await Promise.all(formerNumbers.map((old) => get(`people/${old}`).catch(() => ({ key: old }))))
  return [...new Set(known.filter(({ onWhatsApp }) => onWhatsApp !== true).map(({ key }) => key))]
}

async function put(key, change) {
  const answer = await fetch(`/_sandbox/people/${key}`, { method: 'PUT', body: JSON.stringify(change) })
  const body = await answer.json()
  if (answer.ok) toast(word.done)
  else toast(body.error)
  return answer.ok ? body : undefined
}

function openNewNumber(chat) {
  const number = { name: 'newNumber', type: 'tel', inputMode: 'tel', required: true, placeholder: '593 98 765 4321' }
  const send = (data) => {
    const newNumber = data.get('newNumber').replace(/\D/g, '')
    return newNumber.length < 6 ? toast(word.shortNumber) : act(chat, { type: 'changed_number', newNumber })
  }
  openSheet(word.changeNumber, [form([field(word.newNumber, number)], word.change, send)])
}

/** If left empty, the sandbox generates one. */
function openNewId(chat) {
  const id = { name: 'newUserId', pattern: '[A-Z]{2}\\.[0-9A-Za-z]{1,128}', placeholder: 'EC.13491208655302741918' }
  const send = (data) => {
    const newUserId = data.get('newUserId').trim()
    return act(chat, { type: 'changed_user_id', ...(newUserId ? { newUserId } : {}) })
  }
  openSheet(word.changeId, [form([field(word.newId, id)], word.change, send)])
}

function openStranger(chat, number, onChat) {
  const send = async (data) => {
    const person = await put(number, { name: data.get('name').trim(), onWhatsApp: true })
    if (person) onChat(addPerson(person, chat.phoneNumberId))
  }
  const name = { name: 'name', required: true, maxLength: 80 }
  openSheet(`${word.somebodyGets} ${phoneOf(number)}`, [form([field(word.name, name)], word.open, send)])
}

function openEcho(chat) {
  const send = async (data) => {
    const to = /^\d+$/.test(chat.person) ? { to: chat.person } : { userId: chat.person, phoneless: true }
    const fact = { type: 'echo', ...to, phoneNumberId: chat.phoneNumberId, text: data.get('text').trim() }
    const answer = await fetch('/_sandbox/facts', { method: 'POST', body: JSON.stringify(fact) })
    if (!answer.ok) toast((await answer.json()).error)
  }
  const text = { name: 'text', rows: 3, maxLength: 4_096, required: true }
  openSheet(word.echo, [form([field(word.message, text, 'textarea')], word.send, send)])
}
