/** The users' resources in their documented shapes (jelou-api.md, sections 10 and 11), and our additional ones. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { inboundFact } from '../support/facts.ts'
import { openTestHttp, otherBot, secrets, type TestHttp } from '../support/http.ts'
import { textMessage } from '../support/store.ts'

const ana = '593987654321'

let http: TestHttp

before(async () => {
  http = await openTestHttp()
})
after(() => http?.[Symbol.asyncDispose]())
beforeEach(() => {
  http.told.length = 0
})

let lastWamid = 0

/** To the bot `demo` by default. */
function writes(phone: string, name = 'Ana', botId = 'demo') {
  const fact = inboundFact(`wamid.http.${lastWamid++}`, {
    phoneNumberId: `phone-${botId}`,
    person: { phone, name },
    sentAt: http.now.at,
    bubble: { type: 'text', text: 'hola' },
  })
  return http.store.ingest([fact], { receivedAt: http.now.at, appSecret: secrets.appSecret })
}

test('state: read and changed in the documented object, by any form of the number', async () => {
  await writes('5511987654321', 'Bia')
  const expected = { id: '5511987654321', names: 'Bia', botId: 'demo', groupId: 'G:demo:5511987654321', state: 'auto' }
  for (const form of ['5511987654321', '551187654321', '+5511987654321', '%2B55%2011%2098765-4321']) {
    const read = await http.inject('GET', `/v1/users/${form}/state?botId=demo`)
    assert.deepEqual([read.status, read.json], [200, expected], form)
  }
  const body = { botId: 'demo', userId: '551187654321', state: 'manual', ttl: 60 }
  const changed = await http.inject('POST', '/v1/users/state', { body })
  assert.deepEqual([changed.status, changed.json], [200, { ...expected, state: 'manual' }])
  http.now.at += 60_000
  assert.equal((await http.inject('GET', '/v1/users/5511987654321/state?botId=demo')).json.state, 'auto')
})

test("state without a bot: the client's only one, or 422", async () => {
  await writes(ana, 'Ana', 'other')
  const mine = await http.inject('GET', `/v1/users/${ana}/state`, { auth: otherBot })
  assert.deepEqual([mine.status, mine.json.botId], [200, 'other'])
  const whose = await http.inject('GET', `/v1/users/${ana}/state`)
  assert.equal(whose.status, 422)
  assert.deepEqual(Object.keys(whose.json.validationError), ['botId'])
})

test('a bot outside of the scope, an unknown one, an unknown person, a wrong id, a wrong state', async () => {
  const refused: [string, unknown, string | undefined, number, string?][] = [
    [`/v1/users/${ana}/state?botId=demo`, undefined, otherBot, 403, 'R4030'],
    [`/v1/users/${ana}/cache?botId=demo`, undefined, otherBot, 403, 'R4030'],
    [`/v1/users/${ana}/cache`, { botId: 'demo', params: {} }, otherBot, 403, 'R4030'],
    ['/v1/users/state', { botId: 'demo', userId: ana, state: 'auto' }, otherBot, 403, 'R4030'],
    [
      `/v1/rooms/G:demo:${ana}/message`,
      { senderId: 'x', messages: [{ type: 'text', text: 'x' }] },
      otherBot,
      403,
      'R4030',
    ],
    [`/v1/users/${ana}/state?botId=none`, undefined, undefined, 404, 'E1019'],
    ['/v1/users/593900000099/state?botId=demo', undefined, undefined, 404, 'R4043'],
    ['/v1/bots/demo/users/593900000099', undefined, undefined, 404, 'R4043'],
    ['/v1/bots/demo/conversations/external/close', { userId: '593900000099' }, undefined, 404, 'R4043'],
    [`/v1/bots/demo/users/${ana}/skill/none`, {}, undefined, 404, 'R4042'],
    ['/v1/users/abc/state?botId=demo', undefined, undefined, 422],
    ['/v1/users/state', { botId: 'demo', userId: ana, state: 'busy' }, undefined, 422],
    ['/v1/users/state', { botId: 'demo', userId: ana, state: 'manual', ttl: 0 }, undefined, 422],
    [`/v1/users/${ana}/cache`, { botId: 'demo' }, undefined, 422],
    ['/v1/rooms/demo/message', { senderId: 'x', messages: [{ type: 'text', text: 'x' }] }, undefined, 422],
  ]
  for (const [url, body, auth, status, code] of refused) {
    const call = { body, ...(auth === undefined ? {} : { auth }) }
    const answer = await http.inject(body === undefined ? 'GET' : 'POST', url, call)
    assert.deepEqual([answer.status, code && answer.json.error.code], [status, code], `${url} ${answer.text}`)
  }
})

