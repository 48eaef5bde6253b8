/**
 * The one bound on the nesting of input: bodies, form fields, texts within texts from people, responses of skills and
 * of Graph. Code that walks values, `JSON.stringify` included, recurses with the nesting, and some thousand levels
 * exhaust the stack. Deeper input is treated like invalid JSON. Pure.
 */

/**
 * Deep enough for anything that Meta or a caller writes: a template's card is nine levels down, a thread of a history
 * eleven.
 */
export const deepest = 64

/** Recursion ends at the bound, so it is safe on any input. */
export function isDeeper(value: unknown, levels = deepest): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const item of value) if (isDeeper(item, levels - 1)) return true
    return false
  }
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true
  return false
}

/** The parsed text; undefined when it is not JSON, or nested too deep. */
export function readJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return isDeeper(value) ? undefined : value
}

/** Counts the values inside, itself included, up to `max`. The nesting must be bounded before. */
export function countValues(value: unknown, max: number): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const key in value) {
    if (count >= max) break
    count += countValues((value as Record<string, unknown>)[key], max - count)
  }
  return count
}
