/** What a test waits for: when it fits, and how it is said when it never comes. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fits, inWords, missing } from '../../src/testing/match.ts'

describe('a value fits', () => {
  const cases: [value: unknown, wanted: unknown, isFit: boolean][] = [
    ['Hola Ana', /ana$/i, true],
    ['Hola', /adiós/, false],
    // A global expression remembers where it stopped; that must not matter.
    ['a a', /a/g, true],
    [7, /7/, false],
    [7, (value: number) => value > 6, true],
    [7, (value: number) => value > 7, false],
    [{ text: 'a', more: 1 }, { text: 'a' }, true],
    [{ text: 'a' }, { text: 'a', more: 1 }, false],
    [{ bubble: { type: 'text', text: 'Hola' } }, { bubble: { text: /ola/ } }, true],
    [['Sí', 'No'], ['Sí', /N/], true],
    [['Sí', 'No'], ['Sí'], false],
    [undefined, { text: 'a' }, false],
    [undefined, undefined, true],
    [null, undefined, false],
    [Number.NaN, Number.NaN, true],
    [{ text: 'a' }, {}, true],
  ]
  for (const [value, wanted, isFit] of cases)
    test(`${inWords(value)} and ${inWords(wanted)}: ${isFit}`, () => assert.equal(fits(value, wanted), isFit))
})

test('what was wanted is said as it was written', () => {
  const isLong = (text: string) => text.length > 9
  assert.equal(
    inWords({ text: /a/i, type: 'text', buttons: ['x'], status: undefined, body: isLong }),
    '{ text: /a/i, type: "text", buttons: ["x"], body: isLong }',
  )
})

test('what came instead is the latest', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `line ${index}`)
  const { message } = missing('nothing that fits came', 5, lines)
  assert.match(message, /^nothing that fits came within 5 ms\. What came:\n {2}… and 2 before\n {2}line 2\n/)
  assert.match(missing('it did not come', 5, []).message, /Nothing came\.$/)
})
