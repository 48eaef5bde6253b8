/** A row of `messages`, as both databases give it. */
import type { State } from '../model/lifecycle.ts'
import type { MessageKind } from './store.ts'

export type MessageRow = {
  seq: number
  id: string
  bot_id: string
  user_id: string
  kind: MessageKind
  content: string
  element_name: string | null
  campaign_id: string | null
  actions: string | null
  state: State
  accepted_at: number
  expires_at: number | null
  due_at: number | null
  attempt: number
  retries: number
  throttles: number
  lease: number | null
  reconcile_at: number | null
  probe_due_at: number | null
  probes: number
  possible_double: number
  wamid: string | null
  error: string | null
  sent_at: number | null
  delivered_at: number | null
  read_at: number | null
  replied_at: number | null
  ended_at: number | null
}
