/** Who gets no marketing: the lists of bots and that of all of them, with a way in and out. Filters stand in the address. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { BotSelect } from '../../app/bot-select.tsx'
import { botsQuery } from '../../app/bots.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { ViewBar } from '../../app/view-bar.tsx'
import { Button } from '../../kit/button.tsx'
import { ConfirmDialog, Dialog } from '../../kit/dialog.tsx'
import { FilterField } from '../../kit/field.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { Page } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { AddOptOut } from './add.tsx'
import { ImportOptOuts } from './import.tsx'
import { type Filter, type OptOut, optOutsQuery, touched } from './queries.ts'

const route = getRouteApi('/signed-in/optouts')

export function OptOuts() {
  const { t } = useWords()
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const set = (changed: Filter) => void navigate({ search: { ...filter, ...changed }, replace: true })
  return (
    <Page title={t('nav.optouts')} lead={t('optouts.lead')} actions={<Actions bot={filter.bot || undefined} />}>
      <ViewBar page="optouts" search={filter} />
      <search className="filters" aria-label={t('filter.label')}>
        <BotSelect value={filter.bot} isAllOffered onChange={(bot) => set({ bot: bot ?? '' })} />
        <FilterField
          label={t('filter.person')}
          inputMode="tel"
          value={filter.person ?? ''}
          onChange={(person) => set({ person })}
        />
      </search>
      <List filter={filter} />
    </Page>
  )
}

function Actions({ bot }: { bot: string | undefined }) {
  const { t } = useWords()
  const mayChange = useMay('consent.write', bot)
  const [open, setOpen] = useState<'add' | 'import'>()
  const close = () => setOpen(undefined)
  return (
    <>
      <a className="button plain" href={`/manage/v1/suppressions/export${bot ? `?bot=${bot}` : ''}`} download>
        {t('optouts.download')}
      </a>
      {mayChange && <Button onPress={() => setOpen('import')}>{t('optouts.import')}</Button>}
      {mayChange && (
        <Button kind="primary" onPress={() => setOpen('add')}>
          {t('optouts.add')}
        </Button>
      )}
      <Dialog title={t('optouts.add')} isOpen={open === 'add'} onClose={close}>
        <AddOptOut bot={bot} onClose={close} />
      </Dialog>
      <Dialog title={t('optouts.import')} isOpen={open === 'import'} onClose={close}>
        <ImportOptOuts bot={bot} onClose={close} />
      </Dialog>
    </>
  )
}

function List({ filter }: { filter: Filter }) {
  const { t } = useWords()
  const mayChange = useMay('consent.write', filter.bot || undefined)
  const [opened, setOpened] = useState<OptOut>()
  const columns = useColumns()
  const found = useInfiniteQuery(optOutsQuery(filter))
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={8} />
  const rows = found.data.pages.flatMap(({ results }) => results)
  if (rows.length === 0)
    return (
      <Empty title={t('optouts.none')}>
        <p>{t('optouts.none_do')}</p>
      </Empty>
    )
  return (
    <>
      <DataGrid
        label={t('nav.optouts')}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        onOpen={(entry) => mayChange && setOpened(entry)}
        pages={found}
      />
      <RemoveDialog entry={opened} onClose={() => setOpened(undefined)} />
    </>
  )
}

function RemoveDialog({ entry, onClose }: { entry: OptOut | undefined; onClose: () => void }) {
  const { t } = useWords()
  const remove = useChange({
    run: () => gateway.deleteSuppression({ suppressionId: entry?.id ?? '' }),
    touches: touched,
    done: 'optouts.removed',
  })
  return (
    <ConfirmDialog
      title={entry?.userId ? t('optouts.remove_ask', { person: `+${entry.userId}` }) : t('optouts.erased')}
      text={t('optouts.remove_about')}
      action={t('optouts.remove')}
      isOpen={entry !== undefined}
      onConfirm={() => remove.confirm()}
      onClose={onClose}
    />
  )
}

function useColumns(): Column<OptOut>[] {
  const { t } = useWords()
  const bots = useQuery(botsQuery).data ?? []
  return [
    {
      id: 'person',
      title: t('column.person'),
      cell: ({ userId, botId }) => (
        <span className="two">
          <span className="clip">
            {userId === null ? <span className="soft">{t('optouts.erased')}</span> : <Phone digits={userId} />}
          </span>
          <span className="soft clip">
            {botId === null ? t('filter.all_bots') : (bots.find(({ id }) => id === botId)?.name ?? botId)}
          </span>
        </span>
      ),
    },
    {
      id: 'text',
      title: t('optouts.why'),
      cell: ({ source, detail }) => (
        <span className="two">
          <span className="clip">{t(`optouts.${source}`)}</span>
          <span className="soft clip">{detail}</span>
        </span>
      ),
    },
    { id: 'time', title: t('optouts.since'), cell: ({ since }) => <Time at={since} /> },
  ]
}
