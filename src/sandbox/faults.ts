// Scripted trouble: which sends it strikes and how. A fault is a value; send.ts acts on it at the moment its kind says.
// Given by POST /_sandbox/faults, taken away by DELETE; the oldest matching fault strikes.

import { digitsOf, waIdOf } from './wa-id.ts'
import { isJson, type Json, jsonAt, textAt } from './wire.ts'

export const faultKinds = [
  'status',
  'graphError',
  'failLate',
  'silence',
  'dropBefore',
  'dropAfter',
  'delay',
  'statusFirst',
] as const

export type FaultKind = (typeof faultKinds)[number]

export type Fault = {
  readonly kind: FaultKind
  readonly match: { readonly to?: string; readonly template?: string; readonly phoneNumberId?: string }
  /** How often it still strikes; Infinity is always. */
  timesLeft: number
  /** Strikes each n-th match only. */
  readonly every: number
  matched: number
  struck: number
  readonly httpStatus: number
  readonly code: number
  readonly delayMs: number
  readonly message?: string
  readonly details?: string
  readonly body?: unknown
}

export type Strike = { readonly person: string; readonly template: string | undefined; readonly phoneNumberId: string }

export type Faults = {
  add(fault: Fault): void
  /** The fault that strikes this send, already counted. */
  take(strike: Strike): Fault | undefined
  all(): readonly Fault[]
  clear(): void
}

export function createFaults(): Faults {
  let faults: Fault[] = []
  return {
    add: (fault) => void faults.push(fault),
    take(strike) {
      if (faults.length === 0) return undefined
      const fault = faults.find((one) => strikes(one, strike))
      if (fault === undefined) return undefined
      fault.timesLeft -= 1
      fault.struck += 1
      return fault
    },
    all: () => faults,
    clear() {
      faults = []
    },
  }
}

function strikes(fault: Fault, strike: Strike): boolean {
  const { to, template, phoneNumberId } = fault.match
  const doesMatch =
    fault.timesLeft > 0 &&
    (to === undefined || to === strike.person) &&
    (template === undefined || template === strike.template) &&
    (phoneNumberId === undefined || phoneNumberId === strike.phoneNumberId)
  if (!doesMatch) return false
  fault.matched += 1
  return fault.matched % fault.every === 0
}

/** A fault from a request's body, or the sentence that says what is wrong with it. */
export function faultFrom(body: unknown): Fault | string {
  if (!isJson(body)) return 'the body must be a JSON object'
  const kind = faultKinds.find((one) => one === body.kind)
  if (kind === undefined) return `kind must be one of ${faultKinds.join(', ')}`
  const { times, every } = body
  if (times !== undefined && times !== 'always' && !isCount(times))
    return 'times must be a positive integer or "always"'
  if (every !== undefined && !isCount(every)) return 'every must be a positive integer'
  const { httpStatus, code, delayMs = body.ms } = body
  if (httpStatus !== undefined && !(isCount(httpStatus) && Number(httpStatus) >= 200 && Number(httpStatus) <= 599))
    return 'httpStatus must be from 200 to 599'
  if (code !== undefined && !Number.isInteger(code)) return 'code must be an integer'
  if (delayMs !== undefined && !(typeof delayMs === 'number' && delayMs >= 0)) return 'delayMs must not be negative'
  const isAlways = times === 'always' || (times === undefined && every !== undefined)
  return {
    kind,
    match: matchFrom(body),
    timesLeft: isAlways ? Number.POSITIVE_INFINITY : Number(times ?? 1),
    every: Number(every ?? 1),
    matched: 0,
    struck: 0,
    httpStatus: Number(httpStatus ?? (kind === 'status' ? 500 : 0)),
    code: Number(code ?? (kind === 'failLate' ? 131026 : 131000)),
    delayMs: Math.min(Number(delayMs ?? 1_000), 120_000),
    ...textsOf(body),
    ...(body.body === undefined ? {} : { body: body.body }),
  }
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0
}

function matchFrom(body: Json): Fault['match'] {
  const match = jsonAt(body, 'match')
  const to = textAt(match, 'to')
  const template = textAt(match, 'template')
  const phoneNumberId = textAt(match, 'phoneNumberId')
  return {
    ...(to === undefined ? {} : { to: /[A-Z]{2}\./.test(to) ? to : waIdOf(digitsOf(to)) }),
    ...(template === undefined ? {} : { template }),
    ...(phoneNumberId === undefined ? {} : { phoneNumberId }),
  }
}

function textsOf(body: Json) {
  const message = textAt(body, 'message') ?? textAt(body, 'title')
  const details = textAt(body, 'details')
  return { ...(message === undefined ? {} : { message }), ...(details === undefined ? {} : { details }) }
}
