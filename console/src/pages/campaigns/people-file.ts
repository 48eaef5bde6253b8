/**
 * A file of people as somebody has it: CSV in any encoding that spreadsheets write, or an Excel workbook. It becomes
 * what the gateway takes: CSV in UTF-8, the phones in the first column.
 */
import { unfit } from '../../kit/file-check.ts'
import { PartError } from '../../kit/part-error.ts'
import { csvOf, parseCsv, separatorOf } from './csv.ts'

export type PeopleFile = {
  /** As it will be sent. */
  file: File
  columns: string[]
  /** The first rows below the header. */
  rows: string[][]
  /** What was done to it. */
  notes: readonly ('from_xlsx' | 'from_encoding')[]
}

export type ReadWorkbook = (file: Blob) => Promise<string[][]>

const headBytes = 65_536
const shownRows = 20

/** `readWorkbook` gives the rows of the first sheet. Rejects with what is wrong with the file, in words. */
export async function readPeopleFile(given: File, readWorkbook: ReadWorkbook): Promise<PeopleFile> {
  if (given.size === 0) throw unfit('FILE_EMPTY')
  const start = new Uint8Array(await given.slice(0, 8).arrayBuffer())
  if (beginsWith(start, [0xd0, 0xcf, 0x11, 0xe0])) throw unfit('FILE_OLD_EXCEL')
  if (beginsWith(start, [0x50, 0x4b])) return fromXlsx(given, readWorkbook)
  const encoding = await encodingOf(given, start)
  const file = encoding === 'utf-8' ? given : await inUtf8(given, encoding)
  return described(file, encoding === 'utf-8' ? [] : ['from_encoding'])
}

/** The column of the phones comes first, which is where the gateway looks for them. */
export async function withPhonesFirst({ file, notes }: PeopleFile, at: number): Promise<PeopleFile> {
  const text = await file.text()
  const rows = parseCsv(text, separatorOf(text)).map((row) =>
    row.join('') === '' ? [] : [row[at] ?? '', ...row.filter((_, index) => index !== at)],
  )
  return described(new File([csvOf(rows)], file.name, { type: 'text/csv' }), notes)
}

/** The column with the most phones in the first rows; of several the one whose name says so, else the first. */
export function phoneColumnOf({ columns, rows }: Pick<PeopleFile, 'columns' | 'rows'>): number {
  const scores = columns.map((name, at) => {
    const count = rows.filter((row) => looksLikePhone(row[at] ?? '')).length
    return count === 0 ? 0 : count + (/tel|phone|fone|cel|whats|m[oó]v/i.test(name) ? 0.5 : 0)
  })
  return Math.max(0, scores.indexOf(Math.max(...scores)))
}

/** No letters and as many digits as a number with its country has; a date has as many. */
function looksLikePhone(cell: string): boolean {
  const digits = cell.replaceAll(/\D/g, '').length
  const isDate = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(cell.trim())
  return digits >= 8 && digits <= 15 && !/[A-Za-z]/.test(cell) && !isDate
}

async function fromXlsx(given: File, readWorkbook: ReadWorkbook): Promise<PeopleFile> {
  const rows = await readWorkbook(given).catch((error: unknown) => {
    throw error instanceof PartError ? error : unfit('FILE_WORKBOOK')
  })
  return described(new File([csvOf(rows)], given.name.replace(/\.\w+$/, '.csv'), { type: 'text/csv' }), ['from_xlsx'])
}

async function described(file: File, notes: PeopleFile['notes']): Promise<PeopleFile> {
  const head = await file.slice(0, headBytes).text()
  const read = parseCsv(head, separatorOf(head), shownRows + 1)
  // A row that the end of the head cuts is no whole one.
  const whole = file.size > headBytes && read.length <= shownRows ? read.slice(0, -1) : read
  const [columns, ...rows] = whole.filter((row) => row.some((cell) => cell.trim() !== ''))
  // A header that fills the whole head has its rows beyond it.
  if (columns === undefined || (rows.length === 0 && file.size <= headBytes)) throw unfit('FILE_NO_ROWS')
  return { file, columns, rows, notes }
}

/** What is no UTF-8 and has no mark is what Windows writes in the Americas. */
async function encodingOf(file: File, start: Uint8Array): Promise<string> {
  if (beginsWith(start, [0xff, 0xfe])) return 'utf-16le'
  if (beginsWith(start, [0xfe, 0xff])) return 'utf-16be'
  try {
    const texts = file.stream().pipeThrough(new TextDecoderStream('utf-8', { fatal: true }))
    for await (const _ of texts);
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

async function inUtf8(file: File, encoding: string): Promise<File> {
  const texts = file.stream().pipeThrough(new TextDecoderStream(encoding)).pipeThrough(new TextEncoderStream())
  return new File([await new Response(texts).blob()], file.name, { type: 'text/csv' })
}

function beginsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte)
}
