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
import { pipeline, query, queryOne, statement, type Transaction } from '../sql/transaction.ts'
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

/**
 * Adds Meta's ids of the messages referred to, and notes replies that are sent without their quote. Recent messages,
 * which nearly all are, cost one round trip for the whole claim.
 */
export function* resolveReferences(messages: readonly ClaimedMessage[]): Transaction<void> {
  const referring = messages.flatMap((message) => {
    const reference = referenceOf(message.content)
    return reference === undefined ? [] : [{ message, reference }]
  })
  const found = yield* recentWamids(referring.map(({ message, reference }) => [reference, message.botId]))
  for (const [index, { message, reference }] of referring.entries()) {
    const known = found[index] ?? (yield* referent(message.botId, reference))
    yield* refer(message, known?.userId === message.userId ? known.wamid : null)
  }
}

type Known = Pick<Referent, 'userId' | 'wamid'>

function* recentWamids(named: (readonly [reference: string, botId: string])[]): Transaction<(Known | undefined)[]> {
  const statements = named.flatMap(([reference, botId]) => {
    const condition = `${columnOf(reference)} = $1 and ${unindexed('bot_id')} = $2`
    return [
      statement(`select user_id, wamid from messages where ${condition} and seq >= $recentMessages`, reference, botId),
      statement(`select user_id, wamid from inbound where ${condition} and seq >= $recentInbound`, reference, botId),
    ]
  })
  const rows = yield* pipeline<{ user_id: string; wamid: string | null }>(statements)
  return named.map((_, index) => {
    const row = [rows[index * 2], rows[index * 2 + 1]].find((one) => one?.user_id !== undefined)
    return row?.user_id === undefined ? undefined : { userId: row.user_id, wamid: row.wamid ?? null }
  })
}

function* refer(message: ClaimedMessage, wamid: string | null): Transaction<void> {
  const { content, seq } = message
  if (wamid !== null) message.refersTo = wamid
  if (content.type === 'reaction' || content.type === 'template') return
  if ((wamid === null) === (content.isUnquoted === true)) return
  const { isUnquoted: _, ...quoting } = content
  const noted = wamid === null ? { ...quoting, isUnquoted: true as const } : quoting
  message.content = noted as Content
  yield* query('update messages set content = $2 where seq = $1', seq, JSON.stringify(noted))
}

/** A message of the bot in either direction, by our id or by Meta's. */
function* referent(botId: string, reference: string): Transaction<Referent | undefined> {
  const column = columnOf(reference)
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
  const found = yield* inboundBy(columnOf(named), named, botId)
  return found && found.written_by === null ? { id: found.id, wamid: found.wamid } : undefined
}

/** Names that are no id of ours are taken for Meta's. */
function columnOf(named: string): 'id' | 'wamid' {
  return named.startsWith('msg_') ? 'id' : 'wamid'
}

function isReaction(content: string): boolean {
  return (JSON.parse(content) as { type?: string }).type === 'reaction'
}
