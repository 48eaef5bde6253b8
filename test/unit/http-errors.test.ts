/** Every refusal has the documented shape, in the caller's language, and reveals nothing else. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { openTestHttp, plainTemplate } from '../support/http.ts'

const messages = '/v1/bots/demo/messages'
const hsm = '/v2/whatsapp/demo/hsm'
const hello = { type: 'text', userId: '593987654321', text: 'hola' }

/** The documents have Spanish and English; the Portuguese texts are ours and compared separately. */
function withoutPortuguese(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value) => (key === 'pt' ? undefined : value))
}

test('400 says which of three things is wrong with the template', async () => {
  await using http = await openTestHttp()
  await http.store.putTemplate('demo', { ...plainTemplate, elementName: 'paused', status: 'PAUSED' }, 1)
  const send = async (elementName: string, language: string, acceptLanguage: string) => {
    const body = { destinations: ['593987654321'], parameters: ['a', 'b'], elementName, language }
    const answer = await http.inject('POST', hsm, { body, headers: { 'accept-language': acceptLanguage } })
    return [answer.status, ...answer.json.message]
  }
  const documented = 'Template does not exist'
  assert.deepEqual(await send('absent', 'es', 'es'), [400, documented])
  assert.deepEqual(await send('paused', 'es', 'en'), [
    400,
    documented,
    'Template is not approved in es; its status is PAUSED',
  ])
  assert.deepEqual(await send('greeting', 'pt', 'pt'), [
    400,
    documented,
    'O modelo não existe no idioma pt; existe em: es',
  ])
})

test('401 is the documented body', async () => {
  await using http = await openTestHttp()
  const answer = await http.inject('POST', messages, { body: hello, auth: undefined })
  assert.equal(answer.status, 401)
  assert.equal(answer.text, '{"message":"Authentication failed"}')
  assert.match(String(answer.headers['www-authenticate']), /^Basic /)
})

