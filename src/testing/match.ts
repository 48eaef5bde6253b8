/** Whether a message or an event is what a test waits for, and both in words for when it never comes. Pure. */
import { isRegExp } from 'node:util/types'

/**
 * What a value must be: a regular expression tests a text, a function is asked, an object names the members that count,
 * an array each of its items in order; anything else must be equal.
 */
export type Wanted<Value> =
  | Value
  | RegExp
  | ((value: Value) => boolean)
  | (Value extends object ? { readonly [Name in keyof Value]?: Wanted<Value[Name]> } : never)

export function fits(value: unknown, wanted: unknown): boolean {
  if (isRegExp(wanted)) return typeof value === 'string' && value.search(wanted) >= 0
  if (typeof wanted === 'function') return wanted(value) === true
  if (Array.isArray(wanted))
    return (
      Array.isArray(value) && value.length === wanted.length && wanted.every((one, index) => fits(value[index], one))
    )
  if (typeof wanted !== 'object' || wanted === null) return Object.is(value, wanted)
  if (typeof value !== 'object' || value === null) return wanted === value
  return Object.entries(wanted).every(([name, one]) => fits(Reflect.get(value, name), one))
}

export function inWords(wanted: unknown): string {
  if (isRegExp(wanted)) return String(wanted)
  if (typeof wanted === 'function') return wanted.name === '' ? 'a function' : wanted.name
  if (Array.isArray(wanted)) return `[${wanted.map(inWords).join(', ')}]`
  if (typeof wanted !== 'object' || wanted === null) return JSON.stringify(wanted) ?? String(wanted)
  const members = Object.entries(wanted).filter(([, one]) => one !== undefined)
  if (members.length === 0) return '{}'
  return `{ ${members.map(([name, one]) => `${name}: ${inWords(one)}`).join(', ')} }`
}

/** `lines`: what there is instead, one each; the latest ones, since the first say little about what is missing. */
export function missing(what: string, withinMs: number, lines: readonly string[]): Error {
  const latest = lines.slice(-10)
  const earlier = lines.length > latest.length ? `\n  … and ${lines.length - latest.length} before` : ''
  const instead = lines.length === 0 ? 'Nothing came.' : `What came:${earlier}\n  ${latest.join('\n  ')}`
  return new Error(`${what} within ${withinMs} ms. ${instead}`)
}
