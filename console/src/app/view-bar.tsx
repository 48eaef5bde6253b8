/**
 * Saved views beside a page's filters: which one is shown, whether it was changed, and all there are, each a link with
 * plain filters.
 */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { DialogTrigger, Popover } from 'react-aria-components'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { Loaded } from '../kit/loaded.tsx'
import { useWords } from '../words/words.tsx'
import { addressOf, type Filters, filtersOf, type ListPage, type View } from './list-pages.ts'
import { useChange } from './mutations.ts'
import { meQuery } from './session.ts'
import { ManageViews, SaveView } from './view-dialogs.tsx'
import { remember, replaceFilters, type Shown, shownView, viewsQuery } from './views.ts'

/** `search`: of the address, with what the page shows where that names nothing. */
type Props = { page: ListPage; search: Readonly<Record<string, string | undefined>> }

export function ViewBar({ page, search }: Props) {
  const { t } = useWords()
  const [asked, setAsked] = useState<'save' | 'manage'>()
  const views = useQuery(viewsQuery).data
  const filters = filtersOf(page, search)
  const shown = useShown(page, filters, views)
  const close = () => setAsked(undefined)
  const isSaveable = Object.keys(filters).length > 0 && (shown === undefined || shown.isChanged)
  return (
    <section className="row view-bar" aria-label={t('views.title')}>
      <ViewMenu page={page} shown={shown} onManage={() => setAsked('manage')} />
      {shown?.isChanged && <Changed view={shown.view} filters={filters} />}
      {isSaveable && (
        <Button kind="quiet" onPress={() => setAsked('save')}>
          {t('views.save')}
        </Button>
      )}
      {asked === 'save' && <SaveView page={page} filters={filters} onClose={close} />}
      {asked === 'manage' && <ManageViews page={page} onClose={close} />}
    </section>
  )
}

function useShown(page: ListPage, filters: Filters, views: readonly View[] | undefined): Shown | undefined {
  const isHere = useRef(false)
  const shown = views && shownView(page, filters, views, isHere.current)
  useEffect(() => {
    if (views === undefined) return
    isHere.current = true
    remember(page, filters, shown)
  })
  return shown
}

function Changed({ view, filters }: { view: View; filters: Filters }) {
  const { t } = useWords()
  const update = useChange({ run: () => replaceFilters(view, filters), touches: [['views']], done: 'views.updated' })
  return (
    <>
      <Badge tone="busy" text={t('views.changed')} />
      {view.mayChange && (
        <Button kind="quiet" isPending={update.isPending} onPress={() => update.mutate()}>
          {t('views.update')}
        </Button>
      )}
      <Link {...addressOf(view)} className="button quiet">
        {t('views.undo')}
      </Link>
    </>
  )
}

type MenuProps = { page: ListPage; shown: Shown | undefined; onManage: () => void }

function ViewMenu({ page, shown, onManage }: MenuProps) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button>
        <Icon name="view" />
        <span className={shown === undefined ? undefined : 'unseen'}>{t('views.title')}</span>
        {shown !== undefined && <span className="clip">{shown.view.name}</span>}
        <Icon name="down" />
      </Button>
      <Popover className="popover" placement="bottom start" aria-label={t('views.title')}>
        <div className="view-list">
          <Loaded of={useQuery(viewsQuery)} lines={3}>
            {(all) => (
              <ViewLinks
                views={all.filter((one) => one.page === page)}
                shown={shown}
                onOpen={close}
                onManage={() => {
                  close()
                  onManage()
                }}
              />
            )}
          </Loaded>
        </div>
      </Popover>
    </DialogTrigger>
  )
}

type LinksProps = Omit<MenuProps, 'page'> & { views: readonly View[]; onOpen: () => void }

function ViewLinks({ views, shown, onOpen, onManage }: LinksProps) {
  const { t } = useWords()
  const { data: me } = useQuery(meQuery)
  if (views.length === 0)
    return (
      <p className="soft">
        <b>{t('views.none')}.</b> {t('views.none_do')}
      </p>
    )
  const isOwn = ({ owner }: View) => owner !== null && owner.id === me?.id
  const groups = [
    { title: t('views.own'), views: views.filter(isOwn) },
    { title: t('views.shared'), views: views.filter((one) => !isOwn(one)) },
  ].filter((group) => group.views.length > 0)
  return (
    <>
      {groups.map((group) => (
        <section key={group.title}>
          <h3 className="label">{group.title}</h3>
          <ul className="plain">
            {group.views.map((view) => (
              <li key={view.id}>
                <ViewLink view={view} isShown={view.id === shown?.view.id} isOwn={isOwn(view)} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Button kind="quiet" onPress={onManage}>
        {t('views.manage')}
      </Button>
    </>
  )
}

type LinkProps = { view: View; isShown: boolean; isOwn: boolean; onOpen: () => void }

function ViewLink({ view, isShown, isOwn, onOpen }: LinkProps) {
  const { t } = useWords()
  const about = isOwn ? view.shared && t('views.is_shared') : view.owner?.name
  return (
    <Link
      {...addressOf(view)}
      className="option split"
      aria-current={isShown ? 'true' : undefined}
      activeProps={{}}
      activeOptions={{ exact: true }}
      onClick={onOpen}
    >
      <span className="clip">{view.name}</span>
      {about && <span className="soft clip">{about}</span>}
    </Link>
  )
}
