/**
 * CSV as spreadsheets write it, parsed chunk by chunk: comma, semicolon or tab, quotes, any line end (LF, CRLF, a lone
 * CR). A malformed row (a quote that never closes, closes in the middle of a cell, or swallows the next person's row)
 * is one bad row, and parsing continues with the next line; libraries lose the rest of the file. Rows are numbered as
 * in a spreadsheet, the header being 1. Pure.
 */
import { readDestination } from './phone.ts'

export type CsvRow = { line: number; cells: string[] } | { line: number; fault: CsvFault }
export type CsvFault = 'row_quotes' | 'row_size'

export type CsvReader = {
  /** The rows that the text completes; blank ones are counted and omitted. */
  push(text: string): CsvRow[]
  /** The remaining rows at the end of the file. */
  end(): CsvRow[]
}

/** Characters; longer than any row of values that fit a template. */
const longestRow = 65_536

export function createCsvReader(separator: string): CsvReader {
  let text = ''
  let line = 0
  /** Inside a line that is too long: its rest is skipped. */
  let passing = false
  /** A CR at the end of a chunk may be half of a line end. */
  let heldReturn = ''

  function drain(isEnd: boolean): CsvRow[] {
    const rows: CsvRow[] = []
    let at = 0
    if (passing) at = passLine()
    // Searched once for all rows before it, not once per row.
    let nextQuote = text.indexOf('"', at)
    while (at < text.length && !passing) {
      if (nextQuote >= 0 && nextQuote < at) nextQuote = text.indexOf('"', at)
      const scanned = scanRow({ text, at, separator, isEnd, nextQuote: nextQuote < 0 ? text.length : nextQuote })
      if (scanned === 'incomplete') break
      line += 1
      at = scanned.next
      passing = scanned.fault !== undefined && at === text.length && !text.endsWith('\n')
      if (scanned.fault !== undefined) rows.push({ line, fault: scanned.fault })
      else if (!isBlank(scanned.cells)) rows.push({ line, cells: scanned.cells })
    }
    text = text.slice(at)
    return rows
  }

  function passLine(): number {
    const lineEnd = text.indexOf('\n')
    passing = lineEnd < 0
    return passing ? text.length : lineEnd + 1
  }

  return {
    push(more) {
      const joined = heldReturn + more
      heldReturn = joined.endsWith('\r') ? '\r' : ''
      text += withLineFeeds(heldReturn === '' ? joined : joined.slice(0, -1))
      return drain(false)
    },
    end() {
      if (heldReturn !== '') text += '\n'
      heldReturn = ''
      return drain(true)
    },
  }
}

/** A lone CR ends a line, as in files of old Macs and of some exports; before an LF it is part of the line end. */
function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r(?!\n)/g, '\n') : text
}

function isBlank(cells: string[]): boolean {
  return cells.every((cell) => cell.trim() === '')
}

type Scan = { text: string; at: number; separator: string; isEnd: boolean; nextQuote: number }
type Scanned = { cells: string[]; fault?: CsvFault; next: number }

function scanRow(scan: Scan): Scanned | 'incomplete' {
  const { text, at, isEnd } = scan
  const lineEnd = text.indexOf('\n', at)
  const end = lineEnd < 0 ? text.length : lineEnd
  if (scan.nextQuote < end) return scanQuoted(scan, lineEnd)
  if (end - at > longestRow) return { cells: [], fault: 'row_size', next: lineEnd < 0 ? end : lineEnd + 1 }
  if (lineEnd < 0 && !isEnd) return 'incomplete'
  const withoutReturn = text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end
  return { cells: text.slice(at, withoutReturn).split(scan.separator), next: lineEnd < 0 ? end : lineEnd + 1 }
}

