/** Quoted replies and reactions through every door, as the person's phone shows them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Answer, type Gateway, person, type SandboxMessage, startGateway, textOf } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver
let received: { id: string; wamid: string }

before(async () => {
  receiver = await startReceiver()
  receiver.answer(({ path, body }, response) => {
    if (path !== '/skill' || body.messageId === null) return void response.end('ok')
    const messages = [
      { type: 'text', text: 'citado por la skill', replyTo: body.messageId },
      { type: 'reaction', messageId: body.messageId, emoji: '👀' },
      { type: 'text', text: 'de otro chat', replyTo: 'wamid.unknown' },
    ]
    response.end(JSON.stringify({ messages, skill: null }))
  })
  gateway = await startGateway()
  await gateway.call('POST', '/v1/bots/demo/webhook/', { webhookUrl: `${receiver.url}/bot` })
  const webhooks = [{ url: `${receiver.url}/events`, events: ['failed', 'skill_failed'] }]
  await gateway.call('POST', '/v1/bots/demo/events/webhook', { webhooks })
  received = await writes('¿Tienen talla 40?')
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

function send(body: Record<string, unknown>, path = '/v1/bots/demo/messages', language = 'es'): Promise<Answer> {
  return gateway.call('POST', path, body, { 'accept-language': language })
}

async function shown(isIt: (message: SandboxMessage) => boolean): Promise<SandboxMessage> {
  const found = (await gateway.phoneUntil((messages) => messages.some(isIt))).find(isIt)
  assert.ok(found)
  return found
}

const quoteOf = async (text: string) => (await shown((one) => textOf(one) === text)).rendered.quotes

test('a reply quotes the message on the phone, whatever door it takes and however it names it', async () => {
  const text = { type: 'text', userId: person }
  const answers = [
    await send({ ...text, text: 'por id', replyTo: received.id }),
    await send({ ...text, text: 'por wamid', replyTo: received.wamid }),
    await send({ ...text, text: 'como Meta', context: { message_id: received.wamid } }),
    await send({ ...text, text: 'bot en el cuerpo', botId: 'demo', replyTo: received.id }, '/v1/whatsapp/messages'),
    await send(
      { senderId: 'x', messages: [{ type: 'text', text: 'sala', replyTo: received.id }] },
      `/v1/rooms/G:demo:${person}/message`,
    ),
    await send({ ...text, text: 'ambos', replyTo: received.wamid, context: { message_id: received.wamid } }),
  ]
  for (const { status, body } of answers) assert.equal(status, 200, JSON.stringify(body))
  for (const one of ['por id', 'por wamid', 'como Meta', 'bot en el cuerpo', 'sala', 'ambos'])
    assert.equal(await quoteOf(one), received.wamid, one)
})

test('every kind of session message may quote, and so may a flow by its own path', async () => {
  const flow = { title: 'Cita', text: 'Elija', caption: 'Tienda', parameters: { flow_id: '1', flow_cta: 'Abrir' } }
  const path = `/v1/bots/demo/users/${person}/flow_message`
  const answer = await send({ ...flow, replyTo: received.id }, path)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  await send({ type: 'location', userId: person, coordinates: { lat: 1, long: 2 }, name: 'Aquí', replyTo: received.id })
  const place = await shown(({ body }) => body.type === 'location')
  assert.deepEqual(place.body.context, { message_id: received.wamid })
})

test('the bot quotes itself, also a message that is still queued, in order', async () => {
  const first = await send({ type: 'text', userId: person, text: 'primera' })
  const second = await send({ type: 'text', userId: person, text: 'segunda', replyTo: first.body.messageId })
  await send({ type: 'text', userId: person, text: 'tercera', replyTo: second.body.messageId })
  assert.equal(await quoteOf('segunda'), (await shown((one) => textOf(one) === 'primera')).wamid)
  assert.equal(await quoteOf('tercera'), (await shown((one) => textOf(one) === 'segunda')).wamid)
})

test('what cannot be quoted is refused at the door, in three languages', async () => {
  const other = await writes('soy otra persona', '593987654399')
  const text = { type: 'text', userId: person, text: 'no sale' }
  const cases = [
    { body: { ...text, replyTo: 'msg_01k0j3v4e5f6g7h8j9kamnbpcq' }, field: 'replyTo' },
    { body: { ...text, replyTo: other.id }, field: 'replyTo' },
    { body: { ...text, context: { message_id: other.wamid } }, field: 'context.message_id' },
    { body: { type: 'reaction', userId: person, messageId: other.id, emoji: '👍' }, field: 'messageId' },
  ]
  for (const { body, field } of cases) {
    const answer = await send(body)
    assert.equal(answer.status, 422, JSON.stringify(answer.body))
    const [texts] = (answer.body.validationError as Record<string, Record<string, string>[]>)[field] ?? []
    assert.match(String(texts?.en), /must name a message of this chat/)
    assert.match(String(texts?.es), /debe indicar un mensaje de este chat/)
    assert.match(String(texts?.pt), /deve indicar uma mensagem desta conversa/)
  }
  const messages = [
    { type: 'text', text: 'no sale' },
    { type: 'text', text: 'no sale', replyTo: other.id },
  ]
  const room = await send({ senderId: 'x', messages }, `/v1/rooms/G:demo:${person}/message`)
  assert.deepEqual(Object.keys(room.body.validationError as object), ['messages.1.replyTo'])
  const differ = await send({ ...text, replyTo: received.id, context: { message_id: other.wamid } })
  assert.deepEqual(Object.keys(differ.body.validationError as object), ['replyTo'])
  assert.ok((await gateway.phone()).every((one) => textOf(one) !== 'no sale'))
})

test('a reply whose message failed goes without the quote, and a reaction to it fails', async () => {
  const fault = { kind: 'graphError', code: 131026, times: 1 }
  assert.equal((await gateway.control('POST', '/_sandbox/faults', fault)).status, 200)
  const failing = (await send({ type: 'text', userId: person, text: 'falla' })).body.messageId
  const reply = (await send({ type: 'text', userId: person, text: 'sin cita', replyTo: failing })).body.messageId
  const reaction = await send({ type: 'reaction', userId: person, messageId: failing, emoji: '👍' })
  assert.equal(await quoteOf('sin cita'), undefined)
  const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${reply}`)
  assert.deepEqual(body.content, { type: 'text', text: 'sin cita', replyTo: failing, isUnquoted: true })
  const failed = await receiver.first((one) => one.body.messageId === reaction.body.messageId)
  assert.equal((failed.body.error as { key: string }).key, 'UNDELIVERABLE')
})

test('a reaction stands below the message, and an empty one takes it back', async () => {
  const react = (emoji: string) => send({ type: 'reaction', userId: person, messageId: received.id, emoji })
  const set = await react('❤️')
  assert.equal(set.status, 200, JSON.stringify(set.body))
  const isReaction = (emoji: string) => (one: SandboxMessage) =>
    (one.body.reaction as { emoji?: string } | undefined)?.emoji === emoji
  const first = await shown(isReaction('❤️'))
  assert.deepEqual(first.rendered, { kind: 'reaction', reaction: { emoji: '❤️', messageId: received.wamid } })
  assert.equal((await react('')).status, 200)
  await shown(isReaction(''))
  const history = await gateway.call('GET', `/v1/external/messages/history/demo?messageId=${set.body.messageId}`)
  const [{ bubble } = {}] = history.body.results as { bubble?: unknown }[]
  assert.deepEqual(bubble, { type: 'REACTION', emoji: '❤️', messageId: received.id })
})

test('a reaction to a reaction, with no emoji or two, or with a quote is refused', async () => {
  const reaction = { type: 'reaction', userId: person, messageId: received.id, emoji: '🙏' }
  const sent = await send(reaction)
  const cases = [
    { body: { ...reaction, messageId: sent.body.messageId }, field: 'messageId' },
    { body: { ...reaction, emoji: undefined }, field: 'emoji' },
    { body: { ...reaction, emoji: '👍👍' }, field: 'emoji' },
    { body: { ...reaction, emoji: 'ok' }, field: 'emoji' },
    { body: { ...reaction, replyTo: received.id }, field: 'replyTo' },
  ]
  for (const { body, field } of cases) {
    const answer = await send(body)
    assert.equal(answer.status, 422, JSON.stringify(answer.body))
    assert.deepEqual(Object.keys(answer.body.validationError as object), [field])
  }
})

test('one key is one reply', async () => {
  const body = { type: 'text', userId: person, text: 'una vez', replyTo: received.id }
  const headers = { 'idempotency-key': 'reply-1' }
  const first = await gateway.call('POST', '/v1/bots/demo/messages', body, headers)
  const again = await gateway.call('POST', '/v1/bots/demo/messages', body, headers)
  assert.deepEqual(again.body, first.body)
  assert.equal(again.headers.get('idempotency-replayed'), 'true')
})

test("a skill's webhook quotes and reacts; what it cannot quote is reported and holds back nothing", async () => {
  const skill = { name: 'Citas', kind: 'webhook', url: `${receiver.url}/skill` }
  assert.equal((await gateway.manage('PUT', '/manage/v1/bots/demo/skills/citas', skill)).status, 200)
  await gateway.call('POST', `/v1/bots/demo/users/${person}/skill/citas`, {})
  const asked = await gateway.simulateInbound({ type: 'text', text: 'hola, skill' })
  assert.equal(await quoteOf('citado por la skill'), asked)
  await shown((one) => (one.body.reaction as { emoji?: string } | undefined)?.emoji === '👀')
  const failed = await receiver.first((one) => one.body.event === 'skill_failed')
  assert.match(JSON.stringify(failed.body.problems), /unknown_message/)
})

test('what a person quotes is named by our id with its text, in the event and in the history', async () => {
  const sent = await send({ type: 'text', userId: person, text: '¿Lo envuelvo?' })
  const { wamid: context } = await shown((one) => textOf(one) === '¿Lo envuelvo?')
  const wamid = await gateway.simulateInbound({ type: 'text', text: 'sí, por favor', context })
  const { body } = await receiver.first((one) => one.path === '/bot' && one.body.wamid === wamid)
  const quoted = { messageId: sent.body.messageId, wamid: context, text: '¿Lo envuelvo?' }
  assert.deepEqual(body.bubble, { type: 'text', text: 'sí, por favor', quoted })
  const { from: _, ...named } = body.context as Record<string, unknown>
  assert.deepEqual(named, quoted)
  const history = await gateway.call('GET', `/v1/external/messages/history/demo?messageId=${body.messageId}`)
  const [{ bubble } = {}] = history.body.results as { bubble?: unknown }[]
  assert.deepEqual(bubble, { type: 'TEXT', text: 'sí, por favor', quoted })
})
