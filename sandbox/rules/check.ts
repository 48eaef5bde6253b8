/**
 * Small checks of a value for the rules; each returns undefined (valid) or Meta's refusal with the path. They chain
 * with `??`, so that the first error is the one reported, as Meta does.
 */
import { charactersIn } from '../characters.ts'
import type { Refusal } from '../graph/error.ts'
import { isJson } from '../wire.ts'

export function missing(path: string): Refusal {
  return { code: 131008, details: `${path} is required` }
}

export function invalid(details: string): Refusal {
  return { code: 131009, subcode: 2494010, details }
}

/** A string of 1 to `max` characters. */
export function requiredText(value: unknown, path: string, max: number): Refusal | undefined {
  if (value === undefined || value === null) return missing(path)
  return textOf(value, path, 1, max)
}

/** Absent, or a string of at most `max` characters. */
export function optionalText(value: unknown, path: string, max: number): Refusal | undefined {
  return value === undefined || value === null ? undefined : textOf(value, path, 0, max)
}

function textOf(value: unknown, path: string, min: number, max: number): Refusal | undefined {
  if (typeof value !== 'string') return invalid(`${path} must be a string`)
  const length = charactersIn(value)
  if (length < min || length > max) return invalid(`${path} length invalid. Min length: ${min}, Max length: ${max}`)
  if (min > 0 && value.trim() === '') return invalid(`${path} cannot be blank`)
  return undefined
}

export function countOf(items: unknown, path: string, min: number, max: number): Refusal | undefined {
  if (items === undefined || items === null) return missing(path)
  if (!Array.isArray(items)) return invalid(`${path} must be an array`)
  if (items.length < min || items.length > max)
    return invalid(`${path} count invalid. Min count: ${min}, Max count: ${max}, received: ${items.length}`)
  return undefined
}

export function objectAt(value: unknown, path: string): Refusal | undefined {
  if (value === undefined || value === null) return missing(path)
  return isJson(value) ? undefined : invalid(`${path} must be an object`)
}

export function uniqueTexts(values: readonly unknown[], path: string): Refusal | undefined {
  const repeated = values.find((value, index) => values.indexOf(value) !== index)
  return repeated === undefined ? undefined : invalid(`${path} must be unique: '${String(repeated)}' is repeated`)
}

/** The first refusal among the items, in order. */
export function each<Item>(
  items: readonly Item[],
  rule: (item: Item, index: number) => Refusal | undefined,
): Refusal | undefined {
  for (let index = 0; index < items.length; index += 1) {
    const refusal = rule(items[index] as Item, index)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

export function webAddress(value: unknown, path: string): Refusal | undefined {
  if (value === undefined || value === null) return missing(path)
  return typeof value === 'string' && /^https?:\/\/[^\s/]+/i.test(value)
    ? undefined
    : invalid(`${path} is not a valid URL`)
}
