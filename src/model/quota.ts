/**
 * Maximum number of each resource that callers add one by one and that no retention removes. Each is far above any
 * honest installation; RECADO_QUOTAS overrides them. Counted in the transaction that adds.
 */

export const defaultQuotas = {
  /** Including deleted ones, whose ids stay reserved. */
  bots: 100_000,
  clients: 10_000,
  users: 10_000,
  keys: 10_000,
  /** Valid at the same time, per client. */
  secrets: 20,
  /** Saved ones, shared or not, of one owner; and all that are shared. So a list of them has an end. */
  views: 100,
  shared_views: 500,
  /** Per bot, as are those below. */
  endpoints: 200,
  skills: 2_000,
  quick_answers: 1_000,
  templates: 20_000,
  /** Not yet ended. */
  campaigns: 1_000,
  /** Of one conversation. */
  notes: 500,
} as const

export type Quota = keyof typeof defaultQuotas
export type Quotas = Readonly<Record<Quota, number>>

export const maxQuota = 1e9
