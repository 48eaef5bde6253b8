// A fault as a value: the requests that it matches, and its effect.

export const faultKinds = [
  'status',
  'graphError',
  'failLate',
  'silence',
  'dropBefore',
  'dropAfter',
  'delay',
  'statusFirst',
  'lose',
  'duplicate',
] as const

export type FaultKind = (typeof faultKinds)[number]

export const faultOperations = [
  'messages',
  'mediaUpload',
  'mediaInfo',
  'mediaDownload',
  'mediaDelete',
  'templates',
  'other',
  'any',
  'webhooks',
] as const

export type FaultOperation = (typeof faultOperations)[number]

export type FaultMatch = {
  readonly operation: FaultOperation
  readonly to?: string
  readonly template?: string
  readonly phoneNumberId?: string
  readonly type?: string
  readonly field?: string
  readonly status?: string
}

export type Fault = {
  readonly id: string
  readonly kind: FaultKind
  readonly match: FaultMatch
  /** Remaining strikes; Infinity means always. */
  timesLeft: number
  /** Strikes only each n-th match. */
  readonly every: number
  /** Lets the first matches pass. */
  readonly skip: number
  /** From 0 to 1, for each match that passes the other conditions; drawn from the sandbox's seeded generator. */
  readonly probability: number
  matched: number
  struck: number
  readonly httpStatus: number
  readonly code: number
  readonly delayMs: number
  readonly message?: string
  readonly details?: string
  readonly body?: unknown
}
