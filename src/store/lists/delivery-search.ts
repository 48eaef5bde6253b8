/**
 * Deliveries by what stands in the body of their event, and by the receiver's last answer: no index has either, so a
 * page looks into so many bodies, and its cursor goes on behind them.
 */
import type { EventType } from '../../model/events/event.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import { compare, type Page, type PageInput, type Position, startOf } from './newest.ts'

export const deliveryStates = ['waiting', 'delivered', 'given_up', 'expired'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export type DeliveryRow = {
  delivery: number
  endpoint_id: string
  state: DeliveryState
  due_at: number | null
  expires_at: number | null
  attempt: number
  seq: number
  id: string
  bot_id: string
  message_id: string | null
  type: EventType
  at: number
}
export type Found = Position & { row: DeliveryRow }

/** `text`: in the body, whatever its case; `status`: of the last answer. */
export type Sought = { text?: string; status?: number }

const searchPiece = 200
/** Bodies that one page looks into. */
const maxSearched = 2_000

export function isSearch({ text, status }: Sought): boolean {
  return text !== undefined || status !== undefined
}

/** Rows of one state, newest first, of which a page looks at so many. */
export function* searched(rows: readonly Found[], sought: Sought, input: PageInput): Transaction<Page<Found>> {
  const start = startOf(input)
  const behind = rows.filter((row) => compare(start, row) < 0).toSorted(compare)
  const found: Found[] = []
  let looked = 0
  while (looked < Math.min(behind.length, maxSearched) && found.length <= input.limit) {
    found.push(...(yield* passing(behind.slice(looked, looked + searchPiece), sought)))
    looked += searchPiece
  }
  const page = found.slice(0, input.limit)
  const end = found.length > input.limit ? page.at(-1) : looked < behind.length ? behind[looked - 1] : undefined
  return { rows: page, ...(end && { next: { at: end.at, seq: end.seq, delivery: end.delivery } }) }
}

export function* passing(rows: readonly Found[], { text, status }: Sought): Transaction<Found[]> {
  const written = text === undefined ? undefined : JSON.stringify(text).slice(1, -1).toLowerCase()
  let found = [...rows]
  if (status !== undefined) {
    const answered = yield* answersOf(found)
    found = found.filter(({ row }) => answered.get(`${row.delivery} ${row.attempt}`) === status)
  }
  if (written === undefined) return found
  const bodies = yield* bodiesOf(found)
  return found.filter(({ row }) => bodies.get(Number(row.seq))?.toLowerCase().includes(written))
}

/** Of one statement, which the reader takes one at a time; always as many, so that one text is prepared. */
const manyAtOnce = 50
const places = Array.from({ length: manyAtOnce }, (_, at) => `$${at + 1}`).join(', ')

function* each<Row>(text: string, values: readonly number[]): Transaction<Row[]> {
  const found: Row[] = []
  for (let at = 0; at < values.length; at += manyAtOnce) {
    const some = values.slice(at, at + manyAtOnce)
    found.push(...(yield* query<Row>(text, ...some, ...Array<number>(manyAtOnce - some.length).fill(-1))))
  }
  return found
}

function* bodiesOf(rows: readonly Found[]): Transaction<Map<number, string>> {
  const seqs = [...new Set(rows.map(({ row }) => Number(row.seq)))]
  const found = yield* each<{ seq: number; body: string }>(
    `select seq, body from events where seq in (${places})`,
    seqs,
  )
  return new Map(found.map(({ seq, body }) => [Number(seq), body]))
}

/** By delivery and attempt. */
function* answersOf(rows: readonly Found[]): Transaction<Map<string, number>> {
  const found = yield* each<{ delivery_seq: number; attempt: number; status: number | null }>(
    `select delivery_seq, attempt, status from delivery_attempts where delivery_seq in (${places}) union all
     select seq, 1, first_status from deliveries where seq in (${places}) and first_started_at is not null`,
    rows.map(({ row }) => Number(row.delivery)),
  )
  return new Map(found.map((one) => [`${one.delivery_seq} ${one.attempt}`, Number(one.status ?? 0)]))
}
