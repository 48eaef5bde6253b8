/**
 * Edits and deletions apply to the message that they name, whoever of the two sides made them: in the conversation it
 * has its new words, or the mark that it was deleted. The change stays an item of its own as well, since it was told.
 * What was sent through the API is not changed here: what it was is needed until its end. Part of ingest's transaction.
 */
import type { Bubble } from '../../model/inbound/bubble.ts'
import type { RecordedMessage } from '../../model/inbound/inbound.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

export type Alteration = Pick<RecordedMessage, 'by' | 'sentAt' | 'bubble'>

/** Costs nothing for other kinds of messages. Only who wrote a message changes it. */
export function* applyAlteration(botId: string, userId: string, change: Alteration): Transaction<void> {
  const { type, messageId: wamid } = change.bubble
  if ((type !== 'edit' && type !== 'revoke') || typeof wamid !== 'string') return
  const found = yield* queryOne<{ seq: number; user_id: string; bubble: string; written_by: string | null }>(
    `select seq, user_id, bubble, written_by from inbound
     where bot_id = $1 and wamid = $2 and seq >= $recentInbound`,
    botId,
    wamid,
  )
  if (found?.user_id !== userId || (found.written_by === 'business') !== (change.by === 'business')) return
  const altered = alteredBy(JSON.parse(found.bubble) as Bubble, change)
  if (altered) yield* query('update inbound set bubble = $2 where seq = $1', found.seq, JSON.stringify(altered))
}

/** Undefined: nothing changes. Changes may come twice, and in the wrong order. */
function alteredBy(before: Bubble, { bubble: change, sentAt }: Alteration): Bubble | undefined {
  if (change.type === 'revoke') return before.revokedAt === undefined ? { ...before, revokedAt: sentAt } : undefined
  if (typeof change.text !== 'string' || Number(before.editedAt ?? 0) > sentAt) return undefined
  return { ...before, text: change.text, editedAt: sentAt }
}
