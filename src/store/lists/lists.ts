/**
 * Lists of what a bot sent and received, newest first: notifications and history (jelou-api.md, sections 9 and 10).
 * Each filter has an index in the list's order, so a page costs only its rows, and its total is an index-only count.
 * Runs on the store's reader, beside the main thread.
 */

import type { Bubble } from '../../model/inbound/bubble.ts'
import type { Content, MessageKind } from '../../model/message/content.ts'
import type { State } from '../../model/message/lifecycle.ts'
import type { Failure } from '../../model/outcome/decide.ts'
import type { MessageLife, MessageRow } from '../sql/message-row.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { parse, query, queryOne, type Transaction, type Value } from '../sql/transaction.ts'
import { createWhere, type Where } from '../sql/where.ts'
import { addSendTimes } from './send-times.ts'

/** Times in ms; `fromAt` is inclusive, `toAt` exclusive. */
export type NotificationFilter = {
  botId: string
  campaignId?: string
  elementName?: string
  messageId?: string
  fromAt?: number
  toAt?: number
}

export type HistoryFilter = { botId: string; userId?: string; messageId?: string; fromAt?: number; toAt?: number }

/** Where a page begins: at an offset from the newest row, or right after a given row. */
export type Start = { offset: number } | { after: { at: number; seq: number } }

export type NotificationRecord = {
  seq: number
  id: string
  userId: string
  state: State
  elementName?: string
  campaignId?: string
  /** Whether it is a row of its campaign's file. */
  isFromFile: boolean
  wamid?: string
  possibleDouble: boolean
  error?: Failure
  acceptedAt: number
  sentAt?: number
  deliveredAt?: number
  readAt?: number
  repliedAt?: number
}

export type HistoryItem = {
  id: string
  userId: string
  /** The person's name, as reported by WhatsApp. */
  name?: string
  at: number
  /** Meta's id, once it is known. */
  wamid?: string
} & (
  | ({ direction: 'out'; kind: MessageKind; content: Content; state: State; isReplied: boolean } & {
      error?: Failure
      /** While it is scheduled. */
      sendAt?: number | undefined
    })
  | { direction: 'in'; bubble: Bubble; isOfBusiness: boolean; origin?: 'echo' | 'history' }
)

export type StateCount = { state: State; isReplied: boolean; count: number }

// ── notifications ───────────────────────────────────────────

const recordColumns = `seq, id, user_id, state, element_name, campaign_id, origin, wamid, possible_double, error,
  accepted_at, sent_at, delivered_at, read_at, replied_at`

export function* notifications(
  filter: NotificationFilter,
  start: Start,
  limit: number,
): Transaction<NotificationRecord[]> {
  const where = notificationsWhere(filter)
  if ('after' in start) {
    const { at, seq } = start.after
    where.add((n) => `(accepted_at, seq) < ($${n}, $${n + 1})`, at, seq)
  }
  const offset = 'offset' in start ? start.offset : 0
  const n = where.values.length
  const found = yield* query<RecordRow>(
    `select ${recordColumns} from messages where ${where.text()}
     order by accepted_at desc, seq desc limit $${n + 1} offset $${n + 2}`,
    ...where.values,
    limit,
    offset,
  )
  return found.map(recordOf)
}

export function* countNotifications(filter: NotificationFilter): Transaction<number> {
  return yield* count('messages', notificationsWhere(filter))
}

export function* countStates(filter: NotificationFilter, max: number): Transaction<StateCount[]> {
  const where = notificationsWhere(filter)
  const found = yield* query<{ state: State; replied: number; n: number }>(
    `select state, replied, count(*) as n from (
       select state, case when replied_at is null then 0 else 1 end as replied from messages where ${where.text()}
       order by accepted_at desc, seq desc limit $${where.values.length + 1}) as newest
     group by state, replied`,
    ...where.values,
    max,
  )
  return found.map(({ state, replied, n }) => ({ state, isReplied: replied > 0, count: Number(n) }))
}

/** A single message is found by its id, not by scanning the list in order. */
function asFiltered(column: string, messageId: string | undefined): string {
  return messageId === undefined ? column : unindexed(column)
}

/** A campaign or a template name implies the kind; omitting it keeps the planner on their indexes. */
function notificationsWhere(filter: NotificationFilter): Where {
  const { botId, campaignId, elementName, messageId, fromAt, toAt } = filter
  const where = createWhere()
  where.add((n) => `${asFiltered('bot_id', messageId)} = $${n}`, botId)
  if (messageId !== undefined) where.add((n) => `id = $${n} and ${unindexed('kind')} = 'notification'`, messageId)
  else if (campaignId === undefined && elementName === undefined) where.add(() => `kind = 'notification'`)
  if (campaignId !== undefined) where.add((n) => `campaign_id = $${n}`, campaignId)
  if (elementName !== undefined) where.add((n) => `element_name = $${n}`, elementName)
  return within(where, 'accepted_at', fromAt, toAt)
}

type RecordRow = Omit<MessageLife, 'bot_id' | 'kind' | 'actions' | 'attempt' | 'lease' | 'ended_at'> &
  Pick<MessageRow, 'origin'>

