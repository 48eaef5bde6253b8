/**
 * Validation of a new template: the compatible form and Meta's own components, every rule reported under the field as
 * written, in three languages; everything that Meta accepts is accepted.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { demoTemplates } from '../../sandbox/demo-templates.ts'
import { type Violation, violationTexts } from '../../src/model/errors/violation.ts'
import { checkComponents } from '../../src/model/template/check-components.ts'
import { parseNewTemplate } from '../../src/model/template/create.ts'
import { parseTemplateEdit } from '../../src/model/template/edit.ts'
import type { StoredTemplate } from '../../src/model/template/record.ts'
import { writableComponents } from '../../src/model/template/writable.ts'

const form = (more: Record<string, unknown> = {}) => ({
  elementName: 'order_sent',
  language: 'es',
  category: 'UTILITY',
  type: 'HSM',
  template: 'Hola {{1}}, tu pedido {{2}} va en camino.',
  params: [
    { param: '1', label: 'Nombre', example: 'Ana' },
    { param: '2', label: 'Pedido', example: 'A-1024' },
  ],
  ...more,
})

const body = (text: string, ...examples: string[]) =>
  examples.length > 0 ? { type: 'BODY', text, example: { body_text: [examples] } } : { type: 'BODY', text }

const meta = (components: unknown[], more: Record<string, unknown> = {}) => ({
  name: 'order_sent',
  language: 'es',
  category: 'MARKETING',
  components,
  ...more,
})

const image = { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW'] } }
const text = body('Hola a todos.')
const buttons = (...list: unknown[]) => ({ type: 'BUTTONS', buttons: list })
const reply = (title: string) => ({ type: 'QUICK_REPLY', text: title })
const code = { type: 'COPY_CODE', example: ['20OFF'] }
const url = { type: 'URL', text: 'Ver', url: 'https://ejemplo.com' }
const phone = { type: 'PHONE_NUMBER', text: 'Llamar', phone_number: '+593987654321' }
const otp = { type: 'OTP', otp_type: 'COPY_CODE' }
const offer = { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Hoy', has_expiration: true } }
const card = (...list: unknown[]) => ({ components: [image, body('Por solo {{1}} dólares.', '10'), buttons(...list)] })

function violationsOf(request: unknown): Violation[] {
  const parsed = parseNewTemplate(request, {})
  return parsed.ok ? [] : parsed.violations
}

const rulesOf = (request: unknown) => violationsOf(request).map(({ path, rule }) => `${path}: ${rule}`)

function made(request: unknown) {
  const parsed = parseNewTemplate(request, {})
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.value
}

test("the compatible form becomes Meta's components, and the record beside them", () => {
  const { definition, record } = made(
    form({
      language: 'es-mx',
      displayName: 'Pedido',
      isVisible: false,
      header: 'Pedido {{1}}',
      exampleHeader: 'Pedido A-1',
      footer: 'Gracias',
      interactiveAction: 'CALL_TO_ACTION',
      buttons: [
        { type: 'url', text: 'Ver', url: 'https://ejemplo.com/{{1}}', phone_number: '', example: 'A-1' },
        { type: 'PHONE_NUMBER', text: 'Llamar', url: '', phone_number: '+593987654321', example: '' },
      ],
      extraSettings: { allowChangeCategory: true },
    }),
  )
  assert.deepEqual(definition, {
    elementName: 'order_sent',
    language: 'es_MX',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Pedido {{1}}', example: { header_text: ['A-1'] } },
      body('Hola {{1}}, tu pedido {{2}} va en camino.', 'Ana', 'A-1024'),
      { type: 'FOOTER', text: 'Gracias' },
      buttons({ type: 'URL', text: 'Ver', url: 'https://ejemplo.com/{{1}}', example: ['A-1'] }, phone),
    ],
  })
  assert.deepEqual(record, {
    displayName: 'Pedido',
    isVisible: false,
    params: [
      { param: '1', label: 'Nombre', example: 'Ana' },
      { param: '2', label: 'Pedido', example: 'A-1024' },
    ],
    allowCategoryChange: true,
  })
})

test('examples may come as one sample of the whole text', () => {
  const whole = form({ params: undefined, example: 'Hola Ana, tu pedido A-1024 va en camino.' })
  assert.deepEqual(made(whole).definition.components, [body(form().template, 'Ana', 'A-1024')])
  assert.deepEqual(rulesOf(form({ params: undefined, example: 'Otra cosa.' })), [
    'params: template_example',
    'params: template_example',
  ])
})

test('names in the text make named parameters', () => {
  const named = form({
    template: 'Hola {{first_name}}, muchas gracias.',
    params: [{ param: '{{first_name}}', label: 'Nombre', example: 'Ana' }],
  })
  const { definition } = made(named)
  assert.equal(definition.parameterFormat, 'NAMED')
  assert.deepEqual(definition.components, [
    {
      type: 'BODY',
      text: 'Hola {{first_name}}, muchas gracias.',
      example: { body_text_named_params: [{ param_name: 'first_name', example: 'Ana' }] },
    },
  ])
  assert.deepEqual(rulesOf({ ...named, params: [] }), ['params: template_example'])
  assert.deepEqual(rulesOf({ ...named, template: 'Hola {{firstName}}, adiós.', parameterFormat: 'named' }), [
    'template: template_variable_form',
  ])
})

test('media headers carry their sample, whose address is validated', () => {
  const mediaUrl = 'https://cdn.ejemplo.com/imagen.png'
  assert.deepEqual(made(form({ type: 'image', mediaUrl })).definition.components[0], {
    type: 'HEADER',
    format: 'IMAGE',
    example: { header_handle: [mediaUrl] },
  })
  assert.deepEqual(rulesOf(form({ type: 'IMAGE' })), ['mediaUrl: required'])
  assert.deepEqual(rulesOf(form({ type: 'VIDEO', mediaUrl })), ['mediaUrl: media_extension'])
  assert.deepEqual(rulesOf(form({ type: 'IMAGE', mediaUrl: 'https://10.0.0.1/a.png' })), ['mediaUrl: url_public'])
  assert.deepEqual(rulesOf(form({ mediaUrl })), ['mediaUrl: template_refused_part'])
})

test("an authentication template has one parameter, and WhatsApp's texts only", () => {
  const request = {
    elementName: 'codigo',
    language: 'es',
    category: 'authentication',
    template: '{{1}} es tu código.',
    params: [{ param: '1', label: 'Código', example: '123456' }],
    interactiveAction: 'OTP',
    buttons: [{ type: 'COPY_CODE', text: 'Copiar' }],
    extraSettings: { addSecurityRecommendation: true, codeExpirationMinutes: 45 },
  }
  assert.deepEqual(made(request).definition.components, [
    { type: 'BODY', add_security_recommendation: true },
    { type: 'FOOTER', code_expiration_minutes: 45 },
    buttons({ text: 'Copiar', type: 'OTP', otp_type: 'COPY_CODE' }),
  ])
  assert.deepEqual(rulesOf({ ...request, params: [] }), ['params: parameter_count_detail'])
  assert.deepEqual(rulesOf({ ...request, header: 'Hola' }), ['header: template_refused_part'])
  assert.deepEqual(rulesOf({ ...request, extraSettings: { codeExpirationMinutes: 91 } }), [
    'extraSettings.codeExpirationMinutes: range',
  ])
  assert.deepEqual(rulesOf({ ...request, buttons: [{ type: 'QUICK_REPLY', text: 'Hola' }] }), [
    'buttons.0.type: template_refused_part',
  ])
})

/** One row for each rule: a request that breaks it, and its report. */
const broken: [string, unknown, string[]][] = [
  ['a name with capitals', form({ elementName: 'Order' }), ['elementName: format']],
  ['a name of 513', form({ elementName: 'a'.repeat(513) }), ['elementName: too_long']],
  ['no name', form({ elementName: undefined }), ['elementName: required']],
  ['a language that is none', form({ language: 'xx' }), ['language: template_language']],
  ['a category that is none', form({ category: 'OTHER' }), ['category: one_of']],
  ['no body', form({ template: undefined, params: undefined }), ['template: required']],
  ['another number of parameters', form({ paramsNumber: 3 }), ['paramsNumber: mismatch']],
  ['a gap', form({ template: 'Hola {{1}} y {{3}} hoy.' }), ['template: template_variable_order']],
  ['from zero', form({ template: 'Hola {{0}} y {{1}} hoy.' }), ['template: template_variable_form']],
  ['a slip of braces', form({ template: 'Hola {{1}} y {{2}} y {{ hoy.' }), ['template: template_variable_form']],
  ['a variable at the start', form({ template: '{{1}}, tu pedido {{2}} va.' }), ['template: template_variable_edge']],
  ['a variable at the end', form({ template: 'Hola {{1}}, va {{2}}' }), ['template: template_variable_edge']],
  ['variables side by side', form({ template: 'Hola {{1}} {{2}} hoy.' }), ['template: template_variable_adjacent']],
  [
    'no example',
    form({ params: [{ param: '1', example: 'Ana' }, { param: '2' }] }),
    ['params.1.example: template_example'],
  ],
  ['a body of 1025', form({ template: `${'a'.repeat(1025)}`, params: [] }), ['template: too_long']],
  ['a header of 61', form({ header: 'a'.repeat(61) }), ['header: too_long']],
  [
    'two variables in the header',
    form({ header: '{{1}} y {{2}}', headerParams: ['a', 'b'] }),
    ['header: template_variable_most'],
  ],
  ['a header without example', form({ header: 'Pedido {{1}}' }), ['exampleHeader: template_example']],
  ['a header of two lines', form({ header: 'Uno\ndos' }), ['header: template_one_line']],
  ['an emoji in the header', form({ header: 'Hola 🎉' }), ['header: no_emoji']],
  ['a footer of 61', form({ footer: 'a'.repeat(61) }), ['footer: too_long']],
  ['a variable in the footer', form({ footer: 'Hola {{1}}' }), ['footer: template_variable_most']],
  ['buttons and NONE', form({ interactiveAction: 'NONE', buttons: [reply('Sí')] }), ['buttons: exclusive']],
  ['QUICK_REPLY without buttons', form({ interactiveAction: 'QUICK_REPLY' }), ['buttons: required']],
  ['eleven buttons', form({ buttons: Array.from({ length: 11 }, (_, at) => reply(`B${at}`)) }), ['buttons: too_many']],
  ['three addresses', form({ buttons: [url, url, url] }), ['buttons: template_button_most']],
  ['two numbers', form({ buttons: [phone, phone] }), ['buttons: template_button_most']],
  ['replies apart', form({ buttons: [reply('A'), url, reply('B')] }), ['buttons: template_button_group']],
  ['a button text of 26', form({ buttons: [reply('a'.repeat(26))] }), ['buttons.0.text: too_long']],
  ['no button text', form({ buttons: [{ type: 'URL', url: 'https://a.ec' }] }), ['buttons.0.text: required']],
  ['a kind that is none', form({ buttons: [{ type: 'LINK', text: 'a' }] }), ['buttons.0.type: one_of']],
  ['an address that is none', form({ buttons: [{ ...url, url: 'ejemplo' }] }), ['buttons.0.url: url_web']],
  [
    'a variable within the address',
    form({ buttons: [{ ...url, url: 'https://a.ec/{{1}}/b', example: 'x' }] }),
    ['buttons.0.url: template_variable_end'],
  ],
  [
    'no example of the address',
    form({ buttons: [{ ...url, url: 'https://a.ec/{{1}}' }] }),
    ['buttons.0.example: template_example'],
  ],
  [
    'a number that is none',
    form({ buttons: [{ ...phone, phone_number: 'hola' }] }),
    ['buttons.0.phone_number: phone_e164'],
  ],
  ['no code', form({ buttons: [{ type: 'COPY_CODE' }] }), ['buttons.0.example: required']],
  [
    'a code of 21',
    form({ buttons: [{ type: 'COPY_CODE', example: 'a'.repeat(21) }] }),
    ['buttons.0.example: too_long'],
  ],
  ['no body component', meta([image]), ['components.BODY: required']],
  ['two bodies', meta([text, text]), ['components.1.type: duplicate']],
  ['a component that is none', meta([text, { type: 'SOUND' }]), ['components.1.type: one_of']],
  ['a text of another type', meta([{ type: 'BODY', text: 7 }]), ['components.0.text: type']],
  ['a format that is none', meta([{ type: 'HEADER', format: 'SOUND' }, text]), ['components.0.format: one_of']],
  [
    'an offer that is not marketing',
    meta([offer, text, buttons(code, url)], { category: 'UTILITY' }),
    ['category: mismatch'],
  ],
  [
    'an offer with other buttons',
    meta([offer, text, buttons(reply('Sí'))]),
    ['components.2.buttons: template_button_kinds'],
  ],
  [
    'an offer with a footer',
    meta([offer, text, { type: 'FOOTER', text: 'x' }, buttons(code, url)]),
    ['components.2.type: template_refused_part'],
  ],
  [
    'an offer text of 17',
    meta([{ ...offer, limited_time_offer: { text: 'a'.repeat(17) } }, text, buttons(code, url)]),
    ['components.0.limited_time_offer.text: too_long'],
  ],
  ['an offer body of 601', meta([offer, body('a'.repeat(601)), buttons(code, url)]), ['components.1.text: too_long']],
  ['one card', meta([text, { type: 'CAROUSEL', cards: [card(url)] }]), ['components.1.cards: too_few']],
  [
    'cards that differ',
    meta([text, { type: 'CAROUSEL', cards: [card(url), card(reply('Sí'))] }]),
    ['components.1.cards.1: template_card_shape'],
  ],
  [
    'a card of three buttons',
    meta([text, { type: 'CAROUSEL', cards: [card(url, url, phone), card(url, url, phone)] }]),
    ['components.1.cards.0.components.2.buttons: too_many', 'components.1.cards.1.components.2.buttons: too_many'],
  ],
  [
    'a carousel with a header',
    meta([image, text, { type: 'CAROUSEL', cards: [card(url), card(url)] }]),
    ['components.0.type: template_refused_part'],
  ],
  ['a code button elsewhere', meta([text, buttons(otp)]), ['components.1.buttons.0.type: template_refused_part']],
  [
    'a flow without a flow',
    meta([text, buttons({ type: 'FLOW', text: 'Ir' })]),
    ['components.1.buttons.0.flow_id: required'],
  ],
  [
    'one tap without an app',
    meta([{ type: 'BODY' }, buttons({ ...otp, otp_type: 'ONE_TAP' })], { category: 'AUTHENTICATION' }),
    ['components.1.buttons.0.supported_apps: required'],
  ],
  [
    'an authentication body with text',
    meta([text, buttons(otp)], { category: 'AUTHENTICATION' }),
    ['components.0.text: template_refused_part'],
  ],
  ['too short a life', meta([text], { message_send_ttl_seconds: 10 }), ['message_send_ttl_seconds: range']],
]

