/**
 * Nothing is ignored silently: how every operation of openapi.json treats unknown names, in its query and at every
 * level of its body; fields that earlier callers gave in vain; and what existing programs may keep sending.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Answer, anyBot, basic, openTestHttp, secrets, type TestHttp } from '../support/http.ts'
import { inlined, openapi } from '../support/openapi.ts'
import { callerOf, signedIn } from '../support/signed-in.ts'

type Schema = {
  type?: string | string[]
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  const?: unknown
  enum?: unknown[]
  examples?: unknown[]
  default?: unknown
  minimum?: number
  additionalProperties?: unknown
}
type Operation = {
  summary: string
  tags: string[]
  security?: object[]
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

const { paths } = inlined<{ paths: Record<string, Record<string, Operation>> }>(openapi)
type Call = { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; route: string; operation: Operation }
const methods = ['get', 'post', 'put', 'patch', 'delete']
/** Of operations without a credential: signing in. */
const isEvaluated = ({ security = [], tags }: Operation) => security.length > 0 || tags[0] === 'Access'
const operations = Object.entries(paths).flatMap(([route, all]) =>
  Object.entries(all)
    .filter(([method, operation]) => methods.includes(method) && isEvaluated(operation))
    .map(([method, operation]): Call => ({ method: method.toUpperCase() as Call['method'], route, operation })),
)

const values: Record<string, string> = {
  botId: 'demo',
  userId: '593987654321',
  clientId: 'client_all',
  elementName: 'greeting',
  language: 'es',
  skillId: '2222',
  roomId: 'G:demo:593987654321',
}
const urlOf = (route: string) => route.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'x')

/** A name is reported when its refusal has its path or the header names it. */
function isReported({ status, json, headers }: Answer, path: string): boolean {
  const ignored = String(headers['recado-ignored'] ?? '').split(', ')
  return ignored.includes(path) || (status === 422 && path in json.validationError)
}

test('the table has every operation', () => assert.ok(operations.length > 60, String(operations.length)))

/** Names are checked before anything is done, so one server serves all of these. */
const shared = openTestHttp()
const signed = shared.then((http) => signedIn(http, 'ana'))
after(async () => (await shared)[Symbol.asyncDispose]())

for (const { method, route, operation } of operations) {
  const url = urlOf(route)
  const bodySchema = operation.requestBody?.content['application/json']?.schema

  test(`${method} ${route}: no query parameter is lost`, async () => {
    const http = await shared
    const caller = callerOf(operation.security, await signed)
    const body = { ...caller, ...(bodySchema && { body: sampleOf(bodySchema, 0) }) }
    const unknown = await http.inject(method, `${url}?zzUnknown=1`, body)
    assert.ok(isReported(unknown, 'zzUnknown'), `${unknown.status} ${unknown.text}`)
    const known = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name)
    for (const name of known) {
      const misspelled = await http.inject(method, `${url}?${name.toUpperCase()}=1`, body)
      assert.equal(misspelled.status, 422, `${name} ${misspelled.text}`)
      assert.ok(name.toUpperCase() in misspelled.json.validationError, `${name} ${misspelled.text}`)
    }
  })

  if (bodySchema === undefined) continue
  test(`${method} ${route}: no field of its body is lost, at any level`, async () => {
    const http = await shared
    const target = { method, url, caller: callerOf(operation.security, await signed) }
    for (let form = 0; form < formsOf(bodySchema); form++) {
      for (const { path, schema } of placesOf(bodySchema, form, '')) {
        await checkUnknown(http, target, sampleOf(bodySchema, form), path)
        for (const name of Object.keys(schema.properties ?? {})) {
          await checkMisspelled(http, target, sampleOf(bodySchema, form), path, name)
        }
      }
    }
  })
}

const formOf = (name: string) => name.toLowerCase().replaceAll('_', '')

type Target = { method: Call['method']; url: string; caller: ReturnType<typeof callerOf> }

async function checkUnknown(
  http: TestHttp,
  { method, url, caller }: Target,
  body: unknown,
  path: string,
): Promise<void> {
  const at = within(body, path)
  if (at === undefined) return
  at.zzUnknown = 1
  const answer = await http.inject(method, url, { ...caller, body })
  const reported = path === '' ? 'zzUnknown' : `${path}.zzUnknown`
  assert.ok(
    isReported(answer, reported),
    `${reported}: ${answer.status} ${answer.headers['recado-ignored']} ${answer.text}`,
  )
}

