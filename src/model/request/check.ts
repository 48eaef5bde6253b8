/**
 * Reads untrusted JSON field by field. Each read either returns a value of its type within its limit, or reports a
 * violation with the path as the caller wrote it and returns a stand-in; one violation discards the whole result, so
 * stand-ins never leave. `null` counts as absent, and so does an optional text that is blank. The only coercion is of a
 * number where a text of digits is meant, and only if it has lost nothing; nothing throws.
 */

import type { Rule, Violation } from '../errors/violation.ts'
import { composed, lengthOver } from '../text/length.ts'

/** One object of the request. */
export type Reader = { fields: Record<string, unknown>; path: string; violations: Violation[] }

/** Enough to fix a request; unlimited, a megabyte of mistakes would produce thirty megabytes of response. */
export const maxViolations = 100

const visible = /\S/

/**
 * The whole request as a reader, or undefined when it is not an object (which is reported). `digits`: fields that
 * programs send as numbers, read as texts.
 */
export function readRoot(value: unknown, violations: Violation[], digits: readonly string[] = []): Reader | undefined {
  if (isObject(value)) return { fields: withDigits(value, digits), path: '', violations }
  violations.push({ path: 'body', rule: 'type', args: { expected: 'object' } })
  return undefined
}

function withDigits(fields: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  const exact = keys.flatMap((key) => {
    const text = typeof fields[key] === 'number' ? exactText(fields[key]) : undefined
    return text === undefined ? [] : [[key, text] as const]
  })
  return exact.length === 0 ? fields : { ...fields, ...Object.fromEntries(exact) }
}

/** Digits that a JSON number preserves, including its fraction. */
const maxFractionDigits = 15

/**
 * A text unchanged, and a number as written if it cannot have lost a digit: whole up to 2^53, with a fraction up to 15
 * digits. Undefined for everything else.
 */
export function exactText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'number' || Object.is(value, -0)) return undefined
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : undefined
  const text = String(value)
  return /^-?\d+\.\d+$/.test(text) && text.replace(/\D/g, '').length <= maxFractionDigits ? text : undefined
}

export function report(reader: Reader, key: string, rule: Rule, args?: Violation['args']): void {
  if (reader.violations.length >= maxViolations) return
  const path = pathOf(reader, key)
  reader.violations.push(args ? { path, rule, args } : { path, rule })
}

export function pathOf(reader: Reader, key: string): string {
  return reader.path === '' ? key : `${reader.path}.${key}`
}

export function isPresent(reader: Reader, key: string): boolean {
  return reader.fields[key] !== undefined && reader.fields[key] !== null
}

/** A required, non-blank text for people: in NFC, as it is counted and sent. Without `limit`, of any length. */
export function readProse(reader: Reader, key: string, limit?: number): string {
  return readWhole(reader, key, composed, limit)
}

export function readOptionalProse(reader: Reader, key: string, limit?: number): string | undefined {
  return readPart(reader, key, composed, limit)
}

/** A required, non-blank text for programs (an address, an id, a word of the API), unchanged. */
export function readText(reader: Reader, key: string, limit?: number): string {
  return readWhole(reader, key, asItCame, limit)
}

export function readOptionalText(reader: Reader, key: string, limit?: number): string | undefined {
  return readPart(reader, key, asItCame, limit)
}

type Form = (text: string) => string

function asItCame(text: string): string {
  return text
}

function readWhole(reader: Reader, key: string, form: Form, limit?: number): string {
  if (!isPresent(reader, key)) report(reader, key, 'required')
  const given = readAnyText(reader, key)
  if (given === undefined) return ''
  const text = form(given)
  if (visible.test(text)) checkLength(reader, key, text, limit)
  else report(reader, key, 'empty')
  return text
}

function readPart(reader: Reader, key: string, form: Form, limit?: number): string | undefined {
  const given = readAnyText(reader, key)
  if (given === undefined || !visible.test(given)) return undefined
  const text = form(given)
  checkLength(reader, key, text, limit)
  return text
}

