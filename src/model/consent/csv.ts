/**
 * A list of people who want no marketing, as a file: the first column is the person, as spreadsheets write numbers, the
 * second a note, further ones are not read. A first row that names nobody is the header. Pure.
 */
import { createCsvReader, readHeader } from '../campaign/csv.ts'
import { readDestination } from '../campaign/phone.ts'
import type { RowReason } from '../campaign/reason.ts'
import { formulaText } from '../text/csv.ts'
import { maxSuppressionNoteLength } from './suppression.ts'

export type SuppressionFile = {
  people: { userId: string; note?: string }[]
  /** By the row's number in a spreadsheet. */
  problems: { line: number; reasons: RowReason[] }[]
}

export function readSuppressions(text: string): SuppressionFile {
  const header = readHeader(text, true)
  const reader = createCsvReader(header?.separator ?? ',')
  const file: SuppressionFile = { people: [], problems: [] }
  for (const row of [...reader.push(text), ...reader.end()]) {
    if ('fault' in row) {
      file.problems.push({ line: row.line, reasons: [{ path: 'row', rule: row.fault }] })
      continue
    }
    const [first = '', second = ''] = row.cells.map((cell) => formulaText(cell.trim()))
    const reading = readDestination(first)
    const note = second.slice(0, maxSuppressionNoteLength).toWellFormed()
    if (reading.ok) file.people.push({ userId: reading.value, ...(note === '' ? {} : { note }) })
    // A header names a column, and has no digits that could be somebody's number.
    else if (row.line !== (header?.line ?? 1) || /\d/.test(first))
      file.problems.push({ line: row.line, reasons: [{ path: 'destination', rule: reading.rule }] })
  }
  return file
}
