/** Keys that work everywhere but where somebody writes: the palette, the pages, and the list of them all. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Dialog } from '../kit/dialog.tsx'
import { useWords } from '../words/words.tsx'
import { useHasSandbox } from './bots.ts'
import { pagesFor } from './navigation.ts'
import { meQuery } from './session.ts'

type Shortcuts = { isPaletteOpen: boolean; setPaletteOpen: (isOpen: boolean) => void; help: ReactNode }

export function useShortcuts(): Shortcuts {
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  const [isHelpOpen, setHelpOpen] = useState(false)
  const pages = pagesFor(useQuery(meQuery).data, useHasSandbox())
  const navigate = useNavigate()
  const isAfterG = useRef(false)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault()
        return setPaletteOpen(true)
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isWriting(event.target)) return
      const page = isAfterG.current ? pages.find(({ key }) => key === event.key) : undefined
      isAfterG.current = event.key === 'g'
      if (page) void navigate({ to: page.path })
      if (event.key === '?') setHelpOpen(true)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  })
  return { isPaletteOpen, setPaletteOpen, help: <Help isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} /> }
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [role="dialog"]') !== null
}

function Help({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useWords()
  const pages = pagesFor(useQuery(meQuery).data, useHasSandbox())
  const rows = [
    ['Ctrl K · ⌘ K', t('palette.open')],
    ['?', t('shortcuts.title')],
    ...pages.map(({ key, word }) => [`g ${key}`, t(word)]),
    ['↑ ↓ Home End', t('shortcuts.rows')],
    ['Enter', t('shortcuts.enter')],
  ]
  return (
    <Dialog title={t('shortcuts.title')} isOpen={isOpen} onClose={onClose}>
      <dl className="keys">
        {rows.map(([keys, text]) => (
          <div key={text}>
            <dt>{text}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
