/**
 * The audit trail: rows are added, listed, and deleted only by their own retention (a trigger refuses updates). Most
 * rows are written in the transaction of the change they describe (audit-scope.ts).
 */
import type { About } from '../../model/access/operation.ts'
import { json, parse, query, type Transaction } from '../sql/transaction.ts'
import { createWhere } from '../sql/where.ts'

export type Actor = {
  kind: 'user' | 'key' | 'client' | 'admin' | 'nobody'
  id?: string
  name?: string
}

export type AuditAbout = { kind: About; id?: string; botId?: string }

export type AuditEntry = {
  at: number
  actor: Actor
  address?: string
  /** An operation of openapi.json, as `POST /manage/v1/bots`; or another action, as `sign-in`. */
  operation: string
  about?: AuditAbout
  outcome: 'done' | 'refused'
  /** HTTP status of the response, if known. */
  status?: number
  /** Small related values, stored as JSON. Never a secret. */
  details?: Record<string, unknown>
}

/** The states before and after, without secrets. */
export type States = { before?: unknown; after?: unknown }
export type AuditRow = AuditEntry & States & { seq: number }

export type AuditFilter = {
  fromAt?: number
  /** Exclusive. */
  toAt?: number
  actorId?: string
  operation?: string
  aboutId?: string
  botId?: string
  outcome?: AuditEntry['outcome']
  address?: string
}
/** The row after which a page begins; lists run from newest to oldest. */
export type AuditCursor = { at: number; seq: number }

export function* addAudit(entry: AuditEntry, { before, after }: States = {}): Transaction<void> {
  const { at, actor, address, operation, about, outcome, status, details } = entry
  yield* query(
    `insert into audit (at, actor_kind, actor_id, actor_name, address, operation, about_kind, about_id, about_bot,
       outcome, status, before_state, after_state, details)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    at,
    actor.kind,
    actor.id,
    actor.name,
    address,
    operation,
    about?.kind,
    about?.id,
    about?.botId,
    outcome,
    status,
    bounded(before),
    bounded(after),
    json(details),
  )
}

/** A larger state is replaced by its size: the trail must not grow with data stored elsewhere. */
const maxCharacters = 32_768

function bounded(state: unknown): string | null {
  const text = json(state)
  return text === null || text.length <= maxCharacters ? text : JSON.stringify({ leftOut: `${text.length} characters` })
}

const endOfTime = 8.64e15

export function* auditRows(
  filter: AuditFilter,
  behind: AuditCursor | undefined,
  limit: number,
): Transaction<AuditRow[]> {
  const where = createWhere()
  if (filter.actorId !== undefined) where.add((n) => `actor_id = $${n}`, filter.actorId)
  if (filter.operation !== undefined) where.add((n) => `operation = $${n}`, filter.operation)
  if (filter.aboutId !== undefined) where.add((n) => `about_id = $${n}`, filter.aboutId)
  if (filter.botId !== undefined) where.add((n) => `about_bot = $${n}`, filter.botId)
  if (filter.address !== undefined) where.add((n) => `address = $${n}`, filter.address)
  if (filter.outcome !== undefined) where.add((n) => `outcome = $${n}`, filter.outcome)
  if (filter.fromAt !== undefined) where.add((n) => `at >= $${n}`, filter.fromAt)
  // There is always an upper bound, so that the index finds the page instead of counting from its beginning.
  where.add((n) => `at < $${n}`, filter.toAt ?? endOfTime)
  if (behind) where.add((n) => `at <= $${n} and (at < $${n} or seq < $${n + 1})`, behind.at, behind.seq)
  const found = yield* query<StoredRow>(
    `select * from audit where ${where.text()} order by at desc, seq desc limit $${where.values.length + 1}`,
    ...where.values,
    limit,
  )
  return found.map(rowOf)
}

type StoredRow = {
  seq: number
  at: number
  actor_kind: Actor['kind']
  actor_id: string | null
  actor_name: string | null
  address: string | null
  operation: string
  about_kind: About | null
  about_id: string | null
  about_bot: string | null
  outcome: AuditEntry['outcome']
  status: number | null
  before_state: string | null
  after_state: string | null
  details: string | null
}

function rowOf(found: StoredRow): AuditRow {
  const { about_kind: kind, about_id: id, about_bot: botId } = found
  return {
    seq: Number(found.seq),
    at: Number(found.at),
    actor: {
      kind: found.actor_kind,
      ...(found.actor_id && { id: found.actor_id }),
      ...(found.actor_name && { name: found.actor_name }),
    },
    operation: found.operation,
    outcome: found.outcome,
    ...(found.address && { address: found.address }),
    ...(kind && { about: { kind, ...(id && { id }), ...(botId && { botId }) } }),
    ...(found.status !== null && { status: Number(found.status) }),
    ...(found.before_state && { before: parse(found.before_state) }),
    ...(found.after_state && { after: parse(found.after_state) }),
    ...(found.details && { details: parse<Record<string, unknown>>(found.details) }),
  }
}
