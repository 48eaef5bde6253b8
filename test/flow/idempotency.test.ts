/** Promise 2 through HTTP: one key, one message, whoever repeats it and however often at once. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Answer, type Gateway, idsOf, person, request, startGateway } from '../support/gateway.ts'

const other = { id: 'other-client', secret: 'a-secret-for-tests' }
let gateway: Gateway

before(async () => {
  gateway = await startGateway({ RECADO_CLIENT_ID: other.id, RECADO_CLIENT_SECRET: other.secret })
})

after(() => gateway?.[Symbol.asyncDispose]())

const session = '/v1/bots/demo/messages'
const hsm = '/v2/whatsapp/demo/hsm'

const send = (path: string, key: string, body: unknown, headers?: Record<string, string>) =>
  gateway.call('POST', path, body, { 'idempotency-key': key, ...headers })

/** The number of messages on the phone once a later one is there: order holds, so none is still to come. */
async function shownTexts(): Promise<string[]> {
  const last = `last ${crypto.randomUUID()}`
  await gateway.call('POST', session, { type: 'text', text: last, userId: person })
  const texts = (messages: { body: Record<string, unknown> }[]) =>
    messages.map(({ body }) => (body.text as { body: string } | undefined)?.body ?? String(body.type))
  return texts(await gateway.phoneUntil((messages) => texts(messages).includes(last)))
}

function isConflict(answer: Answer): void {
  assert.equal(answer.status, 422)
  const { code, key } = answer.body.error as { code: string; key: string }
  assert.deepEqual([code, key], ['R4220', 'IDEMPOTENCY_CONFLICT'])
}

test('promise 2: fifty requests at once with one key: one message and fifty equal answers', async () => {
  const body = { type: 'text', text: 'una sola vez', userId: person }
  const answers = await Promise.all(Array.from({ length: 50 }, () => send(session, 'key-1', body)))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  assert.equal(new Set(answers.map((answer) => JSON.stringify(answer.body))).size, 1)
  const replayed = answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')
  assert.equal(replayed.length, 49)
  assert.equal((await shownTexts()).filter((text) => text === 'una sola vez').length, 1)
})

test('promise 2: the same key with another formatting is the same request', async () => {
  const first = await send(session, 'key-2', { type: 'text', text: 'orden', userId: person })
  const again = await send(session, 'key-2', `{ "userId": "${person}",\n "text": "orden", "type": "text" }`)
  assert.deepEqual([again.status, again.body], [200, first.body])
})

test('promise 2: the same key with another body, path or route is refused, and sends nothing', async () => {
  const body = { type: 'text', text: 'primera', userId: person }
  const first = await send(session, 'key-3', body)
  isConflict(await send(session, 'key-3', { ...body, text: 'segunda' }))
  isConflict(await send('/v1/whatsapp/messages', 'key-3', { ...body, botId: 'demo' }))
  isConflict(await send(hsm, 'key-3', { elementName: 'demo_plain', parameters: [], destinations: [person] }))
  assert.deepEqual((await send(session, 'key-3', body)).body, first.body)
  const texts = await shownTexts()
  assert.equal(texts.filter((text) => text === 'primera').length, 1)
  assert.ok(!texts.includes('segunda'))
})

test('promise 2: templates to many: one key, one message each', async () => {
  const destinations = Array.from({ length: 20 }, (_, n) => `59398110${String(n).padStart(4, '0')}`)
  const body = { elementName: 'demo_plain', parameters: [], destinations }
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(hsm, 'key-4', body)))
  assert.equal(new Set(answers.map((answer) => `${answer.status} ${JSON.stringify(answer.body)}`)).size, 1)
  const ids = idsOf(answers[0])
  assert.equal(new Set(ids).size, 20)
  const stored = gateway.rows("select id from messages where user_id like '59398110%' order by seq")
  assert.deepEqual(
    stored.map(({ id }) => id),
    ids,
  )
  isConflict(await send(hsm, 'key-4', { ...body, destinations: destinations.slice(1) }))
})

test('promise 2: a key belongs to its client', async () => {
  const body = { type: 'text', text: 'de dos', userId: person }
  const authorization = `Basic ${btoa(`${other.id}:${other.secret}`)}`
  const mine = await send(session, 'key-5', body)
  const theirs = await send(session, 'key-5', body, { authorization })
  assert.deepEqual([mine.status, theirs.status], [200, 200])
  assert.notEqual(mine.body.messageId, theirs.body.messageId)
  const different = await send(session, 'key-5', { ...body, text: 'otra' }, { authorization })
  isConflict(different)
})

test('promise 2: a refused request leaves its key free', async () => {
  const refused = await send(session, 'key-6', { type: 'text', userId: person })
  assert.equal(refused.status, 422)
  assert.equal((await send(session, 'key-6', { type: 'text', text: 'ahora sí', userId: person })).status, 200)
})

test('a malformed key is refused', async () => {
  for (const key of ['', 'with space', 'x'.repeat(256)]) {
    const answer = await send(session, key, { type: 'text', text: 'no', userId: person })
    assert.equal(answer.status, 422, JSON.stringify(key))
    assert.ok((answer.body.validationError as Record<string, unknown>)['Idempotency-Key'])
  }
  const unnamed = await request(`${gateway.url}${session}`, 'POST', { type: 'text', text: 'no', userId: person })
  assert.equal(unnamed.status, 401)
})

test('promise 2: for 24 hours, and then the key is free', async () => {
  // The window of a person who never wrote is not known to have closed meanwhile.
  const body = { type: 'text', text: 'ayer', userId: '593900000777' }
  const first = await send(session, 'key-7', body)
  gateway.advance(24 * 3_600_000 - 60_000)
  assert.deepEqual((await send(session, 'key-7', body)).body, first.body)
  gateway.advance(120_000)
  const next = await send(session, 'key-7', body)
  assert.equal(next.status, 200)
  assert.notEqual(next.body.messageId, first.body.messageId)
})
