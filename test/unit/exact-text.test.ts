/** Numbers where a text is expected: accepted when they cannot have lost anything, refused when they can. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exactText } from '../../src/model/request/check.ts'
import { parseTemplateById } from '../../src/model/template/by-id.ts'
import { parseHsmRequest } from '../../src/model/template/request.ts'

const table: [unknown, string | undefined][] = [
  ['', ''],
  ['007', '007'],
  [0, '0'],
  [-5, '-5'],
  [593987654321, '593987654321'],
  [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  [2 ** 53, undefined],
  [1e21, undefined],
  [12.5, '12.5'],
  [0.1 + 0.2, undefined],
  [1e-7, undefined],
  [-0, undefined],
  [Number.NaN, undefined],
  [true, undefined],
  [null, undefined],
  [undefined, undefined],
]

test('numbers are accepted up to the exact range, and refused one beyond', () => {
  for (const [value, expected] of table) assert.equal(exactText(value), expected, String(value))
})

test('a number that JSON cannot represent is never sent as another one', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }), (whole) => {
      const text = exactText(JSON.parse(String(whole)))
      assert.ok(text === undefined || text === String(whole))
      assert.equal(text === undefined, whole > 2n ** 53n - 1n || whole < -(2n ** 53n) + 1n)
    }),
  )
})

test('any value of a template may be a number, and a single destination need not be a list', () => {
  const body = {
    elementName: 'a',
    destinations: 593987654321,
    parameters: ['Ana', 42],
    headerParameters: [7],
    dynamicUrlParameter: [12.5],
    cards: [{ params: [1] }],
  }
  const parsed = parseHsmRequest(body, { now: 0 })
  assert.ok(parsed.ok, JSON.stringify(parsed))
  const { destinations, parameters, headerParameters, dynamicUrlParameters, cards } = parsed.value
  assert.deepEqual(
    [destinations, parameters, headerParameters, dynamicUrlParameters, cards[0]?.params],
    [['593987654321'], ['Ana', '42'], ['7'], ['12.5'], ['1']],
  )
  const alone = parseHsmRequest({ ...body, destinations: '593987654321' }, { now: 0 })
  assert.deepEqual(alone.ok && alone.value.destinations, ['593987654321'])
  const byId = parseTemplateById(
    { templateId: 77, userId: 593987654321, parameters: { 1: 42 } },
    { botId: 'demo', now: 0 },
  )
  assert.deepEqual(byId.ok && [byId.value.templateId, byId.value.userId, byId.value.parameters], [
    '77',
    '593987654321',
    { 1: '42' },
  ])
})
