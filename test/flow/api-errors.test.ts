/**
 * Promise 10 over real HTTP: an impossible request is refused when it is made, in the documented shapes, with the
 * field's name and a reason in three languages; and nothing of it is stored.
 */
import assert from 'node:assert/strict'
import http from 'node:http'
import { after, before, test } from 'node:test'
import { demoClient } from '../../src/app/demo.ts'
import { type Answer, type Gateway, person, request, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway()
})

after(() => gateway?.[Symbol.asyncDispose]())

const session = '/v1/bots/demo/messages'
const hsm = '/v2/whatsapp/demo/hsm'
const hello = { type: 'text', userId: person, text: 'hola' }
const plain = { elementName: 'demo_plain', parameters: [], destinations: [person] }

type Texts = { en: string; es: string; pt: string }
const errorsOf = ({ body }: Answer) => body.validationError as Record<string, Texts[]>
const keyOf = ({ body }: Answer) => (body.error as { key?: string } | undefined)?.key

/** The documents have two languages; the third is ours. */
function documented(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (name, value) => (name === 'pt' ? undefined : value))
}

test('400: an unknown template, with the normalised request', async () => {
  const parameters = ['John', 'example_value']
  const sent = { destinations: [person], parameters, elementName: 'sample_template', language: 'es', buttonOptions: {} }
  const answer = await gateway.call('POST', hsm, sent)
  const echo = { destinations: [{ destination: person }], parameters, elementName: 'sample_template', code: 'es' }
  assert.equal(answer.status, 400)
  assert.deepEqual(answer.body, {
    message: ['Template does not exist'],
    status: 'failed',
    _metadata: { error: {}, body: { ...echo, type: 'text', botId: 'demo', botName: 'Demo' } },
    error: {},
  })
})

test('401: the same plain body for any wrong credentials, before anything else is checked', async () => {
  const headers = [
    {},
    { authorization: `Basic ${btoa('demo:wrong')}` },
    { authorization: `Basic ${btoa(`nobody:${demoClient.secret}`)}` },
    { authorization: `Bearer ${demoClient.secret}` },
    { authorization: 'Basic !!!' },
    { Authentication: `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}` },
  ]
  for (const given of headers) {
    for (const path of [session, '/v1/bots/none/messages', hsm, '/v1/whatsapp/messages']) {
      const answer = await request(gateway.url + path, 'POST', '{"broken', given as Record<string, string>)
      assert.deepEqual([answer.status, answer.body], [401, { message: 'Authentication failed' }], JSON.stringify(given))
    }
  }
})

test('404: an unknown bot, wherever it is named', async () => {
  const inPath = await gateway.call('POST', '/v1/bots/BOT_ID/messages', hello)
  assert.equal(inPath.status, 404)
  assert.deepEqual(documented(inPath.body), {
    message: ['The Bot could not be found at the moment.'],
    statusMessage: 'failed',
    status: 0,
    error: {
      code: 'E1019',
      key: 'BOT_NOT_FOUND',
      description: 'Error to be thrown when trying to get a Bot.',
      developerMessages: {
        es: 'El botId no se encuentra en la base de datos o ha sido eliminado.',
        en: 'The botId is not found in the database or has been deleted.',
      },
      clientMessages: {
        es: 'El Bot no se pudo encontrar por el momento.',
        en: 'The Bot could not be found at the moment.',
      },
    },
  })
  for (const other of [
    await gateway.call('POST', '/v2/whatsapp/BOT_ID/hsm', plain),
    await gateway.call('POST', '/v1/whatsapp/messages', { ...hello, botId: 'BOT_ID' }),
    await gateway.call('POST', '/v1/bots/+593999999999/webhook/', { webhookUrl: 'https://bot.example.com' }),
  ])
    assert.deepEqual([other.status, other.body], [404, inPath.body])
})

test('422: the wrong number of parameters', async () => {
  const answer = await gateway.call(
    'POST',
    hsm,
    { ...plain, elementName: 'demo_text', parameters: ['one'] },
    { 'accept-language': 'es' },
  )
  assert.equal(answer.status, 422)
  const { validationError, ...envelope } = documented(answer.body) as { validationError: Record<string, object[]> }
  assert.deepEqual(envelope, {
    message: ['Los valores ingresados no son correctos.'],
    statusMessage: 'failed',
    status: 0,
    error: {
      code: 'E0422',
      key: 'VALIDATOR_ERROR',
      description: 'Error to be thrown when cannot process request because of incoming values',
      developerMessages: {
        es: 'Los valores del request no son correctos para ser procesados.',
        en: 'The request values are not correct for processing.',
      },
      clientMessages: {
        es: 'Los valores ingresados no son correctos.',
        en: 'The values entered are not correct.',
      },
    },
  })
  const [first, second] = validationError.parameters ?? []
  assert.deepEqual(first, {
    en: 'The number of parameters is incorrect.',
    es: 'El número de parámetros es incorrecto.',
  })
  assert.deepEqual((second as Texts).en, 'The body of template demo_text takes 2 parameters; 1 were given.')
})

