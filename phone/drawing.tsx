/**
 * What the phone gives its drawings. A file of another host is fetched only when the person asks for it, or has allowed
 * it for good, so that viewing a chat reveals nothing to that host.
 */
import type { ReactNode } from 'react'
import type { Media } from '../drawing/content.ts'
import { DrawingProvider, type MediaFile, type Surroundings } from '../drawing/surroundings.tsx'
import { locale, now, word } from './words.ts'

export const plainSurroundings: Surroundings = { word, locale, now, fileOf }

/** A drawing in which nothing is tapped. */
export function Drawing({ children }: { children: ReactNode }) {
  return <DrawingProvider value={plainSurroundings}>{children}</DrawingProvider>
}

function fileOf(media: Media): MediaFile | undefined {
  const source = sourceOf(media)
  if (source === undefined) return undefined
  const isOwn = new URL(source, location.href).origin === location.origin
  return { source, way: isOwn || localStorage.getItem('autoload') === 'yes' ? 'show' : 'ask' }
}

/** The sandbox's own media by its path, whatever host name the link uses for this machine. */
function sourceOf({ id, link = '' }: Media): string | undefined {
  if (id) return `/_sandbox/media/${encodeURIComponent(id)}`
  if (!URL.canParse(link)) return undefined
  const { protocol, pathname, search, port } = new URL(link)
  if (protocol !== 'http:' && protocol !== 'https:') return undefined
  return pathname.startsWith('/_sandbox/') && port === location.port ? pathname + search : link
}
