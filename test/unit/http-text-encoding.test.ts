/**
 * Incoming text on every JSON route, in forms and in addresses: strict UTF-8 or the declared charset, and no characters
 * outside of text.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { strangeTexts } from '../../src/model/text/characters.ts'
import { anyBot, openTestHttp, secrets, type TestHttp } from '../support/http.ts'
import { openapi } from '../support/openapi.ts'
import { callerOf, signedIn } from '../support/signed-in.ts'

type Operation = { security?: object[]; requestBody?: { content?: Record<string, unknown> } }
const { paths } = openapi as { paths: Record<string, Record<string, Operation>> }
const jsonRoutes = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations)
    .filter(([, { requestBody }]) => requestBody?.content?.['application/json'] !== undefined)
    .map(([method, { security }]) => ({ method: method.toUpperCase() as 'POST', path, security })),
)
const urlOf = (path: string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'botId' ? 'demo' : name === 'userId' ? '593987654321' : 'x',
  )

let http: TestHttp
let session: Record<string, string>
before(async () => {
  http = await openTestHttp()
  session = await signedIn(http, 'ana')
})
after(() => http[Symbol.asyncDispose]())

/** What is not signed is not read: the form of a signature does. */
const unread = { 'x-jelou-signature': `sha256=${'0'.repeat(64)}` }

type Route = { method: 'POST'; path: string; security?: object[] | undefined }

async function send(route: Route, bytes: Buffer | string, type = 'application/json') {
  const { security = [{ client: [] }] } = route
  const authorization = route.path.startsWith('/manage') ? `Bearer ${secrets.admin}` : anyBot
  const { headers } = { headers: { authorization }, ...callerOf(security, session) }
  const answer = await http.app.inject({
    method: route.method,
    url: urlOf(route.path),
    headers: { ...headers, 'content-type': type, ...unread },
    payload: bytes,
  })
  return { status: answer.statusCode, json: answer.json() as Record<string, never> & { error?: { key: string } } }
}

test('there are routes to test', () => assert.ok(jsonRoutes.length > 20, String(jsonRoutes.length)))

for (const route of jsonRoutes) {
  test(`${route.method} ${route.path} refuses invalid UTF-8, and characters that no text contains`, async () => {
    const latin1 = await send(route, Buffer.from('{"text":"Se\xf1ora"}', 'latin1'))
    assert.deepEqual([latin1.status, latin1.json.error?.key], [400, 'MALFORMED_JSON'])
    assert.match(JSON.stringify(latin1.json), /the body is not UTF-8/)
    for (const [written, code] of [
      ['\\u0000', 'U+0000'],
      ['\\ud83d', 'U+D83D'],
      ['\u0085', 'U+0085'],
    ]) {
      const { status, json } = await send(route, `{"deep":{"texts":["ok","a${written}b"]}}`)
      assert.equal(status, 422)
      const { validationError } = json as unknown as { validationError: Record<string, { en: string }[]> }
      assert.deepEqual(Object.keys(validationError), ['deep.texts.1'])
      assert.match(validationError['deep.texts.1']?.[0]?.en ?? '', new RegExp(code?.replace('+', '\\+') ?? ''))
    }
  })
}

describe('a declared charset', () => {
  const route = { method: 'POST', path: '/v1/bots/{botId}/messages' } as const
  const body = (text: string) => JSON.stringify({ type: 'text', userId: '593987654321', text })
  const textOf = async (id: unknown) => {
    const { json } = await http.inject('GET', '/v1/external/messages/history/demo?userId=593987654321&limit=50')
    const { results } = json as { results: { messageId?: string; id?: string }[] }
    return JSON.stringify(results.find((one) => Object.values(one).includes(id as never)))
  }

  test('is decoded', async () => {
    for (const [type, bytes] of [
      ['application/json; charset=ISO-8859-1', Buffer.from(body('Señora'), 'latin1')],
      ['application/json;charset="windows-1252"', Buffer.from(body('Señora'), 'latin1')],
      ['application/json; charset=utf-16le', Buffer.from(body('Señora'), 'utf16le')],
      ['application/json; charset=UTF8', Buffer.from(body('Señora'), 'utf8')],
    ] as const) {
      const { status, json } = await send(route, bytes, type)
      assert.equal(status, 200, JSON.stringify(json))
      assert.match(String(await textOf(json.messageId)), /Señora/, type)
    }
  })

  test('that is unknown is 415, and one that does not match the bytes is 400', async () => {
    assert.equal((await send(route, body('x'), 'application/json; charset=klingon')).status, 415)
    assert.equal((await send(route, Buffer.from([0x7b, 0xff]), 'application/json; charset=utf-16le')).status, 400)
    assert.equal(
      (await send(route, Buffer.from('{"a":"\xff"}', 'latin1'), 'application/json; charset=utf-8')).status,
      400,
    )
  })
})

test('a form field in invalid UTF-8 is refused', async () => {
  const parts = [
    '--x\r\ncontent-disposition: form-data; name="campaignName"\r\n\r\nSe\xf1ora\r\n',
    '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nphone\n593987654321\n\r\n--x--\r\n',
  ]
  const route = { method: 'POST', path: '/v1/hsm/file' } as const
  const { status, json } = await send(route, Buffer.from(parts.join(''), 'latin1'), 'multipart/form-data; boundary=x')
  assert.deepEqual([status, json.error?.key], [400, 'MALFORMED_JSON'])
})

test('an address with such a character is refused by its field', async () => {
  for (const [url, field] of [
    ['/v1/bots/demo/notifications?messageId=a%00b', 'messageId'],
    ['/v1/bots/demo/messages/msg%00', 'messageId'],
  ]) {
    const answer = await http.app.inject({ method: 'GET', url: url ?? '', headers: { authorization: anyBot } })
    assert.equal(answer.statusCode, 422, answer.body)
    assert.deepEqual(Object.keys((answer.json() as { validationError: object }).validationError), [field])
  }
})

test('characters that no text contains are found with their path, and no others', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const isStrange = (text: string) => !text.isWellFormed() || /(?![\t\n\r])\p{Cc}/u.test(text)
      const texts: string[] = []
      JSON.stringify(value, (key, item) => {
        if (!/^\d+$/.test(key)) texts.push(key)
        if (typeof item === 'string') texts.push(item)
        return item
      })
      assert.equal(strangeTexts(value).length > 0, texts.some(isStrange))
    }),
  )
  assert.deepEqual(strangeTexts({ a: 'tab\tline\r\n', b: '👋🏽 señora' }), [])
})
