/**
 * Messages that refer to earlier ones of their chat: checked when they are accepted, and resolved to Meta's id when
 * they are sent. A message waits behind the one it refers to (promise 3), so by then that one has its wamid, unless it
 * ended without one: a reply is then sent without its quote, and says so.
 */
import type { Content } from '../../model/message/content.ts'
import { type Referent, referenceOf, ruleAgainst } from '../../model/message/reference.ts'
import { findConversation } from '../conversations/identity.ts'
import { messageBy } from '../sql/message-row.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import type { BadReference, ClaimedMessage, NewMessage } from './records.ts'

/** The first of the messages that refers to something it cannot refer to. */
export function* badReference(
  botId: string,
  messages: readonly NewMessage[],
  now: number,
): Transaction<BadReference | undefined> {
  for (const [index, { userId: written, content }] of messages.entries()) {
    const reference = referenceOf(content)
    if (reference === undefined) continue
    const userId = (yield* findConversation(botId, written))?.user_id ?? written
    const rule = ruleAgainst(content, yield* referent(botId, reference), { userId, now })
    if (rule) return { kind: 'bad_reference', index, rule }
  }
  return undefined
}

/** Adds Meta's ids of the messages referred to, and notes replies that are sent without their quote. */
export function* resolveReferences(messages: ClaimedMessage[]): Transaction<void> {
  for (const message of messages) {
    const { botId, userId, content, seq } = message
    const reference = referenceOf(content)
    if (reference === undefined) continue
    const found = yield* referent(botId, reference)
    const wamid = found?.userId === userId ? found.wamid : null
    if (wamid !== null) message.refersTo = wamid
    if (content.type === 'reaction' || content.type === 'template' || (wamid === null) === !!content.isUnquoted)
      continue
    const { isUnquoted: _, ...quoting } = content
    const noted = wamid === null ? { ...quoting, isUnquoted: true as const } : quoting
    message.content = noted as Content
    yield* query('update messages set content = $2 where seq = $1', seq, JSON.stringify(noted))
  }
}

/** A message of the bot in either direction, by our id or by Meta's. */
function* referent(botId: string, reference: string): Transaction<Referent | undefined> {
  const column = isOurId(reference) ? 'id' : 'wamid'
  const sent = yield* messageBy<{ user_id: string; wamid: string | null; accepted_at: number; content: string }>(
    column,
    reference,
    botId,
    'user_id, wamid, accepted_at, content',
  )
  if (sent) {
    const { user_id: userId, wamid, accepted_at: at, content } = sent
    return { userId, wamid, at, isReaction: isReaction(content) }
  }
  const received = yield* inboundBy(column, reference, botId)
  if (!received) return undefined
  const { user_id: userId, wamid, sent_at: at, bubble } = received
  return { userId, wamid, at, isReaction: isReaction(bubble) }
}

export type ReceivedRow = {
  id: string
  user_id: string
  wamid: string
  sent_at: number
  bubble: string
  written_by: string | null
}

/** Of `inbound`; recent partitions, where it usually is, are searched first. */
export function* inboundBy(column: 'id' | 'wamid', value: string, botId: string): Transaction<ReceivedRow | undefined> {
  const text = `select id, user_id, wamid, sent_at, bubble, written_by from inbound
    where ${column} = $1 and ${unindexed('bot_id')} = $2`
  const recent = yield* queryOne<ReceivedRow>(`${text} and seq >= $recentInbound`, value, botId)
  return recent ?? (yield* queryOne<ReceivedRow>(text, value, botId))
}

/** Of a person, not of the business on its phone, by our id or by its wamid. */
export function* receivedMessage(botId: string, named: string): Transaction<{ id: string; wamid: string } | undefined> {
  const found = yield* inboundBy(isOurId(named) ? 'id' : 'wamid', named, botId)
  return found && found.written_by === null ? { id: found.id, wamid: found.wamid } : undefined
}

function isOurId(named: string): boolean {
  return named.startsWith('msg_')
}

function isReaction(content: string): boolean {
  return (JSON.parse(content) as { type?: string }).type === 'reaction'
}
