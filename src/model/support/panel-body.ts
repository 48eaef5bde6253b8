/**
 * What the external support panel receives (jelou-api.md, section 13; jelou-api.md, 18.3): a person's message in one
 * of five types, and the start and the end of a conversation. Rendered from the stored event, so that every attempt
 * and every replay posts the same. Pure.
 *
 * Unverified: the members of `conversation.start` and `conversation.close`, of which only the names are documented.
 * They have the envelope of a message, `value` with the conversation's id and, at the end, why and the panel's
 * redirect.
 */
import { type Json, objectOf } from '../json.ts'
import { textOfBubble } from '../skill/skill.ts'
import { roomIdOf } from '../user/user.ts'

export const panelEvents = ['message', 'conversation'] as const

type Bubble = { type: string; text?: string; [field: string]: unknown }

/** Undefined: an event that is none of a panel's, such as a test, which it receives as it is. */
export function panelBody(event: Readonly<Json>, bot: { id: string; name: string }): Json | undefined {
  if (typeof event.userId !== 'string') return undefined
  if (event.event === 'conversation') return conversationBody(event, event.userId, bot)
  const bubble = objectOf(event.bubble)
  if (event.owner !== 'user' || bubble === undefined) return undefined
  return {
    ...frameOf(event, event.userId, bot),
    event_type: 'message',
    timestamp: event.received,
    value: { id: event.messageId, ...contentOf(bubble as Bubble) },
  }
}

function conversationBody(event: Readonly<Json>, userId: string, bot: { id: string; name: string }): Json {
  const { conversationId: id, change, cause, redirect } = event
  const end = change === 'close' ? { reason: cause, ...(redirect ? { redirectPayload: redirect } : {}) } : {}
  return {
    ...frameOf(event, userId, bot),
    event_type: `conversation.${String(change)}`,
    timestamp: event.timestamp,
    value: { id, ...end },
  }
}

function frameOf(event: Readonly<Json>, userId: string, bot: { id: string; name: string }): Json {
  const room = roomIdOf(bot.id, userId)
  return {
    field: 'messages',
    object: 'message_event',
    project_id: bot.id,
    room_id: room,
    contact: { id: userId, name: event.names },
    conversation: { id: event.conversationId ?? room },
    bot: { id: bot.id, name: bot.name },
  }
}

const mediaTypes: Readonly<Record<string, string>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  file: 'document',
  // Of the panel's five types, the one that shows it.
  sticker: 'image',
}

function contentOf(bubble: Bubble): Json {
  const type = mediaTypes[bubble.type]
  if (type === undefined || typeof bubble.mediaUrl !== 'string')
    return { type: 'text', content: { body: wordsOf(bubble) } }
  const caption = textOfBubble(bubble)
  const content = {
    url: bubble.mediaUrl,
    mime_type: typeof bubble.mediaType === 'string' ? bubble.mediaType : 'application/octet-stream',
    ...(caption === '' ? {} : { caption }),
    ...(typeof bubble.filename === 'string' ? { filename: bubble.filename } : {}),
  }
  return { type, content }
}

/** What has no type of its own there is said in words; `[reaction]` where there are none. */
function wordsOf(bubble: Bubble): string {
  const words = textOfBubble(bubble) || (typeof bubble.emoji === 'string' ? bubble.emoji : '') || cardsOf(bubble)
  return words || `[${bubble.type}]`
}

/** Shared contacts: name and numbers, one a line. */
function cardsOf({ contacts }: Bubble): string {
  if (!Array.isArray(contacts)) return ''
  const lines = contacts.map((one) => {
    const card = objectOf(one) ?? {}
    const phones = Array.isArray(card.phones) ? card.phones.map((phone) => objectOf(phone)?.phone) : []
    return [objectOf(card.name)?.formatted_name, ...phones].filter((part) => typeof part === 'string').join(' ')
  })
  return lines.filter((line) => line !== '').join('\n')
}