test('422 is the documented body', async () => {
  await using http = await openTestHttp()
  const body = { destinations: ['593987654321'], parameters: ['one'], elementName: 'greeting' }
  const answer = await http.inject('POST', hsm, { body, headers: { 'accept-language': 'es' } })
  assert.equal(answer.status, 422)
  assert.deepEqual(answer.json.validationError.parameters[0], {
    en: 'The number of parameters is incorrect.',
    es: 'El número de parámetros es incorrecto.',
    pt: 'O número de parâmetros está incorreto.',
  })
  const { validationError: _, ...envelope } = answer.json
  assert.deepEqual(withoutPortuguese(envelope), {
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
})

test('500 is the documented body and an id that the log has; the cause is only in the log', async () => {
  const cause = 'SELECT secret FROM nowhere'
  await using http = await openTestHttp({
    health: { ready: () => Promise.reject(new Error(cause)) },
  })
  const answer = await http.inject('GET', '/readyz')
  assert.equal(answer.status, 500)
  const { errorId, ...envelope } = answer.json
  assert.deepEqual(withoutPortuguese(envelope), {
    message: ['We are having trouble processing your request. Please try again later.'],
    statusMessage: 'failed',
    status: 0,
    error: {
      code: 'E0000',
      key: 'UNKNOWN_ERROR',
      description: "Error to be thrown when it couldn't be determined the reason of failure",
      developerMessages: {
        es: 'Error inesperado occurido, revisar logs.',
        en: 'Unexpected error occurred, check logs.',
      },
      clientMessages: {
        es: 'Estamos teniendo problemas procesando la solicitud. Por favor intenta mas tarde.',
        en: 'We are having trouble processing your request. Please try again later.',
      },
    },
  })
  assert.match(errorId, /^err_/)
  assert.ok(!answer.text.includes(cause))
  const line = http
    .logged()
    .split('\n')
    .find((one) => one.includes(errorId))
  assert.ok(line?.includes(cause) && line.includes('"stack"'))
})

test('every envelope has its texts in Spanish, English and Portuguese', async () => {
  await using http = await openTestHttp()
  const languages = { es: 'El Bot no se', en: 'The Bot could', pt: 'Não foi possível encontrar o Bot' }
  for (const [language, beginning] of Object.entries(languages)) {
    const answer = await http.inject('GET', '/v1/bots/none/webhook', { headers: { 'accept-language': language } })
    assert.ok(answer.json.message[0].startsWith(beginning), answer.text)
    assert.deepEqual(Object.keys(answer.json.error.clientMessages).sort(), ['en', 'es', 'pt'])
  }
})

test('an unavailable store answers 503 with Retry-After', async () => {
  const down = Object.assign(new Error('disk full'), { code: 'STORE_UNAVAILABLE' })
  await using http = await openTestHttp({
    accept: {
      store: { accept: () => Promise.reject(down), earlierAnswer: async () => undefined },
      clock: () => 1,
      newId: () => 'msg_1',
      wake: () => {},
    },
  })
  const answer = await http.inject('POST', messages, { body: hello })
  assert.equal(answer.status, 503)
  assert.equal(answer.json.error.key, 'STORE_UNAVAILABLE')
  assert.equal(answer.headers['retry-after'], '1')
})

test('unreadable requests are refused in the envelope', async (t) => {
  await using http = await openTestHttp()
  const nested = `{"type":"text","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  const cases: [name: string, key: string, status: number, call: Parameters<typeof http.inject>[2], url?: string][] = [
    ['broken JSON', 'MALFORMED_JSON', 400, { body: '{"type":' }],
    ['an empty body', 'MALFORMED_JSON', 400, { body: '' }],
    ['a poisoned prototype', 'MALFORMED_JSON', 400, { body: '{"__proto__":{"admin":true}}' }],
    ['endless nesting', 'MALFORMED_JSON', 400, { body: nested }],
    ['text', 'UNSUPPORTED_CONTENT_TYPE', 415, { body: 'hola', headers: { 'content-type': 'text/plain' } }],
    [
      'a form',
      'UNSUPPORTED_CONTENT_TYPE',
      415,
      { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    ['a body over 1 MiB', 'BODY_TOO_LARGE', 413, { body: { ...hello, text: 'x'.repeat(1_048_576) } }],
    ['an unknown path', 'ROUTE_NOT_FOUND', 404, { body: hello }, '/v1/nothing'],
    ['an unknown path, without credentials', 'ROUTE_NOT_FOUND', 404, { auth: undefined }, '/v1/nothing'],
    ['another method', 'ROUTE_NOT_FOUND', 404, { body: hello }, '/v1/bots/demo/messages/msg_1'],
    ['a broken escape', 'BAD_REQUEST', 400, { body: hello }, '/v1/bots/%E0%A4%A/messages'],
    ['an endless id', 'BAD_REQUEST', 400, { body: hello }, `/v1/bots/${'b'.repeat(700)}/messages`],
  ]
  for (const [name, key, status, call, url = messages] of cases) {
    await t.test(name, async () => {
      const answer = await http.inject('POST', url, call)
      assert.equal(answer.json?.error?.key, key, answer.text)
      assert.equal(answer.status, status)
      assert.equal(answer.json.statusMessage, 'failed')
      assert.equal(answer.json.status, 0)
      assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
    })
  }
})

test('10,000 destinations fit into a request', async () => {
  await using http = await openTestHttp()
  const destinations = Array.from({ length: 10_000 }, (_, i) => String(593_900_000_000 + i))
  const body = { destinations, parameters: ['a', 'b'], elementName: 'greeting' }
  const answer = await http.inject('POST', hsm, { body })
  assert.equal(answer.status, 200, answer.text.slice(0, 300))
  assert.deepEqual(
    answer.json.map((item: { destination: string }) => item.destination),
    destinations,
  )
})

test('bytes that are not HTTP get an envelope too', async () => {
  await using http = await openTestHttp()
  await http.app.listen({ port: 0, host: '127.0.0.1' })
  const address = http.app.server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const text = await new Promise<string>((resolve, reject) => {
    const chunks: string[] = []
    const socket = connect(address.port, '127.0.0.1', () => socket.write('GET / HTTP/9.9\r\nbroken\r\n\r\n'))
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => chunks.push(chunk))
    socket.on('end', () => resolve(chunks.join('')))
    socket.on('error', reject)
  })
  const [head = '', body = ''] = text.split('\r\n\r\n')
  assert.match(head, /^HTTP\/1\.1 400 Bad Request/)
  assert.equal(JSON.parse(body).error.key, 'BAD_REQUEST')
})
