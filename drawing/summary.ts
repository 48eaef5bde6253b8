/** One line for a message of any kind: for lists of chats, quotes and screen readers. */
import type { Content } from './content.ts'
import type { DrawnWords } from './words-en.ts'

/** `sort`: what it is, by the name of its icon. */
export type Summary = { sort: string; text: string }

export function summaryOf(content: Content, word: DrawnWords): Summary {
  const { kind, media, text, header, contacts, reaction, location, items, response, products } = content
  if (reaction) return { sort: 'reaction', text: `${word.reacted} ${reaction.emoji || '—'}` }
  if (response) return { sort: 'flow', text: word.responseSent }
  if (kind === 'revoke' || kind === 'revoked') return { sort: 'text', text: word.takenBack }
  if (items) return { sort: 'order', text: word.order }
  const sort = media?.kind ?? (contacts ? 'contact' : location ? 'location' : kind)
  const names: Record<string, unknown> = word
  const named = media?.isVoice ? word.voice : names[sort]
  const place = typeof location?.name === 'string' ? location.name : undefined
  const said = text ?? contacts?.[0]?.name ?? header ?? media?.filename ?? place
  return { sort, text: said ?? (typeof named === 'string' ? named : products ? word.products : word.message) }
}
