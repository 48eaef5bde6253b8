/**
 * A table of values for statements on many rows at once, written `rows($1, seq bigint, answer text)` in our common SQL
 * and given as one JSON text (`rowsOf`). Each database's driver writes it out. Pure.
 */
import type { Value } from './transaction.ts'

/** JSON: a list for each row, in the order of the columns. */
export function rowsOf(rows: readonly (readonly (Value | undefined)[])[]): string {
  return JSON.stringify(rows)
}

const table = /\brows\((\$\d+), ([^)]+)\)/g

/** `columnOf`: the value at a position of the JSON list `value`; `source`: the table of such lists. */
export function writeRows(
  text: string,
  columnOf: (position: number, type: string) => string,
  source: (given: string) => string,
): string {
  return text.replace(table, (_, given: string, columns: string) => {
    const read = columns.split(', ').map((column, position) => {
      const [name = '', type = ''] = column.split(' ')
      return `${columnOf(position, type)} as ${name}`
    })
    return `(select ${read.join(', ')} from ${source(given)})`
  })
}
