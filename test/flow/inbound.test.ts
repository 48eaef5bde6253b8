/**
 * A person's actions on the sandbox's phone, as events at the bot's webhook: every kind in the documented envelope,
 * signed.
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { sandboxNumber } from '../../sandbox/identity.ts'
import { type Gateway, person, request, startGateway } from '../support/gateway.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver
let secret: string

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  const hook = await gateway.call('POST', '/v1/bots/demo/webhook/', { webhookUrl: `${receiver.url}/bot` })
  assert.deepEqual(hook.body, { message: [{ webhookUrl: `${receiver.url}/bot` }], status: 'success' })
  const events = ['reply', 'failed']
  await gateway.call('POST', '/v1/bots/demo/events/webhook', { webhooks: [{ url: `${receiver.url}/events`, events }] })
  const renewed = await gateway.manage('POST', '/manage/v1/bots/demo/webhook-secret')
  secret = String(renewed.body.webhookSecret)
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

type Bubble = Record<string, unknown>

/** The webhook event of the message with this wamid. */
function eventOf(wamid: string): Promise<Received> {
  return receiver.first(({ path, body }) => path === '/bot' && body.wamid === wamid)
}

async function bubbleOf(act: Record<string, unknown>): Promise<Bubble> {
  return (await eventOf(await gateway.simulateInbound(act))).body.bubble as Bubble
}

/** Sends and waits until the phone shows it. */
async function sendAndWait(
  body: Record<string, unknown>,
  path = '/v1/bots/demo/messages',
): Promise<{ id: string; wamid: string }> {
  const isHsm = path.startsWith('/v2')
  const to = isHsm ? { destinations: [person] } : { userId: person }
  const answer = await gateway.call('POST', path, { ...to, ...body })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const id = String(isHsm ? (answer.body[0] as { id: string }).id : answer.body.messageId)
  const isIt = (message: { body: Record<string, unknown> }) =>
    String(message.body.biz_opaque_callback_data).startsWith(`${id}.`)
  const shown = await gateway.phoneUntil((messages) => messages.some(isIt))
  return { id, wamid: shown.find(isIt)?.wamid ?? '' }
}

test('a text, in the documented envelope', async () => {
  const wamid = await gateway.simulateInbound({ type: 'text', text: '¿Está mi pedido? 📦', name: 'Ana' })
  const { body } = await eventOf(wamid)
  const { messageId, received, eventId, ...rest } = body
  assert.match(String(messageId), /^msg_\w+$/)
  assert.match(String(eventId), /^evt_\w+$/)
  assert.ok(Math.abs(Number(received) - Date.now()) < 60_000, 'received is in milliseconds')
  assert.deepEqual(rest, {
    bubble: { type: 'text', text: '¿Está mi pedido? 📦' },
    names: 'Ana',
    userId: person,
    botId: 'demo',
    status: 'created',
    owner: 'user',
    state: 'auto',
    wamid,
  })
})

const media: [string, string, string, Bubble][] = [
  ['image', 'image', 'image/jpeg', { text: 'mira' }],
  ['video', 'video', 'video/mp4', { text: 'mira' }],
  ['audio', 'audio', 'audio/ogg; codecs=opus', { voice: true }],
  ['sticker', 'sticker', 'image/webp', { animated: false }],
  ['document', 'file', 'application/pdf', { text: 'mira', filename: 'factura.pdf' }],
]

for (const [type, bubbleType, mimeType, beside] of media) {
  test(`${type}: type, media and caption`, async () => {
    const bubble = await bubbleOf({ type, caption: 'mira', filename: 'factura.pdf', mimeType })
    assert.deepEqual(
      { ...bubble, mediaId: 'id', sha256: 'sum', mediaUrl: 'ours', mediaSize: typeof bubble.mediaSize },
      {
        type: bubbleType,
        ...beside,
        mediaId: 'id',
        mediaUrl: 'ours',
        mediaType: mimeType,
        mediaSize: 'number',
        sha256: 'sum',
      },
    )
    assert.match(String(bubble.mediaId), /^\d+$/)
    assert.equal((await fetch(String(bubble.mediaUrl))).headers.get('content-type'), mimeType)
  })
}

