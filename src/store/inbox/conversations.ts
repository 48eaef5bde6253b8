/**
 * The team's part of a conversation: who has it, its labels, and whether it was read. Columns of the conversation
 * itself, so that they move, merge and go with it. A member who is gone has nothing: nobody has it then.
 */
import { type InboxConversation, isUnread } from '../../model/user/inbox.ts'
import { stateAt } from '../../model/user/user.ts'
import { findConversation } from '../conversations/identity.ts'
import { personChanged } from '../events/changes.ts'
import { type Changed, type Expected, isExpected } from '../sql/revisions.ts'
import { json, parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

export type InboxChange = { assignee?: string | null; labels?: readonly string[] }
export type InboxInput = { botId: string; userId: string; now: number }

/** What the inbox shows, and the member's name: no join, which PostgreSQL would rather sort than walk in order. */
export const inboxColumns = `bot_id, user_id, name, last_inbound_at, state, state_until, assignee,
  (select members.name from members where members.id = conversations.assignee) as assignee_name,
  labels, read_at, inbox_revision, held_by, held_at`

export type InboxRow = {
  bot_id: string
  user_id: string
  name: string | null
  last_inbound_at: number | null
  state: string
  state_until: number | null
  assignee: string | null
  assignee_name: string | null
  labels: string | null
  read_at: number | null
  inbox_revision: number
  held_by: string | null
  held_at: number | null
}

/** By any identifier of the person. */
export function* inboxConversation({ botId, userId, now }: InboxInput): Transaction<InboxConversation | undefined> {
  const known = yield* findConversation(botId, userId)
  return known && (yield* read(botId, known.user_id, now))
}

export function* changeInbox(
  { botId, userId, now }: InboxInput,
  { assignee, labels }: InboxChange,
  expected?: Expected,
): Transaction<Changed<InboxConversation>> {
  const known = yield* findConversation(botId, userId)
  if (!known) return { kind: 'missing' }
  if (!isExpected(expected, known.inbox_revision)) return { kind: 'stale' }
  yield* query(
    `update conversations set assignee = $3, labels = $4, inbox_revision = $5 where bot_id = $1 and user_id = $2`,
    botId,
    known.user_id,
    assignee === undefined ? known.assignee : assignee,
    labels === undefined ? known.labels : json(labels.length === 0 ? undefined : labels),
    // Above that of a conversation that was erased before this one began.
    Math.max(now, Number(known.inbox_revision) + 1),
  )
  yield personChanged(botId, known.user_id)
  const value = yield* read(botId, known.user_id, now)
  return value ? { kind: 'changed', value } : { kind: 'missing' }
}

/** What the person has written by now. */
export function* markRead({ botId, userId, now }: InboxInput): Transaction<InboxConversation | undefined> {
  const known = yield* findConversation(botId, userId)
  if (!known) return undefined
  if (isUnread(known.last_inbound_at, known.read_at)) {
    yield* query(
      'update conversations set read_at = last_inbound_at where bot_id = $1 and user_id = $2',
      botId,
      known.user_id,
    )
    yield personChanged(botId, known.user_id)
  }
  return yield* read(botId, known.user_id, now)
}

function* read(botId: string, userId: string, now: number): Transaction<InboxConversation | undefined> {
  const found = yield* queryOne<InboxRow>(
    `select ${inboxColumns} from conversations where bot_id = $1 and user_id = $2`,
    botId,
    userId,
  )
  return found && conversationOf(found, now)
}

export function conversationOf(found: InboxRow, now: number): InboxConversation {
  const { assignee, assignee_name } = found
  return {
    botId: found.bot_id,
    userId: found.user_id,
    name: found.name ?? undefined,
    state: stateAt(found.state, found.state_until, now),
    ...(assignee !== null && assignee_name !== null && { assignee: { id: assignee, name: assignee_name } }),
    labels: parse<string[]>(found.labels) ?? [],
    isUnread: isUnread(found.last_inbound_at, found.read_at),
    lastInboundAt: found.last_inbound_at ?? undefined,
    ...(found.held_by !== null && { thread: { heldBy: found.held_by, since: Number(found.held_at) } }),
    revision: Number(found.inbox_revision),
  }
}