async function checkMisspelled(
  http: TestHttp,
  { method, url, caller }: Target,
  body: unknown,
  path: string,
  name: string,
): Promise<void> {
  const at = within(body, path)
  if (at === undefined || !(name in at)) return
  const wrong = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase()
  at[wrong] = at[name]
  delete at[name]
  const answer = await http.inject(method, url, { ...caller, body })
  const reported = path === '' ? wrong : `${path}.${wrong}`
  assert.ok(
    isReported(answer, reported),
    `${reported}: ${answer.status} ${answer.headers['recado-ignored']} ${answer.text}`,
  )
  // `fileName` beside `filename`: a value that also stands in its right place is only reported.
  const isTwice = Object.keys(at).some((other) => other !== wrong && formOf(other) === formOf(wrong))
  if (!isTwice) assert.equal(answer.status, 422, `${reported}: ${answer.text}`)
}

// ── samples of schemas ──────────────────────────────────────

function alternatives({ anyOf, oneOf }: Schema): Schema[] | undefined {
  // A null means nothing, so nothing is lost with it.
  return (anyOf ?? oneOf)?.filter(({ type }) => type !== 'null').flatMap((one) => alternatives(one) ?? [one])
}

function formsOf(schema: Schema): number {
  const own = alternatives(schema)
  const inner = [...(own ?? []), ...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])]
  return Math.max(own?.length ?? 1, ...inner.map(formsOf))
}

function chosen(schema: Schema, form: number): Schema {
  const all = alternatives(schema)
  return all === undefined ? schema : chosen(all[Math.min(form, all.length - 1)] ?? {}, form)
}

/** With every field; whether it could be sent does not matter, since names are checked first. */
function sampleOf(schema: Schema, form: number): unknown {
  const one = chosen(schema, form)
  if (one.properties !== undefined) {
    return Object.fromEntries(
      Object.entries(one.properties).map(([name, field]) => [
        name,
        name === 'botId' ? values.botId : sampleOf(field, form),
      ]),
    )
  }
  if (one.items !== undefined) return [sampleOf(one.items, form)]
  const [given] = [one.const, one.enum?.[0], one.examples?.[0], one.default].filter((value) => value !== undefined)
  if (given !== undefined) return structuredClone(given)
  const type = Array.isArray(one.type) ? one.type[0] : one.type
  const plain: Record<string, unknown> = {
    integer: one.minimum ?? 1,
    number: 1,
    boolean: true,
    object: { a: 1 },
    array: [],
    null: null,
  }
  return type !== undefined && type in plain ? plain[type] : 'texto'
}

/** Every object of the sample whose names belong to the API. */
function placesOf(schema: Schema, form: number, path: string): { path: string; schema: Schema }[] {
  const one = chosen(schema, form)
  const below = (name: string) => (path === '' ? name : `${path}.${name}`)
  if (one.items !== undefined) return placesOf(one.items, form, below('0'))
  if (one.properties === undefined) return []
  const inner = Object.entries(one.properties).flatMap(([name, field]) => placesOf(field, form, below(name)))
  return one.additionalProperties === true ? inner : [{ path, schema: one }, ...inner]
}

function within(body: unknown, path: string): Record<string, unknown> | undefined {
  const parts = path === '' ? [] : path.split('.')
  return parts.reduce((held, key) => (held as Record<string, unknown>)?.[key], body) as
    | Record<string, unknown>
    | undefined
}

// ── fields that were given in vain ──────────────────────────

const text = { type: 'text', text: 'Hola', userId: '593987654321' }
const image = { type: 'image', mediaUrl: 'https://cdn.ejemplo.com/a.jpeg', userId: '593987654321' }
const hsm = { elementName: 'greeting', parameters: ['Ana', '1'], destinations: ['593987654321'] }
const file = { campaignName: 'Mayo', elementName: 'greeting', botId: 'demo', fileUrl: 'https://cdn.ejemplo.com/a.csv' }
const session = '/v1/bots/demo/messages'
const send = '/v2/whatsapp/demo/hsm'
const replies = [{ title: 'Sí' }]