describe('what Meta would refuse is reported first', () => {
  for (const [name, request, expected] of broken) {
    test(name, () => {
      const violations = violationsOf(request)
      assert.deepEqual(
        violations.map(({ path, rule }) => `${path}: ${rule}`),
        expected,
      )
      for (const violation of violations) {
        const texts = violationTexts(violation)
        assert.equal(new Set(Object.values(texts)).size, 3)
        for (const sentence of Object.values(texts)) assert.doesNotMatch(sentence, /\{[a-z]+\}/)
      }
    })
  }
})

test('all mistakes are reported at once', () => {
  const request = form({ elementName: 'Ñ', language: 'xx', template: '{{1}}', params: [], footer: 'a'.repeat(70) })
  assert.deepEqual(rulesOf(request), [
    'elementName: format',
    'language: template_language',
    'template: template_variable_edge',
    'params: template_example',
    'footer: too_long',
  ])
})

test('everything that the documents allow is accepted', () => {
  const whole = [
    meta([offer, text, buttons(code, url)]),
    meta([text, { type: 'CAROUSEL', cards: [card(url), card(url)] }]),
    meta([text, buttons({ type: 'CATALOG', text: 'Ver catálogo' })]),
    meta([{ type: 'HEADER', format: 'LOCATION' }, text]),
    meta([{ type: 'body', add_security_recommendation: true }, buttons(otp)], { category: 'AUTHENTICATION' }),
    form({ buttons: [reply('A'), reply('B'), url, phone] }),
    form({ template: 'Dice "hola", \'adiós\' y 🎉 {{1}} con {{2}}.' }),
  ]
  for (const request of whole) assert.deepEqual(rulesOf(request), [], JSON.stringify(request))
})

