/**
 * People whom Meta's contact book is to forget, since they were erased here: written in the transaction that begins the
 * erasure, and deleted when Meta has answered. Meta's book has scoped ids alone (meta-2026.md, section 5.3).
 */
import { isDigitsPhone } from '../../model/user/phone.ts'
import { query, type Transaction } from '../sql/transaction.ts'

export type ContactRemoval = { botId: string; scopedId: string; begunAt: number; tries: number }

type Row = { bot_id: string; scoped_id: string; begun_at: number; tries: number }

/** An id of several portfolios, which the book does not take. */
const parentId = /^[A-Z]{2}\.ENT\./

/** How many of the person's names are asked for. */
export function* beginContactRemovals(botId: string, names: readonly string[], now: number): Transaction<number> {
  const ids = new Set(names.filter((name) => !isDigitsPhone(name) && !parentId.test(name)))
  for (const scopedId of ids)
    yield* query(
      `insert into contact_removals (bot_id, scoped_id, begun_at, due_at, tries) values ($1, $2, $3, $3, 0)
       on conflict (bot_id, scoped_id) do update set begun_at = $3, due_at = $3, tries = 0`,
      botId,
      scopedId,
      now,
    )
  return ids.size
}

export function* dueContactRemovals(now: number, limit: number): Transaction<ContactRemoval[]> {
  const found = yield* query<Row>(
    'select bot_id, scoped_id, begun_at, tries from contact_removals where due_at <= $1 order by due_at limit $2',
    now,
    limit,
  )
  return found.map(({ bot_id, scoped_id, begun_at, tries }) => ({
    botId: bot_id,
    scopedId: scoped_id,
    begunAt: Number(begun_at),
    tries: Number(tries),
  }))
}

/** `dueAt` undefined: it has ended. One that was begun anew meanwhile is due as that says. */
export function* settleContactRemoval(
  { botId, scopedId, begunAt }: ContactRemoval,
  dueAt: number | undefined,
): Transaction<void> {
  const where = 'where bot_id = $1 and scoped_id = $2 and begun_at = $3'
  if (dueAt === undefined) yield* query(`delete from contact_removals ${where}`, botId, scopedId, begunAt)
  else
    yield* query(`update contact_removals set due_at = $4, tries = tries + 1 ${where}`, botId, scopedId, begunAt, dueAt)
}