test('a location', async () => {
  const bubble = await bubbleOf({ type: 'location', latitude: -0.1807, longitude: -78.4678 })
  assert.deepEqual(bubble, {
    type: 'location',
    text: 'Location shared:\nhttps://maps.google.com/maps?q=-0.1807,-78.4678',
    coordinates: { lat: -0.1807, long: -78.4678 },
  })
})

test('contacts', async () => {
  const contacts = [{ name: { formatted_name: 'José Ñandú' }, phones: [{ phone: '+593987000000' }] }]
  assert.deepEqual(await bubbleOf({ type: 'contacts', contacts }), { type: 'contacts', contacts })
})

test('a reaction names its message', async () => {
  const { wamid } = await sendAndWait({ type: 'text', text: 'gracias' })
  const bubble = await bubbleOf({ type: 'reaction', messageId: wamid, emoji: '👍' })
  assert.deepEqual(bubble, { type: 'reaction', emoji: '👍', messageId: wamid })
})

test('an option: its payload comes back unchanged, with the message that it answers', async () => {
  const payload = 'ñ{"a":1}'.repeat(625)
  assert.equal(payload.length, 5_000)
  const options = [
    { title: 'Uno', payload: 'corto' },
    { title: 'Dos', description: 'largo', payload },
  ]
  const { id, wamid } = await sendAndWait({ type: 'text', text: 'Elige', buttons: { options } })
  const { body } = await eventOf(await gateway.simulateInbound({ type: 'option', index: 1 }))
  assert.deepEqual(body.context, { messageId: id, wamid, from: sandboxNumber.displayNumber })
  assert.deepEqual(body.bubble, { type: 'option', text: 'Dos', description: 'largo', payload, index: 1 })
})

test('an option of the flat form: its id comes back', async () => {
  await sendAndWait({ type: 'text', text: 'Elige', options: [{ title: 'Uno', id: 'opcion-1' }] })
  const bubble = await bubbleOf({ type: 'option', index: 0 })
  assert.deepEqual(bubble, { type: 'option', text: 'Uno', payload: 'opcion-1', id: 'opcion-1', index: 0 })
})

test('a reply button', async () => {
  const { id, wamid } = await sendAndWait({
    type: 'quick_reply',
    text: '¿Bien?',
    quick_replies: [{ title: 'Sí' }, { title: 'No' }],
  })
  const { body } = await eventOf(await gateway.simulateInbound({ type: 'button', title: 'No' }))
  assert.deepEqual(body.context, { messageId: id, wamid, from: sandboxNumber.displayNumber })
  assert.deepEqual(body.bubble, { type: 'quick_reply', text: 'No', payload: 'No', index: 1 })
})

test("a template's quick reply: the edge payload comes back, and the notification gets its reply, once", async () => {
  const edge = (n: number) => ({ type: 'edge', action: `BTN${n}`, skillId: String(n) })
  const buttonPayloads = [edge(1), edge(2), edge(3)]
  const hsm = { elementName: 'demo_quick_reply', parameters: ['a', 'b'], buttonPayloads, campaignId: 'c-1' }
  const { id, wamid } = await sendAndWait(hsm, '/v2/whatsapp/demo/hsm')
  const { body } = await eventOf(await gateway.simulateInbound({ type: 'button', index: 1 }))
  assert.deepEqual(body.context, { messageId: id, wamid, from: sandboxNumber.displayNumber })
  assert.deepEqual(body.bubble, { type: 'quick_reply', text: 'BTN2', payload: edge(2) })
  const isReply = (one: Received) => one.body.event === 'reply' && one.body.messageId === id
  await eventOf(await gateway.simulateInbound({ type: 'text', text: 'otra cosa' }))
  const reported = (await receiver.until((all) => all.some(isReply))).filter(isReply)
  assert.equal(reported.length, 1)
  const reply = reported[0]?.body
  assert.equal(reported[0]?.path, '/events')
  assert.equal(reply?.sentStatus, 'REPLY')
  assert.deepEqual([reply?.elementName, reply?.campaignId, reply?.destination], ['demo_quick_reply', 'c-1', person])
  assert.deepEqual(reply?.reply, { messageId: body.messageId, bubble: body.bubble })
})

