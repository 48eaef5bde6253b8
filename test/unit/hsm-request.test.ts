/** The body of a template send: each rule with its exact path, the aliases, and the echo of the documented 400. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { violationTexts } from '../../src/model/errors/violation.ts'
import { type HsmRequest, normalisedRequest, parseHsmRequest } from '../../src/model/template/request.ts'
import { hsmRequestSchema } from '../../src/model/template/request-schema.ts'
import { later, now } from '../support/template-definitions.ts'

const base = { elementName: 'demo', destinations: ['593987654321'], parameters: [] }

function parse(fields: object): HsmRequest {
  const parsed = parseHsmRequest({ ...base, ...fields }, { now })
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.value
}

/** `path rule` of each violation, in the order reported. */
function refusals(body: unknown): string[] {
  const parsed = parseHsmRequest(body, { now })
  return parsed.ok ? [] : parsed.violations.map(({ path, rule }) => `${path} ${rule}`)
}

const refused: [name: string, fields: object, ...expected: string[]][] = [
  ['no name', { elementName: undefined }, 'elementName required'],
  ['blank name', { elementName: ' ' }, 'elementName empty'],
  ['name that is a number', { elementName: 7 }, 'elementName type'],
  ['no destinations', { destinations: undefined }, 'destinations required'],
  ['an object of destinations', { destinations: { a: '593987654321' } }, 'destinations type'],
  ['empty destinations', { destinations: [] }, 'destinations too_few'],
  ['destination with plus', { destinations: ['593987654321', '+593987654321'] }, 'destinations.1 phone_digits'],
  ['local destination', { destinations: ['0987654321'] }, 'destinations.0 phone_digits'],
  ['destination with dashes', { destinations: ['593-987-654321'] }, 'destinations.0 phone_digits'],
  ['destination as a number beyond 2^53', { destinations: [2 ** 53] }, 'destinations.0 type'],
  ['no parameters', { parameters: undefined }, 'parameters required'],
  ['parameters as object', { parameters: { a: 1 } }, 'parameters type'],
  ['number among parameters that lost digits', { parameters: ['a', 1e21] }, 'parameters.1 type'],
  ['empty parameter', { parameters: ['', 'b'] }, 'parameters.0 empty'],
  ['line break in a parameter', { parameters: ['a\nb'] }, 'parameters.0 template_parameter_text'],
  ['tab in a parameter', { parameters: ['a\tb'] }, 'parameters.0 template_parameter_text'],
  ['five spaces in a parameter', { parameters: ['a     b'] }, 'parameters.0 template_parameter_text'],
  ['unknown type', { type: 'audio' }, 'type one_of'],
  ['language that is none', { language: 'spanish' }, 'language format'],
  ['two header parameters', { headerParameters: ['a', 'b'] }, 'headerParameters too_many'],
  ['line break in the header', { headerParameters: ['a\n'] }, 'headerParameters.0 template_parameter_text'],
  ['media by http', { mediaUrl: 'http://cdn.ejemplo.com/a.png' }, 'mediaUrl url'],
  ['private media', { mediaUrl: 'https://10.0.0.1/a.png' }, 'mediaUrl url_public'],
  ['media of another kind', { type: 'video', mediaUrl: 'https://cdn.ejemplo.com/a.png' }, 'mediaUrl media_extension'],
  ['media of no kind', { mediaUrl: 'https://cdn.ejemplo.com/a.zip' }, 'mediaUrl media_extension'],
  ['filename with a path', { filename: '../a.pdf' }, 'filename filename'],
  ['buttonParameters as object', { buttonParameters: {} }, 'buttonParameters type'],
  ['button parameter without type', { buttonParameters: [{ payload: {} }] }, 'buttonParameters.0.type required'],
  ['button parameter of unknown type', { buttonParameters: [{ type: 'SPM' }] }, 'buttonParameters.0.type one_of'],
  ['payload as text', { buttonParameters: [{ type: 'URL', payload: 'x' }] }, 'buttonParameters.0.payload type'],
  ['eleven buttons', { buttonParameters: Array(11).fill({ type: 'URL' }) }, 'buttonParameters too_many'],
  ['payload that is no edge', { buttonPayloads: [{ type: 'node' }] }, 'buttonPayloads.0.type one_of'],
  ['action as number', { buttonPayloads: [{ action: 1 }] }, 'buttonPayloads.0.action type'],
  ['skillId as object', { buttonPayloads: [{ action: 'a', skillId: {} }] }, 'buttonPayloads.0.skillId type'],
  [
    'quick replies in both forms',
    { buttonPayloads: [{ action: 'a' }], buttonParameters: [{ type: 'QUICK_REPLY' }] },
    'buttonPayloads exclusive',
  ],
  [
    'addresses in both forms',
    { dynamicUrlParameter: ['a'], buttonParameters: [{ type: 'url' }] },
    'dynamicUrlParameter exclusive',
  ],
  ['actions as list', { actions: [] }, 'actions type'],
  ['setSkill without id', { actions: { setSkill: {} } }, 'actions.setSkill.id required'],
  [
    'memory beyond what one may have',
    { actions: { setMemoryParams: { a: 'ñ'.repeat(32_768) } } },
    'actions.setMemoryParams memory_full',
  ],
  ['memory as text', { actions: { setMemoryParams: 'a' } }, 'actions.setMemoryParams type'],
  ['offer end as date', { ltoParams: { expirationTime: '2030-01-01' } }, 'ltoParams.expirationTime timestamp'],
  ['offer end now', { ltoParams: { expirationTime: now } }, 'ltoParams.expirationTime future'],
  ['expiry as fraction', { expirationTime: now + 0.5 }, 'expirationTime timestamp'],
  ['expiry beyond time', { expirationTime: '9'.repeat(20) }, 'expirationTime timestamp'],
  ['expiry in seconds', { expirationTime: String(later / 1000) }, 'expirationTime future'],
  ['campaignId as number', { campaignId: 5 }, 'campaignId type'],
  ['cards as object', { cards: {} }, 'cards type'],
  ['card as text', { cards: ['a'] }, 'cards.0 type'],
  ['sound on a card', { cards: [{ mediaUrl: 'https://cdn.ejemplo.com/a.mp3' }] }, 'cards.0.mediaUrl media_extension'],
  ['truth on a card', { cards: [{}, { params: [true] }] }, 'cards.1.params.0 type'],
  ['no type on a card button', { cards: [{ buttonParameters: [{}] }] }, 'cards.0.buttonParameters.0.type required'],
]

