/** docs/campaigns.md and the table of failures say the same, both ways. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stopTexts } from '../../src/model/campaign/stop-texts.ts'
import { stopNames } from '../../src/model/outcome/failure-kinds.ts'
import { readDocument } from '../support/documents.ts'
import { documentedRows } from '../support/failure-table.ts'
import { tableRows } from '../support/markdown.ts'

const page = readDocument('docs/campaigns.md')

test('every kind of failure is documented, with its codes and the reaction to each kind of report, and no other', () => {
  assert.deepEqual(tableRows(page, 'Every failure'), documentedRows())
})

test('every reason is documented with its remedy, and no other', () => {
  const known = stopNames().map((name) => [`\`${name}\``, stopTexts[name].says.en, stopTexts[name].advice.en])
  assert.deepEqual(tableRows(page, 'Why it rests, and what to do'), known)
})