function recordOf(found: RecordRow): NotificationRecord {
  return {
    seq: found.seq,
    id: found.id,
    userId: found.user_id,
    state: found.state,
    elementName: found.element_name ?? undefined,
    campaignId: found.campaign_id ?? undefined,
    isFromFile: found.campaign_id !== null && found.origin === null,
    wamid: found.wamid ?? undefined,
    possibleDouble: found.possible_double > 0,
    error: parse(found.error),
    acceptedAt: found.accepted_at,
    sentAt: found.sent_at ?? undefined,
    deliveredAt: found.delivered_at ?? undefined,
    readAt: found.read_at ?? undefined,
    repliedAt: found.replied_at ?? undefined,
  }
}

// ── history ─────────────────────────────────────────────────

/**
 * Each source is read in the order of its own index and only as far as the page reaches; the few remaining rows are
 * merged.
 */
export function* history(filter: HistoryFilter, offset: number, limit: number): Transaction<HistoryItem[]> {
  const values: Value[] = []
  const parts = sourcesOf(filter).map(({ table, at, where }) => {
    const shifted = where.text(values.length)
    values.push(...where.values, offset + limit)
    return `select * from (select '${table}' as source, ${at} as at, seq from ${table} where ${shifted}
      order by ${at} desc, seq desc limit $${values.length}) as ${table}_${values.length}`
  })
  const page = yield* query<{ source: string; seq: number }>(
    `select source, seq from (${parts.join(' union all ')}) as merged
     order by at desc, source, seq desc limit $${values.length + 1} offset $${values.length + 2}`,
    ...values,
    limit,
    offset,
  )
  const items: HistoryItem[] = []
  for (const { source, seq } of page) {
    const item = source === 'messages' ? yield* sentItem(seq) : yield* receivedItem(seq)
    if (item) items.push(item)
  }
  yield* addSendTimes(() => filter.botId, items)
  return items
}

export function* countHistory(filter: HistoryFilter): Transaction<number> {
  let total = 0
  for (const { table, where } of sourcesOf(filter)) total += yield* count(table, where)
  return total
}

/** The youngest row's time. */
export function* newestHistoryAt(filter: HistoryFilter): Transaction<number | undefined> {
  const [newest] = yield* history(filter, 0, 1)
  return newest?.at
}

type Source = { table: 'messages' | 'inbound'; at: string; where: Where }

function sourcesOf(filter: HistoryFilter): Source[] {
  const { botId, userId, messageId, fromAt, toAt } = filter
  const source = (table: Source['table'], at: string, kind?: MessageKind): Source => {
    const where = createWhere()
    where.add((n) => `${asFiltered('bot_id', messageId)} = $${n}`, botId)
    if (messageId !== undefined) where.add((n) => `id = $${n}`, messageId)
    if (kind !== undefined) where.add((n) => `${asFiltered('kind', messageId)} = $${n}`, kind)
    if (userId !== undefined) where.add((n) => `user_id = $${n}`, userId)
    return { table, at, where: within(where, at, fromAt, toAt) }
  }
  const received = source('inbound', 'received_at')
  if (userId !== undefined || messageId !== undefined) return [source('messages', 'accepted_at'), received]
  return [source('messages', 'accepted_at', 'session'), source('messages', 'accepted_at', 'notification'), received]
}

type SentRow = {
  id: string
  user_id: string
  kind: MessageKind
  content: string
  state: State
  replied_at: number | null
  error: string | null
  accepted_at: number
  wamid: string | null
  name: string | null
}

function* sentItem(seq: number): Transaction<HistoryItem | undefined> {
  const found = yield* queryOne<SentRow>(
    `select messages.id, messages.user_id, kind, content, messages.state, replied_at, error, accepted_at, wamid,
      name
     from messages left join conversations
       on conversations.bot_id = messages.bot_id and conversations.user_id = messages.user_id
     where messages.seq = $1`,
    seq,
  )
  return (
    found && {
      direction: 'out',
      id: found.id,
      userId: found.user_id,
      name: found.name ?? undefined,
      at: found.accepted_at,
      wamid: found.wamid ?? undefined,
      kind: found.kind,
      content: JSON.parse(found.content) as Content,
      state: found.state,
      isReplied: found.replied_at !== null,
      error: parse(found.error),
    }
  )
}

type ReceivedRow = {
  id: string
  user_id: string
  bubble: string
  received_at: number
  wamid: string | null
  written_by: 'business' | null
  origin: 'echo' | 'history' | null
  name: string | null
}

function* receivedItem(seq: number): Transaction<HistoryItem | undefined> {
  const found = yield* queryOne<ReceivedRow>(
    `select inbound.id, inbound.user_id, bubble, received_at, wamid, written_by, origin,
      name
     from inbound left join conversations
       on conversations.bot_id = inbound.bot_id and conversations.user_id = inbound.user_id
     where inbound.seq = $1`,
    seq,
  )
  return (
    found && {
      direction: 'in',
      id: found.id,
      userId: found.user_id,
      name: found.name ?? undefined,
      at: found.received_at,
      wamid: found.wamid ?? undefined,
      bubble: JSON.parse(found.bubble) as Bubble,
      isOfBusiness: found.written_by === 'business',
      origin: found.origin ?? undefined,
    }
  )
}

function within(where: Where, column: string, fromAt: number | undefined, toAt: number | undefined): Where {
  if (fromAt !== undefined) where.add((n) => `${column} >= $${n}`, fromAt)
  if (toAt !== undefined) where.add((n) => `${column} < $${n}`, toAt)
  return where
}

function* count(table: string, where: Where): Transaction<number> {
  const found = yield* queryOne<{ n: number }>(
    `select count(*) as n from ${table} where ${where.text()}`,
    ...where.values,
  )
  return Number(found?.n ?? 0)
}
