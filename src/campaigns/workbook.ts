/**
 * A workbook of any length as a stream: rows become XML, XML is packed, and what is packed is sent, so that a million
 * rows cost the memory of one page. A sheet that is full is followed by another one. The container is a ZIP
 * (APPNOTE.TXT 4.3), whose sizes follow each part.
 */
import { pipeline, Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'
import {
  maxSheetRows,
  type SheetCell,
  sheetEnd,
  sheetPath,
  sheetRow,
  sheetStart,
  workbookParts,
} from '../model/text/xlsx.ts'

export type Sheets = {
  /** Of the sheets. */
  name: string
  header: readonly string[]
  widths: readonly number[]
  /** Page by page. */
  pages: AsyncIterable<readonly (readonly SheetCell[])[]>
  /** For tests; Excel's by default. */
  maxRows?: number
}

export async function* workbook(input: Sheets): AsyncGenerator<Buffer> {
  const zip = createZip()
  const { sheets, close } = sheetsOf(input)
  let count = 0
  try {
    for await (const sheet of sheets) yield* zip.add(sheetPath(++count), sheet)
  } finally {
    await close()
  }
  for (const [path, text] of Object.entries(workbookParts(input.name, count))) yield* zip.add(path, [text])
  yield zip.end()
}

/** The texts of each sheet; at least one, with its header. `close` ends the pages, also half way. */
function sheetsOf({ header, widths, pages, maxRows = maxSheetRows }: Sheets) {
  const source = pages[Symbol.asyncIterator]()
  let rest: readonly (readonly SheetCell[])[] = []
  let hasEnded = false

  async function* textsOf(): AsyncGenerator<string> {
    yield sheetStart(header, widths)
    let rows = 1
    while (!hasEnded) {
      if (rest.length === 0) {
        const { value, done } = await source.next()
        hasEnded = done === true
        rest = hasEnded ? [] : value
      }
      const fitting = rest.slice(0, maxRows - rows)
      rows += fitting.length
      rest = rest.slice(fitting.length)
      if (fitting.length > 0) yield fitting.map(sheetRow).join('')
      if (rest.length > 0) break
    }
    yield sheetEnd
  }

  async function* sheets(): AsyncGenerator<AsyncGenerator<string>> {
    do yield textsOf()
    while (!hasEnded)
  }

  return { sheets: sheets(), close: async () => void (await source.return?.()) }
}

type Part = { path: Buffer; crc: number; packed: number; size: number; at: number }

/** Sizes follow the part, and the names are UTF-8. */
const flags = 0x0808
const deflated = 8
/** The first of January 1980, which is no time at all here. */
const noDay = 0x21

function createZip() {
  const parts: Part[] = []
  let at = 0

  async function* add(path: string, texts: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Buffer> {
    const part: Part = { path: Buffer.from(path), crc: 0, packed: 0, size: 0, at }
    parts.push(part)
    const head = Buffer.alloc(30)
    head.write('PK\x03\x04', 'latin1')
    common(part).copy(head, 4)
    yield counted(Buffer.concat([head, part.path]))
    for await (const chunk of packed(measured(texts, part))) {
      part.packed += chunk.length
      yield counted(chunk)
    }
    const sizes = Buffer.alloc(16)
    sizes.write('PK\x07\x08', 'latin1')
    sizesOf(part).copy(sizes, 4)
    yield counted(sizes)
  }

  function counted(bytes: Buffer): Buffer {
    at += bytes.length
    return bytes
  }

  /** The directory. */
  function end(): Buffer {
    const entries = parts.map((part) => {
      const entry = Buffer.alloc(46)
      entry.write('PK\x01\x02', 'latin1')
      entry.writeUInt16LE(20, 4)
      common(part).copy(entry, 6)
      sizesOf(part).copy(entry, 16)
      entry.writeUInt32LE(part.at, 42)
      return Buffer.concat([entry, part.path])
    })
    const directory = Buffer.concat(entries)
    const last = Buffer.alloc(22)
    last.write('PK\x05\x06', 'latin1')
    last.writeUInt16LE(parts.length, 8)
    last.writeUInt16LE(parts.length, 10)
    last.writeUInt32LE(directory.length, 12)
    last.writeUInt32LE(at, 16)
    return Buffer.concat([directory, last])
  }

  return { add, end }
}

/** Version, flags, method, time, day, sum and sizes, of which the last three follow; the length of the path. */
function common({ path }: Part): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(flags, 2)
  fields.writeUInt16LE(deflated, 4)
  fields.writeUInt16LE(noDay, 8)
  fields.writeUInt16LE(path.length, 22)
  return fields
}

function sizesOf({ crc, packed: packedBytes, size }: Part): Buffer {
  const fields = Buffer.alloc(12)
  fields.writeUInt32LE(crc, 0)
  fields.writeUInt32LE(packedBytes, 4)
  fields.writeUInt32LE(size, 8)
  return fields
}

async function* measured(texts: Iterable<string> | AsyncIterable<string>, part: Part): AsyncGenerator<Buffer> {
  for await (const text of texts) {
    const bytes = Buffer.from(text)
    part.crc = crc32(bytes, part.crc)
    part.size += bytes.length
    yield bytes
  }
}

/** Reads on only as fast as somebody takes what is packed; whoever stops ends the source too. */
function packed(source: AsyncGenerator<Buffer>): AsyncIterable<Buffer> {
  const packer = createDeflateRaw()
  // A failure of the source comes out of the packer, where it is seen.
  pipeline(Readable.from(source), packer, () => {})
  return packer
}
