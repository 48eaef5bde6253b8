/** What failed in a campaign, by cause: what happened, what to do, how often. The most frequent one stands first. */
import type { Schemas } from '../../../../sdk/client.ts'
import { ErrorsLink, useCause } from '../../kit/cause.tsx'
import { useWords } from '../../words/words.tsx'

export function Causes({ failedByCode }: Pick<Schemas['CampaignCounts'], 'failedByCode'>) {
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
          <Cause key={code} code={code} count={count} />
        ))}
      </ul>
    </section>
  )
}

function Cause({ code, count }: { code: string; count: number }) {
  const { t, number } = useWords()
  const cause = useCause(code)
  return (
    <li>
      <b className="number">{number(count)}</b>
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
