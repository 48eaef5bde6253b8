/**
 * How many of a thing there may be, of all that callers add one by one and that nothing takes away again by its age. Each is far above what any
 * honest installation has; RECADO_QUOTAS says others. Counted in the transaction that adds (store/quota.ts).
 */

export const defaultQuotas = {
  /** With the deleted ones, whose ids stay reserved. */
  bots: 100_000,
  clients: 10_000,
  users: 10_000,
  keys: 10_000,
  /** Of one client, that are valid at the same time. */
  secrets: 20,
  /** Of one bot, as are those below. */
  endpoints: 200,
  skills: 2_000,
  templates: 20_000,
  /** That have not ended. */
  campaigns: 1_000,
} as const

export type Quota = keyof typeof defaultQuotas
export type Quotas = Readonly<Record<Quota, number>>

export const mostQuota = 1e9
