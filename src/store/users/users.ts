/**
 * A bot's data of a person: who answers them, the memory, the active skill. Found by any of their identifiers
 * (store/conversations/identity.ts).
 */
import { type MemoryChange, memoryRevision } from '../../model/user/memory.ts'
import { stateAt, type User, type UserState } from '../../model/user/user.ts'
import { findConversation } from '../conversations/identity.ts'
import { type MemoryFull, memoryOf, remember } from '../conversations/memory.ts'
import { makeConversation } from '../conversations/recipients.ts'
import type { ConversationRow } from '../conversations/row.ts'
import { followSupport, type SupportChange } from '../conversations/support.ts'
import { personChanged } from '../events/changes.ts'
import type { EventContext } from '../events/events.ts'
import { releaseRuns } from '../skills/runs.ts'
import { noteResponder } from '../skills/thread.ts'
import { type Expected, isExpected } from '../sql/revisions.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { people, type UserFilter } from './search.ts'

export type UserInput = { botId: string; userId: string; now: number }
/** `expected`: the memory that the caller has seen (`memoryRevision`). */
export type RememberInput = UserInput & MemoryChange & { expected?: Expected | undefined }

export function* user(botId: string, name: string, now: number): Transaction<User | undefined> {
  const found = yield* findConversation(botId, name)
  return found && userOf(found, now)
}

export function userOf(found: ConversationRow, now: number): User {
  const state = stateAt(found.state, found.state_until, now)
  const { values: memory, terms: memoryTerms } = memoryOf(found, now)
  return {
    id: found.user_id,
    botId: found.bot_id,
    phone: found.wa_id ?? undefined,
    scopedId: found.scoped_id ?? undefined,
    name: found.name ?? undefined,
    state,
    stateUntil: state === 'manual' ? (found.state_until ?? undefined) : undefined,
    skillId: found.skill_id ?? undefined,
    memory,
    ...(memoryTerms && { memoryTerms }),
    lastInboundAt: found.last_inbound_at ?? undefined,
    ...(found.support_id !== null && state === 'manual' && { supportId: found.support_id }),
  }
}

/** `total`: of all pages. */
export type UserPage = { users: User[]; total: number }

export function* users(filter: UserFilter, offset: number, limit: number, now: number): Transaction<UserPage> {
  const { rows, total } = yield* people(filter, offset, limit)
  return { users: rows.map((one) => userOf(one, now)), total }
}

export function* setUserState(
  context: EventContext,
  { botId, userId, now, state, until }: UserInput & { state: UserState; until?: number },
): Transaction<User> {
  const found = yield* foundOrMade(botId, userId)
  Object.assign(found, { state, state_until: until ?? null })
  yield* query(
    'update conversations set state = $3, state_until = $4 where bot_id = $1 and user_id = $2',
    botId,
    found.user_id,
    state,
    until,
  )
  yield personChanged(botId, found.user_id)
  yield* followSupport(context, found, { cause: 'state', now })
  const { support_id: conversationId } = found
  if (state === 'manual')
    yield* releaseRuns(context, { botId, userId: found.user_id, reason: 'manual', now, conversationId })
  return userOf(found, now)
}

export function* rememberUser({
  botId,
  userId,
  now,
  params,
  terms,
  expected,
}: RememberInput): Transaction<User | MemoryFull | { kind: 'stale' }> {
  const known = yield* findConversation(botId, userId)
  const seen = memoryRevision(known === undefined ? {} : memoryOf(known, now).values)
  if (!isExpected(expected, seen)) return { kind: 'stale' }
  const found = known ?? (yield* foundOrMade(botId, userId))
  const memory = yield* remember(found, { params, terms }, now)
  if ('kind' in memory) return memory
  Object.assign(found, memory)
  return userOf(found, now)
}

export function* noteOwnThread(
  context: EventContext,
  { botId, userId, now, heldBy }: UserInput & { heldBy: string | null },
): Transaction<boolean> {
  const found = yield* findConversation(botId, userId)
  if (found) yield* noteResponder(context, found, { heldBy, at: now, source: 'api' }, now)
  return found !== undefined
}

export function* closeConversation(context: EventContext, { botId, userId, now }: UserInput): Transaction<boolean> {
  const found = yield* findConversation(botId, userId)
  if (found) yield* closeFound(context, found, { cause: 'closed', now })
  return found !== undefined
}

/** `why`: for the support panel, if it has the conversation. The row is changed as well. */
export function* closeFound(context: EventContext, found: ConversationRow, why: SupportChange): Transaction<void> {
  const { bot_id: botId } = found
  const { now } = why
  yield* query(
    `update conversations set skill_id = null, skill_since = null, state = 'auto', state_until = null
     where bot_id = $1 and user_id = $2`,
    botId,
    found.user_id,
  )
  Object.assign(found, { skill_id: null, skill_since: null, state: 'auto', state_until: null })
  yield personChanged(botId, found.user_id)
  yield* followSupport(context, found, why)
  yield* releaseRuns(context, { botId, userId: found.user_id, reason: 'closed', now })
}

function* foundOrMade(botId: string, name: string): Transaction<ConversationRow> {
  const known = yield* findConversation(botId, name)
  if (known) return known
  yield* makeConversation(botId, name)
  const made = yield* queryOne<ConversationRow>(
    'select * from conversations where bot_id = $1 and user_id = $2',
    botId,
    name,
  )
  if (!made) throw new Error('the conversation that was just created is missing')
  return made
}
