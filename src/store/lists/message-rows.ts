/** Rows of both directions as the operator's list has them (message-list.ts), without their contents. */
import type { MessageKind } from '../../model/message/content.ts'
import type { Direction } from '../../model/message/history.ts'
import type { State } from '../../model/message/lifecycle.ts'
import type { Failure } from '../../model/outcome/decide.ts'
import { codeOf } from '../sql/message-row.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { parse, query, type Transaction } from '../sql/transaction.ts'
import type { Position } from './newest.ts'

type Common = { seq: number; id: string; botId: string; userId: string; wamid?: string; at: number }
export type Sent = Common & {
  direction: 'out'
  kind: MessageKind
  state: State
  elementName?: string
  campaignId?: string
  error?: Failure
  /** Of a failure: Meta's, or our key. */
  code?: string
  possibleDouble: boolean
  sentAt?: number
  deliveredAt?: number
  readAt?: number
  repliedAt?: number
}
/** `out`: the business wrote it on its own phone. */
export type Received = Common & { direction: Direction; origin?: 'echo' | 'history' }
export type FoundMessage = (Sent | Received) & Position

export const columns = {
  messages: `seq, id, bot_id, user_id, wamid, accepted_at as at, kind, state, element_name, campaign_id, error,
    possible_double, sent_at, delivered_at, read_at, replied_at`,
  inbound: 'seq, id, bot_id, user_id, wamid, received_at as at, written_by, origin',
}

type CommonRow = { seq: number; id: string; bot_id: string; user_id: string; wamid: string | null; at: number }
type SentRow = CommonRow & {
  kind: MessageKind
  state: State
  element_name: string | null
  campaign_id: string | null
  error: string | null
  possible_double: number
  sent_at: number | null
  delivered_at: number | null
  read_at: number | null
  replied_at: number | null
}
type ReceivedRow = CommonRow & { written_by: 'business' | null; origin: 'echo' | 'history' | null }
export type MessageListRow = SentRow | ReceivedRow

/** Ids are of one message; a wamid is of one for each bot that has the number. */
export function* knownMessages({
  messageId,
  wamid,
}: {
  messageId?: string
  wamid?: string
}): Transaction<FoundMessage[]> {
  const [column, value] = messageId === undefined ? ['wamid', wamid] : ['id', messageId]
  const found: FoundMessage[] = []
  for (const table of ['messages', 'inbound'] as const) {
    const text = `select ${columns[table]} from ${table} where ${column} = $1 and ${unindexed('bot_id')} <> ''`
    found.push(...(yield* query<MessageListRow>(text, value)).map(positioned))
  }
  return found
}

export function positioned(row: MessageListRow): FoundMessage {
  const { seq, id, bot_id: botId, user_id: userId, at } = row
  const common = { seq, id, botId, userId, at, wamid: row.wamid ?? undefined }
  if (!('state' in row)) {
    const direction = row.written_by === 'business' ? 'out' : 'in'
    return { ...common, direction, origin: row.origin ?? undefined, delivery: 0 }
  }
  return {
    ...common,
    direction: 'out',
    kind: row.kind,
    state: row.state,
    elementName: row.element_name ?? undefined,
    campaignId: row.campaign_id ?? undefined,
    error: parse<Failure>(row.error),
    code: row.state === 'failed' ? codeOf(row.error) : undefined,
    possibleDouble: row.possible_double > 0,
    sentAt: row.sent_at ?? undefined,
    deliveredAt: row.delivered_at ?? undefined,
    readAt: row.read_at ?? undefined,
    repliedAt: row.replied_at ?? undefined,
    delivery: 1,
  }
}