const refused: [route: string, body: object, path: string, reported: RegExp][] = [
  ['/v1/hsm/file', { ...file, scheduleAt: '2027-06-01T10:00:00Z' }, 'scheduleAt', /it should be scheduledAt\./],
  ['/v1/hsm/file', { ...file, scheduled_at: '2027-06-01T10:00:00Z' }, 'scheduled_at', /it should be scheduledAt\./],
  ['/v1/hsm/file', { ...file, sendAt: '2027-06-01T10:00:00Z' }, 'sendAt', /it should be scheduledAt\./],
  ['/v1/campaigns/preview', { ...file, sendAt: '2027-06-01T10:00:00Z' }, 'sendAt', /it should be scheduledAt\./],
  [send, { ...hsm, scheduledAt: '2027-06-01T10:00:00Z' }, 'scheduledAt', /belongs to: POST \/v1\/hsm\/file/],
  [send, { ...hsm, scheduleAt: '2027-06-01T10:00:00Z' }, 'scheduleAt', /scheduledAt, POST \/v1\/hsm\/file/],
  [session, { ...text, scheduledAt: '2027-06-01T10:00:00Z' }, 'scheduledAt', /POST \/v1\/hsm\/file/],
  [send, { ...hsm, expiration_time: '1900000000000' }, 'expiration_time', /it should be expirationTime\./],
  [send, { ...hsm, languaje: 'es' }, 'languaje', /it should be language\./],
  [send, { ...hsm, lang: 'es' }, 'lang', /it should be language\./],
  [send, { ...hsm, mediaURL: image.mediaUrl }, 'mediaURL', /it should be mediaUrl\./],
  [
    send,
    { ...hsm, buttonParameters: [{ type: 'URL', payLoad: { param: 'x' } }] },
    'buttonParameters.0.payLoad',
    /it should be payload\./,
  ],
  [send, { ...hsm, context: { message_id: 'x' } }, 'context', /belongs to: Meta/],
  [send, { ...hsm, botId: 'other' }, 'botId', /demo/],
  [session, { ...text, quick_replies: replies }, 'quick_replies', /belongs to: type: quick_reply/],
  [session, { ...text, recipient_identity_key_hash: 'x' }, 'recipient_identity_key_hash', /belongs to: Meta/],
  [session, { ...text, title: 'Hola' }, 'title', /belongs to: type: /],
  [session, { ...image, caption: 'Una foto' }, 'caption', /it should be text\./],
  [session, { ...image, media_url: 'x', mediaUrl: undefined }, 'media_url', /it should be mediaUrl\./],
  [
    session,
    { ...text, type: 'quick_reply', quick_replies: [{ titel: 'Sí' }] },
    'quick_replies.0.titel',
    /it should be title\./,
  ],
  [
    '/v1/rooms/G:demo:593987654321/message',
    { senderId: 'a', messages: [{ ...image, caption: 'x' }] },
    'messages.0.caption',
    /text/,
  ],
  [
    '/v1/bots/demo/users/593987654321/flow_message',
    { text: 'Hola', parameters: { flow_ctas: 'Abrir' } },
    'parameters.flow_ctas',
    /it should be flow_cta\./,
  ],
]

for (const [route, body, path, reported] of refused) {
  test(`refused with a suggestion: ${path} of ${route} ${JSON.stringify(body).slice(0, 80)}`, async () => {
    await using http = await openTestHttp()
    const { status, json, headers } = await http.inject('POST', route, { body })
    assert.equal(status, 422)
    assert.match(json.validationError[path]?.[0]?.en ?? JSON.stringify(json.validationError), reported)
    assert.equal(headers['recado-ignored'], undefined)
    assert.deepEqual(http.told, [])
  })
}

const asked: [url: string, path: string, reported: RegExp][] = [
  ['/v1/bots/demo/notifications?sentStatus=READ', 'sentStatus', /belongs to: results/],
  ['/v1/bots/demo/notifications?campaign_id=x', 'campaign_id', /it should be campaignId\./],
  ['/v1/bots/demo/notifications?search=x', 'search', /belongs to: GET/],
  ['/v1/bots/demo/templates?langauge=es', 'langauge', /it should be language\./],
]

for (const [url, path, reported] of asked) {
  test(`refused with a suggestion: ${url}`, async () => {
    await using http = await openTestHttp()
    const { status, json } = await http.inject('GET', url)
    assert.deepEqual([status, Object.keys(json.validationError ?? {})], [422, [path]])
    assert.match(json.validationError[path][0].en, reported)
  })
}

// ── what existing programs keep sending ─────────────────────

const tolerated: [route: string, body: object, ignored: string | undefined][] = [
  [send, { ...hsm, tracking: 'x', 'Odd Name': 1 }, 'tracking, ?'],
  [send, { ...hsm, header2: 'x' }, 'header2'],
  [send, { ...hsm, media: 'x', element: 'y' }, 'media, element'],
  [send, { ...hsm, botId: 'demo' }, undefined],
  [send, { ...hsm, campaignName: null, context: null }, undefined],
  [send, { ...hsm, media_url: '' }, 'media_url'],
  [send, { ...hsm, element_name: 'greeting' }, 'element_name'],
  [send, { ...hsm, actions: { setMemoryParams: { mediaURL: 'x', anything: 1 } } }, undefined],
  [session, { ...text, quick_replies: [], caption: '' }, 'quick_replies, caption'],
  [session, { ...text, TYPE: 'text' }, 'TYPE'],
  [
    session,
    { ...text, type: 'contacts', contacts: [{ name: { formatted_name: 'A', nick: 'B' } }], text: undefined },
    'contacts.0.name.nick',
  ],
  [
    '/v1/bots/demo/users/593987654321/flow_message',
    {
      type: 'flow',
      userId: '593987654321',
      title: 'a',
      text: 'a',
      caption: 'a',
      parameters: { flow_id: '1', flow_cta: 'x' },
    },
    undefined,
  ],
]

