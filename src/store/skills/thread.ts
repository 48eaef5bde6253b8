/**
 * Who holds a conversation decides who answers it: when another responder takes it, runs that wait stop, and the bot
 * webhook receives what the person said to the skill, with the reason.
 */
import { type ThreadWord, unknownRole } from '../../model/user/thread.ts'
import { findConversation } from '../conversations/identity.ts'
import type { ConversationRow } from '../conversations/row.ts'
import { noteThread } from '../conversations/thread.ts'
import type { EventContext } from '../events/events.ts'
import type { Transaction } from '../sql/transaction.ts'
import { releaseRuns } from './runs.ts'

export function* noteResponder(
  context: EventContext,
  found: ConversationRow,
  word: ThreadWord,
  now: number,
): Transaction<void> {
  const isChanged = yield* noteThread(context, found, word, now)
  if (!isChanged || found.held_by === null) return
  const { bot_id: botId, user_id: userId } = found
  yield* releaseRuns(context, { botId, userId, reason: 'other_responder', now })
}

/** By the refusal of a message of ours. */
export function* noteRefusedThread(
  context: EventContext,
  { bot_id: botId, user_id: userId }: { bot_id: string; user_id: string },
  { at, now }: { at: number; now: number },
): Transaction<void> {
  const found = yield* findConversation(botId, userId)
  if (found) yield* noteResponder(context, found, { heldBy: unknownRole, at, source: 'refused' }, now)
}
