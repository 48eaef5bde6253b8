/**
 * What every reader of a bubble gives and uses: the content of one message, and texts that are there or left out.
 * Called by bubble.ts and the readers beside it.
 */
import type { Bubble, InboundMessage } from '../../model/inbound.ts'
import { type Json, textOf } from './json.ts'

/** `rest`: what the message's own member says beside. */
export type Content = Pick<InboundMessage, 'bubble' | 'pressed' | 'media'> & { rest?: Json }

/** Sets those of the fields that are texts with something in them. */
export function addTexts(bubble: Bubble, fields: Json): Bubble {
  for (const [name, value] of Object.entries(fields)) {
    const text = textOf(value)
    if (text !== undefined) bubble[name] = text
  }
  return bubble
}
