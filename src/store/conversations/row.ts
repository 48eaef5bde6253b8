/** A row of `conversations`, as both databases give it. Types only. */

export type ConversationRow = {
  bot_id: string
  user_id: string
  wa_id: string | null
  scoped_id: string | null
  name: string | null
  last_inbound_at: number | null
  last_notification_seq: number | null
  pair_empty_at: number
  memory: string | null
  /** When keys of the memory end, and their kinds of content; and the first end (model/user/memory.ts). */
  memory_terms: string | null
  memory_ends_at: number | null
  skill_id: string | null
  skill_since: number | null
  state: string
  state_until: number | null
  reached_as: string | null
  refused_as: string | null
  /** Of the team's inbox (store/inbox). */
  assignee: string | null
  labels: string | null
  read_at: number | null
  inbox_revision: number
  /** Another responder at Meta (thread.ts). */
  held_by: string | null
  held_at: number | null
  /** The conversation's id at the support panel, while it has it (support.ts). */
  support_id: string | null
}
