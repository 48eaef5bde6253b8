/** Wake-ups of lanes: collected by transactions, delivered after their commit. Types only. */
import type { TemplateNotice } from '../../model/template/record.ts'

/** Only a hint: a lane that misses it finds its work by the poll. */
export type Wakeup = LaneWakeup | { kind: 'templates'; notice: TemplateNotice }

/** `id`: the bot's; for deliveries the endpoint's. `resume`: the bot's channel was fixed, so its lane may resume. */
export type LaneWakeup = { kind: 'messages' | 'deliveries' | 'skills' | 'media' | 'resume'; id: string }
