/**
 * The spool file of a campaign: written to the data folder as UTF-8, checked to be text within the size limit, and read
 * row by row, so that memory holds one chunk whatever the size. The caller that spools a file deletes it.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type CsvHeader, type CsvRow, createCsvReader, readHeader } from '../model/campaign/csv.ts'
import { looksLikeDestination } from '../model/campaign/phone.ts'
import { GzipError, peeked, textBytes, type WrongKind, wrongKindOf } from './bytes.ts'

export type Spooled =
  | { kind: 'spooled'; path: string; bytes: number; sha256: string }
  | { kind: 'too_large' }
  | { kind: 'not_utf8' }
  | { kind: 'not_unpacked' }
  | { kind: 'not_csv'; is: WrongKind }

/** The file exists when this resolves with success, and is deleted otherwise. Errors of the source are rethrown. */
export async function spool(path: string, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Spooled> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'w', 0o600)
  let spooled: Spooled | undefined
  try {
    spooled = await write(file, path, source, maxBytes)
    return spooled
  } finally {
    await file.close()
    if (spooled?.kind !== 'spooled') await removeFile(path)
  }
}

async function write(
  file: FileHandle,
  path: string,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Spooled> {
  const hash = createHash('sha256')
  const isText = utf8Check()
  let bytes = 0
  try {
    const { head, all } = await peeked(await textBytes(source))
    const is = wrongKindOf(head)
    for await (const chunk of all) {
      if (is !== undefined) return { kind: 'not_csv', is }
      bytes += chunk.length
      if (bytes > maxBytes) return { kind: 'too_large' }
      if (!isText(chunk)) return { kind: 'not_utf8' }
      hash.update(chunk)
      await file.writeFile(chunk)
    }
  } catch (error) {
    if (error instanceof GzipError) return { kind: 'not_unpacked' }
    throw error
  }
  if (!isText()) return { kind: 'not_utf8' }
  return { kind: 'spooled', path, bytes, sha256: hash.digest('hex') }
}

/** Whether the bytes so far can be UTF-8; called without a chunk, whether the text may end here. */
function utf8Check(): (chunk?: Uint8Array) => boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return (chunk) => {
    try {
      // Text holds no zero byte; every UTF-16 file and every spreadsheet's own format does.
      if (chunk?.includes(0)) return false
      decoder.decode(chunk, { stream: chunk !== undefined })
      return true
    } catch {
      return false
    }
  }
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true })
}

const peekBytes = 65_536

/** `hasPhones`: at least one of the rows read begins with a phone number, part of one, or an empty cell. */
export type Peek = { header: CsvHeader | undefined; hasRows: boolean; hasPhones: boolean }

/** The header, and facts about the first rows below it. */
export async function peek(path: string): Promise<Peek> {
  const file = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(peekBytes), 0, peekBytes, 0)
    const isWhole = bytesRead < peekBytes
    const text = new TextDecoder().decode(buffer.subarray(0, bytesRead), { stream: !isWhole })
    const header = readHeader(text, isWhole)
    if (header === undefined) return { header, hasRows: false, hasPhones: false }
    const reader = createCsvReader(header.separator)
    const read = [...reader.push(text), ...(isWhole ? reader.end() : [])]
    const rows = read.filter((row) => row.line > header.line)
    return { header, hasRows: !isWhole || rows.length > 0, hasPhones: rows.some(mayHavePhone) }
  } finally {
    await file.close()
  }
}

/** A malformed row may hold anything. */
function mayHavePhone(row: CsvRow): boolean {
  if ('fault' in row) return true
  const [first = ''] = row.cells
  return first.trim() === '' || looksLikeDestination(first.trim())
}

/** Large enough to be worth a transaction, small enough that writing it blocks nothing. */
const pieceBytes = 262_144

/** The file in chunks that never split a character. */
export async function* textsOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const chunk of createReadStream(path, { highWaterMark: pieceBytes }))
    yield decoder.decode(chunk as Buffer, { stream: true })
}

/** The rows below the header, as each chunk of the file completes them. */
export async function* rowsOf(
  texts: AsyncIterable<string>,
  header: { separator: string; line: number },
): AsyncGenerator<CsvRow[]> {
  const reader = createCsvReader(header.separator)
  const below = (rows: CsvRow[]) => rows.filter((row) => row.line > header.line)
  for await (const text of texts) {
    const rows = below(reader.push(text))
    if (rows.length > 0) yield rows
  }
  const last = below(reader.end())
  if (last.length > 0) yield last
}