for (const [route, body, ignored] of tolerated) {
  test(`accepted, and reported in the header: ${JSON.stringify(body).slice(0, 110)}`, async () => {
    await using http = await openTestHttp()
    const { status, headers, text: answer } = await http.inject('POST', route, { body })
    assert.equal(status, 200, answer)
    assert.equal(headers['recado-ignored'], ignored)
  })
}

test('ignored names are counted by route and logged, never with a value or an unusual name', async () => {
  await using http = await openTestHttp()
  for (let time = 0; time < 3; time++) {
    await http.inject('POST', send, { body: { ...hsm, tracking: 'secreto-1', 'secreto 2': 'secreto-3' } })
  }
  const lines = http
    .logged()
    .split('\n')
    .filter((line) => line.includes('fields ignored'))
  assert.equal(lines.length, 1)
  assert.deepEqual(JSON.parse(lines[0] ?? '').fields, ['tracking', '?'])
  assert.ok(!http.logged().includes('secreto'))
  const page = await http.deps.metrics.render()
  assert.match(page, /recado_ignored_fields_total\{route="\/v2\/whatsapp\/:botId\/hsm"\} 6/)
})

test('a request with very many unknown names costs little, and the header stays short', async () => {
  await using http = await openTestHttp()
  const names = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`parametersOf${index}`, 1]))
  const spentMs: number[] = []
  for (let time = 0; time < 3; time++) {
    // CPU time of this thread: other busy processes do not count, and what they slow down differs from time to time.
    const before = process.threadCpuUsage()
    const { status, headers } = await http.inject('POST', send, { body: { ...hsm, ...names } })
    const { user, system } = process.threadCpuUsage(before)
    spentMs.push((user + system) / 1_000)
    assert.equal(status, 200)
    assert.ok(String(headers['recado-ignored']).endsWith(', ...'))
    assert.ok(String(headers['recado-ignored']).length < 1_000)
  }
  assert.ok(Math.min(...spentMs) < 1_000, `took ${spentMs.join()} ms`)
})

test('access to the bot is checked before the names', async () => {
  await using http = await openTestHttp()
  for (const url of [session, '/v1/whatsapp/messages']) {
    const body = { ...text, botId: 'demo', scheduledAt: '2027-06-01T10:00:00Z' }
    const none = await http.inject('POST', '/v1/whatsapp/messages', { body: { ...body, botId: 'none' } })
    assert.equal(none.status, 404)
    const { status, json } = await http.inject('POST', url, { body })
    assert.deepEqual([status, Object.keys(json.validationError)], [422, ['scheduledAt']])
  }
})

// ── strict clients ──────────────────────────────────────────

test('a strict client has every unknown field and parameter refused; other clients do not', async () => {
  await using http = await openTestHttp()
  const path = '/manage/v1/clients'
  const made = await http.inject('POST', path, { body: { id: 'strict', name: 'Strict', bots: 'all', strict: true } })
  assert.deepEqual([made.status, made.json.strict], [201, true])
  const auth = basic('strict', made.json.clientSecret)
  for (const [url, body, field] of [
    [send, { ...hsm, tracking: 'x' }, 'tracking'],
    [`${send}?verbose=1`, hsm, 'verbose'],
    [session, { ...text, metadata: { a: 1 } }, 'metadata'],
    [session, { ...image, media_url: image.mediaUrl }, 'media_url'],
  ] as const) {
    const { status, json } = await http.inject('POST', url, { body, auth })
    assert.deepEqual([status, Object.keys(json.validationError ?? {})], [422, [field]], url)
    assert.equal((await http.inject('POST', url, { body, auth: anyBot })).status, 200)
  }
  assert.equal((await http.inject('POST', send, { body: hsm, auth })).status, 200)
  assert.equal((await http.inject('GET', `${path}/strict`)).json.strict, true)
  assert.equal((await http.inject('PATCH', `${path}/strict`, { body: { strict: false } })).json.strict, false)
  assert.equal((await http.inject('GET', `${path}/client_all`)).json.strict, false)
  assert.ok(secrets.clientSecret)
})
