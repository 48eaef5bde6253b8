/**
 * What failed in a campaign, by cause: what happened, what to do, and how often, which leads to whom. The most frequent
 * one stands first.
 */
import { Link } from '@tanstack/react-router'
import type { Schemas } from '../../../../sdk/client.ts'
import { ErrorsLink, useCause } from '../../kit/cause.tsx'
import { useWords } from '../../words/words.tsx'

type Props = Pick<Schemas['CampaignCounts'], 'failedByCode'> & { campaignId: string }

export function Causes({ campaignId, failedByCode }: Props) {
  const { t } = useWords()
  const codes = Object.entries(failedByCode).sort(([, one], [, other]) => other - one)
  if (codes.length === 0) return null
  return (
    <section>
      <div className="row between">
        <h2>{t('campaign.causes')}</h2>
        <ErrorsLink />
      </div>
      <ul className="plain causes">
        {codes.map(([code, count]) => (
          <Cause key={code} {...{ campaignId, code, count }} />
        ))}
      </ul>
    </section>
  )
}

function Cause({ campaignId, code, count }: { campaignId: string; code: string; count: number }) {
  const { t, number } = useWords()
  const cause = useCause(code)
  return (
    <li>
      <Link
        className="number"
        to="/campaigns/$campaignId"
        params={{ campaignId }}
        search={{ view: 'people', state: 'failed', code }}
        aria-label={t('campaign.who_failed', { count, shown: number(count), cause: cause?.says ?? code })}
      >
        <b>{number(count)}</b>
      </Link>
      <div>
        <p>
          <b>{cause?.says}</b>
        </p>
        <p>{cause?.advice}</p>
        <p className="soft small">
          {t('error.code')} <code>{code}</code>
        </p>
      </div>
    </li>
  )
}
