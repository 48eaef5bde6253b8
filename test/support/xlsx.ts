/** Small Excel workbooks (ECMA-376): made as spreadsheets pack them, and read again without what is under test. */
import assert from 'node:assert/strict'
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

/** A text among the shared ones, a number as it stands in the file, or a day by its serial number. */
export type Cell = string | { number: string } | { day: number } | undefined

/** A row that is undefined is not in the file, as blank ones are not. */
export function makeXlsx(rows: readonly (readonly Cell[] | undefined)[]): Buffer {
  const texts = [...new Set(rows.flatMap((row = []) => row.filter((one) => typeof one === 'string')))]
  const sheet = rows.flatMap((row, at) =>
    row === undefined ? [] : [`<row r="${at + 1}">${row.map((one, column) => cellOf(one, column, at)).join('')}</row>`],
  )
  function cellOf(cell: Cell, column: number, row: number): string {
    if (cell === undefined) return ''
    const place = `r="${String.fromCharCode(65 + column)}${row + 1}"`
    if (typeof cell === 'string') return `<c ${place} t="s"><v>${texts.indexOf(cell)}</v></c>`
    return 'day' in cell ? `<c ${place} s="1"><v>${cell.day}</v></c>` : `<c ${place}><v>${cell.number}</v></c>`
  }
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  return zipOf({
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${relations}"><sheets><sheet name="Hoja1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
      `<Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `<sst ${main}>${texts.map((text) => `<si><r><t>${text.replaceAll('&', '&amp;')}</t></r></si>`).join('')}</sst>`,
    'xl/styles.xml': `<styleSheet ${main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${main}><sheetData>${sheet.join('')}</sheetData></worksheet>`,
  })
}

/** A ZIP of deflated files (APPNOTE.TXT, 4.3). */
function zipOf(files: Record<string, string>): Buffer {
  const bodies: Buffer[] = []
  const heads: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const bytes = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`)
    const packed = deflateRawSync(bytes)
    // Version, flags, method, time, date, sum, sizes, lengths of the name and of what follows it.
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(8, 4)
    shared.writeUInt32LE(crc32(bytes), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(bytes.length, 18)
    shared.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, Buffer.from(name), packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    heads.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, place, Buffer.from(name)]))
    bodies.push(local)
    at += local.length
  }
  const directory = Buffer.concat(heads)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(heads.length, 8)
  end.writeUInt16LE(heads.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...bodies, directory, end])
}

/** By the directory at its end, as readers do; sums and sizes are compared. */
export function unzipped(zip: Buffer): Map<string, string> {
  const end = zip.length - 22
  assert.equal(zip.readUInt32LE(end), 0x06054b50)
  const parts = new Map<string, string>()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(zip.readUInt32LE(at), 0x02014b50)
    const [crc, packed, size] = [16, 20, 24].map((place) => zip.readUInt32LE(at + place))
    const nameLength = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const start = zip.readUInt32LE(at + 42)
    assert.equal(zip.readUInt32LE(start), 0x04034b50, name)
    const body = start + 30 + zip.readUInt16LE(start + 26)
    const bytes = inflateRawSync(zip.subarray(body, body + (packed ?? 0)))
    assert.deepEqual([bytes.length, crc32(bytes)], [size, crc], name)
    parts.set(name, bytes.toString())
    at += 46 + nameLength
  }
  assert.equal(at, end)
  return parts
}

/** Cell by cell, an empty one as ''. */
export function rowsIn(sheet: string | undefined): string[][] {
  const unescaped = (text: string) =>
    text.replaceAll(/&(lt|gt|amp|#13);/g, (_, name: string) => ({ lt: '<', gt: '>', amp: '&' })[name] ?? '\r')
  return [...(sheet ?? '').matchAll(/<row>(.*?)<\/row>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<c[^>]*?(?:\/>|>(?:<v>|<is><t[^>]*>)(.*?)(?:<\/v>|<\/t><\/is>)<\/c>)/gs)].map(([, text = '']) =>
      unescaped(text),
    ),
  )
}
