/** What stands around every page: the navigation (a bar below on a phone), notices, the palette. */
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { I18nProvider } from 'react-aria-components'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { Menu } from '../kit/menu.tsx'
import { explain } from '../kit/states.tsx'
import { Toasts, toastFailure } from '../kit/toast.tsx'
import { languages, useWords } from '../words/words.tsx'
import { Alerting } from './alerting.tsx'
import { useHasSandbox } from './bots.ts'
import { ConnectionBanner, SessionDialog } from './connection.tsx'
import { useLive, useLiveState } from './live.ts'
import { pagesFor } from './navigation.ts'
import { OutdatedSign } from './outdated.tsx'
import { Palette } from './palette.tsx'
import { meQuery, signOut } from './session.ts'
import { useShortcuts } from './shortcuts.tsx'

export function Shell() {
  const { t, locale } = useWords()
  const { isPaletteOpen, setPaletteOpen, help } = useShortcuts()
  useLive()
  return (
    <I18nProvider locale={locale}>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <div className="shell">
        <Navigation onSearch={() => setPaletteOpen(true)} />
        <div className="column">
          <div className="signs">
            <ConnectionBanner />
            <OutdatedSign />
          </div>
          <main id="content" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      <Alerting />
      <Palette isOpen={isPaletteOpen} onClose={() => setPaletteOpen(false)} />
      {help}
      <SessionDialog />
      <Toasts />
    </I18nProvider>
  )
}

/** On a phone the bar has room for these, and the others are behind one button; shell.css hides them there. */
const inBar = 4

function Navigation({ onSearch }: { onSearch: () => void }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const pages = pagesFor(useQuery(meQuery).data, useHasSandbox())
  const { pathname } = useLocation()
  const isBeyond = pages.slice(inBar).some(({ path }) => path !== '/' && pathname.startsWith(path))
  const beyondBar = pages.slice(inBar).map(({ path, word }) => ({
    id: path,
    label: t(word),
    onAction: () => void navigate({ to: path }),
  }))
  return (
    <header className="side">
      <div className="brand">
        <Mark />
        <b>Recado</b>
      </div>
      <div className="search-button">
        <Button onPress={onSearch}>
          <Icon name="search" />
          <span className="wide">{t('palette.open')}</span>
          <kbd className="wide">{isMac ? '⌘' : 'Ctrl'} K</kbd>
        </Button>
      </div>
      <nav aria-label={t('nav.label')}>
        {pages.map(({ path, icon, word, ...page }) => (
          <Link
            key={path}
            to={path}
            activeOptions={{ exact: path === '/' }}
            className={'isApart' in page ? 'nav-link apart' : 'nav-link'}
          >
            <Icon name={icon} />
            <span>{t(word)}</span>
          </Link>
        ))}
        {beyondBar.length > 0 && (
          <div className={isBeyond ? 'nav-more active' : 'nav-more'}>
            <Menu label={t('nav.more')} icon="more" text={undefined} entries={beyondBar} />
          </div>
        )}
      </nav>
      <LiveSign />
      <Account />
    </header>
  )
}

/** Whether the page follows what happens, or shows what it last knew. */
function LiveSign() {
  const { t } = useWords()
  const state = useLiveState()
  if (state === 'off') return null
  return (
    <p className={`live ${state}`} role="status">
      <span className="dot" aria-hidden="true" />
      <span className="live-text">{t(state === 'live' ? 'live.on' : 'live.waiting')}</span>
    </p>
  )
}

function Account() {
  const words = useWords()
  const { t, language, change } = words
  const { data: me } = useQuery(meQuery)
  const navigate = useNavigate()
  const tellFailure = (error: unknown) => toastFailure(explain(error, words))
  const choices = Object.entries(languages).map(([id, label]) => ({
    id,
    label,
    onAction: () => void change(id as keyof typeof languages).catch(tellFailure),
  }))
  const entries = [
    { id: 'own', label: t('nav.account'), onAction: () => void navigate({ to: '/account' }) },
    { id: 'guide', label: t('guide'), onAction: () => location.assign(`/guide/${language}/`) },
    { id: 'docs', label: t('api'), onAction: () => location.assign('/docs') },
    { id: 'out', label: t('sign_out'), onAction: () => void signOut().catch(tellFailure) },
  ]
  return (
    <div className="account">
      <Menu label={t('language')} icon="language" text={languages[language]} entries={choices} />
      <Menu label={t('account')} icon="person" text={me?.name ?? undefined} entries={entries} />
    </div>
  )
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** A note with its corner folded: a message left for someone. */
function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className="mark">
      <path d="M7 3h18a4 4 0 0 1 4 4v13l-9 9H7a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z" fill="currentColor" />
      <path d="M9 11h14M9 17h9" className="mark-lines" />
      <path d="M20 29v-5a4 4 0 0 1 4-4h5z" className="mark-fold" />
    </svg>
  )
}
