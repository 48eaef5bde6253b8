/** docs/configuration.md and the table of settings say the same, both ways. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { settings } from '../../src/config/config.ts'
import { tableRows } from '../support/markdown.ts'

const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')

test('every setting is documented with its default, and no other', () => {
  const documented = tableRows(page).map(([name, fallback]) => `${name} ${fallback}`)
  const known = Object.entries(settings).map(([name, one]) => `\`${name}\` ${one.default ? `\`${one.default}\`` : '–'}`)
  assert.deepEqual(documented, known)
})

test('every setting has a meaning', () => {
  for (const [name = '', , meaning = ''] of tableRows(page)) assert.ok(meaning.length > 10, name)
})
