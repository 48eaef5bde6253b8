/**
 * One key, one answer, for 24 hours, on every route that takes a key, whatever time and state do to the request
 * meanwhile. The routes are those of openapi.json, so a new one with the header fails here until it has its request.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Answer, anyBot, openTestHttp, plainTemplate, type TestHttp } from '../support/http.ts'
import { inlined, openapi } from '../support/openapi.ts'
import { type backends, testBot, tieredBackends } from '../support/store.ts'

const hourMs = 3_600_000
const person = '593987654321'

type Sending = { url: string; body: (now: number) => Record<string, unknown>; fileName?: string }

const text = { type: 'text', text: 'hola', userId: person }
const inAnHour = (now: number) => new Date(now + hourMs).toISOString()
const byId = { type: 'TEMPLATE', templateId: 'greeting', userId: person, parameters: { 1: 'Ana', 2: 'A-77' } }
const campaign = (now: number) => ({
  campaignName: 'Mayo',
  elementName: 'greeting',
  botId: 'demo',
  scheduledAt: inAnHour(now),
})
const flow = {
  text: 'Agenda una cita',
  caption: 'La tienda',
  title: 'Hola',
  parameters: { flow_id: '1234', flow_cta: 'Abrir', flow_action_payload: { screen: 'START' }, mode: 'draft' },
}

/** By operation of openapi.json; several where the body decides the kind. */
const sendings: Record<string, Sending[]> = {
  'post /v1/bots/{botId}/messages': [
    { url: '/v1/bots/demo/messages', body: () => text },
    { url: '/v1/bots/demo/messages', body: () => ({ ...byId, type: 'template' }) },
  ],
  'post /v1/whatsapp/messages': [{ url: '/v1/whatsapp/messages', body: () => ({ ...text, botId: 'demo' }) }],
  'post /v1/bots/{botId}/users/{userId}/flow_message': [
    { url: `/v1/bots/demo/users/${person}/flow_message`, body: () => flow },
  ],
  'post /v2/whatsapp/{botId}/hsm': [
    {
      url: '/v2/whatsapp/demo/hsm',
      body: (now) => ({
        elementName: 'greeting',
        parameters: ['Ana', 'A-77'],
        destinations: [person],
        expirationTime: String(now + hourMs),
        actions: { setSkill: { id: '2222' } },
      }),
    },
  ],
  'post /v1/bots/{botId}/campaigns/{campaignId}/template-messages': [
    { url: '/v1/bots/demo/campaigns/mayo/template-messages', body: () => byId },
  ],
  'post /v1/rooms/{roomId}/message': [
    {
      url: `/v1/rooms/G:demo:${person}/message`,
      body: () => ({ senderId: 'shop', messages: [{ type: 'text', text: 'hola' }] }),
    },
  ],
  'post /v1/hsm/file': [
    { url: '/v1/hsm/file', body: (now) => ({ ...campaign(now), fileUrl: 'https://allowed.example/lista.csv' }) },
    { url: '/v1/hsm/file', body: campaign, fileName: 'lista.csv' },
  ],
}

/** Events between a request and its repetition. */
const moves: Record<string, (http: TestHttp) => Promise<unknown>> = {
  'its times have passed': async ({ now }) => {
    now.at += 23 * hourMs
  },
  'the template is paused': ({ store }) => store.putTemplate('demo', { ...plainTemplate, status: 'PAUSED' }, 2),
  'the template takes other values': ({ store }) =>
    store.putTemplate('demo', { ...plainTemplate, components: [{ type: 'BODY', text: '{{1}} {{2}} {{3}}' }] }, 2),
  'the template is deleted': ({ store }) => store.deleteTemplate('demo', 'greeting', 'es'),
  "the bot's settings are others": async ({ store }) => {
    const bot = await store.bot('demo')
    if (bot) await store.putBot({ ...bot, window: 'enforce', locale: 'pt', maxQueued: 1, mediaProbe: true })
  },
  'the skill is deleted': ({ store }) => store.deleteSkill('demo', '2222'),
  'the file is gone': async ({ deps }) => {
    deps.campaigns.download = async () => ({ kind: 'failed', reason: 'gone' })
  },
  'more waits than may': async ({ deps }) => {
    deps.accept.admission = { admit: () => ({ kind: 'refused', by: 'bot', retryAfterMs: 1_000 }) }
  },
}

function operationsWithKey(): string[] {
  type Operation = { parameters?: { in: string; name: string }[] }
  const { paths } = inlined<{ paths: Record<string, Record<string, Operation>> }>(openapi)
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { parameters = [] }]) => parameters.some(({ name }) => name === 'Idempotency-Key'))
      .map(([method]) => `${method} ${path}`),
  )
}

