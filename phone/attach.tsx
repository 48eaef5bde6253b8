/** Attachments: a file of the machine's or the sandbox's sample, a location, a contact. */
import { phoneOf } from '../drawing/numbers.ts'
import { act, type Card, cardOf, isNumber } from './act.ts'
import { openPlaces } from './places.tsx'
import { Choice, Field, openSheet, SheetForm, textIn, toast } from './sheet.tsx'
import { type Chat, people } from './store.ts'
import { word } from './words.ts'

const accepts = {
  image: 'image/*',
  video: 'video/*',
  audio: 'audio/*',
  document: '*/*',
  sticker: 'image/webp',
} as const
type Kind = keyof typeof accepts
const kinds = Object.keys(accepts) as Kind[]

export function openAttach(chat: Chat): void {
  openSheet(
    word.attach,
    <>
      {kinds.map((kind) => (
        <Choice key={kind} icon={kind} title={word[kind]} onPick={() => openKind(chat, kind)} />
      ))}
      <Choice icon="location" title={word.location} onPick={() => openPlaces(chat)} />
      <Choice icon="contact" title={word.contact} onPick={() => openContacts(chat)} />
    </>,
  )
}

function openKind(chat: Chat, type: Kind): void {
  const hasCaption = type !== 'audio' && type !== 'sticker'
  openSheet(
    word[type],
    <>
      <Choice icon={type} title={word.sample} onPick={() => act(chat, { type })} />
      <SheetForm action={word.send} onSend={(data) => sendFile(chat, type, data)}>
        <Field label={word.fromFile} type="file" accept={accepts[type]} name="file" required />
        {hasCaption && <Field label={word.caption} name="caption" maxLength={1_024} />}
      </SheetForm>
    </>,
  )
}

/** The sandbox accepts bodies of 4 MB, and base64 turns three bytes into four. */
const maxBytes = 3_000_000

async function sendFile(chat: Chat, type: Kind, data: FormData): Promise<unknown> {
  const file = data.get('file')
  if (!(file instanceof File)) return
  if (file.size > maxBytes) return toast(word.tooLarge)
  const caption = textIn(data, 'caption')
  const base64 = await base64Of(file)
  const isVoice = /ogg|opus|webm/.test(file.type)
  return act(chat, {
    type,
    base64,
    filename: file.name,
    ...(file.type ? { mimeType: file.type } : {}),
    ...(caption ? { caption } : {}),
    ...(type === 'audio' ? { voice: isVoice } : {}),
  })
}

function base64Of(file: File): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const reader = new FileReader()
  reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
  reader.onerror = () => reject(reader.error)
  reader.readAsDataURL(file)
  return promise
}

const maxKnown = 20

function openContacts(chat: Chat): void {
  const send = (card: Card) => act(chat, { type: 'contacts', contacts: [card] })
  const others = [...people.values()].filter(({ key }) => key !== chat.person && isNumber(key)).slice(0, maxKnown)
  const sendOwn = (data: FormData) => {
    const name = String(data.get('name'))
    const phones = [{ phone: String(data.get('phone')), type: 'CELL' }]
    return send({ name: { formatted_name: name, first_name: name }, phones })
  }
  openSheet(
    word.contact,
    <>
      {others.map(({ key, name }) => (
        <Choice
          key={key}
          icon="contact"
          title={name === key ? phoneOf(key) : name}
          description={phoneOf(key)}
          onPick={() => send(cardOf(key))}
        />
      ))}
      <SheetForm action={word.send} onSend={sendOwn}>
        <Field label={word.name} name="name" required maxLength={80} />
        <Field label={word.phone} name="phone" type="tel" required />
      </SheetForm>
    </>,
  )
}
