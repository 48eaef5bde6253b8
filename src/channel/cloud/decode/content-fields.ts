/** Shared by the bubble readers: the content of one message, and optional text fields. */
import type { Bubble, InboundMessage } from '../../../model/inbound/inbound.ts'
import { type Json, textOf } from '../json.ts'

/** `rest`: what the readers left unread in the message's own member. */
export type Content = Pick<InboundMessage, 'bubble' | 'pressed' | 'media'> & { rest?: Json }

/** Sets the fields that are non-empty texts. */
export function addTexts(bubble: Bubble, fields: Json): Bubble {
  for (const [name, value] of Object.entries(fields)) {
    const text = textOf(value)
    if (text !== undefined) bubble[name] = text
  }
  return bubble
}
