/**
 * Conversations in the order of their newest message, found by walking messages: one that is the newest of its
 * conversation stands for it. A bot that said much to one person, or a rare filter, makes a page short
 * (lists/newest.ts).
 */
import {
  compare,
  type Head,
  headsOf,
  laterPiece,
  newestOf,
  type OrderedRows,
  type Page,
  type PageInput,
  type Position,
  together,
  type Walked,
} from '../lists/newest.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import type { InboxRow } from './conversations.ts'
import { type DatedRow, datedColumns, type InboxFilter, isMeant, placeOf } from './filter.ts'

type Placed = InboxRow & Position
type Source = OrderedRows & { delivery: 0 | 1 }

/** As the list of messages has them (lists/message-list.ts). */
const sources: readonly Source[] = [
  { table: 'messages', at: 'accepted_at', delivery: 1, condition: () => `and kind = 'session'`, values: [] },
  { table: 'messages', at: 'accepted_at', delivery: 1, condition: () => `and kind = 'notification'`, values: [] },
  { table: 'inbound', at: 'received_at', delivery: 0, condition: () => '', values: [] },
]

export function byMessage(filter: InboxFilter, input: PageInput, now: number): Transaction<Page<Placed>> {
  const isAsked = (row: InboxRow) => isMeant(filter, row, now)
  return newestOf<Placed>(
    input,
    function* (botId, start, limit, budget) {
      const walks: Walked<Placed>[] = []
      const share = Math.max(limit + 1, Math.floor(budget / sources.length))
      for (const source of sources) walks.push(yield* walk(source, start, { botId, limit, budget: share, isAsked }))
      return together(walks)
    },
    heads,
  )
}

function* heads(start: Position): Transaction<Head[]> {
  const found: Head[] = []
  for (const source of sources) found.push(...(yield* headsOf(source, start)))
  const newest = new Map<string, Head>()
  for (const head of found.sort(compare)) if (!newest.has(head.botId)) newest.set(head.botId, head)
  return [...newest.values()]
}

type WalkInput = { botId: string; limit: number; budget: number; isAsked(row: InboxRow): boolean }
type Line = Position & { userId: string }

function* walk(
  source: Source,
  start: Position,
  { botId, limit, budget, isAsked }: WalkInput,
): Transaction<Walked<Placed>> {
  const rows: Placed[] = []
  /** Only the first line of a person can be their newest. */
  const seen = new Set<string>()
  let place = { at: start.at, seq: start.seq }
  let pieceSize = Math.min(limit + 1, budget)
  for (let left = budget; left > 0; pieceSize = Math.min(laterPiece, left)) {
    const lines = yield* piece(source, botId, place, pieceSize)
    const behind = lines.filter((line) => compare(start, line) < 0)
    const fresh = behind.filter(({ userId }) => seen.size < seen.add(userId).size)
    rows.push(...(yield* standing(botId, fresh)).filter(isAsked))
    const end = lines.at(-1)
    if (end === undefined || lines.length < pieceSize) return { rows }
    if (rows.length >= limit) return { rows, end: { at: end.at, seq: end.seq, delivery: end.delivery } }
    place = { at: end.at, seq: end.seq - 1 }
    left -= lines.length
  }
  return { rows, end: { at: place.at, seq: place.seq + 1, delivery: source.delivery } }
}

function* piece(
  { table, at, condition, delivery }: Source,
  botId: string,
  place: { at: number; seq: number },
  size: number,
): Transaction<Line[]> {
  const found = yield* query<{ user_id: string; at: number; seq: number }>(
    `select user_id, ${at} as at, seq from ${table} where bot_id = $1 ${condition(5)} and (${at}, seq) <= ($2, $3)
     order by ${at} desc, seq desc limit $4`,
    botId,
    place.at,
    place.seq,
    size,
  )
  return found.map(({ user_id: userId, ...line }) => ({ ...line, userId, delivery }))
}

/** Of one statement, so that few texts are prepared. */
const sizes = [50, laterPiece]

/** The conversations whose newest message is one of these. */
function* standing(botId: string, lines: readonly Line[]): Transaction<Placed[]> {
  const [first] = lines
  if (first === undefined) return []
  const size = sizes.find((one) => one >= lines.length) ?? lines.length
  const asked = Array.from({ length: size }, (_, index) => lines[index]?.userId ?? first.userId)
  const found = yield* query<DatedRow>(
    `select ${datedColumns} from conversations where bot_id = $1
       and user_id in (${asked.map((_, index) => `$${index + 2}`).join(', ')})`,
    botId,
    ...asked,
  )
  const lineOf = new Map(lines.map((line) => [line.userId, line]))
  return found.flatMap((row) => {
    const newest = placeOf(row)
    const line = lineOf.get(row.user_id)
    return newest && line && compare(newest, line) === 0 ? [{ ...row, ...newest }] : []
  })
}
