/** Saved views: pages and their filters as the console's addresses have them, names, and whom a view names. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Between, periods as consolePeriods, rangeOf } from '../../console/src/app/days.ts'
import { listPages } from '../../console/src/app/list-pages.ts'
import {
  mayNamePerson,
  namesPerson,
  periods,
  viewNameKey,
  viewNameOf,
  viewPages,
} from '../../src/model/access/saved-view.ts'

test('a view of a page can have exactly the filters of its address, and the same periods', () => {
  const ours = Object.entries(viewPages).map(([page, { filters }]) => [page, [...filters].toSorted()])
  const theirs = Object.entries(listPages).map(([page, { filters }]) => [page, [...filters].toSorted()])
  assert.deepEqual(theirs.toSorted(), ours.toSorted())
  assert.deepEqual([...consolePeriods], [...periods])
})

test('a period is days of the reader, and moves with them; with days beside it, what is in both', () => {
  const now = new Date(2026, 11, 1, 15, 30)
  const at = (day: number, hour = 0) => new Date(2026, 11, day, hour).toISOString()
  const said = (between: Between) => rangeOf(between, now)
  assert.deepEqual(said({ period: 'today' }), { from: at(1) })
  const lastOfYesterday = new Date(new Date(2026, 11, 1).getTime() - 1).toISOString()
  assert.deepEqual(said({ period: 'yesterday' }), { from: at(0), to: lastOfYesterday })
  assert.deepEqual(said({ period: '24h' }), { from: new Date(2026, 10, 30, 15, 30).toISOString() })
  assert.deepEqual(said({ period: '7d' }), { from: at(-5) })
  assert.deepEqual(said({ period: '30d' }), { from: at(-28) })
  assert.deepEqual(said({ period: '7d', from: '2026-11-30' }), { from: at(0) })
  assert.deepEqual(said({ period: 'today', from: '2026-11-30' }), { from: at(1) })
  assert.deepEqual(said({ from: '2026-11-30' }), { from: at(0) })
  assert.deepEqual(said({}), {})
  assert.deepEqual(said({ period: 'soon' }), { from: 'soon' }, 'the gateway refuses it')
})

test('a name stands in one line, and is the same in upper and lower case, however it was composed', () => {
  assert.equal(viewNameOf('  Los \n de   hoy '), 'Los de hoy')
  assert.equal(viewNameKey('ÁREA'), viewNameKey('a\u0301rea'.normalize('NFC')))
})

test('a view names a person by a whole identifier in any spelling, or by a part that finds few others', () => {
  const names = ['593987654321', 'EC.AbC123']
  const says = (text: string, filter = 'person') => namesPerson({ name: 'x', filters: { [filter]: text } }, names)
  for (const text of ['593987654321', '+593 98 765-4321', '987654321', '8765432', 'ec.abc123', 'of 593987654321'])
    assert.ok(says(text), text)
  for (const text of ['593', '+593 98', '593900000001', 'EC.other', '131026']) assert.ok(!says(text), text)
  assert.ok(says('wamid 593987654321', 'text'))
  assert.ok(namesPerson({ name: 'Ana (593987654321)', filters: {} }, names))
  assert.ok(!namesPerson({ name: 'x', filters: { from: '2026-12-01' } }, ['20261201']), 'a day is no number')
})

test('the trail marks what may be a number, and shows the rest', () => {
  for (const [name, text] of [
    ['person', 'EC.abc'],
    ['text', 'Ana'],
    ['name', 'Luz 98 765 4321'],
  ] as const)
    assert.ok(mayNamePerson(name, text), name)
  for (const [name, text] of [
    ['from', '2026-12-01'],
    ['code', '131026'],
    ['name', 'Fallados de hoy'],
  ] as const)
    assert.ok(!mayNamePerson(name, text), name)
})
