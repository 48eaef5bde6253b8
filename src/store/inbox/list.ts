/**
 * Conversations of several bots for their team, newest first: by the person's last message, then those who never wrote.
 * Each filter goes by an index that has its rows in that order; what has no index is looked for among those rows, so
 * many a page: then the page is short, and its cursor says where the next one begins.
 */
import { type InboxConversation, isUnread } from '../../model/user/inbox.ts'
import { stateAt, type UserState } from '../../model/user/user.ts'
import type { HistoryItem } from '../lists/lists.ts'
import { history } from '../lists/lists.ts'
import { maxBots } from '../lists/newest.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { parse, query, type Transaction, type Value } from '../sql/transaction.ts'
import { conversationOf, type InboxRow, inboxColumns } from './conversations.ts'

export type InboxFilter = {
  botIds: readonly string[]
  /** A member's id; null: nobody has it. */
  assignee?: string | null
  label?: string
  isUnread?: boolean
  state?: UserState
}

/** A place in the order. `at`: 0 for those who never wrote. */
export type InboxPlace = { at: number; botId: string; userId: string }
export type InboxItem = InboxConversation & { last?: HistoryItem }
export type InboxPage = { rows: InboxItem[]; next?: InboxPlace }
export type InboxPageOf = { after?: InboxPlace; limit: number; now: number }

/** Looked at for one page, all bots together. */
const maxWalked = 2_000
const leastWalked = 50
/** Rows of one statement. */
const piece = 500

type Placed = { row: InboxRow; place: InboxPlace }
type Walked = { rows: Placed[]; end?: InboxPlace }

export function* listInbox(filter: InboxFilter, { after, limit, now }: InboxPageOf): Transaction<InboxPage> {
  const source = sourceOf(filter)
  const { botIds, behind } = yield* withNewest(filter.botIds, source, after)
  const budget = Math.max(leastWalked, Math.floor(maxWalked / Math.max(1, botIds.length)))
  const walks: Walked[] = []
  for (const botId of botIds) {
    const isAsked = (row: InboxRow) => isMeant(filter, row, now)
    walks.push(yield* walk(source, { botId, after, limit, budget, isAsked }))
  }
  const [seenUpTo] = [...walks.flatMap(({ end }) => end ?? []), ...behind].sort(compare)
  const seen = walks
    .flatMap(({ rows }) => rows)
    .filter(({ place }) => seenUpTo === undefined || compare(place, seenUpTo) <= 0)
    .sort((one, other) => compare(one.place, other.place))
  const page = seen.slice(0, limit)
  const next = seen.length > limit ? page.at(-1)?.place : seenUpTo
  const rows: InboxItem[] = []
  for (const { row } of page) {
    const [last] = yield* history({ botId: row.bot_id, userId: row.user_id }, 0, 1)
    rows.push({ ...conversationOf(row, now), ...(last && { last }) })
  }
  return { rows, ...(next && { next }) }
}

/** Negative: `a` comes first. */
function compare(a: InboxPlace, b: InboxPlace): number {
  return b.at - a.at || order(b.botId, a.botId) || order(b.userId, a.userId)
}

