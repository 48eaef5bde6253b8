/**
 * The people of a campaign by what became of them, why they were not reached, and number; the address has the choice. A
 * row opens its message; beside it is the way to the conversation.
 */
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Args, Item } from '../../../../sdk/client.ts'
import { useFurther } from '../../app/further.ts'
import { gateway } from '../../app/gateway.ts'
import { ViewBar } from '../../app/view-bar.tsx'
import { StateBadge } from '../../kit/badge.tsx'
import { CauseLine, failedOf, useCause } from '../../kit/cause.tsx'
import { FilterField } from '../../kit/field.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { MoreFailed } from '../../kit/more.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty, Failure, SearchOn, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { type Figure, figures } from './figures.tsx'
import type { Campaign } from './source.ts'

type Row = Item<'listCampaignPeople'>

const route = getRouteApi('/signed-in/campaigns/$campaignId')
/** While it moves, what is shown is asked for again. */
const refreshMs = 5_000

export function People({ campaign }: { campaign: Campaign }) {
  const { state, code, person } = route.useSearch()
  const { _id: id, botId: bot } = campaign
  return (
    <div className="stack">
      <ViewBar page="campaign_people" search={{ bot, campaign: id, state, code, person }} />
      <Filters codes={Object.keys(campaign.counts.failedByCode)} />
      <List campaign={campaign} />
    </div>
  )
}

function Filters({ codes }: { codes: readonly string[] }) {
  const { t } = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...to, view: 'people' }), replace: true })
  const any = { value: '', label: t('filter.any') }
  const states = figures.map((value) => ({ value: value as string, label: t(`figure.${value}`) }))
  const { code } = search
  const offered = code === undefined || codes.includes(code) ? codes : [...codes, code]
  const cause = useCause(code)
  return (
    <search className="filters" aria-label={t('filter.label')}>
      <FilterField
        label={t('campaign.number')}
        placeholder="+593 98"
        inputMode="tel"
        value={search.person ?? ''}
        onChange={(to) => change({ person: to || undefined })}
      />
      <Select
        label={t('column.state')}
        value={search.state ?? ''}
        choices={[any, ...states]}
        onChange={(to) => change({ state: to || undefined, ...(to !== 'failed' && { code: undefined }) })}
      />
      {offered.length > 0 && (
        <Select
          label={t('checked.reason')}
          value={code ?? ''}
          choices={[any, ...offered.map((one) => ({ value: one, label: one }))]}
          hint={cause?.says}
          onChange={(to) => change({ code: to || undefined, ...(to && { state: 'failed' }) })}
        />
      )}
    </search>
  )
}

function usePeople({ _id: campaignId, status }: Campaign) {
  const { state, code, person } = route.useSearch()
  const filter = {
    ...(state !== undefined && { state: state as NonNullable<Args<'listCampaignPeople'>['state']> }),
    ...(code !== undefined && { errorCode: code }),
    ...(person !== undefined && { person }),
  }
  return useInfiniteQuery({
    queryKey: ['campaigns', campaignId, 'people', filter],
    queryFn: ({ pageParam }) =>
      gateway.listCampaignPeople({ campaignId, ...filter, limit: 50, ...(pageParam !== '' && { after: pageParam }) }),
    initialPageParam: '',
    refetchInterval: status === 'IN_PROGRESS' ? refreshMs : false,
    getNextPageParam: ({ _metadata: { next } }) => next ?? undefined,
  })
}

function List({ campaign }: { campaign: Campaign }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const { botId } = campaign
  const columns = useColumns(botId)
  const found = usePeople(campaign)
  const { searchOn } = useFurther(found)
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={8} />
  const rows = found.data.pages.flatMap(({ results }) => results)
  if (rows.length === 0 && searchOn) return <SearchOn onPress={searchOn} />
  if (rows.length === 0 && found.isFetchNextPageError) return <MoreFailed of={found} />
  if (rows.length === 0 && found.hasNextPage) return <Skeleton lines={8} />
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
      keyOf={({ line, messageId }) => messageId ?? `line ${line}`}
      onOpen={({ messageId }) =>
        messageId && void navigate({ to: '/messages/$botId/$messageId', params: { botId, messageId } })
      }
      pages={found}
    />
  )
}

function useColumns(botId: string): Column<Row>[] {
  const { t } = useWords()
  return [
    { id: 'state', title: t('column.state'), cell: (row) => <StateBadge state={stateOf(row)} /> },
    { id: 'person', title: t('column.person'), cell: ({ destination }) => <Phone digits={destination} /> },
    { id: 'text', title: t('checked.reason'), cell: (row) => <Why row={row} /> },
    { id: 'count', title: t('checked.line'), cell: ({ line }) => line },
    { id: 'type', title: t('campaign.chat'), cell: (row) => <Chat botId={botId} row={row} /> },
    { id: 'time', title: t('column.time'), cell: (row) => <Latest row={row} /> },
  ]
}

function stateOf({ state, repliedAt }: Row): Figure | Row['state'] | 'reply' {
  return repliedAt !== undefined && state !== 'failed' ? 'reply' : state
}

function Why({ row: { error, reasons } }: { row: Row }) {
  const { language } = useWords()
  const failed = failedOf(error)
  if (failed) return <CauseLine code={failed.code} />
  return reasons ? <span className="clip">{reasons.map((reason) => reason[language]).join(' ')}</span> : null
}

function Chat({ botId, row: { userId } }: { botId: string; row: Row }) {
  const { t } = useWords()
  if (userId === undefined) return null
  return (
    <Link
      to="/conversations/$botId/$userId"
      params={{ botId, userId }}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      {t('campaign.open_chat')}
    </Link>
  )
}

function Latest({ row: { repliedAt, readAt, deliveredAt, sentAt } }: { row: Row }) {
  const at = repliedAt ?? readAt ?? deliveredAt ?? sentAt
  return at === undefined ? null : <Time at={at} />
}
