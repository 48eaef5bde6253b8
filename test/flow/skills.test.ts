/**
 * Skills from the button to the last message: messages and webhooks, memory, silence, failures, order; through HTTP,
 * with the sandbox's phone.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { type Answer, eventually, type Gateway, person, startGateway, textOf } from '../support/gateway.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver
let secret: string

/** The answers of the skills' webhooks, by path. */
const answers = new Map<string, (received: Received) => unknown>()

before(async () => {
  receiver = await startReceiver()
  receiver.answer((received, response) => {
    const answer = answers.get(received.path)?.(received)
    if (typeof answer === 'number') response.writeHead(answer).end()
    else response.end(answer === undefined ? 'ok' : JSON.stringify(answer))
  })
  gateway = await startGateway()
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: `${receiver.url}/bot` })
  const events = ['skill_failed', 'skill_message']
  await gateway.call('POST', '/v1/bots/demo/events/webhook', { webhooks: [{ url: `${receiver.url}/events`, events }] })
  secret = String((await gateway.manage('POST', '/manage/v1/bots/demo/webhook-secret')).body.webhookSecret)
  await put('pregunta', {
    kind: 'messages',
    messages: [{ type: 'text', text: 'Hola {{user.name}}: elegiste {{memory.plan}}. ¿Tu ciudad?' }],
    memory: { plan: '{{action}}' },
    next: 'ciudad',
  })
  await put('ciudad', { kind: 'webhook', url: `${receiver.url}/ciudad` })
  await put('mudo', { kind: 'webhook', url: `${receiver.url}/mudo` })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

async function put(id: string, skill: Record<string, unknown>): Promise<Answer> {
  const answer = await gateway.manage('PUT', `/manage/v1/bots/demo/skills/${id}`, skill)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer
}

const simulateInbound = (act: Record<string, unknown>, from = person) =>
  gateway.simulateInbound({ name: 'Ana', ...act }, from)

const writes = (text: string, from = person) => simulateInbound({ type: 'text', text }, from)

/** The request at this path for the message with this wamid. */
function deliveredTo(path: string, wamid: string): Promise<Received> {
  return receiver.first((one) => one.path === path && one.body.wamid === wamid)
}

/** Sends the template with three buttons and presses the first, whose payload names the skill. */
async function presses(skillId: string, from = person): Promise<string> {
  const edge = (action: string) => ({ type: 'edge', action, skillId })
  const sent = await gateway.call('POST', '/v2/whatsapp/demo/hsm', {
    elementName: 'demo_quick_reply',
    destinations: [from],
    parameters: ['a', 'b'],
    buttonPayloads: [edge('oro'), edge('plata'), edge('nada')],
  })
  assert.equal(sent.status, 200, JSON.stringify(sent.body))
  const id = (sent.body[0] as { id: string }).id
  await gateway.phoneUntil(
    (all) => all.some(({ body }) => String(body.biz_opaque_callback_data).startsWith(`${id}.`)),
    from,
  )
  return simulateInbound({ type: 'button', index: 0 }, from)
}

const says = (text: string, to = person) => gateway.phoneUntil((all) => all.some((one) => textOf(one) === text), to)

async function userOf(userId = person): Promise<Record<string, unknown>> {
  return (await gateway.call('GET', `/v1/bots/demo/users/${userId}`)).body
}

