/**
 * A page of what several bots have, newest first, at a bounded cost: each bot's rows are walked in the order of an
 * index, and the walks are merged. A filter may leave few of the rows that were walked: then the page is short, and its
 * cursor says where the next one begins. Nothing is missed and nothing repeated, whatever is added meanwhile.
 */
import { query, type Transaction, type Value } from '../sql/transaction.ts'

/**
 * A place in the order: the row's time and number, and what tells apart those that share both. `delivery`: a delivery's
 * number, 0 for an event by itself; of messages, 1 for sent ones and 0 for received ones.
 */
export type Position = { at: number; seq: number; delivery: number }

/** `next`: where the next page begins; absent at the end. */
export type Page<Row> = { rows: Row[]; next?: Position }

/** What a walk found, newest first. `end`: the last place that it has seen; absent when it has seen all. */
export type Walked<Row> = { rows: Row[]; end?: Position }

/** Walks a bot's rows below `start`, until it has `limit` matches or has looked at `budget` rows. */
export type Walk<Row> = (botId: string, start: Position, limit: number, budget: number) => Transaction<Walked<Row>>

/** The newest row of each bot from `start` on; bots without any are left out. */
export type Heads = (start: Position) => Transaction<Head[]>
export type Head = { botId: string } & Position

export type PageInput = { botIds: readonly string[]; toAt?: number; after?: Position; limit: number }

export const last = Number.MAX_SAFE_INTEGER
/** Looked at for one page, all bots together: some ten milliseconds on either database. */
const maxWalked = 2_000
const leastWalked = 50
/** Rows of one statement, when the first page's worth was not enough. */
export const laterPiece = 500
/** Of more bots, only those with the newest rows can be on the page. */
export const maxBots = 20

/** Negative: `a` comes first, being newer. */
export function compare(a: Position, b: Position): number {
  return b.at - a.at || b.seq - a.seq || b.delivery - a.delivery
}

/** Everything from here on is older than `toAt` and behind the cursor. */
export function startOf({ toAt, after }: Pick<PageInput, 'toAt' | 'after'>): Position {
  const whole = { at: toAt === undefined ? last : toAt - 1, seq: last, delivery: last }
  return after === undefined || compare(after, whole) < 0 ? whole : after
}

export function* newestOf<Row extends Position>(
  input: PageInput,
  walk: Walk<Row>,
  heads: Heads = newestEvents,
): Transaction<Page<Row>> {
  const { limit } = input
  const start = startOf(input)
  const { botIds, behind } = yield* withNewest(input.botIds, start, heads)
  const budget = Math.max(leastWalked, Math.floor(maxWalked / Math.max(1, botIds.length)))
  const walks: Walked<Row>[] = []
  for (const botId of botIds) walks.push(yield* walk(botId, start, limit, budget))
  const ends = [...walks.flatMap(({ end }) => end ?? []), ...behind]
  const [seenUpTo] = ends.sort(compare)
  return pageOf(
    walks.flatMap(({ rows }) => rows),
    { limit, seenUpTo },
  )
}

/** A page of rows that are all there is of their kind, in any order. */
export function pageOfAll<Row extends Position>(rows: readonly Row[], input: PageInput): Page<Row> {
  const start = startOf(input)
  return pageOf(
    rows.filter((row) => compare(start, row) < 0),
    { limit: input.limit },
  )
}

/** Rows behind `seenUpTo` are left to the next page: a walk that ended early may have missed newer ones. */
function pageOf<Row extends Position>(
  rows: readonly Row[],
  { limit, seenUpTo }: { limit: number; seenUpTo?: Position | undefined },
): Page<Row> {
  const seen = rows.filter((row) => seenUpTo === undefined || compare(row, seenUpTo) <= 0).toSorted(compare)
  const page = seen.slice(0, limit)
  const end = page.at(-1)
  if (seen.length > limit && end) return { rows: page, next: placeOf(end) }
  return { rows: page, ...(seenUpTo && { next: seenUpTo }) }
}

function placeOf({ at, seq, delivery }: Position): Position {
  return { at, seq, delivery }
}

/** Of many bots, those whose newest row is the newest; `behind`: the newest place of all others. */
function* withNewest(
  botIds: readonly string[],
  start: Position,
  heads: Heads,
): Transaction<{ botIds: readonly string[]; behind: Position[] }> {
  if (botIds.length <= maxBots) return { botIds, behind: [] }
  const asked = new Set(botIds)
  const found = (yield* heads(start)).filter(({ botId }) => asked.has(botId)).sort(compare)
  const [chosen, [next]] = [found.slice(0, maxBots), found.slice(maxBots)]
  return { botIds: chosen.map(({ botId }) => botId), behind: next ? [placeOf(next)] : [] }
}

const newestEvents: Heads = (start) => headsOf({ table: 'events', at: 'at', condition: () => '', values: [] }, start)

/** Rows of a bot in the order of an index that begins with the bot. `condition`: begins with `and`, or is empty. */
export type OrderedRows = {
  table: 'events' | 'messages' | 'inbound'
  at: 'at' | 'accepted_at' | 'received_at'
  /** Gets the number of its first value. */
  condition(n: number): string
  values: Value[]
}

/** Skips from bot to bot through the index: the cost depends on the number of bots, and not on that of their rows. */
export function* headsOf({ table, at, condition, values }: OrderedRows, start: Position): Transaction<Head[]> {
  const newest = (column: string) =>
    `(select ${column} from ${table} where ${table}.bot_id = heads.bot_id ${condition(3)} and (${at}, seq) <= ($1, $2)
       order by ${at} desc, seq desc limit 1)`
  const found = yield* query<{ bot_id: string; at: number | null; seq: number | null }>(
    `with recursive heads(bot_id) as (
       select min(bot_id) from ${table}
       union all
       select (select min(bot_id) from ${table} where bot_id > heads.bot_id) from heads where heads.bot_id is not null
     )
     select bot_id, ${newest(at)} as at, ${newest('seq')} as seq from heads where bot_id is not null`,
    start.at,
    start.seq,
    ...values,
  )
  return found.flatMap(({ bot_id: botId, at: newestAt, seq }) =>
    newestAt === null || seq === null ? [] : [{ botId, at: newestAt, seq, delivery: last }],
  )
}

/** What several walks of one bot found, as one. */
export function together<Row extends Position>(walks: readonly Walked<Row>[]): Walked<Row> {
  const [end] = walks.flatMap((one) => one.end ?? []).sort(compare)
  return { rows: walks.flatMap(({ rows }) => rows), ...(end && { end }) }
}
