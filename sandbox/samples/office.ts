/**
 * The office documents: the zipped ones hold the fewest parts that open with a line of text, the older ones are empty
 * compound files with the stream that identifies their kind.
 */
import { crc32 } from 'node:zlib'

type File = readonly [path: string, text: string]

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const schemas = 'http://schemas.openxmlformats.org'
const relationships = `${schemas}/officeDocument/2006/relationships`
const officeType = 'application/vnd.openxmlformats-officedocument'

export function docx(text: string): Buffer {
  const body = `<w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body>`
  const main = `<w:document xmlns:w="${schemas}/wordprocessingml/2006/main">${body}</w:document>`
  return office('word/document.xml', `${officeType}.wordprocessingml.document.main+xml`, main, [])
}

export function xlsx(text: string): Buffer {
  const main = `${schemas}/spreadsheetml/2006/main`
  const cell = `<c r="A1" t="inlineStr"><is><t>${text}</t></is></c>`
  const sheet: File = [
    'xl/worksheets/sheet1.xml',
    `${xml}<worksheet xmlns="${main}"><sheetData><row r="1">${cell}</row></sheetData></worksheet>`,
  ]
  const sheets = '<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets>'
  const book = `<workbook xmlns="${main}" xmlns:r="${relationships}">${sheets}</workbook>`
  return office('xl/workbook.xml', `${officeType}.spreadsheetml.sheet.main+xml`, book, [
    sheet,
    ['xl/_rels/workbook.xml.rels', related('worksheet', 'worksheets/sheet1.xml')],
  ])
}

/** A presentation without slides. */
export function pptx(): Buffer {
  const size = '<p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>'
  const main = `<p:presentation xmlns:p="${schemas}/presentationml/2006/main">${size}</p:presentation>`
  return office('ppt/presentation.xml', `${officeType}.presentationml.presentation.main+xml`, main, [])
}

function office(path: string, type: string, main: string, more: readonly File[]): Buffer {
  const others = more
    .filter(([name]) => name.includes('sheet1'))
    .map(([name]) => `<Override PartName="/${name}" ContentType="${officeType}.spreadsheetml.worksheet+xml"/>`)
  const types =
    `${xml}<Types xmlns="${schemas}/package/2006/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Override PartName="/${path}" ContentType="${type}"/>${others.join('')}</Types>`
  return zip([
    ['[Content_Types].xml', types],
    ['_rels/.rels', related('officeDocument', path)],
    [path, xml + main],
    ...more,
  ])
}

function related(kind: string, target: string): string {
  const one = `<Relationship Id="rId1" Type="${relationships}/${kind}" Target="${target}"/>`
  return `${xml}<Relationships xmlns="${schemas}/package/2006/relationships">${one}</Relationships>`
}

/** Stored, not compressed; dated 1 January 1980, so that the bytes never change. */
function zip(files: readonly File[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [path, text] of files) {
    const name = Buffer.from(path)
    const data = Buffer.from(text)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(0x21, 8)
    facts.writeUInt32LE(crc32(data), 10)
    facts.writeUInt32LE(data.length, 14)
    facts.writeUInt32LE(data.length, 18)
    facts.writeUInt16LE(name.length, 22)
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), facts, name, data)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    central.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), facts, tail, name)
    offset += 30 + name.length + data.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

/**
 * A compound file of four parts: header, allocation table, directory, and the stream that distinguishes Word from
 * Excel.
 */
export function compound(stream: 'WordDocument' | 'Workbook' | 'PowerPoint Document'): Buffer {
  const streamSectors = 8
  const header = Buffer.alloc(512)
  header.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  header.set([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0], 24)
  header.writeUInt32LE(1, 44)
  header.writeUInt32LE(1, 48)
  header.writeUInt32LE(4096, 56)
  header.writeInt32LE(-2, 60)
  header.writeInt32LE(-2, 68)
  header.fill(0xff, 80)
  header.writeUInt32LE(0, 76)
  const table = Buffer.alloc(512, 0xff)
  table.writeInt32LE(-3, 0)
  table.writeInt32LE(-2, 4)
  for (let at = 0; at < streamSectors; at += 1) table.writeInt32LE(at === streamSectors - 1 ? -2 : at + 3, 8 + at * 4)
  const free = Buffer.concat([directoryEntry('', 0, -1, 0, 0), directoryEntry('', 0, -1, 0, 0)])
  const root = directoryEntry('Root Entry', 5, 1, -2, 0)
  const entry = directoryEntry(stream, 2, -1, 2, 4096)
  return Buffer.concat([header, table, root, entry, free, Buffer.alloc(512 * streamSectors)])
}

function directoryEntry(name: string, type: number, child: number, start: number, size: number): Buffer {
  const entry = Buffer.alloc(128)
  entry.write(name, 'utf16le')
  entry.writeUInt16LE(name === '' ? 0 : (name.length + 1) * 2, 64)
  entry[66] = type
  entry[67] = 1
  entry.writeInt32LE(-1, 68)
  entry.writeInt32LE(-1, 72)
  entry.writeInt32LE(child, 76)
  entry.writeInt32LE(start, 116)
  entry.writeUInt32LE(size, 120)
  return entry
}
