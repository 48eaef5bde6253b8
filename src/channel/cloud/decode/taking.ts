/** Reads an object without losing members: reading a member takes it, and members that were not taken form the rest. */
import { type Json, textOf } from '../../../model/json.ts'

export type Taking = {
  /** The member as parsed by `read`; then it counts as taken. */
  take<T>(name: string, read: (value: unknown) => T | undefined): T | undefined
  text(name: string): string | undefined
  /** Non-empty members that were not taken; undefined when there are none. */
  rest(): Json | undefined
}

/** `elsewhere`: members that are read elsewhere. */
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

/** Combines several rests, each under its name; undefined when all are empty. */
export function restsOf(rests: Json): Json | undefined {
  return whatSaysSomething(rests, () => false)
}

/** A message has some ten objects, mostly without a rest: no list is made until there is one. */
function whatSaysSomething(object: Json, isLeftOut: (name: string) => boolean): Json | undefined {
  let saying: [string, unknown][] | undefined
  for (const name of Object.keys(object)) {
    const value = object[name]
    if (!saysSomething(value) || isLeftOut(name)) continue
    saying ??= []
    saying.push([name, value])
  }
  // Never by assignment: a member may be called `__proto__`.
  return saying && Object.fromEntries(saying)
}

/** Meta writes an absent text as "" in some places. */
function saysSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

export const booleanOf = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)
