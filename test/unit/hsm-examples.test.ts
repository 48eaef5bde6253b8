/**
 * Every template example of the user's documents (jelou-api.md, 16.3 and 16.4), parsed and fitted to a template like
 * the demo bot's. Placeholders for phones and names are replaced, and the offer's date, which has passed.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TemplateContent } from '../../src/model/message/content.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { fitTemplate } from '../../src/model/template/fit.ts'
import { parseHsmRequest } from '../../src/model/template/request.ts'
import { demo, later, now } from '../support/template-definitions.ts'

const phone = '593987654321'

type Example = {
  name: string
  notices?: object[]
  definition: TemplateDefinition
  body: object
  expected: Partial<TemplateContent>
}

const image = 'https://cdn.ejemplo.com/imagen.jpeg'
const params = [{ text: 'PARAMETER_1' }, { text: 'PARAMETER_2' }]
const hydrated = 'Hola PARAMETER_1, tu pedido PARAMETER_2 va en camino.'
const edge = (action: string, skillId: string) => ({ type: 'edge', action, skillId })
const quickReply = (index: number, payload: string) => ({ kind: 'quick_reply' as const, index, payload })

const examples: Example[] = [
  {
    name: 'T1 text',
    definition: demo.text,
    body: { parameters: ['PARAMETER_1', 'PARAMETER_2'] },
    expected: { body: params, text: hydrated },
  },
  {
    name: 'T2 image header',
    definition: demo.image,
    body: { parameters: ['PARAMETER_1', 'PARAMETER_2'], mediaUrl: image, type: 'image' },
    expected: { header: { kind: 'image', link: image }, body: params, text: hydrated },
  },
  {
    name: 'T3 video header',
    definition: demo.video,
    body: { parameters: ['PARAMETER_1', 'PARAMETER_2'], mediaUrl: 'https://cdn.ejemplo.com/video.mp4', type: 'video' },
    expected: { header: { kind: 'video', link: 'https://cdn.ejemplo.com/video.mp4' }, body: params, text: hydrated },
  },
  {
    name: 'T4 document header',
    definition: demo.document,
    body: { parameters: ['PARAMETER_1'], mediaUrl: 'https://cdn.ejemplo.com/documento.pdf', type: 'document' },
    expected: {
      header: { kind: 'document', link: 'https://cdn.ejemplo.com/documento.pdf' },
      body: [{ text: 'PARAMETER_1' }],
      text: 'Hola PARAMETER_1, gracias.',
    },
  },
  {
    name: 'T5 static URL button',
    definition: demo.url,
    body: { parameters: ['PARAMETER_1'] },
    expected: { body: [{ text: 'PARAMETER_1' }], text: 'Hola PARAMETER_1, gracias.' },
  },
  {
    name: 'T6 dynamic URL button',
    definition: demo.urlDynamic,
    body: { parameters: ['PARAMETER_1'], buttonParameters: [{ type: 'URL', payload: { param: 'PARAM_URL' } }] },
    expected: {
      body: [{ text: 'PARAMETER_1' }],
      buttons: [{ kind: 'url', index: 0, text: 'PARAM_URL' }],
      text: 'Hola PARAMETER_1, gracias.',
    },
  },
  {
    name: 'T7 quick-reply buttons',
    notices: [{ kind: 'buttons_by_place', path: 'buttonParameters' }],
    definition: demo.quickReply,
    body: {
      language: 'es',
      type: 'text',
      parameters: ['param1', 'param2'],
      buttonParameters: ['1', '2', '3'].map((id) => ({ type: 'QUICK_REPLY', payload: edge(`BTN${id}`, id) })),
    },
    expected: {
      body: [{ text: 'param1' }, { text: 'param2' }],
      buttons: [
        quickReply(0, '{"type":"edge","action":"BTN1","skillId":"1"}'),
        quickReply(1, '{"type":"edge","action":"BTN2","skillId":"2"}'),
        quickReply(2, '{"type":"edge","action":"BTN3","skillId":"3"}'),
      ],
      text: 'Hola param1, tu pedido param2 va en camino.',
    },
  },
  {
    name: 'T8 header parameter',
    definition: demo.header,
    body: { parameters: ['PARAMETER_1', 'PARAMETER_2'], headerParameters: ['PARAMETER_VALUE'] },
    expected: { header: { kind: 'text', text: 'PARAMETER_VALUE' }, body: params, text: hydrated },
  },
  {
    name: 'T9 catalog',
    definition: demo.catalog,
    body: {
      parameters: ['PARAMETER_1'],
      type: 'catalog',
      buttonParameters: [{ type: 'CATALOG', payload: { thumbnailProduct: 'productId' } }],
    },
    expected: {
      body: [{ text: 'PARAMETER_1' }],
      buttons: [{ kind: 'catalog', index: 0, thumbnailProductId: 'productId' }],
      text: 'Hola PARAMETER_1, gracias.',
    },
  },
  {
    name: 'T10 limited-time offer with copy-code button',
    definition: demo.offer,
    body: {
      buttonOptions: {},
      parameters: ['PARAMETER_1', 'PARAMETER_2'],
      type: 'image',
      mediaUrl: image,
      ltoParams: { expirationTime: later },
      buttonParameters: [{ type: 'COPY_CODE', param: 1, payload: { param: '20OFF' } }],
    },
    expected: {
      header: { kind: 'image', link: image },
      body: params,
      buttons: [{ kind: 'copy_code', index: 0, code: '20OFF' }],
      offerExpiresAt: later,
      text: hydrated,
    },
  },
  {
    name: 'T11 authentication',
    definition: demo.code,
    body: { buttonOptions: {}, parameters: ['PARAMETER_1'], type: 'hsm' },
    expected: {
      body: [{ text: 'PARAMETER_1' }],
      buttons: [{ kind: 'url', index: 0, text: 'PARAMETER_1' }],
      text: 'Tu código de verificación es *PARAMETER_1*.',
    },
  },
  {
    name: 'T12 carousel with two cards',
    definition: demo.carousel,
    body: {
      parameters: [],
      type: 'carousel',
      cards: [
        {
          mediaUrl: 'https://cdn.ejemplo.com/producto1.jpg',
          params: ['VALOR_PARAMETRO'],
          buttonParameters: [
            { type: 'QUICK_REPLY', payload: { action: 'Boton 1', type: 'edge', skillId: '45515', cardIndex: 0 } },
          ],
        },
        {
          mediaUrl: 'https://cdn.ejemplo.com/producto2.jpg',
          params: ['VALOR_PARAMETRO_1', 'VALOR_PARAMETRO_2'],
          buttonParameters: [
            { type: 'QUICK_REPLY', payload: { action: 'Boton 2', type: 'edge', skillId: '10192', cardIndex: 1 } },
          ],
        },
      ],
    },
    expected: {
      body: [],
      cards: [
        {
          header: { kind: 'image', link: 'https://cdn.ejemplo.com/producto1.jpg' },
          body: [{ text: 'VALOR_PARAMETRO' }],
          buttons: [quickReply(0, '{"action":"Boton 1","type":"edge","skillId":"45515","cardIndex":0}')],
        },
        {
          header: { kind: 'image', link: 'https://cdn.ejemplo.com/producto2.jpg' },
          body: [{ text: 'VALOR_PARAMETRO_1' }, { text: 'VALOR_PARAMETRO_2' }],
          buttons: [quickReply(0, '{"action":"Boton 2","type":"edge","skillId":"10192","cardIndex":1}')],
        },
      ],
      text: 'Mira lo nuevo.',
    },
  },
  {
    name: 'T13 without parameters',
    definition: demo.plain,
    body: { parameters: [] },
    expected: { body: [], text: 'Gracias por tu visita.' },
  },
]

for (const { name, definition, body, expected, notices } of examples) {
  test(`${name} becomes its content`, () => {
    const request = { elementName: definition.elementName, destinations: [phone], ...body }
    const parsed = parseHsmRequest(request, { now })
    assert.ok(parsed.ok, JSON.stringify(parsed))
    assert.deepEqual(fitTemplate(parsed.value, definition), {
      ok: true,
      ...(notices && { notices }),
      value: { type: 'template', elementName: definition.elementName, language: 'es', buttons: [], ...expected },
    })
  })
}

test('the offer in the document, of December 2024, has passed', () => {
  const body = { elementName: 'demo_offer', destinations: [phone], parameters: ['a', 'b'] }
  const parsed = parseHsmRequest({ ...body, ltoParams: { expirationTime: 1733260800000 } }, { now })
  assert.deepEqual(parsed, { ok: false, violations: [{ path: 'ltoParams.expirationTime', rule: 'future' }] })
})

const skeleton = {
  elementName: '<string>',
  destinations: ['<string>'],
  mediaUrl: '<string>',
  filename: '<string>',
  type: 'text',
  language: 'en',
  parameters: ['<string>'],
  buttonPayloads: [{}],
  actions: {},
  headerParameters: ['<string>'],
  buttonParameters: [{ type: 'URL', payload: {}, param: 123 }],
  ltoParams: { expirationTime: 123 },
  cards: [
    {
      mediaUrl: '<string>',
      params: ['<string>'],
      buttonParameters: [{ type: 'URL', payload: {}, param: 123 }],
    },
  ],
  expirationTime: '<string>',
  campaignId: '<string>',
}

test('S1: in the skeleton only the placeholders are refused', () => {
  const parsed = parseHsmRequest(skeleton, { now })
  assert.deepEqual(!parsed.ok && parsed.violations.map(({ path, rule }) => `${path} ${rule}`).sort(), [
    'cards.0.mediaUrl url',
    'destinations.0 phone_digits',
    'expirationTime timestamp',
    'ltoParams.expirationTime future',
    'mediaUrl url',
  ])
})

test('S1: with real values it is accepted as a whole', () => {
  const parsed = parseHsmRequest(
    {
      ...skeleton,
      destinations: [phone],
      mediaUrl: image,
      ltoParams: { expirationTime: later },
      cards: [{ ...skeleton.cards[0], mediaUrl: image }],
      expirationTime: String(later),
    },
    { now },
  )
  const buttonParameters = [{ type: 'URL', payload: {}, param: 123 }]
  assert.deepEqual(parsed, {
    ok: true,
    value: {
      elementName: '<string>',
      destinations: [phone],
      parameters: ['<string>'],
      type: 'text',
      language: 'en',
      mediaUrl: image,
      filename: '<string>',
      headerParameters: ['<string>'],
      buttonParameters,
      buttonPayloads: [{}],
      dynamicUrlParameters: [],
      offerExpiresAt: later,
      expiresAt: later,
      campaignId: '<string>',
      cards: [{ mediaUrl: image, params: ['<string>'], buttonParameters }],
    },
  })
})

const parseWith = (fields: object) => {
  const parsed = parseHsmRequest(
    { elementName: 'demo_quick_reply', destinations: [phone], parameters: ['a', 'b'], ...fields },
    { now },
  )
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.value
}

test('F1: buttonPayloads fill the quick replies in order', () => {
  const request = parseWith({ buttonPayloads: [edge('Yes', '1'), edge('Reschedule', '2'), edge('Cancel', '3')] })
  const fitted = fitTemplate(request, demo.quickReply)
  assert.deepEqual(fitted.ok && fitted.value.buttons, [
    quickReply(0, '{"type":"edge","action":"Yes","skillId":"1"}'),
    quickReply(1, '{"type":"edge","action":"Reschedule","skillId":"2"}'),
    quickReply(2, '{"type":"edge","action":"Cancel","skillId":"3"}'),
  ])
})

test('F2: actions.setSkill', () => {
  assert.deepEqual(parseWith({ actions: { setSkill: { id: 2222 } } }).actions, { setSkill: { id: '2222' } })
})

test('F3: actions.setMemoryParams', () => {
  const actions = { setMemoryParams: { url: 'https://apps.jelou.ai' } }
  assert.deepEqual(parseWith({ actions }).actions, actions)
})
