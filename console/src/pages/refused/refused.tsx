/** Requests that were refused at the door, newest first: by whom, why, and which fields. Filters stand in the address. */
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { Schemas } from '../../../../sdk/client.ts'
import { BotSelect } from '../../app/bot-select.tsx'
import { gateway } from '../../app/gateway.ts'
import { ViewBar } from '../../app/view-bar.tsx'
import { ErrorsLink } from '../../kit/cause.tsx'
import { FilterField } from '../../kit/field.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { wordOf } from './codes.ts'

type Row = Schemas['Refusal']
type Filter = { bot?: string; code?: string; caller?: string }

const route = getRouteApi('/signed-in/refused')

function refusedQuery({ bot, code, caller }: Filter) {
  return infiniteQueryOptions({
    queryKey: ['refused', bot, { code, caller }],
    queryFn: ({ pageParam }) =>
      gateway.listRefusals({
        ...(bot && { botId: bot }),
        ...(code && { code: code.trim().toUpperCase() }),
        ...(caller && { callerId: caller.trim() }),
        ...(pageParam !== '' && { after: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
}

export function Refused() {
  const { t } = useWords()
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const set = (changed: Filter) => void navigate({ search: { ...filter, ...changed }, replace: true })
  return (
    <Page title={t('nav.refused')} lead={t('refused.lead')} actions={<ErrorsLink />}>
      <ViewBar page="refused" search={filter} />
      <search className="filters" aria-label={t('filter.label')}>
        <BotSelect value={filter.bot} isAllOffered onChange={(bot) => set({ bot: bot ?? '' })} />
        <FilterField label={t('filter.code')} value={filter.code ?? ''} onChange={(code) => set({ code })} />
        <FilterField label={t('refused.caller')} value={filter.caller ?? ''} onChange={(caller) => set({ caller })} />
      </search>
      <List filter={filter} onNarrow={set} />
    </Page>
  )
}

/** Opening a row leaves those that are like it. */
function List({ filter, onNarrow }: { filter: Filter; onNarrow: (to: Filter) => void }) {
  const { t } = useWords()
  const columns = useColumns()
  const found = useInfiniteQuery(refusedQuery(filter))
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={10} />
  const rows = found.data.pages.flatMap(({ results }) => results)
  if (rows.length === 0)
    return (
      <Empty title={t('refused.none')}>
        <p>{t('refused.none_do')}</p>
      </Empty>
    )
  return (
    <DataGrid
      label={t('nav.refused')}
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      onOpen={({ code, caller: { id = '' } }) => onNarrow({ code, caller: id })}
      pages={found}
    />
  )
}

function useColumns(): Column<Row>[] {
  const { t, number } = useWords()
  return [
    {
      id: 'person',
      title: t('refused.caller'),
      cell: ({ caller: { name, id, kind }, botId }) => (
        <span className="two">
          <span className="clip">{name ?? id ?? t(`actor.${kind}`)}</span>
          <span className="soft clip">{botId}</span>
        </span>
      ),
    },
    {
      id: 'text',
      title: t('refused.why'),
      cell: ({ code, operation, fields = [] }) => (
        <span className="two">
          <span className="clip">
            <code>{code}</code> <Meaning code={code} /> {fields.length > 0 && <code>{fields.join(', ')}</code>}
          </span>
          <code className="soft clip">{operation}</code>
        </span>
      ),
    },
    { id: 'state', title: t('refused.count'), cell: ({ count }) => number(count) },
    { id: 'time', title: t('column.time'), cell: ({ at }) => <Time at={at} /> },
  ]
}

function Meaning({ code }: { code: string }) {
  const { t } = useWords()
  const word = wordOf(code)
  return word === undefined ? null : <span>{t(word)}</span>
}
