/** docs/errors.md and the catalogue say the same, both ways; and the catalogue keeps its own rules. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type CatalogueEntry, catalogue, failures, languages } from '../../src/model/errors/errors.ts'
import { tableRows } from '../support/markdown.ts'

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
const entries: [string, CatalogueEntry][] = Object.entries(catalogue)

test('every code is documented with its key and status, and no other', () => {
  const documented = tableRows(page, 'Codes').map(([code, key, status]) => `${code} ${key} ${status}`)
  assert.deepEqual(
    documented,
    entries.map(([key, { code, status }]) => `${code} ${key} ${status}`),
  )
})

test('every code and failure has a meaning and a remedy', () => {
  const rows = [...tableRows(page, 'Codes'), ...tableRows(page, 'Messages that fail later')]
  for (const row of rows) for (const cell of row.slice(-2)) assert.ok(cell.length > 10, row.join(' | '))
})

test('every own failure of a message is documented, and no other', () => {
  const documented = tableRows(page, 'Messages that fail later').map(([key]) => key)
  assert.deepEqual(documented.toSorted(), Object.keys(failures).toSorted())
})

/** A letter where a status has more than ten errors, as 409 does. */
test('codes are unique; own ones are R, their status and a digit or letter', () => {
  assert.equal(new Set(entries.map(([, { code }]) => code)).size, entries.length)
  for (const [key, { code, status }] of entries) {
    if (code.startsWith('E')) assert.ok(['E0000', 'E0422', 'E1019'].includes(code), key)
    else assert.match(code, new RegExp(`^R${status}[0-9A-Z]$`), key)
  }
})

test('every text is there in each language, and differs between them', () => {
  for (const [key, { developer, client }] of entries) {
    for (const texts of [developer, client]) {
      for (const language of languages) assert.ok(texts[language].length > 10, `${key} ${language}`)
      assert.equal(new Set(Object.values(texts)).size, languages.length, key)
    }
  }
})
