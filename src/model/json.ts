/** Reads JSON from outside: a value of the requested kind, or undefined. Nothing here throws on any input. */

export type Json = Record<string, unknown>

export function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}

export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

/** A non-empty text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** An id, which Meta writes as a text in some places and as a number in others. */
export function idOf(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : textOf(value)
}

/** A number, or a text that is one. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  // Adding 0 turns -0, which JSON cannot represent, into 0.
  return typeof number === 'number' && Number.isFinite(number) ? number + 0 : undefined
}