/** As both databases compare: by bytes. */
function order(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

function isMeant({ assignee, label, isUnread: wanted, state }: InboxFilter, row: InboxRow, now: number): boolean {
  const holder = row.assignee_name === null ? null : row.assignee
  if (assignee !== undefined && assignee !== holder) return false
  if (label !== undefined && !(parse<string[]>(row.labels) ?? []).includes(label)) return false
  if (wanted !== undefined && wanted !== isUnread(row.last_inbound_at, row.read_at)) return false
  return state === undefined || state === stateAt(row.state, row.state_until, now)
}

/** The narrowest index: its condition is repeated as the index has it. `values` begin with $5. */
type Source = { condition: string; values: Value[] }

function sourceOf({ assignee, label, state }: InboxFilter): Source {
  if (typeof assignee === 'string')
    return { condition: 'and assignee is not null and assignee = $5', values: [assignee] }
  if (state === 'manual') return { condition: `and state = 'manual'`, values: [] }
  if (label !== undefined) return { condition: 'and labels is not null', values: [] }
  return { condition: '', values: [] }
}

type WalkInput = {
  botId: string
  after: InboxPlace | undefined
  limit: number
  budget: number
  isAsked(row: InboxRow): boolean
}

function* walk(source: Source, { botId, after, limit, budget, isAsked }: WalkInput): Transaction<Walked> {
  const rows: Placed[] = []
  let size = Math.min(limit + 1, budget)
  let from = startAt(botId, after)
  for (let left = budget; left > 0; size = Math.min(piece, left)) {
    const found = yield* query<InboxRow>(...pieceOf(source, botId, from, size))
    const placed = found.map((row) => ({ row, place: placeOf(row) }))
    rows.push(...placed.filter(({ row }) => isAsked(row)))
    left -= found.length
    const end = placed.at(-1)?.place
    if (end === undefined || found.length < size) return { rows }
    if (rows.length > limit || left <= 0) return { rows, end }
    from = end
  }
  return { rows }
}

/** Behind every id. */
const last = '\u{10ffff}'
const newestAt = Number.MAX_SAFE_INTEGER

type Start = Pick<InboxPlace, 'at' | 'userId'>

/** Of a bot that comes behind that of the place, all that shares its instant is still to come. */
function startAt(botId: string, after: InboxPlace | undefined): Start {
  if (after === undefined) return { at: newestAt, userId: last }
  const { at, userId } = after
  const by = order(botId, after.botId)
  if (by === 0) return { at, userId }
  return { at, userId: by < 0 ? last : '' }
}

/** As the indexes have it: those who never wrote are last. */
const wroteAt = 'coalesce(last_inbound_at, 0)'
const ofBot = unindexed('conversations.bot_id')
const newestFirst = `order by ${wroteAt} desc, user_id desc`

function pieceOf({ condition, values }: Source, botId: string, from: Start, size: number): [string, ...Value[]] {
  const text = `select ${inboxColumns} from conversations
     where ${ofBot} = $1 and (${wroteAt}, user_id) < ($2, $3) ${condition} ${newestFirst} limit $4`
  return [text, botId, from.at, from.userId, size, ...values]
}

function placeOf({ bot_id: botId, user_id: userId, last_inbound_at: at }: InboxRow): InboxPlace {
  return { at: at ?? 0, botId, userId }
}

/** Of many bots, those whose newest row is the newest; `behind`: the newest place of all others. */
function* withNewest(
  botIds: readonly string[],
  source: Source,
  after: InboxPlace | undefined,
): Transaction<{ botIds: readonly string[]; behind: InboxPlace[] }> {
  if (botIds.length <= maxBots) return { botIds, behind: [] }
  const asked = new Set(botIds)
  const heads = (yield* headsOf(source, after)).filter(({ botId }) => asked.has(botId)).sort(compare)
  const [chosen, [next]] = [heads.slice(0, maxBots), heads.slice(maxBots)]
  return { botIds: chosen.map(({ botId }) => botId), behind: next ? [next] : [] }
}

type HeadRow = { bot_id: string; at: number | null; user_id: string | null }

/** Skips from bot to bot through the index: the cost depends on the number of bots, and not on that of their rows. */
function* headsOf({ condition, values }: Source, after: InboxPlace | undefined): Transaction<InboxPlace[]> {
  // As `startAt`, for each bot.
  const start = `case when heads.bot_id < $2 then $4 when heads.bot_id = $2 then $3 else '' end`
  const newest = (column: string) =>
    `(select ${column} from conversations where ${ofBot} = heads.bot_id
       and (${wroteAt}, user_id) < ($1, ${start}) ${condition} ${newestFirst} limit 1)`
  const { at, botId, userId } = after ?? { at: newestAt, botId: '', userId: '' }
  const found = yield* query<HeadRow>(
    `with recursive heads(bot_id) as (
       select min(bot_id) from conversations
       union all
       select (select min(bot_id) from conversations where bot_id > heads.bot_id) from heads
         where heads.bot_id is not null
     )
     select bot_id, ${newest(wroteAt)} as at, ${newest('user_id')} as user_id from heads where bot_id is not null`,
    at,
    botId,
    userId,
    last,
    ...values,
  )
  return found.flatMap(({ bot_id, at: newestOf, user_id }) =>
    newestOf === null || user_id === null ? [] : [{ at: newestOf, botId: bot_id, userId: user_id }],
  )
}
