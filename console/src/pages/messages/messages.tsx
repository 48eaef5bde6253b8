/** The messages of a bot, both ways. Filters stand in the address; a row opens the timeline. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { BotSelect, OfBot } from '../../app/bot-select.tsx'
import { StateBadge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { CauseLine, failedOf } from '../../kit/cause.tsx'
import { Field } from '../../kit/field.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Page } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { type Filter, messagesQuery, personOf, type Row, textOf } from './source.ts'

const route = getRouteApi('/signed-in/messages')

export function Messages() {
  const { t } = useWords()
  const search = route.useSearch()
  return (
    <Page title={t('nav.messages')} lead={t('messages.lead')}>
      <Filters />
      <OfBot wanted={search.bot} none={t('messages.none')}>
        {(bot) => <List filter={{ ...search, bot }} />}
      </OfBot>
    </Page>
  )
}

function Filters() {
  const { t } = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = (name: 'bot' | 'person' | 'from' | 'to') => (value: string | undefined) =>
    void navigate({ search: (now) => ({ ...now, [name]: value || undefined }), replace: true })
  return (
    <search className="filters" aria-label={t('filter.label')}>
      <BotSelect value={search.bot} onChange={change('bot')} />
      <Field
        label={t('filter.person')}
        placeholder="+593 98 765 4321"
        inputMode="tel"
        value={search.person ?? ''}
        onChange={change('person')}
      />
      <Field label={t('filter.from')} type="date" value={search.from ?? ''} onChange={change('from')} />
      <Field label={t('filter.to')} type="date" value={search.to ?? ''} onChange={change('to')} />
    </search>
  )
}

function List({ filter }: { filter: Filter }) {
  const { t, number } = useWords()
  const navigate = route.useNavigate()
  const columns = useColumns()
  const found = useInfiniteQuery(messagesQuery(filter))
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={10} />
  const rows = found.data.pages.flatMap(({ results }) => results)
  const total = found.data.pages[0]?.pagination.total ?? 0
  return (
    <>
      <div className="row between">
        <p className="soft">{t('messages.count', { count: total, shown: number(total) })}</p>
        <Button kind="quiet" isDisabled={found.isFetching} onPress={() => void found.refetch()}>
          <Icon name="refresh" /> {t('refresh')}
        </Button>
      </div>
      {rows.length === 0 ? (
        <Empty title={t('messages.none')}>
          <p>{t('messages.none_do')}</p>
        </Empty>
      ) : (
        <DataGrid
          label={t('nav.messages')}
          columns={columns}
          rows={rows}
          keyOf={({ messageId }) => messageId}
          onOpen={({ messageId }) =>
            void navigate({ to: '/messages/$botId/$messageId', params: { botId: filter.bot, messageId } })
          }
          onEnd={() => void (found.hasNextPage && !found.isFetching && found.fetchNextPage())}
        />
      )}
    </>
  )
}

function useColumns(): Column<Row>[] {
  const { t } = useWords()
  return [
    { id: 'way', title: t('column.way'), cell: ({ by }) => <Way isOut={by === 'bot'} /> },
    { id: 'person', title: t('column.person'), cell: (row) => <Person row={row} /> },
    { id: 'text', title: t('column.text'), cell: (row) => <Said row={row} /> },
    { id: 'state', title: t('column.state'), cell: ({ status }) => <StateBadge state={status} /> },
    { id: 'time', title: t('column.time'), cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
}

/** Below the text of what did not arrive stands why. */
function Said({ row }: { row: Row }) {
  const { t } = useWords()
  const failed = row.status === 'FAILED' ? failedOf(row.error) : undefined
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
