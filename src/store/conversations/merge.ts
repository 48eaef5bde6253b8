/**
 * Merges two conversations of one person, or moves a conversation to another id: sent, received and pending items move
 * along. Order per person still holds afterwards (promise 3): of all pending messages, only the first may be sent.
 */
import { isUnread, mergeLabels } from '../../model/user/inbox.ts'
import { maxMemoryBytes, mergeMemories, mergeTerms } from '../../model/user/memory.ts'
import { isDigitsPhone } from '../../model/user/phone.ts'
import type { EventContext } from '../events/events.ts'
import { parse, query, queryOne, request, statement, type Transaction } from '../sql/transaction.ts'
import { transferFormerIdentifiers } from './former-names.ts'
import { memoryColumns, memoryOf } from './memory.ts'
import { promote } from './queue-head.ts'
import type { ConversationRow } from './row.ts'
import { emitSupport } from './support.ts'
import { moveSuppressions } from './suppressed.ts'

/** The survivor is the conversation whose id is a number, which is how the API names people; else the first. */
export function* mergeConversations(
  context: EventContext,
  one: ConversationRow,
  other: ConversationRow,
  now: number,
): Transaction<ConversationRow> {
  const isOtherSurvivor = !isDigitsPhone(one.user_id) && isDigitsPhone(other.user_id)
  const [survivor, duplicate] = isOtherSurvivor ? [other, one] : [one, other]
  const mergedRow = merged(context, survivor, duplicate, now)
  const leaving = statement(
    'delete from conversations where bot_id = $1 and user_id = $2',
    duplicate.bot_id,
    duplicate.user_id,
  )
  yield* request({ ...leaving, isExclusive: true })
  yield* write(mergedRow)
  yield* moveAll(context, survivor.bot_id, duplicate.user_id, survivor.user_id, now)
  // The panel had both: what it called the other one is no more.
  if (survivor.support_id !== null && duplicate.support_id !== null)
    yield* emitSupport(context, mergedRow, {
      conversationId: duplicate.support_id,
      change: 'close',
      cause: 'merged',
      now,
    })
  return mergedRow
}

function* write(mergedRow: ConversationRow): Transaction<void> {
  yield* query(
    `update conversations set wa_id = $3, scoped_id = $4, name = $5, last_inbound_at = $6, last_notification_seq = $7,
       pair_empty_at = $8, memory = $9, skill_id = $10, state = $11, state_until = $12, skill_since = $13,
       assignee = $14, labels = $15, read_at = $16, inbox_revision = $17, memory_terms = $18, memory_ends_at = $19,
       held_by = $20, held_at = $21, support_id = $22
     where bot_id = $1 and user_id = $2`,
    mergedRow.bot_id,
    mergedRow.user_id,
    mergedRow.wa_id,
    mergedRow.scoped_id,
    mergedRow.name,
    mergedRow.last_inbound_at,
    mergedRow.last_notification_seq,
    mergedRow.pair_empty_at,
    mergedRow.memory,
    mergedRow.skill_id,
    mergedRow.state,
    mergedRow.state_until,
    mergedRow.skill_since,
    mergedRow.assignee,
    mergedRow.labels,
    mergedRow.read_at,
    mergedRow.inbox_revision,
    mergedRow.memory_terms,
    mergedRow.memory_ends_at,
    mergedRow.held_by,
    mergedRow.held_at,
    mergedRow.support_id,
  )
}

/** Moves the whole conversation to `userId`; merges it with an existing one. */
export function* rename(
  context: EventContext,
  known: ConversationRow,
  userId: string,
  now: number,
): Transaction<ConversationRow> {
  if (known.user_id === userId) return known
  const { bot_id: botId } = known
  const there = yield* queryOne<ConversationRow>(
    'select * from conversations where bot_id = $1 and user_id = $2',
    botId,
    userId,
  )
  const whole = there ? yield* mergeConversations(context, known, there, now) : known
  if (whole.user_id === userId) return whole
  const renaming = statement(
    'update conversations set user_id = $3 where bot_id = $1 and user_id = $2',
    botId,
    whole.user_id,
    userId,
  )
  yield* request({ ...renaming, isExclusive: true })
  yield* moveAll(context, botId, whole.user_id, userId, now)
  return { ...whole, user_id: userId }
}

/** Moves everything under one id, including what waits for a person without a conversation. */
export function* moveAll(
  context: EventContext,
  botId: string,
  from: string,
  to: string,
  now: number,
): Transaction<void> {
  yield* transferFormerIdentifiers(botId, from, to)
  yield* query('update conversation_notes set user_id = $3 where bot_id = $1 and user_id = $2', botId, from, to)
  yield* moveSuppressions(context, botId, from, to)
  yield* query('update media_files set for_user = $3 where bot_id = $1 and for_user = $2', botId, from, to)
  yield* moveMessages(botId, from, to, now)
  context.wake({ kind: 'messages', id: botId })
  yield* moveDeliveries(context, botId, from, to, now)
  yield* moveRuns(context, botId, from, to, now)
}

/**
 * Combines both conversations' data, within the limit of a person's memory (`mergeMemories`). Where both have a value,
 * the survivor's wins, except that a `manual` state is kept.
 */
