/** The console has plain words, in each language, for every code with which the gateway may store a failure. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { causeOf, causes } from '../../console/src/words/failures/causes.ts'
import { failures as en } from '../../console/src/words/failures/texts-en.ts'
import { failures as es } from '../../console/src/words/failures/texts-es.ts'
import { failures as pt } from '../../console/src/words/failures/texts-pt.ts'
import { metaErrorClasses, metaErrorRanges } from '../../src/channel/cloud/outcomes/error-classes.ts'
import { failures as ownKeys } from '../../src/model/errors/errors.ts'
import { type FailureKind, failureKinds } from '../../src/model/outcome/failure-kinds.ts'

const kinds: FailureKind[] = Object.values(failureKinds)
const known = new Set([
  ...Object.keys(metaErrorClasses),
  ...kinds.flatMap(({ codes, keys = [] }) => [...codes.map(String), ...keys]),
  ...Object.keys(ownKeys),
])
const words = { en, es, pt }

describe('words of failures', () => {
  test('every code that the gateway knows has a cause of its own', () => {
    assert.ok(known.size > 70, String(known.size))
    assert.deepEqual(
      [...known].filter((code) => causeOf(code) === 'other'),
      [],
    )
  })

  test('every family of codes has one, at both of its ends', () => {
    const families = [
      ...metaErrorRanges,
      ...kinds.flatMap(({ ranges = [] }) => ranges.map(([from, to]) => ({ from, to }))),
    ]
    for (const { from, to } of families)
      for (const code of [from, to]) assert.notEqual(causeOf(code), 'other', String(code))
  })

  test('no cause names a code that the gateway does not know, and none a code twice', () => {
    const named = Object.values(causes).flatMap((codes: readonly (string | number)[]) => codes.map(String))
    assert.deepEqual(named.toSorted(), [...new Set(named)].toSorted())
    assert.deepEqual(
      named.filter((code) => !known.has(code)),
      [],
    )
  })

  test('an undocumented code is told as such', () => {
    for (const code of ['999999', '', 'SOMETHING']) assert.equal(causeOf(code), 'other')
  })

  for (const [language, texts] of Object.entries(words)) {
    test(`${language} says of every cause what happened and what to do`, () => {
      assert.deepEqual(Object.keys(texts), Object.keys(causes))
      for (const [cause, { says, advice }] of Object.entries(texts))
        for (const text of [says, advice]) assert.match(text, /^[A-ZÁÉÍÓÚ].{14,}\.$/u, cause)
    })
  }

  test('languages differ', () => {
    for (const cause of Object.keys(causes) as (keyof typeof causes)[])
      for (const part of ['says', 'advice'] as const)
        assert.equal(new Set(Object.values(words).map((texts) => texts[cause][part])).size, 3, `${cause} ${part}`)
  })
})
