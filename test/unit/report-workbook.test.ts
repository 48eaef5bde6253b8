/** The report as a workbook: what a reader finds in it, sheets that are full, and rows that are made only as they are read. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { workbook } from '../../src/campaigns/workbook.ts'
import type { SheetCell } from '../../src/model/text/xlsx.ts'
import { rowsIn, unzipped } from '../support/xlsx.ts'

type Row = readonly SheetCell[]

async function* pagesOf(pages: readonly Row[][]): AsyncGenerator<Row[]> {
  yield* pages
}

async function made(pages: readonly Row[][], maxRows?: number): Promise<Map<string, string>> {
  const chunks: Buffer[] = []
  const input = { name: 'Recado', header: ['a', 'b'], widths: [8, 20], pages: pagesOf(pages) }
  for await (const chunk of workbook({ ...input, ...(maxRows && { maxRows }) })) chunks.push(chunk)
  return unzipped(Buffer.concat(chunks))
}

describe('a workbook', () => {
  test('texts stay texts, numbers numbers, and an instant is a day with its time', async () => {
    const at = new Date('2026-12-01T12:30:15.400Z')
    const parts = await made([
      [
        ['José & <Ana>\n', 7],
        ['=1+1', at],
        ['+593987654321', undefined],
      ],
      [['_x0041_', null]],
    ])
    const sheet = parts.get('xl/worksheets/sheet1.xml') ?? ''
    assert.deepEqual(rowsIn(sheet), [
      ['a', 'b'],
      ['José & <Ana>\n', '7'],
      ['=1+1', String(46_357 + (12 * 3600 + 30 * 60 + 15) / 86_400)],
      ['+593987654321', ''],
      ['_x005F_x0041_', ''],
    ])
    assert.doesNotMatch(sheet, /<f\b/)
    // The style that keeps a text from becoming a formula when somebody edits it.
    assert.match(sheet, /<c s="3" t="inlineStr"><is><t xml:space="preserve">=1\+1</)
    assert.match(parts.get('xl/styles.xml') ?? '', /quotePrefix="1"\/><\/cellXfs>/)
  })

  test('what XML cannot hold does not break the sheet, and a text is no longer than a cell may be', async () => {
    const parts = await made([[['a\u0000b\ud800c\uffff', 'x'.repeat(40_000)]]])
    const [, row] = rowsIn(parts.get('xl/worksheets/sheet1.xml'))
    assert.deepEqual([row?.[0], row?.[1]?.length], ['a\ufffdb\ufffdc\ufffd', 32_767])
  })

  test('a sheet that is full is followed by another one with the same header, and every part is named', async () => {
    const row = (n: number): Row => [n, `r${n}`]
    const rows = Array.from({ length: 7 }, (_, n) => row(n))
    for (const pages of [[rows], rows.map((one) => [one]), [rows.slice(0, 3), rows.slice(3)]]) {
      const parts = await made(pages, 4)
      const sheets = [1, 2, 3].map((n) => rowsIn(parts.get(`xl/worksheets/sheet${n}.xml`)))
      assert.deepEqual(
        sheets.map((sheet) => sheet.map(([first]) => first)),
        [
          ['a', '0', '1', '2'],
          ['a', '3', '4', '5'],
          ['a', '6'],
        ],
      )
      assert.equal([...(parts.get('xl/workbook.xml') ?? '').matchAll(/<sheet name="Recado(?: \d)?"/g)].length, 3)
      const types = parts.get('[Content_Types].xml') ?? ''
      for (const name of parts.keys())
        if (!/Content_Types|\.rels$/.test(name)) assert.ok(types.includes(`PartName="/${name}"`), name)
    }
  })

  test('without rows, and with exactly as many as fit, there is one sheet', async () => {
    for (const pages of [[], [[['x', 1]]], [[['x', 1]], []]] as Row[][][]) {
      const parts = await made(pages, 2)
      assert.equal([...parts.keys()].filter((name) => name.includes('worksheets/')).length, 1)
    }
  })

  test('rows are made as they are read, and whoever stops ends their source', async () => {
    let pages = 0
    let hasEnded = false
    async function* endless(): AsyncGenerator<Row[]> {
      try {
        for (;;) {
          pages += 1
          yield Array.from({ length: 1000 }, (_, n): Row => [n * Math.random(), `row ${Math.random()}`])
        }
      } finally {
        hasEnded = true
      }
    }
    const source = workbook({ name: 'r', header: ['a'], widths: [8], pages: endless() })
    for (let chunks = 0; chunks < 50; chunks++) await source.next()
    const made = pages
    await new Promise((resolve) => setImmediate(resolve))
    assert.ok(pages - made <= 2 && pages < 200, `${pages} pages`)
    await source.return(undefined)
    assert.equal(hasEnded, true)
  })

  test('a page that cannot be read is an error, and no shorter workbook', async () => {
    async function* failing(): AsyncGenerator<Row[]> {
      yield [['x']]
      throw new Error('the database is away')
    }
    const source = workbook({ name: 'r', header: ['a'], widths: [8], pages: failing() })
    await assert.rejects(async () => {
      for await (const _ of source);
    }, /the database is away/)
  })
})
