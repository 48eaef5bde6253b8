/** What counts as a wish to stop marketing messages or to get them again: words, and Meta's user_preferences. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { preferencesIn } from '../../src/model/consent/preferences.ts'
import { defaultResumeWords, defaultStopWords, wishOf, wordKey } from '../../src/model/consent/words.ts'

const said: [text: string, wish: 'stop' | 'resume' | undefined][] = [
  ['STOP', 'stop'],
  ['baja', 'stop'],
  ['  Bája!! ', 'stop'],
  ['¡BAJA!', 'stop'],
  ['"Salir".', 'stop'],
  ['parar', 'stop'],
  ['Sair', 'stop'],
  ['cancelar   suscripcion', 'stop'],
  ['Parar promocoes', 'stop'],
  ['PARAR PROMOÇÕES', 'stop'],
  ['dar-de-baja', 'stop'],
  ['stop 🛑', 'stop'],
  ['ALTA', 'resume'],
  ['start', 'resume'],
  ['Reativar', 'resume'],
  // A whole answer only.
  ['no quiero salir', undefined],
  ['Stop it, please', undefined],
  ['bajada', undefined],
  ['altas', undefined],
  // Words that bots use for other things.
  ['cancelar', undefined],
  ['no', undefined],
  ['', undefined],
  ['🙂', undefined],
  [`STOP${'!'.repeat(300)}`, undefined],
]

describe('words of consent', () => {
  for (const [text, wish] of said)
    test(`${JSON.stringify(text.slice(0, 30))} is ${wish ?? 'no wish'}`, () => assert.equal(wishOf(text, {}), wish))

  test('the defaults are one word each, and in one list only', () => {
    const keys = [...defaultStopWords, ...defaultResumeWords].map(wordKey)
    assert.deepEqual(keys.toSorted(), [...new Set(keys)].toSorted())
    assert.ok(keys.every((key) => key !== ''))
  })

  test('the guide names them all, in every language', () => {
    for (const language of ['en', 'es', 'pt']) {
      const page = readFileSync(new URL(`../../guide/${language}/consent.md`, import.meta.url), 'utf8')
      for (const word of [...defaultStopWords, ...defaultResumeWords])
        assert.ok(page.includes(`\`${word}\``), `${word} in ${language}`)
    }
  })

  test("a bot's own words take the place of the defaults; an empty list has none", () => {
    const words = { stopWords: ['Basta ya'], resumeWords: [] }
    assert.equal(wishOf('¡basta YA!', words), 'stop')
    assert.equal(wishOf('STOP', words), undefined)
    assert.equal(wishOf('ALTA', words), undefined)
    assert.equal(wishOf('STOP', { stopWords: null }), 'stop')
    assert.equal(wishOf('sí', { stopWords: ['SI'], resumeWords: ['sí'] }), 'stop')
    // A word without a letter or digit is nobody's answer.
    assert.equal(wishOf('!!', { stopWords: ['!!'] }), undefined)
  })

  test('case, marks, punctuation and space around a word never count', () => {
    const between = fc.constantFrom('', ' ', '.', '!', '¡', '…', '\n', '"', ' 🙂 ')
    const dressed = fc
      .tuple(fc.constantFrom(...defaultStopWords), fc.boolean(), fc.boolean(), between, between)
      .map(([word, isLower, isBare, before, behind]) => {
        const bare = isBare ? word.normalize('NFD').replace(/\p{M}/gu, '') : word.normalize('NFD')
        return `${before}${isLower ? bare.toLowerCase() : bare}${behind}`
      })
    fc.assert(fc.property(dressed, (text) => wishOf(text, {}) === 'stop'))
  })

  test('whatever the text, nothing throws, and a longer sentence is no wish', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => wordKey(wordKey(text)) === wordKey(text)))
    const sentence = fc.tuple(fc.constantFrom(...defaultStopWords), fc.stringMatching(/^[a-z]{9,20}$/))
    fc.assert(fc.property(sentence, ([word, more]) => wishOf(`${word} ${more}`, {}) === undefined))
  })
})

describe("Meta's user_preferences", () => {
  const at = 1_731_705_721_000
  const item = { wa_id: '593987654321', user_id: 'EC.1a2b', category: 'marketing_messages', timestamp: at / 1_000 }
  const of = (value: object, more = {}) => preferencesIn({ user_preferences: [value], ...more }, at + 5_000)

  test('stop, resume and signup, by either name of the person or both', () => {
    const both = { phone: '593987654321', scopedId: 'EC.1a2b', saidAt: at }
    assert.deepEqual(of({ ...item, value: 'stop' }), [{ ...both, wish: 'stop', word: 'stop' }])
    assert.deepEqual(of({ ...item, value: 'resume' }), [{ ...both, wish: 'resume', word: 'resume' }])
    assert.deepEqual(of({ ...item, value: 'signup' }), [{ ...both, wish: 'resume', word: 'signup' }])
    const { wa_id: _phone, ...scoped } = item
    const { user_id: _id, ...numbered } = item
    assert.deepEqual(of({ ...scoped, value: 'STOP' }), [
      { scopedId: 'EC.1a2b', saidAt: at, wish: 'stop', word: 'stop' },
    ])
    assert.deepEqual(of({ ...numbered, value: 'stop' })[0]?.phone, '593987654321')
  })

  test('without names, a single contact says who; two do not, and a parent names nobody', () => {
    const { wa_id: _phone, user_id: _id, ...nameless } = { ...item, value: 'stop', parent_user_id: 'EC.ENT.1' }
    assert.equal(of(nameless, { contacts: [{ wa_id: '593900000001' }] })[0]?.phone, '593900000001')
    assert.deepEqual(of(nameless, { contacts: [{ wa_id: '593900000001' }, { wa_id: '593900000002' }] }), [])
    assert.deepEqual(of(nameless), [])
  })

  test('the time is a number of seconds, never later than the report; without one it is the report', () => {
    const saidAt = (timestamp: unknown) => of({ ...item, value: 'stop', timestamp })[0]?.saidAt
    assert.equal(saidAt('1731705721'), at)
    assert.equal(saidAt(at), at + 5_000)
    assert.equal(saidAt(undefined), at + 5_000)
    assert.equal(saidAt('yesterday'), at + 5_000)
  })

  test('another category, an unknown value and broken items are left alone', () => {
    assert.deepEqual(of({ ...item, value: 'stop', category: 'calls' }), [])
    assert.deepEqual(of({ ...item, value: 'pause' }), [])
    fc.assert(fc.property(fc.anything(), (value) => Array.isArray(preferencesIn({ user_preferences: value }, at))))
    fc.assert(fc.property(fc.anything(), (value) => Array.isArray(of([value] as object))))
  })
})
