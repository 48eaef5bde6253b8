/**
 * An accepted message, end to end: its events, its timeline, the ends other than delivery (failed, expired, canceled),
 * its actions, and one request to very many.
 */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { eventually, type Gateway, idsOf, startGateway, textOf } from '../support/gateway.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({}, { sandbox: { seed: 5, rules: { window: false } } })
  const events = ['delivered_channel', 'delivered_user', 'read', 'failed', 'expired', 'canceled']
  const hook = await gateway.call('POST', '/v1/bots/demo/events/webhook', { webhooks: [{ url: receiver.url, events }] })
  assert.equal(hook.status, 200)
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

beforeEach(async () => {
  await gateway.control('DELETE', '/_sandbox/faults')
  receiver.answer((_received, response) => response.end('ok'))
})

const hsmPath = '/v2/whatsapp/demo/hsm'
const fault = (what: Record<string, unknown>) => gateway.control('POST', '/_sandbox/faults', what)
const sandboxRules = (rules: Record<string, boolean>) => gateway.control('PUT', '/_sandbox/rules', rules)

/** Every attempt for this person is refused for pace, so later messages wait. */
const hold = (userId: string) => fault({ kind: 'graphError', code: 131_056, times: 'always', match: { to: userId } })

async function notify(userId: string, beside: Record<string, unknown> = {}): Promise<string> {
  const body = { elementName: 'demo_plain', parameters: [], destinations: [userId], ...beside }
  const [id = ''] = idsOf(await gateway.call('POST', hsmPath, body))
  return id
}

type Timeline = {
  state: string
  sentStatus: string
  error?: Record<string, unknown>
  states: { state: string; at: number }[]
  attempts: { attempt: number; outcome: string; detail: Record<string, unknown> }[]
  events: {
    type: string
    deliveries: { url: string; state: string; attempts: { status: number; answer: string }[] }[]
  }[]
}

async function timeline(id: string): Promise<Timeline> {
  const answer = await gateway.call('GET', `/v1/bots/demo/messages/${id}`)
  assert.equal(answer.status, 200)
  return answer.body as unknown as Timeline
}

/** The events of a message up to the named one. */
async function eventsUntil(id: string, event: string): Promise<Received[]> {
  const ours = (one: Received) => one.body.messageId === id
  const received = await receiver.until((all) => all.some((one) => ours(one) && one.body.event === event))
  return received.filter(ours)
}

test('delivered: the record of each event, and all of it in the timeline', async () => {
  const id = await notify('593961000001', { campaignId: 'c-7' })
  const reported = await eventsUntil(id, 'read')
  const facts = reported.map(({ body }) => [body.event, body.sentStatus, body.wasRead])
  assert.deepEqual(facts, [
    ['delivered_channel', 'DELIVERED_CHANNEL', false],
    ['delivered_user', 'DELIVERED_USER', false],
    ['read', 'READ', true],
  ])
  const { body = {} } = reported[2] ?? {}
  assert.deepEqual(
    [body.id, body.destination, body.elementName, body.campaignId, body.error, body.botId],
    [id, '593961000001', 'demo_plain', 'c-7', null, 'demo'],
  )
  for (const instant of ['createdAt', 'deliveryChannelAt', 'deliveryUserAt', 'readAt'])
    assert.match(String(body[instant]), /^\d{4}-\d\d-\d\dT/, instant)
  const story = await eventually(async () => {
    const now = await timeline(id)
    return now.events.every(({ deliveries }) => deliveries.every(({ state }) => state === 'delivered')) && now
  }, 'all three are delivered')
  assert.deepEqual(
    story.states.map(({ state }) => state),
    ['queued', 'sent', 'delivered', 'read'],
  )
  assert.deepEqual([story.state, story.sentStatus], ['read', 'READ'])
})

test("failed long after Meta had accepted it: an event with Meta's whole error, FAILED in the timeline", async () => {
  const details = 'Message Undeliverable: the recipient has an old version'
  await fault({ kind: 'failLate', code: 131_026, details, match: { to: '593961000002' } })
  const id = await notify('593961000002')
  const reported = await eventsUntil(id, 'failed')
  assert.deepEqual(
    reported.map(({ body }) => body.event),
    ['delivered_channel', 'failed'],
  )
  const { body = {} } = reported[1] ?? {}
  assert.equal(body.sentStatus, 'FAILED')
  const error = body.error as Record<string, unknown>
  assert.equal(error.code, 131_026)
  assert.equal(error.details, details)
  for (const field of ['title', 'message', 'href']) assert.equal(typeof error[field], 'string', field)
  const story = await timeline(id)
  assert.deepEqual([story.state, story.sentStatus], ['failed', 'FAILED'])
  assert.deepEqual(story.error, error)
})

