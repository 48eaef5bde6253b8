/** Wake-ups of lanes: collected by transactions, delivered after their commit. Types only. */
import type { TemplateNotice } from '../../model/template/record.ts'

/** Only a hint: a lane that misses it finds its work by the poll. */
export type Wakeup = LaneWakeup | LocalWakeup

/**
 * For this process alone. `received`: a person's message came for a bot that marks as read. `standing`: Meta told
 * something of the bot's number.
 */
export type LocalWakeup =
  | { kind: 'templates'; notice: TemplateNotice }
  | { kind: 'received'; botId: string; wamid: string }
  | { kind: 'standing'; botId: string }

/** `id`: the bot's; for deliveries the endpoint's. `resume`: the bot's channel was fixed, so its lane may resume. */
export type LaneWakeup = { kind: 'messages' | 'deliveries' | 'skills' | 'media' | 'resume'; id: string }
