/**
 * The first sheet of an Excel workbook as rows of texts, by what browsers have: a workbook is a ZIP of XML (ECMA-376).
 * Numbers keep all their digits, dates become 2026-12-01, and a row stands where the sheet has it.
 */

export async function readXlsx(file: Blob): Promise<string[][]> {
  const parts = await unzipped(await file.arrayBuffer())
  const xml = async (name: string) => {
    const text = await parts.get(name)?.()
    return text === undefined ? undefined : parsed(text)
  }
  const sheet = await xml(await firstSheet(xml))
  if (sheet === undefined) throw new Error('the workbook has no sheet')
  const texts = [...((await xml('xl/sharedStrings.xml'))?.getElementsByTagName('si') ?? [])].map(textOf)
  const styles = dateStyles(await xml('xl/styles.xml'))
  const dates = { styles, epoch: epochOf(await xml('xl/workbook.xml')) }
  const rows: string[][] = []
  for (const row of sheet.getElementsByTagName('row')) {
    const cells: string[] = []
    for (const cell of row.getElementsByTagName('c')) cells[columnOf(cell, cells.length)] = cellText(cell, texts, dates)
    rows[Number(row.getAttribute('r') ?? rows.length + 1) - 1] = Array.from(cells, (text) => text ?? '')
  }
  return Array.from(rows, (row) => row ?? [])
}

/** A browser makes a page about the fault of what is no XML. */
function parsed(text: string): Document {
  const document = new DOMParser().parseFromString(text, 'application/xml')
  if (document.getElementsByTagName('parsererror').length > 0) throw new Error('a part of the workbook is no XML')
  return document
}

type Xml = (name: string) => Promise<Document | undefined>

async function firstSheet(xml: Xml): Promise<string> {
  const sheet = (await xml('xl/workbook.xml'))?.getElementsByTagName('sheet')[0]
  const id = sheet?.getAttribute('r:id')
  const relations = [...((await xml('xl/_rels/workbook.xml.rels'))?.getElementsByTagName('Relationship') ?? [])]
  const target =
    relations.find((one) => one.getAttribute('Id') === id)?.getAttribute('Target') ?? 'worksheets/sheet1.xml'
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`
}

/** Without how a text is pronounced, which Japanese sheets have beside it. */
function textOf(element: Element): string {
  const runs = [...element.getElementsByTagName('t')].filter((one) => one.parentElement?.tagName !== 'rPh')
  return runs.map((one) => one.textContent ?? '').join('')
}

/** `BC12` is column 54, counted from 0. */
function columnOf(cell: Element, next: number): number {
  const letters = /^[A-Z]+/.exec(cell.getAttribute('r') ?? '')?.[0]
  if (letters === undefined) return next
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function cellText(cell: Element, texts: readonly string[], dates: Dates): string {
  const value = cell.getElementsByTagName('v')[0]?.textContent ?? ''
  switch (cell.getAttribute('t')) {
    case 's':
      return texts[Number(value)] ?? ''
    case 'inlineStr':
      return textOf(cell)
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE'
    case null:
    case 'n':
      if (value === '') return ''
      return dates.styles.has(Number(cell.getAttribute('s') ?? 0))
        ? dayOf(Number(value) - dates.epoch)
        : digitsOf(value)
    default:
      return value
  }
}

/** 5.93987654321E11 and 593987654321.0 are phones of which nothing is lost. */
function digitsOf(value: string): string {
  return Number.isFinite(Number(value))
    ? Number(value).toLocaleString('en', { useGrouping: false, maximumFractionDigits: 15 })
    : value
}

/** `epoch`: 1970 as the workbook counts days. */
type Dates = { styles: ReadonlySet<number>; epoch: number }

/** Days are counted from the end of 1899, or, in workbooks that began on an old Mac, from 1904. */
function epochOf(workbook: Document | undefined): number {
  const mark = workbook?.getElementsByTagName('workbookPr')[0]?.getAttribute('date1904')
  return mark === '1' || mark === 'true' ? 24_107 : 25_569
}

/** Since 1970; a fraction is the time of day. */
function dayOf(days: number): string {
  const iso = new Date(Math.round(days * 86_400) * 1_000).toISOString()
  return Number.isInteger(days) ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`
}

/** The styles by which a number is shown as a date. */
function dateStyles(styles: Document | undefined): Set<number> {
  const own = [...(styles?.getElementsByTagName('numFmt') ?? [])]
    .filter((one) =>
      /[dmyh]/i.test((one.getAttribute('formatCode') ?? '').replaceAll(/"[^"]{0,99}"|\[[^[\]]{0,99}\]/g, '')),
    )
    .map((one) => Number(one.getAttribute('numFmtId')))
  const isDate = (id: number) => (id >= 14 && id <= 22) || (id >= 45 && id <= 47) || own.includes(id)
  const formats = [...(styles?.getElementsByTagName('cellXfs')[0]?.getElementsByTagName('xf') ?? [])]
  return new Set(formats.flatMap((one, at) => (isDate(Number(one.getAttribute('numFmtId'))) ? [at] : [])))
}

/** The files of a ZIP by their names, each read when it is asked for (APPNOTE.TXT, 4.3). */
async function unzipped(bytes: ArrayBuffer): Promise<Map<string, () => Promise<string>>> {
  const view = new DataView(bytes)
  let end = bytes.byteLength - 22
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1
  if (end < 0) throw new Error('the file is no ZIP')
  const parts = new Map<string, () => Promise<string>>()
  let at = view.getUint32(end + 16, true)
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => view.getUint16(at + place, true))
    const entry = {
      method: view.getUint16(at + 10, true),
      size: view.getUint32(at + 20, true),
      from: view.getUint32(at + 42, true),
    }
    parts.set(new TextDecoder().decode(bytes.slice(at + 46, at + 46 + (nameLength ?? 0))), () => inflated(bytes, entry))
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0)
  }
  return parts
}

type Entry = { method: number; size: number; from: number }

async function inflated(bytes: ArrayBuffer, { method, size, from }: Entry): Promise<string> {
  const view = new DataView(bytes)
  const start = from + 30 + view.getUint16(from + 26, true) + view.getUint16(from + 28, true)
  const packed = new Blob([bytes.slice(start, start + size)])
  if (method === 0) return packed.text()
  return new Response(packed.stream().pipeThrough(new DecompressionStream('deflate-raw'))).text()
}
