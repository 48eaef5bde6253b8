/** The open chat: the business at the top, the messages by day, and the keys that move from message to message. */
import { Fragment, memo, useMemo } from 'react'
import type { Message } from '../drawing/content.ts'
import { Avatar } from '../drawing/icon.tsx'
import { moveAmongMessages } from '../drawing/keys.ts'
import { MessageRow } from '../drawing/message.tsx'
import { phoneOf } from '../drawing/numbers.ts'
import { DrawingProvider, type Surroundings } from '../drawing/surroundings.tsx'
import { Compose } from './compose.tsx'
import { plainSurroundings } from './drawing.tsx'
import { type Entry, messageOf, type Rendered } from './entry.ts'
import { IconButton } from './icon-button.tsx'
import { goTo, rowsOf, showEarlier, toEnd, whenLoaded, whenScrolled } from './log.ts'
import { openMenu, quotedIn } from './menu.tsx'
import { nameOf } from './names.ts'
import { useScreen } from './screen.ts'
import { asChanged, businessOf, type Chat } from './store.ts'
import { openView, tap } from './taps.tsx'
import { dayOf, now, numberOf, word } from './words.ts'

type Props = { onBack: () => unknown; onPerson: () => unknown }

export function ChatSection({ onBack, onPerson }: Props) {
  const { open, isChatShown, hasLater } = useScreen()
  return (
    <section id="chat" aria-labelledby="business" hidden={open === undefined}>
      <header>
        <IconButton id="back" icon="back" label={word.back} onPress={onBack} />
        <span id="picture">{open && <Avatar name={businessOf(open)} />}</span>
        <Who chat={open} />
        <IconButton id="person" icon="contact" label={word.person} opens="dialog" onPress={onPerson} />
      </header>
      <div
        id="messages"
        className="whatsapp-chat"
        role="log"
        aria-live="off"
        aria-label={word.messages}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard can scroll and enter it too
        tabIndex={0}
        onKeyDown={moveAmongMessages}
        onScroll={whenScrolled}
        onLoadCapture={whenLoaded}
        onLoadedMetadataCapture={whenLoaded}
      >
        {open && isChatShown && <Messages chat={open} />}
      </div>
      <IconButton id="latest" icon="down" label={word.latest} hidden={!hasLater} onPress={toEnd} />
      <Compose />
    </section>
  )
}

function Who({ chat }: { chat: Chat | undefined }) {
  const isTyping = chat !== undefined && chat.typingUntil > now()
  return (
    <div className="who">
      <h2 id="business">{chat ? businessOf(chat) : '…'}</h2>
      <small id="about" hidden={isTyping}>
        {chat && aboutOf(chat.person)}
      </small>
      <small id="typing" className="typing" role="status" hidden={!isTyping}>
        {word.typing}
      </small>
    </div>
  )
}

function aboutOf(person: string): string {
  const [name, phone] = [nameOf(person), phoneOf(person)]
  return `${word.as} ${name}${name === phone ? '' : ` · ${phone}`}`
}

/** A line with the date precedes each day's first message; consecutive messages of one side are grouped. */
function Messages({ chat }: { chat: Chat }) {
  const { first, found, news } = useScreen()
  const surroundings = useSurroundingsOf(chat)
  const { entries, hasEarlier } = rowsOf(chat, first)
  return (
    <DrawingProvider value={surroundings}>
      {hasEarlier && (
        <button className="earlier" type="button" onClick={showEarlier}>
          {word.earlier}
        </button>
      )}
      {entries.map((entry, index) => {
        const before = entries[index - 1]
        const day = dayOf(entry.receivedAt)
        const isNewDay = before === undefined || dayOf(before.receivedAt) !== day
        const isNews = news?.before === entry.wamid
        return (
          <Fragment key={entry.wamid}>
            {isNews && <NewsLine count={news.count} />}
            {isNewDay && <DayLine day={day} />}
            <Row
              entry={asChanged(chat, entry)}
              business={businessOf(chat)}
              reactions={chat.reactions.get(entry.wamid)}
              quoted={quotedEntry(chat, entry)}
              isSame={!isNewDay && !isNews && isOneSide(entry, before)}
              isFound={entry.wamid === found}
            />
          </Fragment>
        )
      })}
    </DrawingProvider>
  )
}

/** One object for each chat: the rows are drawn again when it is another. */
function useSurroundingsOf(chat: Chat): Surroundings {
  return useMemo(
    () => ({
      ...plainSurroundings,
      onTap: (button, content, { id = '' }) => void tap(chat, id, button, content),
      onOpen: (view, content, { id = '' }) => openView(chat, id, view, content),
      onQuote: (id) => void goTo(id),
      onMenu: ({ id = '' }: Message) => openMenu(chat, id),
    }),
    [chat],
  )
}

function isOneSide({ direction, rendered }: Entry, before: Entry): boolean {
  return direction === before.direction && rendered.kind !== 'system' && before.rendered.kind !== 'system'
}

function quotedEntry(chat: Chat, { rendered: { quotes } }: Entry): Entry | undefined {
  const known = quotes === undefined ? undefined : chat.entries.get(quotes)
  return known && asChanged(chat, known)
}

type RowProps = {
  entry: Entry
  business: string
  reactions: ReadonlyMap<string, { emoji: string }> | undefined
  quoted: Entry | undefined
  isSame: boolean
  isFound: boolean
}

const Row = memo(function Row({ entry, business, reactions, quoted, isSame, isFound }: RowProps) {
  const { quotes }: Rendered = entry.rendered
  const about = quotes === undefined ? undefined : quotedIn(quotes, quoted, business)
  const message = messageOf(entry, { business, quoted: about, reactions })
  return <MessageRow message={message} isSame={isSame} isFound={isFound} />
})

function DayLine({ day }: { day: string }) {
  return (
    <div className="day">
      <span>{day}</span>
    </div>
  )
}

function NewsLine({ count }: { count: number }) {
  return (
    <div className="news">
      <span>{`${numberOf(count)} ${count === 1 ? word.unreadMessage : word.unreadMessages}`}</span>
    </div>
  )
}
