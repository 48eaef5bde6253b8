/** Reads tables from our documents, for the rules that compare them with the code. */

/** The body rows' cells of the tables under a heading, or of all tables. */
export function tableRows(page: string, heading?: string): string[][] {
  const sections = page.split(/^## /m)
  const chosen = heading === undefined ? sections : sections.filter((section) => section.startsWith(`${heading}\n`))
  return chosen.flatMap(bodyRows)
}

function bodyRows(section: string): string[][] {
  const lines = section.split('\n')
  const rows = lines.filter((line, index) => line.startsWith('| ') && !isRule(line) && !isRule(lines[index + 1]))
  return rows.map((line) => {
    const cells = line.split('|').slice(1, -1)
    return cells.map((cell) => cell.trim())
  })
}

/** The line between a table's head and its body. */
function isRule(line: string | undefined): boolean {
  return line !== undefined && /^\|[\s|-]+$/.test(line)
}