test('two steps: a button, a message, an answer to it, and the bot webhook again', async () => {
  await deliveredTo('/bot', await writes('hola'))
  answers.set('/ciudad', ({ body }) => ({
    messages: [{ type: 'text', text: `Gracias, ${(body.bubble as { text: string }).text}` }],
    memory: { ciudad: 'Quito' },
    skill: null,
  }))
  const pressed = await presses('pregunta')
  await says('Hola Ana: elegiste oro. ¿Tu ciudad?')
  assert.equal((await userOf()).skillId, 'ciudad')
  const { body, bytes, headers } = await deliveredTo('/ciudad', await writes('Quito'))
  await says('Gracias, Quito')
  const { messageId, eventId, received, wamid, ...rest } = body
  assert.match(String(eventId), /^evt_/)
  assert.match(String(messageId), /^msg_/)
  assert.ok(wamid && received)
  assert.deepEqual(rest, {
    bubble: { type: 'text', text: 'Quito' },
    names: 'Ana',
    userId: person,
    botId: 'demo',
    status: 'created',
    owner: 'user',
    state: 'auto',
    event: 'skill',
    skill: { id: 'ciudad', name: 'ciudad' },
    cause: 'message',
    action: null,
    memory: { plan: 'oro' },
    user: { id: person, name: 'Ana' },
  })
  assert.ok(new Webhook(secret).verify(bytes, headers as Record<string, string>))
  const known = await eventually(async () => {
    const user = await userOf()
    return user.skillId === null && user
  }, 'the skill ended')
  assert.deepEqual(known.memory, { plan: 'oro', ciudad: 'Quito' })
  await deliveredTo('/bot', await writes('otra cosa'))
  const toTheBot = receiver.received.filter(({ path }) => path === '/bot').map((one) => one.body.wamid)
  assert.equal(toTheBot.includes(pressed), false)
  assert.equal(toTheBot.includes(String(wamid)), false)
})

test('the timeline of a message that a skill received shows the run', async () => {
  const { body } = await deliveredTo(
    '/ciudad',
    String(receiver.received.find(({ path }) => path === '/ciudad')?.body.wamid),
  )
  const { body: timeline } = await gateway.call('GET', `/v1/bots/demo/messages/${body.messageId}`)
  const run = timeline.skill as { skillId: string; state: string; attempts: number; messageIds: string[] }
  assert.deepEqual([run.skillId, run.state, run.attempts, run.messageIds.length], ['ciudad', 'done', 1, 1])
  assert.deepEqual(
    (timeline.events as { type: string }[]).map(({ type }) => type),
    ['skill_message'],
  )
})

type Run = {
  id: string
  state: string
  userId: string
  text?: string
  messageId?: string
  messageIds: string[]
  exchange?: { request: string; answer?: string; status?: number; isCut: boolean }
}

