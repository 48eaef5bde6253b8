/**
 * The one bound on how deep what comes in may be nested: bodies, form fields, texts within texts from people, answers of skills and of Graph.
 * Code that walks values, JSON.stringify among it, goes down with the nesting, and a stack ends: some thousand levels end it. What is deeper is
 * as unreadable as what is no JSON. Pure.
 */

/** Deep enough for anything that Meta or a caller writes: a template's card is nine levels down, a thread of a history eleven. */
export const deepest = 64

/** Recursion ends at the bound, so it is safe on any input. */
export function isDeeper(value: unknown, levels = deepest): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, levels - 1))
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true
  return false
}

/** What the text says; undefined where it is no JSON, or nested deeper than anybody looks. */
export function readJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return isDeeper(value) ? undefined : value
}

/** The values in it, itself included, counted up to `most`. The nesting is bounded before. */
export function countValues(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const key in value) {
    if (count >= most) break
    count += countValues((value as Record<string, unknown>)[key], most - count)
  }
  return count
}
