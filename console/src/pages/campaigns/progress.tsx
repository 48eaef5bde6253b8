/** How far a campaign is: of all rows, those that are done with, and how. */
import { ProgressBar } from 'react-aria-components'
import { StateBadge } from '../../kit/badge.tsx'
import { useWords } from '../../words/words.tsx'
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
