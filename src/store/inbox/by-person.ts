/**
 * Conversations by the person's last message, then those who never wrote: in the order of an index, so many a page. So
 * stand those of which no message is kept, at the end of the list, and what a filter leaves many of by an index of its
 * own.
 */
import { maxBots } from '../lists/newest.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { query, type Transaction, type Value } from '../sql/transaction.ts'
import { type InboxRow, inboxColumns } from './conversations.ts'
import { everything, type InboxFilter, isMeant, type Narrowed, narrowedBy } from './filter.ts'

/** `quiet`: of which no message is kept. `narrowed`: all that an index of the filter has. */
export type Among = 'quiet' | 'narrowed'
/** A place in the order. `at`: 0 for those who never wrote. */
export type PersonPlace = { at: number; botId: string; userId: string; among: Among }
export type PersonPage = { rows: InboxRow[]; next?: PersonPlace }

/** Looked at for one page, all bots together. */
const maxWalked = 2_000
const leastWalked = 50
/** Rows of one statement. */
const piece = 500

type WalkedRow = InboxRow & { has_messages: number | boolean }
type Placed = { row: WalkedRow; place: PersonPlace }
export type QuietFound = { row: InboxRow; place: PersonPlace }
type Walked = { rows: Placed[]; end?: PersonPlace }

export function startOf(among: Among): PersonPlace {
  return { at: Number.MAX_SAFE_INTEGER, botId: '', userId: '', among }
}

export function* byPerson(
  filter: InboxFilter,
  { after, limit, now }: { after: PersonPlace; limit: number; now: number },
): Transaction<PersonPage> {
  const { among } = after
  const source = (among === 'narrowed' && narrowedBy(filter)) || everything
  const { botIds, behind } = yield* withNewest(filter.botIds, source, after)
  const budget = Math.max(leastWalked, Math.floor(maxWalked / Math.max(1, botIds.length)))
  const isAsked = (row: WalkedRow) => (among === 'narrowed' || !row.has_messages) && isMeant(filter, row, now)
  const walks: Walked[] = []
  for (const botId of botIds) walks.push(yield* walk(source, { botId, after, limit, budget, isAsked }))
  const [seenUpTo] = [...walks.flatMap(({ end }) => end ?? []), ...behind].sort(compare)
  const seen = walks
    .flatMap(({ rows }) => rows)
    .filter(({ place }) => seenUpTo === undefined || compare(place, seenUpTo) <= 0)
    .sort((one, other) => compare(one.place, other.place))
  return pageOf(seen, limit, seenUpTo)
}

/** Of all there are, in any order. */
export function quietPageOf(all: readonly QuietFound[], after: PersonPlace, limit: number): PersonPage {
  const behind = all.filter(({ place }) => compare(after, place) < 0)
  return pageOf(
    behind.toSorted((one, other) => compare(one.place, other.place)),
    limit,
  )
}

function pageOf(found: readonly QuietFound[], limit: number, seenUpTo?: PersonPlace): PersonPage {
  const page = found.slice(0, limit)
  const next = found.length > limit ? page.at(-1)?.place : seenUpTo
  return { rows: page.map(({ row }) => row), ...(next && { next }) }
}

/** Negative: `a` comes first. */
function compare(a: PersonPlace, b: PersonPlace): number {
  return b.at - a.at || order(b.botId, a.botId) || order(b.userId, a.userId)
}

/** As both databases compare: by bytes. */
function order(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

type WalkInput = {
  botId: string
  after: PersonPlace
  limit: number
  budget: number
  isAsked(row: WalkedRow): boolean
}

function* walk(source: Narrowed, { botId, after, limit, budget, isAsked }: WalkInput): Transaction<Walked> {
  const rows: Placed[] = []
  let size = Math.min(limit + 1, budget)
  let from = startAt(botId, after)
  for (let left = budget; left > 0; size = Math.min(piece, left)) {
    const found = yield* query<WalkedRow>(...pieceOf(source, after.among, { botId, from, size }))
    const placed = found.map((row) => ({ row, place: placeOf(row, after.among) }))
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

type Start = Pick<PersonPlace, 'at' | 'userId'>

/** Of a bot that comes behind that of the place, all that shares its instant is still to come. */
function startAt(botId: string, { at, userId, ...after }: PersonPlace): Start {
  const by = order(botId, after.botId)
  if (by === 0) return { at, userId }
  return { at, userId: by < 0 ? last : '' }
}

/** As the indexes have it: those who never wrote are last. */
const wroteAt = 'coalesce(last_inbound_at, 0)'
const ofBot = unindexed('conversations.bot_id')
const newestFirst = `order by ${wroteAt} desc, user_id desc`

const isIn = (table: 'messages' | 'inbound') =>
  `exists (select 1 from ${table} where ${table}.bot_id = conversations.bot_id
     and ${table}.user_id = conversations.user_id)`

function pieceOf(
  { condition, values }: Narrowed,
  among: Among,
  { botId, from, size }: { botId: string; from: Start; size: number },
): [string, ...Value[]] {
  const hasMessages = among === 'quiet' ? `${isIn('messages')} or ${isIn('inbound')}` : 'true'
  const text = `select ${inboxColumns}, ${hasMessages} as has_messages from conversations
     where ${ofBot} = $1 and (${wroteAt}, user_id) < ($2, $3) ${condition(5)} ${newestFirst} limit $4`
  return [text, botId, from.at, from.userId, size, ...values]
}

export function placeOf(
  { bot_id: botId, user_id: userId, last_inbound_at: at }: InboxRow,
  among: Among = 'quiet',
): PersonPlace {
  return { at: at ?? 0, botId, userId, among }
}

/** Of many bots, those whose newest row is the newest; `behind`: the newest place of all others. */
function* withNewest(
  botIds: readonly string[],
  source: Narrowed,
  after: PersonPlace,
): Transaction<{ botIds: readonly string[]; behind: PersonPlace[] }> {
  if (botIds.length <= maxBots) return { botIds, behind: [] }
  const asked = new Set(botIds)
  const heads = (yield* headsOf(source, after)).filter(({ botId }) => asked.has(botId)).sort(compare)
  const [chosen, [next]] = [heads.slice(0, maxBots), heads.slice(maxBots)]
  return { botIds: chosen.map(({ botId }) => botId), behind: next ? [next] : [] }
}

type HeadRow = { bot_id: string; at: number | null; user_id: string | null }

/** Skips from bot to bot through the index: the cost depends on the number of bots, and not on that of their rows. */
function* headsOf(
  { condition, values }: Narrowed,
  { at, botId, userId, among }: PersonPlace,
): Transaction<PersonPlace[]> {
  // As `startAt`, for each bot.
  const start = `case when heads.bot_id < $2 then $4 when heads.bot_id = $2 then $3 else '' end`
  const newest = (column: string) =>
    `(select ${column} from conversations where ${ofBot} = heads.bot_id
       and (${wroteAt}, user_id) < ($1, ${start}) ${condition(5)} ${newestFirst} limit 1)`
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
    newestOf === null || user_id === null ? [] : [{ at: newestOf, botId: bot_id, userId: user_id, among }],
  )
}
