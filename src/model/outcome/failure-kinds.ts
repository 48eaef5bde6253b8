/**
 * The one table of failures: the subject of each of Meta's codes and of the gateway's own keys, and the consequence for
 * the message and its campaign. docs/campaigns.md is compared with it, and so are the classes of
 * `channel/cloud/outcomes/error-classes.ts`. Pure; applies to failures on settle, by a late status, by a probe, and by
 * a webhook about a template or account.
 */
import type { ErrorClass } from './outcome.ts'

/** The subject of a failure. `moment`: temporary, Meta asks for patience. */
export type Concern = 'moment' | 'person' | 'message' | 'template' | 'number' | 'account' | 'token' | 'file'

export type FailureKind = {
  class: ErrorClass
  concerns: Concern
  codes: readonly number[]
  /** Ranges of codes, both ends included. */
  ranges?: readonly (readonly [from: number, to: number])[]
  /** Recado's own keys: of a file that it probed, of a bot that it knows. */
  keys?: readonly string[]
  /** Template statuses and account changes by which a webhook reports it. */
  statuses?: readonly string[]
  account?: readonly string[]
  /**
   * Present when it concerns every row: ms until the first trial whether it is over, and the longest pause. 0: no trial
   * by time.
   */
  stops?: { firstLookMs: number; maxMs: number }
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** In the order of the document. */
export const failureKinds = {
  TEMPORARY: { class: 'retry', concerns: 'moment', codes: [131_000, 1, 2, 131_016, 131_057, 133_000, 133_004] },
  PACE: {
    class: 'limit',
    concerns: 'moment',
    codes: [4, 80_007, 130_429, 131_056, 132_069, 133_008, 133_009, 133_015, 133_016, 134_101],
  },
  PERSON: {
    class: 'never',
    concerns: 'person',
    codes: [130_403, 130_472, 130_497, 131_021, 131_026, 131_050, 131_070],
    keys: ['SUPPRESSED'],
  },
  PERSON_CAPPED: { class: 'wait', concerns: 'person', codes: [131_049], keys: ['MARKETING_CAP'] },
  MESSAGE: {
    class: 'fix',
    concerns: 'message',
    codes: [
      100, 131_008, 131_009, 131_030, 131_047, 131_051, 131_060, 131_061, 131_062, 131_065, 132_005, 132_008, 132_018,
      135_000, 137_000,
    ],
    ranges: [
      [138_000, 138_999],
      [139_000, 139_999],
    ],
  },
  TEMPLATE_PAUSED: {
    class: 'wait',
    concerns: 'template',
    codes: [132_015],
    statuses: ['PAUSED'],
    stops: { firstLookMs: 30 * minuteMs, maxMs: 6 * hourMs },
  },
  TEMPLATE_DISABLED: {
    class: 'fix',
    concerns: 'template',
    codes: [132_016],
    statuses: ['DISABLED', 'REJECTED', 'LOCKED', 'ARCHIVED'],
    stops: { firstLookMs: 0, maxMs: 0 },
  },
  TEMPLATE_MISSING: {
    class: 'fix',
    concerns: 'template',
    codes: [132_001],
    statuses: ['DELETED', 'PENDING_DELETION', 'PENDING', 'IN_APPEAL', 'LIMIT_EXCEEDED', 'DRAFT'],
    stops: { firstLookMs: 5 * minuteMs, maxMs: 6 * hourMs },
  },
  TEMPLATE_CHANGED: {
    class: 'fix',
    concerns: 'template',
    codes: [132_000, 132_012],
    stops: { firstLookMs: minuteMs, maxMs: hourMs },
  },
  TEMPLATE_CONTENT: {
    class: 'fix',
    concerns: 'template',
    codes: [132_007, 132_068],
    stops: { firstLookMs: hourMs, maxMs: 6 * hourMs },
  },
  MARKETING_OFF: {
    class: 'fix',
    concerns: 'template',
    codes: [131_055, 131_063, 134_100],
    stops: { firstLookMs: hourMs, maxMs: dayMs },
  },
  SPAM_LIMIT: {
    class: 'wait',
    concerns: 'number',
    codes: [131_048],
    stops: { firstLookMs: hourMs, maxMs: dayMs },
  },
  NUMBER_NOT_READY: {
    class: 'auth',
    concerns: 'number',
    codes: [133_010, 33, 131_037, 131_045, 133_005, 133_006],
    account: ['ACCOUNT_OFFBOARDED'],
    stops: { firstLookMs: 5 * minuteMs, maxMs: 6 * hourMs },
  },
  TEMPLATE_LIMIT: {
    class: 'wait',
    concerns: 'account',
    codes: [131_064],
    stops: { firstLookMs: hourMs, maxMs: dayMs },
  },
  PAYMENT: {
    class: 'auth',
    concerns: 'account',
    codes: [131_042, 131_044, 134_011],
    stops: { firstLookMs: 15 * minuteMs, maxMs: 6 * hourMs },
  },
  ACCOUNT_CHANGED: {
    class: 'fix',
    concerns: 'account',
    codes: [],
    keys: ['ACCOUNT_CHANGED'],
    stops: { firstLookMs: minuteMs, maxMs: hourMs },
  },
  ACCOUNT_RESTRICTED: {
    class: 'auth',
    concerns: 'account',
    codes: [368, 134_102],
    account: ['ACCOUNT_RESTRICTION'],
    stops: { firstLookMs: hourMs, maxMs: dayMs },
  },
  ACCOUNT_LOCKED: {
    class: 'auth',
    concerns: 'account',
    codes: [131_031],
    account: ['DISABLED_UPDATE', 'ACCOUNT_DELETED', 'PARTNER_REMOVED'],
    stops: { firstLookMs: hourMs, maxMs: dayMs },
  },
  TOKEN_REFUSED: {
    class: 'auth',
    concerns: 'token',
    codes: [190, 0, 3, 10, 131_005],
    ranges: [[200, 299]],
    stops: { firstLookMs: minuteMs, maxMs: hourMs },
  },
  FILE: {
    class: 'fix',
    concerns: 'file',
    codes: [131_052, 131_053],
    keys: ['INVALID_MEDIA_URL', 'MEDIA_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
    stops: { firstLookMs: 5 * minuteMs, maxMs: hourMs },
  },
} as const satisfies Record<string, FailureKind>

export type FailureName = keyof typeof failureKinds
export type StopName = {
  [Name in FailureName]: (typeof failureKinds)[Name] extends { stops: object } ? Name : never
}[FailureName]

const kinds: Readonly<Record<FailureName, FailureKind>> = failureKinds
const names = Object.keys(failureKinds) as FailureName[]

export function kindNamed(name: FailureName): FailureKind {
  return kinds[name]
}

export function stopNames(): StopName[] {
  return names.filter(isStop)
}

/** It concerns every row of a campaign. */
export function isStop(name: FailureName): name is StopName {
  return kinds[name].stops !== undefined
}

/**
 * Name of Meta's error or of the gateway's own; undefined for an undocumented code, which concerns the message only.
 */
export function failureName(error: { code?: number; key?: string } | undefined): FailureName | undefined {
  if (error?.key !== undefined) return names.find((name) => kinds[name].keys?.includes(error.key ?? ''))
  const { code } = error ?? {}
  if (code === undefined) return undefined
  return byCode.get(code) ?? names.find((name) => kinds[name].ranges?.some(([from, to]) => code >= from && code <= to))
}

const byCode = new Map(names.flatMap((name) => kinds[name].codes.map((code) => [code, name] as const)))

/**
 * Whether the same row may get through with another message: not where the person or the row's own values were at
 * fault. `code`: Meta's, or our key.
 */
export function mayPassLater(code: string): boolean {
  const name = failureName(/^\d+$/.test(code) ? { code: Number(code) } : { key: code })
  return name !== 'PERSON' && name !== 'MESSAGE'
}

/** The stop for a template status that cannot be sent. */
export function stopOfStatus(status: string): StopName | undefined {
  const word = status.toUpperCase()
  if (sendable.has(word)) return undefined
  return stopNames().find((name) => kinds[name].statuses?.includes(word)) ?? 'TEMPLATE_MISSING'
}

/** The second is only a warning; the last two report an approval. */
const sendable = new Set(['APPROVED', 'FLAGGED', 'REINSTATED', 'UNARCHIVED'])
