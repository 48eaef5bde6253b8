/**
 * Messages as WhatsApp draws them (../../../drawing), with what the console gives them: its language, the files of this
 * gateway, and a dialog for what a button opens. Another host's file is only a link, since the page asks nobody else.
 */
import { type ReactNode, useMemo, useState } from 'react'
import type { Content, Media, View } from '../../../drawing/content.ts'
import { DrawingProvider, type MediaFile, type Surroundings } from '../../../drawing/surroundings.tsx'
import { titleOfView, ViewContent } from '../../../drawing/views.tsx'
import { en } from '../../../drawing/words-en.ts'
import { es } from '../../../drawing/words-es.ts'
import { pt } from '../../../drawing/words-pt.ts'
import { useWords } from '../words/words.tsx'
import { Dialog } from './dialog.tsx'
import '../../../drawing/theme.css'
import '../../../drawing/bubble.css'
import '../../../drawing/parts.css'
import '../../../drawing/views.css'

const words = { en, es, pt }

type Props = Pick<Surroundings, 'hasVariables' | 'onQuote' | 'onMenu' | 'linkTime'> & { children: ReactNode }

/** In an element of the classes `whatsapp` and `whatsapp-chat`. What is given stays the same functions. */
export function Drawing({ children, hasVariables, onQuote, onMenu, linkTime }: Props) {
  const { language, locale } = useWords()
  const [opened, setOpened] = useState<{ view: View; content: Content }>()
  const word = words[language]
  const surroundings = useMemo<Surroundings>(
    () => ({
      ...{ word, locale, now: Date.now, fileOf },
      ...{ hasVariables, onQuote, onMenu, linkTime },
      onOpen: (view, content) => setOpened({ view, content }),
    }),
    [word, locale, hasVariables, onQuote, onMenu, linkTime],
  )
  return (
    <DrawingProvider value={surroundings}>
      {children}
      {opened && (
        <Dialog title={titleOfView(opened.view, word)} isOpen onClose={() => setOpened(undefined)}>
          <div className="whatsapp drawn-view">
            <ViewContent {...opened} />
          </div>
        </Dialog>
      )}
    </DrawingProvider>
  )
}

/** The words that the drawings of this language have. */
export function useDrawnWords() {
  return words[useWords().language]
}

function fileOf({ link = '' }: Media): MediaFile | undefined {
  if (!URL.canParse(link)) return undefined
  const { protocol, pathname } = new URL(link)
  // The path alone: the gateway's public address need not be the one at which the console is open.
  if (/^\/media\/[^/]+\/[^/]+$/.test(pathname)) return { source: pathname, way: 'show' }
  return protocol === 'https:' || protocol === 'http:' ? { source: link, way: 'link' } : undefined
}
