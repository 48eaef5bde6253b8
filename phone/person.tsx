/**
 * The chat's person: a new number, a new id, a stranger who takes over a number left behind, a stop or resumption of
 * marketing messages, and messages that the business writes from its own phone app.
 */
import { phoneOf } from '../drawing/numbers.ts'
import { act, echo, errorOf, isNumber } from './act.ts'
import { nameOf } from './names.ts'
import { AreaField, Choice, Field, openSheet, SheetForm, textIn, toast } from './sheet.tsx'
import { addPerson, businessOf, type Chat, get, type Person } from './store.ts'
import { word } from './words.ts'

type Known = {
  key: string
  userId?: string
  formerNumbers?: string[]
  hasStoppedMarketing?: boolean
  onWhatsApp?: boolean
}

/** `onChat` opens the chat of a stranger. */
export async function openPerson(chat: Chat, onChat: (chat: Chat) => unknown): Promise<void> {
  const known = await knownOf(chat.person)
  const { key, userId, formerNumbers = [], hasStoppedMarketing } = known
  const left = await leftOf(formerNumbers)
  openSheet(
    nameOf(key),
    <>
      <p className="help wire">{[isNumber(key) && phoneOf(key), userId].filter(Boolean).join('\n')}</p>
      {isNumber(key) && (
        <Choice
          icon="call"
          title={word.changeNumber}
          description={word.changeNumberHelp}
          onPick={() => openNewNumber(chat)}
        />
      )}
      {userId && (
        <Choice icon="code" title={word.changeId} description={word.changeIdHelp} onPick={() => openNewId(chat)} />
      )}
      {left.map((old) => (
        <Choice
          key={old}
          icon="contact"
          title={`${word.somebodyGets} ${phoneOf(old)}`}
          onPick={() => openStranger(chat, old, onChat)}
        />
      ))}
      <Choice
        icon="offer"
        title={hasStoppedMarketing ? word.resumeMarketing : word.stopMarketing}
        onPick={() => put(key, { hasStoppedMarketing: !hasStoppedMarketing })}
      />
      <Choice icon="edit" title={word.echo} description={businessOf(chat)} onPick={() => openEcho(chat)} />
    </>,
  )
}

function knownOf(person: string): Promise<Known> {
  return get<Known>(`people/${encodeURIComponent(person)}`).catch(() => ({ key: person }))
}

/** Former numbers that no person has taken over. */
async function leftOf(formerNumbers: readonly string[]): Promise<string[]> {
  const known = await Promise.all(formerNumbers.map(knownOf))
  return [...new Set(known.filter(({ onWhatsApp }) => onWhatsApp !== true).map(({ key }) => key))]
}

async function put(key: string, change: object): Promise<Person | undefined> {
  const answer = await fetch(`/_sandbox/people/${key}`, { method: 'PUT', body: JSON.stringify(change) })
  if (!answer.ok) toast((await errorOf(answer)) ?? word.offline)
  else toast(word.done)
  return answer.ok ? answer.json() : undefined
}

function openNewNumber(chat: Chat): void {
  const send = (data: FormData) => {
    const newNumber = textIn(data, 'newNumber').replace(/\D/g, '')
    return newNumber.length < 6 ? toast(word.shortNumber) : act(chat, { type: 'changed_number', newNumber })
  }
  openSheet(
    word.changeNumber,
    <SheetForm action={word.change} onSend={send}>
      <NumberField name="newNumber" />
    </SheetForm>,
  )
}

export function NumberField({ name }: { name: string }) {
  return <Field label={word.newNumber} name={name} type="tel" inputMode="tel" required placeholder="593 98 765 4321" />
}

/** If left empty, the sandbox generates one. */
function openNewId(chat: Chat): void {
  const send = (data: FormData) => {
    const newUserId = textIn(data, 'newUserId')
    return act(chat, { type: 'changed_user_id', ...(newUserId ? { newUserId } : {}) })
  }
  const form = { pattern: '[A-Z]{2}\\.[0-9A-Za-z]{1,128}', placeholder: 'EC.13491208655302741918' }
  openSheet(
    word.changeId,
    <SheetForm action={word.change} onSend={send}>
      <Field label={word.newId} name="newUserId" {...form} />
    </SheetForm>,
  )
}

function openStranger(chat: Chat, number: string, onChat: (chat: Chat) => unknown): void {
  const send = async (data: FormData) => {
    const person = await put(number, { name: textIn(data, 'name'), onWhatsApp: true })
    if (person) onChat(addPerson(person, chat.phoneNumberId))
  }
  openSheet(
    `${word.somebodyGets} ${phoneOf(number)}`,
    <SheetForm action={word.open} onSend={send}>
      <Field label={word.name} name="name" required maxLength={80} />
    </SheetForm>,
  )
}

function openEcho(chat: Chat): void {
  const send = (data: FormData) => echo(chat, { text: textIn(data, 'text') })
  openSheet(
    word.echo,
    <SheetForm action={word.send} onSend={send}>
      <AreaField label={word.message} name="text" rows={3} maxLength={4_096} required />
    </SheetForm>,
  )
}
