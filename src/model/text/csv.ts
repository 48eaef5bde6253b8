/**
 * CSV by RFC 4180 for downloads that people open in a spreadsheet: a byte order mark marks UTF-8, the separator follows
 * the language, and a cell that would begin a formula is prefixed with an apostrophe.
 */
export const csvSeparators = [',', ';', '\t'] as const
export type CsvSeparator = (typeof csvSeparators)[number]

/** The first line of a download. Without the mark Excel reads UTF-8 as the machine's 8-bit encoding: "MarÃ­a". */
export function csvHeader(columns: readonly string[], separator: CsvSeparator): string {
  return `\ufeff${csvLine(columns, separator)}`
}

export type Cell = string | number | boolean | Date | null | undefined

export function csvLine(cells: readonly Cell[], separator: CsvSeparator): string {
  return `${cells.map((cell) => csvCell(cell, separator)).join(separator)}\r\n`
}

function csvCell(cell: Cell, separator: CsvSeparator): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return cell.toISOString()
  const text = typeof cell === 'string' ? unformula(cell) : String(cell)
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Takes away the apostrophe that `unformula`, or a person, has put before a text that begins as a formula does. */
export function formulaText(text: string): string {
  return text.replace(/^'(?=[=+\-@])/, '')
}

/** OWASP's list of characters that begin a formula in a spreadsheet. */
function unformula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
