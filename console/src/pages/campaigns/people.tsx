/** The people of a campaign, newest first: what became of each message, and why one did not arrive. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Item } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { CauseLine, failedOf } from '../../kit/cause.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import type { Campaign } from './source.ts'

type Row = Item<'listNotifications'>

/** While it moves, what is shown is asked for again. */
const refreshMs = 5_000

export function People({ campaign: { _id: campaignId, botId, status } }: { campaign: Campaign }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const columns = useColumns()
  const found = useInfiniteQuery({
    queryKey: ['campaigns', campaignId, 'people'],
    queryFn: ({ pageParam }) =>
      gateway.listNotifications({ botId, campaignId, limit: 50, ...(pageParam !== '' && { after: pageParam }) }),
    initialPageParam: '',
    refetchInterval: status === 'IN_PROGRESS' ? refreshMs : false,
    getNextPageParam: ({ _metadata: { next } }) => next ?? undefined,
  })
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={8} />
  const rows = found.data.pages.flatMap(({ results }) => results)
  if (rows.length === 0)
    return (
      <Empty title={t('campaign.no_people')}>
        <p>{t('campaign.no_people_do')}</p>
      </Empty>
    )
  return (
    <DataGrid
      label={t('campaign.people')}
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      onOpen={({ id }) => void navigate({ to: '/messages/$botId/$messageId', params: { botId, messageId: id } })}
      onEnd={() => void (found.hasNextPage && !found.isFetching && found.fetchNextPage())}
    />
  )
}

function useColumns(): Column<Row>[] {
  const { t } = useWords()
  return [
    { id: 'state', title: t('column.state'), cell: ({ sentStatus }) => <StateBadge state={sentStatus} /> },
    { id: 'person', title: t('column.person'), cell: ({ destination }) => <Phone digits={destination} /> },
    { id: 'text', title: t('checked.reason'), cell: (row) => <Why error={row.error} /> },
    { id: 'time', title: t('column.time'), cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
}

function Why({ error }: { error: unknown }) {
  const failed = failedOf(error)
  return failed ? <CauseLine code={failed.code} /> : null
}
