/** How a number stands at Meta: what holds now, and what it was before, change by change. */
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { gateway } from '../../app/gateway.ts'
import { Badge } from '../../kit/badge.tsx'
import { Facts } from '../../kit/facts.tsx'
import { MoreButton } from '../../kit/more.tsx'
import { Card } from '../../kit/page.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { type Change, toneOf, useStandingValue } from './standing-words.ts'

const pageSize = 20

export function standingQuery(botId: string) {
  return infiniteQueryOptions({
    queryKey: ['quality', botId],
    queryFn: ({ pageParam }) =>
      gateway.getQuality({ botId, limit: pageSize, ...(pageParam !== '' && { after: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
}

export function StandingCard({ botId }: { botId: string }) {
  const { t } = useWords()
  const found = useInfiniteQuery(standingQuery(botId))
  const [first] = found.data?.pages ?? []
  return (
    <Card title={t('standing.title')}>
      {found.error && !found.data && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton lines={4} />}
      {first && (
        <p className="soft" role="status">
          {first.askedAt === null ? (
            t('standing.never')
          ) : (
            <>
              {t('standing.asked')} <Time at={first.askedAt} />
            </>
          )}
        </p>
      )}
      {first && <Present values={first.current} />}
      {found.data && <Changes changes={found.data.pages.flatMap(({ results }) => results)} />}
      <MoreButton of={found}>{t('standing.more')}</MoreButton>
    </Card>
  )
}

export function Present({ values }: { values: readonly Change[] }) {
  const { t } = useWords()
  return (
    <Facts
      facts={values
        .map((one) => [t(`standing.${one.name}`), <Value key={one.name} said={one} />] as const)
        .toReversed()}
    />
  )
}

function Value({ said }: { said: Pick<Change, 'name' | 'value'> }) {
  const tone = toneOf(said)
  const text = useStandingValue()(said)
  return tone === undefined ? text : <Badge tone={tone} text={text} />
}

function Changes({ changes }: { changes: readonly Change[] }) {
  const { t } = useWords()
  const earlier = changes.filter(({ previous, name }) => previous !== null || name === 'name_review')
  if (earlier.length === 0) return <p className="soft">{t('standing.no_changes')}</p>
  return (
    <>
      <h3>{t('standing.changes')}</h3>
      <ol className="plain changes">
        {earlier.map((one) => (
          <li key={one.id}>
            <span className="soft">
              <Time at={one.at} />
            </span>
            <span>
              <b>{t(`standing.${one.name}`)}</b>{' '}
              {one.previous !== null && <From said={{ name: one.name, value: one.previous }} />}
              <Value said={one} /> {one.detail !== undefined && <span className="soft">{one.detail}</span>}
            </span>
            <span className="soft small">{t(`standing.source_${one.source}`)}</span>
          </li>
        ))}
      </ol>
    </>
  )
}

function From({ said }: { said: Pick<Change, 'name' | 'value'> }) {
  const text = useStandingValue()(said)
  return (
    <>
      <s className="soft">{text}</s>{' '}
      <span aria-hidden="true" className="soft">
        →
      </span>{' '}
    </>
  )
}
