/** When a version of the Graph API ends, by its dates. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultGraphVersion, graphVersionAt } from '../../src/model/bot/graph-version.ts'

const at = (date: string) => Date.parse(date)

test('a version is told of 60 days before its end, and afterwards', () => {
  const cases: [version: string, now: string, state: string][] = [
    ['v21.0', '2026-11-21', 'later'],
    ['v21.0', '2026-11-23', 'soon'],
    ['v21.0', '2027-01-20', 'soon'],
    ['v21.0', '2027-01-21', 'ended'],
    ['v19.0', '2026-12-02', 'ended'],
    ['v9.0', '2026-12-02', 'ended'],
    ['v31.0', '2026-12-02', 'open'],
    ['later', '2026-12-02', 'open'],
  ]
  for (const [version, now, state] of cases) assert.equal(graphVersionAt(version, at(now)).state, state, version)
})

test('the default is none that has an end', () => {
  assert.deepEqual(graphVersionAt(defaultGraphVersion, at('2026-12-02')), { state: 'open' })
})
