/** Campaigns, newest first, by state. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { Args, Item } from '../../../../sdk/client.ts'
import { BotSelect, OfBot, useShownBot } from '../../app/bot-select.tsx'
import { gateway } from '../../app/gateway.ts'
import { useMay } from '../../app/session.ts'
import { ViewBar } from '../../app/view-bar.tsx'
import { StateBadge } from '../../kit/badge.tsx'
import { LinkButton } from '../../kit/button.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { Page } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'

type Row = Item<'listCampaigns'>
type Status = NonNullable<Args<'listCampaigns'>['status']>

const route = getRouteApi('/signed-in/campaigns')
const statuses = ['IN_PROGRESS', 'PAUSED', 'SCHEDULED', 'PENDING', 'COMPLETED', 'CANCELED', 'FAILED'] as const

export function Campaigns() {
  const { t } = useWords()
  const { bot: wanted, status } = route.useSearch()
  const navigate = route.useNavigate()
  const any = { value: '', label: t('filter.any') }
  const choices = statuses.map((value) => ({ value: value as string, label: t(`state.${lower(value)}`) }))
  return (
    <Page
      title={t('nav.campaigns')}
      lead={t('campaigns.lead')}
      actions={
        useMay('campaigns.write', wanted) && (
          <LinkButton kind="primary" to="/campaigns/new" search={{ bot: wanted }}>
            {t('new_campaign')}
          </LinkButton>
        )
      }
    >
      <ViewBar page="campaigns" search={{ status, bot: useShownBot(wanted) }} />
      <search className="filters" aria-label={t('filter.label')}>
        <BotSelect
          value={wanted}
          onChange={(to) => void navigate({ search: (now) => ({ ...now, bot: to }), replace: true })}
        />
        <Select
          label={t('column.state')}
          value={status ?? ''}
          choices={[any, ...choices]}
          onChange={(to) => void navigate({ search: (now) => ({ ...now, status: to || undefined }), replace: true })}
        />
      </search>
      <OfBot wanted={wanted} none={t('campaigns.none')}>
        {(bot) => <List bot={bot} status={status} />}
      </OfBot>
    </Page>
  )
}

const lower = <Text extends string>(text: Text) => text.toLowerCase() as Lowercase<Text>

function List({ bot, status }: { bot: string; status: string | undefined }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const columns = useColumns()
  const found = useInfiniteQuery({
    queryKey: ['campaigns', { bot, status }],
    queryFn: ({ pageParam }) =>
      gateway.listCampaigns({ botId: bot, page: pageParam, limit: 50, ...(status && { status: status as Status }) }),
    initialPageParam: 1,
    getNextPageParam: ({ pagination: { page, totalPages } }) => (page < totalPages ? page + 1 : undefined),
  })
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={8} />
  const rows = found.data.pages.flatMap(({ results }) => results)
  if (rows.length === 0)
    return (
      <Empty title={t('campaigns.none')}>
        <p>{t('campaigns.none_do')}</p>
      </Empty>
    )
  return (
    <DataGrid
      label={t('nav.campaigns')}
      columns={columns}
      rows={rows}
      keyOf={({ _id: id }) => id}
      onOpen={({ _id: campaignId }) => void navigate({ to: '/campaigns/$campaignId', params: { campaignId } })}
      pages={found}
    />
  )
}

function useColumns(): Column<Row>[] {
  const { t, number } = useWords()
  return [
    { id: 'state', title: t('column.state'), cell: ({ status }) => <StateBadge state={status} /> },
    { id: 'text', title: t('column.name'), cell: ({ name }) => <span className="clip">{name}</span> },
    {
      id: 'person',
      title: t('template'),
      cell: ({ metadata }) => <span className="clip">{metadata.elementName}</span>,
    },
    { id: 'count', title: t('column.rows'), cell: ({ rowCount }) => number(rowCount) },
    { id: 'time', title: t('column.time'), cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
}
