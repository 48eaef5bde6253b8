/**
 * A table of values for statements on many rows at once, written `rows($1, seq bigint, answer text)` in our common SQL
 * and given as one JSON text (`rowsOf`). Each database's driver writes it out. Pure.
 */
import type { Value } from './transaction.ts'

/**
 * JSON: a list for each row, in the order of the columns. PostgreSQL's JSON takes neither NUL nor half of a surrogate
 * pair, and one such text would refuse all rows.
 */
export function rowsOf(rows: readonly (readonly (Value | undefined)[])[]): string {
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value))
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
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
