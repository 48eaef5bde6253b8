/**
 * Requests that were refused: of whom, for what reason, about which fields, and never with a value. Added in batches
 * (http/kit/refusals.ts), listed from the newest on, deleted by their age.
 */
import { pipeline, query, statement, type Transaction } from '../sql/transaction.ts'
import { createWhere } from '../sql/where.ts'
import type { Actor, AuditCursor } from './audit.ts'

export type Refusal = {
  at: number
  /** Of openapi.json, as `POST /v1/bots/{botId}/messages`. */
  operation: string
  status: number
  /** Of the catalogue, such as `E0422`. */
  code: string
  botId?: string
  caller: Actor
  /** Of the first of those that were alike. */
  requestId: string
  /** Paths of the refused fields. */
  fields?: readonly string[]
  /** Alike within a second. */
  count: number
}

export type RefusalRow = Refusal & { seq: number }

export type RefusalFilter = {
  /** Only about these bots; all, and about none, without it. */
  botIds?: readonly string[]
  callerId?: string
  code?: string
  operation?: string
  fromAt?: number
  /** Exclusive. */
  toAt?: number
}

const insertion = `insert into refusals
    (at, operation, status, code, about_bot, caller_kind, caller_id, caller_name, request_id, fields, count)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

export function* addRefusals(refusals: readonly Refusal[]): Transaction<void> {
  yield* pipeline(
    refusals.map(({ at, operation, status, code, botId, caller, requestId, fields, count }) => {
      const { kind, id, name } = caller
      const paths = fields && JSON.stringify(fields)
      return statement(insertion, at, operation, status, code, botId, kind, id, name, requestId, paths, count)
    }),
  )
}

const endOfTime = 8.64e15

export function* refusalRows(
  { botIds, callerId, code, operation, fromAt, toAt = endOfTime }: RefusalFilter,
  behind: AuditCursor | undefined,
  limit: number,
): Transaction<RefusalRow[]> {
  if (botIds?.length === 0) return []
  const where = createWhere()
  // There is always an upper bound, so that an index finds the page instead of counting from its beginning.
  where.add((n) => `at < $${n}`, toAt)
  if (botIds !== undefined)
    where.add((n) => `about_bot in (${botIds.map((_id, index) => `$${n + index}`).join(', ')})`, ...botIds)
  if (callerId !== undefined) where.add((n) => `caller_id = $${n}`, callerId)
  if (code !== undefined) where.add((n) => `code = $${n}`, code)
  if (operation !== undefined) where.add((n) => `operation = $${n}`, operation)
  if (fromAt !== undefined) where.add((n) => `at >= $${n}`, fromAt)
  if (behind) where.add((n) => `at <= $${n} and (at < $${n} or seq < $${n + 1})`, behind.at, behind.seq)
  const found = yield* query<StoredRow>(
    `select * from refusals where ${where.text()} order by at desc, seq desc limit $${where.values.length + 1}`,
    ...where.values,
    limit,
  )
  return found.map(rowOf)
}

type StoredRow = {
  seq: number
  at: number
  operation: string
  status: number
  code: string
  about_bot: string | null
  caller_kind: Actor['kind']
  caller_id: string | null
  caller_name: string | null
  request_id: string
  fields: string | null
  count: number
}

function rowOf(found: StoredRow): RefusalRow {
  const { caller_kind: kind, caller_id: id, caller_name: name } = found
  return {
    seq: Number(found.seq),
    at: Number(found.at),
    operation: found.operation,
    status: Number(found.status),
    code: found.code,
    caller: { kind, ...(id !== null && { id }), ...(name !== null && { name }) },
    requestId: found.request_id,
    count: Number(found.count),
    ...(found.about_bot !== null && { botId: found.about_bot }),
    ...(found.fields !== null && { fields: JSON.parse(found.fields) as string[] }),
  }
}
