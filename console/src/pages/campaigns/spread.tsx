/** Over how many days a campaign is sent, by what Meta allows its number, and why marketing is slower than that. */
import { Link } from '@tanstack/react-router'
import type { Answer } from '../../../../sdk/client.ts'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'

export type SpreadFound = Answer<'previewCampaign'>['data']['spread']

const shownParts = 7

export function Spread({ spread, botId }: { spread: SpreadFound; botId: string }) {
  const { t, number } = useWords()
  const { days, perDay, used, ahead, percent, quality, parts } = spread
  return (
    <section aria-label={t('spread.title')}>
      <h3>{t('spread.title')}</h3>
      {percent < 100 && <p>{t(quality === 'RED' ? 'spread.red' : 'spread.yellow', { percent: number(percent) })}</p>}
      {days === null && <p>{t('spread.never')}</p>}
      <Ways spread={spread} botId={botId} />
      {days !== null && days <= 1 && <p className="soft">{t('spread.fits')}</p>}
      {days !== null && days > 1 && (
        <>
          <p>
            {perDay === null
              ? t('spread.slow_days', { days: number(days) })
              : t('spread.days', { limit: number(perDay), used: number(used), days: number(days) })}
          </p>
          {ahead > 0 && <p className="soft">{t('spread.ahead', { count: number(ahead) })}</p>}
          <ol className="plain">
            {parts.slice(0, shownParts).map(({ at, rows }) => (
              <li key={at}>
                <Time at={at} isExact /> <span>{t('spread.rows', { count: number(rows) })}</span>
              </li>
            ))}
            {days > shownParts && <li className="soft">…</li>}
          </ol>
        </>
      )}
    </section>
  )
}

/** To the setting that it is about, and to what it means. */
function Ways({ spread: { percent, quality }, botId }: { spread: SpreadFound; botId: string }) {
  const { t, language } = useWords()
  const field = `marketingPace.${quality === 'RED' ? 'red' : 'yellow'}`
  return (
    <p className="soft small">
      {percent < 100 && (
        <>
          <Link to="/numbers/$botId" params={{ botId }} hash={field}>
            {t('spread.change')}
          </Link>{' '}
          ·{' '}
        </>
      )}
      <a href={`/guide/${language}/limits.html`}>{t('spread.guide')}</a>
    </p>
  )
}