test('every template of the demo could be created', () => {
  for (const template of demoTemplates) {
    const { category, name, language } = template
    const components = writableComponents({ category, components: template.components as never })
    const violations: Violation[] = []
    checkComponents({ fields: { components }, path: '', violations }, { category, isNamed: false })
    assert.deepEqual(violations, [], `${name} ${language}`)
  }
})

test('any request has an answer and no exception', () => {
  const keys = [
    'type',
    'text',
    'buttons',
    'cards',
    'components',
    'example',
    'format',
    'url',
    'header_handle',
    'limited_time_offer',
  ]
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(
        'BODY',
        'HEADER',
        'BUTTONS',
        'CAROUSEL',
        'LIMITED_TIME_OFFER',
        'URL',
        'OTP',
        'IMAGE',
        '{{1}}',
        '{{',
        null,
        7,
      ),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('any'), { maxKeys: 5 }),
    ),
  })).any
  const request = fc.record({
    elementName: fc.constant('a'),
    language: fc.constant('es'),
    category: fc.constantFrom('UTILITY', 'MARKETING', 'AUTHENTICATION'),
    components: fc.option(value, { nil: undefined }),
    template: fc.option(fc.oneof(fc.string(), value), { nil: undefined }),
    params: value,
    buttons: value,
    header: value,
    example: value,
    extraSettings: value,
  })
  fc.assert(
    fc.property(request, (one) => {
      const parsed = parseNewTemplate(one, {})
      if (parsed.ok) assert.ok(parsed.value.definition.components.some(({ type }) => type.toUpperCase() === 'BODY'))
      else assert.ok(parsed.violations.length > 0)
    }),
    { numRuns: 1_000 },
  )
})

