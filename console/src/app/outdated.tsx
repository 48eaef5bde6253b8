/** Over the page, which it does not move: of when is what is seen, why it is not of now, and when it is asked for again. */
import { useState, useSyncExternalStore } from 'react'
import { Button } from '../kit/button.tsx'
import { CodeLine } from '../kit/cause.tsx'
import { explain } from '../kit/states.tsx'
import { useWords } from '../words/words.tsx'
import { renewals } from './gateway.ts'

export function OutdatedSign() {
  const words = useWords()
  const { t, locale } = words
  const outdated = useSyncExternalStore(renewals.follow, renewals.now)
  const [isShort, setShort] = useState(false)
  const explained = outdated && explain(outdated.error, words)
  const title = outdated && t('outdated.title', { time: clock(outdated.since, locale) })
  return (
    <div {...(title !== undefined && { className: 'outdated', role: 'region', 'aria-label': title })}>
      {/* Stands empty before: a live region must be there before what it says. Codes and times would be said anew. */}
      <div role="status">
        {explained && (
          <p>
            <b>{title}.</b> {!isShort && `${explained.title}. ${explained.text}`}
          </p>
        )}
      </div>
      {outdated && explained && !isShort && (
        <>
          {explained.code !== undefined && <CodeLine code={explained.code} />}
          <p className="soft number">
            {outdated.nextAt === undefined
              ? t('outdated.now')
              : t('outdated.next', { time: clock(outdated.nextAt, locale, true) })}
          </p>
        </>
      )}
      {outdated && (
        <div className="row">
          <Button isPending={outdated.nextAt === undefined} onPress={renewals.tryNow}>
            {t('retry')}
          </Button>
          <Button kind="quiet" aria-expanded={!isShort} onPress={() => setShort(!isShort)}>
            {t(isShort ? 'outdated.more' : 'outdated.less')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** With the day, unless that is today. */
function clock(at: number, locale: string, withSeconds = false): string {
  const date = new Date(at)
  const isToday = date.toDateString() === new Date().toDateString()
  const timeStyle = withSeconds ? 'medium' : 'short'
  return new Intl.DateTimeFormat(locale, { timeStyle, ...(!isToday && { dateStyle: 'medium' }) }).format(date)
}