for (const [name, fields, ...expected] of refused) {
  test(`refuses ${name}`, () => {
    assert.deepEqual(refusals({ ...base, ...fields }), expected)
  })
}

test('refuses what is not an object', () => {
  for (const body of [null, undefined, 'a', 1, []]) assert.deepEqual(refusals(body), ['body type'])
})

test('reports every mistake at once, in three languages', () => {
  assert.deepEqual(refusals({ destinations: ['x'], parameters: 'a', type: 1 }), [
    'type type',
    'elementName required',
    'destinations.0 phone_digits',
    'parameters type',
  ])
  const texts = violationTexts({ path: 'parameters.0', rule: 'template_parameter_text' })
  assert.match(texts.es, /parameters\.0/)
  assert.equal(new Set(Object.values(texts)).size, 3)
})

test('fills in the defaults', () => {
  assert.deepEqual(parse({}), {
    ...base,
    type: 'text',
    headerParameters: [],
    buttonParameters: [],
    buttonPayloads: [],
    dynamicUrlParameters: [],
    cards: [],
  })
})

test('reads keywords in either case, and null as absent', () => {
  const { type, language, buttonParameters, mediaUrl } = parse({
    type: 'IMAGE',
    language: 'PT-br',
    mediaUrl: null,
    buttonParameters: [{ type: 'quick_reply', payload: null }],
  })
  assert.deepEqual([type, language, mediaUrl], ['image', 'PT-br', undefined])
  assert.deepEqual(buttonParameters, [{ type: 'QUICK_REPLY', payload: {} }])
})

test('accepts the older names', () => {
  const request = parse({
    fileName: 'a.pdf',
    dynamicUrlParameter: ['x/1'],
    actions: { setFlow: { id: '77' }, setState: {} },
    buttonPayloads: [{ flowId: 23838, action: 'Mas información' }],
  })
  assert.equal(request.filename, 'a.pdf')
  assert.deepEqual(request.dynamicUrlParameters, ['x/1'])
  assert.deepEqual(request.actions, { setSkill: { id: '77' } })
  assert.deepEqual(request.buttonPayloads, [{ flowId: 23838, action: 'Mas información', type: 'edge', skillId: 23838 }])
})

test('accepts instants as numbers and as digits', () => {
  assert.equal(parse({ expirationTime: String(later) }).expiresAt, later)
  assert.equal(parse({ expirationTime: later }).expiresAt, later)
  assert.equal(parse({ ltoParams: { expirationTime: String(later) } }).offerExpiresAt, later)
})

test('accepts business-scoped ids too', () => {
  assert.deepEqual(parse({ destinations: ['EC.abc123'] }).destinations, ['EC.abc123'])
})

