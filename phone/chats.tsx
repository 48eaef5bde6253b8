/**
 * The list of chats of one person's phone or of all: each with its last message, the time, its ticks and its unread
 * count; searchable by name, number or last message.
 */
import { Preview } from '../drawing/formatted.tsx'
import { Avatar, Icon, Spoken } from '../drawing/icon.tsx'
import { classOf } from '../drawing/message.tsx'
import { Tick } from '../drawing/parts.tsx'
import { summaryOf } from '../drawing/summary.ts'
import { Drawing } from './drawing.tsx'
import type { Entry } from './entry.ts'
import { IconButton } from './icon-button.tsx'
import { nameOf } from './names.ts'
import { draw, useScreen } from './screen.ts'
import { openNewChat, openSettings } from './settings.tsx'
import { businessOf, type Chat, chatsOf, numbers, people } from './store.ts'
import { dayOf, now, numberOf, timeOf, word } from './words.ts'

const maxShown = 200
const maxViewers = 500

type Props = { onChoose: (chat: Chat) => unknown; onViewer: (viewer: string) => unknown }

/** The viewer is the person whose phone it is, or '' for all phones; then a chat is named after its person. */
export function Chats({ onChoose, onViewer }: Props) {
  const { open, viewer, search, isLoaded } = useScreen()
  const wanted = search.toLocaleLowerCase().trim()
  const found = isLoaded ? chatsOf(viewer).filter((chat) => matches(chat, wanted)) : []
  return (
    <nav id="people" aria-label={word.chats}>
      <header>
        <h1>{word.chats}</h1>
        <IconButton id="settings" icon="settings" label={word.settings} opens="dialog" onPress={openSettings} />
        <IconButton
          id="add"
          icon="attach"
          label={word.newChat}
          opens="dialog"
          isStrong
          onPress={() => openNewChat(onChoose)}
        />
      </header>
      <Search />
      <Viewers onViewer={onViewer} />
      <ul id="list">
        <Drawing>
          {found.slice(0, maxShown).map((chat) => (
            <Row key={chat.key} chat={chat} isOpen={chat === open} viewer={viewer} onChoose={onChoose} />
          ))}
        </Drawing>
      </ul>
      <p id="nothing" hidden={!isLoaded || found.length > 0}>
        {search === '' ? word.noChats : word.nothingFound}
      </p>
    </nav>
  )
}

function Search() {
  return (
    <div className="search">
      <span>
        <Icon name="search" />
      </span>
      <input
        id="search"
        type="search"
        autoComplete="off"
        placeholder={word.search}
        aria-label={word.search}
        onChange={({ target }) => draw({ search: target.value })}
      />
    </div>
  )
}

/** The choice of phone: all, or one person's. */
function Viewers({ onViewer }: Pick<Props, 'onViewer'>) {
  const { viewer } = useScreen()
  const all = [...people.values()].slice(0, maxViewers).map(({ key }) => ({ key, name: nameOf(key) }))
  return (
    <div className="whose">
      <label htmlFor="viewer">{word.phoneOf}</label>
      <select id="viewer" value={viewer} onChange={({ target }) => onViewer(target.value)}>
        <option value="">{word.everyone}</option>
        {all
          .sort((a, b) => a.name.localeCompare(b.name))
          .map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
      </select>
    </div>
  )
}

function matches(chat: Chat, search: string): boolean {
  if (search === '') return true
  const { text = '', header = '' } = chat.last?.rendered ?? {}
  const digits = search.replace(/\D/g, '')
  const words = `${nameOf(chat.person)} ${businessOf(chat)} ${text} ${header}`.toLocaleLowerCase()
  return words.includes(search) || (digits.length > 2 && chat.person.includes(digits))
}

type RowProps = { chat: Chat; isOpen: boolean; viewer: string; onChoose: Props['onChoose'] }

function Row({ chat, isOpen, viewer, onChoose }: RowProps) {
  const { last, unseen } = chat
  const title = viewer === '' ? nameOf(chat.person) : businessOf(chat)
  const isTyping = chat.typingUntil > now()
  return (
    <li>
      <button
        className={classOf('person', unseen > 0 && 'fresh')}
        type="button"
        data-chat={chat.key}
        aria-current={isOpen}
        onClick={() => onChoose(chat)}
      >
        <Avatar name={title} />
        <span className="lines">
          <span className="line">
            <strong>{title}</strong>
            {last && <When at={last.receivedAt} isFresh={unseen > 0} />}
          </span>
          {viewer === '' && numbers.size > 1 && <small className="via">{businessOf(chat)}</small>}
          <span className="line">
            {!isTyping && last && hasTick(last) && <Tick state={last.status} />}
            {isTyping ? (
              <small className="typing">{word.typing}</small>
            ) : (
              <small>{last && <Summary of={last} />}</small>
            )}
            {unseen > 0 && (
              <span className="count">
                {numberOf(unseen)}
                <Spoken text={` ${word.unread}`} />
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  )
}

function hasTick({ rendered, direction, status }: Entry): boolean {
  return rendered.kind !== 'system' && (direction === 'in' || status === 'failed')
}

function When({ at, isFresh }: { at: number; isFresh: boolean }) {
  const day = dayOf(at, true)
  return <small className={classOf('time', isFresh && 'fresh')}>{day === word.today ? timeOf(at) : day}</small>
}

const pictured = new Set(['image', 'video', 'audio', 'document', 'sticker', 'location', 'contact', 'order', 'flow'])

function Summary({ of: { rendered } }: { of: Entry }) {
  const { sort, text } = summaryOf(rendered, word)
  return (
    <>
      {pictured.has(sort) && <Icon name={sort === 'order' ? 'catalog' : sort} />}
      <Preview text={text} />
    </>
  )
}
