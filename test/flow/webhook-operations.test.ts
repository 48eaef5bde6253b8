/**
 * What an operator does when webhooks pile up, through HTTP with a real receiver: find the events and what became of them, test the endpoint, and send
 * again one delivery or all that failed. Who has one bot sees nothing of another.
 */
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { adminToken, eventually, type Gateway, idsOf, quiet, request, startGateway } from '../support/gateway.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver
let respond: (received: Received, response: ServerResponse) => void

before(async () => {
  receiver = await startReceiver()
  receiver.answer((received, response) => respond(received, response))
  const sandbox = { seed: 5, rules: { window: false }, statusDelayMs: { sent: 5, delivered: 10, read: 20 } }
  gateway = await startGateway({ RECADO_WEBHOOK_TIMEOUT_MS: '2000' }, { sandbox })
})

beforeEach(() => {
  respond = (_received, response) => response.end('ok')
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const fails = (_received: Received, response: ServerResponse) => response.writeHead(500).end('out of order')

async function endpointAt(path: string, more: object = {}) {
  const body = { url: receiver.url + path, events: ['delivered_channel', 'delivered_user', 'read'], ...more }
  const made = await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', body)
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const id = String(made.body.id)
  return {
    id,
    came: () => receiver.received.filter((one) => one.path === path),
    [Symbol.asyncDispose]: async () => {
      await gateway.manage('DELETE', `/manage/v1/bots/demo/endpoints/${id}`)
    },
  }
}

async function send(userId: string): Promise<string> {
  const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId, text: 'hola' }))
  return id
}

type Item = Record<string, unknown> & { id: string }
type List = { _metadata: { next: string | null }; results: Item[] }

async function listed(path: string): Promise<List> {
  const { status, body } = await gateway.manage('GET', path)
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as List
}

/** All pages of it, with three items each. */
async function all(path: string): Promise<Item[]> {
  const items: Item[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: List = await listed(`${path}${path.includes('?') ? '&' : '?'}limit=3${after && `&after=${after}`}`)
    items.push(...page.results)
    after = page._metadata.next
  }
  return items
}

const deliveriesOf = (endpointId: string, more = '') => all(`/manage/v1/deliveries?endpointId=${endpointId}${more}`)

/** Its events end as given up: it asks for one attempt. */
async function failedEndpoint(path: string, people: string[]) {
  respond = fails
  const endpoint = await endpointAt(path, { maxAttempts: 1 })
  const ids = await Promise.all(people.map(send))
  await eventually(async () => {
    const found = await deliveriesOf(endpoint.id, '&state=given_up')
    return found.length === 3 * ids.length
  }, 'every event was given up')
  respond = (_received, response) => response.end('ok')
  return { ...endpoint, ids }
}

test('events: by message, person and kind, newest first, in pages; one of them with its body and deliveries', async () => {
  await using endpoint = await endpointAt('/events')
  const [ana, luis] = ['593951000001', '593951000002']
  const [id] = [await send(ana), await send(luis)]
  await receiver.until(() => endpoint.came().length === 6)
  const ofMessage = await all(`/manage/v1/events?messageId=${id}`)
  assert.deepEqual(
    ofMessage.map(({ type, userId, messageId, botId }) => [type, userId, messageId, botId]),
    ['read', 'delivered_user', 'delivered_channel'].map((type) => [type, ana, id, 'demo']),
  )
  const ofPerson = await all(`/manage/v1/events?botId=demo&userId=%2B${luis}`)
  assert.deepEqual(new Set(ofPerson.map(({ userId }) => userId)), new Set([luis]))
  assert.equal(ofPerson.length, 3)
  const reads = await all('/manage/v1/events?type=read')
  assert.ok(reads.length >= 2 && reads.every(({ type }) => type === 'read'))
  const [newest] = ofMessage
  // The receiver has a request before its delivery's end is stored.
  const { body, delivery } = await eventually(async () => {
    const { body } = await gateway.manage('GET', `/manage/v1/events/${newest?.id}`)
    const [delivery] = (body.deliveries as Item[]).filter(({ endpointId }) => endpointId === endpoint.id)
    return delivery?.state === 'delivered' && { body, delivery }
  }, 'the delivery has ended')
  const posted = endpoint.came().find((one) => one.headers['webhook-id'] === newest?.id)
  assert.deepEqual(body.body, posted?.body)
  assert.deepEqual([delivery.url, delivery.attemptCount], [`${receiver.url}/events`, 1])
  assert.equal((await gateway.manage('GET', `/manage/v1/events/evt_${'0'.repeat(26)}`)).status, 404)
  const unnamed = await gateway.manage('GET', `/manage/v1/events?userId=${ana}`)
  assert.deepEqual([unnamed.status, Object.keys(unnamed.body.validationError as object)], [422, ['botId']])
})