describe('edits', () => {
  const stored = (status = 'REJECTED'): StoredTemplate => {
    const { definition, record } = made(form({ footer: 'Gracias', buttons: [url] }))
    return { definition: { ...definition, status, metaId: '1' }, record, createdAt: 1, updatedAt: 1 }
  }
  const edited = (request: unknown, mode: 'merge' | 'replace' = 'merge', status?: string) =>
    parseTemplateEdit(request, stored(status), mode, {})
  const typesIn = (result: ReturnType<typeof edited>) => {
    assert.ok(result.ok, JSON.stringify(result))
    return result.value.definition.components.map(({ type }) => type)
  }

  test('a named part replaces the stored one, the others stay', () => {
    assert.deepEqual(typesIn(edited({ footer: 'Adiós', header: 'Hola' })), ['HEADER', 'BODY', 'FOOTER', 'BUTTONS'])
    assert.deepEqual(typesIn(edited({ interactiveAction: 'NONE' })), ['BODY', 'FOOTER'])
    assert.deepEqual(typesIn(edited({ ...form(), elementName: 'order_sent' }, 'replace')), ['BODY'])
  })
  test('fields that are stored beside it are not sent to Meta', () => {
    const result = edited({ displayName: 'Otro', isVisible: false })
    assert.ok(result.ok)
    assert.equal(result.value.touchesMeta, false)
    assert.deepEqual([result.value.record.displayName, result.value.record.isVisible], ['Otro', false])
  })
  test('a mistake is reported under the field of the edit', () => {
    const result = edited({ footer: 'a'.repeat(61), buttons: [reply('a'.repeat(26))] })
    assert.deepEqual(!result.ok && result.violations.map(({ path }) => path), ['footer', 'buttons.0.text'])
    const renamed = edited({ elementName: 'other', language: 'en' })
    assert.deepEqual(!renamed.ok && renamed.violations.map(({ path }) => path), ['elementName', 'language'])
  })
  test('the category of an approved template cannot change', () => {
    const result = edited({ category: 'MARKETING' }, 'merge', 'APPROVED')
    assert.deepEqual(!result.ok && result.violations.map(({ rule }) => rule), ['template_category_fixed'])
    assert.equal(edited({ category: 'MARKETING' }).ok, true)
  })
  test('an authentication template as Meta shows it can be written back', () => {
    const demo = demoTemplates.find(({ name }) => name === 'demo_code')
    assert.ok(demo)
    const definition = {
      elementName: demo.name,
      language: 'es',
      category: demo.category,
      status: 'APPROVED',
      components: demo.components as never,
    }
    const result = parseTemplateEdit(
      { extraSettings: { codeExpirationMinutes: 5 } },
      { definition, record: {}, createdAt: 1, updatedAt: 1 },
      'merge',
      {},
    )
    assert.ok(result.ok, JSON.stringify(result))
    assert.deepEqual(result.value.definition.components, [
      { type: 'BODY', add_security_recommendation: true },
      { type: 'FOOTER', code_expiration_minutes: 5 },
      buttons({ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copiar código' }),
    ])
  })
})
