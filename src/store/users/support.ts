/**
 * The end of conversations that the external support panel has: by the panel itself, or because the time was over for
 * which somebody had taken them from the bot. Their beginning is in store/conversations/support.ts.
 */
import type { Redirect } from '../../model/support/redirect.ts'
import { isWindowOpen, stateAt } from '../../model/user/user.ts'
import { hasSkill } from '../conversations/active-skill.ts'
import { findConversation } from '../conversations/identity.ts'
import { followSupport } from '../conversations/support.ts'
import type { EventContext } from '../events/events.ts'
import { startSkill } from '../skills/runs.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import { closeFound, type UserInput } from './users.ts'

export type EndSupportInput = UserInput & { redirect?: Redirect | undefined; numberSince?: number | undefined }

/**
 * `inactive`: the panel does not have the conversation. `isRunning`: the skill of the redirect speaks; it does not
 * where the person's 24-hour window is closed.
 */
export type EndSupport =
  | { kind: 'ended'; isRunning: boolean }
  | { kind: 'unknown' }
  | { kind: 'inactive' }
  | { kind: 'skill_not_found' }

/** Gives the conversation back to the bot. Nothing changes if the redirect's skill is not there. */
export function* endSupport(
  context: EventContext,
  { botId, userId, now, redirect, numberSince }: EndSupportInput,
): Transaction<EndSupport> {
  const found = yield* findConversation(botId, userId)
  if (found === undefined) return { kind: 'unknown' }
  if (redirect?.type === 'edge' && !(yield* hasSkill(botId, redirect.skillId))) return { kind: 'skill_not_found' }
  const isActive = found.support_id !== null && stateAt(found.state, found.state_until, now) === 'manual'
  if (!isActive) return { kind: 'inactive' }
  yield* closeFound(context, found, { cause: 'panel', redirect, now })
  if (redirect?.type !== 'edge' || !isWindowOpen(found.last_inbound_at, now, numberSince))
    return { kind: 'ended', isRunning: false }
  return { kind: 'ended', isRunning: yield* startSkill(context, found, redirect.skillId, now) }
}

export type Lapsed = { botId: string; userId: string }

/** Those of these bots whose time with people is over, without an event of it. */
export function* lapsedSupport(botIds: readonly string[], now: number, limit: number): Transaction<Lapsed[]> {
  const lapsed: Lapsed[] = []
  for (const botId of botIds) {
    if (lapsed.length >= limit) break
    const found = yield* query<{ user_id: string }>(
      `select user_id from conversations where bot_id = $1 and support_id is not null and state_until <= $2
       order by state_until limit $3`,
      botId,
      now,
      limit - lapsed.length,
    )
    lapsed.push(...found.map(({ user_id: userId }) => ({ botId, userId })))
  }
  return lapsed
}

/** The row is read again: somebody may have taken the conversation over anew. */
export function* endLapsed(context: EventContext, { botId, userId, now }: UserInput): Transaction<void> {
  const found = yield* findConversation(botId, userId)
  if (found) yield* followSupport(context, found, { cause: 'lapsed', now })
}