test('the answer to a flow, parsed', async () => {
  const bubble = await bubbleOf({ type: 'flow', response: { flow_token: 't', nombre: 'Íñigo' } })
  assert.deepEqual(bubble, { type: 'flow', text: 'Sent', name: 'flow', response: { flow_token: 't', nombre: 'Íñigo' } })
})

test('a person without a phone number writes, and can be answered', async () => {
  const scopedId = 'EC.1349728374'
  const { body } = await eventOf(
    await gateway.simulateInbound({ type: 'text', text: 'hola', phoneless: true, userId: scopedId, name: 'Eva' }),
  )
  assert.deepEqual([body.userId, body.scopedId, body.names], [scopedId, scopedId, 'Eva'])
  const answer = await gateway.call('POST', '/v1/bots/demo/messages', {
    type: 'text',
    text: 'buenas',
    userId: body.userId,
  })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const [shown] = await gateway.phoneUntil((messages) => messages.length > 0, scopedId)
  assert.deepEqual([shown?.body.recipient, shown?.body.to], [scopedId, undefined])
})

test('both signatures hold over the raw bytes', async () => {
  const { bytes, headers } = await eventOf(await gateway.simulateInbound({ type: 'text', text: 'áé漢🙂\u2028' }))
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  const verified = new Webhook(secret).verify(bytes, flat) as { bubble: Bubble; eventId: string }
  assert.equal(verified.bubble.text, 'áé漢🙂\u2028')
  assert.equal(headers['webhook-id'], verified.eventId)
  const hex = createHmac('sha256', secret).update(bytes).digest('hex')
  assert.equal(headers['x-jelou-signature'], `sha256=${hex}`)
  assert.throws(() => new Webhook(secret).verify(Buffer.concat([bytes, Buffer.from(' ')]), flat))
})

test('phone to bot to phone: a bot that answers within its webhook', async () => {
  const replies: Promise<unknown>[] = []
  receiver.answer(({ path, body }, response) => {
    const { text } = body.bubble as { text?: string }
    if (path === '/bot' && text?.startsWith('eco '))
      replies.push(
        gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId: body.userId, text: `${text}!` }),
      )
    response.end('ok')
  })
  for (const n of [1, 2, 3]) await gateway.simulateInbound({ type: 'text', text: `eco ${n}` })
  const answers = (messages: { body: Record<string, unknown> }[]) =>
    messages
      .flatMap(({ body }) => (body.text as { body: string } | undefined)?.body ?? [])
      .filter((text) => text.endsWith('!'))
  const shown = await gateway.phoneUntil((messages) => answers(messages).length === 3)
  assert.deepEqual(answers(shown).sort(), ['eco 1!', 'eco 2!', 'eco 3!'])
  await Promise.all(replies)
  receiver.answer((_received, response) => response.end('ok'))
})

test('promise 11: without the sandbox an address on this machine cannot be a webhook', async () => {
  const env = { RECADO_SANDBOX: 'off', RECADO_CLIENT_ID: 'tester', RECADO_CLIENT_SECRET: 'a-secret-for-tests' }
  await using bare = await startGateway(env)
  const channel = { phoneNumberId: '1', wabaId: '2', accessToken: 'a', appSecret: 'b', verifyToken: 'c' }
  assert.equal((await bare.manage('POST', '/manage/v1/bots', { id: 'real', name: 'Real', channel })).status, 201)
  const authorization = `Basic ${btoa('tester:a-secret-for-tests')}`
  for (const webhookUrl of [
    receiver.url,
    'https://127.0.0.1/',
    'https://10.1.2.3/',
    'https://[::1]/',
    'https://metadata.internal/',
  ]) {
    const answer = await request(`${bare.url}/v1/bots/real/webhook`, 'POST', { webhookUrl }, { authorization })
    assert.equal(answer.status, 422, webhookUrl)
    assert.ok((answer.body.validationError as Record<string, unknown>).webhookUrl, webhookUrl)
  }
})