test("403: another client's bot", async () => {
  const channel = { phoneNumberId: '100000000000003', wabaId: '3', accessToken: 'a', appSecret: 'b', verifyToken: 'c' }
  await gateway.manage('POST', '/manage/v1/bots', { id: 'theirs', name: 'Theirs', channel })
  for (const answer of [
    await gateway.call('POST', '/v1/bots/theirs/messages', hello),
    await gateway.call('POST', '/v1/whatsapp/messages', { ...hello, botId: 'theirs' }),
    await gateway.call('GET', '/v1/bots/theirs/events/webhook'),
  ])
    assert.deepEqual([answer.status, keyOf(answer)], [403, 'FORBIDDEN_BOT'])
})

test('an unreadable body is refused in the same envelope', async () => {
  const cases: [string, string, number, unknown, Record<string, string>?, string?][] = [
    ['broken JSON', 'MALFORMED_JSON', 400, '{"type":'],
    ['no body', 'MALFORMED_JSON', 400, ''],
    ['two documents', 'MALFORMED_JSON', 400, '{} {}'],
    ['text', 'UNSUPPORTED_CONTENT_TYPE', 415, 'hola', { 'content-type': 'text/plain' }],
    ['a form', 'UNSUPPORTED_CONTENT_TYPE', 415, 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a body over 1 MiB', 'BODY_TOO_LARGE', 413, { ...hello, text: 'x'.repeat(1_048_576) }],
    ['an unknown route', 'ROUTE_NOT_FOUND', 404, hello, {}, '/v1/bots/demo/nothing'],
    ['an unknown version', 'ROUTE_NOT_FOUND', 404, hello, {}, '/v9/bots/demo/messages'],
    ['an unknown message', 'ROUTE_NOT_FOUND', 404, hello, {}, `${session}/msg_1`],
  ]
  for (const [name, key, status, body, headers, path = session] of cases) {
    const answer = await gateway.call('POST', path, body, headers)
    assert.deepEqual(
      [answer.status, keyOf(answer), answer.body.statusMessage, answer.body.status],
      [status, key, 'failed', 0],
      name,
    )
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
  }
})

test('a body without a declared length that is too long still gets its answer', async () => {
  const authorization = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`
  const headers = { authorization, 'content-type': 'application/json' }
  const status = await new Promise((resolve, reject) => {
    const sending = http.request(gateway.url + session, { method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sending.on('error', reject)
    for (let n = 0; n < 20; n++) sending.write('x'.repeat(65_536))
    sending.end()
  })
  assert.equal(status, 413)
})

test('the message is in the requested language; the rest has all three', async () => {
  const cases: [language: string | undefined, message: string][] = [
    ['es', 'Los valores ingresados no son correctos.'],
    ['es-EC,es;q=0.9,en;q=0.8', 'Los valores ingresados no son correctos.'],
    ['en', 'The values entered are not correct.'],
    ['pt-BR', 'Os valores informados não estão corretos.'],
    ['fr, pt;q=0.5, en;q=0.1', 'Os valores informados não estão corretos.'],
    ['fr', 'Los valores ingresados no son correctos.'],
    [undefined, 'Los valores ingresados no son correctos.'],
  ]
  for (const [language, message] of cases) {
    const answer = await gateway.call(
      'POST',
      session,
      { type: 'text' },
      language === undefined ? {} : { 'accept-language': language },
    )
    assert.deepEqual(answer.body.message, [message], String(language))
    for (const texts of Object.values(errorsOf(answer)).flat())
      for (const reported of ['en', 'es', 'pt'] as const) assert.ok(texts[reported].length > 10, reported)
  }
})

const edge = (n: number) => ({ type: 'edge', action: `B${n}`, skillId: '1' })
const quick = (cardIndex: number) => [{ type: 'QUICK_REPLY', payload: { ...edge(1), cardIndex } }]
const photo = 'https://cdn.ejemplo.com/a.jpg'
const card = (cardIndex: number, params: string[], beside: object = { mediaUrl: photo }) => {
  return { params, buttonParameters: quick(cardIndex), ...beside }
}
const offer = { elementName: 'demo_offer', parameters: ['a', 'b'], type: 'image', mediaUrl: photo }
const copyCode = [{ type: 'COPY_CODE', payload: { param: '20OFF' } }]
const carousel = { elementName: 'demo_carousel', type: 'carousel' }

/** The request, the named field, and the words that its sentence must contain. */
const mismatches: [string, object, string, RegExp][] = [
  [
    'a header parameter missing',
    { elementName: 'demo_header', parameters: ['a', 'b'] },
    'headerParameters',
    /header.* takes 1/,
  ],
  ['a header parameter too many', { headerParameters: ['x'] }, 'headerParameters', /no place/],
  [
    'media missing',
    { elementName: 'demo_image', parameters: ['a', 'b'], type: 'image' },
    'mediaUrl',
    /image.*required/,
  ],
  ['media too many', { mediaUrl: photo }, 'mediaUrl', /no place/],
  [
    'another kind',
    { elementName: 'demo_image', parameters: ['a', 'b'], type: 'video', mediaUrl: 'https://cdn.ejemplo.com/a.mp4' },
    'type',
    /image; video/,
  ],
  [
    'a button value missing',
    { elementName: 'demo_url_dynamic', parameters: ['a'] },
    'buttonParameters',
    /Button 1.*URL/,
  ],
  [
    'a button of another kind',
    { elementName: 'demo_url_dynamic', parameters: ['a'], buttonParameters: copyCode },
    'buttonParameters.0.type',
    /URL; COPY_CODE/,
  ],
  [
    'a button too many',
    { elementName: 'demo_quick_reply', parameters: ['a', 'b'], buttonPayloads: [1, 2, 3, 4].map(edge) },
    'buttonPayloads.0.action',
    /not a button of template demo_quick_reply/,
  ],
  ['a card missing', { ...carousel, cards: [card(0, ['a'])] }, 'cards', /2 cards; 1/],
  [
    "a card's parameter missing",
    { ...carousel, cards: [card(0, ['a']), card(1, ['a'])] },
    'cards.1.params',
    /number of param/,
  ],
  [
    "a card's picture missing",
    { ...carousel, cards: [card(0, ['a'], {}), card(1, ['a', 'b'])] },
    'cards.0.mediaUrl',
    /image/,
  ],
  ['an offer without its end', { ...offer, buttonParameters: copyCode }, 'ltoParams.expirationTime', /required/],
  [
    "an offer that is over, as the document's own example is",
    { ...offer, buttonParameters: copyCode, ltoParams: { expirationTime: 1_733_260_800_000 } },
    'ltoParams.expirationTime',
    /future/,
  ],
  [
    'a code of 16',
    { elementName: 'demo_code', parameters: ['1234567890123456'], type: 'hsm' },
    'parameters.0',
    /at most 15/,
  ],
  ['a plus', { destinations: [person, `+${person}`] }, 'destinations.1', /digits only/],
  ['a local zero', { destinations: ['0987654321'] }, 'destinations.0', /country code/],
  ['nobody', { destinations: [] }, 'destinations', /at least 1/],
]

for (const [name, body, field, reason] of mismatches) {
  test(`promise 10: a template with ${name} names ${field}`, async () => {
    const answer = await gateway.call('POST', hsm, { ...plain, ...body })
    assert.deepEqual([answer.status, keyOf(answer)], [422, 'VALIDATOR_ERROR'], JSON.stringify(answer.body))
    const texts = errorsOf(answer)[field]
    assert.ok(texts, `${field} is not among ${Object.keys(errorsOf(answer))}`)
    assert.ok(
      texts.some(({ en }) => reason.test(en)),
      JSON.stringify(texts),
    )
  })
}

const sessionFaults: [string, object, string][] = [
  ['an unknown type', { type: 'dance' }, 'type'],
  ['no type', { type: undefined }, 'type'],
  ['no userId', { userId: undefined }, 'userId'],
  ['a local number', { userId: '0987654321' }, 'userId'],
  ['a botId that is not the one of the path', { botId: 'another' }, 'botId'],
  ['a text too long', { text: 'x'.repeat(4_097) }, 'text'],
  ['eleven options', { options: Array.from({ length: 11 }, (_, n) => ({ title: `o${n}` })) }, 'options'],
  ['media of another kind', { type: 'image', mediaUrl: 'https://cdn.ejemplo.com/a.exe' }, 'mediaUrl'],
  ['a place off the earth', { type: 'location', coordinates: { lat: '91', long: '0' } }, 'coordinates.lat'],
]

for (const [name, body, field] of sessionFaults) {
  test(`promise 10: a message with ${name} names ${field}`, async () => {
    const answer = await gateway.call('POST', session, { ...hello, ...body })
    assert.deepEqual([answer.status, keyOf(answer)], [422, 'VALIDATOR_ERROR'], JSON.stringify(answer.body))
    assert.ok(errorsOf(answer)[field], `${field} is not among ${Object.keys(errorsOf(answer))}`)
  })
}

test('promise 10: no refused request was stored, and WhatsApp has not seen any', async () => {
  assert.equal(gateway.rows('select * from messages').length, 0)
  const { body } = await gateway.control('GET', '/_sandbox/stats')
  assert.equal(body.received, 0)
})