test('deliveries: what waits says when it is tried next and what was answered; by state, kind and time', async (t) => {
  await quiet(gateway)
  await using endpoint = await endpointAt('/waiting', { events: ['delivered_channel', 'read'] })
  respond = fails
  gateway.freeze()
  t.after(() => gateway.thaw())
  const from = new Date(gateway.now()).toISOString()
  const id = await send('593952000001')
  const tried = async () => {
    const [one] = await deliveriesOf(endpoint.id, '&state=waiting&type=delivered_channel')
    return one !== undefined && one.lastAttempt !== null && one
  }
  const found = await eventually(tried, 'one attempt failed')
  assert.deepEqual([found.messageId, found.attemptCount], [id, 1])
  const last = found.lastAttempt as Record<string, unknown>
  assert.deepEqual([last.status, last.reason], [500, 'it answered 500, which is not a success'])
  assert.ok(Date.parse(String(found.nextAttemptAt)) > gateway.now())
  const { body } = await gateway.manage('GET', `/manage/v1/deliveries/${found.id}`)
  const [attempt] = body.attempts as Record<string, unknown>[]
  assert.deepEqual([attempt?.attempt, attempt?.status, attempt?.answer], [1, 500, 'out of order'])
  assert.equal(typeof attempt?.durationMs, 'number')
  const behind = await eventually(
    async () => (await deliveriesOf(endpoint.id, '&state=waiting&type=read'))[0] ?? false,
    'the read waits behind it',
  )
  assert.equal(behind.nextAttemptAt, null)
  const whole = await gateway.manage('GET', `/manage/v1/deliveries/${behind.id}`)
  assert.equal(whole.body.waitsBehind, found.eventId)
  assert.equal((await deliveriesOf(endpoint.id, `&from=${from}`)).length, 2)
  assert.deepEqual(await deliveriesOf(endpoint.id, '&to=2020-01-01'), [])
  assert.deepEqual(await deliveriesOf(endpoint.id, '&state=delivered'), [])
  // Tried at once instead of in five seconds, of which none pass here.
  respond = (_received, response) => response.end('ok')
  const again = await gateway.manage('POST', `/manage/v1/deliveries/${found.id}/resend`)
  assert.deepEqual([again.status, again.body.id], [200, found.id])
  await receiver.until(() => endpoint.came().some(({ headers }) => headers['x-recado-attempt'] === '2'))
})

test('a delivery that failed is sent again under its event, in its turn; the former record stays', async () => {
  await using endpoint = await failedEndpoint('/resent', ['593953000001'])
  const failed = await deliveriesOf(endpoint.id, '&state=given_up')
  const [one] = failed
  assert.ok(one)
  const before = endpoint.came().length
  const { status, body } = await gateway.manage('POST', `/manage/v1/deliveries/${one.id}/resend`)
  assert.deepEqual([status, body.eventId, body.id !== one.id], [200, one.eventId, true])
  await receiver.until(() => endpoint.came().length === before + 1)
  const [first, again] = endpoint.came().filter(({ headers }) => headers['webhook-id'] === one.eventId)
  assert.equal(again?.raw, first?.raw, 'the same bytes')
  await eventually(async () => (await deliveriesOf(endpoint.id, '&state=delivered')).length === 1, 'it arrived')
  assert.deepEqual(
    (await deliveriesOf(endpoint.id, '&state=given_up')).map(({ id }) => id),
    failed.map(({ id }) => id),
  )
  assert.equal((await gateway.manage('POST', '/manage/v1/deliveries/dlv_999999999/resend')).status, 404)
})

