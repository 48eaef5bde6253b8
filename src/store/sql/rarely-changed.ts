/**
 * Reads of a table that hardly ever changes, which a store with a single writer may remember until it writes that
 * table. With several processes they are asked each time, under the bot's lock.
 */

const tables = new Set<string>()
const texts = new Set<string>()

/** Returns the text, a `select` from this table alone whose answer nobody changes in place. */
export function rarelyChanged(table: string, text: string): string {
  tables.add(table)
  texts.add(text)
  return text
}

const mostlyEmpty = new Map<string, string>()

/** Returns the text, a `select` from this table alone, which has no rows but in passing. */
export function fromMostlyEmpty(table: string, text: string): string {
  mostlyEmpty.set(text, table)
  return text
}

/** The table that a text reads which has no rows but in passing. */
export function mostlyEmptyOf(text: string): string | undefined {
  return mostlyEmpty.get(text)
}

export function isRarelyChanged(table: string): boolean {
  return tables.has(table)
}

export function hasOnlyRarelyChanged(text: string): boolean {
  return texts.has(text)
}
