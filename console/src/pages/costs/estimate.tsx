/** What a campaign may cost, before it is sent, and what that assumes. */
import type { Answer } from '../../../../sdk/client.ts'
import { useWords } from '../../words/words.tsx'
import { Money } from './money.tsx'

type Found = Answer<'previewCampaign'>['data']['cost']['estimate']

export function Estimate({ estimate }: { estimate: Found }) {
  const { t, number } = useWords()
  const { low, high, currency, withoutRate, assumptions } = estimate
  return (
    <section aria-label={t('cost.estimate')}>
      <h3>{t('cost.estimate')}</h3>
      {currency !== null && estimate.effectiveDate !== null && (
        <dl className="figures">
          <div>
            <dt>{t('cost.low')}</dt>
            <dd>
              <Money amount={low} currency={currency} />
            </dd>
          </div>
          <div>
            <dt>{t('cost.high')}</dt>
            <dd>
              <Money amount={high} currency={currency} />
            </dd>
          </div>
          <div>
            <dt>{t('cost.no_rate_rows')}</dt>
            <dd>{number(withoutRate)}</dd>
          </div>
        </dl>
      )}
      <p className="soft">{t('cost.assumptions')}</p>
      <ul className="soft">
        {assumptions.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
    </section>
  )
}
