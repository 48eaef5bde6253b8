/**
 * How a number stands at Meta: its quality, messaging limit, throughput, name and state, in Meta's capitals. Meta tells
 * some of it by webhook and answers all of it when asked (meta-2026.md, sections 8.1 to 8.4). Pure.
 */
import type { AccountChange } from '../inbound/inbound.ts'
import { textOf } from '../json.ts'

/**
 * `name_review`: Meta's decision on a new display name, which `detail` names. `shared`: TRUE while the business has the
 * number in its phone app as well (meta-2026.md, section 6.1), else FALSE.
 */
export const standingNames = ['quality', 'limit', 'throughput', 'name', 'name_review', 'status', 'shared'] as const
export type StandingName = (typeof standingNames)[number]

export type StandingValue = { name: StandingName; value: string; detail?: string }

/** `webhook`: Meta told it. `asked`: found by asking Meta. */
export type StandingSource = 'webhook' | 'asked'

export type StandingChange = StandingValue & {
  seq: number
  at: number
  source: StandingSource
  /** Absent: the first one that is known. */
  previous?: string
}

/** Fields of webhooks after which Meta is asked again: they tell of changes that they do not name. */
const fields = ['phone_number_quality_update', 'phone_number_name_update', 'business_capability_update'] as const
type StandingField = (typeof fields)[number]

export function tellsOfStanding(field: string): boolean {
  return field === 'account_update' || isOfStanding(field)
}

function isOfStanding(field: string): field is StandingField {
  return (fields as readonly string[]).includes(field)
}

/** What a webhook says of the number's standing by itself. */
export function standingTold({ field, raw }: Pick<AccountChange, 'field' | 'raw'>): StandingValue[] {
  if (!isOfStanding(field)) return []
  switch (field) {
    case 'phone_number_quality_update':
      return [...limitIn(raw), ...(wordOf(raw.event) === 'THROUGHPUT_UPGRADE' ? [highThroughput] : [])]
    case 'business_capability_update':
      return limitIn(raw)
    case 'phone_number_name_update':
      return decisionIn(raw)
  }
}

const highThroughput: StandingValue = { name: 'throughput', value: 'HIGH' }

/** `current_limit` beside an upgrade of the throughput is about messages per second (section 8.3). */
function limitIn(raw: Record<string, unknown>): StandingValue[] {
  const isAboutPace = wordOf(raw.event) === 'THROUGHPUT_UPGRADE'
  const value =
    tierOf(raw.max_daily_conversations_per_business) ?? (isAboutPace ? undefined : tierOf(raw.current_limit))
  return value === undefined ? [] : [{ name: 'limit', value }]
}

function decisionIn({ decision, requested_verified_name: name, rejection_reason: reason }: Record<string, unknown>) {
  const value = wordOf(decision)
  if (value === undefined) return []
  const told = [textOf(name), wordOf(reason) === 'NONE' ? undefined : textOf(reason)].filter((one) => one !== undefined)
  return [{ name: 'name_review', value, ...(told.length > 0 && { detail: told.join(': ').slice(0, 500) }) } as const]
}

/** `TIER_2K`; Meta's pages write the same limit as 2000 too, and no limit as -1. */
export function tierOf(value: unknown): string | undefined {
  const count = typeof value === 'number' ? value : Number.NaN
  if (Number.isNaN(count)) return wordOf(value)
  if (count < 0) return 'TIER_UNLIMITED'
  return `TIER_${count >= 1_000 && count % 1_000 === 0 ? `${count / 1_000}K` : count}`
}

/** Words of Meta's that say that people block or report what they get, or that the number may not send. */
const worrying: Partial<Record<StandingName, readonly string[]>> = {
  quality: ['YELLOW', 'RED'],
  status: ['BANNED', 'DELETED', 'DISCONNECTED', 'FLAGGED', 'RATE_LIMITED', 'RESTRICTED'],
  name_review: ['REJECTED', 'DECLINED'],
}

export function isWorrying({ name, value }: Pick<StandingValue, 'name' | 'value'>): boolean {
  return worrying[name]?.includes(value) === true
}

/** A word of Meta's in capitals, of which no more than a line is kept. */
export function wordOf(value: unknown): string | undefined {
  return textOf(value)?.toUpperCase().slice(0, 100)
}