/** A text that is only returned later, unchanged, blank or not. */
export function readAnyText(reader: Reader, key: string): string | undefined {
  const value = reader.fields[key]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  report(reader, key, 'type', { expected: 'string' })
  return undefined
}

/** One of a few words; `fallback` when absent, else it is required. */
export function readChoice<Choice extends string>(
  reader: Reader,
  key: string,
  choices: readonly [Choice, ...Choice[]],
  fallback?: Choice,
): Choice {
  const text = fallback === undefined ? readText(reader, key) : (readOptionalText(reader, key) ?? fallback)
  const choice = choices.find((known) => known === text)
  if (choice === undefined && visible.test(text)) report(reader, key, 'one_of', { values: choices.join(',') })
  return choice ?? choices[0]
}

/** A required object. A missing one is reported once: reads from the stand-in report nothing. */
export function readObject(reader: Reader, key: string): Reader {
  if (!isPresent(reader, key)) report(reader, key, 'required')
  return readOptionalObject(reader, key) ?? { fields: {}, path: pathOf(reader, key), violations: [] }
}

export function readOptionalObject(reader: Reader, key: string): Reader | undefined {
  const value = reader.fields[key]
  if (value === undefined || value === null) return undefined
  if (isObject(value)) return { fields: value, path: pathOf(reader, key), violations: reader.violations }
  report(reader, key, 'type', { expected: 'object' })
  return undefined
}

/** A list of `min` to `max` objects; absent is an error unless `min` is 0. Items over the limit are not read. */
export function readList(reader: Reader, key: string, { min, max }: { min: number; max: number }): Reader[] {
  const value = reader.fields[key]
  if (!isPresent(reader, key)) {
    if (min > 0) report(reader, key, 'required')
    return []
  }
  if (!Array.isArray(value)) {
    report(reader, key, 'type', { expected: 'array' })
    return []
  }
  checkCount(reader, key, value.length, { min, max })
  return readItems({ path: pathOf(reader, key), violations: reader.violations, fields: {} }, value.slice(0, max))
}

/** Reports a count outside `min` and `max`. */
export function checkCount(
  reader: Reader,
  key: string,
  actual: number,
  { min, max }: { min: number; max: number },
): void {
  if (actual < min) report(reader, key, 'too_few', { actual, limit: min })
  if (actual > max) report(reader, key, 'too_many', { actual, limit: max })
}

/** Reports items whose value equals an earlier one's: by default the text at `key`, ignoring surrounding space. */
export function checkUnique(
  items: Reader[],
  key: string,
  values: (string | number | undefined)[] = items.map((item) => trimmed(item.fields[key])),
): void {
  const seen = new Map<string | number, Reader>()
  items.forEach((item, index) => {
    const value = values[index]
    if (value === undefined) return
    const first = seen.get(value)
    if (first) report(item, key, 'duplicate', { other: pathOf(first, key) })
    else seen.set(value, item)
  })
}

/** Removes undefined fields, so that the object equals its JSON round trip. */
export function present<Fields extends object>(fields: Fields): Fields {
  const retained: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) retained[key] = value
  return retained as Fields
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkLength(reader: Reader, key: string, text: string, limit: number | undefined): void {
  const actual = limit === undefined ? undefined : lengthOver(text, limit)
  if (actual !== undefined && limit !== undefined) report(reader, key, 'too_long', { actual, limit })
}

function readItems(list: Reader, values: unknown[]): Reader[] {
  const items: Reader[] = []
  values.forEach((value, index) => {
    if (isObject(value)) items.push({ fields: value, path: `${list.path}.${index}`, violations: list.violations })
    else report(list, String(index), 'type', { expected: 'object' })
  })
  return items
}

function trimmed(value: unknown): string | undefined {
  return typeof value === 'string' && visible.test(value) ? value.trim() : undefined
}