test('memory: merged key by key, in both forms of reading', async () => {
  const cache = '/v1/users/593900000021/cache'
  assert.deepEqual((await http.inject('GET', `${cache}?botId=demo`)).json, {})
  const set = (params: object) => http.inject('POST', cache, { body: { botId: 'demo', params } })
  const first = await set({ plan: 'oro', n: 1, deep: { a: 1 } })
  assert.deepEqual(first.json, { message: ['User cache set successfully.'], status: 'success' })
  await set({ n: 2, plan: null })
  assert.deepEqual((await http.inject('GET', `${cache}?botId=demo`)).json, { n: 2, deep: { a: 1 } })
  const legacy = await http.inject('GET', '/v1/bots/demo/users/593900000021/storedParams/legacy')
  assert.deepEqual(legacy.json, { data: { n: 2, deep: { a: 1 } } })
  const ofBot = '/v1/bots/demo/users/+593900000021'
  const written = await http.inject('POST', `${ofBot}/storedParams/legacy`, { body: { n: 3, deep: null, c: 'x' } })
  assert.deepEqual([written.status, written.json], [200, { data: { n: 3, c: 'x' } }])
  const cached = await http.inject('POST', `${ofBot}/cache`, { body: { params: { c: null } } })
  assert.deepEqual(cached.json, { message: ['User cache set successfully.'], status: 'success' })
  assert.deepEqual((await http.inject('GET', `${ofBot}/cache`)).json, { n: 3 })
  const { headers } = await http.inject('GET', `${ofBot}/cache`)
  const change = (tag: string, params: object) =>
    http.inject('POST', `${ofBot}/cache`, { body: { params }, headers: { 'if-match': tag } })
  const changed = await change(String(headers.etag), { n: 4 })
  assert.deepEqual([changed.status, changed.headers.etag === headers.etag], [200, false])
  assert.equal((await change(String(headers.etag), { n: 5 })).status, 412, 'somebody was faster')
  assert.equal((await change(String(changed.headers.etag), { n: 6 })).status, 200)
  for (const path of ['cache', 'storedParams/legacy']) {
    assert.equal((await http.inject('POST', `${ofBot}/${path}`, { body: [1] })).status, 422)
    assert.equal((await http.inject('POST', `/v1/bots/demo/users/0987/${path}`, { body: { params: {} } })).status, 422)
  }
})

test('skill: only while the window is open; the documented answer, with and without a body', async () => {
  const skill = { kind: 'messages', messages: [{ type: 'text', text: 'Hola {{memory.quien}}' }] }
  assert.equal((await http.inject('PUT', '/manage/v1/bots/demo/skills/2222', { body: skill })).status, 200)
  const url = '/v1/bots/demo/users/593900000022/skill/2222'
  const closed = await http.inject('POST', url, { body: {} })
  assert.deepEqual([closed.status, closed.json.error.key], [400, 'WINDOW_CLOSED'])
  await writes('593900000022')
  const expected = { message: ['Skill set correctly.'], statusMessage: 'success', status: 1 }
  const empty = { headers: { 'content-type': 'application/json' } }
  const flow = '/v1/bots/demo/users/593900000022/flow/2222'
  assert.deepEqual((await http.inject('POST', flow, { body: { memoryParams: { quien: 'Eva' } } })).json, expected)
  assert.equal((await http.inject('POST', flow.replace('2222', 'absent'))).status, 404)
  for (const call of [{ body: { memoryParams: { quien: 'Ana' } } }, { body: {} }, {}, empty]) {
    assert.deepEqual((await http.inject('POST', url, call)).json, expected)
  }
  const { json } = await http.inject('GET', '/v1/bots/demo/users/593900000022')
  assert.deepEqual([json.skillId, json.memory], ['2222', { quien: 'Ana' }])
})

