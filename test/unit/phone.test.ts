/** Two spellings of one person's number: Brazil, Mexico, Argentina; and everybody else, who has one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { otherSpelling, personKey } from '../../src/model/user/phone.ts'

const pairs: [string, string, string][] = [
  ['Brazil, the ninth digit', '5511987654321', '551187654321'],
  ['Brazil, another area', '5585991234567', '558591234567'],
  ['Mexico, the mobile 1', '5215512345678', '525512345678'],
  ['Argentina, the mobile 9', '5491123456789', '541123456789'],
]

for (const [name, long, short] of pairs) {
  test(`${name}: each spelling leads to the other`, () => {
    assert.equal(otherSpelling(long), short)
    assert.equal(otherSpelling(short), long)
    assert.equal(personKey(long), personKey(short))
  })
}

const single: [string, string][] = [
  ['Ecuador', '593987654321'],
  ['Brazil, a landline', '551133334444'],
  ['Brazil, too short', '5511876543'],
  ['Mexico, too long', '52155123456789'],
  ['Spain', '34600000000'],
  ['a scoped id', 'BR.5511987654321'],
  ['Argentina, too short', '54112345678'],
]

for (const [name, userId] of single) {
  test(`${name}: only one spelling leads to the other`, () => {
    assert.equal(otherSpelling(userId), undefined)
    assert.equal(personKey(userId), userId)
  })
}

test('the other spelling of the other spelling is the first, and both have one key', () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
  const number = fc
    .tuple(fc.constantFrom('55', '52', '54', '593', '1', '549', '521'), fc.integer({ min: 7, max: 12 }).chain(digits))
    .map(([country, rest]) => country + rest)
  fc.assert(
    fc.property(number, (userId) => {
      const other = otherSpelling(userId)
      if (other === undefined) return
      assert.equal(otherSpelling(other), userId)
      assert.equal(personKey(other), personKey(userId))
      assert.equal(Math.abs(other.length - userId.length), 1)
    }),
  )
})
