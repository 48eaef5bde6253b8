/** The figures of a campaign, each of which leads to the people that it counts. */
import { Link } from '@tanstack/react-router'
import type { Args } from '../../../../sdk/client.ts'
import { useWords } from '../../words/words.tsx'
import { Causes } from './causes.tsx'
import type { Campaign } from './source.ts'

export type Figure = NonNullable<Args<'listCampaignPeople'>['state']>

export const figures = [
  'waiting',
  'queued',
  'sent',
  'delivered',
  'read',
  'replied',
  'failed',
  'expired',
  'canceled',
  'bad',
  'repeated',
  'suppressed',
] as const satisfies readonly Figure[]

export function Figures({ campaign: { _id: campaignId, counts } }: { campaign: Campaign }) {
  const { t, number } = useWords()
  return (
    <div className="stack">
      <dl className="figures">
        {figures.map((name) => (
          <div key={name}>
            <dt id={`figure-${name}`}>{t(`figure.${name}`)}</dt>
            <dd>
              <People campaignId={campaignId} state={name} count={counts[name]} />
            </dd>
          </div>
        ))}
        <div>
          <dt id="figure-retried">{t('figure.retried')}</dt>
          <dd>
            {counts.retried === 0 ? (
              number(0)
            ) : (
              // Failures of earlier attempts are nobody's any more: the list of messages has them.
              <Link
                id="people-retried"
                to="/messages"
                search={{ campaign: campaignId, state: 'failed' }}
                aria-labelledby="figure-retried people-retried"
              >
                {number(counts.retried)}
              </Link>
            )}
          </dd>
        </div>
      </dl>
      <Causes campaignId={campaignId} failedByCode={counts.failedByCode} />
    </div>
  )
}

function People({ campaignId, state, count }: { campaignId: string; state: Figure; count: number }) {
  const { number } = useWords()
  if (count === 0) return number(0)
  return (
    <Link
      id={`people-${state}`}
      to="/campaigns/$campaignId"
      params={{ campaignId }}
      search={{ view: 'people', state }}
      aria-labelledby={`figure-${state} people-${state}`}
    >
      {number(count)}
    </Link>
  )
}
