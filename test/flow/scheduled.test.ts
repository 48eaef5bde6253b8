/** Messages for later, through every door: they leave at their time, in their place, or not at all. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Answer, eventually, type Gateway, idsOf, person, startGateway, textOf } from '../support/gateway.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const template = { elementName: 'demo_text', parameters: ['Ana', '42'] }

let gateway: Gateway

before(async () => {
  gateway = await startGateway()
  gateway.freeze()
  await gateway.simulateInbound({ type: 'text', text: 'hola' })
})

after(() => gateway?.[Symbol.asyncDispose]())

function send(body: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer> {
  return gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId: person, ...body }, headers)
}

const isoIn = (ms: number) => new Date(gateway.now() + ms).toISOString()
const message = async (id: string | undefined) => (await gateway.call('GET', `/v1/bots/demo/messages/${id}`)).body
const untilState = (id: string | undefined, state: string) =>
  eventually(async () => (await message(id)).state === state, `${id} is ${state}`)
const hasText = (text: string) => (messages: { body: Record<string, unknown> }[]) =>
  messages.some((one) => textOf(one as never) === text)

test('leaves at its time and not before, while others pass it', async () => {
  const sendAt = isoIn(hourMs)
  const [id] = idsOf(await send({ text: 'en una hora', sendAt }))
  const waiting = await message(id)
  assert.deepEqual([waiting.state, waiting.sendAt], ['scheduled', Date.parse(sendAt)])
  await gateway.sendText(person, 'ahora')
  await gateway.phoneUntil(hasText('ahora'))
  const { body } = await gateway.call('GET', `/v1/external/messages/history/demo?messageId=${id}`)
  const [item] = body.results as { status: string; sendAt: string }[]
  assert.deepEqual([item?.status, item?.sendAt], ['CREATED', sendAt])
  const listed = await gateway.manage('GET', '/manage/v1/messages?state=scheduled')
  assert.deepEqual(
    (listed.body.results as { messageId: string; sendAt: string }[]).map((one) => [one.messageId, one.sendAt]),
    [[id, sendAt]],
  )
  gateway.advance(hourMs + 1)
  const shown = await gateway.phoneUntil(hasText('en una hora'))
  assert.deepEqual(shown.map(textOf).slice(-2), ['ahora', 'en una hora'])
  await untilState(id, 'delivered')
})

test('Unix seconds are a time too, and what has passed is now', async () => {
  const [later] = idsOf(await send({ text: 'segundos', sendAt: Math.floor(gateway.now() / 1_000) + 600 }))
  const [digits] = idsOf(await send({ text: 'dígitos', sendAt: String(Math.floor(gateway.now() / 1_000) + 600) }))
  idsOf(await send({ text: 'pasado', sendAt: '2020-01-01T00:00:00Z' }))
  await gateway.phoneUntil(hasText('pasado'))
  assert.deepEqual([(await message(later)).state, (await message(digits)).state], ['scheduled', 'scheduled'])
  gateway.advance(601_000)
  await gateway.phoneUntil((all) => hasText('segundos')(all) && hasText('dígitos')(all))
})

test('is canceled until its time, and then never leaves', async () => {
  const [id] = idsOf(await send({ text: 'nunca', sendAt: isoIn(hourMs) }))
  const canceled = await gateway.call('DELETE', `/v1/bots/demo/messages/${id}`)
  assert.deepEqual([canceled.status, canceled.body.state], [200, 'canceled'])
  gateway.advance(hourMs + 1)
  await gateway.sendText(person, 'después de la cancelada')
  const shown = await gateway.phoneUntil(hasText('después de la cancelada'))
  assert.ok(!shown.map(textOf).includes('nunca'))
  assert.equal((await gateway.call('DELETE', `/v1/bots/demo/messages/${id}`)).status, 409)
})

test('a repeated request with the same key schedules once', async () => {
  const body = { text: 'una vez', sendAt: isoIn(hourMs) }
  const key = { 'idempotency-key': 'later-1' }
  assert.deepEqual(idsOf(await send(body, key)), idsOf(await send(body, key)))
  gateway.advance(hourMs + 1)
  const shown = await gateway.phoneUntil(hasText('una vez'))
  assert.equal(shown.map(textOf).filter((text) => text === 'una vez').length, 1)
})

test('a template to several, by name and by id, and a flow by its own path', async () => {
  const to = ['593900000071', '593900000072']
  const hsm = await gateway.call('POST', '/v2/whatsapp/demo/hsm', {
    ...template,
    destinations: to,
    sendAt: isoIn(hourMs),
    expirationTime: String(gateway.now() + 2 * hourMs),
  })
  const byId = await send({
    type: 'template',
    templateId: 'demo_text',
    parameters: { 1: 'Ana', 2: '42' },
    sendAt: isoIn(hourMs),
  })
  const flow = await gateway.call('POST', `/v1/bots/demo/users/${person}/flow_message`, {
    ...{ title: 'Cita', text: 'Elija', caption: 'Tienda', parameters: { flow_id: '1', flow_cta: 'Abrir' } },
    sendAt: isoIn(hourMs),
  })
  const ids = [hsm, byId, flow].flatMap(idsOf)
  assert.equal(ids.length, 4)
  for (const id of ids) assert.equal((await message(id)).state, 'scheduled')
  gateway.advance(hourMs + 1)
  for (const id of ids) await untilState(id, 'delivered')
})

test('a window that has closed by then is an end with its reason, and a template still leaves', async () => {
  const [id] = idsOf(await send({ text: 'tarde', sendAt: isoIn(2 * dayMs) }))
  gateway.advance(2 * dayMs + 1)
  await untilState(id, 'failed')
  assert.equal(((await message(id)).error as { key: string }).key, 'WINDOW_CLOSED')
})

const refusals: [what: string, body: () => Record<string, unknown>, field: string, says: RegExp][] = [
  ['later than 30 days', () => ({ text: 'x', sendAt: isoIn(30 * dayMs + 60_000) }), 'sendAt', /30 days ahead/],
  ['without a zone', () => ({ text: 'x', sendAt: '2027-11-07T05:31:56' }), 'sendAt', /form/],
  ['no instant', () => ({ text: 'x', sendAt: 'mañana' }), 'sendAt', /form/],
  ['a fraction of a second', () => ({ text: 'x', sendAt: 1.5 }), 'sendAt', /form/],
  [
    'of a reaction',
    () => ({ type: 'reaction', messageId: 'wamid.x', emoji: '👍', sendAt: isoIn(hourMs) }),
    'sendAt',
    /leaves at once/,
  ],
]
for (const [what, body, field, says] of refusals)
  test(`refused: ${what}`, async () => {
    const answer = await send(body(), { 'accept-language': 'en' })
    assert.equal(answer.status, 422, JSON.stringify(answer.body))
    assert.match(JSON.stringify((answer.body.validationError as Record<string, unknown>)[field]), says)
  })

test('exactly 30 days ahead is taken; what would expire before it leaves is refused', async () => {
  idsOf(await send({ text: 'x', sendAt: isoIn(30 * dayMs) }))
  const early = await gateway.call(
    'POST',
    '/v2/whatsapp/demo/hsm',
    {
      ...template,
      destinations: [person],
      sendAt: isoIn(2 * hourMs),
      expirationTime: String(gateway.now() + hourMs),
    },
    { 'accept-language': 'en' },
  )
  assert.equal(early.status, 422)
  assert.match(JSON.stringify(early.body.validationError), /later than sendAt/)
})

test('messages of a room, of which each is the answer to what was just written, are for now', async () => {
  const body = { senderId: 'x', messages: [{ type: 'text', text: 'sala', sendAt: isoIn(hourMs) }] }
  const answer = await gateway.call('POST', `/v1/rooms/G:demo:${person}/message`, body)
  assert.equal(answer.status, 422)
})
