/**
 * One message as WhatsApp draws it: its content, the time and the ticks, the buttons, and the cards of a carousel.
 * Nothing here knows of chats or the network: what a tap does is the page's.
 */
import type { KeyboardEvent, MouseEvent } from 'react'
import { Actions } from './actions.tsx'
import { Carousel } from './carousel.tsx'
import type { Content, Message } from './content.ts'
import { isEmojiOnly } from './formatted.tsx'
import { Icon, Spoken } from './icon.tsx'
import { ContentParts } from './parts.tsx'
import { MessageProvider, useSurroundings } from './surroundings.tsx'

type RowProps = { message: Message; isSame?: boolean; isFound?: boolean }

/** `isSame`: the side that wrote the message before wrote it too. `isFound`: the one that somebody was sent to. */
export function MessageRow({ message, isSame = false, isFound = false }: RowProps) {
  const { content, side, state, failure, reactions = [] } = message
  if (content.kind === 'system') return <SystemLine message={message} />
  const isLost = state === 'failed'
  return (
    <MessageProvider value={message}>
      <div className={classOf('message', side, isSame && 'same', isLost && 'lost', isFound && 'found')}>
        <div className="whole">
          <Bubble message={message} />
          {content.cards && (
            <Carousel>
              {content.cards.map((card, index) => (
                <Card key={index} card={card} />
              ))}
            </Carousel>
          )}
          {isLost && <Failure reason={failure} />}
          <Reactions emoji={reactions} />
        </div>
      </div>
    </MessageProvider>
  )
}

export function classOf(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}

function Bubble({ message }: { message: Message }) {
  const { onMenu } = useSurroundings()
  const { id, side, who, content } = message
  const isBare = content.kind === 'sticker' || isOnlyEmoji(message)
  return (
    <article className={classOf('bubble', side, isBare && 'bare')} id={id} tabIndex={-1} {...useMenuKeys(message)}>
      {who && <Spoken text={`${who}: `} />}
      <ContentParts content={content} message={message} />
      <Actions content={content} />
      {onMenu && <MenuButton message={message} />}
    </article>
  )
}

/** Enter on the message itself, a long press with a finger, or a mouse's secondary button. */
function useMenuKeys(message: Message) {
  const { onMenu } = useSurroundings()
  if (onMenu === undefined) return {}
  return {
    onKeyDown(event: KeyboardEvent) {
      if (event.key !== 'Enter' || event.target !== event.currentTarget) return
      event.preventDefault()
      onMenu(message)
    },
    onContextMenu(event: MouseEvent) {
      if ((event.target as Element).closest('a, img, video, input, dialog')) return
      event.preventDefault()
      onMenu(message)
    },
  }
}

/** For pointers; the keyboard opens the same menu from the message itself. */
function MenuButton({ message }: { message: Message }) {
  const { word, onMenu } = useSurroundings()
  return (
    <button
      className="menu"
      type="button"
      tabIndex={-1}
      aria-label={word.options}
      aria-haspopup="dialog"
      onClick={() => onMenu?.(message)}
    >
      <Icon name="down" />
    </button>
  )
}

/** WhatsApp's own message in a chat: a person's number changed. */
function SystemLine({ message: { id, content } }: { message: Message }) {
  return (
    <div className="message system">
      <article id={id} tabIndex={-1}>
        {content.text}
      </article>
    </div>
  )
}

function isOnlyEmoji({ content: { kind, text }, quoted }: Message): boolean {
  return kind === 'text' && quoted === undefined && isEmojiOnly(text ?? '')
}

function Card({ card }: { card: Content }) {
  return (
    <div className="slide">
      <ContentParts content={card} />
      <Actions content={card} />
    </div>
  )
}

/** Meta's reason, as in its webhook. */
function Failure({ reason }: { reason: string | undefined }) {
  const { word } = useSurroundings()
  return (
    <small className="failed">
      <Icon name="failed" />
      <span>{reason ?? word.failed}</span>
    </small>
  )
}

function Reactions({ emoji }: { emoji: readonly string[] }) {
  const { word } = useSurroundings()
  if (emoji.length === 0) return null
  return (
    <span className="reaction">
      <Spoken text={`${word.reaction}: `} />
      {[...new Set(emoji)].join('')}
      {emoji.length > 1 && ` ${emoji.length}`}
    </span>
  )
}
