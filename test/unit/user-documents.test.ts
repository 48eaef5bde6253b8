/**
 * The three documents to the letter, through HTTP: every request example, every row of their tables at its edges, every
 * printed error body. `deviations` is the one list of intended differences; each has the request that shows it, and
 * docs/moving-from-jelou.md has the same names. The resulting requests to Meta are in
 * test/flow/request-examples.test.ts.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { readDocument } from '../support/documents.ts'
import { type Answer, openTestHttp, type TestHttp } from '../support/http.ts'
import { tableRows } from '../support/markdown.ts'
import { messageExamples, templateExamples } from '../support/request-examples.ts'
import { demo, later, template } from '../support/template-definitions.ts'

let http: TestHttp
before(async () => {
  http = await openTestHttp({ health: { ready: () => Promise.reject(new Error('cause')) } })
  http.now.at = later - 86_400_000
  for (const definition of Object.values<TemplateDefinition>(demo)) await http.store.putTemplate('demo', definition, 1)
  const body = { type: 'BODY', text: 'Elige.' }
  const buttons = ['Yes', 'Reschedule', 'Cancel'].map((text) => ({ type: 'QUICK_REPLY', text }))
  await http.store.putTemplate('demo', template('edges', [body, { type: 'BUTTONS', buttons }]), 1)
  const hello = { type: 'text', text: 'Hola' }
  const skill = { kind: 'messages', messages: [hello] }
  assert.equal((await http.inject('PUT', '/manage/v1/bots/demo/skills/2222', { body: skill })).status, 200)
})
after(() => http?.[Symbol.asyncDispose]())

const person = '593987654321'
const image = 'https://cdn.ejemplo.com/imagen.jpeg'
const messages = '/v1/bots/demo/messages'
const hsm = '/v2/whatsapp/demo/hsm'

const say = (body: object) => http.inject('POST', messages, { body: { userId: person, ...body } })
const send = (body: object) => http.inject('POST', hsm, { body: { destinations: [person], parameters: [], ...body } })
const fields = ({ json }: Answer) => Object.keys(json.validationError ?? {})
const text = (length: number) => 'x'.repeat(length)

// ── examples ────────────────────────────────────────────────

describe('every example is accepted', () => {
  for (const [name, body] of messageExamples) {
    test(name, async () => {
      const answer = await http.inject('POST', messages, { body })
      assert.equal(answer.status, 200, answer.text)
      assert.match(answer.text, /^\{"success":true,"messageId":"[\w]+"\}$/)
    })
  }
  for (const [name, body] of templateExamples) {
    test(name, async () => {
      const answer = await send(name.startsWith('T10') ? { ...body, ltoParams: { expirationTime: later } } : body)
      assert.equal(answer.status, 200, answer.text)
      assert.deepEqual(answer.json, [{ id: answer.json[0].id, destination: person }])
    })
  }

  const fragments: [string, object][] = [
    [
      'S1 the skeleton, its placeholders left out',
      {
        elementName: 'demo_plain',
        type: 'text',
        language: 'es',
        buttonPayloads: [],
        actions: {},
        headerParameters: [],
        buttonParameters: [],
        cards: [],
        campaignId: 'mayo',
      },
    ],
    [
      'F1 payloads of buttons',
      {
        elementName: 'edges',
        buttonPayloads: ['Yes', 'Reschedule', 'Cancel'].map((action, at) => ({
          type: 'edge',
          action,
          skillId: String(at + 1),
        })),
      },
    ],
    ['F2 setSkill', { elementName: 'demo_plain', actions: { setSkill: { id: 2222 } } }],
    [
      'F3 setMemoryParams',
      { elementName: 'demo_plain', actions: { setMemoryParams: { url: 'https://apps.jelou.ai' } } },
    ],
  ]
  for (const [name, body] of fragments) {
    test(name, async () => {
      const answer = await send(body)
      assert.equal(answer.status, 200, answer.text)
      assert.equal(answer.headers['recado-notice'], undefined)
    })
  }
})

// ── rows of the tables ──────────────────────────────────────

type Row = [row: string, taken: object[], refused: [object, string][]]

const list = (option: object = {}, more: object = {}) => ({
  type: 'text',
  text: 'x',
  buttons: { options: [{ title: 'a', ...option }], ...more },
})
const options = (count: number) =>
  list({}, { options: Array.from({ length: count }, (_, at) => ({ title: `a${at}` })) })
const quick = (quick_replies: object[], more: object = {}) => ({
  type: 'quick_reply',
  text: 'x',
  quick_replies,
  ...more,
})
const titles = (...all: string[]) => all.map((title) => ({ title }))
const media = (type: string, mediaUrl?: string, more: object = {}) => ({ type, ...(mediaUrl && { mediaUrl }), ...more })
const location = (lat: unknown, long: unknown) => ({ type: 'location', coordinates: { lat, long } })
const link = {
  title: 'Hi',
  text: 'x',
  caption: 'y',
  parameters: { display_text: 'Apps', url: 'https://apps.jelou.ai' },
}
const flow = {
  title: 'Hi',
  text: 'x',
  caption: 'y',
  parameters: { flow_id: '1', flow_cta: 'Abrir', flow_action_payload: { screen: 'A' } },
}
const card = (contact: object) => ({ type: 'contacts', contacts: [contact] })
const phone = (written: object) => card({ name: { formatted_name: 'A' }, phones: [written] })

const messageRows: Row[] = [
  [
    '1 text',
    [
      { type: 'text', text: text(4096) },
      { type: 'TEXT', text: 'x' },
    ],
    [
      [{ type: 'text' }, 'text'],
      [{ type: 'text', text: text(4097) }, 'text'],
    ],
  ],
  ['2 buttons.title', [list({}, { title: text(60) }), list()], [[list({}, { title: text(61) }), 'buttons.title']]],
  [
    '2 buttons.buttonText',
    [list({}, { buttonText: { type: 'text', text: 'x' } })],
    [
      [list({}, { buttonText: { text: 'x' } }), 'buttons.buttonText.type'],
      [list({}, { buttonText: { type: 'text' } }), 'buttons.buttonText.text'],
    ],
  ],
  [
    '2 buttons.options: 1 to 10',
    [options(1), options(10)],
    [
      [options(0), 'buttons.options'],
      [options(11), 'buttons.options'],
      [{ type: 'text', text: 'x', buttons: {} }, 'buttons.options'],
    ],
  ],
  [
    '2 title: 24',
    [list({ title: text(24) })],
    [
      [list({ title: text(25) }), 'buttons.options.0.title'],
      [list({ title: '' }), 'buttons.options.0.title'],
    ],
  ],
  [
    '2 description: 72',
    [list({ description: text(72) }), list()],
    [[list({ description: text(73) }), 'buttons.options.0.description']],
  ],
  ['2 payload', [list({ payload: text(5000) }), list()], [[list({ payload: 7 }), 'buttons.options.0.payload']]],
  [
    '3 text and title: 20',
    [quick(titles('a'), { title: text(20) }), quick(titles('a'))],
    [
      [quick(titles('a'), { title: text(21) }), 'title'],
      [quick(titles('a'), { text: '' }), 'text'],
    ],
  ],
  [
    '3 quick_replies: 1 to 3',
    [quick(titles('a')), quick(titles('a', 'b', 'c'))],
    [
      [quick([]), 'quick_replies'],
      [quick(titles('a', 'b', 'c', 'd')), 'quick_replies'],
    ],
  ],
  [
    '3 quick_replies.*.title: 20, unique, without emoji or markdown',
    [quick(titles(text(20)))],
    [
      [quick(titles(text(21))), 'quick_replies.0.title'],
      [quick(titles('')), 'quick_replies.0.title'],
      [quick(titles('a', 'a')), 'quick_replies.1.title'],
      [quick(titles('a😎')), 'quick_replies.0.title'],
      [quick(titles('*a*')), 'quick_replies.0.title'],
    ],
  ],
  [
    '4 image',
    [media('image', image), media('image', image, { text: 'x' })],
    [
      [media('image'), 'mediaUrl'],
      [media('image', 'http://cdn.ejemplo.com/a.png'), 'mediaUrl'],
      [media('image', 'https://cdn.ejemplo.com/a.gif'), 'mediaUrl'],
    ],
  ],
  [
    '5 audio',
    ['aac', 'm4a', 'mp3', 'amr', 'ogg'].map((end) => media('audio', `https://cdn.ejemplo.com/a.${end}`)),
    [
      [media('audio'), 'mediaUrl'],
      [media('audio', 'https://cdn.ejemplo.com/a.wav'), 'mediaUrl'],
    ],
  ],
  [
    '6 video',
    ['mp4', '3gp'].map((end) => media('video', `https://cdn.ejemplo.com/a.${end}`, { text: 'x' })),
    [
      [media('video'), 'mediaUrl'],
      [media('video', 'https://cdn.ejemplo.com/a.avi'), 'mediaUrl'],
    ],
  ],
  [
    '7 file',
    ['txt', 'pdf', 'ppt', 'doc', 'xls', 'docx', 'pptx', 'xlsx'].map((end) =>
      media('file', `https://cdn.ejemplo.com/a.${end}`, { text: 'x', filename: `a.${end}` }),
    ),
    [
      [media('file'), 'mediaUrl'],
      [media('file', 'https://cdn.ejemplo.com/a.zip'), 'mediaUrl'],
    ],
  ],
  [
    '8 sticker',
    [media('sticker', 'https://cdn.ejemplo.com/a.webp')],
    [
      [media('sticker'), 'mediaUrl'],
      [media('sticker', 'https://cdn.ejemplo.com/a.png'), 'mediaUrl'],
    ],
  ],
  [
    '9 coordinates',
    [location(-90, 180), location('-0.1807', '-78.4678')],
    [
      [{ type: 'location' }, 'coordinates'],
      [location(91, 0), 'coordinates.lat'],
      [location(0, 181), 'coordinates.long'],
      [location('latitud', 0), 'coordinates.lat'],
      [location(undefined, 0), 'coordinates.lat'],
    ],
  ],
  [
    '10 contacts: an object or a list, all fields optional',
    [
      { type: 'contacts', contacts: { name: { first_name: 'A' } } },
      card({ emails: [{ email: '[email protected]' }] }),
      card({ org: { company: 'A' } }),
    ],
    [
      [{ type: 'contacts' }, 'contacts'],
      [{ type: 'contacts', contacts: [] }, 'contacts'],
    ],
  ],
  [
    '10 phones: E.164 is advice',
    ['+593987654321', '593987654321', '0987654321', '911', '*123#', '1800 VENTAS'].map((written) =>
      phone({ phone: written }),
    ),
    [],
  ],
  ['11 location_request', [{ type: 'location_request', text: text(1024) }], [[{ type: 'location_request' }, 'text']]],
  [
    '12 cta_url',
    [{ type: 'cta_url', ...link }],
    [
      [{ type: 'cta_url', ...link, title: '' }, 'title'],
      [{ type: 'cta_url', ...link, text: undefined }, 'text'],
      [{ type: 'cta_url', ...link, caption: undefined }, 'caption'],
      [{ type: 'cta_url', ...link, parameters: { url: 'https://a.co' } }, 'parameters.display_text'],
      [{ type: 'cta_url', ...link, parameters: { display_text: 'A' } }, 'parameters.url'],
    ],
  ],
  [
    '13 flow',
    [{ type: 'flow', ...flow }],
    [
      [{ type: 'flow', ...flow, title: undefined }, 'title'],
      [{ type: 'flow', ...flow, caption: undefined }, 'caption'],
      [{ type: 'flow', ...flow, parameters: undefined }, 'parameters'],
    ],
  ],
  [
    'userId',
    [
      { type: 'text', text: 'x', userId: '+593987654321' },
      { type: 'text', text: 'x', userId: '593987654321 ' },
    ],
    [
      [{ type: 'text', text: 'x', userId: undefined }, 'userId'],
      [{ type: 'text', text: 'x', userId: '0987654321' }, 'userId'],
    ],
  ],
  ['botId', [{ type: 'text', text: 'x', botId: 'demo' }], [[{ type: 'text', text: 'x', botId: 'other' }, 'botId']]],
  [
    'type',
    [],
    [
      [{ text: 'x' }, 'type'],
      [{ type: 'gif', text: 'x' }, 'type'],
    ],
  ],
]

const two = { parameters: ['a', 'b'] }
const carousel = (cards: object[]) => ({ elementName: 'demo_carousel', type: 'carousel', cards })
const cards = [
  { mediaUrl: image, params: ['a'] },
  { mediaUrl: image, params: ['a', 'b'] },
]
const offer = {
  elementName: 'demo_offer',
  ...two,
  type: 'image',
  mediaUrl: image,
  ltoParams: { expirationTime: later },
  buttonParameters: [{ type: 'COPY_CODE', param: 1, payload: { param: '20OFF' } }],
}
const typed = (elementName: string, type: string, more: object = {}) => ({ elementName, type, ...more })

const templateRows: Row[] = [
  [
    'mediaUrl',
    [{ elementName: 'demo_image', ...two, mediaUrl: image }],
    [
      [{ elementName: 'demo_image', ...two }, 'mediaUrl'],
      [{ elementName: 'demo_image', ...two, mediaUrl: 'http://a.co/a.png' }, 'mediaUrl'],
    ],
  ],
  [
    'filename',
    [
      { elementName: 'demo_document', parameters: ['a'], mediaUrl: 'https://a.co/a.pdf', filename: 'a.pdf' },
      { elementName: 'demo_document', parameters: ['a'], mediaUrl: 'https://a.co/a.pdf' },
    ],
    [
      [
        { elementName: 'demo_document', parameters: ['a'], mediaUrl: 'https://a.co/a.pdf', filename: 'a/b.pdf' },
        'filename',
      ],
    ],
  ],
  [
    'type: text by default, for every template',
    [
      typed('demo_image', 'text', { ...two, mediaUrl: image }),
      typed('demo_catalog', 'text', { parameters: ['a'] }),
      typed('demo_carousel', 'text', { cards }),
      typed('demo_plain', 'hsm'),
      typed('demo_plain', 'TEXT'),
    ],
    [[typed('demo_plain', 'gif'), 'type']],
  ],
  [
    'language',
    [{ elementName: 'demo_plain', language: 'es' }, { elementName: 'demo_plain' }],
    [[{ elementName: 'demo_plain', language: 'español' }, 'language']],
  ],
  ['elementName', [], [[{ elementName: undefined }, 'elementName']]],
  [
    'parameters',
    [{ elementName: 'demo_text', ...two }],
    [
      [{ elementName: 'demo_text', parameters: undefined }, 'parameters'],
      [{ elementName: 'demo_text', parameters: ['a'] }, 'parameters'],
      [{ elementName: 'demo_text', parameters: ['a', 'b', 'c'] }, 'parameters'],
    ],
  ],
  [
    'destinations: digits only',
    [{ elementName: 'demo_plain', destinations: ['593987654321', '593987654322'] }],
    ['+593987654321', '0987654321', '593 987654321', '593-987654321'].map((to): [object, string] => [
      { elementName: 'demo_plain', destinations: [to] },
      'destinations.0',
    ]),
  ],
  [
    'buttonPayloads: action is the text of the button',
    [{ elementName: 'edges', buttonPayloads: [{ type: 'edge', action: 'Cancel', skillId: 3 }] }],
    [
      [
        { elementName: 'edges', buttonPayloads: [{ type: 'edge', action: 'Later', skillId: 3 }] },
        'buttonPayloads.0.action',
      ],
      [
        { elementName: 'demo_plain', buttonPayloads: [{ type: 'edge', action: 'Yes', skillId: 3 }] },
        'buttonPayloads.0.action',
      ],
    ],
  ],
  [
    'actions',
    [{ elementName: 'demo_plain', actions: { setSkill: { id: '2222' }, setMemoryParams: { a: 1 } } }],
    [[{ elementName: 'demo_plain', actions: [] }, 'actions']],
  ],
  [
    'headerParameters: 1',
    [{ elementName: 'demo_header', ...two, headerParameters: ['a'] }],
    [[{ elementName: 'demo_header', ...two, headerParameters: ['a', 'b'] }, 'headerParameters']],
  ],
  [
    'expirationTime: milliseconds as text',
    [{ elementName: 'demo_plain', expirationTime: String(later) }],
    [
      [{ elementName: 'demo_plain', expirationTime: 'mañana' }, 'expirationTime'],
      [{ elementName: 'demo_plain', expirationTime: '1733260800000' }, 'expirationTime'],
    ],
  ],
  [
    'campaignId',
    [{ elementName: 'demo_plain', campaignId: 'mayo' }],
    [[{ elementName: 'demo_plain', campaignId: 7 }, 'campaignId']],
  ],
  [
    'buttonParameters: all kinds',
    [offer],
    [
      [{ ...offer, buttonParameters: [{ type: 'GIF' }] }, 'buttonParameters.0.type'],
      [{ ...offer, buttonParameters: undefined }, 'buttonParameters'],
    ],
  ],
  ['ltoParams', [offer], [[{ ...offer, ltoParams: undefined }, 'ltoParams.expirationTime']]],
  [
    'cards',
    [carousel(cards)],
    [
      [carousel(cards.slice(1)), 'cards'],
      [carousel([...cards, ...cards]), 'cards'],
    ],
  ],
]

function describeRows(of: string, rows: Row[], request: (body: object) => Promise<Answer>): void {
  describe(`every row of the table: ${of}`, () => {
    for (const [row, taken, refused] of rows) {
      test(row, async () => {
        for (const body of taken) {
          const answer = await request(body)
          assert.equal(answer.status, 200, `${JSON.stringify(body)}: ${answer.text}`)
        }
        for (const [body, field] of refused) {
          const answer = await request(body)
          assert.equal(answer.status, 422, JSON.stringify(body))
          assert.ok(fields(answer).includes(field), `${field}: ${answer.text}`)
        }
      })
    }
  })
}
describeRows('messages', messageRows, say)
describeRows('templates', templateRows, send)

test('phones of contacts are completed where possible, and otherwise shown as written', async () => {
  const rows: [object, object][] = [
    [{ phone: '+593 98-765 4321' }, { phone: '+593987654321' }],
    [{ phone: '593987654321' }, { phone: '+593987654321' }],
    [{ phone: '00593987654321' }, { phone: '+593987654321' }],
    [
      { phone: '098 765 4321', wa_id: '593987654321' },
      { phone: '+593987654321', wa_id: '593987654321' },
    ],
    [{ wa_id: '593987654321' }, { phone: '+593987654321', wa_id: '593987654321' }],
    [
      { phone: '022345678', wa_id: '593987654321' },
      { phone: '022345678', wa_id: '593987654321' },
    ],
    [{ phone: '098 765 4321' }, { phone: '098 765 4321' }],
    [{ phone: '2025550123' }, { phone: '2025550123' }],
    [{ phone: '12025550123' }, { phone: '+12025550123' }],
    [{ phone: '11987654321' }, { phone: '11987654321' }],
    [{ phone: '*123#' }, { phone: '*123#' }],
  ]
  for (const [given, expected] of rows) {
    const { json } = await say(phone(given))
    const [item] = await http.store.history({ botId: 'demo', messageId: json.messageId }, 0, 1)
    const content = item?.direction === 'out' && item.content.type === 'contacts' ? item.content : undefined
    assert.deepEqual(content?.contacts[0]?.phones, [expected])
  }
})

// ── printed errors ──────────────────────────────────────────

const withoutPortuguese = (body: unknown) =>
  JSON.parse(JSON.stringify(body, (key, value) => (key === 'pt' || key === 'errorId' ? undefined : value)))

const texts = (es: string, en: string) => ({ es, en })
const envelope = (message: string, error: object) => ({ message: [message], statusMessage: 'failed', status: 0, error })

describe('every printed error, without a requested language', () => {
  test('400', async () => {
    const body = { destinations: [person], parameters: ['John', 'example_value'], elementName: 'sample_template' }
    const answer = await send(body)
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.json, {
      message: ['Template does not exist'],
      status: 'failed',
      _metadata: {
        error: {},
        body: {
          destinations: [{ destination: person }],
          parameters: ['John', 'example_value'],
          elementName: 'sample_template',
          code: 'es',
          type: 'text',
          botId: 'demo',
          botName: 'Your Bot',
        },
      },
      error: {},
    })
  })

  test('400: its first sentence is the same for every reason, route and language', async () => {
    await http.store.putTemplate('demo', template('paused', [{ type: 'BODY', text: 'x' }], { status: 'PAUSED' }), 1)
    const [byId, inCampaign] = [messages, '/v1/bots/demo/campaigns/mayo/template-messages']
    for (const name of ['absent', 'paused'])
      for (const language of ['es', 'en', 'pt', undefined]) {
        const headers: Record<string, string> = language === undefined ? {} : { 'accept-language': language }
        const named = { type: 'template', templateId: name, userId: person }
        for (const [url, body] of [
          [hsm, { elementName: name, parameters: [], destinations: [person] }],
          [byId, named],
          [inCampaign, named],
        ] as const) {
          const { status, json } = await http.inject('POST', url, { body, headers })
          assert.deepEqual([status, json.message[0]], [400, 'Template does not exist'])
          assert.equal(json.message.length, name === 'absent' ? 1 : 2)
        }
      }
  })

  test('401', async () => {
    const answer = await http.inject('POST', hsm, { body: {}, auth: undefined })
    assert.deepEqual([answer.status, answer.text], [401, '{"message":"Authentication failed"}'])
  })

  test('404', async () => {
    const { status, json } = await http.inject('POST', '/v2/whatsapp/BOT_ID/hsm', { body: {} })
    assert.equal(status, 404)
    const en = 'The Bot could not be found at the moment.'
    const error = {
      code: 'E1019',
      key: 'BOT_NOT_FOUND',
      description: 'Error to be thrown when trying to get a Bot.',
      developerMessages: texts(
        'El botId no se encuentra en la base de datos o ha sido eliminado.',
        'The botId is not found in the database or has been deleted.',
      ),
      clientMessages: texts('El Bot no se pudo encontrar por el momento.', en),
    }
    assert.deepEqual(withoutPortuguese(json), envelope(en, error))
  })

  test('422', async () => {
    const { json } = await send({ elementName: 'demo_text', parameters: ['one'] })
    const es = 'Los valores ingresados no son correctos.'
    const error = {
      code: 'E0422',
      key: 'VALIDATOR_ERROR',
      description: 'Error to be thrown when cannot process request because of incoming values',
      developerMessages: texts(
        'Los valores del request no son correctos para ser procesados.',
        'The request values are not correct for processing.',
      ),
      clientMessages: texts(es, 'The values entered are not correct.'),
    }
    const { validationError, ...rest } = withoutPortuguese(json)
    assert.deepEqual(rest, envelope(es, error))
    const sentence = texts('El número de parámetros es incorrecto.', 'The number of parameters is incorrect.')
    assert.deepEqual(validationError.parameters[0], sentence)
  })

  test('500', async () => {
    const { status, json } = await http.inject('GET', '/readyz')
    const en = 'We are having trouble processing your request. Please try again later.'
    const error = {
      code: 'E0000',
      key: 'UNKNOWN_ERROR',
      description: "Error to be thrown when it couldn't be determined the reason of failure",
      developerMessages: texts('Error inesperado occurido, revisar logs.', 'Unexpected error occurred, check logs.'),
      clientMessages: texts('Estamos teniendo problemas procesando la solicitud. Por favor intenta mas tarde.', en),
    }
    assert.equal(status, 500)
    assert.deepEqual(withoutPortuguese(json), envelope(en, error))
  })

  test('a requested language is used, `*` requests none', async () => {
    const request = async (language: string) => {
      const headers = { 'accept-language': language }
      const found = await http.inject('POST', hsm, { body: {}, headers })
      const missing = await http.inject('POST', '/v2/whatsapp/BOT_ID/hsm', { body: {}, headers })
      return [found.json.message[0].slice(0, 10), missing.json.message[0].slice(0, 6)]
    }
    assert.deepEqual(await request('*'), ['Los valore', 'The Bo'])
    assert.deepEqual(await request('en'), ['The values', 'The Bo'])
    assert.deepEqual(await request('es'), ['Los valore', 'El Bot'])
    assert.deepEqual(await request('pt'), ['Os valores', 'Não fo'])
  })
})

// ── intended differences ────────────────────────────────────

/** Each by its name on the page, with the request that shows it. */
const deviations: [name: string, shown: () => Promise<void>][] = [
  [
    'thumbnailProduct',
    async () => {
      const thumb = { elementName: 'demo_catalog', parameters: ['a'], thumbnailProduct: image }
      assert.deepEqual(fields(await send(thumb)), ['thumbnailProduct'])
    },
  ],
  [
    'buttons.buttonText.text',
    async () => {
      const opener = (length: number) => list({}, { buttonText: { type: 'text', text: text(length) } })
      assert.equal((await say(opener(24))).status, 200)
      assert.deepEqual(fields(await say(opener(25))), ['buttons.buttonText.text'])
    },
  ],
  [
    'ltoParams.expirationTime',
    async () => {
      const previous = { ...offer, ltoParams: { expirationTime: 1733260800000 } }
      assert.deepEqual(fields(await send(previous)), ['ltoParams.expirationTime'])
    },
  ],
  ['type of a template send', async () => assert.deepEqual(fields(await send(typed('demo_plain', 'image'))), ['type'])],
  [
    'type of a flow',
    async () => {
      const named = await say({ type: 'cta_url', ...flow })
      assert.deepEqual(fields(named).sort(), ['parameters.display_text', 'parameters.url'])
    },
  ],
  [
    'table of the contact page',
    async () => assert.equal((await say(card({ name: { formatted_name: 'A' } }))).status, 200),
  ],
  [
    'buttonPayloads by place',
    async () => {
      const buttonPayloads = ['BTN1', 'BTN2', 'BTN3'].map((action) => ({ type: 'edge', action, skillId: '1' }))
      const answer = await send({ elementName: 'demo_quick_reply', ...two, buttonPayloads })
      assert.deepEqual([answer.status, typeof answer.headers['recado-notice']], [200, 'string'])
    },
  ],
  [
    'actions.setSkill',
    async () => {
      const strange = { elementName: 'demo_plain', actions: { setSkill: { id: 9 } } }
      assert.deepEqual(fields(await send(strange)), ['actions.setSkill.id'])
    },
  ],
  [
    'ids',
    async () => {
      const [reported, [sent]] = [
        (await say({ type: 'text', text: 'x' })).json,
        (await send({ elementName: 'demo_plain' })).json,
      ]
      assert.match(reported.messageId, /^msg_[0-9a-z]{26}$/)
      assert.match(sent.id, /^msg_[0-9a-z]{26}$/)
    },
  ],
  [
    'texts of errors',
    async () => {
      const { json } = await send({ elementName: 'demo_text', parameters: ['one'] })
      assert.ok(json.error.clientMessages.pt)
      assert.equal(json.validationError.parameters.length, 2)
      assert.ok((await http.inject('GET', '/readyz')).json.errorId)
    },
  ],
  [
    'closed window',
    async () => {
      const answer = await say({ type: 'text', text: 'x' })
      assert.deepEqual([answer.status, answer.headers['recado-window']], [200, 'unknown'])
    },
  ],
  [
    'bot webhook',
    async () => {
      await http.inject('POST', '/v1/bots/other/webhook', { body: { webhookUrl: 'https://a.co' } })
      const { results } = (await http.inject('GET', '/manage/v1/bots/other/endpoints')).json
      assert.deepEqual([results[0].onlyManual, results[0].maxAttempts], [false, null])
    },
  ],
  [
    'registered webhooks',
    async () => {
      const path = '/manage/v1/bots/other/endpoints'
      const made = await http.inject('POST', path, { body: { url: 'https://operator.co/hook', events: ['message'] } })
      assert.equal(made.status, 201, JSON.stringify(made.json))
      await http.inject('POST', '/v1/bots/other/webhook', { body: { webhookUrl: 'https://b.co' } })
      const { results } = (await http.inject('GET', path)).json
      assert.ok(results.some(({ url }: { url: string }) => url === 'https://operator.co/hook'))
    },
  ],
]

describe('intended differences', () => {
  for (const [name, shown] of deviations) test(name, shown)

  test('docs/moving-from-jelou.md lists these and no others', () => {
    const listed = tableRows(readDocument('docs/moving-from-jelou.md'), 'What stays different').map(([what = '']) =>
      what.replaceAll('`', ''),
    )
    assert.deepEqual(listed.sort(), deviations.map(([name]) => name).sort())
  })
})
