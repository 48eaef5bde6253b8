/**
 * Properties of any body: parsing never throws, an accepted message is plain JSON within its own rules, a refused one
 * names real rules. Bodies are arbitrary JSON, and documented examples with one or two fields replaced by anything.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { rules } from '../../src/model/errors/violation.ts'
import { messageTypes, parseSessionRequest, sessionRequestSchema } from '../../src/model/message/parse.ts'

type Json = Record<string, unknown>

const fits = Compile(sessionRequestSchema)

const examples = Object.values(messageTypes)
  .flatMap((family) => family.schemas)
  .map((schema) => (schema as unknown as { examples: [Json] }).examples[0])

const hostile = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, '', ' ', '😀'.repeat(70), 'x'.repeat(5000), '\ud800', '__proto__', -0, 1e308, [], [[]], {}, [
    null,
  ]),
  fc.string({ unit: fc.constantFrom('\ud800', '\u0000', '\u0301', '*', '_', '😀', ' ', '/', '.', '9', '+') }),
)

/** Every path in a value, as lists of keys. */
function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsOf(inner).map((path) => [key, ...path])])
}

function replaced(value: unknown, path: string[], by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (typeof value !== 'object' || value === null) return value
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Json
  copy[key] = replaced(copy[key], rest, by)
  return copy
}

const mutated = fc
  .constantFrom(...examples)
  .chain((example) =>
    fc.tuple(
      fc.constant(example as unknown),
      fc.array(fc.tuple(fc.constantFrom(...pathsOf(example)), hostile), { minLength: 1, maxLength: 2 }),
    ),
  )
  .map(([example, changes]) => changes.reduce((body, [path, by]) => replaced(body, path, by), example))

/** Values that could mislead the parser. */
const loose = fc.record(
  {
    type: fc.constantFrom(...Object.keys(messageTypes), 'TEXT', 'Carousel'),
    userId: fc.constant('593987654321'),
    text: hostile,
    title: hostile,
    mediaUrl: fc.oneof(fc.webUrl(), hostile),
    buttons: hostile,
    options: fc.oneof(fc.array(fc.record({ title: hostile, id: hostile }, { requiredKeys: [] })), hostile),
    quick_replies: fc.array(fc.record({ title: fc.string() })),
    coordinates: fc.record({ lat: fc.oneof(fc.double(), fc.string(), hostile), long: fc.double() }),
    contacts: fc.array(
      fc.record({ name: hostile, phones: hostile, org: hostile, emails: hostile }, { requiredKeys: [] }),
    ),
    parameters: fc.oneof(
      hostile,
      fc.record({ cards: fc.array(fc.oneof(hostile, fc.record({ card_index: hostile }))) }),
    ),
  },
  { requiredKeys: ['type', 'userId'] },
)

function check(body: unknown): void {
  const parsed = parseSessionRequest(body, { botId: 'demo' })
  if (parsed.ok) {
    const { content } = parsed.value
    assert.deepEqual(JSON.parse(JSON.stringify(content)), content)
    assert.ok(content.type === 'options' || content.type in messageTypes)
    return
  }
  assert.ok(parsed.violations.length > 0 && parsed.violations.length <= 100)
  for (const { path, rule } of parsed.violations) assert.ok(path !== '' && rule in rules)
}

test('parsing never throws and what it accepts is JSON: any value', () => {
  fc.assert(fc.property(fc.oneof(fc.jsonValue(), fc.object()), check), { numRuns: 500 })
})

test('parsing never throws and what it accepts is JSON: examples with fields replaced', () => {
  fc.assert(fc.property(mutated, check), { numRuns: 2000 })
})

test('parsing never throws and what it accepts is JSON: the right fields holding anything', () => {
  fc.assert(fc.property(loose, check), { numRuns: 500 })
})

test('parsing leaves the request unchanged', () => {
  fc.assert(
    fc.property(mutated, (body) => {
      const before = structuredClone(body)
      check(body)
      assert.deepEqual(body, before)
    }),
    { numRuns: 300 },
  )
})

/**
 * The schema knows types, presence and counts; the parser knows more. So the parser must refuse all that the schema
 * refuses.
 */
test('a wrong type or a missing field that the schema refuses is refused by the parser', () => {
  const wrong = fc.constantFrom<unknown>(7, true, [])
  const required = fc.constantFrom(...examples).chain((example) => {
    const paths = pathsOf(example).filter((path) => path[0] !== 'userId' && path[0] !== 'type')
    return fc.tuple(fc.constant(example), fc.constantFrom(...paths), wrong)
  })
  fc.assert(
    fc.property(required, ([example, path, by]) => {
      const body = replaced(example, path, by)
      if (!fits.Check(body)) assert.ok(!parseSessionRequest(body, { botId: 'demo' }).ok, JSON.stringify(body))
    }),
    { numRuns: 500 },
  )
})
