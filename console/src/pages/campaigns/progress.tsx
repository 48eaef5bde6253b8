/** How far a campaign is: of all rows, those that are done with, and how; while it goes, how fast and for how long. */
import { useState } from 'react'
import { ProgressBar } from 'react-aria-components'
import { StateBadge } from '../../kit/badge.tsx'
import { useWords } from '../../words/words.tsx'
import { paceOf, type Seen, withSeen } from './pace.ts'
import type { Campaign } from './source.ts'

export function Progress({ campaign: { counts, status } }: { campaign: Campaign }) {
  const { t, number } = useWords()
  const { rows, waiting, queued } = counts
  const done = Math.max(0, rows - waiting - queued)
  const share = rows === 0 ? 0 : Math.floor((100 * done) / rows)
  const isBad = counts.failed + counts.bad
  return (
    <ProgressBar value={share} aria-label={t('campaign.progress')} className="progress">
      <div className="row between">
        <span>{t('campaign.done', { done: number(done), rows: number(rows) })}</span>
        <StateBadge state={status} />
      </div>
      {status === 'IN_PROGRESS' && <Speed done={done} left={waiting + queued} />}
      <svg viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true" className="bar">
        <rect width="100" height="2" className="bar-rest" />
        <rect width={share} height="2" className="bar-done" />
        <rect
          x={share - share * (done === 0 ? 0 : isBad / done)}
          width={done === 0 ? 0 : (share * isBad) / done}
          height="2"
          className="bar-bad"
        />
      </svg>
    </ProgressBar>
  )
}

function Speed({ done, left }: { done: number; left: number }) {
  const { t, locale } = useWords()
  const [seen, setSeen] = useState<readonly Seen[]>([])
  // Each answer is another look: this is drawn anew with it.
  if (seen.at(-1)?.done !== done || Date.now() - (seen.at(-1)?.at ?? 0) > lookMs)
    setSeen(withSeen(seen, { at: Date.now(), done }))
  const pace = paceOf(seen, left)
  if (pace === undefined) return null
  const rate = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }).format(pace.perSecond)
  return <span className="soft small">{t('campaign.pace', { rate, time: spanOf(pace.leftMs, locale) })}</span>
}

const lookMs = 1_500
const spans = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

function spanOf(ms: number, locale: string): string {
  const seconds = ms / 1_000
  const [unit, length] = spans.find(([, one]) => seconds >= one) ?? (['second', 1] as const)
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 })
  return format.format(Math.max(1, Math.round(seconds / length)))
}
