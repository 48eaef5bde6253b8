/**
 * Placeholders in a skill's messages: `{{memory.order.id}}`, `{{user.name}}`, `{{user.id}}`, `{{action}}`, `{{text}}`.
 * Filled in every text of a JSON value when the skill runs; text that a person wrote is never filled a second time.
 * Pure.
 */
import type { Violation } from '../errors/violation.ts'

export type PlaceholderFacts = {
  memory: Record<string, unknown>
  user: { id: string; name: string }
  /** Of the pressed button. */
  action: string
  /** The person's text, or the title that they pressed. */
  text: string
}

/** Without an adjacent `\s*`, which would be quadratic in a long run of spaces. */
const placeholder = /\{\{([^{}]*)\}\}/g
const known = /^(?:memory(?:\.[^.\s]+)+|user\.name|user\.id|action|text)$/

/** The same JSON with its placeholders filled. Unknown ones become empty; numbers and objects are written as JSON. */
export function fill(value: unknown, facts: PlaceholderFacts): unknown {
  return mapTexts(value, (text) => text.replace(placeholder, (_, path: string) => written(lookUp(path.trim(), facts))))
}

/** The same JSON with a short text in place of each placeholder: no two alike, so that titles stay unique. */
export function sample(value: unknown): unknown {
  let count = 0
  return mapTexts(value, (text) => text.replace(placeholder, () => String(++count)))
}

export function hasPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && value.search(placeholder) >= 0
}

/** Every placeholder that can never be filled, with the path of its field. */
export function unknownPlaceholders(value: unknown, path: string): Violation[] {
  if (typeof value === 'string') {
    const isStrange = [...value.matchAll(placeholder)].some(([, name = '']) => !known.test(name.trim()))
    const args = { expected: '{{memory.name}}, {{user.name}}, {{user.id}}, {{action}}, {{text}}' }
    return isStrange ? [{ path, rule: 'format', args }] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => unknownPlaceholders(item, `${path}.${key}`))
}

function lookUp(path: string, { memory, user, action, text }: PlaceholderFacts): unknown {
  const [first, ...rest] = path.split('.')
  switch (first) {
    case 'memory':
      return rest.reduce<unknown>((value, key) => member(value, key), memory)
    case 'user':
      return rest.length === 1 ? member(user, rest[0] ?? '') : undefined
    case 'action':
      return action
    case 'text':
      return text
    default:
      return undefined
  }
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Record<string, unknown>)[key]
}

function written(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

/** Keys stay unchanged. The nesting of these bodies was bounded before. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]))
}
