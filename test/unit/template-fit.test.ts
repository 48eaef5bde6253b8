/**
 * A request that does not fit its template: each mismatch with its exact paths and rules; and requests that fit, in
 * place.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Violation, violationTexts } from '../../src/model/errors/violation.ts'
import type { TemplateContent } from '../../src/model/message/content.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { fitTemplate } from '../../src/model/template/fit.ts'
import { encodeUrlPart } from '../../src/model/template/fit-buttons.ts'
import { renderTemplate } from '../../src/model/template/preview.ts'
import { parseHsmRequest } from '../../src/model/template/request.ts'
import { demo, later, more, now, template } from '../support/template-definitions.ts'

const image = 'https://cdn.ejemplo.com/imagen.jpeg'
const edge = (action: string) => ({ type: 'QUICK_REPLY', payload: { type: 'edge', action, skillId: 1 } })
const plainReply = { type: 'QUICK_REPLY', payload: { skillId: 1 } }
const url = (param: unknown) => ({ type: 'URL', payload: { param } })
const code = (param: unknown) => ({ type: 'COPY_CODE', payload: { param } })

function fit(definition: TemplateDefinition, fields: object) {
  const base = { elementName: definition.elementName, destinations: ['593987654321'], parameters: [] }
  const parsed = parseHsmRequest({ ...base, ...fields }, { now })
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return fitTemplate(parsed.value, definition)
}

function fits(definition: TemplateDefinition, fields: object): TemplateContent {
  const fitted = fit(definition, fields)
  assert.ok(fitted.ok, JSON.stringify(fitted))
  return fitted.value
}

function misfits(definition: TemplateDefinition, fields: object): Violation[] {
  const fitted = fit(definition, fields)
  return fitted.ok ? [] : fitted.violations
}

const card = (params: string[], rest: object = {}) => ({ mediaUrl: image, params, ...rest })
const offer = { mediaUrl: image, parameters: ['a', 'b'], ltoParams: { expirationTime: later } }
const count = (path: string) => [`${path} parameter_count`, `${path} parameter_count_detail`]

const table: [name: string, definition: TemplateDefinition, fields: object, ...expected: string[]][] = [
  ['too few parameters', demo.text, { parameters: ['a'] }, ...count('parameters')],
  ['too many parameters', demo.plain, { parameters: ['a'] }, ...count('parameters')],
  ['header parameter missing', demo.header, { parameters: ['a', 'b'] }, ...count('headerParameters')],
  ['header parameter without header', demo.plain, { headerParameters: ['a'] }, 'headerParameters template_no_place'],
  [
    'header parameter beside media',
    demo.document,
    { parameters: ['a'], headerParameters: ['a'], mediaUrl: 'https://cdn.ejemplo.com/a.pdf' },
    'headerParameters template_no_place',
  ],
  ['no media', demo.image, { parameters: ['a', 'b'], type: 'image' }, 'mediaUrl template_media'],
  ['no media and no type', demo.video, { parameters: ['a', 'b'] }, 'mediaUrl template_media'],
  ['media without a place', demo.plain, { mediaUrl: image }, 'mediaUrl template_no_place'],
  [
    'video said, image needed',
    demo.image,
    { parameters: ['a', 'b'], type: 'video', mediaUrl: 'https://cdn.ejemplo.com/v.mp4' },
    'type template_kind',
    'mediaUrl media_extension',
  ],
  [
    'image said, text needed',
    demo.plain,
    { type: 'image', mediaUrl: image },
    'type template_kind',
    'mediaUrl template_no_place',
  ],
  ['catalog said, text needed', demo.plain, { type: 'catalog' }, 'type template_kind'],
  ['carousel said, text needed', demo.plain, { type: 'carousel' }, 'type template_kind'],
  ['an image for a document', demo.document, { parameters: ['a'], mediaUrl: image }, 'mediaUrl media_extension'],
  ['no address for the button', demo.urlDynamic, { parameters: ['a'] }, 'buttonParameters template_button_missing'],
  [
    'address without text',
    demo.urlDynamic,
    { parameters: ['a'], buttonParameters: [{ type: 'URL', payload: {}, param: 123 }] },
    'buttonParameters.0.payload.param required',
  ],
  [
    'empty address',
    demo.urlDynamic,
    { parameters: ['a'], buttonParameters: [url(' ')] },
    'buttonParameters.0.payload.param empty',
  ],
  [
    'address as a number that lost digits',
    demo.urlDynamic,
    { parameters: ['a'], buttonParameters: [url(1e21)] },
    'buttonParameters.0.payload.param type',
  ],
  [
    'address too long',
    demo.urlDynamic,
    { parameters: ['a'], buttonParameters: [url('ñ'.repeat(400))] },
    'buttonParameters.0.payload.param too_long',
  ],
  [
    'address for a static button',
    demo.url,
    { parameters: ['a'], buttonParameters: [url('a')] },
    'buttonParameters.0 template_no_place',
  ],
  [
    'address for quick replies',
    demo.quickReply,
    { parameters: ['a', 'b'], buttonParameters: [url('a')] },
    'buttonParameters.0.type template_button',
  ],
  [
    'four values for three quick replies',
    demo.quickReply,
    { parameters: ['a', 'b'], buttonParameters: ['1', '2', '3', '4'].map(edge) },
    ...[0, 1, 2, 3].map((at) => `buttonParameters.${at}.payload.action template_button_name`),
  ],
  [
    'four payloads for three quick replies',
    demo.quickReply,
    { parameters: ['a', 'b'], buttonPayloads: [{}, {}, {}, { action: 'x' }] },
    'buttonPayloads.3.action template_button_name',
  ],
  [
    'the wrong order, without names',
    more.mixed,
    { buttonParameters: [url('a'), plainReply, plainReply] },
    'buttonParameters.0.type template_button',
    'buttonParameters.2.type template_button',
  ],
  [
    'only the second of two needed',
    more.coupon,
    { buttonParameters: [url('a')] },
    'buttonParameters template_button_missing',
  ],
  [
    'a longer code than any',
    more.coupon,
    { buttonParameters: [code('A'.repeat(21)), url('a')] },
    'buttonParameters.0.payload.param too_long',
  ],
  [
    'more old addresses than buttons',
    more.coupon,
    { buttonParameters: [code('A')], dynamicUrlParameter: ['a', 'b'] },
    'dynamicUrlParameter.1 template_no_place',
  ],
  [
    "a longer code than an offer's",
    demo.offer,
    { ...offer, buttonParameters: [code('A'.repeat(16))] },
    'buttonParameters.0.payload.param too_long',
  ],
  [
    'offer without its end',
    demo.offer,
    { mediaUrl: image, parameters: ['a', 'b'], buttonParameters: [code('A')] },
    'ltoParams.expirationTime required',
  ],
  ['end without an offer', demo.plain, { ltoParams: { expirationTime: later } }, 'ltoParams template_no_place'],
  ['end of an endless offer', more.endless, { ltoParams: { expirationTime: later } }, 'ltoParams template_no_place'],
  ['no code', demo.code, {}, ...count('parameters')],
  ['two codes', demo.code, { parameters: ['1', '2'] }, ...count('parameters')],
  ['long code', demo.code, { parameters: ['1'.repeat(16)] }, 'parameters.0 too_long'],
  ['address as code', demo.code, { parameters: ['bit.ly/abc'] }, 'parameters.0 template_code_url'],
  ['emoji in the code', demo.code, { parameters: ['12😀'] }, 'parameters.0 no_emoji'],
  [
    'code to a scoped id',
    demo.code,
    { parameters: ['123'], destinations: ['593987654321', 'EC.abc'] },
    'destinations.1 template_code_phone',
  ],
  [
    'button value beside a code',
    demo.code,
    { parameters: ['123'], buttonParameters: [url('123')] },
    'buttonParameters.0 template_no_place',
  ],
  ['no cards', demo.carousel, {}, 'cards template_cards'],
  ['one card of two', demo.carousel, { cards: [card(['a'])] }, 'cards template_cards'],
  ['cards without a place', demo.plain, { cards: [card([])] }, 'cards template_no_place'],
  [
    'card without its picture, another with too few parameters',
    demo.carousel,
    { cards: [{ params: ['a'] }, card(['a'])] },
    'cards.0.mediaUrl template_media',
    ...count('cards.1.params'),
  ],
  [
    'film on a picture card',
    demo.carousel,
    { cards: [card(['a'], { mediaUrl: 'https://cdn.ejemplo.com/a.mp4' }), card(['a', 'b'])] },
    'cards.0.mediaUrl media_extension',
  ],
  [
    'address on a quick-reply card',
    demo.carousel,
    { cards: [card(['a']), card(['a', 'b'], { buttonParameters: [url('a')] })] },
    'cards.1.buttonParameters.0.type template_button',
  ],
  ['a card too long', demo.carousel, { cards: [card(['a'.repeat(160)]), card(['a', 'b'])] }, 'cards.0.params too_long'],
  ['a body too long', demo.text, { parameters: ['a'.repeat(1000), 'b'] }, 'parameters too_long'],
  [
    "an offer's body too long",
    demo.offer,
    { ...offer, parameters: ['a'.repeat(600), 'b'], buttonParameters: [code('A')] },
    'parameters too_long',
  ],
  ['a header that asks for a place', more.location, {}, 'coordinates template_media'],
  ['buttons that ask for products', more.products, {}, 'buttonParameters template_button_missing'],
]

for (const [name, definition, fields, ...expected] of table) {
  test(`refuses ${name}`, () => {
    const violations = misfits(definition, fields)
    assert.deepEqual(
      violations.map(({ path, rule }) => `${path} ${rule}`),
      expected,
    )
    for (const violation of violations)
      for (const text of Object.values(violationTexts(violation))) assert.doesNotMatch(text, /[{}]/)
  })
}

test('a wrong count is reported in the documented words, then with its figures', () => {
  const [documented, detail] = misfits(demo.text, { parameters: ['a'] }).map(violationTexts)
  assert.equal(documented?.en, 'The number of parameters is incorrect.')
  assert.equal(documented?.es, 'El número de parámetros es incorrecto.')
  assert.equal(detail?.en, 'The body of template demo_text takes 2 parameters; 1 were given.')
})

test('a wrong button is reported with its position and both kinds', () => {
  assert.deepEqual(misfits(demo.quickReply, { parameters: ['a', 'b'], buttonParameters: [plainReply, url('a')] }), [
    {
      path: 'buttonParameters.1.type',
      rule: 'template_button',
      args: { template: 'demo_quick_reply', position: 2, expected: 'QUICK_REPLY', actual: 'URL' },
    },
  ])
})

test('all mismatches are reported at once', () => {
  const rest = { parameters: ['a'], headerParameters: ['a'], buttonParameters: [url('a')], cards: [{}] }
  assert.deepEqual(
    misfits(demo.image, { type: 'video', ...rest }).map(({ path }) => path),
    ['type', 'headerParameters', 'mediaUrl', 'parameters', 'parameters', 'buttonParameters.0', 'cards'],
  )
})

test('without a type, and with hsm, the template determines it', () => {
  for (const type of [undefined, 'hsm', 'image', 'IMAGE'])
    assert.deepEqual(fits(demo.image, { type, mediaUrl: image, parameters: ['a', 'b'] }).header, {
      kind: 'image',
      link: image,
    })
  assert.equal(fits(demo.catalog, { parameters: ['a'] }).buttons.length, 1)
})

test('an authentication template accepts text as its type, too', () => {
  assert.deepEqual(fits(demo.code, { type: 'text', parameters: ['123456'] }).buttons, [
    { kind: 'url', index: 0, text: '123456' },
  ])
})

test('the code of an authentication template, written as Meta takes it at creation', () => {
  const definition = template(
    'otp',
    [
      { type: 'body', add_security_recommendation: true },
      { type: 'buttons', buttons: [{ type: 'otp', otp_type: 'copy_code' }] },
    ],
    { category: 'AUTHENTICATION', language: 'pt_BR' },
  )
  const content = fits(definition, { parameters: ['123456'], type: 'hsm' })
  assert.deepEqual(content.body, [{ text: '123456' }])
  assert.deepEqual(content.buttons, [{ kind: 'url', index: 0, text: '123456' }])
  assert.match(content.text ?? '', /123456/)
})

test('a document keeps its filename', () => {
  const link = 'https://cdn.ejemplo.com/download?id=5'
  const content = fits(demo.document, { parameters: ['a'], mediaUrl: link, filename: 'Factura 5.pdf' })
  assert.deepEqual(content.header, { kind: 'document', link, filename: 'Factura 5.pdf' })
})

test('named parameters get their names in order of first appearance', () => {
  const content = fits(more.named, { parameters: ['Ana', '42'] })
  assert.deepEqual(content.body, [
    { text: 'Ana', name: 'first_name' },
    { text: '42', name: 'order' },
  ])
  assert.equal(content.text, 'Hola Ana, 42 para Ana.')
})

test('a repeated variable is one parameter, and numbers give the order', () => {
  const definition = template('t', [{ type: 'body', text: '{{2}} y {{1}}, otra vez {{2}}.' }])
  assert.equal(fits(definition, { parameters: ['uno', 'dos'] }).text, 'dos y uno, otra vez dos.')
})

test('quick replies without a payload are left to Meta', () => {
  const fields = { parameters: ['a', 'b'] }
  assert.deepEqual(fits(demo.quickReply, fields).buttons, [])
  const first = { kind: 'quick_reply', index: 0, payload: '{"type":"edge","action":"Sí","skillId":1}' }
  assert.deepEqual(fits(demo.quickReply, { ...fields, buttonParameters: [edge('Sí')] }).buttons, [first])
  const third = { kind: 'quick_reply', index: 2, payload: '{"action":"x","type":"edge"}' }
  assert.deepEqual(fits(demo.quickReply, { ...fields, buttonPayloads: [{}, {}, { action: 'x' }] }).buttons, [third])
})

test('optional buttons are skipped, and index is the position in the template', () => {
  assert.deepEqual(fits(more.mixed, { buttonParameters: [edge('Sí'), url('a b')] }).buttons, [
    { kind: 'quick_reply', index: 0, payload: '{"type":"edge","action":"Sí","skillId":1}' },
    { kind: 'url', index: 2, text: 'a%20b' },
  ])
})

test('the older forms fill the buttons that buttonParameters leaves', () => {
  const fields = { buttonPayloads: [{ flowId: 7, action: 'Sí' }], dynamicUrlParameter: ['a'] }
  assert.deepEqual(fits(more.mixed, fields).buttons, [
    { kind: 'quick_reply', index: 0, payload: '{"flowId":7,"action":"Sí","type":"edge","skillId":7}' },
    { kind: 'url', index: 2, text: 'a' },
  ])
  assert.deepEqual(fits(more.coupon, { dynamicUrlParameter: ['a'], buttonParameters: [code('CARIBE25')] }).buttons, [
    { kind: 'copy_code', index: 0, code: 'CARIBE25' },
    { kind: 'url', index: 1, text: 'a' },
  ])
})

test('the product of a catalog comes from the button or the top level, never from an address', () => {
  const catalog = (fields: object) => fits(demo.catalog, { parameters: ['a'], ...fields }).buttons
  const button = (thumbnailProduct: string) => ({
    buttonParameters: [{ type: 'CATALOG', payload: { thumbnailProduct } }],
  })
  assert.deepEqual(catalog({}), [{ kind: 'catalog', index: 0 }])
  assert.deepEqual(catalog({ thumbnailProduct: 'p1' }), [{ kind: 'catalog', index: 0, thumbnailProductId: 'p1' }])
  assert.deepEqual(catalog({ thumbnailProduct: 'p2', ...button('p2') }), [
    { kind: 'catalog', index: 0, thumbnailProductId: 'p2' },
  ])
  const refused = (definition: TemplateDefinition, fields: object) =>
    misfits(definition, { parameters: ['a'], ...fields }).map(({ path, rule }) => `${path} ${rule}`)
  assert.deepEqual(refused(demo.catalog, { thumbnailProduct: 'p1', ...button('p2') }), ['thumbnailProduct mismatch'])
  assert.deepEqual(refused(demo.catalog, { thumbnailProduct: image }), ['thumbnailProduct template_thumbnail'])
  const inButton = 'buttonParameters.0.payload.thumbnailProduct template_thumbnail'
  assert.deepEqual(refused(demo.catalog, button(image)), [inButton])
  assert.deepEqual(refused(demo.url, { thumbnailProduct: 'p1' }), ['thumbnailProduct template_no_place'])
})

test('flow and call buttons', () => {
  assert.deepEqual(fits(more.flow, {}).buttons, [{ kind: 'flow', index: 0 }])
  const flow = { type: 'FLOW', payload: { param: 'token' } }
  assert.deepEqual(fits(more.flow, { buttonParameters: [flow] }).buttons, [{ kind: 'flow', index: 0, token: 'token' }])
  const call = { type: 'voice_call', payload: { param: 'x' } }
  assert.deepEqual(fits(more.call, { buttonParameters: [call] }).buttons, [
    { kind: 'voice_call', index: 0, payload: 'x' },
  ])
  assert.deepEqual(fits(more.call, {}).buttons, [])
})

test('addresses are percent-encoded once', () => {
  const rows = [
    ['a b', 'a%20b'],
    ['a:b|c', 'a%3Ab%7Cc'],
    ['niño/ç', 'ni%C3%B1o/%C3%A7'],
    ['p/1?a=b&c=d.e_f~g-h#i', 'p/1?a=b&c=d.e_f~g-h#i'],
    ['%20%C3%B1', '%20%C3%B1'],
    ['100%', '100%25'],
    ['😀', '%F0%9F%98%80'],
    ['\ud800', '%EF%BF%BD'],
    ['\u212a', '%E2%84%AA'],
  ]
  for (const [given = '', expected] of rows) assert.equal(encodeUrlPart(given), expected)
})

/** Meta's allowed parameters. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((value) => !/[\n\r\t]| {5}/.test(value))

test('quotes, braces and emoji reach the content unchanged', () => {
  const tricky = fc.constantFrom('"', "'", '{{1}}', '{{2}}', '$&', '\\', '`', '👩‍👩‍👧‍👦', '<b>', '%s', '&amp;')
  const value = fc.oneof(
    text,
    fc.tuple(text, tricky, text).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(value, value, (first, second) => {
      const content = fits(demo.text, { parameters: [first, second] })
      const [one, other] = [first.normalize('NFC'), second.normalize('NFC')]
      assert.deepEqual(content.body, [{ text: one }, { text: other }])
      assert.equal(content.text, `Hola ${one}, tu pedido ${other} va en camino.`)
    }),
  )
})

test('a payload of any JSON comes back equal', () => {
  const payload = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })
  fc.assert(
    fc.property(payload, (value) => {
      const buttonParameters = [{ type: 'QUICK_REPLY', payload: value }]
      const [button] = fits(demo.quickReply, { parameters: ['a', 'b'], buttonParameters }).buttons
      assert.equal(button?.kind === 'quick_reply' && button.payload, JSON.stringify(value))
    }),
  )
})

/** Components that are nearly Meta's: the right keys with any values. */
const nearly = fc.record(
  {
    type: fc.oneof(fc.constantFrom('HEADER', 'body', 'BUTTONS', 'carousel', 'LIMITED_TIME_OFFER'), fc.jsonValue()),
    format: fc.oneof(fc.constantFrom('TEXT', 'image', 'DOCUMENT', 'PRODUCT'), fc.jsonValue()),
    text: fc.oneof(fc.constantFrom('{{1}} {{b}}', '{{ 1 }}', '{{}}'), fc.jsonValue()),
    buttons: fc.oneof(
      fc.array(fc.record({ type: fc.constantFrom('URL', 'OTP', 'COPY_CODE', 'x'), url: fc.jsonValue() })),
      fc.jsonValue(),
    ),
    cards: fc.oneof(fc.array(fc.record({ components: fc.jsonValue() })), fc.jsonValue()),
    limited_time_offer: fc.jsonValue(),
  },
  { requiredKeys: ['type'] },
)

test('never throws, whatever the definition', () => {
  const requests = [
    {},
    {
      parameters: ['a', 'b'],
      mediaUrl: image,
      buttonParameters: [code('A'), url('a'), edge('b')],
      cards: [card(['a'])],
    },
  ]
  fc.assert(
    fc.property(fc.oneof(fc.array(nearly), fc.jsonValue()), fc.constantFrom(...requests), (components, fields) => {
      const definition = template('t', components as TemplateDefinition['components'])
      const fitted = fit(definition, fields)
      if (fitted.ok) renderTemplate(definition, fitted.value)
      else for (const violation of fitted.violations) violationTexts(violation)
    }),
    { numRuns: 500 },
  )
})