function merged(
  context: EventContext,
  survivor: ConversationRow,
  duplicate: ConversationRow,
  now: number,
): ConversationRow {
  const later = (one: number | null, other: number | null) =>
    one === null && other === null ? null : Math.max(one ?? 0, other ?? 0)
  const [ofSurvivor, ofDuplicate] = [memoryOf(survivor, now), memoryOf(duplicate, now)]
  const isDuplicateNewer = (duplicate.last_inbound_at ?? 0) > (survivor.last_inbound_at ?? 0)
  const { memory, bytes } = mergeMemories(
    { ...ofDuplicate.values, ...ofSurvivor.values },
    (isDuplicateNewer ? ofDuplicate : ofSurvivor).values,
  )
  if (bytes > maxMemoryBytes) context.noteMemory({ botId: survivor.bot_id, cause: 'union', bytes })
  const state = survivor.state === 'manual' ? survivor : duplicate
  const told = (duplicate.held_at ?? 0) > (survivor.held_at ?? 0) ? duplicate : survivor
  return {
    ...survivor,
    wa_id: survivor.wa_id ?? duplicate.wa_id ?? (isDigitsPhone(duplicate.user_id) ? duplicate.user_id : null),
    scoped_id:
      survivor.scoped_id ?? duplicate.scoped_id ?? (isDigitsPhone(duplicate.user_id) ? null : duplicate.user_id),
    name: survivor.name ?? duplicate.name,
    last_inbound_at: later(survivor.last_inbound_at, duplicate.last_inbound_at),
    last_notification_seq: later(survivor.last_notification_seq, duplicate.last_notification_seq),
    pair_empty_at: Math.max(survivor.pair_empty_at, duplicate.pair_empty_at),
    ...memoryColumns({ values: memory, terms: mergeTerms(ofSurvivor, ofDuplicate, memory) }),
    skill_id: survivor.skill_id ?? duplicate.skill_id,
    skill_since: survivor.skill_id === null ? duplicate.skill_since : survivor.skill_since,
    state: state.state,
    state_until: state.state_until,
    support_id: survivor.support_id ?? duplicate.support_id,
    held_by: told.held_by,
    held_at: told.held_at,
    ...mergedInbox(survivor, duplicate),
  }
}

/** Either's assignee, the labels of both; read only if both were. */
function mergedInbox(survivor: ConversationRow, duplicate: ConversationRow) {
  const both = [survivor, duplicate]
  const labels = mergeLabels(...both.map((one) => parse<string[]>(one.labels) ?? []))
  const isRead = both.every((one) => !isUnread(one.last_inbound_at, one.read_at))
  const [least = 0, most = 0] = both.map(({ read_at }) => read_at ?? 0).toSorted((one, other) => one - other)
  return {
    assignee: survivor.assignee ?? duplicate.assignee,
    labels: labels.length === 0 ? null : JSON.stringify(labels),
    read_at: (isRead ? most : least) || null,
    inbox_revision: Math.max(...both.map((one) => Number(one.inbox_revision))) + 1,
  }
}

/** Only the first head of both keeps its turn; an attempt in flight is waited for. */
function* moveMessages(botId: string, from: string, to: string, now: number): Transaction<void> {
  yield* query('update messages set user_id = $3 where bot_id = $1 and user_id = $2', botId, from, to)
  yield* query('update inbound set user_id = $3 where bot_id = $1 and user_id = $2', botId, from, to)
  yield* query(
    `update messages set due_at = null
     where bot_id = $1 and user_id = $2 and state in ('queued', 'sending') and due_at is not null`,
    botId,
    to,
  )
  yield* promote(botId, to, now)
}

function* moveDeliveries(
  context: EventContext,
  botId: string,
  from: string,
  to: string,
  now: number,
): Transaction<void> {
  for (const { id } of context.endpointsOf(botId)) {
    const moved = yield* query(
      `update deliveries set user_id = $3 where endpoint_id = $1 and user_id = $2 and state = 'waiting' returning seq`,
      id,
      from,
      to,
    )
    if (moved.length === 0) continue
    const heads = `select min(seq) from deliveries where endpoint_id = $1 and user_id = $2 and state = 'waiting'`
    yield* query(
      `update deliveries set due_at = case when seq = (${heads}) then coalesce(due_at, $3) else null end
       where endpoint_id = $1 and user_id = $2 and state = 'waiting'`,
      id,
      to,
      now,
    )
    context.wake({ kind: 'deliveries_changed', id })
  }
}

/** Ended runs as well: they name the person, and go with them. Only the first waiting one is due. */
function* moveRuns(context: EventContext, botId: string, from: string, to: string, now: number): Transaction<void> {
  const moved = yield* query<{ state: string }>(
    `update skill_runs set user_id = $3 where bot_id = $1 and user_id = $2 and user_id <> '' returning state`,
    botId,
    from,
    to,
  )
  if (moved.every(({ state }) => state !== 'waiting')) return
  const head = `select min(seq) from skill_runs where bot_id = $1 and user_id = $2 and state = 'waiting'`
  yield* query(
    `update skill_runs set due_at = case when seq = (${head}) then coalesce(due_at, $3) else null end
     where bot_id = $1 and user_id = $2 and state = 'waiting'`,
    botId,
    to,
    now,
  )
  context.wake({ kind: 'skills', id: botId })
}