for (const code of [131_009, 132_001]) {
  test(`${code} fails at once, and the next of the same person goes`, async () => {
    const userId = `59396200${code}`.slice(0, 12)
    await fault({ kind: 'graphError', code, details: 'what is wrong', match: { to: userId } })
    const wrong = await gateway.sendText(userId, 'mal')
    await gateway.sendText(userId, 'bien')
    const shown = await gateway.phoneUntil((messages) => messages.length === 1, userId)
    assert.deepEqual(shown.map(textOf), ['bien'])
    const reported = await eventsUntil(wrong, 'failed')
    assert.deepEqual(
      reported.map(({ body }) => body.event),
      ['failed'],
    )
    const story = await timeline(wrong)
    assert.deepEqual(
      story.attempts.map(({ outcome }) => outcome),
      ['refused'],
    )
    const { code: reportedCode, details, fbtraceId, httpStatus } = story.attempts[0]?.detail ?? {}
    assert.deepEqual([reportedCode, details], [code, 'what is wrong'])
    assert.equal(typeof fbtraceId, 'string')
    assert.equal(typeof httpStatus, 'number')
  })
}

test('expirationTime passes while the pair is blocked: expired, with an event, and never on the phone', async () => {
  const userId = '593961000003'
  await hold(userId)
  const first = await gateway.sendText(userId, 'primero')
  await eventually(async () => (await timeline(first)).attempts.length > 0, 'the first has tried')
  const id = await notify(userId, { expirationTime: String(gateway.now() + 60_000) })
  const behind = await gateway.sendText(userId, 'después')
  gateway.advance(61_000)
  const reported = await eventsUntil(id, 'expired')
  assert.deepEqual(
    reported.map(({ body }) => [body.event, body.sentStatus]),
    [['expired', 'FAILED']],
  )
  const { state, error, attempts } = await timeline(id)
  assert.deepEqual([state, error?.key, attempts], ['expired', 'EXPIRED', []])
  await gateway.control('DELETE', '/_sandbox/faults')
  gateway.advance(600_000)
  await eventsUntil(behind, 'read')
  assert.deepEqual((await gateway.phone(userId)).map(textOf), ['primero', 'después'])
})

test('an expirationTime in the past is refused', async () => {
  const body = {
    elementName: 'demo_plain',
    parameters: [],
    destinations: ['593961000003'],
    expirationTime: '1733260800000',
  }
  const answer = await gateway.call('POST', hsmPath, body)
  assert.equal(answer.status, 422)
  assert.ok((answer.body.validationError as Record<string, unknown>).expirationTime)
})

test('canceled while queued: an event, a 409 the second time, and never on the phone', async () => {
  const userId = '593961000004'
  await hold(userId)
  const first = await gateway.sendText(userId, 'primero')
  await eventually(async () => (await timeline(first)).attempts.length > 0, 'the first has tried')
  const id = await gateway.sendText(userId, 'me arrepiento')
  const path = `/v1/bots/demo/messages/${id}`
  const canceled = await gateway.call('DELETE', path)
  assert.deepEqual([canceled.status, canceled.body], [200, { success: true, messageId: id, state: 'canceled' }])
  await eventsUntil(id, 'canceled')
  const again = await gateway.call('DELETE', path)
  assert.deepEqual([again.status, (again.body.error as { key: string }).key], [409, 'MESSAGE_NOT_CANCELABLE'])
  const unknown = await gateway.call('DELETE', '/v1/bots/demo/messages/msg_00000000000000000000000000')
  assert.deepEqual([unknown.status, (unknown.body.error as { key: string }).key], [404, 'MESSAGE_NOT_FOUND'])
  await gateway.control('DELETE', '/_sandbox/faults')
  const last = await gateway.sendText(userId, 'último')
  gateway.advance(600_000)
  await eventsUntil(last, 'read')
  assert.deepEqual((await gateway.phone(userId)).map(textOf), ['primero', 'último'])
  assert.equal((await timeline(id)).state, 'canceled')
  assert.equal((await gateway.call('DELETE', `/v1/bots/demo/messages/${last}`)).status, 409)
})

