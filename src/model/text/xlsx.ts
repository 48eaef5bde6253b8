/**
 * A workbook as Excel and its kin read it (ECMA-376), without its container: the XML of sheets, whose rows are written
 * as they come, and of the parts around them. A text is always a text: no cell can become a formula, also when somebody
 * edits it, and a number keeps its digits. Pure.
 */

/** A `Date` is shown in UTC. */
export type SheetCell = string | number | Date | null | undefined

/** Excel's bounds: rows of a sheet with its header, and characters of a cell. */
export const maxSheetRows = 1_048_576
const maxCharacters = 32_767

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const schemas = 'http://schemas.openxmlformats.org'
const main = `xmlns="${schemas}/spreadsheetml/2006/main"`
const relations = `${schemas}/officeDocument/2006/relationships`

/** Of `cellXfs` in the styles below. */
const styles = { plain: 0, header: 1, instant: 2, quoted: 3 }

/** `widths`: in characters, column by column. The header stays in view. */
export function sheetStart(header: readonly string[], widths: readonly number[]): string {
  const columns = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`)
  const cells = header.map((name) => textCell(name, styles.header)).join('')
  return (
    `${declaration}<worksheet ${main}><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${columns.join('')}</cols><sheetData><row>${cells}</row>`
  )
}

export const sheetEnd = '</sheetData></worksheet>'

export function sheetRow(cells: readonly SheetCell[]): string {
  return `<row>${cells.map(cellOf).join('')}</row>`
}

function cellOf(cell: SheetCell): string {
  if (cell === null || cell === undefined || cell === '') return '<c/>'
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`
  if (cell instanceof Date) return `<c s="${styles.instant}"><v>${serialOf(cell)}</v></c>`
  return textCell(cell, /^[=+\-@\t\r]/.test(cell) ? styles.quoted : styles.plain)
}

function textCell(text: string, style: number): string {
  const mark = style === styles.plain ? '' : ` s="${style}"`
  return `<c${mark} t="inlineStr"><is><t xml:space="preserve">${escaped(text.slice(0, maxCharacters))}</t></is></c>`
}

/** Days since the 30th of December 1899, to the second. */
function serialOf(at: Date): number {
  return Math.round(at.getTime() / 1000) / 86_400 + 25_569
}

/** What XML cannot hold, besides halves of pairs. */
const unwritable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

/** `_x0041_` would be read as the letter A. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(unwritable, '\ufffd')
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/[&<>\r]/g, (character) => entities[character] ?? '')
}

/** The place of a sheet in the container, from 1. */
export function sheetPath(number: number): string {
  return `xl/worksheets/sheet${number}.xml`
}

/** The parts around `sheets` sheets that are named `name`, by their place. */
export function workbookParts(name: string, sheets: number): Record<string, string> {
  const numbers = Array.from({ length: sheets }, (_, at) => at + 1)
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const one = (number: number) => (number === 1 ? name : `${name} ${number}`)
  return {
    '[Content_Types].xml':
      `${declaration}<Types xmlns="${schemas}/package/2006/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/>` +
      `<Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>` +
      numbers.map((n) => `<Override PartName="/${sheetPath(n)}" ContentType="${type}.worksheet+xml"/>`).join('') +
      '</Types>',
    '_rels/.rels': relationsOf([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml':
      `${declaration}<workbook ${main} xmlns:r="${relations}"><sheets>` +
      numbers.map((n) => `<sheet name="${escaped(one(n))}" sheetId="${n}" r:id="rId${n}"/>`).join('') +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relationsOf([
      ...numbers.map((n) => [`rId${n}`, 'worksheet', `worksheets/sheet${n}.xml`] as const),
      [`rId${sheets + 1}`, 'styles', 'styles.xml'],
    ]),
    'xl/styles.xml':
      `${declaration}<styleSheet ${main}>` +
      '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>' +
      '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
      '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
      '<fills count="2"><fill><patternFill patternType="none"/></fill>' +
      '<fill><patternFill patternType="gray125"/></fill></fills>' +
      '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
      '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
      '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>' +
      '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
      '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs></styleSheet>',
  }
}

function relationsOf(all: readonly (readonly [id: string, type: string, target: string])[]): string {
  const written = all.map(
    ([id, type, target]) => `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`,
  )
  const within = `xmlns="${schemas}/package/2006/relationships"`
  return `${declaration}<Relationships ${within}>${written.join('')}</Relationships>`
}
