/**
 * Merges two conversations of one person, or moves a conversation to another id: sent, received and pending items move
 * along. Order per person still holds afterwards (promise 3): of all pending messages, only the first may be sent.
 */
import { isDigitsPhone } from '../../model/phone.ts'
import { mostMemoryBytes, unitedMemory } from '../../model/user.ts'
import type { TellContext } from '../events/events.ts'
import { ask, parse, row, rows, statement, type Transaction } from '../sql/transaction.ts'
import { passFormerNames } from './former-names.ts'
import { promote } from './queue-head.ts'
import type { ConversationRow } from './row.ts'

/** The survivor is the conversation whose id is a number, which is how the API names people; else the first. */
export function* unite(
  context: TellContext,
  one: ConversationRow,
  other: ConversationRow,
  now: number,
): Transaction<ConversationRow> {
  const staysOther = !isDigitsPhone(one.user_id) && isDigitsPhone(other.user_id)
  const [kept, gone] = staysOther ? [other, one] : [one, other]
  const united = merged(context, kept, gone)
  const leaving = statement('delete from conversations where bot_id = $1 and user_id = $2', gone.bot_id, gone.user_id)
  yield* ask({ ...leaving, isAlone: true })
  yield* rows(
    `update conversations set wa_id = $3, scoped_id = $4, name = $5, last_inbound_at = $6, last_notification_seq = $7,
       pair_empty_at = $8, memory = $9, skill_id = $10, state = $11, state_until = $12, skill_since = $13
     where bot_id = $1 and user_id = $2`,
    united.bot_id,
    united.user_id,
    united.wa_id,
    united.scoped_id,
    united.name,
    united.last_inbound_at,
    united.last_notification_seq,
    united.pair_empty_at,
    united.memory,
    united.skill_id,
    united.state,
    united.state_until,
    united.skill_since,
  )
  yield* moveAll(context, kept.bot_id, gone.user_id, kept.user_id, now)
  return united
}

/** Moves the whole conversation to `userId`; merges it with an existing one. */
export function* rename(
  context: TellContext,
  known: ConversationRow,
  userId: string,
  now: number,
): Transaction<ConversationRow> {
  if (known.user_id === userId) return known
  const { bot_id: botId } = known
  const there = yield* row<ConversationRow>(
    'select * from conversations where bot_id = $1 and user_id = $2',
    botId,
    userId,
  )
  const whole = there ? yield* unite(context, known, there, now) : known
  if (whole.user_id === userId) return whole
  const renaming = statement(
    'update conversations set user_id = $3 where bot_id = $1 and user_id = $2',
    botId,
    whole.user_id,
    userId,
  )
  yield* ask({ ...renaming, isAlone: true })
  yield* moveAll(context, botId, whole.user_id, userId, now)
  return { ...whole, user_id: userId }
}

/** Moves everything under one id, including what waits for a person without a conversation. */
export function* moveAll(
  context: TellContext,
  botId: string,
  from: string,
  to: string,
  now: number,
): Transaction<void> {
  yield* passFormerNames(botId, from, to)
  yield* moveMessages(botId, from, to, now)
  context.wake({ kind: 'messages', id: botId })
  yield* moveDeliveries(context, botId, from, to, now)
  yield* moveRuns(context, botId, from, to, now)
}

/**
 * Combines both conversations' data, within the limit of a person's memory (`unitedMemory`). Where both have a value,
 * the survivor's wins, except that a `manual` state is kept.
 */
function merged(context: TellContext, kept: ConversationRow, gone: ConversationRow): ConversationRow {
  const later = (one: number | null, other: number | null) =>
    one === null && other === null ? null : Math.max(one ?? 0, other ?? 0)
  const [ofKept, ofGone] = [kept, gone].map((one) => parse<Record<string, unknown>>(one.memory) ?? {})
  const isGoneNewer = (gone.last_inbound_at ?? 0) > (kept.last_inbound_at ?? 0)
  const { memory, bytes } = unitedMemory({ ...ofGone, ...ofKept }, (isGoneNewer ? ofGone : ofKept) ?? {})
  if (bytes > mostMemoryBytes) context.noteMemory({ botId: kept.bot_id, cause: 'union', bytes })
  const state = kept.state === 'manual' ? kept : gone
  return {
    ...kept,
    wa_id: kept.wa_id ?? gone.wa_id ?? (isDigitsPhone(gone.user_id) ? gone.user_id : null),
    scoped_id: kept.scoped_id ?? gone.scoped_id ?? (isDigitsPhone(gone.user_id) ? null : gone.user_id),
    name: kept.name ?? gone.name,
    last_inbound_at: later(kept.last_inbound_at, gone.last_inbound_at),
    last_notification_seq: later(kept.last_notification_seq, gone.last_notification_seq),
    pair_empty_at: Math.max(kept.pair_empty_at, gone.pair_empty_at),
    memory: JSON.stringify(memory),
    skill_id: kept.skill_id ?? gone.skill_id,
    skill_since: kept.skill_id === null ? gone.skill_since : kept.skill_since,
    state: state.state,
    state_until: state.state_until,
  }
}

/** Only the first head of both keeps its turn; an attempt in flight is waited for. */
function* moveMessages(botId: string, from: string, to: string, now: number): Transaction<void> {
  yield* rows('update messages set user_id = $3 where bot_id = $1 and user_id = $2', botId, from, to)
  yield* rows('update inbound set user_id = $3 where bot_id = $1 and user_id = $2', botId, from, to)
  yield* rows(
    `update messages set due_at = null where bot_id = $1 and user_id = $2 and state in ('queued', 'sending') and due_at is not null`,
    botId,
    to,
  )
  yield* promote(botId, to, now)
}

function* moveDeliveries(
  context: TellContext,
  botId: string,
  from: string,
  to: string,
  now: number,
): Transaction<void> {
  for (const { id } of context.endpointsOf(botId)) {
    const moved = yield* rows(
      `update deliveries set user_id = $3 where endpoint_id = $1 and user_id = $2 and state = 'waiting' returning seq`,
      id,
      from,
      to,
    )
    if (moved.length === 0) continue
    const heads = `select min(seq) from deliveries where endpoint_id = $1 and user_id = $2 and state = 'waiting'`
    yield* rows(
      `update deliveries set due_at = case when seq = (${heads}) then coalesce(due_at, $3) else null end
       where endpoint_id = $1 and user_id = $2 and state = 'waiting'`,
      id,
      to,
      now,
    )
    context.wake({ kind: 'deliveries', id })
  }
}

function* moveRuns(context: TellContext, botId: string, from: string, to: string, now: number): Transaction<void> {
  const moved = yield* row(
    `update skill_runs set user_id = $3 where bot_id = $1 and user_id = $2 and state = 'waiting' returning seq`,
    botId,
    from,
    to,
  )
  if (!moved) return
  const head = `select min(seq) from skill_runs where bot_id = $1 and user_id = $2 and state = 'waiting'`
  yield* rows(
    `update skill_runs set due_at = case when seq = (${head}) then coalesce(due_at, $3) else null end
     where bot_id = $1 and user_id = $2 and state = 'waiting'`,
    botId,
    to,
    now,
  )
  context.wake({ kind: 'skills', id: botId })
}
