/** Reports of a transaction to the log and the metrics, delivered after its commit. Types only. */

import type { EventType } from '../../model/events/event.ts'
import type { MessageKind } from '../../model/message/content.ts'

/** A step in a message's life. */
export type LifeNote = {
  botId: string
  messageId: string
  kind: MessageKind
  type: EventType
  /** Meta had accepted it before. */
  hadLeft: boolean
  /** For a failure: Meta's code or our key. */
  code?: string
  /** The trace of the message. */
  traceparent?: string
}

/** Something was not remembered because the person's memory is full. */
export type MemoryNote = {
  botId: string
  /** Actions of a sent message, a skill, or a merge of two conversations. */
  cause: 'actions' | 'skill' | 'union'
  /** The size that the memory would have had. */
  bytes: number
}
