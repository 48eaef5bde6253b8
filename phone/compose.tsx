/** Writing: the field with its emoji and its quoted message, each chat with its own draft. */
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { Icon } from '../drawing/icon.tsx'
import { act } from './act.ts'
import { openAttach } from './attach.tsx'
import type { Quoted } from './entry.ts'
import { IconButton } from './icon-button.tsx'
import { stayAtEnd } from './log.ts'
import { byId, draw, screen, useScreen } from './screen.ts'
import type { Chat } from './store.ts'
import { word } from './words.ts'

const textField = () => byId<HTMLTextAreaElement>('text')

/** `undefined` quotes nothing. */
export function quote(about: Quoted | undefined): void {
  draw({ quoted: about })
  textField().focus()
}

export function Compose() {
  return (
    <>
      <QuotedMessage />
      <form id="compose" autoComplete="off" onSubmit={submit}>
        <IconButton
          id="attach"
          icon="attach"
          label={word.attach}
          opens="dialog"
          onPress={() => screen.open && openAttach(screen.open)}
        />
        <EmojiPicker />
        {/* Its text is the open chat's draft (`log.ts`). */}
        <textarea
          id="text"
          rows={1}
          placeholder={word.write}
          aria-label={word.write}
          maxLength={4_096}
          onKeyDown={sendByEnter}
          onInput={keepDraft}
        />
        <button className="send" type="submit" aria-label={word.send} title={word.send}>
          <Icon name="send" />
        </button>
      </form>
    </>
  )
}

function QuotedMessage() {
  const { quoted } = useScreen()
  return (
    <div id="quoted" hidden={quoted === undefined}>
      <div className="quote">
        <strong id="quoted-who">{quoted && `${word.replyingTo} ${quoted.who}`}</strong>
        <span id="quoted-text">{quoted?.text}</span>
      </div>
      <IconButton id="unquote" icon="close" label={word.cancel} onPress={() => quote(undefined)} />
    </div>
  )
}

function sendByEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}

function keepDraft(): void {
  if (screen.open) screen.open.draft = textField().value
  stayAtEnd()
}

function submit(event: FormEvent): void {
  event.preventDefault()
  if (screen.open) void send(screen.open)
}

async function send(chat: Chat): Promise<void> {
  const field = textField()
  const written = field.value.trim()
  if (written === '') return
  const context = screen.quoted ? { context: screen.quoted.wamid } : {}
  field.value = ''
  chat.draft = ''
  quote(undefined)
  const isTaken = await act(chat, { type: 'text', text: written, ...context })
  if (isTaken) return
  // An unsent text goes back into its chat.
  if (screen.open !== chat) chat.draft ||= written
  else if (field.value === '') field.value = written
}

const emoji = (
  '😀 😂 🙂 😉 😍 😘 😎 🤔 😅 😢 😭 😡 😱 🥳 😴 🤗 🙄 🤝 👍 👎 ' +
  '👋 🙏 👏 💪 👌 🤞 👀 ❤️ 💔 🔥 🎉 ✨ 💯 ✅ ❌ ⚠️ 📦 🚚 🛒 💳 ' +
  '📍 📞 📄 📷 ⏰ ☀️ 🍕 ☕'
).split(' ')
const perRow = 8

function EmojiPicker() {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        id="smile"
        className="round-button"
        type="button"
        popoverTarget="emoji"
        aria-label={word.emoji}
        title={word.emoji}
        aria-expanded={isOpen}
      >
        <Icon name="smile" />
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: emoji are no fields */}
      <div
        id="emoji"
        popover="auto"
        role="group"
        aria-label={word.emoji}
        onToggle={({ newState }) => setOpen(newState === 'open')}
        onKeyDown={moveAmongEmoji}
      >
        {emoji.map((one) => (
          <button key={one} type="button" onClick={() => insert(one)}>
            {one}
          </button>
        ))}
      </div>
    </>
  )
}

function insert(one: string): void {
  const field = textField()
  field.setRangeText(one, field.selectionStart, field.selectionEnd, 'end')
  keepDraft()
}

const arrows: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow }

function moveAmongEmoji(event: KeyboardEvent<HTMLElement>): void {
  const by = arrows[event.key]
  if (by === undefined) return
  event.preventDefault()
  const all = [...event.currentTarget.querySelectorAll('button')]
  const at = all.indexOf(document.activeElement as HTMLButtonElement)
  all[Math.min(all.length - 1, Math.max(0, at + by))]?.focus()
}
