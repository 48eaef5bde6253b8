/** What was said, oldest first, as WhatsApp draws it; new lines come to the end, where the reader is. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useLayoutEffect, useRef } from 'react'
import { useFallback } from '../../app/live.ts'
import { Button } from '../../kit/button.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import { LineBubble } from './line-bubble.tsx'
import { chatQuery, type Line, linesOf, type Person } from './source.ts'

/** Who has scrolled further up reads there, and is not pulled away. */
const nearPixels = 120

export function Lines({ person: { botId, id } }: { person: Person }) {
  const { t } = useWords()
  const chat = useInfiniteQuery({ ...chatQuery(botId, id), refetchInterval: useFallback() })
  const lines = linesOf(chat.data?.pages ?? [])
  const box = useStayingAtEnd(lines.at(-1)?.messageId, lines[0]?.messageId)
  if (chat.error && !chat.data) return <Failure error={chat.error} onRetry={() => void chat.refetch()} />
  if (!chat.data) return <Skeleton lines={8} />
  return (
    // It scrolls, so the keyboard must reach it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
    <div className="chat lines" ref={box} role="log" aria-label={t('chat.lines')} tabIndex={0}>
      {chat.hasNextPage && (
        <Button kind="quiet" isPending={chat.isFetchingNextPage} onPress={() => void chat.fetchNextPage()}>
          {t('chat.earlier')}
        </Button>
      )}
      {lines.length === 0 && <p className="soft">{t('chat.nothing')}</p>}
      {lines.map((line, index) => (
        <Dated key={line.messageId} line={line} before={lines[index - 1]} botId={botId} />
      ))}
    </div>
  )
}

/** With the day above its first line. */
function Dated({ line, before, botId }: { line: Line; before: Line | undefined; botId: string }) {
  const { locale } = useWords()
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' })
  const [here, there] = [line, before].map((one) => one && day.format(new Date(one.createdAt)))
  return (
    <>
      {here !== there && <p className="day">{here}</p>}
      <LineBubble line={line} botId={botId} />
    </>
  )
}

/** The end stays in view when a line comes, and what is read stays where it is when earlier ones come. */
function useStayingAtEnd(last: string | undefined, first: string | undefined) {
  const box = useRef<HTMLDivElement>(null)
  const seen = useRef<{ last: string | undefined; first: string | undefined; height: number }>(undefined)
  useLayoutEffect(() => {
    const { current } = box
    if (current === null) return
    const before = seen.current
    const height = current.scrollHeight
    const wasNear = before === undefined || before.height - current.scrollTop - current.clientHeight < nearPixels
    if (before?.last !== last && wasNear) current.scrollTop = height
    else if (before !== undefined && before.first !== first) current.scrollTop += height - before.height
    seen.current = { last, first, height }
  })
  return box
}
