/** An instant in the person's zone: how long ago, and exactly, for the pointer and for screen readers. */
import { useEffect, useState } from 'react'
import { useWords } from '../words/words.tsx'

type At = number | string | Date

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** Beyond a week the date says more. */
const farSeconds = 7 * units[0][1]

/** `isDay`: for what lies months away, such as the end of a key. */
export function Time({ at, isExact = false, isDay = false }: { at: At; isExact?: boolean; isDay?: boolean }) {
  const { locale } = useWords()
  const date = new Date(at)
  const now = useNow(!isExact && !isDay)
  const exact = exactTime(date, locale)
  const far = Math.abs(now - date.getTime()) > farSeconds * 1_000
  return (
    <time dateTime={date.toISOString()} title={exact}>
      {isDay ? dayOf(date, locale) : isExact || far ? exact : relativeTime(date.getTime() - now, locale)}
    </time>
  )
}

/** With milliseconds: the steps of a message follow each other within one second. */
export function PreciseTime({ at }: { at: At }) {
  const { locale } = useWords()
  const date = new Date(at)
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const
  return (
    <time dateTime={date.toISOString()} title={exactTime(date, locale)}>
      {new Intl.DateTimeFormat(locale, options).format(date)}
    </time>
  )
}

export function exactTime(date: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(date)
}

function dayOf(date: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(date)
}

function relativeTime(ms: number, locale: string): string {
  const seconds = Math.round(ms / 1_000)
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  const found = units.find(([, length]) => Math.abs(seconds) >= length)
  return found ? format.format(Math.trunc(seconds / found[1]), found[0]) : format.format(seconds, 'second')
}

/** Follows the clock every ten seconds: a relative time does not grow old on an open page. */
function useNow(isFollowed: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!isFollowed) return
    const timer = setInterval(() => setNow(Date.now()), 10_000)
    return () => clearInterval(timer)
  }, [isFollowed])
  return now
}
