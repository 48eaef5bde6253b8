/** Shared by the bubble readers: the content of one message, and optional text fields. */

import type { AnyBubble } from '../../../model/inbound/bubble.ts'
import type { InboundMessage } from '../../../model/inbound/inbound.ts'
import { type Json, textOf } from '../../../model/json.ts'

/** `rest`: what the readers left unread in the message's own member. */
export type Content = Pick<InboundMessage, 'pressed' | 'media'> & { bubble: AnyBubble; rest?: Json }

/** Sets the fields that are non-empty texts. */
export function addTexts<Bubble extends AnyBubble>(
  bubble: Bubble,
  fields: { [Name in keyof Bubble]?: unknown },
): Bubble {
  for (const [name, value] of Object.entries(fields)) {
    const text = textOf(value)
    if (text !== undefined) (bubble as Json)[name] = text
  }
  return bubble
}
