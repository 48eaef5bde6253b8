/**
 * Field parsers that only template sends need, for untrusted JSON as in `request/check.ts`: lists of texts, values of
 * variables, instants, and an address whose kind of file may not be known yet.
 */

import type { Rule } from '../errors/violation.ts'
import { type AllowPrivate, checkMediaUrl, maxMediaUrlLength } from '../media/media.ts'
import type { MediaKind } from '../message/content.ts'
import { checkCount, exactText, isPresent, type Reader, readOptionalText, report } from '../request/check.ts'
import { composed } from '../text/length.ts'

/** Meta refuses these in the value of a variable, and an empty value too (cloud-api.md, section 5: 132012, 132018). */
const unfit = /[\n\r\t]| {5}/

/** Values of variables in texts that people read. */
export function readParameters(reader: Reader, key: string, limits: Limits = {}): string[] {
  return readTexts(reader, key, limits, parameterProblem).map(composed)
}

/** The rule by which Meta would refuse this value of a variable. */
export function parameterProblem(text: string): Rule | undefined {
  if (text === '') return 'empty'
  return unfit.test(text) ? 'template_parameter_text' : undefined
}

/** `mayBeAlone`: one text without a list around it is a list of one. */
export type Limits = { required?: boolean; min?: number; max?: number; mayBeAlone?: boolean }

/**
 * A list of texts, each validated by `check`; numbers that lost nothing count as texts. Items over the limit are not
 * read.
 */
export function readTexts(
  reader: Reader,
  key: string,
  { required = false, min = 0, max = Number.POSITIVE_INFINITY, mayBeAlone = false }: Limits,
  check: (text: string) => Rule | undefined,
): string[] {
  const alone = mayBeAlone ? exactText(reader.fields[key]) : undefined
  const given = alone === undefined ? reader.fields[key] : [alone]
  if (!isPresent(reader, key)) {
    if (required) report(reader, key, 'required')
    return []
  }
  if (!Array.isArray(given)) {
    report(reader, key, 'type', { expected: 'array' })
    return []
  }
  checkCount(reader, key, given.length, { min, max })
  return given.slice(0, max).map((item: unknown, index) => {
    const text = exactText(item)
    if (text === undefined) report(reader, `${key}.${index}`, 'type', { expected: 'string' })
    const rule = text === undefined ? undefined : check(text)
    if (rule !== undefined) report(reader, `${key}.${index}`, rule)
    return text ?? ''
  })
}

const latestInstant = 8.64e15

/** Milliseconds, as a number or in digits; an expiry must be in the future. */
export function readInstant(reader: Reader, key: string, now: number): number | undefined {
  const given = reader.fields[key]
  if (!isPresent(reader, key) || given === '') return undefined
  const at = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given
  if (typeof at !== 'number' || !Number.isInteger(at) || Math.abs(at) > latestInstant) report(reader, key, 'timestamp')
  else if (at <= now) report(reader, key, 'future')
  else return at
  return undefined
}

/** The address, if it may be of one of the kinds. */
export function readMediaUrl(reader: Reader, kinds: MediaKind[], allowPrivate?: AllowPrivate): string | undefined {
  const text = readOptionalText(reader, 'mediaUrl', maxMediaUrlLength)
  if (text === undefined) return undefined
  const checks = kinds.map((kind) => checkMediaUrl(text, kind, allowPrivate))
  for (const check of checks) if (check.ok) return check.url
  const refusal = checks.find((check) => !check.ok)
  if (refusal) report(reader, 'mediaUrl', refusal.rule, refusal.args)
  return undefined
}
