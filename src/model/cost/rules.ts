/**
 * Meta's rules of what is charged, by the day from which they hold (meta-2026.md, section 9.2). Only estimates go by
 * them: of a message that was sent, Meta's own word counts (pricing.ts). Days are in UTC here, in the account's time
 * zone at Meta. Pure.
 */
export const costRules = [
  {
    id: 'service_free',
    from: '2024-11-01',
    until: '2026-10-01',
    source: "Meta's pricing page",
    isVerified: true,
  },
  {
    id: 'utility_free_in_window',
    from: '2025-07-01',
    until: '2026-10-01',
    source: "Meta's pricing page, copy of 2026-09-11; one reader still quotes it on 2026-10-10",
    isVerified: true,
  },
  {
    id: 'service_charged',
    from: '2026-10-01',
    source: "Meta's pages on pricing (2026-09-10) and on messages without a template (2026-08-25), as cited by others",
    isVerified: true,
  },
  {
    id: 'utility_charged_in_window',
    from: '2026-10-01',
    source: "Meta's page on statuses (2026-09-14) and change log",
    isVerified: true,
  },
  {
    id: 'free_entry_3_days',
    from: '2023-06-01',
    until: '2026-09-28',
    source: "Meta's pricing page; the first day is not verified",
    isVerified: false,
  },
  {
    id: 'free_entry_7_days',
    from: '2026-09-28',
    source: "Meta's change log; for the button of a Facebook page it stays three days, not verified",
    isVerified: false,
  },
] as const satisfies readonly CostRule[]

type CostRule = { id: string; from: string; until?: string; source: string; isVerified: boolean }
export type CostRuleId = (typeof costRules)[number]['id']

/** `day`: YYYY-MM-DD. */
export function isInForce(id: CostRuleId, day: string): boolean {
  const rule: CostRule | undefined = costRules.find((one) => one.id === id)
  return rule !== undefined && rule.from <= day && (rule.until === undefined || day < rule.until)
}

/** Delivered a month and business number, one-to-one and in groups together; without carry-over. */
export const freeServices = 1_000

/** Until when everything is free after an advertisement, while the window is open; undefined: no such rule. */
export function freeEntryDays(day: string): number | undefined {
  if (isInForce('free_entry_7_days', day)) return 7
  return isInForce('free_entry_3_days', day) ? 3 : undefined
}

/** Whether a message of the category may be free on the day because the person has written within 24 hours. */
export function mayBeFreeInWindow(category: string, day: string): boolean {
  if (category === 'utility') return isInForce('utility_free_in_window', day)
  // Within the allowance, since it is charged.
  return category === 'service'
}

/** How many of `count` services are charged, of which `before` were delivered in the month. */
export function chargedServices(count: number, before: number, day: string): number {
  if (isInForce('service_free', day)) return 0
  return Math.max(0, before + count - Math.max(freeServices, before))
}