test('all that failed of a kind is sent again, once', async () => {
  await using endpoint = await failedEndpoint('/set', ['593954000001', '593954000002'])
  const resend = (more: object = {}) =>
    gateway.manage('POST', '/manage/v1/deliveries/resend', { endpointId: endpoint.id, state: 'given_up', ...more })
  const before = endpoint.came().length
  const reads = await resend({ type: 'read' })
  assert.deepEqual([reads.status, reads.body], [200, { replayed: 2, isComplete: true }])
  await receiver.until(() => endpoint.came().length === before + 2)
  await eventually(async () => (await deliveriesOf(endpoint.id, '&state=delivered')).length === 2, 'both arrived')
  assert.equal((await resend({ type: 'read' })).body.replayed, 0, 'they have arrived')
  assert.equal((await resend({ to: '2020-01-01' })).body.replayed, 0)
  assert.equal((await resend()).body.replayed, 4)
  await receiver.until(() => endpoint.came().length === before + 6)
  const fields = async (body: object) => {
    const answer = await gateway.manage('POST', '/manage/v1/deliveries/resend', body)
    return [answer.status, Object.keys((answer.body.validationError as object) ?? {})]
  }
  assert.deepEqual(await fields({ state: 'given_up' }), [422, ['botId']])
  assert.deepEqual(await fields({ botId: 'demo', state: 'waiting' }), [422, ['state']])
  assert.deepEqual(await fields({ botId: 'demo' }), [422, ['state']])
})

test('a test event is signed as a delivery is, and tells what the receiver answered; nothing of it stays', async () => {
  const auth = { type: 'bearer', token: 'canary-token' }
  await using endpoint = await endpointAt('/tested', { auth })
  const tried = () => gateway.manage('POST', `/manage/v1/endpoints/${endpoint.id}/test`)
  const fine = await tried()
  const { durationMs, eventId, ...rest } = fine.body
  assert.deepEqual(rest, { isDelivered: true, status: 200, reason: null, answer: 'ok' })
  assert.equal(typeof durationMs, 'number')
  const [came] = endpoint.came()
  assert.deepEqual(
    [came?.headers['x-recado-event'], came?.headers['webhook-id'], came?.headers.authorization],
    ['endpoint_test', eventId, 'Bearer canary-token'],
  )
  const { body: renewed } = await gateway.manage('POST', '/manage/v1/bots/demo/webhook-secret')
  await tried()
  const latest = endpoint.came()[1]
  const verified = new Webhook(String(renewed.webhookSecret)).verify(
    latest?.raw ?? '',
    latest?.headers as Record<string, string>,
  )
  assert.deepEqual(Object.keys(verified as object).sort(), ['botId', 'endpointId', 'event', 'eventId', 'timestamp'])
  respond = fails
  const failed = await tried()
  assert.deepEqual(
    [failed.body.isDelivered, failed.body.status, failed.body.answer, failed.body.reason],
    [false, 500, 'out of order', 'it answered 500, which is not a success'],
  )
  respond = (_received, response) => void response.destroy()
  const cut = await tried()
  assert.deepEqual([cut.body.status, cut.body.reason], [null, 'the connection was cut'])
  assert.equal(JSON.stringify([fine, failed, cut]).includes('canary-token'), false)
  assert.deepEqual(await deliveriesOf(endpoint.id), [])
  assert.equal((await gateway.manage('POST', '/manage/v1/endpoints/ep_none/test')).status, 404)
})

