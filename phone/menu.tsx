/**
 * The menu that a long press opens on a phone: reactions, an answer, a copy, an edit, and the message as it came. What
 * the business wrote in its phone app it edits and takes back there, which is played here too.
 */
import { act, copy, echo } from './act.ts'
import { quote } from './compose.tsx'
import { type Entry, type Quoted, sayingOf } from './entry.ts'
import { AreaField, Choice, closeSheet, openSheet, SheetForm, textIn } from './sheet.tsx'
import { asChanged, businessOf, type Chat } from './store.ts'
import { word } from './words.ts'

const reactions = ['👍', '❤️', '😂', '😮', '😢', '🙏']

export function openMenu(chat: Chat, wamid: string): void {
  const entry = chat.entries.get(wamid)
  if (entry === undefined) return
  const { direction, rendered } = entry
  const text = rendered.text ?? rendered.header
  const isMine = direction === 'in' && rendered.kind === 'text' && !rendered.quotes
  const isOfApp = rendered.isFromApp === true && rendered.kind === 'text'
  const about = quotedIn(wamid, asChanged(chat, entry), businessOf(chat))
  openSheet(
    word.options,
    <>
      {direction === 'out' && <Reactions chat={chat} wamid={wamid} />}
      <Choice icon="reply" title={word.reply} onPick={() => quote(about)} />
      {text && <Choice icon="copy" title={word.copy} onPick={() => copy(text, word.textCopied)} />}
      {isMine && <Changes chat={chat} entry={entry} />}
      {isOfApp && <AppChanges chat={chat} entry={entry} />}
      <Choice icon="document" title={word.details} onPick={() => openWire(entry)} />
    </>,
  )
}

type Changed = { chat: Chat; entry: Entry }

/** The person edits or takes back what they wrote. */
function Changes({ chat, entry }: Changed) {
  const { wamid: messageId } = entry
  const edit = (text: string) => act(chat, { type: 'edit', messageId, text })
  return (
    <>
      <Choice icon="edit" title={word.edit} onPick={() => openEdit(chat, entry, edit)} />
      <Choice icon="close" title={word.takeBack} onPick={() => act(chat, { type: 'revoke', messageId })} />
    </>
  )
}

/** The business does, in its phone app. */
function AppChanges({ chat, entry }: Changed) {
  const { wamid } = entry
  const who = businessOf(chat)
  const edit = (text: string) => echo(chat, { edits: wamid, text })
  return (
    <>
      <Choice icon="edit" title={word.edit} description={who} onPick={() => openEdit(chat, entry, edit)} />
      <Choice icon="close" title={word.takeBack} description={who} onPick={() => echo(chat, { deletes: wamid })} />
    </>
  )
}

/** What is shown of a message that another one answers; it need not be known here. */
export function quotedIn(wamid: string, entry: Entry | undefined, business: string): Quoted {
  const who = entry?.direction === 'in' ? word.you : business
  return { wamid, who, text: entry ? sayingOf(entry.rendered) : word.message }
}

function Reactions({ chat, wamid }: { chat: Chat; wamid: string }) {
  const mine = chat.reactions.get(wamid)?.get('in')?.emoji
  const react = (emoji: string) => {
    closeSheet()
    void act(chat, { type: 'reaction', messageId: wamid, emoji: emoji === mine ? '' : emoji })
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: emoji are no fields
    <div className="reactions" role="group" aria-label={word.react}>
      {reactions.map((emoji) => (
        <button
          key={emoji}
          type="button"
          aria-pressed={emoji === mine}
          aria-label={`${emoji === mine ? word.unreact : word.react} ${emoji}`}
          onClick={() => react(emoji)}
        >
          {emoji}
        </button>
      ))}
    </div>
  )
}

function openEdit(chat: Chat, entry: Entry, edit: (text: string) => Promise<boolean>): void {
  const send = (data: FormData) => edit(textIn(data, 'text'))
  const before = asChanged(chat, entry).rendered.text
  openSheet(
    word.edit,
    <SheetForm action={word.send} onSend={send}>
      <AreaField label={word.message} name="text" rows={3} maxLength={4_096} required defaultValue={before} />
    </SheetForm>,
  )
}

/** The message as sent on the wire, for developers who build against the sandbox. */
function openWire({ body }: Entry): void {
  openSheet(
    word.details,
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it may be longer than the sheet
    <pre className="wire" tabIndex={0}>
      {readable(body)}
    </pre>,
  )
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2)
  } catch {
    return body
  }
}
