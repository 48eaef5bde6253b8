/** A file of people as somebody has it becomes what the gateway takes, whatever wrote it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PartError } from '../../console/src/kit/part-error.ts'
import type { Told } from '../../console/src/kit/told.ts'
import {
  type PeopleFile,
  phoneColumnOf,
  readPeopleFile,
  withPhonesFirst,
} from '../../console/src/pages/campaigns/people-file.ts'
import { en } from '../../console/src/words/en.ts'
import { es } from '../../console/src/words/es.ts'
import { pt } from '../../console/src/words/pt.ts'

const csv = 'teléfono;año\r\n593987654321;"Peña; José"\r\n593987654322;Luis'
const fileOf = (bytes: Uint8Array<ArrayBuffer>) => new File([bytes], 'clientes.csv')
const utf16 = (text: string, isBig: boolean) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return Uint8Array.from(isBig ? bytes.swap16() : bytes)
}

/** A browser reads them: test/browser/console-campaigns.test.ts. */
const noWorkbook = () => Promise.reject(new Error('no workbook is among these'))

const readWell = (file: File): Promise<PeopleFile> => readPeopleFile(file, noWorkbook)

describe('a file of people', () => {
  for (const [name, bytes] of Object.entries({
    'utf-8': Uint8Array.from(Buffer.from(csv)),
    'utf-8 with a mark': Uint8Array.from(Buffer.from(`\ufeff${csv}`)),
    'windows-1252': Uint8Array.from(Buffer.from(csv, 'latin1')),
    'utf-16le': utf16(csv, false),
    'utf-16be': utf16(csv, true),
  }))
    test(`in ${name} is read, and sent in UTF-8`, async () => {
      const { file, columns, rows, notes } = await readWell(fileOf(bytes))
      assert.deepEqual(columns, ['teléfono', 'año'])
      assert.deepEqual(rows, [
        ['593987654321', 'Peña; José'],
        ['593987654322', 'Luis'],
      ])
      assert.equal((await file.text()).replace('\ufeff', ''), csv)
      assert.deepEqual(notes, name.startsWith('utf-8') ? [] : ['from_encoding'])
    })

  test('that is no UTF-8 far behind its head is converted as well', async () => {
    const long = `telefono,nombre\n${'593987654321,Ana\n'.repeat(10_000)}593987654322,José`
    const { file, rows } = await readWell(fileOf(Uint8Array.from(Buffer.from(long, 'latin1'))))
    assert.equal(await file.text(), long)
    assert.equal(rows.length, 20)
  })

  const none: [name: string, bytes: Uint8Array<ArrayBuffer>, code: string][] = [
    ['an old workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1), 'FILE_OLD_EXCEL'],
    ['a workbook that cannot be read', Uint8Array.of(0x50, 0x4b, 3, 4), 'FILE_WORKBOOK'],
    ['nothing', new Uint8Array(), 'FILE_EMPTY'],
    ['blank lines', Uint8Array.from(Buffer.from('\n ,\n')), 'FILE_NO_ROWS'],
    ['a header alone', Uint8Array.from(Buffer.from('telefono,nombre\n')), 'FILE_NO_ROWS'],
  ]
  for (const [name, bytes, code] of none)
    test(`that is ${name} is refused with its code, and what to do in words`, async () => {
      await assert.rejects(readWell(fileOf(bytes)), (error: Told) => {
        assert.equal(error.told.code, code)
        for (const words of [en, es, pt]) assert.match(words[error.told.text], /\. ?.*\.$/)
        return true
      })
    })

  test('whose reader did not come is no broken file', async () => {
    const missing = new PartError('xlsx', new Error('offline'))
    await assert.rejects(
      readPeopleFile(fileOf(Uint8Array.of(0x50, 0x4b, 3, 4)), () => Promise.reject(missing)),
      missing,
    )
  })
})

describe('the column of the phones', () => {
  test('is found by what stands in it, and comes first; every row keeps its line', async () => {
    const text =
      'fecha,nombre,celular,nota\n2026-12-01,"Ana, Eva",+593 98 765 4321,"dice ""hola"""\n\n,Luis,593987654322,'
    const read = await readWell(fileOf(Uint8Array.from(Buffer.from(text))))
    assert.equal(phoneColumnOf(read), 2)
    const { file, columns } = await withPhonesFirst(read, 2)
    assert.deepEqual(columns, ['celular', 'fecha', 'nombre', 'nota'])
    assert.deepEqual((await file.text()).split('\r\n'), [
      'celular,fecha,nombre,nota',
      '+593 98 765 4321,2026-12-01,"Ana, Eva","dice ""hola"""',
      '',
      '593987654322,,Luis,',
    ])
  })

  test('of two is the one whose name says so; without any it is the first', () => {
    const rows = [['20261201001', '593987654321', 'Ana']]
    assert.equal(phoneColumnOf({ columns: ['pedido', 'teléfono', 'nombre'], rows }), 1)
    assert.equal(phoneColumnOf({ columns: ['a', 'b'], rows: [['x', 'y']] }), 0)
  })
})
