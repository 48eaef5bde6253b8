/**
 * Which files of the caller's a message makes WhatsApp fetch, and what each kind of file may be (user's documents, "Medios
 * Admitidos"; cloud-api.md, section 2). Read at the door (extensions) and by the prober (type and size).
 */
import type { Content, MediaKind, TemplateContent } from './content.ts'

export type Media = { kind: MediaKind; url: string }

/** Whether a person's phone will have to fetch something that the caller named. */
export function hasMedia(content: Content): boolean {
  return mediaOf(content).length > 0
}

/** The addresses that a message makes WhatsApp fetch, each with the kind of file that it must be. */
export function mediaOf(content: Content): Media[] {
  switch (content.type) {
    case 'image':
    case 'audio':
    case 'video':
    case 'file':
    case 'sticker':
      return [{ kind: content.type, url: content.mediaUrl }]
    case 'carousel':
      return content.cards.map((card) => ({ kind: card.header.kind, url: card.header.link }))
    case 'template':
      return templateMedia(content)
    default:
      return []
  }
}

function templateMedia(content: TemplateContent): Media[] {
  const header = content.header
  const cards = (content.cards ?? []).map((card) => ({ kind: card.header.kind, url: card.header.link }))
  if (header?.kind === 'image' || header?.kind === 'video') return [{ kind: header.kind, url: header.link }, ...cards]
  if (header?.kind === 'document') return [{ kind: 'file', url: header.link }, ...cards]
  return cards
}
