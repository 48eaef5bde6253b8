/**
 * Who holds a conversation at Meta, as far as it was told: columns of the conversation, so that they move, merge and go
 * with it. A change is an event in the same transaction (promise 9); an older word, and the same word again, is none.
 */
import type { EventBody } from '../../model/events/schemas.ts'
import type { Failure } from '../../model/outcome/decide.ts'
import { notOwnerCode, type ThreadWord, unknownRole } from '../../model/user/thread.ts'
import { personChanged } from '../events/changes.ts'
import { type EventContext, emitEvent } from '../events/events.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import type { ConversationRow } from './row.ts'

type Held = Pick<ConversationRow, 'bot_id' | 'user_id' | 'held_by' | 'held_at'>

/** Whether it changed who holds the conversation; the row is changed as well. */
export function* noteThread(context: EventContext, found: Held, word: ThreadWord, now: number): Transaction<boolean> {
  const { bot_id: botId, user_id: userId, held_by: before, held_at: toldAt } = found
  if (toldAt !== null && isOlder(word, Number(toldAt))) return false
  // A role that was told is better than none.
  const heldBy = word.heldBy === unknownRole ? (before ?? unknownRole) : word.heldBy
  if (heldBy === before && word.at === Number(toldAt)) return false
  Object.assign(found, { held_by: heldBy, held_at: word.at })
  yield* query(
    'update conversations set held_by = $3, held_at = $4 where bot_id = $1 and user_id = $2',
    botId,
    userId,
    heldBy,
    word.at,
  )
  if (heldBy === before) return false
  const id = context.newId('evt')
  const { previousRole, newRole, metadata, summary, source } = word
  const body: EventBody<'handover'> = {
    event: 'handover',
    eventId: id,
    botId,
    userId,
    timestamp: now,
    heldBy,
    source,
    ...(previousRole !== undefined && { previousRole }),
    ...(newRole !== undefined && { newRole }),
    ...(metadata !== undefined && { metadata }),
    ...(summary !== undefined && { summary }),
  }
  yield* emitEvent(context, { id, botId, userId, type: 'handover', at: now, body })
  yield personChanged(botId, userId)
  return true
}

/**
 * A handover says its instant in whole seconds: one of the second in which this gateway passed the conversation on, in
 * ms, comes after that, or a quick answer of the other one would be lost.
 */
function isOlder({ at, source }: ThreadWord, toldAt: number): boolean {
  const isHandover = source === 'passed' || source === 'taken'
  return at < (isHandover ? toldAt - (toldAt % 1_000) : toldAt)
}

/** Whether Meta refused a message because another responder owns its conversation. */
export function isOfOtherOwner(error: Failure | undefined): boolean {
  return error !== undefined && 'code' in error && error.code === notOwnerCode
}