test('close: the skill ends, and the person is in auto', async () => {
  await writes('593900000023')
  await http.inject('POST', '/v1/users/state', { body: { botId: 'demo', userId: '593900000023', state: 'manual' } })
  const url = '/v1/bots/demo/conversations/external/close'
  const closed = await http.inject('POST', url, { body: { userId: '593900000023' } })
  assert.deepEqual(closed.json, {
    message: ['Conversation closed successfully.'],
    statusMessage: 'success',
    status: 1,
  })
  assert.equal((await http.inject('GET', '/v1/users/593900000023/state?botId=demo')).json.state, 'auto')
})

test('a room: its messages are accepted together, once per key, or not at all', async () => {
  const url = '/v1/rooms/G:demo:593900000024/message'
  const messages = [
    { type: 'text', text: 'uno' },
    { type: 'image', text: 'dos', mediaUrl: 'https://example.com/a.png' },
  ]
  const headers = { 'idempotency-key': 'room-1' }
  const sent = await http.inject('POST', url, { body: { senderId: 'panel', messages }, headers })
  assert.equal(sent.status, 200, sent.text)
  const { data, ...rest } = sent.json
  assert.deepEqual(rest, { message: ['Message sent successfully.'], statusMessage: 'success', status: 1 })
  assert.deepEqual(http.told, ['bot demo'])
  const { messages: claimed } = await http.store.claim({ botId: 'demo', limit: 9, now: http.now.at })
  assert.deepEqual(
    claimed.map(({ id }) => id),
    [data[0].messageId],
  )
  const again = await http.inject('POST', url, { body: { senderId: 'panel', messages }, headers })
  assert.deepEqual([again.json, again.headers['idempotency-replayed']], [sent.json, 'true'])
  const wrong = await http.inject('POST', url, { body: { senderId: 'x', messages: [messages[0], { type: 'text' }] } })
  assert.deepEqual([wrong.status, Object.keys(wrong.json.validationError)], [422, ['messages.1.text']])
})

test('one user with all known facts, and the list with pages and search', async () => {
  const userId = '593900000025'
  await writes(userId, 'Zoe Paz')
  await http.store.accept({
    botId: 'demo',
    acceptedAt: http.now.at,
    messages: [textMessage((kind) => `${kind}_zoe` as string, userId)],
  })
  const { json } = await http.inject('GET', `/v1/bots/demo/users/${userId}`)
  const endsAt = new Date(http.now.at + 86_400_000).toISOString()
  const { messages, ...known } = json
  assert.deepEqual(known, {
    id: userId,
    names: 'Zoe Paz',
    botId: 'demo',
    groupId: `G:demo:${userId}`,
    phone: userId,
    scopedId: null,
    state: 'auto',
    stateUntil: null,
    window: { isOpen: true, endsAt },
    skillId: null,
    memory: {},
    lastInboundAt: new Date(http.now.at).toISOString(),
  })
  assert.deepEqual(
    messages.map(({ by, bubble }: { by: string; bubble: { text: string } }) => [by, bubble.text]).toSorted(),
    [
      ['bot', 'hola'],
      ['user', 'hola'],
    ],
  )
  const list = await http.inject('GET', '/v1/bots/demo/users?search=zoe&limit=1')
  assert.deepEqual(list.json.pagination, { page: 1, limit: 1, offset: 0, total: 1, totalPages: 1 })
  const { memory: _, ...listed } = known
  assert.deepEqual(list.json.results, [{ ...listed, memoryBytes: 2 }])
})

