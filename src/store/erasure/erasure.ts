/**
 * Erases a person: all that a bot stores of them, in batches. One transaction records the erasure and any process
 * continues it, so neither a crash nor a message in flight leaves it half done. What comes from the person afterwards
 * is new. The steps for each table are in steps.ts.
 */
import { findConversation, identifiersOfPerson } from '../conversations/identity.ts'
import { eraseChanges } from '../events/changes.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { beginContactRemovals } from './contact-book.ts'
import type { EraseContext, Erased, ErasedTable, Erasing } from './erasing.ts'
import { type EraseStepName, eraseSteps } from './steps.ts'

export type ErasureKey = { botId: string; userId: string }

/** `contacts`: the person's ids of which Meta's contact book is asked. */
export type BegunErasure = ErasureKey & { contacts: number }

/**
 * `done`: nothing is left. `in_the_air`: the outcome of messages in flight must be known first; the erasure continues
 * automatically.
 */
export type ErasureState = { kind: 'done' | 'more' | 'in_the_air'; gone: Record<ErasedTable, number> }

type ErasureRow = { bot_id: string; user_id: string; begun_at: number; step: string; after_seq: number }

const stepNames = Object.keys(eraseSteps) as EraseStepName[]
const [firstStep] = stepNames as [EraseStepName]

export const nothingErased: Record<ErasedTable, number> = {
  messages: 0,
  inbound: 0,
  events: 0,
  deliveries: 0,
  skillRuns: 0,
  media: 0,
  campaignRows: 0,
  unplaced: 0,
  notes: 0,
  views: 0,
  suppressions: 0,
}

/**
 * Undefined if the bot does not know the identifier. A repeated request restarts a running erasure, so that it includes
 * what has come meanwhile.
 */
export function* beginErasure(botId: string, name: string, now: number): Transaction<BegunErasure | undefined> {
  const known = yield* findConversation(botId, name)
  if (!known) return undefined
  const userId = known.user_id
  yield* query(
    `insert into erasures (bot_id, user_id, begun_at, step) values ($1, $2, $3, $4)
     on conflict (bot_id, user_id) do update set begun_at = $3, step = $4, after_seq = 0`,
    botId,
    userId,
    now,
    firstStep,
  )
  const contacts = yield* beginContactRemovals(botId, yield* identifiersOfPerson(botId, userId), now)
  return { botId, userId, contacts }
}

/** The running erasures of all bots. */
export function* openErasures(): Transaction<ErasureKey[]> {
  const found = yield* query<ErasureRow>('select bot_id, user_id from erasures order by begun_at')
  return found.map(({ bot_id, user_id }) => ({ botId: bot_id, userId: user_id }))
}

export function* erasePiece(
  context: EraseContext,
  { botId, userId, phoneNumberId }: ErasureKey & { phoneNumberId?: string },
  limit: number,
  now: number,
): Transaction<ErasureState> {
  const open = yield* queryOne<ErasureRow>('select * from erasures where bot_id = $1 and user_id = $2', botId, userId)
  if (!open) return { kind: 'done', gone: { ...nothingErased } }
  const known = yield* findConversation(botId, userId)
  // The person's id may have changed meanwhile (store/conversations/merge.ts).
  const presentId = known?.user_id ?? userId
  // Without a conversation, the remaining rows under this id belong to the person.
  const identifiers = known ? yield* identifiersOfPerson(botId, presentId) : [userId]
  const erasing = {
    botId,
    userId: presentId,
    identifiers,
    phoneNumberId,
    begunAt: open.begun_at,
    now,
    after: open.after_seq,
  }
  const name = open.step as EraseStepName
  const { gone: removed, next }: Erased = yield* eraseSteps[name](context, erasing, limit)
  const step = next === undefined ? stepNames[stepNames.indexOf(name) + 1] : name
  const sum = { ...nothingErased, ...removed }
  if (step === undefined) return { kind: yield* close(erasing, userId), gone: sum }
  yield* query(
    'update erasures set step = $3, after_seq = $4 where bot_id = $1 and user_id = $2',
    botId,
    userId,
    step,
    next ?? 0,
  )
  return { kind: 'more', gone: sum }
}

/** Deletes the conversation last; while messages are in flight it stays. */
function* close({ botId, userId, begunAt }: Erasing, begunAs: string): Transaction<'done' | 'in_the_air'> {
  const pending = yield* query<{ accepted_at: number }>(
    `select accepted_at from messages where bot_id = $1 and user_id = $2 and state in ('queued', 'sending')
       and seq >= $openMessages order by seq`,
    botId,
    userId,
  )
  if (pending.some(({ accepted_at }) => accepted_at <= begunAt)) {
    yield* query(
      'update erasures set step = $3, after_seq = 0 where bot_id = $1 and user_id = $2',
      botId,
      begunAs,
      firstStep,
    )
    return 'in_the_air'
  }
  yield* eraseChanges(userId)
  yield* query('delete from former_names where bot_id = $1 and user_id = $2', botId, userId)
  yield* query('delete from erasures where bot_id = $1 and user_id = $2', botId, begunAs)
  yield* forget(botId, userId, begunAt, pending.length > 0)
  return 'done'
}

/** A person who has written or is written to meanwhile keeps a conversation without earlier data. */
function* forget(botId: string, userId: string, begunAt: number, isWrittenTo: boolean): Transaction<void> {
  const removed = isWrittenTo
    ? []
    : yield* query(
        `delete from conversations where bot_id = $1 and user_id = $2 and coalesce(last_inbound_at, 0) <= $3
         returning user_id`,
        botId,
        userId,
        begunAt,
      )
  if (removed.length > 0) return
  yield* query(
    `update conversations set last_notification_seq = null, memory = null, memory_terms = null,
       memory_ends_at = null, skill_id = null, state = 'auto',
       state_until = null, support_id = null,
       reached_as = null, refused_as = null, assignee = null, labels = null, read_at = null,
       name = case when last_inbound_at > $3 then name end,
       wa_id = case when last_inbound_at > $3 then wa_id end,
       scoped_id = case when last_inbound_at > $3 then scoped_id end,
       last_inbound_at = case when last_inbound_at > $3 then last_inbound_at end
     where bot_id = $1 and user_id = $2`,
    botId,
    userId,
    begunAt,
  )
}
