/**
 * Parses the body of POST /_sandbox/faults into a fault, or an error text. Pure. One table says which kinds go with
 * which operation; docs/sandbox.md has it too.
 */
import { digitsOf, waIdOf } from '../wa-id.ts'
import { isJson, type Json } from '../wire.ts'
import {
  type Fault,
  type FaultKind,
  type FaultMatch,
  type FaultOperation,
  faultKinds,
  faultOperations,
} from './fault.ts'

const callKinds: readonly FaultKind[] = ['status', 'graphError', 'dropBefore', 'dropAfter', 'delay']
const sendKinds: readonly FaultKind[] = [...callKinds, 'failLate', 'silence', 'statusFirst']
const postKinds: readonly FaultKind[] = ['lose', 'duplicate', 'delay']

/** Members of `match` that have a meaning for the operation. */
const sendMembers = ['operation', 'to', 'template', 'phoneNumberId', 'type']
const postMembers = ['operation', 'to', 'phoneNumberId', 'field', 'status']
const callMembers = ['operation', 'phoneNumberId']

export function faultFrom(body: unknown, nextId: () => string): Fault | string {
  if (!isJson(body)) return 'the body must be a JSON object'
  const kind = faultKinds.find((one) => one === body.kind)
  if (kind === undefined) return `kind must be one of ${faultKinds.join(', ')}`
  const match = matchFrom(body.match)
  if (typeof match === 'string') return match
  const kinds = kindsOf(match.operation)
  if (!kinds.includes(kind)) return `kind must be one of ${kinds.join(', ')} for ${match.operation}`
  const wrong = wrongCounts(body) ?? wrongAnswer(body)
  return wrong ?? faultOf(body, kind, match, nextId())
}

function kindsOf(operation: FaultOperation): readonly FaultKind[] {
  if (operation === 'webhooks') return postKinds
  return operation === 'messages' ? sendKinds : callKinds
}

function membersOf(operation: FaultOperation): readonly string[] {
  if (operation === 'webhooks') return postMembers
  return operation === 'messages' ? sendMembers : callMembers
}

function matchFrom(match: unknown): FaultMatch | string {
  if (match !== undefined && !isJson(match)) return 'match must be an object'
  const asked = match?.operation ?? 'messages'
  const operation = faultOperations.find((one) => one === asked)
  if (operation === undefined) return `match.operation must be one of ${faultOperations.join(', ')}`
  const members = membersOf(operation)
  for (const [name, value] of Object.entries(match ?? {})) {
    if (!members.includes(name)) return `match.${name} has no meaning for ${operation}; use ${members.join(', ')}`
    if (typeof value !== 'string') return `match.${name} must be a string`
  }
  const texts = { ...match } as Record<string, string>
  const { to } = texts
  return { ...texts, operation, ...(to === undefined ? {} : { to: personOf(to) }) }
}

function personOf(to: string): string {
  return /[A-Z]{2}\./.test(to) ? to : waIdOf(digitsOf(to))
}

function wrongCounts({ times, every, skip, probability }: Json): string | undefined {
  if (times !== undefined && times !== 'always' && !isCount(times))
    return 'times must be a positive integer or "always"'
  if (every !== undefined && !isCount(every)) return 'every must be a positive integer'
  if (skip !== undefined && skip !== 0 && !isCount(skip)) return 'skip must be 0 or a positive integer'
  if (probability !== undefined && !(typeof probability === 'number' && probability > 0 && probability <= 1))
    return 'probability must be above 0 and at most 1'
  return undefined
}

function wrongAnswer({ httpStatus, code, ms, delayMs = ms }: Json): string | undefined {
  if (httpStatus !== undefined && !(isCount(httpStatus) && Number(httpStatus) >= 200 && Number(httpStatus) <= 599))
    return 'httpStatus must be from 200 to 599'
  if (code !== undefined && !Number.isInteger(code)) return 'code must be an integer'
  if (delayMs !== undefined && !(typeof delayMs === 'number' && delayMs >= 0)) return 'delayMs must not be negative'
  return undefined
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0
}

function faultOf(body: Json, kind: FaultKind, match: FaultMatch, id: string): Fault {
  const { times, every, skip, probability, httpStatus, code, delayMs = body.ms, message = body.title, details } = body
  const isAlways = times === 'always' || (times === undefined && (every !== undefined || probability !== undefined))
  return {
    id,
    kind,
    match,
    timesLeft: isAlways ? Number.POSITIVE_INFINITY : Number(times ?? 1),
    every: Number(every ?? 1),
    skip: Number(skip ?? 0),
    probability: Number(probability ?? 1),
    matched: 0,
    struck: 0,
    httpStatus: Number(httpStatus ?? (kind === 'status' ? 500 : 0)),
    code: Number(code ?? (kind === 'failLate' ? 131026 : 131000)),
    delayMs: Math.min(Number(delayMs ?? 1_000), 120_000),
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof details === 'string' ? { details } : {}),
    ...(body.body === undefined ? {} : { body: body.body }),
  }
}
