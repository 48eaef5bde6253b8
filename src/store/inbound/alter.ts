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
  const { messageId: wamid } = change.bubble
  if (!isAlteration(change.bubble) || typeof wamid !== 'string') return
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

/** As many of a person's last messages are looked through for a change that overtook its message. */
const lookedAt = 20

/**
 * The message as the changes leave it that came before it: webhooks overtake each other. For what the business wrote,
 * which is rare; a person's own message would pay a statement for it each time.
 */
export function* alreadyAltered(
  botId: string,
  userId: string,
  { wamid, by, bubble }: RecordedMessage,
): Transaction<Bubble> {
  const recent = yield* query<{ bubble: string; sent_at: number; written_by: string | null }>(
    `select bubble, sent_at, written_by from inbound where bot_id = $1 and user_id = $2
     order by received_at desc, seq desc limit ${lookedAt}`,
    botId,
    userId,
  )
  const changes = recent
    .map((row) => ({ by: row.written_by ?? 'person', bubble: JSON.parse(row.bubble) as Bubble, sentAt: row.sent_at }))
    .filter((one) => one.by === by && one.bubble.messageId === wamid && isAlteration(one.bubble))
    .toSorted((one, other) => one.sentAt - other.sentAt)
  return changes.reduce<Bubble>((before, change) => alteredBy(before, { ...change, by }) ?? before, bubble)
}

export function isAlteration({ type }: Bubble): boolean {
  return type === 'edit' || type === 'revoke'
}

/** Undefined: nothing changes. Changes may come twice, and in the wrong order. */
function alteredBy(before: Bubble, { bubble: change, sentAt }: Alteration): Bubble | undefined {
  if (change.type === 'revoke') return before.revokedAt === undefined ? { ...before, revokedAt: sentAt } : undefined
  if (typeof change.text !== 'string' || Number(before.editedAt ?? 0) > sentAt) return undefined
  return { ...before, text: change.text, editedAt: sentAt }
}
