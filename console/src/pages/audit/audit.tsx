/** Who did what to which thing, newest first. Filters stand in the address; a row opens what was before and after. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { ViewBar } from '../../app/view-bar.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords, type Words } from '../../words/words.tsx'
import { type Row, thingOf, verbOf } from './deed.ts'
import { Filters } from './filters.tsx'
import { exportAddress, type Filter, trailQuery } from './queries.ts'
import { RowDetails } from './row-details.tsx'
import { actorText, OutcomeBadge } from './shown.tsx'

const route = getRouteApi('/signed-in/audit')

export function Audit() {
  const { t } = useWords()
  const filter = route.useSearch()
  const file = (format: 'csv' | 'ndjson') => (
    <a className="button plain" href={exportAddress(filter, format)} download={`audit.${format}`}>
      {t(`audit.${format}`)}
    </a>
  )
  return (
    <Page
      title={t('nav.audit')}
      lead={t('audit.lead')}
      actions={
        <>
          {file('csv')}
          {file('ndjson')}
        </>
      }
    >
      <ViewBar page="audit" search={filter} />
      <Filters />
      <List filter={filter} />
    </Page>
  )
}

function List({ filter }: { filter: Filter }) {
  const { t } = useWords()
  const columns = useColumns()
  const [opened, setOpened] = useState<Row>()
  const found = useInfiniteQuery(trailQuery(filter))
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={10} />
  const rows = found.data.pages.flatMap(({ results }) => results)
  if (rows.length === 0)
    return (
      <Empty title={t('audit.none')}>
        <p>{t('audit.none_do')}</p>
      </Empty>
    )
  return (
    <>
      <DataGrid
        label={t('nav.audit')}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        onOpen={setOpened}
        pages={found}
      />
      <Dialog
        title={opened === undefined ? '' : deedText(opened, t)}
        isOpen={opened !== undefined}
        isWide
        onClose={() => setOpened(undefined)}
      >
        {opened && <RowDetails row={opened} onClose={() => setOpened(undefined)} />}
      </Dialog>
    </>
  )
}

function useColumns(): Column<Row>[] {
  const { t } = useWords()
  return [
    { id: 'person', title: t('audit.who'), cell: (row) => <span className="clip">{actorText(row, t)}</span> },
    {
      id: 'text',
      title: t('audit.what'),
      cell: (row) => (
        <span className="two">
          <span className="clip">
            {deedText(row, t)} {row.about?.id !== undefined && <code>{row.about.id}</code>}
          </span>
          <code className="soft clip">{row.operation}</code>
        </span>
      ),
    },
    { id: 'state', title: t('audit.outcome'), cell: (row) => <OutcomeBadge row={row} /> },
    { id: 'time', title: t('column.time'), cell: ({ at }) => <Time at={at} /> },
  ]
}

/** `changed · Bot`; an operation that this console does not know, by its own name. */
function deedText(row: Row, t: Words['t']): string {
  const [verb, thing] = [verbOf(row), thingOf(row)]
  if (verb === undefined) return row.operation
  return thing === undefined ? t(verb) : `${t(verb)} · ${t(thing)}`
}
