/**
 * The cause behind each code with which a message can fail: codes of Meta, and keys of the gateway. Several codes that
 * ask the same of a person have one cause. `test/rules/console-failures.test.ts` compares them with what the gateway
 * knows. Texts stand beside, a file for each language, which is loaded when the first failure is shown.
 */
export const causes = {
  meta_trouble: [131_000, 1, 2, 131_016, 133_004],
  maintenance: [131_057],
  deregistering: [133_000],
  app_calls: [4],
  account_calls: [80_007],
  number_pace: [130_429],
  pair_pace: [131_056],
  flow_pace: [132_069],
  pin_guesses: [133_008, 133_009],
  number_deleted: [133_015],
  registrations: [133_016],
  template_syncing: [134_101],
  person_blocked: [130_403],
  experiment: [130_472],
  country: [130_497],
  to_itself: [131_021],
  not_reachable: [131_026],
  stopped_marketing: [131_050, 'SUPPRESSED'],
  marketing_cap: [131_049],
  own_marketing_cap: ['MARKETING_CAP'],
  parameter: [100, 131_009],
  parameter_missing: [131_008],
  not_on_list: [131_030],
  window_closed: [131_047, 'WINDOW_CLOSED'],
  message_type: [131_051],
  not_available: [131_060],
  scoped_id: [131_062],
  max_price: [131_061, 131_065],
  other_responder: [131_070],
  text_too_long: [132_005],
  template_value: [132_008, 132_018],
  not_accepted: [135_000],
  identity_changed: [137_000],
  calling: [],
  flow: [],
  template_paused: [132_015],
  template_disabled: [132_016],
  template_missing: [132_001],
  template_changed: [132_000, 132_012],
  template_policy: [132_007],
  flow_blocked: [132_068],
  marketing_off: [131_055, 131_063, 134_100],
  spam_limit: [131_048],
  not_registered: [133_010],
  number_gone: [33],
  display_name: [131_037],
  registration: [131_045],
  pin: [133_005],
  not_verified: [133_006],
  misclassified: [131_064],
  payment: [131_042, 131_044],
  payment_terms: [134_011],
  account_restricted: [368],
  marketing_api: [134_102],
  account_locked: [131_031],
  token: [190, 0],
  token_permission: [3, 10, 131_005],
  file_download: [131_052],
  file_refused: [131_053],
  file_address: ['INVALID_MEDIA_URL'],
  file_size: ['MEDIA_TOO_LARGE'],
  file_type: ['UNSUPPORTED_MEDIA_TYPE'],
  too_old: ['UNDELIVERABLE'],
  expired: ['EXPIRED'],
  number_changed: ['NUMBER_CHANGED'],
  account_changed: ['ACCOUNT_CHANGED'],
  bot_deleted: ['BOT_DELETED'],
  /** What nobody documents: Meta's own words are shown beside. */
  other: [],
} as const satisfies Record<string, readonly (number | string)[]>

export type Cause = keyof typeof causes

/** What happened, and what to do about it. */
export type CauseTexts = { says: string; advice: string }

/** Families of which Meta documents the first digits only; both ends included. */
const ranges = [
  [200, 299, 'token_permission'],
  [138_000, 138_999, 'calling'],
  [139_000, 139_999, 'flow'],
] as const satisfies readonly (readonly [number, number, Cause])[]

const byCode = new Map(
  Object.entries(causes).flatMap(([cause, codes]) => codes.map((code) => [String(code), cause as Cause] as const)),
)

export function causeOf(code: string | number): Cause {
  const number = Number(code)
  return byCode.get(String(code)) ?? ranges.find(([from, to]) => number >= from && number <= to)?.[2] ?? 'other'
}
