/**
 * Detects what an uploaded file contains by its bytes, not its name: gzip is unpacked, UTF-16 with a byte order mark
 * becomes UTF-8, and a binary file is reported by its type. Streams throughout: memory holds one chunk.
 */
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** File kinds that people send in place of CSV, by the rule names of `model/errors/violation.ts`. */
export type WrongKind = 'csv_spreadsheet' | 'csv_html' | { rule: 'csv_other'; actual: string }

const enough = 1_024

/** The stream unpacked and in UTF-8. Throws `GzipError` for a truncated or damaged gzip. */
export async function textBytes(source: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const packed = await peeked(source)
  const plain = isGzip(packed.head) ? await peeked(gunzipped(packed.all)) : packed
  const encoding = utf16Of(plain.head)
  return encoding === undefined ? plain.all : fromUtf16(plain.all, encoding)
}

export class GzipError extends Error {}

type Peeked = { head: Buffer; all: AsyncIterable<Uint8Array> }

/** The first bytes of a stream, and the whole stream; reads no further ahead than the head needs. */
export async function peeked(source: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let length = 0
  while (length < enough) {
    const next = await iterator.next()
    if (next.done) break
    first.push(next.value)
    length += next.value.length
  }
  return { head: Buffer.concat(first).subarray(0, enough), all: resumed(first, iterator) }
}

async function* resumed(first: Uint8Array[], iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* first
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  } finally {
    // A consumer that stops reading also releases the source: a form, a download.
    await iterator.return?.()
  }
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

async function* gunzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  // The failure also surfaces in the loop below.
  const piped = pipeline(source, gunzip).catch(() => {})
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw code.startsWith('Z_') ? new GzipError('the gzip data is damaged', { cause: error }) : error
  } finally {
    gunzip.destroy()
    await piped
  }
}

function utf16Of(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined
}

/**
 * A trailing half character is replaced by an invalid byte, so that the UTF-8 check detects a file that is truncated or
 * not UTF-16 at all.
 */
async function* fromUtf16(source: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const invalid = Buffer.of(0)
  try {
    for await (const chunk of source) yield Buffer.from(decoder.decode(chunk, { stream: true }))
    yield Buffer.from(decoder.decode())
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    yield invalid
  }
}

const magics: readonly [Buffer, WrongKind][] = [
  // A zip archive: .xlsx, .ods and .numbers.
  [Buffer.from([0x50, 0x4b, 0x03, 0x04]), 'csv_spreadsheet'],
  // A compound file: .xls.
  [Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), 'csv_spreadsheet'],
  [Buffer.from('%PDF-'), { rule: 'csv_other', actual: 'PDF' }],
  [Buffer.from('{\\rtf'), { rule: 'csv_other', actual: 'RTF' }],
  [Buffer.from([0x89, 0x50, 0x4e, 0x47]), { rule: 'csv_other', actual: 'PNG' }],
  [Buffer.from([0xff, 0xd8, 0xff]), { rule: 'csv_other', actual: 'JPEG' }],
]
const html = /^\s*<(?:!doctype\s+html|html|head|body|table|script)\b/i
const xml = /^\s*<\?xml\b/
const json = /^\s*(?:\{\s*["}]|\[\s*[[{"\]])/

export function wrongKindOf(head: Buffer): WrongKind | undefined {
  const known = magics.find(([magic]) => head.subarray(0, magic.length).equals(magic))
  if (known) return known[1]
  const text = head.toString('utf8').replace(/^\ufeff/, '')
  if (html.test(text)) return 'csv_html'
  // Excel's older XML format is a workbook.
  if (xml.test(text)) return /Excel|spreadsheet/i.test(text) ? 'csv_spreadsheet' : { rule: 'csv_other', actual: 'XML' }
  return json.test(text) ? { rule: 'csv_other', actual: 'JSON' } : undefined
}
