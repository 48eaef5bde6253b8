/**
 * One line of CSV as RFC 4180 has it, for downloads that people open in a spreadsheet: a cell that would begin a formula there is
 * preceded by an apostrophe. Called by the lists and reports of http.
 */

export type Cell = string | number | boolean | null | undefined

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  const text = typeof cell === 'string' ? unformula(cell) : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** OWASP's list of what spreadsheets take for a formula. */
function unformula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
