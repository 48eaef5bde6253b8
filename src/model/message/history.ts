/**
 * A message as history shows it: the documented bubble (jelou-api.md, section 10), with its type in capitals, the text
 * that the person reads and the address of its file. Pure.
 */

import type { Bubble } from '../inbound/bubble.ts'
import { mediaOf } from '../media/media.ts'
import type { Content, SessionContent } from './content.ts'

/** Of a message: to the person, or from them. */
export const directions = ['out', 'in'] as const
export type Direction = (typeof directions)[number]

export type HistoryBubble = { type: string; text?: string; mediaUrl?: string; [field: string]: unknown }

/** Adds the message's own fields beside type, text and address. */
export function sentBubble(content: Content): HistoryBubble {
  const [media] = mediaOf(content)
  const text = textOf(content)
  return {
    type: content.type.toUpperCase(),
    ...(text === undefined ? {} : { text }),
    ...(media === undefined ? {} : { mediaUrl: media.url }),
    ...(content.type === 'template' ? { elementName: content.elementName } : referring(content)),
  }
}

/** A reaction in the form of a person's. */
function referring(content: SessionContent): Record<string, unknown> {
  if (content.type === 'reaction') return { emoji: content.emoji, messageId: content.messageId }
  return content.replyTo === undefined ? {} : { replyTo: content.replyTo }
}

export function receivedBubble(bubble: Bubble): HistoryBubble {
  return { ...bubble, type: bubble.type.toUpperCase() }
}

/** What the person reads of it. */
export function textOf(content: Content): string | undefined {
  switch (content.type) {
    case 'contacts':
      return content.contacts.map((contact) => contact.name.formatted_name).join(', ')
    case 'location':
      return content.name ?? `${content.latitude},${content.longitude}`
    case 'reaction':
      return undefined
    default:
      return content.text
  }
}
