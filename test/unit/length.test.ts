/** Length, emoji, formatting marks and phone forms: the measures of every limit of the API. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { charactersIn, pointsIn } from '../../sandbox/characters.ts'
import { hasPlaceholder } from '../../src/model/skill/placeholder.ts'
import { composed, hasEmoji, hasMarkdown, length, lengthOver } from '../../src/model/text/length.ts'
import { isDigitsPhone, isUserId, normaliseE164 } from '../../src/model/user/phone.ts'

test('length counts code points, and texts for people are counted in NFC', () => {
  const cases: [text: string, expected: number][] = [
    ['', 0],
    ['hola', 4],
    ['áéíóú', 5],
    ['áéíóú'.normalize('NFD'), 5],
    ['ñandú'.normalize('NFD'), 5],
    ['tiếng Việt'.normalize('NFD'), 10],
    ['สวัสดี', 6],
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
    ['{"quoted"}', 10],
    ['x́', 2],
  ]
  for (const [text, expected] of cases) assert.equal(length(composed(text)), expected, JSON.stringify(text))
})

test('texts are composed to NFC, except for a pile of more combining marks than any language has', () => {
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 60 }), (text) => {
      assert.equal(composed(text), text.normalize('NFC'))
    }),
  )
  const pile = `e${'\u0301'.repeat(31)}`
  assert.equal(composed(pile), pile)
  assert.equal(composed(`e${'\u0301'.repeat(30)}`), `é${'\u0301'.repeat(29)}`)
})

/** Unbounded, sorting these marks takes four minutes, and the former expression for formatting marks as long. */
test('a long text costs in proportion to its length', () => {
  const half = 170_000
  const texts = [
    `a${'\u0315\u0300\u0327'.repeat(half)}`,
    `a${'\u0315\u0300\u0327'.repeat(10)}`.repeat(16_000),
    `a${'\u0301'.repeat(half)}${'\u0327'.repeat(half)}`,
    '*a '.repeat(half),
    '*'.repeat(500_000),
    `{{${' '.repeat(500_000)}`,
    `\`\`\`${'a'.repeat(500_000)}`,
  ]
  for (const text of texts) {
    const before = process.cpuUsage()
    lengthOver(composed(text), 1024)
    charactersIn(text)
    hasMarkdown(text)
    hasEmoji(text)
    hasPlaceholder(text)
    // CPU time of this process: other processes do not count.
    const { user, system } = process.cpuUsage(before)
    assert.ok(user + system < 5_000_000, `${text.slice(0, 6)} ${user + system} µs`)
  }
})

const piece = fc.constantFrom(
  'a',
  'é',
  '\u0301',
  '\u0327',
  '\u0958',
  '😀',
  '👩‍👧',
  '🇪🇨',
  '\u200d',
  '\ufe0f',
  '\r',
  '\n',
  '한',
  '\u1112',
  '\u1161',
)

test('lengthOver returns the exact length when it is over the limit, and the sandbox counts alike', () => {
  assert.equal(lengthOver('12345', 5), undefined)
  assert.equal(lengthOver('123456', 5), 6)
  assert.equal(lengthOver('😀'.repeat(5), 5), undefined)
  assert.equal(lengthOver('😀'.repeat(6), 5), 6)
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 80 }), fc.nat(40), (text, limit) => {
      assert.equal(lengthOver(text, limit) === undefined, length(text) <= limit)
      assert.equal(charactersIn(text), length(composed(text)))
      assert.equal(pointsIn(text), length(text))
    }),
  )
})

test('hasEmoji finds emoji and ignores plain symbols', () => {
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

test('normaliseE164 removes the separators that people write, and requires the plus', () => {
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
