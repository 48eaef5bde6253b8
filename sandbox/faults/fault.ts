/** A fault as a value: the requests that it matches, and its effect. */

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
  'receipts',
  'other',
  'any',
  'webhooks',
] as const

export type FaultOperation = (typeof faultOperations)[number]

export type FaultMatch = {
  operation: FaultOperation
  to?: string
  template?: string
  phoneNumberId?: string
  type?: string
  field?: string
  status?: string
}

export type Fault = {
  id: string
  kind: FaultKind
  match: FaultMatch
  /** Remaining strikes; Infinity means always. */
  timesLeft: number
  /** Strikes only each n-th match. */
  every: number
  /** Lets the first matches pass. */
  skip: number
  /** From 0 to 1, for each match that passes the other conditions; drawn from the sandbox's seeded generator. */
  probability: number
  matched: number
  struck: number
  httpStatus: number
  code: number
  delayMs: number
  message?: string
  details?: string
  body?: unknown
}
