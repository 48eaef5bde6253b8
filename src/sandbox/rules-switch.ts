// The names of the sandbox's rules and their defaults, which are Meta's. Switched by an option at start and by
// PUT /_sandbox/rules; asked by send.ts and graph-media.ts.

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
  /** A bearer token is needed to download media. */
  mediaAuth: true,
}

export type Rules = typeof defaultRules
export type RuleName = keyof Rules

export function isRuleName(name: string): name is RuleName {
  return Object.hasOwn(defaultRules, name)
}