test("the timeline: every attempt with Meta's answer, every webhook attempt with the first KB of its answer", async () => {
  const userId = '593961000005'
  await fault({ kind: 'graphError', code: 131_000, details: 'try later', match: { to: userId } })
  let refusals = 0
  receiver.answer(({ body }, response) => {
    if (body.userId !== userId || refusals++ > 0) return response.end('ok')
    response.writeHead(503).end('é'.repeat(2_000))
  })
  const id = await notify(userId)
  const story = await eventually(async () => {
    const now = await timeline(id)
    return now.events[0]?.deliveries[0]?.attempts.length === 1 && now
  }, 'the webhook was tried')
  assert.deepEqual(
    story.attempts.map(({ attempt, outcome }) => [attempt, outcome]),
    [
      [1, 'unreachable'],
      [2, 'sent'],
    ],
  )
  assert.deepEqual([story.attempts[0]?.detail.code, story.attempts[0]?.detail.details], [131_000, 'try later'])
  assert.match(String(story.attempts[1]?.detail.wamid), /^wamid\./)
  const [refused] = story.events[0]?.deliveries ?? []
  assert.deepEqual([refused?.state, refused?.url], ['waiting', receiver.url])
  assert.equal(refused?.attempts[0]?.status, 503)
  assert.equal(refused?.attempts[0]?.answer, 'é'.repeat(512))
  gateway.advance(6_000)
  await eventsUntil(id, 'read')
  const later = await timeline(id)
  assert.deepEqual(
    later.events[0]?.deliveries[0]?.attempts.map(({ status, answer }) => [status, answer.length]),
    [
      [503, 512],
      [200, 2],
    ],
  )
})

test('setSkill and setMemoryParams take effect when the message leaves, not before', async () => {
  const userId = '593961000006'
  const conversation = () => {
    const [row] = gateway.rows('select memory, skill_id from conversations where user_id = ?', userId)
    return [JSON.parse(String(row?.memory ?? 'null')), row?.skill_id ?? null]
  }
  await hold(userId)
  const first = await notify(userId, { actions: { setMemoryParams: { url: 'https://apps.jelou.ai', n: 1 } } })
  await eventually(async () => (await timeline(first)).attempts.length > 0, 'the first has tried')
  assert.deepEqual(conversation(), [null, null])
  await gateway.control('DELETE', '/_sandbox/faults')
  gateway.advance(600_000)
  await eventsUntil(first, 'delivered_channel')
  assert.deepEqual(conversation(), [{ url: 'https://apps.jelou.ai', n: 1 }, null])
  const second = await notify(userId, { actions: { setSkill: { id: 2222 }, setMemoryParams: { n: 2 } } })
  await eventsUntil(second, 'delivered_channel')
  assert.deepEqual(conversation(), [{ url: 'https://apps.jelou.ai', n: 2 }, '2222'])
})

test('many destinations with repeats: answered in order, a repeated one sent once under one id', async () => {
  const [a, b, c] = ['593963000001', '593963000002', '593963000003']
  const destinations = [b, a, b, c, a, b]
  const body = { elementName: 'demo_text', parameters: ['Ana', '42'], destinations }
  const answer = await gateway.call('POST', hsmPath, body)
  const items = answer.body as unknown as { id: string; destination: string }[]
  assert.deepEqual(
    items.map(({ destination }) => destination),
    destinations,
  )
  assert.equal(new Set(items.map(({ id, destination }) => `${id} ${destination}`)).size, 3)
  for (const [index, id] of [...new Set(items.map(({ id }) => id))].entries())
    assert.deepEqual((await eventsUntil(id, 'read'))[0]?.body.userId, [b, a, c][index])
  for (const userId of [a, b, c]) assert.equal((await gateway.phone(userId)).length, 1)
})

test('a body over 1 MiB is refused in the usual envelope', async () => {
  const answer = await gateway.call('POST', hsmPath, {
    elementName: 'x'.repeat(1_048_576),
    destinations: ['593961000001'],
  })
  assert.equal(answer.status, 413)
  const { statusMessage, status, error } = answer.body as { statusMessage: string; status: number; error: object }
  assert.deepEqual(
    [statusMessage, status, Object.keys(error)],
    ['failed', 0, ['code', 'key', 'description', 'developerMessages', 'clientMessages']],
  )
})

test('ten thousand destinations in one request, in one transaction; one more is refused', async () => {
  await sandboxRules({ pairRate: false, throughput: false })
  const destinations = Array.from({ length: 10_000 }, (_, n) => `5939650${String(n).padStart(5, '0')}`)
  const body = { elementName: 'demo_plain', parameters: [], destinations }
  const tooMany = await gateway.call('POST', hsmPath, { ...body, destinations: [...destinations, '593961000001'] })
  assert.equal(tooMany.status, 422)
  assert.ok((tooMany.body.validationError as Record<string, unknown>).destinations)
  const answer = await gateway.call('POST', hsmPath, body)
  const items = answer.body as unknown as { id: string; destination: string }[]
  assert.deepEqual(
    items.map(({ destination }) => destination),
    destinations,
  )
  assert.equal(new Set(items.map(({ id }) => id)).size, 10_000)
  const [stored] = gateway.rows(
    "select count(*) as n, count(distinct accepted_at) as times from messages where user_id like '5939650%'",
  )
  assert.deepEqual({ ...stored }, { n: 10_000, times: 1 })
  await gateway.phoneUntil((messages) => messages.length === 1, '593965000100')
})
