/** A number with several responders through the whole gateway: standby, handovers, 131070 and thread control. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, startGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.call('POST', '/v1/bots/demo/webhook/', { webhookUrl: `${receiver.url}/bot` })
  const events = ['standby', 'handover', 'failed']
  const made = await gateway.manage('POST', `${bot}/endpoints`, { url: `${receiver.url}/events`, events })
  assert.equal(made.status, 201, JSON.stringify(made.body))
})
after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const bot = '/manage/v1/bots/demo'
const number = '/_sandbox/numbers/100000000000001'
type Body = Record<string, unknown>

async function conversation(userId: string): Promise<Body & { thread: { heldBy: string } | null }> {
  const { status, body } = await gateway.manage('GET', `${bot}/conversations/${userId}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body as never
}

async function act(userId: string, action: string, more: Body = {}): Promise<void> {
  const { status, body } = await gateway.control('POST', '/_sandbox/threads', { from: userId, action, ...more })
  assert.equal(status, 200, JSON.stringify(body))
}

const control = (userId: string, body: Body) => gateway.manage('POST', `${bot}/conversations/${userId}/thread`, body)

const told = (userId: string, event: string) =>
  receiver.received.filter(({ path, body }) => path === '/events' && body.event === event && body.userId === userId)

async function untilTold(userId: string, event: string, count: number): Promise<Body[]> {
  await eventually(() => told(userId, event).length >= count, `${count} of ${event}`)
  return told(userId, event).map(({ body }) => body)
}

async function says(userId: string, text: string): Promise<void> {
  await gateway.simulateInbound({ type: 'text', text }, userId)
  await receiver.first(({ path, body }) => path === '/bot' && body.userId === userId && textOf(body) === text)
}

const textOf = ({ bubble }: Body) => (bubble as { text?: string } | undefined)?.text

test('what another responder holds is told, is the record of the conversation, and wakes nobody', async () => {
  const ana = '593987650001'
  await says(ana, 'hola')
  assert.equal((await conversation(ana)).thread, null)
  await act(ana, 'take', { role: 'ai_agent', summary: 'pregunta por flores' })
  const [taken] = await untilTold(ana, 'handover', 1)
  assert.equal(taken?.heldBy, 'ai_agent')
  assert.equal(taken?.source, 'taken')
  assert.equal(taken?.previousRole, 'customer_service')
  assert.equal(taken?.summary, 'pregunta por flores')
  assert.equal((await conversation(ana)).thread?.heldBy, 'ai_agent')
  await gateway.simulateInbound({ type: 'text', text: 'para el agente' }, ana)
  await act(ana, 'answer', { text: 'soy el agente' })
  const heard = await untilTold(ana, 'standby', 2)
  assert.deepEqual(
    heard.map((body) => [body.owner, textOf(body), body.heldBy]),
    [
      ['user', 'para el agente', 'ai_agent'],
      ['business', 'soy el agente', 'ai_agent'],
    ],
  )
  await act(ana, 'pass', { metadata: 'quiere hablar con una persona' })
  const [, passed] = await untilTold(ana, 'handover', 2)
  assert.deepEqual(
    [passed?.heldBy, passed?.source, passed?.metadata],
    [null, 'passed', 'quiere hablar con una persona'],
  )
  await says(ana, 'ahora usted')
  const posted = receiver.received.filter(({ path, body }) => path === '/bot' && body.userId === ana)
  assert.deepEqual(
    posted.map(({ body }) => textOf(body)),
    ['hola', 'ahora usted'],
  )
  const { body } = await gateway.call('GET', `/v1/bots/demo/users/${ana}`)
  const said = body.messages as { by: string; bubble: { text: string } }[]
  assert.deepEqual(
    // Meta's times are whole seconds.
    said.map(({ by, bubble }) => `${by} ${bubble.text}`).sort(),
    ['bot soy el agente', 'user ahora usted', 'user hola', 'user para el agente'],
  )
})

test('a message into a conversation of another fails once, by 131070', async () => {
  const luis = '593987650002'
  await says(luis, 'hola')
  await act(luis, 'take', { role: 'marketing' })
  await untilTold(luis, 'handover', 1)
  await gateway.sendText(luis, 'yo')
  const [failed] = await untilTold(luis, 'failed', 1)
  assert.equal((failed?.error as { code: number }).code, 131_070)
  assert.equal((await conversation(luis)).thread?.heldBy, 'marketing')
  const attempts = gateway.rows('select 1 from attempts join messages on seq = message_seq where user_id = ?', luis)
  assert.equal(attempts.length, 1)
})

test('who was refused learns that another holds the conversation, though no handover told it', async () => {
  const eva = '593987650003'
  await says(eva, 'hola')
  await gateway.control('POST', '/_sandbox/faults', { kind: 'graphError', code: 131_070, match: { to: eva } })
  await gateway.sendText(eva, 'yo')
  const [refused] = await untilTold(eva, 'handover', 1)
  assert.deepEqual([refused?.heldBy, refused?.source], ['unknown', 'refused'])
  // The person's next message comes as `messages`: nobody else has the conversation.
  gateway.advance(5_000)
  await gateway.control('POST', '/_sandbox/clock', { advanceMs: 10_000 })
  await says(eva, 'sigo aquí')
  const [, ended] = await untilTold(eva, 'handover', 2)
  assert.deepEqual([ended?.heldBy, ended?.source], [null, 'message'])
})

test('a conversation is taken, passed and given back, as far as Meta admits it', async () => {
  const sol = '593987650004'
  await says(sol, 'hola')
  await act(sol, 'take')
  await untilTold(sol, 'handover', 1)
  const notOurs = await control(sol, { action: 'take' })
  assert.equal((notOurs.body.metaError as { subcode?: number }).subcode, 2_494_191, JSON.stringify(notOurs.body))
  await gateway.control('PUT', number, { role: 'escalation' })
  const taken = await control(sol, { action: 'take' })
  assert.equal(taken.status, 200, JSON.stringify(taken.body))
  assert.equal(taken.body.thread, null)
  await says(sol, 'gracias')
  const passed = await control(sol, { action: 'pass', targetRole: 'ai_agent', metadata: 'suyo' })
  assert.equal((passed.body.thread as { heldBy: string }).heldBy, 'ai_agent')
  assert.equal((await control(sol, { action: 'release' })).body.error !== undefined, true, 'it is no longer ours')
  assert.equal((await control(sol, { action: 'pass' })).status, 422)
  assert.equal((await control('593900000000', { action: 'release' })).status, 404)
  const handovers = await untilTold(sol, 'handover', 3)
  assert.deepEqual(
    handovers.map(({ heldBy, source }) => `${heldBy} ${source}`),
    ['ai_agent taken', 'null api', 'ai_agent api'],
  )
  await gateway.control('PUT', number, { role: null })
})
