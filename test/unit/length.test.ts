/** Length, emoji, formatting marks and phone forms: what every limit of the API is counted with. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hasEmoji, hasMarkdown, length, lengthOver } from '../../src/model/length.ts'
import { isDigitsPhone, isUserId, normaliseE164 } from '../../src/model/phone.ts'

test('length counts characters as people see them, and emoji by their code points', () => {
  const cases: [text: string, expected: number][] = [
    ['', 0],
    ['hola', 4],
    ['áéíóú', 5],
    ['áéíóú'.normalize('NFD'), 5],
    ['ñandú'.normalize('NFD'), 5],
    ['สวัสดี', 4],
    ['हिन्दी', [...new Intl.Segmenter('hi').segment('हिन्दी')].length],
    ['한국어'.normalize('NFD'), 3],
    ['漢字', 2],
    ['𠮷', 1],
    ['😎', 1],
    ['❤️', 2],
    ['👍🏽', 2],
    ['👩‍👩‍👧‍👦', 7],
    ['🇪🇨', 2],
    ['1️⃣', 3],
    ['a\r\nb', 4],
    ['a\r\nб', 4],
    ['\ud800', 1],
    ['{"quoted"}', 10],
  ]
  for (const [text, expected] of cases) assert.equal(length(text), expected, JSON.stringify(text))
})

test('a pile of accents counts whole, so that no text hides behind one letter', () => {
  assert.equal(length(`a${'\u0301'.repeat(7)}`), 1)
  assert.equal(length(`a${'\u0301'.repeat(8)}`), 9)
  assert.ok(length(`a${'\u0301'.repeat(10_000)}`) > 4096)
})

test('length lies between the letters a text can have and its code points, and never splits a joined text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const codePoints = [...text].length
      assert.ok(length(text) <= codePoints)
      assert.ok(length(text) * 16 >= text.length)
      assert.equal(length(`${text} ${text}`), 2 * length(text) + 1)
    }),
  )
})

const piece = fc.constantFrom(
  'a',
  'é',
  '\u0301',
  '😀',
  '👩‍👧',
  '🇪🇨',
  '\u200d',
  '\ufe0f',
  '\r',
  '\n',
  '한',
  '\ud800',
  '\udc00',
)

test('lengthOver tells the length exactly when it is over the limit', () => {
  assert.equal(lengthOver('12345', 5), undefined)
  assert.equal(lengthOver('123456', 5), 6)
  assert.equal(lengthOver('é'.normalize('NFD').repeat(5), 5), undefined)
  assert.equal(lengthOver('😀'.repeat(5), 5), undefined)
  assert.equal(lengthOver('😀'.repeat(6), 5), 6)
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 80 }), fc.nat(40), (text, limit) => {
      assert.equal(lengthOver(text, limit) === undefined, length(text) <= limit)
    }),
  )
})

test('hasEmoji finds emoji and lets signs of plain text be', () => {
  for (const text of ['Sí 😀', '👍🏽', '🇪🇨', '1️⃣', '❤', '☎ Llamar', '©️', '⭐', '✔']) assert.ok(hasEmoji(text), text)
  for (const text of [
    'Sí',
    '100 % (IVA)',
    '#1 *',
    'Marca® ©2026 ™',
    '→ Siguiente',
    'ñ ç ü',
    '<TÍTULO_BOTÓN_1>',
    '漢字',
    '',
  ])
    assert.ok(!hasEmoji(text), text)
})

test('hasMarkdown finds what WhatsApp would format and nothing else', () => {
  for (const text of [
    '*Sí*',
    'es *muy* bueno',
    '_no_',
    '~1~ 2',
    '```x```',
    '`x`',
    '*_Sí_*',
    '(*x*)',
    '```a\nb```',
    '*dos palabras*',
  ])
    assert.ok(hasMarkdown(text), text)
  for (const text of [
    'snake_case_name',
    '<TÍTULO_BOTÓN_1>',
    '5 * 3 * 2',
    '*',
    '**',
    '* Sí',
    'Sí*',
    'a*b*c',
    '2*3',
    '_',
    '~',
    '~ 5',
    "it's `",
    '*a\nb*',
  ])
    assert.ok(!hasMarkdown(text), text)
})

test('a recipient is digits with country code, or a business-scoped id', () => {
  for (const id of [
    '593987654321',
    '5215512345678',
    '1234567',
    '123456789012345',
    'US.13491208655302741918',
    'EC.ENT.Ab9',
    `BR.${'a'.repeat(128)}`,
  ])
    assert.ok(isUserId(id), id)
  for (const id of [
    '',
    '+593987654321',
    '0987654321',
    '593 98765',
    '123456',
    '1234567890123456',
    'us.123',
    'US.',
    'USA.1',
    'US.a-b',
    `BR.${'a'.repeat(129)}`,
    'USER_ID',
    '593987654321\n',
  ])
    assert.ok(!isUserId(id), id)
  assert.ok(isDigitsPhone('593987654321'))
  assert.ok(!isDigitsPhone('US.13491208655302741918'))
})

test('normaliseE164 takes away what people write between digits, and wants the plus', () => {
  assert.equal(normaliseE164('+593987654321'), '+593987654321')
  assert.equal(normaliseE164(' +1 (631) 555-12.34 '), '+16315551234')
  for (const phone of [
    '593987654321',
    '+0987654321',
    '+123456',
    '+1234567890123456',
    '+PHONE_ID',
    '++593987654321',
    '',
  ])
    assert.equal(normaliseE164(phone), undefined, phone)
})
