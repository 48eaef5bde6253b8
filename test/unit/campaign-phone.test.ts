/**
 * The phone column as people and programs fill it: read as one number, or a reason why there is none; and the country
 * of a number.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { looksLikeDestination, readDestination } from '../../src/model/campaign/phone.ts'
import { countryOf } from '../../src/model/user/country.ts'

const good: [string, string][] = [
  ['593987654321', '593987654321'],
  ['+593987654321', '593987654321'],
  ['00593987654321', '593987654321'],
  ['+593 98 765 4321', '593987654321'],
  ['593-98-765-4321', '593987654321'],
  ['+1 (212) 555-0100', '12125550100'],
  ['(593) 987654321', '593987654321'],
  ['+52 1 55 1234 5678'.replace(' 1 ', ' 1'), '5215512345678'],
  ['593\u00a0987\u00a0654321', '593987654321'],
  ['\u202a+593987654321\u202c', '593987654321'],
  ['="593987654321"', '593987654321'],
  ['593987654321.0', '593987654321'],
  ['EC.13491208655302741918', 'EC.13491208655302741918'],
  // As people in Latin America write them.
  ['+54 9 11 2345-6789', '5491123456789'],
  ['+56 2 2123 4567', '56221234567'],
  ['+593 9 9888 7777', '593998887777'],
  ['55 (11) 9 8765-4321', '5511987654321'],
  ['(+593) 998887777', '593998887777'],
  ['+(593) 998887777', '593998887777'],
  ['+57 300 123 4567', '573001234567'],
  ['+52 (55) 1234-5678', '525512345678'],
  ['+593 (0)99 888 7777', '593998887777'],
  ["'593998887777", '593998887777'],
  ['\u2018593998887777', '593998887777'],
  ['tel:+593998887777', '593998887777'],
  ['TEL:+593-99-888-7777', '593998887777'],
  ['https://wa.me/593998887777', '593998887777'],
  ['wa.me/593998887777?text=Hola%20amigo', '593998887777'],
  ['https://api.whatsapp.com/send?phone=593998887777&text=Hola', '593998887777'],
  ['https://api.whatsapp.com/send?text=1&phone=%2B593998887777', '593998887777'],
  ['whatsapp://send?phone=593998887777', '593998887777'],
  ['593\u201399\u2013888\u20137777', '593998887777'],
  ['593\u201199\u2212888\u20127777', '593998887777'],
  ['\u200e\u2068+593\u200b998887777\u2069\ufeff', '593998887777'],
  ['593\u202f998\u2009887777', '593998887777'],
  ['\uff0b\uff15\uff19\uff13998887777', '593998887777'],
]
for (const [cell, expected] of good) {
  test(`${JSON.stringify(cell)} is ${expected}`, () => {
    assert.deepEqual(readDestination(cell), { ok: true, value: expected })
  })
}

const bad: [string, string][] = [
  ['', 'destination_empty'],
  ['5.93988E+11', 'destination_scientific'],
  ['5,93988E+11', 'destination_scientific'],
  ['0987654321', 'destination_local'],
  ['12345', 'destination_form'],
  ['5939876543215939876', 'destination_form'],
  ['Ana', 'destination_form'],
  ['593987654321 / 593987654322', 'destination_form'],
  ['593987654321,593987654322', 'destination_form'],
  ['593987654321.5', 'destination_form'],
  ['593987654321x', 'destination_form'],
  ['5,9E+11', 'destination_scientific'],
  ['(09) 8765-4321', 'destination_local'],
  // The trunk prefix 0 kept after the country code: no such number exists.
  ['+593 0998887777', 'destination_local'],
  ['5930998887777', 'destination_local'],
  ['+54 0 11 2345-6789', 'destination_local'],
  ['593 99 888 7777 o 593 98 888 7777', 'destination_form'],
  ['593 99 888 777 7', 'destination_form'],
  ['https://wa.me/message/ABC123', 'destination_form'],
  ['https://example.com/593998887777', 'destination_form'],
  ['+593 99 888 7777 ext. 12', 'destination_form'],
]
for (const [cell, rule] of bad) {
  test(`${JSON.stringify(cell)} is bad: ${rule}`, () => {
    assert.deepEqual(readDestination(cell), { ok: false, rule })
  })
}

test("a phone, or what is left of one, is not read as a header; a column's name is", () => {
  for (const cell of [
    ...good.map(([cell]) => cell),
    '5,9E+11',
    '0987654321',
    '593 96 600 001',
    '5939-87654-x'.slice(0, 10),
  ])
    assert.equal(looksLikeDestination(cell), true, cell)
  for (const name of ['phone', 'teléfono', 'Nº', '', 'tel 2', '2026', 'celular (593)', 'E.164', 'to'])
    assert.equal(looksLikeDestination(name), false, name)
})

test('any cell is read without an exception, and a long one in linear time', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (cell) => void readDestination(cell)))
  assert.deepEqual(readDestination('9'.repeat(1_000_000)), { ok: false, rule: 'destination_form' })
})

test('the digits are the number, whatever the separators', () => {
  const groups = fc.array(fc.stringMatching(/^\d{2,4}$/), { minLength: 2, maxLength: 3 })
  fc.assert(
    fc.property(
      fc.stringMatching(/^[1-9]\d{2}$/),
      groups,
      fc.constantFrom(' ', '-', '.', ' - '),
      (country, rest, by) => {
        const digits = [country, ...rest].join('')
        fc.pre(digits.length >= 7 && digits.length <= 15 && !/^5\d{0,2}0/.test(digits))
        assert.deepEqual(readDestination(`+${[country, ...rest].join(by)}`), { ok: true, value: digits })
      },
    ),
  )
})

test('a number belongs to the country of its calling code', () => {
  const numbers: [string, string | undefined][] = [
    ['593987654321', 'EC'],
    ['12125550100', 'US'],
    ['18095550100', 'DO'],
    ['17875550100', 'PR'],
    ['5215512345678', 'MX'],
    ['5511987654321', 'BR'],
    ['447700900123', 'GB'],
    ['77012345678', 'KZ'],
    ['79012345678', 'RU'],
    ['390612345678', 'IT'],
    ['999123456789', undefined],
  ]
  for (const [phone, country] of numbers) assert.equal(countryOf(phone), country, phone)
})
