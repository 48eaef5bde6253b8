/** Read receipts and typing, as the sandbox's phone gets them: when the API asks, and by the bot's settings. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Answer, type Gateway, person, startGateway, textOf } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

const other = '593987654398'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.call('POST', '/v1/bots/demo/webhook/', { webhookUrl: `${receiver.url}/bot` })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

async function writes(text: string, from = person): Promise<{ id: string; wamid: string }> {
  const wamid = await gateway.simulateInbound({ type: 'text', text }, from)
  const { body } = await receiver.first((one) => one.path === '/bot' && one.body.wamid === wamid)
  return { id: String(body.messageId), wamid }
}

const mark = (messageId: string, body?: unknown): Promise<Answer> =>
  gateway.call('POST', `/v1/bots/demo/messages/${encodeURIComponent(messageId)}/read`, body)

/** Of a person's message on their phone: received, or read. */
async function statusOf(wamid: string, from: string): Promise<string | undefined> {
  const { body } = await gateway.control('GET', `/_sandbox/messages?to=${from}&direction=in`)
  return (body as unknown as { wamid: string; status: string }[]).find((one) => one.wamid === wamid)?.status
}

async function untilRead(wamid: string, from = person): Promise<void> {
  for (;;) if ((await statusOf(wamid, from)) === 'read') return
}

/** The receipts that the number's Graph API took, oldest first. */
async function receipts(): Promise<Record<string, unknown>[]> {
  const { body } = await gateway.control('GET', '/_sandbox/requests?limit=1000')
  const requests = (Array.isArray(body) ? body : (body.requests as unknown[])) as { body?: unknown }[]
  const bodies = requests.map((one) => (typeof one.body === 'string' ? JSON.parse(one.body) : one.body))
  return bodies.filter((one) => one?.status === 'read')
}

async function setBot(change: Record<string, unknown>): Promise<void> {
  const answer = await gateway.manage('PATCH', '/manage/v1/bots/demo', change)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  for (const [name, value] of Object.entries(change)) assert.equal(answer.body[name], value)
}

test('by id or wamid a message is marked as read, and so is what came before it in its chat', async () => {
  const first = await writes('uno')
  const second = await writes('dos')
  const third = await writes('tres')
  const elsewhere = await writes('de otra', other)
  assert.equal(await statusOf(second.wamid, person), 'received', 'nothing is read unless somebody asks')
  const marked = await mark(second.id)
  assert.deepEqual([marked.status, marked.body], [200, { success: true, messageId: second.id }])
  assert.equal(await statusOf(first.wamid, person), 'read')
  assert.equal(await statusOf(second.wamid, person), 'read')
  assert.equal(await statusOf(third.wamid, person), 'received')
  assert.equal(await statusOf(elsewhere.wamid, other), 'received')
  assert.deepEqual((await mark(third.wamid, { typing: true })).body, { success: true, messageId: third.id })
  const common = { messaging_product: 'whatsapp', status: 'read' }
  assert.deepEqual((await receipts()).slice(-2), [
    { ...common, message_id: second.wamid },
    { ...common, message_id: third.wamid, typing_indicator: { type: 'text' } },
  ])
})

test('marking again is as good as once', async () => {
  const { id } = await writes('otra vez')
  assert.equal((await mark(id)).status, 200)
  assert.equal((await mark(id, {})).status, 200)
})

test("an unknown message, and one of the bot's own, are 404; a wrong body is 422", async () => {
  const own = await gateway.sendText(person, 'mía')
  await gateway.phoneUntil((messages) => messages.some((one) => textOf(one) === 'mía'))
  for (const id of [own, 'msg_unknown', 'wamid.unknown']) assert.equal((await mark(id)).status, 404, id)
  const { id } = await writes('mal')
  const wrong = await mark(id, { typing: 'sí' })
  assert.deepEqual([wrong.status, Object.keys(wrong.body.validationError as object)], [422, ['body']])
})

test("Meta's refusal is answered as such", async () => {
  const { id } = await writes('rechazada')
  const fault = { kind: 'graphError', code: 131009, match: { operation: 'receipts' } }
  assert.equal((await gateway.control('POST', '/_sandbox/faults', fault)).status, 200)
  const refused = await mark(id)
  assert.equal(refused.status, 422, JSON.stringify(refused.body))
  assert.equal((refused.body.metaError as { code: number }).code, 131009)
})

test('with autoRead each message is marked as read by itself, and with autoTyping typing is shown', async () => {
  await setBot({ autoRead: true })
  const read = await writes('leída')
  await untilRead(read.wamid)
  await setBot({ autoRead: false, autoTyping: true })
  const typed = await writes('con escritura', other)
  await untilRead(typed.wamid, other)
  await setBot({ autoTyping: false })
  const neither = await writes('sin nada')
  assert.equal(await statusOf(neither.wamid, person), 'received')
  const all = await receipts()
  const of = (wamid: string) => all.filter((one) => one.message_id === wamid)
  assert.deepEqual(of(read.wamid), [{ messaging_product: 'whatsapp', status: 'read', message_id: read.wamid }])
  assert.deepEqual(of(typed.wamid)[0]?.typing_indicator, { type: 'text' })
  assert.deepEqual(of(neither.wamid), [])
})

test('a receipt that Meta did not answer is repeated once, and the message reaches the webhook all the same', async () => {
  await setBot({ autoRead: true })
  const fault = { kind: 'status', httpStatus: 503, match: { operation: 'receipts' } }
  assert.equal((await gateway.control('POST', '/_sandbox/faults', fault)).status, 200)
  const { wamid } = await writes('con fallo')
  await untilRead(wamid)
  await setBot({ autoRead: false })
})
