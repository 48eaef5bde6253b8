/** What the person holding the phone does, sent to the control API. */
import { phoneOf } from '../drawing/numbers.ts'
import { toast } from './sheet.tsx'
import { type Chat, people } from './store.ts'
import { word } from './words.ts'

/** As the Cloud API has it. */
export type Card = {
  name: { formatted_name: string; first_name: string }
  phones: { phone: string; wa_id?: string; type: string }[]
}
export type Act = { type: string; [field: string]: unknown }

/** Resolves to whether the sandbox accepted the action; shows its error otherwise. */
export async function act(chat: Chat, what: Act): Promise<boolean> {
  const body = JSON.stringify({ from: chat.person, phoneNumberId: chat.phoneNumberId, ...identityOf(chat), ...what })
  const answer = await fetch('/_sandbox/inbound', { method: 'POST', body }).catch(() => undefined)
  if (answer?.ok) return true
  if (answer?.status === 413) toast(word.tooLarge)
  else toast((await errorOf(answer)) ?? word.offline)
  return false
}

/** What the business does in its own phone app with this chat. */
export async function echo({ person, phoneNumberId }: Chat, what: object): Promise<boolean> {
  const to = isNumber(person) ? { to: person } : { userId: person, phoneless: true }
  const body = JSON.stringify({ ...to, phoneNumberId, ...what })
  const answer = await fetch('/_sandbox/echo', { method: 'POST', body }).catch(() => undefined)
  if (!answer?.ok) toast((await errorOf(answer)) ?? word.offline)
  return answer?.ok === true
}

export async function errorOf(answer: Response | undefined): Promise<string | undefined> {
  const said: { error?: string } | undefined = await answer?.json().catch(() => undefined)
  return said?.error
}

/** A person without a visible phone writes with the scoped id; in a group's chat its last writer continues. */
function identityOf({ person, entries }: Chat): object {
  if (isNumber(person)) return {}
  if (/^[A-Z]{2}\./.test(person)) return { userId: person, phoneless: true }
  const last = [...entries.values()].findLast(({ direction }) => direction === 'in')
  return { from: last?.from ?? '', groupId: person }
}

export function isNumber(person: string): boolean {
  return /^\d+$/.test(person)
}

export function cardOf(person: string): Card {
  const name = people.get(person)?.name ?? person
  return {
    name: { formatted_name: name, first_name: name },
    phones: [{ phone: phoneOf(person), wa_id: person, type: 'CELL' }],
  }
}

/** To the clipboard where the browser allows it; elsewhere (http on another host) by `execCommand`, or by hand. */
export async function copy(text: string, said: string): Promise<void> {
  const isCopied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  toast(isCopied || copyBySelection(text) ? `${said}: ${text.slice(0, 40)}` : `${word.copyFailed}: ${text}`)
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'spoken'
  field.ariaHidden = 'true'
  document.body.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  return isCopied
}
