/**
 * The recipient of a send, on every route: the number as the caller wrote it, whoever's conversation it is; a number
 * given as a JSON number; and after Meta refused one spelling, the other.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demoClient } from '../../src/app/demo.ts'
import { type Answer, eventually, type Gateway, quiet, type SandboxMessage, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  const rules = { window: false, pairRate: false }
  gateway = await startGateway({}, { sandbox: { rules, statusDelayMs: { sent: 0, delivered: 0, read: 0 } } })
  const skill = { name: 'Eco', kind: 'messages', messages: [{ type: 'text', text: 'eco' }] }
  const made = await gateway.manage('PUT', '/manage/v1/bots/demo/skills/eco', skill)
  assert.ok(made.status < 300, JSON.stringify(made.body))
})

after(() => gateway?.[Symbol.asyncDispose]())

type Door = (userId: string | number) => Promise<Answer>

async function sendFile(userId: string | number): Promise<Answer> {
  const form = new FormData()
  form.append('file', new Blob([`phone,nombre,pedido\r\n${userId},Ana,7`]), 'clientes.csv')
  for (const [key, value] of Object.entries({ campaignName: 'Mayo', elementName: 'demo_text', botId: 'demo' }))
    form.append(key, value)
  const authorization = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`
  const answer = await fetch(`${gateway.url}/v1/hsm/file`, { method: 'POST', headers: { authorization }, body: form })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] }
}

const values = { parameters: ['Ana', 42] }
const byId = { templateId: 'demo_text', parameters: { 1: 'Ana', 2: 42 } }
const doors: Record<string, Door> = {
  messages: (userId) => gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId, text: 'hola' }),
  'the bot in the body': (userId) =>
    gateway.call('POST', '/v1/whatsapp/messages', { botId: 'demo', type: 'text', userId, text: 'hola' }),
  hsm: (userId) =>
    gateway.call('POST', '/v2/whatsapp/demo/hsm', { elementName: 'demo_text', destinations: [userId], ...values }),
  'hsm, one destination without a list': (userId) =>
    gateway.call('POST', '/v2/whatsapp/demo/hsm', { elementName: 'demo_text', destinations: userId, ...values }),
  'by id': (userId) => gateway.call('POST', '/v1/bots/demo/messages', { type: 'template', userId, ...byId }),
  'by id, of a campaign': (userId) =>
    gateway.call('POST', '/v1/bots/demo/campaigns/mayo/template-messages', { userId, ...byId }),
  campaign: sendFile,
}

let used = 0
/** A new person: the long and the short spelling of their number, and WhatsApp's id. */
function somebody(): [string, string, string] {
  const local = `55123${String(45_000 + used++).padStart(5, '0')}`
  return [`521${local}`, `52${local}`, `52${local}`]
}

const numberOf = ({ body }: SandboxMessage) => String(body.to)

/** The number in the one request that follows. */
async function wireOf(send: () => Promise<Answer>, waId: string): Promise<string | undefined> {
  const before = (await gateway.phone(waId)).length
  const answer = await send()
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const shown = await gateway.phoneUntil((all) => all.length > before, waId)
  return shown.map(numberOf).at(-1)
}

for (const [name, door] of Object.entries(doors)) {
  test(`${name}: the request has the number as written, as a text and as a number`, async () => {
    const [long, short, waId] = somebody()
    assert.equal(await wireOf(() => door(long), waId), `+${long}`)
    assert.equal(await wireOf(() => door(short), waId), `+${short}`)
    assert.equal(await wireOf(() => door(Number(long)), waId), `+${long}`)
    assert.equal(await wireOf(() => door(Number(short)), waId), `+${short}`)
    const { body } = await gateway.call('GET', `/v1/bots/demo/users/${waId}`)
    assert.equal(body.id, long, 'one conversation')
  })
}

test('a room and a skill answer to the spelling that last worked', async () => {
  const [long, short, waId] = somebody()
  const { messages } = doors
  assert.ok(messages)
  await wireOf(() => messages(long), waId)
  await wireOf(() => messages(short), waId)
  await quiet(gateway)
  const room = `/v1/rooms/${encodeURIComponent(`G:demo:${long}`)}/message`
  const say = { senderId: 'ana', messages: [{ type: 'text', text: 'hola' }] }
  assert.equal(await wireOf(() => gateway.call('POST', room, say), waId), `+${short}`)
  await gateway.simulateInbound({ type: 'text', text: 'hola' }, waId)
  await eventually(async () => {
    const { body } = await gateway.call('GET', `/v1/bots/demo/users/${waId}`)
    return (body.window as { isOpen: boolean }).isOpen || undefined
  }, 'the person is heard')
  const start = () => gateway.call('POST', `/v1/bots/demo/users/${long}/skill/eco`)
  assert.equal(await wireOf(start, waId), `+${short}`)
})

for (const [code, fault] of [
  [131_030, { kind: 'graphError', code: 131_030 }],
  [131_026, { kind: 'failLate', code: 131_026 }],
] as const) {
  test(`after ${code} no route sends to the refused spelling while the other is untried`, async () => {
    for (const [name, door] of Object.entries(doors)) {
      const [long, short, waId] = somebody()
      await gateway.control('POST', '/_sandbox/faults', { ...fault, match: { to: waId } })
      const refused = await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId: long, text: 'uno' })
      await eventually(async () => {
        const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${refused.body.messageId}`)
        return body.state === 'failed' || undefined
      }, 'Meta has refused it')
      assert.equal(await wireOf(() => door(short), waId), `+${short}`, name)
      assert.equal(await wireOf(() => door(long), waId), `+${short}`, name)
    }
  })
}

test('a number that JSON cannot represent is refused by its field', async () => {
  const refusals: [string, Record<string, unknown>, string][] = [
    ['/v1/bots/demo/messages', { type: 'text', userId: 2 ** 53, text: 'x' }, 'userId'],
    ['/v1/bots/demo/messages', { type: 'text', userId: 593987654321.5, text: 'x' }, 'userId'],
    ['/v2/whatsapp/demo/hsm', { elementName: 'demo_plain', destinations: [1e300], parameters: [] }, 'destinations.0'],
    [
      '/v2/whatsapp/demo/hsm',
      { elementName: 'demo_text', destinations: 593987654321, parameters: ['Ana', 2 ** 53] },
      'parameters.1',
    ],
    [
      '/v1/bots/demo/messages',
      { type: 'template', userId: 593987654321, ...byId, parameters: { 1: 'a', 2: 1e21 } },
      'parameters.2',
    ],
  ]
  for (const [path, body, field] of refusals) {
    const answer = await gateway.call('POST', path, body)
    assert.equal(answer.status, 422, JSON.stringify(answer.body))
    assert.deepEqual(Object.keys(answer.body.validationError as object), [field])
  }
})
