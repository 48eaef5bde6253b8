/** The management API: bots, clients, templates, endpoints; strict bodies; secrets that go in and never come out. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointView } from '../../src/http/kit/endpoint-view.ts'
import { eventually } from '../support/gateway.ts'
import { basic, openTestHttp, plainTemplate, secrets } from '../support/http.ts'

const channel = {
  phoneNumberId: '111222333',
  wabaId: '444555666',
  accessToken: 'canary-new-token',
  appSecret: 'canary-new-app',
  verifyToken: 'canary-new-verify',
}

test('a bot is created with defaults, and its webhook secret is shown once', async () => {
  await using http = await openTestHttp()
  const body = { id: 'shop', name: 'Shop', channel, webhookUrl: 'https://bot.example.com/in' }
  const created = await http.inject('POST', '/manage/v1/bots', { body })
  assert.equal(created.status, 201, created.text)
  const { webhookSecret, ...view } = created.json
  assert.match(webhookSecret, /^whsec_[A-Za-z0-9+/]{40,44}=*$/)
  assert.deepEqual(view, {
    id: 'shop',
    name: 'Shop',
    channel: {
      appId: null,
      graphUrl: 'https://graph.facebook.com',
      graphVersion: 'v26.0',
      phoneNumberId: '111222333',
      wabaId: '444555666',
      hasAccessToken: true,
      hasAppSecret: true,
      hasVerifyToken: true,
    },
    messagesPerSecond: 80,
    locale: 'es',
    currency: null,
    maxQueued: null,
    mediaProbe: true,
    rawItems: false,
    autoRead: false,
    autoTyping: false,
    stopWords: null,
    resumeWords: null,
    stopAnswer: null,
    resumeAnswer: null,
    marketingCap: null,
    marketingEndpoint: 'off',
    marketingPace: null,
    portfolio: null,
    sessionEvents: 'failures',
    window: 'known',
    gatherMs: 0,
    isShared: false,
    ownerPauseMinutes: 0,
    webhookUrl: 'https://bot.example.com/in',
    createdAt: '2027-01-15T08:00:00.000Z',
    updatedAt: '2027-01-15T08:00:00.000Z',
  })
  assert.deepEqual((await http.inject('GET', '/manage/v1/bots/shop')).json, view)
  assert.equal((await http.store.bot('shop'))?.channel.accessToken, 'canary-new-token')
  assert.ok(http.told.includes('changed shop'))
})

test('a taken id or phone number is a conflict', async () => {
  await using http = await openTestHttp()
  const create = (body: object) => http.inject('POST', '/manage/v1/bots', { body })
  assert.equal((await create({ id: 'demo', name: 'x', channel })).json.error.key, 'CONFLICT')
  assert.equal((await create({ id: 'shop', name: 'x', channel })).status, 201)
  assert.equal((await create({ id: 'shop2', name: 'x', channel })).status, 409)
  const change = await http.inject('PATCH', '/manage/v1/bots/demo', {
    body: { channel: { phoneNumberId: '111222333' } },
  })
  assert.equal(change.status, 409)
})

test('a patch changes only the fields that it names', async () => {
  await using http = await openTestHttp()
  const body = { name: 'Renamed', messagesPerSecond: 20, channel: { accessToken: 'canary-fresh' } }
  const changed = await http.inject('PATCH', '/manage/v1/bots/demo', { body })
  assert.equal(changed.status, 200, changed.text)
  const bot = await http.store.bot('demo')
  assert.equal(bot?.name, 'Renamed')
  assert.equal(bot?.messagesPerSecond, 20)
  assert.equal(bot?.channel.accessToken, 'canary-fresh')
  assert.equal(bot?.channel.appSecret, secrets.appSecret)
  assert.deepEqual(http.told, ['changed demo', 'bot demo'])
})

test("a bot's webhook is set and removed with the bot", async () => {
  await using http = await openTestHttp()
  const patch = (webhookUrl: string | null) => http.inject('PATCH', '/manage/v1/bots/demo', { body: { webhookUrl } })
  assert.equal((await patch('https://bot.example.com/in')).json.webhookUrl, 'https://bot.example.com/in')
  assert.deepEqual(Object.keys((await patch('https://10.0.0.1/in')).json.validationError), ['webhookUrl'])
  assert.equal((await http.inject('GET', '/manage/v1/bots/demo')).json.webhookUrl, 'https://bot.example.com/in')
  assert.equal((await patch(null)).json.webhookUrl, null)
})

test('a deleted bot is not found', async () => {
  await using http = await openTestHttp()
  const deleted = await http.inject('DELETE', '/manage/v1/bots/other')
  assert.equal(deleted.status, 204)
  assert.equal(deleted.text, '')
  assert.equal((await http.inject('GET', '/manage/v1/bots/other')).json.error.code, 'E1019')
  assert.deepEqual(http.told, ['changed other'])
})

test('the id of a deleted bot is reserved for its number, and the list shows the progress of the deletion', async () => {
  await using http = await openTestHttp()
  const make = (phoneNumberId: string) =>
    http.inject('POST', '/manage/v1/bots', { body: { id: 'mine', name: 'M', channel: { ...channel, phoneNumberId } } })
  assert.equal((await make(channel.phoneNumberId)).status, 201)
  await http.inject('DELETE', '/manage/v1/bots/mine')
  const listed = async () => (await http.inject('GET', '/manage/v1/deleted-bots')).json.results[0]
  await eventually(async () => {
    await http.store.carryOn(Date.now() + 3_600_000)
    return (await listed()).stage === 'ended'
  }, 'the deletion has ended')
  assert.deepEqual([(await listed()).botId, (await listed()).phoneNumberId], ['mine', channel.phoneNumberId])
  assert.ok(!(await http.inject('GET', '/manage/v1/bots')).text.includes('"mine"'))
  const refused = await make('999999')
  assert.deepEqual([refused.status, refused.json.error.key], [409, 'BOT_ID_RESERVED'])
  assert.equal((await make(channel.phoneNumberId)).status, 201)
})

test("the webhooks' secret is renewed on demand", async () => {
  await using http = await openTestHttp()
  const before = (await http.store.bot('demo'))?.webhookSecret
  const { webhookSecret } = (await http.inject('POST', '/manage/v1/bots/demo/webhook-secret')).json
  assert.notEqual(webhookSecret, before)
  assert.equal((await http.store.bot('demo'))?.webhookSecret, webhookSecret)
})

test('a client is created with a secret that works, within its scope', async () => {
  await using http = await openTestHttp()
  const created = await http.inject('POST', '/manage/v1/clients', { body: { name: 'Shop', bots: ['other'] } })
  assert.equal(created.status, 201, created.text)
  const { clientId, clientSecret } = created.json
  const auth = basic(clientId, clientSecret)
  assert.equal((await http.inject('GET', '/v1/bots/other/webhook', { auth })).status, 200)
  assert.equal((await http.inject('GET', '/v1/bots/demo/webhook', { auth })).status, 403)
  const read = await http.inject('GET', `/manage/v1/clients/${clientId}`)
  assert.ok(!read.text.includes(clientSecret))
  assert.equal(read.json.secrets.length, 1)
})

test('a renewed secret leaves the old one a day', async () => {
  await using http = await openTestHttp()
  await http.inject('POST', '/manage/v1/clients/client_all/secrets', { body: {} })
  const { secrets: stored } = (await http.inject('GET', '/manage/v1/clients/client_all')).json
  const ends = stored.map((one: { expiresAt: string | null }) => one.expiresAt).sort()
  assert.deepEqual(ends, ['2027-01-16T08:00:00.000Z', null])
})

test('a scope names existing bots', async () => {
  await using http = await openTestHttp()
  const answer = await http.inject('POST', '/manage/v1/clients', { body: { name: 'x', bots: ['demo', 'typo'] } })
  assert.equal(answer.status, 422)
  assert.match(answer.json.validationError['bots.1'][0].en, /demo/)
})

test('unknown clients, templates and endpoints are not found', async () => {
  await using http = await openTestHttp()
  for (const [method, url, body] of [
    ['GET', '/manage/v1/clients/none', undefined],
    ['PATCH', '/manage/v1/clients/none', {}],
    ['DELETE', '/manage/v1/clients/none', undefined],
    ['POST', '/manage/v1/clients/none/secrets', {}],
    ['DELETE', '/manage/v1/bots/demo/templates/none/es', undefined],
    ['DELETE', '/manage/v1/bots/demo/endpoints/none', undefined],
    ['POST', '/manage/v1/endpoints/none/replay', { from: 0, to: 1 }],
    ['POST', '/manage/v1/endpoints/none/resume', undefined],
  ] as const) {
    const answer = await http.inject(method, url, { body })
    assert.equal(answer.status, 404, `${method} ${url} ${answer.text}`)
    assert.equal(answer.json.error.key, 'NOT_FOUND')
  }
})

test("a template is put in Meta's own JSON, listed and deleted", async () => {
  await using http = await openTestHttp()
  const url = '/manage/v1/bots/demo/templates/offer/es_MX'
  const body = {
    name: 'offer',
    language: 'es_MX',
    id: '987',
    category: 'MARKETING',
    status: 'APPROVED',
    sub_category: 'CUSTOM',
    parameter_format: 'NAMED',
    components: [{ type: 'BODY', text: 'Hola {{name}}', example: { body_text_named_params: [] } }],
  }
  const put = await http.inject('PUT', url, { body })
  assert.equal(put.status, 200, put.text)
  assert.deepEqual(await http.store.templatesNamed('demo', 'offer'), [
    {
      elementName: 'offer',
      language: 'es_MX',
      category: 'MARKETING',
      status: 'APPROVED',
      components: body.components,
      parameterFormat: 'NAMED',
      metaId: '987',
    },
  ])
  const names = (await http.inject('GET', '/manage/v1/bots/demo/templates')).json.results.map(
    (one: { name: string }) => one.name,
  )
  assert.deepEqual(names.sort(), ['greeting', 'offer'])
  assert.equal((await http.inject('DELETE', url)).status, 204)
  const mismatch = await http.inject('PUT', url, { body: { ...body, name: 'other', language: 'es' } })
  assert.deepEqual(Object.keys(mismatch.json.validationError), ['name', 'language'])
})

test('endpoints: created, listed, replayed, resumed, deleted', async () => {
  await using http = await openTestHttp()
  const path = '/manage/v1/bots/demo/endpoints'
  const body = {
    url: 'https://bot.example.com/events',
    events: ['read', 'failed'],
    auth: { type: 'bearer', token: 'canary-bearer' },
  }
  const created = await http.inject('POST', path, { body })
  assert.equal(created.status, 201, created.text)
  const { id } = created.json
  assert.deepEqual(created.json.auth, { type: 'bearer' })
  assert.deepEqual((await http.inject('GET', path)).json.results, [created.json])
  const replayed = await http.inject('POST', `/manage/v1/endpoints/${id}/replay`, {
    body: { from: 0, to: http.now.at },
  })
  assert.deepEqual(replayed.json, { replayed: 0, isComplete: true })
  const endpoint = await http.store.endpoint(id)
  assert.ok(endpoint)
  await http.store.putEndpoint({ ...endpoint, disabledAt: 5 })
  const resumed = await http.inject('POST', `/manage/v1/endpoints/${id}/resume`)
  assert.equal(resumed.json.disabledAt, null)
  assert.equal((await http.store.endpoint(id))?.disabledAt, undefined)
  assert.ok(http.told.includes(`endpoint ${id}`))
  assert.equal((await http.inject('DELETE', `/manage/v1/bots/other/endpoints/${id}`)).status, 404)
  assert.equal((await http.inject('DELETE', `${path}/${id}`)).status, 204)
})

test('an endpoint shows the progress of its replays and resumptions', () => {
  const endpoint = { id: 'ep', botId: 'demo', url: 'https://x.example', events: ['read'], createdAt: 0 }
  const replay = {
    id: 'tsk_1',
    endpointId: 'ep',
    botId: 'demo',
    kind: 'replay',
    fromAt: 0,
    toAt: 5,
    done: 300,
    startedAt: 4,
  } as const
  const others = [{ ...replay, endpointId: 'ep_other' }, { ...replay, kind: 'end' } as const]
  const at = (ms: number) => new Date(ms).toISOString()
  assert.deepEqual(endpointView(endpoint, { tasks: [replay, ...others], health: [] }).tasks, [
    { kind: 'replay', from: at(0), to: at(5), done: 300, startedAt: at(4) },
  ])
})

test('lists come in pages', async () => {
  await using http = await openTestHttp()
  const { pagination, results } = (await http.inject('GET', '/manage/v1/bots?limit=2&page=2')).json
  assert.deepEqual(pagination, { page: 2, limit: 2, offset: 2, total: 3, totalPages: 2 })
  assert.equal(results.length, 1)
  const wrong = await http.inject('GET', '/manage/v1/bots?limit=0&page=x')
  assert.deepEqual(Object.keys(wrong.json.validationError).sort(), ['limit', 'page'])
})

test('strict bodies: each mistake is named by its path', async () => {
  await using http = await openTestHttp()
  const cases: [url: string, body: unknown, faults: Record<string, RegExp>][] = [
    ['/manage/v1/bots', [], { body: /must be of type object/ }],
    ['/manage/v1/bots', {}, { name: /required/, channel: /required/ }],
    [
      '/manage/v1/bots',
      { name: '', channel: { ...channel, phoneNumberId: 12, extra: 1 }, locale: 'fr', messagesPerSecond: 0, typo: 1 },
      {
        name: /must not be empty/,
        'channel.phoneNumberId': /type string/,
        'channel.extra': /unknown/,
        locale: /es,en,pt/,
        messagesPerSecond: /between 1 and 1000/,
        typo: /unknown/,
      },
    ],
    ['/manage/v1/bots', { name: 'n'.repeat(101), channel }, { name: /101 characters; at most 100/ }],
    ['/manage/v1/bots', { name: 'x', channel, messagesPerSecond: '80' }, { messagesPerSecond: /type integer/ }],
    ['/manage/v1/clients', { name: 'x', bots: 'some' }, { bots: /"all" or a list of bot ids/ }],
    ['/manage/v1/clients', { name: 'x', bots: [1] }, { bots: /"all" or a list of bot ids/ }],
    [
      '/manage/v1/bots/demo/endpoints',
      { url: 'https://u:p@bot.example.com', events: ['reads'], auth: { type: 'basic', username: 'u', token: 't' } },
      { 'events.0': /message,delivered_channel/ },
    ],
    [
      '/manage/v1/bots/demo/endpoints',
      { url: 'https://u:p@bot.example.com', events: ['read'], auth: { type: 'basic', username: 'u', token: 't' } },
      { url: /without user name/, 'auth.password': /required/, 'auth.token': /unknown/ },
    ],
    ['/manage/v1/bots/demo/endpoints', { url: 'https://192.168.1.1', events: ['read'] }, { url: /public host/ }],
    ['/manage/v1/bots/demo/endpoints', { url: 'https://a.example', events: [] }, { events: /0 items; at least 1/ }],
    [
      '/manage/v1/bots/demo/endpoints',
      { url: 'https://a.example', events: ['read', 'read'] },
      { 'events.1': /repeats events.0/ },
    ],
  ]
  for (const [url, body, faults] of cases) {
    const answer = await http.inject('POST', url, { body })
    assert.equal(answer.status, 422, answer.text)
    const reported = answer.json.validationError
    assert.deepEqual(Object.keys(reported).sort(), Object.keys(faults).sort())
    for (const [field, sentence] of Object.entries(faults)) assert.match(reported[field][0].en, sentence)
  }
})

test('no answer and no log line contains a secret', async () => {
  await using http = await openTestHttp()
  const answers: string[] = []
  const call = async (...args: Parameters<typeof http.inject>) => {
    const answer = await http.inject(...args)
    assert.ok(answer.status < 500, answer.text)
    answers.push(answer.text, JSON.stringify(answer.headers))
    return answer
  }
  const auths = [
    { type: 'bearer', token: 'canary-token' },
    { type: 'basic', username: 'reader', password: 'canary-password' },
    { type: 'api_key', header: 'X-Key', value: 'canary-value' },
  ]
  await call('POST', '/manage/v1/bots', { body: { id: 'shop', name: 'Shop', channel } })
  await call('POST', '/manage/v1/bots', { body: { id: 'shop', name: 'Shop', channel, typo: 'canary-typo' } })
  await call('PATCH', '/manage/v1/bots/shop', { body: { channel } })
  for (const auth of auths) {
    const body = { url: `https://${auth.type.replace('_', '-')}.example/in`, events: ['read'], auth }
    await call('POST', '/manage/v1/bots/shop/endpoints', { body })
    await call('POST', '/manage/v1/bots/shop/endpoints', {
      body: { ...body, auth: { ...auth, token: 'canary-x', value: 'canary-y' } },
    })
    await call('POST', '/v1/bots/shop/webhook', { body: { webhookUrl: body.url, auth } })
    await call('POST', '/v1/bots/shop/events/webhook', { body: { webhooks: [body] } })
  }
  await call('PUT', '/manage/v1/bots/shop/templates/greeting/es', {
    body: { category: 'UTILITY', components: plainTemplate.components },
  })
  for (const url of [
    '/manage/v1/bots',
    '/manage/v1/bots/shop',
    '/manage/v1/bots/demo',
    '/manage/v1/bots/shop/endpoints',
    '/manage/v1/bots/shop/templates',
    '/manage/v1/clients',
    '/manage/v1/clients/client_all',
    '/v1/bots/shop/webhook',
    '/v1/bots/shop/events/webhook',
    '/metrics',
    '/openapi.json',
  ]) {
    await call('GET', url)
  }
  const shown = answers.join('\n') + http.logged()
  assert.doesNotMatch(shown, /canary/)
  const hashes = (await http.store.clientSecrets('client_all')).map((one) => one.secretHash)
  for (const hash of hashes) assert.ok(!shown.includes(hash))
})
