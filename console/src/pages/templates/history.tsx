/** How a template changed at Meta: its state, quality and category, change by change, in each of its languages. */
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import type { Item } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { MoreButton } from '../../kit/more.tsx'
import { Card } from '../../kit/page.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'

type Change = Item<'listTemplateChanges'>
type Props = { botId: string; elementName: string }

const pageSize = 20

function changesQuery({ botId, elementName }: Props) {
  return infiniteQueryOptions({
    queryKey: ['templates', botId, elementName, 'changes'],
    queryFn: ({ pageParam }) =>
      gateway.listTemplateChanges({
        ...{ botId, elementName, limit: pageSize },
        ...(pageParam !== '' && { after: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
}

export function History(of: Props) {
  const { t } = useWords()
  const found = useInfiniteQuery(changesQuery(of))
  const changes = found.data?.pages.flatMap(({ results }) => results)
  return (
    <Card title={t('template.history')}>
      {found.error && !changes && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton lines={2} />}
      {changes?.length === 0 && <p className="soft">{t('template.no_history')}</p>}
      <ol className="plain changes">
        {changes?.map((change) => (
          <Row key={change.id} change={change} />
        ))}
      </ol>
      <MoreButton of={found}>{t('standing.more')}</MoreButton>
    </Card>
  )
}

function Row({ change: { at, language, change, value, previous, reason, effectiveAt, source } }: { change: Change }) {
  const { t } = useWords()
  const isState = change === 'status'
  return (
    <li>
      <span className="soft">
        <Time at={at} />
      </span>
      <span>
        <b>{t(`template.change_${change}`)}</b> <span className="soft">{language}</span>{' '}
        {previous !== null && change !== 'components' && <s className="soft">{previous}</s>}{' '}
        {isState ? <StateBadge state={value} /> : change !== 'components' && value}{' '}
        {reason !== undefined && <span className="soft">{reason}</span>}
        {effectiveAt !== undefined && <Time at={effectiveAt} isExact />}
      </span>
      <span className="soft small">{t(`standing.source_${source === 'sync' ? 'asked' : source}`)}</span>
    </li>
  )
}
