/** How long a copy of a file may be used: every directive, redirects, validators and what a 304 confirms. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  conditionsOf,
  type Hop,
  isUsable,
  longestFreshMs,
  renewedTerms,
  termsOf,
} from '../../src/model/media/freshness.ts'

const askedAt = 1_000_000
const url = 'https://files.example.com/a.png'
const date = 'Tue, 01 Sep 2026 10:00:00 GMT'

const of = (headers: Hop['headers'], { before = [] as Hop[], isDocument = false, status = 200 } = {}) =>
  termsOf([...before, { status, headers }], { askedAt, url, isDocument })

const spans: [string, Hop['headers'], number][] = [
  ['nothing said: as long as Meta', {}, 600_000],
  ['public', { 'cache-control': 'public' }, 600_000],
  ['a year is ten minutes too', { 'cache-control': 'public, max-age=31536000, immutable' }, 600_000],
  ['a minute', { 'cache-control': 'max-age=60' }, 60_000],
  ['in quotes and capitals', { 'cache-control': 'Max-Age="60"' }, 60_000],
  ['of which some have passed', { 'cache-control': 'max-age=60', age: '20' }, 40_000],
  ['that have all passed', { 'cache-control': 'max-age=60', age: '90' }, 0],
  ['for shared caches', { 'cache-control': 'max-age=60, s-maxage=5' }, 5_000],
  ['no number', { 'cache-control': 'max-age=soon' }, 0],
  ['no-cache', { 'cache-control': 'no-cache' }, 0],
  ['no-cache of HTTP/1.0', { pragma: 'no-cache' }, 0],
  ['an end', { date, expires: 'Tue, 01 Sep 2026 10:01:00 GMT' }, 60_000],
  ['an end that has passed', { date, expires: 'Tue, 01 Sep 2026 09:00:00 GMT' }, 0],
  ['an end that is none', { date, expires: '0' }, 0],
  ['two lines', { 'cache-control': ['public', 'max-age=7'] }, 7_000],
]

for (const [name, headers, span] of spans) {
  test(`fresh for ${span} ms: ${name}`, () => {
    assert.deepEqual(
      { ...of(headers), validators: undefined },
      {
        isKeepable: true,
        freshUntil: askedAt + span,
        validators: undefined,
      },
    )
  })
}

test('a file that may not be cached, wherever on the way that is said', () => {
  const never = [{ 'cache-control': 'no-store' }, { 'cache-control': 'Private, max-age=60' }, { vary: '*' }]
  for (const headers of never) {
    assert.equal(of(headers).isKeepable, false)
    assert.equal(of({}, { before: [{ status: 301, headers }] }).isKeepable, false)
    assert.equal(of(headers, { before: [{ status: 301, headers: {} }] }).isKeepable, false)
  }
})

test('a document is never fresh, whatever its headers', () => {
  for (const [, headers] of spans) assert.equal(of(headers, { isDocument: true }).freshUntil, askedAt)
})

test('a redirect counts as the file does: the strictest applies', () => {
  const through = (status: number, headers: Hop['headers']) => of({}, { before: [{ status, headers }] }).freshUntil
  for (const status of [301, 308]) assert.equal(through(status, {}), askedAt + longestFreshMs)
  for (const status of [302, 303, 307]) {
    assert.equal(through(status, {}), askedAt, 'it leads there this time only')
    assert.equal(through(status, { 'cache-control': 'max-age=30' }), askedAt + 30_000)
  }
})

test('a later request carries the validators', () => {
  const asked = (headers: Hop['headers']) => of(headers).validators
  const lastModified = 'Tue, 01 Sep 2026 09:00:00 GMT'
  assert.deepEqual(asked({ etag: '"1"', date, 'last-modified': lastModified }), { url, etag: '"1"' })
  assert.deepEqual(asked({ date, 'last-modified': lastModified }), { url, lastModified })
  assert.equal(asked({ date, 'last-modified': date }), undefined, 'it may change again within the second')
  assert.equal(asked({ 'last-modified': lastModified }), undefined)
  assert.equal(asked({}), undefined)
  assert.deepEqual(conditionsOf({ url, etag: 'W/"1"' }), { 'if-none-match': 'W/"1"' })
  assert.deepEqual(conditionsOf({ url, lastModified }), { 'if-modified-since': lastModified })
})

test('a 304 renews what it confirms, by its own headers or by the former ones', () => {
  const before = { ...of({ 'cache-control': 'max-age=60', etag: '"1"' }), askedAt }
  const later = askedAt + 500_000
  const renewed = (headers: Hop['headers']) => {
    const last = { status: 304, headers }
    const now = { ...termsOf([last], { askedAt: later, url, isDocument: false }), askedAt: later }
    return renewedTerms(before, now, last)
  }
  assert.deepEqual(renewed({}), { isKeepable: true, freshUntil: later + 60_000, validators: { url, etag: '"1"' } })
  assert.equal(renewed({ 'cache-control': 'max-age=90' }).freshUntil, later + 90_000)
  assert.equal(renewed({ 'cache-control': 'no-store' }).isKeepable, false)
})

test('no copy is used that is older than the message and expired, or older than ten minutes', () => {
  const instants = fc.record({
    span: fc.integer({ min: 0, max: longestFreshMs }),
    acceptedAt: fc.integer({ min: 0, max: 2_000_000 }),
    sinceMs: fc.integer({ min: 0, max: 2_000_000 }),
  })
  fc.assert(
    fc.property(instants, ({ span, acceptedAt, sinceMs }) => {
      const now = askedAt + sinceMs
      const isUsed = isUsable({ askedAt, freshUntil: askedAt + span }, { acceptedAt, now })
      if (isUsed) assert.ok(sinceMs < longestFreshMs)
      if (isUsed && askedAt < acceptedAt) assert.ok(sinceMs < span)
      if (sinceMs < span) assert.ok(isUsed)
    }),
  )
})

test('any header is read without an exception, and no copy is kept for longer than ten minutes', () => {
  const names = fc.constantFrom('cache-control', 'expires', 'date', 'age', 'pragma', 'etag', 'last-modified', 'vary')
  const values = fc.oneof(
    fc.string(),
    fc.array(fc.string()),
    fc.constantFrom('max-age=-1', 'max-age=9999999999999', '-1'),
  )
  fc.assert(
    fc.property(fc.dictionary(names, values), fc.integer({ min: 200, max: 399 }), (headers, status) => {
      const { freshUntil } = of(headers, { status })
      assert.ok(freshUntil >= askedAt && freshUntil <= askedAt + longestFreshMs)
    }),
  )
})
