/**
 * The switches and limits of the sandbox's rules with their defaults, which are Meta's wherever Meta gives one. Set by
 * options at start and by PUT /_sandbox/rules, which also switches the single rules of rules/table.ts.
 */
import { isJson } from '../wire.ts'
import { isRule } from './table.ts'

export const defaultRules = {
  /** Limits of every message type. */
  content: true,
  /** Templates must exist, be approved in the language, and be filled as created. */
  templates: true,
  /** 131047 outside the 24-hour window. */
  window: true,
  /** 131056: 1 per 6 s and pair, burst 45. */
  pairRate: true,
  /** 130429: 80 messages/s and number. */
  throughput: true,
  /** 131026 for people who are not on WhatsApp. */
  onWhatsApp: true,
  /** Media downloads need a bearer token. */
  mediaAuth: true,
  /** 190 for tokens declared expired or invalid; an empty token is always refused. */
  tokens: true,
  /** 80007: calls of the management API per hour and WABA. */
  managementRate: true,
  /** 131048: unique people outside windows per rolling 24 h. */
  messagingTier: true,
  /** 131049: marketing templates per person and rolling 24 h. */
  marketingCap: true,
  /** 131050 for people who stopped marketing messages. */
  marketingStop: true,
  /** 131055, 131061, 131063, 131065, 134100 and others: which of the two endpoints takes a template. */
  marketingEndpoint: true,
  /** 130403 for people whom the business has blocked. */
  blocked: true,
  /** 131070 in conversations that another responder holds. */
  threads: true,
  /** 131009, late, for a reaction to a message that is not in the chat. */
  reactionTarget: true,
  /** 131009 for unknown flows; a known flow must always be in the state it is sent in. */
  flows: false,
  /**
   * 131052 and 131053 for `link` media that cannot be fetched or sent; off by default for machines without internet
   * access.
   */
  linkMedia: false,
  /**
   * Lets `linkMedia` reach loopback and private addresses; without `linkMedia`, only links to this machine are checked,
   * which need no internet access.
   */
  privateLinks: false,
}

export type Rules = typeof defaultRules
export type RuleName = keyof Rules

export const tierSizes = {
  TIER_50: 50,
  TIER_250: 250,
  TIER_1K: 1_000,
  TIER_2K: 2_000,
  TIER_10K: 10_000,
  TIER_100K: 100_000,
  TIER_UNLIMITED: Number.POSITIVE_INFINITY,
} as const

export type Tier = keyof typeof tierSizes

/**
 * Meta's numbers with two exceptions: the tier is not a new portfolio's 250, and the marketing cap is secret and
 * adaptive.
 */
export const defaultLimits = {
  throughputPerSecond: 80,
  pairIntervalMs: 6_000,
  pairBurst: 45,
  /** 5,000 for accounts with a registered number, 200 for others. */
  managementPerHour: 5_000,
  marketingPerDay: 10,
  /** For numbers without a tier of their own. */
  tier: 'TIER_UNLIMITED' as Tier,
  linkTimeoutMs: 10_000,
}

export type Limits = typeof defaultLimits

export function isRuleName(name: string): name is RuleName {
  return Object.hasOwn(defaultRules, name)
}

export function isTier(value: unknown): value is Tier {
  return typeof value === 'string' && Object.hasOwn(tierSizes, value)
}

/** The parts that a change may modify: the switches, the limits and the single rules that are off. */
export type RuleSettings = { rules: Rules; limits: Limits; off: Set<string> }

/** Applies the whole change or none of it; returns the error, if any. */
export function changeRules(settings: RuleSettings, body: unknown): string | undefined {
  if (!isJson(body)) return 'the body must be a JSON object'
  const changes = Object.entries(body)
  for (const [name, value] of changes) {
    const fault = faultOf(name, value)
    if (fault !== undefined) return fault
  }
  for (const [name, value] of changes) {
    if (isRuleName(name)) settings.rules[name] = value === true
    else if (Object.hasOwn(defaultLimits, name)) Object.assign(settings.limits, { [name]: value })
    else if (value === true) settings.off.delete(name)
    else settings.off.add(name)
  }
  return undefined
}

function faultOf(name: string, value: unknown): string | undefined {
  if (isRuleName(name) || isRule(name)) return typeof value === 'boolean' ? undefined : `${name} must be true or false`
  if (name === 'tier') return isTier(value) ? undefined : `tier must be one of ${Object.keys(tierSizes).join(', ')}`
  if (Object.hasOwn(defaultLimits, name))
    return Number.isInteger(value) && Number(value) > 0 ? undefined : `${name} must be a positive integer`
  return (
    `${name} is not a rule: ` +
    `${[...Object.keys(defaultRules), ...Object.keys(defaultLimits)].join(', ')}, or ` +
    'a rule of docs/sandbox-rules.md'
  )
}

/** In the control API's shape: every switch and limit, and the single rules that are off. */
export function shownRules({ rules, limits, off }: RuleSettings): object {
  return { ...rules, ...limits, ...Object.fromEntries([...off].map((name) => [name, false])) }
}
