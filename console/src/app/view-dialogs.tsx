/** A view is saved, renamed, shared and deleted in dialogs, which say in place why something was refused. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Checkbox } from '../kit/checkbox.tsx'
import { ConfirmDialog, Dialog } from '../kit/dialog.tsx'
import { Field } from '../kit/field.tsx'
import { Form, type Values } from '../kit/form.tsx'
import { Loaded } from '../kit/loaded.tsx'
import { useWords } from '../words/words.tsx'
import { gateway } from './gateway.ts'
import { type Filters, type ListPage, listPages, type View } from './list-pages.ts'
import { useChange } from './mutations.ts'
import { type Tagged, tagged, useEdit } from './tagged.ts'
import { ViewFilters } from './view-filters.tsx'
import { viewsQuery } from './views.ts'

const longest = 60
const touches = [['views']]

type SaveProps = { page: ListPage; filters: Filters; onClose: () => void }

export function SaveView({ page, filters, onClose }: SaveProps) {
  const { t } = useWords()
  const [shared, setShared] = useState(false)
  const save = useChange({
    run: async ({ name = '' }: Values) => {
      await gateway.createView({ body: { page, name, filters: { ...filters }, shared } })
      onClose()
    },
    touches,
    done: 'views.saved',
    isToldInPlace: true,
  })
  return (
    <Dialog title={t('views.save')} isOpen onClose={onClose}>
      <ViewFilters filters={filters} />
      {(filters.from ?? filters.to) !== undefined && <p className="soft">{t('views.days_stay')}</p>}
      <Form submit={t('views.save_it')} error={save.error} isPending={save.isPending} onSubmit={save.mutate}>
        <Field name="name" label={t('views.name')} isRequired maxLength={longest} autoFocus autoComplete="off" />
        <Sharing of={{ page, filters }} value={shared} onChange={setShared} />
      </Form>
      <div className="row end">
        <Button onPress={onClose}>{t('back')}</Button>
      </div>
    </Dialog>
  )
}

type SharingProps = { of: Pick<View, 'page' | 'filters'>; value: boolean; onChange: (to: boolean) => void }

/** Somebody's number is shared with those of its bot alone: the gateway refuses it otherwise. */
function Sharing({ of: { page, filters }, value, onChange }: SharingProps) {
  const { t } = useWords()
  const isOfBots = (listPages[page].filters as readonly string[]).includes('bot') && page !== 'audit'
  const lacksBot = isOfBots && filters.bot === undefined && (filters.person ?? filters.text) !== undefined
  return (
    <>
      <Checkbox label={t('views.share')} isSelected={value} isDisabled={lacksBot} onChange={onChange} />
      {lacksBot && <p className="soft">{t('views.share_bot')}</p>}
    </>
  )
}

export function ManageViews({ page, onClose }: Pick<SaveProps, 'page' | 'onClose'>) {
  const { t } = useWords()
  const [edited, setEdited] = useState<string>()
  const views = useQuery(viewsQuery)
  return (
    <Dialog title={t('views.manage')} isOpen onClose={onClose}>
      {edited === undefined ? (
        <Loaded of={views} lines={3}>
          {(all) => <ViewRows views={all.filter((one) => one.page === page)} onEdit={setEdited} />}
        </Loaded>
      ) : (
        <EditView id={edited} onDone={() => setEdited(undefined)} />
      )}
      <div className="row end">
        <Button onPress={edited === undefined ? onClose : () => setEdited(undefined)}>{t('back')}</Button>
      </div>
    </Dialog>
  )
}

function ViewRows({ views, onEdit }: { views: readonly View[]; onEdit: (id: string) => void }) {
  const { t } = useWords()
  const [leaving, setLeaving] = useState<View>()
  const remove = useChange({
    run: (viewId: string) => gateway.deleteView({ viewId }),
    touches,
    done: 'views.deleted',
    isToldInPlace: true,
  })
  return (
    <>
      {views.length === 0 && <p className="soft">{t('views.none')}.</p>}
      <ul className="plain view-rows">
        {views.map((view) => (
          <li key={view.id} className="view-entry">
            <ViewRow view={view} onEdit={() => onEdit(view.id)} onDelete={() => setLeaving(view)} />
          </li>
        ))}
      </ul>
      <ConfirmDialog
        title={t('views.delete_ask', { name: leaving?.name ?? '' })}
        text={t(leaving?.shared ? 'views.delete_shared' : 'views.delete_about')}
        action={t('views.delete')}
        isOpen={leaving !== undefined}
        onConfirm={async () => leaving && (await remove.confirm(leaving.id))}
        onClose={() => setLeaving(undefined)}
      />
    </>
  )
}

type RowProps = { view: View; onEdit: () => void; onDelete: () => void }

function ViewRow({ view: { name, filters, shared, owner, mayChange }, onEdit, onDelete }: RowProps) {
  const { t } = useWords()
  return (
    <>
      <div className="row between">
        <b className="address">{name}</b>
        <span className="row">
          <span className="soft">{owner?.name}</span>
          <Badge tone="calm" text={t(shared ? 'views.is_shared' : 'views.is_private')} />
        </span>
      </div>
      <ViewFilters filters={filters} />
      {mayChange && (
        <div className="row end">
          <Button kind="quiet" aria-label={t('views.edit_one', { name })} onPress={onEdit}>
            {t('views.edit')}
          </Button>
          <Button kind="quiet" aria-label={t('views.delete_one', { name })} onPress={onDelete}>
            {t('views.delete')}
          </Button>
        </div>
      )}
    </>
  )
}

function EditView({ id, onDone }: { id: string; onDone: () => void }) {
  const read = useQuery({
    queryKey: ['views', id],
    queryFn: () => tagged((options) => gateway.getView({ viewId: id }, options)),
  })
  return <Loaded of={read}>{(found) => <EditForm found={found} onDone={onDone} />}</Loaded>
}

function EditForm({ found, onDone }: { found: Tagged<View>; onDone: () => void }) {
  const { t } = useWords()
  const edit = useEdit(found)
  const { value, tag } = edit
  const [shared, setShared] = useState({ is: value.shared, of: edit.version })
  if (shared.of !== edit.version) setShared({ is: value.shared, of: edit.version })
  const change = useChange({
    run: async ({ name = '' }: Values) => {
      await gateway.updateView({ viewId: value.id, ifMatch: tag, body: { name, shared: shared.is } })
      onDone()
    },
    touches,
    done: 'saved',
    isToldInPlace: true,
  })
  return (
    <Form
      key={edit.version}
      submit={t('views.save_it')}
      error={change.error}
      isPending={change.isPending}
      onSubmit={change.mutate}
      onTouch={edit.touch}
      onStartAnew={() => {
        change.reset()
        edit.startAnew()
      }}
    >
      <Field
        name="name"
        label={t('views.name')}
        defaultValue={value.name}
        isRequired
        maxLength={longest}
        autoFocus
        autoComplete="off"
      />
      <Sharing of={value} value={shared.is} onChange={(is) => setShared({ ...shared, is })} />
    </Form>
  )
}
