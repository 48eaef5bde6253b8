/**
 * A person's memory: values by key, which the compatible API calls cache (jelou-api.md, 11) and, in its second version,
 * memory (18.1). There a key may end by itself, and the whole does. Pure.
 */
import { createHash } from 'node:crypto'
import type { Violation } from '../errors/violation.ts'

/** Size of one person's whole memory, as JSON in UTF-8: every call of a skill carries it, and every list reads it. */
export const maxMemoryBytes = 65_536
/** Of one call of the second version, and the longest life of a key in it (jelou-api.md, 18.1). */
export const maxKeysOfCall = 20
export const maxKeySeconds = 86_400
/** Of what was written by the second version, after its last writing, unless the caller says otherwise: 30 days. */
export const defaultMemorySeconds = 30 * 86_400
/** Ours, a year: the reference names none. */
export const maxMemorySeconds = 365 * 86_400

export type Values = Record<string, unknown>

/** Of one key that was written by the second version. Milliseconds. */
export type MemoryTerm = { until?: number; contentType?: string }
/** A key that is missing stays until it is removed. `until`: of all keys that are named, in milliseconds. */
export type MemoryTerms = { until: number; keys: Record<string, MemoryTerm> }
/** As it is stored. */
export type Remembered = { values: Values; terms?: MemoryTerms | undefined }
/** Null removes a key. Without `terms` the written keys stay. */
export type MemoryChange = { params: Values; terms?: MemoryTerms | undefined }

export function memoryBytes(memory: Values): number {
  return new TextEncoder().encode(JSON.stringify(memory)).length
}

/** Of a memory as it is: another one has another, so that a change of what somebody has not seen can be refused. */
export function memoryRevision(memory: Values): number {
  return createHash('sha256').update(JSON.stringify(memory)).digest().readUIntBE(0, 6)
}

/** The entries to write: null deletes a key. */
export function rememberedOf(params: Values): Values {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null))
}

/** When the key ends by itself; absent: never. */
export function endOf({ terms }: Pick<Remembered, 'terms'>, key: string): number | undefined {
  if (terms === undefined || !Object.hasOwn(terms.keys, key)) return undefined
  return Math.min(terms.until, terms.keys[key]?.until ?? terms.until)
}

/** What has not ended. */
export function liveMemory(memory: Remembered, now: number): Remembered {
  if (memory.terms === undefined) return memory
  const isLive = ([key]: [string, unknown]) => (endOf(memory, key) ?? now + 1) > now
  const keys = Object.entries(memory.terms.keys).filter(
    (entry) => isLive(entry) && Object.hasOwn(memory.values, entry[0]),
  )
  return {
    values: Object.fromEntries(Object.entries(memory.values).filter(isLive)),
    terms: keys.length === 0 ? undefined : { until: memory.terms.until, keys: Object.fromEntries(keys) },
  }
}

/** The first end of a key; absent: none ends. */
export function nextEndOf(memory: Remembered): number | undefined {
  const ends = Object.keys(memory.terms?.keys ?? {}).map((key) => endOf(memory, key) ?? Number.POSITIVE_INFINITY)
  return ends.length === 0 ? undefined : Math.min(...ends)
}

/** After the change; what is written without an end stays, whatever end it had before. */
export function changedMemory(before: Remembered, { params, terms }: MemoryChange): Remembered {
  const written = Object.keys(params)
  const isRemoved = ([key]: [string, unknown]) => Object.hasOwn(params, key) && params[key] === null && !terms
  const values = Object.fromEntries(Object.entries({ ...before.values, ...params }).filter((one) => !isRemoved(one)))
  const others = Object.entries(before.terms?.keys ?? {}).filter(([key]) => !written.includes(key))
  const keys = [...others, ...Object.entries(terms?.keys ?? {})]
  const until = terms?.until ?? before.terms?.until
  return {
    values,
    terms: until === undefined || keys.length === 0 ? undefined : { until, keys: Object.fromEntries(keys) },
  }
}

/**
 * Merges the memories of two conversations that turn out to be one person's, within the limit: the more recent one
 * stays, then as much of the other as fits, key by key. `bytes`: the size of both together.
 */
export function mergeMemories(all: Values, newer: Values): { memory: Values; bytes: number } {
  const bytes = memoryBytes(all)
  if (bytes <= maxMemoryBytes) return { memory: all, bytes }
  const isNewer = ([key]: [string, unknown]) => Object.hasOwn(newer, key)
  const { true: first = [], false: others = [] } = Object.groupBy(Object.entries(all), (entry) => `${isNewer(entry)}`)
  let room = maxMemoryBytes - '{}'.length
  const retained = [...first, ...others].filter((entry) => {
    // Includes the comma, which the last entry lacks.
    const needed = memoryBytes(Object.fromEntries([entry])) - 1
    const hasRoom = needed <= room
    if (hasRoom) room -= needed
    return hasRoom
  })
  return { memory: Object.fromEntries(retained), bytes }
}

/**
 * The ends of both, for the keys that stay: each has the end that it had where its value is from. Two memories have two
 * ends as a whole; a key's own end carries that of its memory over.
 */
export function mergeTerms(survivor: Remembered, duplicate: Remembered, retained: Values): MemoryTerms | undefined {
  const both = [duplicate, survivor]
  const until = Math.max(...both.map(({ terms }) => terms?.until ?? 0))
  const keys = Object.keys(retained).flatMap((key) => {
    const from = Object.hasOwn(survivor.values, key) ? survivor : duplicate
    const term = from.terms !== undefined && Object.hasOwn(from.terms.keys, key) ? from.terms.keys[key] : undefined
    const end = endOf(from, key)
    return term === undefined || end === undefined ? [] : [[key, { ...term, until: end }] as const]
  })
  return keys.length === 0 ? undefined : { until, keys: Object.fromEntries(keys) }
}

export function fullMemory(path: string, { bytes }: { bytes: number }): Violation {
  return { path, rule: 'memory_full', args: { actual: bytes, limit: maxMemoryBytes } }
}
