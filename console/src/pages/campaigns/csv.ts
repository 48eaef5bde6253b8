/** CSV as spreadsheets write it, for the first rows of a file and for files whose columns change their places. Pure. */

/** Of the header's line: whichever of the three stands there most often outside quotes. */
export function separatorOf(text: string): string {
  const [line = ''] = text.replaceAll(/"[^"]{0,999}"/g, '').split(/\r\n|\r|\n/, 1)
  const counts = [',', ';', '\t'].map((separator) => [separator, line.split(separator).length] as const)
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}

/** Blank rows stay, so that a row's place is its line in the spreadsheet. `most`: enough rows, ends early. */
export function parseCsv(text: string, separator: string, most = Number.POSITIVE_INFINITY): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length && rows.length < most; at++) {
    const character = text[at] ?? ''
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') cell += text[++at]
      else isQuoted = false
    } else if (character === '"' && cell === '') isQuoted = true
    else if (character === separator) {
      row.push(cell)
      cell = ''
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[at + 1] === '\n') at += 1
      rows.push([...row, cell])
      row = []
      cell = ''
    } else cell += character
  }
  if (rows.length < most && (cell !== '' || row.length > 0)) rows.push([...row, cell])
  return rows
}

export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join(',')).join('\r\n')
}

function quoted(cell: string): string {
  return /[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
