/** docs/diagnostics.md names every check that there is, and the tables of their sentences keep their own rules. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findings, unasked } from '../../src/diagnostics/finding.ts'
import { reasons } from '../../src/diagnostics/reasons.ts'
import type { Texts } from '../../src/model/errors/texts.ts'
import { readDocument } from '../support/documents.ts'
import { tableRows } from '../support/markdown.ts'

const languages = ['en', 'es', 'pt'] as const
const rows = [
  ...Object.entries(findings).flatMap(([name, found]) =>
    Object.entries(found).map(([key, row]) => ({ name: `${name}.${key}`, row })),
  ),
  { name: 'unasked', row: unasked },
]
const texts = rows.flatMap(({ name, row }) => [
  { name, texts: row.found as Texts },
  ...('fix' in row ? [{ name: `${name} fix`, texts: row.fix as Texts }] : []),
])
const figuresOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, figure]) => figure).sort()

describe('docs/diagnostics.md', () => {
  test('has a row for every check, and no other', () => {
    const documented = tableRows(readDocument('docs/diagnostics.md'), 'Checks').map(([name = '']) =>
      name.replaceAll('`', ''),
    )
    assert.deepEqual(documented.toSorted(), Object.keys(findings).toSorted())
  })
})

describe('what checks find', () => {
  test('everything but ok has a fix', () => {
    assert.ok(rows.length > 80, String(rows.length))
    for (const { name, row } of rows) assert.equal('fix' in row, row.status !== 'ok', name)
  })

  test('each sentence is there in three languages, which differ, with the same figures', () => {
    for (const { name, texts: one } of texts) {
      for (const language of languages) assert.match(one[language], /^.{10,}\.$/, `${name} ${language}`)
      assert.equal(new Set(Object.values(one)).size, languages.length, name)
      for (const language of languages)
        assert.deepEqual(figuresOf(one[language]), figuresOf(one.en), `${name} ${language}`)
    }
  })

  test('reasons fit into a sentence', () => {
    for (const [name, one] of Object.entries(reasons))
      for (const language of languages) assert.match(one[language], /^.{3,}[^.\s]$/, `${name} ${language}`)
  })
})
