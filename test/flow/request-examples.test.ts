/**
 * Every request example of the documents, over HTTP: the answer, the request that reached the sandbox, and the events
 * at the bot's endpoint. The examples themselves are in test/support/request-examples.ts.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Gateway, person, startGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import {
  image,
  messageExamples,
  templateExamples,
  templateWire,
  type Wire,
  wireWithId,
} from '../support/request-examples.ts'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  const events = ['delivered_channel', 'delivered_user', 'read', 'failed']
  const hook = await gateway.call('POST', '/v1/bots/demo/events/webhook', { webhooks: [{ url: receiver.url, events }] })
  assert.equal(hook.status, 200)
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const session = '/v1/bots/demo/messages'
const hsm = '/v2/whatsapp/demo/hsm'

async function sendAndWait(path: string, body: unknown): Promise<{ id: string; wire: Wire }> {
  const answer = await gateway.call('POST', path, body)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const id = path.startsWith('/v2')
    ? String((answer.body as unknown as { id: string }[])[0]?.id)
    : String(answer.body.messageId)
  if (path.startsWith('/v2')) assert.deepEqual(answer.body, [{ id, destination: person }])
  else assert.deepEqual(answer.body, { success: true, messageId: id })
  const events = await receiver.until((received) =>
    received.some(({ body }) => body.messageId === id && body.event === 'read'),
  )
  const reported = events.filter(({ body }) => body.messageId === id).map(({ body }) => body.event)
  assert.deepEqual(reported, ['delivered_channel', 'delivered_user', 'read'])
  const shown = (await gateway.phone()).find((message) => String(message.body.biz_opaque_callback_data).startsWith(id))
  const { messaging_product, recipient_type, to, biz_opaque_callback_data, ...wire } = shown?.body ?? {}
  assert.equal(messaging_product, 'whatsapp')
  assert.equal(recipient_type, 'individual')
  assert.equal(to, `+${person}`)
  assert.equal(biz_opaque_callback_data, `${id}.1`)
  return { id, wire }
}

for (const [name, body, wire] of messageExamples) {
  test(name, async () => {
    const sent = await sendAndWait(session, body)
    assert.deepEqual(sent.wire, wireWithId(wire, sent.id))
  })
}

test('flow_message: the newest form of the flow button', async () => {
  const parameters = { flow_name: 'encuesta', flow_cta: 'Abrir', flow_action_payload: { screen: 'RECOMMEND' } }
  const { wire } = await sendAndWait(`/v1/bots/demo/users/${person}/flow_message`, {
    title: 'Hi',
    text: 'Hola',
    caption: 'Jelou',
    parameters,
  })
  const { action } = wire.interactive as { action: { parameters: Record<string, unknown> } }
  assert.equal(action.parameters.flow_name, 'encuesta')
  assert.equal(action.parameters.mode, 'published')
})

test('the alias with botId in the body', async () => {
  const { wire } = await sendAndWait('/v1/whatsapp/messages', {
    type: 'TEXT',
    text: 'hola',
    userId: person,
    botId: 'demo',
  })
  assert.deepEqual(wire, { type: 'text', text: { body: 'hola' } })
})

for (const [name, body, elementName, components] of templateExamples) {
  test(name, async () => {
    const { wire } = await sendAndWait(hsm, { ...body, destinations: [person] })
    assert.deepEqual(wire, templateWire(elementName, components))
  })
}

test("T10 with the document's date, which has passed, is refused with its field", async () => {
  const answer = await gateway.call('POST', hsm, {
    elementName: 'demo_offer',
    destinations: [person],
    parameters: ['P1', 'P2'],
    type: 'image',
    mediaUrl: image,
    ltoParams: { expirationTime: 1733260800000 },
    buttonParameters: [{ type: 'COPY_CODE', param: 1, payload: { param: '20OFF' } }],
  })
  assert.equal(answer.status, 422)
  assert.deepEqual(Object.keys(answer.body.validationError as object), ['ltoParams.expirationTime'])
})