const csv = 'phone,nombre,pedido\n593987654321,Ana,A-1\n'

async function open(backend: (typeof backends)[number]): Promise<TestHttp> {
  const http = await openTestHttp({}, backend.open())
  await http.store.putSkill({
    id: '2222',
    botId: 'demo',
    name: 'A skill',
    kind: 'messages',
    messages: [{ type: 'text', text: 'hola' }],
    createdAt: 1,
    updatedAt: 1,
  })
  http.deps.campaigns.download = async ({ url }) => ({
    kind: 'file',
    url: new URL(url),
    body: (async function* () {
      yield Buffer.from(csv)
    })(),
  })
  return http
}

type Sent = Omit<Answer, 'text'>

async function send(
  http: TestHttp,
  { url, fileName }: Sending,
  key: string,
  body: Record<string, unknown>,
): Promise<Sent> {
  const headers = { 'idempotency-key': key }
  if (fileName === undefined) return http.inject('POST', url, { body, headers })
  const form = new FormData()
  for (const [name, value] of Object.entries(body))
    form.append(name, typeof value === 'string' ? value : JSON.stringify(value))
  form.append('archivo', new Blob([csv]), fileName)
  const payload = form as unknown as string
  const answer = await http.app.inject({ method: 'POST', url, headers: { authorization: anyBot, ...headers }, payload })
  return { status: answer.statusCode, headers: answer.headers, json: JSON.parse(answer.body) }
}

/** Another request, which is equal in everything else. */
function another(body: Record<string, unknown>): Record<string, unknown> {
  const [name, value] = Object.entries(body).find(([, one]) => typeof one === 'string' && one !== 'demo') ?? []
  return name === undefined ? { ...body, extra: 1 } : { ...body, [name]: `${String(value)}x` }
}

/** The key of an upload is one file's, whatever else the request says: `test/flow/own-files.test.ts`. */
const elsewhere = ['post /manage/v1/bots/{botId}/files']

test('every operation of openapi.json that takes a key has its request here', () => {
  const operations = operationsWithKey()
  assert.ok(operations.length >= 7, String(operations.length))
  assert.deepEqual(operations.sort(), [...Object.keys(sendings), ...elsewhere].sort())
})

for (const backend of tieredBackends) {
  describe(`one key, one answer (${backend.name})`, () => {
    for (const [operation, requests] of Object.entries(sendings)) {
      for (const [index, sending] of requests.entries()) {
        test(`${operation}, request ${index + 1}: the same answer whatever happens meanwhile`, async () => {
          await using http = await open(backend)
          const body = sending.body(http.now.at)
          const first = await send(http, sending, 'key-1', body)
          assert.equal(first.status, 200, JSON.stringify(first.json))
          assert.equal(first.headers['idempotency-replayed'], undefined)
          for (const [what, move] of Object.entries(moves)) {
            await move(http)
            const again = await send(http, sending, 'key-1', body)
            assert.deepEqual([again.status, again.json], [200, first.json], what)
            assert.equal(again.headers['idempotency-replayed'], 'true', what)
            assert.equal(again.headers['retry-after'], undefined, what)
            const other = await send(http, sending, 'key-1', another(body))
            assert.deepEqual([other.status, other.json.error?.key], [422, 'IDEMPOTENCY_CONFLICT'], what)
          }
        })
      }
    }

    test('a request refused under an unused key leaves the key free', async () => {
      await using http = await open(backend)
      const url = '/v2/whatsapp/demo/hsm'
      const refused = await send(http, { url, body: () => ({}) }, 'key-2', { elementName: 'unknown' })
      assert.equal(refused.status, 422)
      assert.equal((await send(http, { url: '/v1/bots/demo/messages', body: () => text }, 'key-2', text)).status, 200)
    })

    test('a caller who has lost access to the bot learns nothing of it, with or without a key', async () => {
      await using http = await open(backend)
      const sending = { url: '/v1/rooms/G:demo:593987654321/message', body: () => ({}) }
      const body = { senderId: 'shop', messages: [{ type: 'text', text: 'hola' }] }
      assert.equal((await send(http, sending, 'key-3', body)).status, 200)
      const client = await http.store.client('client_all')
      assert.ok(client)
      await http.store.putBot(testBot({ id: 'third' }))
      const change = await http.inject('PATCH', '/manage/v1/clients/client_all', { body: { bots: ['other'] } })
      assert.equal(change.status, 200)
      assert.equal((await send(http, sending, 'key-3', body)).status, 403)
    })
  })
}
