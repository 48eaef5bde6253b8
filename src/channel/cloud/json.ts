/**
 * Reading JSON that others wrote: a value of the kind asked for, or undefined. Nothing here throws, whatever comes.
 * Used by decode and outcomes.
 */

export type Json = Record<string, unknown>

export function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}

export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

/** A text with something in it. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** An id, which Meta writes as a text here and as a number there. */
export function idOf(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : textOf(value)
}

/** A number, or a text that is one. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  // Adding 0 makes -0, which JSON cannot write, a plain 0.
  return typeof number === 'number' && Number.isFinite(number) ? number + 0 : undefined
}
