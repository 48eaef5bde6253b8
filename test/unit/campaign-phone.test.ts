/** The phone column as people and programs fill it: read as one number, or a reason why it is none. And the country of a number. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readDestination } from '../../src/model/campaign-phone.ts'
import { countryOf } from '../../src/model/country.ts'

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
]
for (const [cell, rule] of bad) {
  test(`${JSON.stringify(cell)} is bad: ${rule}`, () => {
    assert.deepEqual(readDestination(cell), { ok: false, rule })
  })
}

test('whatever the separators, the digits are the number', () => {
  const groups = fc.array(fc.stringMatching(/^\d{2,4}$/), { minLength: 2, maxLength: 3 })
  fc.assert(
    fc.property(
      fc.stringMatching(/^[1-9]\d{2}$/),
      groups,
      fc.constantFrom(' ', '-', '.', ' - '),
      (country, rest, by) => {
        const digits = [country, ...rest].join('')
        fc.pre(digits.length >= 7 && digits.length <= 15)
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
