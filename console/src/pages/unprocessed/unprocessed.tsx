/** Items of Meta without a place: for no bot here, or unreadable. What its cause is mended for can be replayed. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { BetweenFields } from '../../app/between.tsx'
import { useChange } from '../../app/mutations.ts'
import { useMayForAll } from '../../app/session.ts'
import { ViewBar } from '../../app/view-bar.tsx'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { FilterField } from '../../kit/field.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { Page } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { type Filter, type Item, itemsQuery, type Outcome, replayAll } from './queries.ts'

const route = getRouteApi('/signed-in/unprocessed')
/** The gateway counts no further. */
const mostCounted = 10_000
const kinds = ['unrouted', 'unreadable'] as const

export function UnprocessedItems() {
  const { t } = useWords()
  const filter = route.useSearch()
  return (
    <Page title={t('nav.unprocessed')} lead={t('unprocessed.lead')}>
      <ViewBar page="unprocessed" search={filter} />
      <Filters filter={filter} />
      <List filter={filter} />
    </Page>
  )
}

function Filters({ filter }: { filter: Filter }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const change = (name: keyof Filter) => (value: string) =>
    void navigate({ search: (now) => ({ ...now, [name]: value || undefined }), replace: true })
  return (
    <search className="filters" aria-label={t('filter.label')}>
      <Select
        label={t('column.kind')}
        value={filter.kind ?? ''}
        choices={[
          { value: '', label: t('filter.any') },
          ...kinds.map((value) => ({ value: value as string, label: t(`unprocessed.${value}`) })),
        ]}
        onChange={change('kind')}
      />
      <FilterField
        label={t('number.phone_number_id')}
        inputMode="numeric"
        value={filter.number ?? ''}
        onChange={change('number')}
      />
      <FilterField
        label={t('number.waba_id')}
        inputMode="numeric"
        value={filter.account ?? ''}
        onChange={change('account')}
      />
      <FilterField label={t('unprocessed.reason')} value={filter.reason ?? ''} onChange={change('reason')} />
      <BetweenFields
        value={filter}
        onChange={(to) => void navigate({ search: (now) => ({ ...now, ...to }), replace: true })}
      />
    </search>
  )
}

function List({ filter }: { filter: Filter }) {
  const { t, number } = useWords()
  const navigate = route.useNavigate()
  const columns = useColumns()
  const mayReplay = useMayForAll('unprocessed.write')
  const [outcome, setOutcome] = useState<Outcome>()
  const found = useInfiniteQuery(itemsQuery(filter))
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={8} />
  const rows = found.data.pages.flatMap(({ results }) => results)
  const total = found.data.pages[0]?._metadata.total ?? 0
  const shown = total < mostCounted ? number(total) : `${number(total)}+`
  if (rows.length === 0)
    return (
      <>
        {outcome && <OutcomeText outcome={outcome} />}
        <Empty title={t('unprocessed.none')}>
          <p>{t('unprocessed.none_do')}</p>
        </Empty>
      </>
    )
  return (
    <>
      <div className="row between list-head">
        <p className="soft">{t('unprocessed.count', { count: total, shown })}</p>
        {outcome && <OutcomeText outcome={outcome} />}
        {mayReplay && <ReplayAll filter={filter} onOutcome={setOutcome} />}
      </div>
      <DataGrid
        label={t('nav.unprocessed')}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: '/unprocessed/$itemId', params: { itemId: id } })}
        pages={found}
      />
    </>
  )
}

function useColumns(): Column<Item>[] {
  const { t, number } = useWords()
  return [
    { id: 'state', title: t('column.kind'), cell: ({ kind }) => <KindBadge kind={kind} /> },
    { id: 'text', title: t('unprocessed.reason'), cell: ({ reason }) => <span className="clip">{reason}</span> },
    {
      id: 'type',
      title: t('number.phone_number_id'),
      cell: ({ phoneNumberId, wabaId }) => <code className="clip">{phoneNumberId ?? wabaId ?? '–'}</code>,
    },
    { id: 'count', title: t('unprocessed.replays'), cell: ({ replays }) => number(replays) },
    { id: 'time', title: t('column.time'), cell: ({ receivedAt }) => <Time at={receivedAt} /> },
  ]
}

export function KindBadge({ kind }: { kind: Item['kind'] }) {
  const { t } = useWords()
  return kind === 'unreadable' ? (
    <Badge tone="bad" text={t('unprocessed.unreadable')} />
  ) : (
    <Badge tone="warn" text={t('unprocessed.unrouted')} />
  )
}

type ReplayProps = { filter: Filter; onOutcome: (outcome: Outcome) => void }

function ReplayAll({ filter, onOutcome }: ReplayProps) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const replay = useChange({ run: () => replayAll(filter, onOutcome), touches: [['unprocessed', 'list']] })
  return (
    <>
      <Button isPending={replay.isPending} onPress={() => setAsking(true)}>
        {t('unprocessed.replay_all')}
      </Button>
      <ConfirmDialog
        title={t('unprocessed.replay_ask')}
        text={t('unprocessed.replay_about')}
        action={t('unprocessed.replay_all')}
        isOpen={isAsking}
        onConfirm={() => replay.confirm()}
        onClose={() => setAsking(false)}
      />
    </>
  )
}

function OutcomeText({ outcome: { tried, processed, reasons } }: { outcome: Outcome }) {
  const { t, number } = useWords()
  return (
    <p className="soft" role="status" title={reasons.join('\n')}>
      {t('unprocessed.replayed', { tried: number(tried), processed: number(processed) })}
    </p>
  )
}
