/** What changed between two states: one line for each value, named by its path. Pure. */

export type Difference = { path: string; before: string | undefined; after: string | undefined }

/** A state that is not there has no values: everything of the other one was added, or taken away. */
export function differenceOf(before: unknown, after: unknown): Difference[] {
  const [was, is] = [valuesOf(before), valuesOf(after)]
  const paths = [...new Set([...was.keys(), ...is.keys()])]
  return paths
    .map((path) => ({ path, before: was.get(path), after: is.get(path) }))
    .filter((one) => one.before !== one.after)
}

function valuesOf(state: unknown): Map<string, string> {
  const values = new Map<string, string>()
  collect(values, '', state)
  return values
}

function collect(values: Map<string, string>, path: string, value: unknown): void {
  if (value === undefined) return
  if (typeof value !== 'object' || value === null || isShort(value)) {
    values.set(path, textOf(value))
    return
  }
  for (const [name, part] of Object.entries(value)) collect(values, path === '' ? name : `${path}.${name}`, part)
}

/** A list of plain values is one value: of a list of events one wants to see both lists. */
function isShort(value: object): boolean {
  const parts = Object.values(value)
  if (parts.length === 0) return true
  return Array.isArray(value) && parts.every((part) => typeof part !== 'object' || part === null)
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) && value.length > 0 ? value.map(textOf).join(', ') : JSON.stringify(value)
}