async function runsOf(skillId: string, query = ''): Promise<{ results: Run[]; next: string | null }> {
  const { status, body } = await gateway.manage('GET', `/manage/v1/bots/demo/skills/${skillId}/runs${query}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body as never
}

test('the runs of a skill: what was asked and answered, by person and state, page by page', async () => {
  const [beto, carla] = ['593900000051', '593900000052']
  await put('eco', { kind: 'webhook', url: `${receiver.url}/eco` })
  answers.set('/eco', ({ body }) => {
    if (body.bubble === null) return {}
    const { text } = body.bubble as { text: string }
    return {
      messages: [{ type: 'text', text: text === 'largo' ? 'x'.repeat(4_000) : `eco ${text}` }],
      more: 'y'.repeat(text === 'largo' ? 9_000 : 1),
    }
  })
  for (const who of [beto, carla]) {
    await writes('hola', who)
    await gateway.call('POST', `/v1/bots/demo/users/${who}/skill/eco`, {})
  }
  await writes('uno', beto)
  await says('eco uno', beto)
  await writes('largo', carla)
  await says('x'.repeat(4_000), carla)
  const ofBeto = await eventually(async () => {
    const { results } = await runsOf('eco', `?userId=${beto}&state=done`)
    return results.find(({ text }) => text === 'uno')
  }, 'the run of beto is listed')
  const { request, answer, status, isCut } = ofBeto.exchange ?? { request: '{}', answer: '{}' }
  assert.equal(JSON.parse(request).bubble.text, 'uno')
  assert.equal(JSON.parse(answer ?? '{}').messages[0].text, 'eco uno')
  assert.deepEqual([status, isCut, ofBeto.userId, ofBeto.messageIds.length], [200, false, beto, 1])
  const [long] = (await runsOf('eco', `?userId=${carla}`)).results
  assert.deepEqual([long?.exchange?.isCut, long?.exchange?.answer?.length], [true, 8_000])
  const all = (await runsOf('eco')).results.map(({ id }) => id)
  const paged: string[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: Awaited<ReturnType<typeof runsOf>> = await runsOf('eco', `?limit=1${after && `&after=${after}`}`)
    paged.push(...page.results.map(({ id }) => id))
    after = page.next
  }
  assert.deepEqual(paged, all)
  assert.deepEqual((await runsOf('eco', '?state=failed')).results, [])
  const tomorrow = new Date(gateway.now() + 86_400_000).toISOString()
  assert.deepEqual((await runsOf('eco', `?from=${tomorrow}`)).results, [])
  assert.equal((await gateway.manage('GET', '/manage/v1/bots/demo/skills/eco/runs?state=x')).status, 422)
  assert.equal((await gateway.call('DELETE', `/v1/bots/demo/users/${beto}?erase=true`)).status, 200)
  await eventually(async () => (await runsOf('eco')).results.every(({ userId }) => userId !== beto), 'beto is erased')
  const left = gateway.rows("select exchange, facts from skill_runs where exchange like '%uno%' or facts like '%uno%'")
  assert.deepEqual(left, [])
})

test('an edge payload without a known skill goes to the bot webhook unchanged', async () => {
  const { body } = await deliveredTo('/bot', await presses('nadie'))
  assert.deepEqual((body.bubble as { payload: unknown }).payload, { type: 'edge', action: 'oro', skillId: 'nadie' })
})

test('an edge payload of a row or a card starts its skill as well', async () => {
  const from = '593900000015'
  await writes('hola', from)
  const payload = JSON.stringify({ type: 'edge', action: 'fila', skillId: 'filas' })
  await put('filas', { kind: 'messages', messages: [{ type: 'text', text: '{{action}}/{{text}}' }] })
  const list = { type: 'text', userId: from, text: '¿?', options: [{ title: 'Uno' }, { title: 'Dos', payload }] }
  assert.equal((await gateway.call('POST', '/v1/bots/demo/messages', list)).status, 200)
  await gateway.phoneUntil((all) => all.length === 1, from)
  await simulateInbound({ type: 'option', index: 1 }, from)
  await says('fila/Dos', from)
})

test('manual silences a skill, also waiting messages; it ends by itself after its time', async () => {
  const from = '593900000011'
  answers.set('/mudo', () => 500)
  await writes('hola', from)
  await presses('mudo', from)
  await receiver.first(({ path, body }) => path === '/mudo' && body.userId === from)
  const waiting = await writes('¿hay alguien?', from)
  // Until it has come it could not wait.
  const runs = () => gateway.rows("select id from skill_runs where user_id = ? and state = 'waiting'", from)
  await eventually(() => runs().length === 2, 'it waits behind the press')
  const manual = { botId: 'demo', userId: from, state: 'manual', ttl: 3600 }
  const answer = await gateway.call('POST', '/v1/users/state', manual)
  assert.deepEqual(answer.body, { id: from, names: 'Ana', botId: 'demo', groupId: `G:demo:${from}`, state: 'manual' })
  const { body } = await deliveredTo('/bot', waiting)
  assert.deepEqual(body.skill, { id: 'mudo', reason: 'manual' })
  const silent = await deliveredTo('/bot', await writes('sigo aquí', from))
  assert.equal(silent.body.skill, undefined)
  assert.equal((await gateway.call('GET', `/v1/users/${from}/state`)).body.state, 'manual')
  answers.set('/mudo', () => ({ skill: null }))
  gateway.advance(3_600_001)
  assert.equal((await gateway.call('GET', `/v1/users/${from}/state?botId=demo`)).body.state, 'auto')
  await deliveredTo('/mudo', await writes('¿y ahora?', from))
})

test('a skill whose webhook fails for an hour: the bot webhook gets the message, with the reason, and later ones', async () => {
  const from = '593900000012'
  await writes('hola', from)
  answers.set('/mudo', () => 503)
  const pressed = await presses('mudo', from)
  const tried = (all: Received[]) => all.filter(({ path, body }) => path === '/mudo' && body.userId === from)
  await receiver.until((all) => tried(all).length >= 2)
  const second = await writes('¿hola?', from)
  gateway.advance(3_600_001)
  const { body } = await deliveredTo('/bot', pressed)
  assert.deepEqual(body.skill, { id: 'mudo', reason: 'skill_unreachable' })
  assert.deepEqual((await deliveredTo('/bot', second)).body.skill, { id: 'mudo', reason: 'skill_unreachable' })
  assert.equal(new Set(tried(receiver.received).map((one) => one.body.eventId)).size, 1)
  assert.equal((await userOf(from)).skillId, null)
  await deliveredTo('/bot', await writes('ya', from))
  const failed = await receiver.first(isFailed(from))
  assert.deepEqual([failed?.body.reason, failed?.body.detail], ['skill_unreachable', 'HTTP 503'])
})

const isFailed =
  (userId: string) =>
  ({ path, body }: Received) =>
    path === '/events' && body.event === 'skill_failed' && body.userId === userId

test('a filled message that does not fit is reported, not sent; the others are sent', async () => {
  const from = '593900000013'
  await writes('hola', from)
  const replies = [{ title: '{{memory.larga}}' }]
  await put('larga', {
    kind: 'messages',
    messages: [
      { type: 'quick_reply', text: '¿Bien?', quick_replies: replies },
      { type: 'text', text: 'y esto sí' },
    ],
  })
  await gateway.call('POST', `/v1/users/${from}/cache`, { botId: 'demo', params: { larga: 'x'.repeat(21) } })
  const started = await gateway.call('POST', `/v1/bots/demo/users/${from}/skill/larga`, {})
  assert.deepEqual(started.body, { message: ['Skill set correctly.'], statusMessage: 'success', status: 1 })
  await says('y esto sí', from)
  assert.equal((await gateway.phone(from)).length, 1)
  const failed = await receiver.first(isFailed(from))
  assert.equal(failed?.body.reason, 'invalid_messages')
  const [problem] = failed?.body.problems as { path: string; violations: { path: string; rule: string }[] }[]
  assert.deepEqual(
    problem?.violations.map(({ path, rule }) => [path, rule]),
    [['messages.0.quick_replies.0.title', 'too_long']],
  )
})

test('D5: ten messages at once are ten runs, in order, never two at a time', async () => {
  const from = '593900000014'
  await writes('hola', from)
  let running = 0
  let max = 0
  const texts: string[] = []
  receiver.answer((received, response) => {
    if (received.path !== '/ciudad') return void response.end('ok')
    running += 1
    max = Math.max(max, running)
    texts.push(String((received.body.bubble as { text?: string } | null)?.text))
    setImmediate(() => {
      running -= 1
      response.end('{}')
    })
  })
  await gateway.call('POST', `/v1/bots/demo/users/${from}/skill/ciudad`)
  await receiver.first(({ path, body }) => path === '/ciudad' && body.userId === from)
  const wanted = Array.from({ length: 10 }, (_, n) => `mensaje ${n}`)
  for (const text of wanted) await writes(text, from)
  await receiver.until(() => texts.length === 11)
  const written = gateway.rows('select bubble from inbound where user_id = ? order by seq', from).slice(1)
  assert.deepEqual(
    texts.slice(1),
    written.map(({ bubble }) => JSON.parse(String(bubble)).text),
  )
  assert.deepEqual(texts.slice(1).toSorted(), wanted)
  assert.equal(max, 1)
})
