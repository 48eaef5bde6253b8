/** The console reads CSV as the gateway does, and writes what the gateway reads. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvOf, parseCsv, separatorOf } from '../../console/src/pages/campaigns/csv.ts'
import { createCsvReader, readHeader } from '../../src/model/campaign/csv.ts'

const cell = fc.string({ unit: fc.constantFrom('a', 'ñ', ' ', ',', ';', '\t', '"', '\n', "'", '1'), maxLength: 8 })

test('what is written is read again by both', () => {
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 }), (rows) => {
      const text = csvOf(rows)
      assert.deepEqual(parseCsv(text, ','), rows)
      const reader = createCsvReader(',')
      const read = [...reader.push(text), ...reader.end()]
      const isBlank = (cells: string[]) => cells.every((one) => one.trim() === '')
      assert.deepEqual(
        read.map((row) => ('cells' in row ? row.cells : row.fault)),
        rows.filter((cells) => !isBlank(cells)),
      )
    }),
  )
})

test('the separator is the one that the gateway finds', () => {
  for (const text of [
    'telefono,nombre\n593,Ana',
    'telefono;nombre;nota, larga\n593;Ana;x',
    'telefono\tnombre\n593\tAna',
    '"a;b",c,d\n1,2,3',
  ])
    assert.equal(separatorOf(text), readHeader(text, true)?.separator, text)
})

test('blank rows keep their place, every line end counts once, a mark of order is no text', () => {
  assert.deepEqual(parseCsv('\ufeffa,b\r\n\r\n1,2\r3,4\n', ','), [['a', 'b'], [''], ['1', '2'], ['3', '4']])
  assert.deepEqual(parseCsv('a\nb\nc', ',', 2), [['a'], ['b']])
})
