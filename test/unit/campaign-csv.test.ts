/** CSV as spreadsheets write it, in chunks of any size; csv-parse is the reference for well-formed files. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { type CsvRow, createCsvReader, readHeader } from '../../src/model/campaign/csv.ts'

function readAll(text: string, separator = ',', piece = text.length): CsvRow[] {
  const reader = createCsvReader(separator)
  const rows: CsvRow[] = []
  for (let at = 0; at < text.length; at += Math.max(1, piece)) rows.push(...reader.push(text.slice(at, at + piece)))
  return [...rows, ...reader.end()]
}

const cellsOf = (rows: CsvRow[]) => rows.map((row) => ('cells' in row ? row.cells : row.fault))
const linesOf = (rows: CsvRow[]) => rows.map(({ line }) => line)

describe('rows', () => {
  const forms: [string, string, string, string[][]][] = [
    [
      'plain',
      'a,b\nc,d\n',
      ',',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'without a last line end',
      'a,b\nc,d',
      ',',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\nc,d\r\n',
      ',',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['semicolon', 'a;b,c\n', ';', [['a', 'b,c']]],
    ['tab', 'a\tb c\n', '\t', [['a', 'b c']]],
    [
      'quotes',
      '"a,b","c""d","e\nf"\r\ng,"",h\n',
      ',',
      [
        ['a,b', 'c"d', 'e\nf'],
        ['g', '', 'h'],
      ],
    ],
    [
      'a quote within a bare cell means nothing',
      '5" pipe,b"c\nd,e\n',
      ',',
      [
        ['5" pipe', 'b"c'],
        ['d', 'e'],
      ],
    ],
    ['empty cells', ',a,\n', ',', [['', 'a', '']]],
  ]
  for (const [name, text, separator, expected] of forms) {
    test(name, () => {
      for (const piece of [1, 2, 3, 1_000]) assert.deepEqual(cellsOf(readAll(text, separator, piece)), expected)
    })
  }

  test('blank rows are counted and left out', () => {
    const rows = readAll('a,b\n\n , \n\r\nc,d\n')
    assert.deepEqual(cellsOf(rows), [
      ['a', 'b'],
      ['c', 'd'],
    ])
    assert.deepEqual(linesOf(rows), [1, 5])
  })

  test('a row of several lines is one row, as in a spreadsheet', () => {
    assert.deepEqual(linesOf(readAll('a\n"b\n\nb"\nc\n')), [1, 2, 3])
  })

  const broken: [string, string, (string | string[])[]][] = [
    ['a quote that never closes', 'a,b\nc,"d\ne,f\ng,h\n', [['a', 'b'], 'row_quotes', ['e', 'f'], ['g', 'h']]],
    ['text behind the closing quote', 'a,"b"x\nc,d\n', ['row_quotes', ['c', 'd']]],
    ['two rows with a quote that opens only', '"a,b\n"c,d\ne,f\n', ['row_quotes', 'row_quotes', ['e', 'f']]],
  ]
  for (const [name, text, expected] of broken) {
    test(`${name}: one row is bad, and the rest is read`, () => {
      for (const piece of [1, 3, 1_000]) assert.deepEqual(cellsOf(readAll(text, ',', piece)), expected)
    })
  }

  test('a lone CR ends a line, mixed with any other line end', () => {
    for (const piece of [1, 2, 3, 1_000]) {
      assert.deepEqual(cellsOf(readAll('a,b\rc,d\r\ne,"f\rg"\rh,i\nj,k\r', ',', piece)), [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f\ng'],
        ['h', 'i'],
        ['j', 'k'],
      ])
    }
  })

  test("a stray quote that spans other people's rows is one bad row, and theirs are read", () => {
    const phones = ['593987654321', '+593 98 765 4322', '593987654323', '593987654324']
    for (const separator of [',', ';']) {
      const lines = phones.map((phone, index) => [phone, `Ana ${index}`, 'x'].join(separator))
      // A stray quote opens the second row's name, and another one happens to close the third's.
      lines[1] = lines[1]?.replace('Ana', '"Ana') ?? ''
      lines[3] = `${lines[3]}"`
      for (const end of ['\n', '\r\n', '\r']) {
        for (const piece of [1, 7, 1_000]) {
          const rows = readAll(lines.join(end), separator, piece)
          assert.deepEqual(linesOf(rows), [1, 2, 3, 4])
          assert.deepEqual(
            rows.map((row) => ('fault' in row ? row.fault : row.cells[0])),
            [phones[0], 'row_quotes', phones[2], phones[3]],
          )
        }
      }
    }
  })

  test('a quoted cell of several lines stays one cell when none of them begins with a phone', () => {
    const address = 'Av. Amazonas 123\n2º piso\nQuito 170135'
    assert.deepEqual(cellsOf(readAll(`593987654321,"${address}"\n593987654322,b\n`)), [
      ['593987654321', address],
      ['593987654322', 'b'],
    ])
  })

  test('every line with a phone is a row, good or bad, wherever quotes are missing', () => {
    const row = fc.record({ name: fc.stringMatching(/^[a-z]{1,5}$/), quote: fc.constantFrom('', '', '"', '""') })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 40 }), (people, piece) => {
        const text = people
          .map(({ name, quote }, index) => `59398765${String(4_000 + index)},${quote}${name},x`)
          .join('\n')
        assert.deepEqual(
          linesOf(readAll(text, ',', piece)),
          people.map((_, index) => index + 1),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  test('an unclosed quote does not swallow a long file', () => {
    const rest = Array.from({ length: 20_000 }, (_, index) => `row ${index},x`)
    const rows = readAll(['a,"b', ...rest].join('\n'), ',', 4_096)
    assert.equal(rows.length, 20_001)
    assert.deepEqual(cellsOf(rows.slice(0, 2)), ['row_quotes', ['row 0', 'x']])
  })

  test('a line without an end is one bad row, whatever the chunks', () => {
    for (const start of ['', '"']) {
      const rows = readAll(`a,b\n${start}${'x'.repeat(300_000)}\nc,d\n`, ',', 10_000)
      assert.deepEqual(cellsOf([rows[0], rows.at(-1)].filter((row) => row !== undefined)), [
        ['a', 'b'],
        ['c', 'd'],
      ])
      assert.equal(rows.length, 3)
      assert.deepEqual(linesOf(rows), [1, 2, 3])
    }
  })

  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', ' ', '\r\n', '👋') })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 })

  test("a spreadsheet's CSV is read back as csv-parse reads it, in chunks of any size", () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.nat(20),
        (rows, separator, end, piece) => {
          const written = rows
            .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(separator))
            .join(end)
          const read = cellsOf(readAll(written, separator, piece + 1))
          const filled = (row: string[]) => row.some((one) => one.trim() !== '')
          assert.deepEqual(read, rows.filter(filled))
          const theirs: string[][] = parse(written, { delimiter: separator, relax_column_count: true })
          assert.deepEqual(read, theirs.filter(filled))
        },
      ),
    )
  })

  test('any text is read without an exception, and alike whatever the chunks', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' '), maxLength: 60 })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (written, piece) => {
        assert.deepEqual(readAll(written, ',', piece), readAll(written, ','))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the header', () => {
  const forms: [string, string, string[], number][] = [
    ['phone,name,order\n1,2,3\n', ',', ['phone', 'name', 'order'], 1],
    ['phone;name;order, if any\n1;2;3\n', ';', ['phone', 'name', 'order, if any'], 1],
    ['phone\tname\n1\t2\n', '\t', ['phone', 'name'], 1],
    ['"phone";"a,b,c,d";name\n', ';', ['phone', 'a,b,c,d', 'name'], 1],
    ['phone\n593987654321\n', ',', ['phone'], 1],
    [' phone , name \r\n', ',', ['phone', 'name'], 1],
    ['sep=;\r\nphone;a,b,c\r\n', ';', ['phone', 'a,b,c'], 2],
    ['\n\nphone,name\n', ',', ['phone', 'name'], 3],
    ['"sep=;"\r\nphone;a,b,c\r\n', ';', ['phone', 'a,b,c'], 2],
    ['sep=;;;\r\nphone;a,b,c\r\n', ';', ['phone', 'a,b,c'], 2],
    ['phone;name\r1;2\r', ';', ['phone', 'name'], 1],
    ['phone,co\u0301digo\n', ',', ['phone', 'código'], 1],
  ]
  for (const [text, separator, columns, line] of forms) {
    test(JSON.stringify(text), () => {
      assert.deepEqual(readHeader(text, true), { separator, columns, line })
    })
  }

  test('a file without a row has no header', () => {
    for (const text of ['', '\n\n', '  ', '"a']) assert.equal(readHeader(text, true), undefined)
  })
})
