/** What the three lists of this room have in common: the heading, the ways between them, and rows page by page. */
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useMayForAll } from '../../app/session.ts'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { LinkTabs } from '../../kit/link-tabs.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'

type FrameProps = { lead: string; actions?: ReactNode; children: ReactNode }

export function Frame({ lead, actions, children }: FrameProps) {
  const { t } = useWords()
  const mayMembers = useMayForAll('users.read')
  const members = mayMembers ? [{ to: '/people' as const, label: t('people.members') }] : []
  return (
    <Page title={t('nav.people')} lead={lead} actions={actions}>
      <LinkTabs
        label={t('nav.people')}
        tabs={[
          ...members,
          { to: '/people/keys', label: t('people.keys') },
          { to: '/people/clients', label: t('people.clients') },
        ]}
      />
      {children}
    </Page>
  )
}

type ListProps<Row> = {
  of: UseInfiniteQueryResult<InfiniteData<{ results: Row[] }>>
  label: string
  columns: readonly Column<Row>[]
  keyOf: (row: Row) => string
  onOpen: (row: Row) => void
  none: string
  noneDo: string
}

export function List<Row>({ of: found, none, noneDo, ...grid }: ListProps<Row>) {
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={8} />
  const rows = found.data.pages.flatMap(({ results }) => results)
  if (rows.length === 0)
    return (
      <Empty title={none}>
        <p>{noneDo}</p>
      </Empty>
    )
  return <DataGrid {...grid} rows={rows} pages={found} />
}
