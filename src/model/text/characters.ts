/**
 * Characters that no text may contain: control characters other than tab and line ends, and lone surrogates, which no
 * encoding can carry. They come from broken programs, and PostgreSQL refuses a NUL. Reported with their field. Pure.
 */
import type { Violation } from '../errors/violation.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/

/** Enough to fix a request. */
const maxReported = 20

/** One violation per text, with its path; keys are texts as well. The caller bounds the depth of `value`. */
export function strangeTexts(value: unknown): Violation[] {
  const found: Violation[] = []
  look(value, '', found)
  return found
}

function look(value: unknown, path: string, found: Violation[]): void {
  if (found.length >= maxReported) return
  if (typeof value === 'string') note(value, path, found)
  if (typeof value !== 'object' || value === null) return
  for (const key in value) {
    const below = path === '' ? key : `${path}.${key}`
    if (!Array.isArray(value)) note(key, path === '' ? 'body' : path, found)
    look((value as Record<string, unknown>)[key], below, found)
  }
}

function note(text: string, path: string, found: Violation[]): void {
  const strange = control.exec(text)?.[0] ?? loneSurrogate(text)
  if (strange === undefined) return
  const code = strange.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  found.push({ path: path === '' ? 'body' : path, rule: 'characters', args: { actual: `U+${code}` } })
}

function loneSurrogate(text: string): string | undefined {
  if (text.isWellFormed()) return undefined
  return /[\ud800-\udfff]/u.exec(text)?.[0]
}