/** Cell by cell; a quote has meaning only at the start of a cell. */
function scanQuoted({ text, at, separator, isEnd }: Scan, lineEnd: number): Scanned | 'incomplete' {
  const broken: Scanned = { cells: [], fault: 'row_quotes', next: lineEnd < 0 ? text.length : lineEnd + 1 }
  const cells: string[] = []
  let from = at
  for (;;) {
    const cell = text[from] === '"' ? quotedCell({ text, from, separator, lineEnd }) : bareCell(text, from, separator)
    const isCut = cell.end >= text.length - 1 && !isEnd
    if (isCut && text.length - at <= longestRow) return 'incomplete'
    if (cell.end - at > longestRow || cell.isOpen) return broken
    cells.push(cell.value)
    const after = text[cell.end]
    if (after === separator) from = cell.end + 1
    else if (after === '\n' || after === undefined) return { cells, next: cell.end + 1 }
    else if (after === '\r' && (text[cell.end + 1] ?? '\n') === '\n') return { cells, next: cell.end + 2 }
    else return broken
  }
}

/** `end` is the position after the cell. */
type Cell = { value: string; end: number; isOpen: boolean }

type Quoted = { text: string; from: number; separator: string; lineEnd: number }

/** `lineEnd`: of the row's first line; a cell that ends before it has one line. */
function quotedCell({ text, from, separator, lineEnd }: Quoted): Cell {
  let value = ''
  let start = from + 1
  for (;;) {
    const quote = text.indexOf('"', start)
    const end = quote < 0 ? text.length : quote
    const hasLines = lineEnd >= 0 && lineEnd < end
    if (hasLines && takesInNextRow(text, start, end, separator)) return { value, end: from, isOpen: true }
    if (quote < 0 || quote - from > longestRow) return { value, end, isOpen: true }
    value += text.slice(start, quote)
    if (text[quote + 1] !== '"') return { value, end: quote + 1, isOpen: false }
    value += '"'
    start = quote + 2
  }
}

/**
 * A line within the quotes has a phone as its first cell: the quote was a stray one, and the next person's row follows.
 */
function takesInNextRow(text: string, from: number, to: number, separator: string): boolean {
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
    const cell = firstCell(text, at + 1, separator)
    if (cell !== undefined && /^[^\p{L}]/u.test(cell) && readDestination(cell).ok) return true
  }
  return false
}

/** Longer than any notation of a phone except a link. */
const longestPhone = 40

/** First cell of the line at this position, if it ends before a quote and within `longestPhone`. */
function firstCell(text: string, from: number, separator: string): string | undefined {
  for (let at = from; at < text.length && at - from <= longestPhone; at++) {
    const character = text[at]
    if (character === '"') return undefined
    if (character === separator || character === '\n') return text.slice(from, at).trim()
  }
  return undefined
}

function bareCell(text: string, from: number, separator: string): Cell {
  let end = from
  while (end < text.length && text[end] !== separator && text[end] !== '\n') end++
  const value = text.slice(from, end)
  return { value: text[end] !== separator && value.endsWith('\r') ? value.slice(0, -1) : value, end, isOpen: false }
}

// ── the header ──────────────────────────────────────────────

export type CsvHeader = { separator: string; columns: string[]; line: number }

const separators = [',', ';', '\t'] as const

/** `text`: the beginning of the file; `isWhole` when that is all of it. Undefined when no row can be a header. */
export function readHeader(text: string, isWhole: boolean): CsvHeader | undefined {
  // The separator hint that Excel writes and reads.
  const hint = /^(?:sep=([,;\t])|"sep=([,;\t])")[,;\t]*\r?\n/i.exec(text.slice(0, 100).replaceAll(/\r(?!\n)/g, '\n'))
  const body = hint ? text.slice(hint[0].length) : text
  const first = body.trimStart().split(/[\r\n]/, 1)[0] ?? ''
  const separator = hint?.[1] ?? hint?.[2] ?? mostFrequent(first)
  const reader = createCsvReader(separator)
  const [header] = [...reader.push(body), ...(isWhole ? reader.end() : [])]
  if (header === undefined || !('cells' in header)) return undefined
  return {
    separator,
    columns: header.cells.map((cell) => cell.trim().normalize('NFC')),
    line: header.line + (hint ? 1 : 0),
  }
}

/** The separator that occurs most in the header, outside quotes; a comma when none does. */
function mostFrequent(line: string): string {
  const bare = line.replaceAll(/"[^"]*"/g, '')
  const counted = separators.map((separator) => ({ separator, count: bare.split(separator).length }))
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).separator
}
