/** What was said, oldest first, as WhatsApp draws it; new lines come to the end, where the reader is. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Message } from '../../../../drawing/content.ts'
import { moveAmongMessages } from '../../../../drawing/keys.ts'
import { MessageRow } from '../../../../drawing/message.tsx'
import { phoneOf } from '../../../../drawing/numbers.ts'
import { summaryOf } from '../../../../drawing/summary.ts'
import { formatsIn } from '../../../../drawing/surroundings.tsx'
import { botsQuery } from '../../app/bots.ts'
import { useFallback } from '../../app/live.ts'
import { useMay } from '../../app/session.ts'
import { Drawing, useDrawnWords } from '../../kit/drawing.tsx'
import { MoreButton } from '../../kit/more.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { kindOf } from '../messages/source.ts'
import { definitionsQuery } from '../templates/queries.ts'
import type { Quoted } from './kind-dialog.tsx'
import { MessageMenu } from './message-menu.tsx'
import { chatQuery, linesOf, type Person } from './source.ts'
import { type Drawn, threadOf } from './thread.ts'

/** Who has scrolled further up reads there, and is not pulled away. */
const nearPixels = 120

/** `onAnswer`: undefined where nobody may write now. */
type Props = { person: Person; onAnswer: ((quoted: Quoted) => void) | undefined }

export function Lines({ person, onAnswer }: Props) {
  const { botId, id } = person
  const { t } = useWords()
  const chat = useInfiniteQuery({ ...chatQuery(botId, id), refetchInterval: useFallback() })
  const thread = useThread(person, chat.data?.pages)
  const { box, stay } = useStayingAtEnd(thread[0]?.line.messageId)
  const linkTime = useTimeLink(botId)
  const [menuOf, setMenuOf] = useState<Message>()
  if (chat.error && !chat.data) return <Failure error={chat.error} onRetry={() => void chat.refetch()} />
  if (!chat.data) return <Skeleton lines={8} />
  return (
    <div
      className="whatsapp whatsapp-chat lines"
      ref={box}
      role="log"
      aria-label={t('chat.lines')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      onKeyDown={moveAmongMessages}
      {...stay}
    >
      <MoreButton of={chat}>{t('chat.earlier')}</MoreButton>
      {thread.length === 0 && <p className="soft">{t('chat.nothing')}</p>}
      <Drawing linkTime={linkTime} onQuote={goTo} {...(onAnswer && { onMenu: setMenuOf })}>
        {thread.map((one, index) => (
          <Dated key={one.line.messageId} drawn={one} before={thread[index - 1]} />
        ))}
      </Drawing>
      {onAnswer && <MenuOf message={menuOf} {...{ thread, person, onAnswer }} onClose={() => setMenuOf(undefined)} />}
    </div>
  )
}

type MenuProps = {
  message: Message | undefined
  thread: readonly Drawn[]
  person: Person
  onAnswer: (quoted: Quoted) => void
  onClose: () => void
}

/** As it is now: a reaction may have come since the menu was opened. */
function MenuOf({ message, thread, person, onAnswer, onClose }: MenuProps) {
  const word = useDrawnWords()
  const drawn = message && thread.find((one) => one.message.id === message.id)
  if (drawn === undefined) return null
  const { id, who, content } = drawn.message
  const answer = () => {
    onClose()
    onAnswer({
      ...(id !== undefined && { id }),
      ...(who !== undefined && { who }),
      text: summaryOf(content, word).text,
    })
  }
  return <MessageMenu drawn={drawn} person={person} onReply={answer} onClose={onClose} />
}

function useThread({ botId, id, names }: Person, pages: Parameters<typeof linesOf>[0] = []): Drawn[] {
  const { t } = useWords()
  const word = useDrawnWords()
  const lines = useMemo(() => linesOf(pages), [pages])
  const bot = useQuery(botsQuery).data?.find(({ id }) => id === botId)?.name ?? botId
  const hasTemplates = lines.some(({ bubble }) => bubble.type === 'TEMPLATE')
  const mayRead = useMay('templates.read', botId)
  const { data: templates = none } = useQuery({ ...definitionsQuery(botId), enabled: hasTemplates && mayRead })
  return useMemo(
    () =>
      threadOf(lines, {
        word,
        templates,
        names: { bot, user: names || phoneOf(id) },
        failed: t('chat.failed'),
        nameOf: (type) => kindOf(type, t),
        reactionOf: (emoji) => (emoji === '' ? t('chat.reaction_taken') : t('chat.reaction', { emoji })),
      }),
    [lines, templates, bot, id, names, word, t],
  )
}

const none: never[] = []

/** To the timeline of the message. */
function useTimeLink(botId: string) {
  const { t, locale } = useWords()
  return useCallback(
    ({ id = '', at = 0 }: Message, time: ReactNode) => (
      <Link
        to="/messages/$botId/$messageId"
        params={{ botId, messageId: id }}
        aria-label={t('chat.timeline', { clock: formatsIn(locale).time(at) })}
      >
        {time}
      </Link>
    ),
    [botId, t, locale],
  )
}

function goTo(id: string): void {
  const message = document.getElementById(id)
  message?.scrollIntoView({ block: 'center' })
  message?.focus({ preventScroll: true })
}

/** With the day above its first line. */
function Dated({ drawn: { line, message }, before }: { drawn: Drawn; before: Drawn | undefined }) {
  const { t, locale } = useWords()
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' })
  const [here, there] = [line, before?.line].map((one) => one && day.format(new Date(one.createdAt)))
  return (
    <Fragment>
      {here !== there && <p className="day">{here}</p>}
      <MessageRow message={message} isSame={here === there && before?.message.side === message.side} />
      {line.source !== undefined && <p className={`soft small origin ${line.by}`}>{t(`chat.source_${line.source}`)}</p>}
      {line.sendAt !== undefined && (
        <p className="soft small leaves">
          {t('chat.leaves')} <Time at={line.sendAt} isExact />
        </p>
      )}
    </Fragment>
  )
}

/**
 * The end stays in view whatever grows above it: a line that comes, a picture that gets its height, a template that is
 * known now. What is read stays where it is when earlier lines come.
 */
function useStayingAtEnd(first: string | undefined) {
  const box = useRef<HTMLDivElement>(null)
  const place = useRef({ isAtEnd: true, top: 0 })
  const seen = useRef<{ first: string | undefined; height: number }>(undefined)
  useLayoutEffect(() => {
    const { current } = box
    if (current === null) return
    const before = seen.current
    const height = current.scrollHeight
    if (before?.height === height) return
    if (place.current.isAtEnd) current.scrollTop = height
    else if (before !== undefined && before.first !== first) current.scrollTop += height - before.height
    seen.current = { first, height }
  })
  const whenScrolled = () => {
    if (box.current === null) return
    const { scrollTop: top } = box.current
    // What grows below moves nobody up: only who scrolls up has left the end.
    const hasStayed = place.current.isAtEnd && top >= place.current.top
    place.current = { isAtEnd: hasStayed || isNearEnd(box.current), top }
  }
  const whenLoaded = () => {
    if (box.current && place.current.isAtEnd) box.current.scrollTop = box.current.scrollHeight
  }
  return { box, stay: { onScroll: whenScrolled, onLoadCapture: whenLoaded, onLoadedMetadataCapture: whenLoaded } }
}

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < nearPixels
}