test('window: known refuses a closed window and warns of an unknown one, off sends, warn reports it, enforce refuses; templates are sent', async () => {
  const send = (path = '/v1/bots/demo/messages', more = {}) =>
    http.inject('POST', path, { body: { type: 'text', text: 'x', userId: '593900000026', ...more } })
  const setWindow = (window: string) => http.inject('PATCH', '/manage/v1/bots/demo', { body: { window } })
  assert.equal((await http.inject('GET', '/manage/v1/bots/demo')).json.window, 'known')
  const unanswered = await send()
  assert.deepEqual([unanswered.status, unanswered.headers['recado-window']], [200, 'unknown'])
  await writes('593900000028')
  assert.equal((await send(undefined, { userId: '593900000028' })).headers['recado-window'], undefined)
  const wroteAt = http.now.at
  http.now.at += 24 * 3_600_000
  const late = await send(undefined, { userId: '593900000028' })
  assert.deepEqual(
    [late.status, late.json.code, late.json.error.key],
    [400, 'message_could_not_be_send', 'WINDOW_CLOSED'],
  )
  http.now.at = wroteAt
  await setWindow('off')
  assert.equal((await send()).status, 200)
  assert.equal((await setWindow('warn')).json.window, 'warn')
  const warned = await send()
  assert.deepEqual([warned.status, warned.headers['recado-window']], [200, 'closed'])
  const line = http
    .logged()
    .split('\n')
    .find((one) => one.includes('outside the 24-hour window'))
  assert.equal(JSON.parse(line ?? '{}').messageId, warned.json.messageId)
  await setWindow('enforce')
  const room = { body: { senderId: 'x', messages: [{ type: 'text', text: 'x' }] } }
  const alias = await send('/v1/whatsapp/messages', { botId: 'demo' })
  for (const refused of [
    await send(),
    alias,
    await http.inject('POST', '/v1/rooms/G:demo:593900000026/message', room),
  ]) {
    assert.deepEqual([refused.status, refused.json.error.code], [400, 'R4002'])
  }
  const hsm = { elementName: 'greeting', destinations: ['593900000026'], parameters: ['a', 'b'], language: 'es' }
  assert.equal((await http.inject('POST', '/v2/whatsapp/demo/hsm', { body: hsm })).status, 200)
  await writes('593900000026')
  const open = await send()
  assert.deepEqual([open.status, open.headers['recado-window']], [200, undefined])
  await setWindow('off')
})

test('one person in two spellings is one destination', async () => {
  const destinations = ['5511999999999', '551199999999', '593900000027']
  const hsm = { elementName: 'greeting', destinations, parameters: ['a', 'b'], language: 'es' }
  const { json } = await http.inject('POST', '/v2/whatsapp/demo/hsm', { body: hsm })
  assert.deepEqual(
    json.map(({ destination }: { destination: string }) => destination),
    destinations,
  )
  assert.equal(json[0].id, json[1].id)
  assert.notEqual(json[0].id, json[2].id)
})

test('skills are managed: put, read, list, delete; each is validated', async () => {
  const base = '/manage/v1/bots/other/skills'
  const message = { type: 'text', text: 'Hola {{user.name}}' }
  const put = (id: string, body: object) => http.inject('PUT', `${base}/${id}`, { body })
  const asks = { kind: 'messages', name: 'Pregunta', messages: [message], memory: { a: '{{action}}' }, next: 'b' }
  const made = await put('a', asks)
  const at = new Date(http.now.at).toISOString()
  assert.deepEqual([made.status, made.json], [200, { id: 'a', botId: 'other', ...asks, createdAt: at, updatedAt: at }])
  const hook = { kind: 'webhook', url: 'https://allowed.example/skill' }
  assert.deepEqual((await put('b', hook)).json, {
    id: 'b',
    botId: 'other',
    name: 'b',
    ...hook,
    createdAt: at,
    updatedAt: at,
  })
  assert.equal((await http.inject('GET', base)).json.pagination.total, 2)
  assert.deepEqual((await http.inject('GET', `${base}/a`)).json, made.json)
  const wrong: [object, string[]][] = [
    [{ kind: 'messages' }, ['messages']],
    [{ kind: 'messages', messages: [{ type: 'text', text: '' }] }, ['messages.0.text']],
    [{ kind: 'messages', messages: [{ type: 'text', text: '{{otra}}' }] }, ['messages.0.text']],
    [{ kind: 'messages', messages: [message], memory: { a: '{{otra}}' } }, ['memory.a']],
    [{ kind: 'messages', messages: [message], memory: { a: 'x'.repeat(65_536) } }, ['memory']],
    [{ kind: 'messages', messages: [message], url: 'https://allowed.example/' }, ['url']],
    [{ kind: 'webhook' }, ['url']],
    [{ kind: 'webhook', url: 'http://10.0.0.1/' }, ['url']],
    [{ ...hook, messages: [message] }, ['messages']],
    [{ kind: 'flow' }, ['kind']],
    [{ ...hook, other: 1 }, ['other']],
  ]
  for (const [body, fields] of wrong) {
    const refused = await put('c', body)
    assert.deepEqual(
      [refused.status, Object.keys(refused.json.validationError ?? {})],
      [422, fields],
      JSON.stringify(body),
    )
  }
  assert.equal((await put('not an id', hook)).status, 422)
  assert.equal((await http.inject('DELETE', `${base}/a`)).status, 204)
  assert.equal((await http.inject('DELETE', `${base}/a`)).status, 404)
  assert.equal((await http.inject('GET', `${base}/a`)).status, 404)
})
