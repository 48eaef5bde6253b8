/**
 * The external support panel through the whole gateway, over HTTP and with a receiver that verifies what it gets: a
 * person's messages go there while people answer, the agent's come back to the phone, once each, and the bot goes on
 * when the conversation ends.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Gateway, idsOf, startGateway, textOf } from '../support/gateway.ts'
import { agentMessage, eventsOf, frameOf, isSignedWith, panelPosts, signatureOf } from '../support/panel.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let bot: Receiver
let panel: Receiver
let secret = ''

before(async () => {
  bot = await startReceiver()
  panel = await startReceiver()
  gateway = await startGateway()
  await gateway.call('POST', '/v1/bots/demo/webhook/', { webhookUrl: bot.url })
  const made = await gateway.call('POST', '/platform/v1/external-support/demo', {
    webhookUrl: panel.url,
    authType: 'bearer',
    authorization: 'Bearer del-panel',
  })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  assert.deepEqual(Object.keys(made.body).sort(), [
    'authType',
    'brainId',
    'createdAt',
    'id',
    'signingSecret',
    'webhookUrl',
  ])
  secret = String(made.body.signingSecret)
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await bot?.[Symbol.asyncDispose]()
  await panel?.[Symbol.asyncDispose]()
})

async function setState(userId: string, state: 'manual' | 'auto', ttl?: number): Promise<void> {
  const { status, body } = await gateway.call('POST', '/v1/users/state', { botId: 'demo', userId, state, ttl })
  assert.equal(status, 200, JSON.stringify(body))
}

async function says(userId: string, text: string): Promise<void> {
  const wamid = await gateway.simulateInbound({ type: 'text', text }, userId)
  await bot.first(({ body }) => body.wamid === wamid)
}

const untilPanel = async (userId: string, count: number) =>
  eventsOf(await panel.until((received) => eventsOf(received, userId).length >= count), userId)

const typesOf = (events: { event_type: string }[]) => events.map(({ event_type }) => event_type)

const shown = async (userId: string) => (await gateway.phone(userId)).map(textOf)

test('the panel gets the start and each message, signed, in order; the bot goes on at the end', async () => {
  const ana = '593987651001'
  await says(ana, 'antes')
  await setState(ana, 'manual')
  await says(ana, 'necesito ayuda')
  await says(ana, 'hola?')
  const events = await untilPanel(ana, 3)
  assert.deepEqual(typesOf(events), ['conversation.start', 'message', 'message'])
  const [start, first] = events
  assert.deepEqual(first?.value.content, { body: 'necesito ayuda' })
  assert.deepEqual(first?.conversation, start?.conversation)
  assert.match(String(start?.conversation.id), /^cnv_/)
  assert.deepEqual([first?.project_id, first?.room_id, first?.bot.id], ['demo', `G:demo:${ana}`, 'demo'])
  for (const one of panel.received) {
    assert.ok(isSignedWith(secret, one), one.raw)
    assert.equal(one.headers.authorization, 'Bearer del-panel')
  }
  const posted = await panelPosts(gateway, secret, agentMessage(ana, 'agent-1', 'Hola, soy Luis.'))
  assert.equal(posted.status, 200, JSON.stringify(posted.body))
  await gateway.phoneUntil((messages) => messages.some((one) => textOf(one) === 'Hola, soy Luis.'), ana)

  const redirectPayload = { type: 'text', text: 'menú' }
  const closed = await panelPosts(gateway, secret, {
    ...frameOf(ana),
    event_type: 'conversation.close',
    redirectPayload,
  })
  assert.equal(closed.status, 200, JSON.stringify(closed.body))
  const end = (await untilPanel(ana, 4)).at(-1)
  assert.equal(end?.event_type, 'conversation.close')
  assert.deepEqual(end?.value, { id: start?.conversation.id, reason: 'panel', redirectPayload })
  await says(ana, 'gracias')
  const last = bot.received.at(-1)?.body
  assert.deepEqual([last?.state, last?.conversationId], ['auto', undefined])
  assert.equal(eventsOf(panel.received, ana).length, 4, 'the panel hears no more')
  const late = await panelPosts(gateway, secret, agentMessage(ana, 'agent-2', 'tarde'))
  assert.equal(late.status, 409)
  assert.equal((late.body.error as { code: string }).code, 'R409B')
  const again = await panelPosts(gateway, secret, { ...frameOf(ana), event_type: 'conversation.close' })
  assert.equal(again.status, 200, 'one that is over is over')
})

test('a repeated post sends nothing twice, not even when the conversation is over', async () => {
  const luis = '593987651002'
  await says(luis, 'hola')
  await setState(luis, 'manual')
  await untilPanel(luis, 1)
  const body = agentMessage(luis, 'same-1', 'una vez')
  const [first, second] = await Promise.all([panelPosts(gateway, secret, body), panelPosts(gateway, secret, body)])
  assert.deepEqual(idsOf(first), idsOf(second))
  await gateway.phoneUntil((messages) => messages.length > 0, luis)
  await setState(luis, 'auto')
  const written = JSON.stringify({ timestamp: 1_700_000_000_000, ...body }, null, 2)
  const third = await panelPosts(gateway, secret, body, { written })
  assert.deepEqual(idsOf(third), idsOf(first), 'whatever else is beside it')
  assert.equal(third.headers.get('idempotency-replayed'), 'true')
  const other = await panelPosts(gateway, secret, agentMessage(luis, 'same-1', 'otra'))
  assert.equal(other.status, 422)
  const rows = gateway.rows('select id from messages where user_id = ?', luis)
  assert.deepEqual(
    rows.map(({ id }) => id),
    idsOf(first),
  )
  assert.deepEqual(await shown(luis), ['una vez'])
})

test('what is signed wrongly, or names another bot or person, changes nothing', async () => {
  const eva = '593987651003'
  await says(eva, 'hola')
  await setState(eva, 'manual')
  await untilPanel(eva, 1)
  const body = agentMessage(eva, 'wrong-1', 'no')
  const text = JSON.stringify(body)
  const statusOf = async (signature: string, written = text) =>
    (await panelPosts(gateway, secret, body, { written, signature })).status
  const good = signatureOf(secret, text)
  assert.equal(await statusOf('', text), 401)
  assert.equal(await statusOf(good.replace('sha256=', '')), 401)
  assert.equal(await statusOf(signatureOf('whsec_other', text)), 401)
  assert.equal(await statusOf(good, `${text} `), 401, 'another byte')
  const other = await gateway.manage('POST', '/manage/v1/bots', {
    id: 'sin-panel',
    name: 'Sin panel',
    channel: {
      phoneNumberId: '100000000000077',
      wabaId: '200000000000077',
      accessToken: 'token',
      appSecret: 'secret',
      verifyToken: 'verify',
    },
  })
  assert.equal(other.status, 201, JSON.stringify(other.body))
  for (const change of [
    { project_id: 'otro' },
    { bot_id: 'otro' },
    { bot_id: 'otro', project_id: 'otro' },
    { bot_id: 'sin-panel', project_id: 'sin-panel' },
  ]) {
    const answer = await panelPosts(gateway, secret, { ...body, ...change })
    assert.equal(answer.status, 404, JSON.stringify(change))
    assert.equal((answer.body.error as { code: string }).code, 'E1019')
  }
  assert.equal((await panelPosts(gateway, secret, { ...body, user_id: '593999999999' })).status, 404)
  assert.equal((await panelPosts(gateway, secret, { ...body, room_id: 'G:demo:593987651001' })).status, 422)
  for (const name of Object.keys(body)) {
    const answer = await panelPosts(gateway, secret, { ...body, [name]: undefined })
    assert.equal(answer.status, 422, name)
    assert.ok(name in (answer.body.validationError as object), JSON.stringify(answer.body))
  }
  assert.deepEqual(await shown(eva), [])
  assert.equal((await panelPosts(gateway, secret, body)).status, 200, 'and nothing was spoilt')
})

test('a client that may not use the bot registers no panel there; a private address is refused', async () => {
  const made = await gateway.manage('POST', '/manage/v1/clients', { name: 'Otro', bots: ['sin-panel'] })
  const { id, clientId = id, secret: word, clientSecret = word } = made.body as Record<string, string>
  const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`
  for (const path of ['/platform/v1/external-support/demo', '/jelouapi/v1/external-support/demo']) {
    const answer = await gateway.call('POST', path, { webhookUrl: panel.url }, { authorization })
    assert.equal(answer.status, 403, JSON.stringify(answer.body))
    assert.equal((await gateway.call('POST', path, { webhookUrl: 'https://10.0.0.1/x' })).status, 422)
    assert.equal((await gateway.call('POST', path, { webhookUrl: panel.url, authType: 'basic' })).status, 422)
  }
  assert.equal(
    (await gateway.call('POST', '/platform/v1/external-support/nadie', { webhookUrl: panel.url })).status,
    404,
  )
})

test('a file of a person reaches the panel, and a file of the panel the person', async () => {
  const sol = '593987651004'
  await says(sol, 'hola')
  await setState(sol, 'manual')
  await gateway.simulateInbound({ type: 'image', caption: 'mire' }, sol)
  const [, image] = await untilPanel(sol, 2)
  assert.equal(image?.value.type, 'image')
  const { url, mime_type: mimeType, caption } = image?.value.content ?? {}
  assert.deepEqual([mimeType, caption], ['image/png', 'mire'])
  assert.equal((await fetch(String(url))).status, 200)
  const value = {
    id: 'file-1',
    type: 'document',
    content: { url: String(url), mime_type: 'image/png', caption: 'aquí', filename: 'foto.png' },
  }
  const document = await panelPosts(gateway, secret, {
    ...frameOf(sol),
    event_type: 'incoming_message',
    value: { ...value, content: { ...value.content, filename: 'a/b.png' } },
  })
  assert.equal(document.status, 422)
  assert.deepEqual(Object.keys(document.body.validationError as object), ['value.content.filename'])
  const sent = await panelPosts(gateway, secret, {
    ...frameOf(sol),
    event_type: 'incoming_message',
    value: { ...value, type: 'image', content: { url, mime_type: 'image/png', caption: 'aquí' } },
  })
  assert.equal(sent.status, 200, JSON.stringify(sent.body))
  const [message] = await gateway.phoneUntil((messages) => messages.length > 0, sol)
  assert.equal(message?.body.type, 'image')
})

test('the end brings the skill of an edge to the person', async () => {
  const leo = '593987651005'
  const skill = { kind: 'messages', name: 'Menú', messages: [{ type: 'text', text: 'Este es el menú.' }] }
  const put = await gateway.manage('PUT', '/manage/v1/bots/demo/skills/menu', skill)
  assert.ok(put.status < 300, JSON.stringify(put.body))
  await says(leo, 'hola')
  await setState(leo, 'manual')
  await untilPanel(leo, 1)
  const close = (skillId: string) =>
    panelPosts(gateway, secret, {
      ...frameOf(leo),
      event_type: 'conversation.close',
      redirectPayload: { type: 'edge', skillId },
    })
  assert.equal((await close('no-hay')).status, 404, 'and the conversation goes on')
  assert.equal((await panelPosts(gateway, secret, agentMessage(leo, 'edge-1', 'sigo'))).status, 200)
  assert.equal((await close('menu')).status, 200)
  await gateway.phoneUntil((messages) => messages.some((one) => textOf(one) === 'Este es el menú.'), leo)
})

test('a time with people that is over ends at the panel by itself', async () => {
  const mar = '593987651006'
  await says(mar, 'hola')
  await setState(mar, 'manual', 3_600)
  await untilPanel(mar, 1)
  gateway.advance(3_600_000)
  const [, end] = await untilPanel(mar, 2)
  assert.deepEqual([end?.event_type, end?.value.reason], ['conversation.close', 'lapsed'])
})

test('the secret rotates: what is posted has the new one at once, and the former one is good for a time', async () => {
  const ian = '593987651007'
  await says(ian, 'hola')
  const former = secret
  const path = '/manage/v1/bots/demo/support-panel'
  const renewed = await gateway.manage('POST', `${path}/secret`, { overlapSeconds: 3_600 })
  secret = String(renewed.body.signingSecret)
  assert.notEqual(secret, former)
  await setState(ian, 'manual')
  const arrived = await panel.first(({ body }) => (body.contact as { id?: string })?.id === ian)
  assert.ok(isSignedWith(secret, arrived))
  assert.equal((await panelPosts(gateway, former, agentMessage(ian, 'rot-1', 'uno'))).status, 200)
  gateway.advance(3_600_001)
  assert.equal((await panelPosts(gateway, former, agentMessage(ian, 'rot-2', 'dos'))).status, 401)
  const { body } = await gateway.manage('GET', path)
  assert.ok(!JSON.stringify(body).includes('whsec_'), 'it is shown once')
  assert.deepEqual([body.door, (body.auth as { type: string }).type], ['panel', 'bearer'])
  const list = await gateway.manage('GET', '/manage/v1/bots/demo/endpoints')
  assert.ok(!JSON.stringify(list.body).includes('whsec_'))
  const fixed = await gateway.manage('PATCH', `/manage/v1/endpoints/${String(body.id)}`, { events: ['read'] })
  assert.equal(fixed.status, 422)
  assert.ok(!JSON.stringify(gateway.rows('select * from endpoints')).includes(secret), 'nor stored in clear')
})