test('a disabled endpoint can be tested, and what waits for it says so', async () => {
  await using endpoint = await endpointAt('/disabled')
  respond = (_received, response) => response.writeHead(410).end('gone')
  await send('593955000001')
  const [waiting] = await eventually(async () => {
    const { body } = await gateway.manage('GET', `/manage/v1/endpoints/${endpoint.id}`)
    return body.disabledAt !== null && (await deliveriesOf(endpoint.id, '&state=waiting'))
  }, 'it was switched off')
  const whole = await gateway.manage('GET', `/manage/v1/deliveries/${waiting?.id}`)
  assert.deepEqual([whole.body.isSwitchedOff, whole.body.nextAttemptAt], [true, null])
  respond = (_received, response) => response.end('back')
  const tried = await gateway.manage('POST', `/manage/v1/endpoints/${endpoint.id}/test`)
  assert.deepEqual([tried.body.isDelivered, tried.body.answer], [true, 'back'])
  const { body } = await gateway.manage('GET', `/manage/v1/endpoints/${endpoint.id}`)
  assert.notEqual(body.disabledAt, null, 'a test resumes nothing')
})

test('a key for another bot sees none of these, and sends none again', async () => {
  await using endpoint = await failedEndpoint('/private', ['593956000001'])
  const channel = { phoneNumberId: '100000000000777', wabaId: '200000000000777' }
  const secrets = { accessToken: 'a token', appSecret: 'an app secret', verifyToken: 'a verify token' }
  const made = await gateway.manage('POST', '/manage/v1/bots', {
    id: 'neighbour',
    name: 'Neighbour',
    channel: { ...channel, ...secrets, graphUrl: gateway.sandboxUrl },
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const keyFor = async (bots: string[]) => {
    const grants = [{ role: 'operator', bots }]
    const { body } = await gateway.manage('POST', '/manage/v1/api-keys', { name: 'k', grants })
    const headers = { authorization: `Bearer ${body.apiKey}` }
    return (method: string, path: string, sent?: object) => request(gateway.url + path, method, sent, headers)
  }
  const [other, own] = [await keyFor(['neighbour']), await keyFor(['demo', 'neighbour'])]
  const [failed] = await deliveriesOf(endpoint.id)
  for (const path of ['/manage/v1/events', '/manage/v1/deliveries']) {
    assert.deepEqual((await other('GET', path)).body.results, [], path)
    assert.ok(((await own('GET', path)).body.results as Item[]).length > 0, path)
    assert.equal((await other('GET', `${path}?botId=demo`)).status, 403)
  }
  const refused = [
    await other('GET', `/manage/v1/deliveries?endpointId=${endpoint.id}`),
    await other('GET', `/manage/v1/deliveries/${failed?.id}`),
    await other('GET', `/manage/v1/events/${failed?.eventId}`),
    await other('POST', `/manage/v1/deliveries/${failed?.id}/resend`),
    await other('POST', '/manage/v1/deliveries/resend', { endpointId: endpoint.id, state: 'given_up' }),
    await other('POST', '/manage/v1/deliveries/resend', { botId: 'demo', state: 'given_up' }),
    await other('POST', `/manage/v1/endpoints/${endpoint.id}/test`),
  ]
  assert.deepEqual(
    refused.map(({ status }) => status),
    refused.map(() => 403),
  )
  assert.equal((await own('GET', `/manage/v1/deliveries/${failed?.id}`)).status, 200)
})

test('what people do to deliveries is in the audit trail, with the endpoint that it is about', async () => {
  await using endpoint = await failedEndpoint('/audited', ['593957000001'])
  const [failed] = await deliveriesOf(endpoint.id)
  await gateway.manage('POST', `/manage/v1/deliveries/${failed?.id}/resend`)
  await gateway.manage('POST', '/manage/v1/deliveries/resend', { endpointId: endpoint.id, state: 'given_up' })
  const { body } = await gateway.manage('GET', `/manage/v1/audit?aboutId=${endpoint.id}`)
  const operations = (body.results as { operation: string }[]).map(({ operation }) => operation)
  for (const operation of ['POST /manage/v1/deliveries/{deliveryId}/resend', 'POST /manage/v1/deliveries/resend'])
    assert.ok(operations.includes(operation), operation)
  assert.equal(JSON.stringify(body).includes(adminToken), false)
})
