/**
 * Reading an object of Meta's so that nothing of it gets lost: whoever reads a member takes it, and what nobody took is the rest.
 * Used by the readers of bubbles, statuses, contacts and errors.
 */
import { type Json, textOf } from './json.ts'

export type Taking = {
  /** The member as `read` gives it; then it counts as taken. */
  take<T>(name: string, read: (value: unknown) => T | undefined): T | undefined
  text(name: string): string | undefined
  /** What nobody took and says something; undefined when there is nothing. */
  rest(): Json | undefined
}

/** `elsewhere`: members that others read. */
export function takingFrom(object: Json, elsewhere: readonly string[] = []): Taking {
  const taken: string[] = []
  function take<T>(name: string, read: (value: unknown) => T | undefined): T | undefined {
    const value = Object.hasOwn(object, name) ? read(object[name]) : undefined
    if (value !== undefined) taken.push(name)
    return value
  }
  return {
    take,
    text: (name) => take(name, textOf),
    rest: () => whatSaysSomething(object, (name) => taken.includes(name) || elsewhere.includes(name)),
  }
}

/** Several rests as one, each under its name; undefined when all of them are nothing. */
export function restsOf(rests: Json): Json | undefined {
  return whatSaysSomething(rests, () => false)
}

/** A message has some ten objects, mostly with nothing left: no list is made until there is something. */
function whatSaysSomething(object: Json, isLeftOut: (name: string) => boolean): Json | undefined {
  let saying: [string, unknown][] | undefined
  for (const name of Object.keys(object)) {
    const value = object[name]
    if (!saysSomething(value) || isLeftOut(name)) continue
    saying ??= []
    saying.push([name, value])
  }
  // Never by assignment: a member may be called __proto__.
  return saying && Object.fromEntries(saying)
}

/** Meta writes an absent text as "" here and there. */
function saysSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

export const booleanOf = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)
