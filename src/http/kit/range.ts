/**
 * A range of time in a query: `from` and `to`, or `startAt` and `endAt`, for the lists of messages, notifications and
 * campaigns. ISO 8601, with or without a time; a day without a time means the whole day, in UTC.
 */

import type { Violation } from '../../model/errors/violation.ts'
import { instantOrDay, isDay } from '../../model/request/instant.ts'
import { dayMs } from '../../model/time.ts'

export type Range = { fromAt?: number; toAt?: number }

/** `toAt` is exclusive. `from` and `to` name the query's fields. */
export function readRange<From extends string, To extends string>(
  query: Partial<Record<From | To, string>>,
  from: From,
  to: To,
): { ok: true; value: Range } | { ok: false; violations: Violation[] } {
  const violations: Violation[] = []
  const fromAt = readInstant(query[from], from, violations)
  const last = readInstant(query[to], to, violations)
  if (violations.length > 0) return { ok: false, violations }
  const toAt = last === undefined ? undefined : last + (isDay(query[to] ?? '') ? dayMs : 1)
  return { ok: true, value: { ...(fromAt === undefined ? {} : { fromAt }), ...(toAt === undefined ? {} : { toAt }) } }
}

function readInstant(text: string | undefined, path: string, violations: Violation[]): number | undefined {
  if (text === undefined) return undefined
  // An unencoded plus in a query has become a space.
  const at = instantOrDay(text.replace(' ', '+'))
  if (at !== undefined) return at
  violations.push({ path, rule: 'format', args: { expected: '2026-01-31, 2026-01-31T12:00:00Z' } })
  return undefined
}
