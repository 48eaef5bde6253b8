/** Deliveries of events to endpoints. Filters stand in the address; what the filter finds can be sent again at once. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { BotSelect } from '../../app/bot-select.tsx'
import { useFurther } from '../../app/further.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { ViewBar } from '../../app/view-bar.tsx'
import { StateBadge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { FilterField } from '../../kit/field.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { MoreFailed } from '../../kit/more.tsx'
import { Page } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty, Failure, SearchOn, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { type Delivery, type DeliveryFilter, deliveriesQuery } from './queries.ts'

const route = getRouteApi('/signed-in/webhooks/deliveries')
const states = ['waiting', 'delivered', 'given_up', 'expired'] as const
const types = [
  'message',
  'delivered_channel',
  'delivered_user',
  'read',
  'failed',
  'reply',
  'expired',
  'canceled',
  'campaign',
  'template_status',
  'template_quality',
  'account',
  'endpoint_disabled',
  'skill_failed',
] as const

export function Deliveries() {
  const { t } = useWords()
  const search = route.useSearch()
  return (
    <Page
      title={t('deliveries.title')}
      lead={<Link to="/webhooks">{t('nav.webhooks')}</Link>}
      actions={<ResendAll filter={search} />}
    >
      <ViewBar page="deliveries" search={search} />
      <Filters filter={search} />
      <List filter={search} />
    </Page>
  )
}

function Filters({ filter }: { filter: DeliveryFilter }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const change = (name: keyof DeliveryFilter) => (value: string | undefined) =>
    void navigate({ search: (now) => ({ ...now, [name]: value || undefined }), replace: true })
  const stateChoices = states.map((value) => ({ value: value as string, label: t(`state.${value}`) }))
  const typeChoices = types.map((value) => ({ value: value as string, label: value }))
  const any = { value: '', label: t('filter.any') }
  return (
    <search className="filters" aria-label={t('filter.label')}>
      <BotSelect value={filter.bot} isAllOffered onChange={change('bot')} />
      <Select
        label={t('column.state')}
        value={filter.state ?? ''}
        choices={[any, ...stateChoices]}
        onChange={change('state')}
      />
      <Select
        label={t('column.event')}
        value={filter.type ?? ''}
        choices={[any, ...typeChoices]}
        onChange={change('type')}
      />
      <FilterField label={t('deliveries.text')} value={filter.text ?? ''} onChange={change('text')} />
      <FilterField
        label={t('deliveries.status')}
        placeholder="500"
        inputMode="numeric"
        value={filter.status ?? ''}
        onChange={change('status')}
      />
      {filter.endpoint !== undefined && (
        <Button onPress={() => change('endpoint')(undefined)}>{t('filter.all_endpoints')}</Button>
      )}
    </search>
  )
}

function List({ filter }: { filter: DeliveryFilter }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const columns = useColumns()
  const found = useInfiniteQuery(deliveriesQuery(filter))
  const { searchOn } = useFurther(found)
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={10} />
  const rows = found.data.pages.flatMap(({ results }) => results)
  if (rows.length === 0 && searchOn) return <SearchOn onPress={searchOn} />
  if (rows.length === 0 && found.isFetchNextPageError) return <MoreFailed of={found} />
  if (rows.length === 0 && found.hasNextPage) return <Skeleton lines={10} />
  if (rows.length === 0)
    return (
      <Empty title={t('deliveries.none')}>
        <p>{t('deliveries.none_do')}</p>
      </Empty>
    )
  return (
    <DataGrid
      label={t('deliveries.title')}
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      onOpen={({ id }) => void navigate({ to: '/webhooks/deliveries/$deliveryId', params: { deliveryId: id } })}
      pages={found}
    />
  )
}

function useColumns(): Column<Delivery>[] {
  const { t, number } = useWords()
  return [
    { id: 'state', title: t('column.state'), cell: ({ state }) => <StateBadge state={state} /> },
    { id: 'type', title: t('column.event'), cell: ({ type }) => <code>{type}</code> },
    {
      id: 'text',
      title: t('column.endpoint'),
      cell: ({ url, endpointId }) => <span className="clip">{url ?? endpointId}</span>,
    },
    { id: 'count', title: t('column.attempts'), cell: ({ attemptCount }) => number(attemptCount) },
    { id: 'time', title: t('column.time'), cell: ({ at }) => <Time at={at} /> },
  ]
}

/** What was given up or ran out is what one sends again; what still waits goes by itself. */
function ResendAll({ filter }: { filter: DeliveryFilter }) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const mayResend = useMay('webhooks.write', filter.bot)
  const { state, bot, endpoint, text, status } = filter
  const resend = useChange({
    run: (ended: 'given_up' | 'expired') =>
      gateway.resendDeliveries({
        body: {
          state: ended,
          ...(filter.bot && { botId: filter.bot }),
          ...(filter.endpoint && { endpointId: filter.endpoint }),
          ...(filter.type && { type: filter.type as Delivery['type'] }),
        },
      }),
    touches: [['deliveries']],
    done: 'deliveries.resent',
  })
  // A set is chosen by what has an index: those that a word or an answer leaves are sent again one by one.
  const isWhole = text === undefined && status === undefined && (bot ?? endpoint) !== undefined
  if (!mayResend || !isWhole || (state !== 'given_up' && state !== 'expired')) return null
  return (
    <>
      <Button isPending={resend.isPending} onPress={() => setAsking(true)}>
        {t('deliveries.resend_all')}
      </Button>
      <ConfirmDialog
        title={t('deliveries.resend_ask')}
        text={t('deliveries.resend_about')}
        action={t('deliveries.resend_all')}
        isOpen={isAsking}
        onConfirm={() => resend.confirm(state)}
        onClose={() => setAsking(false)}
      />
    </>
  )
}
