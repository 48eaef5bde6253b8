/** The messages of all bots, both ways. Filters stand in the address; a row opens the timeline. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ViewBar } from '../../app/view-bar.tsx'
import { StateBadge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { CauseLine, failedOf } from '../../kit/cause.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { Icon } from '../../kit/icon.tsx'
import { MoreFailed, nextOf, type Pages } from '../../kit/more.tsx'
import { Page } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { Filters } from './filters.tsx'
import { type Filter, messagesQuery, personOf, type Row, textOf } from './source.ts'

const route = getRouteApi('/signed-in/messages')

export function Messages() {
  const { t } = useWords()
  const search = route.useSearch()
  return (
    <Page title={t('nav.messages')} lead={t('messages.lead')}>
      <ViewBar page="messages" search={search} />
      <Filters />
      <List filter={search} />
    </Page>
  )
}

function List({ filter }: { filter: Filter }) {
  const { t, number } = useWords()
  const found = useInfiniteQuery(messagesQuery(filter))
  const { isStuck } = useLook(found)
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  const rows = found.data?.pages.flatMap(({ results }) => results) ?? []
  if (!found.data || (rows.length === 0 && found.hasNextPage && !isStuck && !found.isFetchNextPageError))
    return <Skeleton lines={10} />
  const count = { count: rows.length, shown: number(rows.length) }
  return (
    <>
      <div className="row between">
        <p className="soft">{found.hasNextPage ? t('messages.more', count) : t('messages.count', count)}</p>
        <Button kind="quiet" isDisabled={found.isFetching} onPress={() => void found.refetch()}>
          <Icon name="refresh" /> {t('refresh')}
        </Button>
      </div>
      {rows.length > 0 ? <Rows rows={rows} pages={found} /> : <MoreFailed of={found} />}
      {rows.length === 0 && !found.hasNextPage && (
        <Empty title={t('messages.none')}>
          <p>{t('messages.none_do')}</p>
        </Empty>
      )}
      {isStuck && <FurtherBack next={found.data.pages.at(-1)?._metadata.next} onLook={nextOf(found)} />}
    </>
  )
}

function Rows({ rows, pages }: { rows: readonly Row[]; pages: Pages }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  return (
    <DataGrid
      label={t('nav.messages')}
      columns={useColumns()}
      rows={rows}
      keyOf={({ messageId }) => messageId}
      onOpen={({ botId, messageId }) =>
        void navigate({ to: '/messages/$botId/$messageId', params: { botId, messageId } })
      }
      pages={pages}
    />
  )
}

/** A cursor begins with its time. */
function FurtherBack({ next, onLook }: { next: string | null | undefined; onLook: (() => void) | undefined }) {
  const { t } = useWords()
  return (
    <p className="row">
      <span className="soft">
        {t('messages.looked')} <Time at={Number(next?.split('.')[0])} isExact />
      </span>
      <Button {...(onLook && { onPress: onLook })}>{t('messages.further')}</Button>
    </p>
  )
}

/** Pages looked at by themselves, since the one before had nothing. */
const patience = 10

/** What is rare is looked for page by page: a page that has nothing is followed by the next, up to a point. */
function useLook(found: Pages & { data?: unknown }) {
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = found
  const pages = (found.data as { pages: { results: unknown[] }[] } | undefined)?.pages ?? []
  const last = pages.findLastIndex(({ results }) => results.length > 0)
  const empty = pages.length - 1 - last
  const isEmpty = empty > 0 && hasNextPage && !isFetchNextPageError
  const isLooking = isEmpty && empty % patience !== 0
  useEffect(() => {
    if (isLooking && !isFetching) void fetchNextPage()
  }, [isLooking, isFetching, fetchNextPage])
  return { isStuck: isEmpty && !isLooking }
}

function useColumns(): Column<Row>[] {
  const { t } = useWords()
  return [
    { id: 'way', title: t('column.way'), cell: ({ direction }) => <Way isOut={direction === 'out'} /> },
    { id: 'person', title: t('column.person'), cell: (row) => <Person row={row} /> },
    { id: 'text', title: t('column.text'), cell: (row) => <Said row={row} /> },
    { id: 'state', title: t('column.state'), cell: ({ state }) => <StateBadge state={state} /> },
    { id: 'time', title: t('column.time'), cell: ({ at }) => <Time at={at} /> },
  ]
}

/** Below the text of what did not arrive stands why. */
function Said({ row }: { row: Row }) {
  const { t } = useWords()
  const failed = row.state === 'failed' ? failedOf(row.error) : undefined
  return (
    <span className="two">
      <span className="clip">{textOf(row, t)}</span>
      {failed && <CauseLine code={failed.code} />}
    </span>
  )
}

function Way({ isOut }: { isOut: boolean }) {
  const { t } = useWords()
  return (
    <span className="way" title={t(isOut ? 'way.out' : 'way.in')}>
      <Icon name={isOut ? 'out' : 'in'} />
      <span className="unseen">{t(isOut ? 'way.out' : 'way.in')}</span>
    </span>
  )
}

function Person({ row }: { row: Row }) {
  const { id, name } = personOf(row)
  return (
    <span className="two">
      <span className="clip">{name === id ? <Phone digits={id} /> : name}</span>
      {name !== id && (
        <span className="soft">
          <Phone digits={id} />
        </span>
      )}
    </span>
  )
}