test("accepts private media hosts on the operator's list", () => {
  const body = { ...base, type: 'image', mediaUrl: 'http://127.0.0.1:3001/a.png' }
  const allowPrivateMedia = (url: URL) => url.hostname === '127.0.0.1'
  const parsed = parseHsmRequest(body, { now, allowPrivateMedia })
  assert.equal(parsed.ok && parsed.value.mediaUrl, 'http://127.0.0.1:3001/a.png')
  assert.deepEqual(refusals(body), ['mediaUrl url'])
})

test('reads 10,000 destinations in under 200 ms of CPU, and no more destinations than that', () => {
  const destinations = Array.from({ length: 10_000 }, (_, index) => String(593900000000 + index))
  const body = { ...base, destinations }
  // CPU time of this process: other busy processes do not count.
  const spentMs = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage()
    const parsed = parseHsmRequest(body, { now })
    const { user, system } = process.cpuUsage(before)
    assert.deepEqual(parsed.ok && parsed.value.destinations, destinations)
    return (user + system) / 1_000
  })
  assert.ok(Math.min(...spentMs) < 200, `took ${spentMs.join()} ms`)
  assert.deepEqual(refusals({ ...body, destinations: [...destinations, 'x'] }), ['destinations too_many'])
})

test('the echo of the documented 400', () => {
  const request = parse({
    destinations: ['593987654321'],
    parameters: ['John', 'example_value'],
    elementName: 'sample_template',
  })
  const echo = normalisedRequest(request, { id: 'BOT_ID', name: 'Your Bot', locale: 'es' })
  assert.deepEqual(JSON.parse(JSON.stringify(echo)), {
    destinations: [{ destination: '593987654321' }],
    parameters: ['John', 'example_value'],
    elementName: 'sample_template',
    code: 'es',
    type: 'text',
    botId: 'BOT_ID',
    botName: 'Your Bot',
  })
})

test('the echo keeps other given fields, by the names of the request', () => {
  const fields = {
    mediaUrl: 'https://cdn.ejemplo.com/imagen.jpeg',
    ltoParams: { expirationTime: later },
    expirationTime: String(later),
    campaignId: 'c1',
    buttonPayloads: [{ type: 'edge', action: 'a', skillId: 1 }],
    dynamicUrlParameter: ['x'],
  }
  const echo = normalisedRequest(parse({ ...fields, language: 'en' }), { id: 'b', name: 'B' })
  assert.deepEqual(echo, {
    ...fields,
    elementName: 'demo',
    parameters: [],
    destinations: [{ destination: '593987654321' }],
    code: 'en',
    type: 'text',
    botId: 'b',
    botName: 'B',
  })
})

test("the schema's pattern matches the accepted languages", () => {
  const { language } = (hsmRequestSchema as unknown as { properties: { language: { pattern: string } } }).properties
  for (const code of ['es', 'es_MX', 'PT-br', 'fil', 'es_419']) {
    assert.match(code, new RegExp(language.pattern))
    assert.equal(parse({ language: code }).language, code)
  }
})

test('the schema names the parsed fields', () => {
  const fields = Object.keys((hsmRequestSchema as { properties: object }).properties)
  const documented =
    'elementName destinations mediaUrl filename type language parameters buttonPayloads actions headerParameters ' +
    'buttonParameters ltoParams cards expirationTime campaignId thumbnailProduct fileName dynamicUrlParameter ' +
    'coordinates product orderStatus sendAt bidMultiplier bid_spec'
  assert.deepEqual(fields.toSorted(), documented.split(' ').toSorted())
})

const field = fc.constantFrom(
  ...['elementName', 'destinations', 'parameters', 'type', 'language', 'mediaUrl', 'filename', 'fileName'],
  ...['headerParameters', 'buttonParameters', 'buttonPayloads', 'dynamicUrlParameter', 'actions', 'ltoParams'],
  ...['expirationTime', 'campaignId', 'cards', 'thumbnailProduct', 'buttonOptions', 'coordinates', 'product'],
  ...['orderStatus', 'bidMultiplier', 'bid_spec'],
)

test('never throws, whatever the JSON', () => {
  const value = fc.oneof(fc.jsonValue(), fc.array(fc.record({ type: fc.jsonValue(), payload: fc.jsonValue() })))
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(field, value)), (body) => {
      const parsed = parseHsmRequest(body, { now })
      assert.ok(parsed.ok || parsed.violations.length > 0)
      if (!parsed.ok) for (const violation of parsed.violations) violationTexts(violation)
    }),
    { numRuns: 500 },
  )
})
