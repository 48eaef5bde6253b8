/** `recado openapi`: the document that is committed as openapi.json and checked for drift. */
import { openapiDocument } from '../http/openapi.ts'

export async function openapi(): Promise<void> {
  process.stdout.write(`${inLines(await openapiDocument(), 3)}\n`)
}

/**
 * A line for each operation and each component: a third of the bytes of indented JSON, and a change can still be read.
 */
function inLines(value: unknown, depth: number): string {
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${inLines(member, depth - 1)}`)
  return `{\n${members.join(',\n')}\n}`
}
