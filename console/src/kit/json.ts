/** JSON that somebody writes: undefined while it is none of what is asked for. Pure. */

export function readObject(text: string): Record<string, unknown> | undefined {
  const value = read(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

export function readList(text: string): unknown[] | undefined {
  const value = read(text)
  return Array.isArray(value) ? value : undefined
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
