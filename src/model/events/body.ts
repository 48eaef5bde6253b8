/**
 * Bounds the size of events: no webhook body exceeds a limit, whatever its kind. The members that make a larger event
 * large are left out and named, and the whole event is available by its address. Pure; applied once, when the event is
 * stored, so that every attempt and replay posts the same bytes.
 */
import { type Json, objectOf } from '../json.ts'

/**
 * Express accepts 100 KB (102,400 bytes) by default, the least of common receivers: nginx and Fastify accept 1 MB, PHP
 * 8 MB, n8n 16 MB. A body refused with 413 would be refused for three days, and its line with it.
 */
export const maxBodyBytes = 100_000

/** `whole` is present when `text` is only part of it. */
export type FitBody = { text: string; whole?: string }

export function fitBody(body: Readonly<Json>, addressOf: () => string): FitBody {
  const whole = JSON.stringify(body)
  // A character takes three bytes at most: nearly every event fits without its bytes being counted.
  if (whole.length * 3 <= maxBodyBytes || bytesOf(whole) <= maxBodyBytes) return { text: whole }
  return { text: JSON.stringify(cut(body, whole, addressOf())), whole }
}

/** Members that identify an event and its subject: the gateway's own, and short. */
const retained: ReadonlySet<string> = new Set([
  'eventId',
  'event',
  'kind',
  'botId',
  'userId',
  'messageId',
  'id',
  'timestamp',
  'received',
  'field',
])
/** Kept in a bubble and in the object around it. */
const retainedWithin: ReadonlySet<string> = new Set(['type', 'messageId'])
const maxRetainedBytes = 1_000
/** Receivers dispatch on a bubble's type: only the large members inside these are left out. */
const cutWithin: ReadonlySet<string> = new Set(['bubble', 'reply'])

/** This many are named one by one; a trailing `*` says that there are more. */
const maxNamed = 20
const longestName = 100
const roomForNames = maxNamed * (longestName * 3 + 20)

/** The body without its large members, plus `whole`: where all of it is. `text` is the body as JSON. */
export function cut(body: Readonly<Json>, text: string, url: string): Json {
  const bytes = bytesOf(text)
  const whole = { url, bytes, omitted: [] as string[] }
  const small = structuredClone(body) as Json
  const excess = bytes - maxBodyBytes + bytesOf(JSON.stringify({ whole })) + roomForNames
  cutFrom(small, { path: '', excess, omitted: whole.omitted })
  return { ...small, whole }
}

/** The largest members first, until enough has gone. Returns the remaining excess. */
function cutFrom(node: Json, { path, excess, omitted }: { path: string; excess: number; omitted: string[] }): number {
  const members = Object.entries(node).map(([name, value]) => ({ name, value, bytes: bytesOfMember(name, value) }))
  const isRetained = path === '' ? retained : retainedWithin
  let left = excess
  for (const { name, value, bytes } of members.sort((one, other) => other.bytes - one.bytes)) {
    if (left <= 0) break
    if (isRetained.has(name) && bytes <= maxRetainedBytes) continue
    const inner = cutWithin.has(name) ? objectOf(value) : undefined
    if (inner) left = cutFrom(inner, { path: `${path}${name}.`, excess: left, omitted })
    else {
      delete node[name]
      left -= bytes
      note(omitted, `${path}${name}`)
    }
  }
  return left
}

function note(omitted: string[], name: string): void {
  if (omitted.length < maxNamed) omitted.push(name.slice(0, longestName))
  else if (omitted.length === maxNamed) omitted.push('*')
}

/** Includes the comma that is removed with the member. */
function bytesOfMember(name: string, value: unknown): number {
  return bytesOf(JSON.stringify({ [name]: value })) - 1
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
