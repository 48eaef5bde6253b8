/**
 * A number that the business also has in its phone app, over real HTTP with the sandbox as that app: what the owner
 * writes, edits and deletes there, who answers then, the pace, the app that leaves, and the import of its past.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, person, startGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

const number = '100000000000001'
const quick = { sandbox: { seed: 3, statusDelayMs: { sent: 1, delivered: 2, read: 4 } } }
const mei = '593987650001'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({}, quick)
  await gateway.call('POST', '/v1/bots/demo/webhook/', { webhookUrl: `${receiver.url}/bot` })
  const events = ['message_echo', 'history', 'account', 'failed']
  const made = await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', { url: `${receiver.url}/events`, events })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  await setNumber({ isOnBizApp: true })
  await gateway.manage('GET', '/manage/v1/bots/demo/quality')
  await tellOf('phone_number_quality_update', { display_phone_number: '593990000001', event: 'ONBOARDING' })
  await eventually(async () => (await bot()).isShared === true, 'the gateway knows that the number is shared')
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

type Body = Record<string, unknown>
type Item = { messageId: string; by: string; source?: string; bubble: Body }

const bot = async () => (await gateway.manage('GET', '/manage/v1/bots/demo')).body

async function accepted(answer: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status, body } = await answer
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

const setNumber = (change: Body) => accepted(gateway.control('PUT', `/_sandbox/numbers/${number}`, change))
const setBot = (change: Body) => accepted(gateway.manage('PATCH', '/manage/v1/bots/demo', change))
const tell = (fact: Body) => accepted(gateway.control('POST', '/_sandbox/facts', fact))
const tellOf = (field: string, value: Body) => tell({ type: 'account', field, value })
const echo = async (body: Body, to = person) =>
  String((await accepted(gateway.control('POST', '/_sandbox/echo', { to, ...body }))).id)

const userOf = async (id = person) => (await gateway.call('GET', `/v1/bots/demo/users/${id}`)).body
const itemsOf = async (id = person) => ((await userOf(id)).messages ?? []) as Item[]
const eventsOf = (type: string) => receiver.received.map(({ body }) => body).filter((body) => body.event === type)
const echoEvent = (wamid: string) =>
  eventually(() => eventsOf('message_echo').find((body) => body.wamid === wamid), 'the echo is an event')

async function silent(): Promise<void> {
  await setBot({ ownerPauseMinutes: 0 })
  await accepted(gateway.call('POST', '/v1/users/state', { botId: 'demo', userId: person, state: 'auto' }))
}

test('what the owner writes is in the conversation, opens no window and is sent by nobody', async () => {
  const wamid = await echo({ text: 'Le escribo desde la tienda' }, mei)
  const event = await echoEvent(wamid)
  assert.equal(event.state, undefined)
  const [item] = await itemsOf(mei)
  assert.deepEqual([item?.by, item?.source, item?.bubble.text], ['bot', 'echo', 'Le escribo desde la tienda'])
  assert.equal(((await userOf(mei)).window as Body).isOpen, false)
  assert.deepEqual(gateway.rows('select id from messages where user_id = ?', mei), [])
})

test('an edit and a deletion change the message itself, only by who wrote it', async () => {
  const wamid = await echo({ text: 'Son 10' })
  await echoEvent(await echo({ edits: wamid, text: 'Son 12' }))
  const bubbleOf = async (text: string) =>
    (await itemsOf()).find(({ bubble }) => bubble.text === text && bubble.type === 'TEXT')?.bubble
  assert.equal(typeof (await bubbleOf('Son 12'))?.editedAt, 'number')
  assert.equal(await bubbleOf('Son 10'), undefined)
  await gateway.simulateInbound({ type: 'revoke', messageId: wamid })
  const theirs = await gateway.simulateInbound({ type: 'text', text: 'Hola, ¿abren?' })
  await eventually(() => bubbleOf('Hola, ¿abren?'), 'they wrote')
  await gateway.simulateInbound({ type: 'edit', messageId: theirs, text: 'Hola, ¿abren hoy?' })
  await eventually(() => bubbleOf('Hola, ¿abren hoy?'), 'their own edit is applied')
  assert.equal((await bubbleOf('Son 12'))?.revokedAt, undefined)
  await echoEvent(await echo({ deletes: wamid }))
  assert.equal(typeof (await bubbleOf('Son 12'))?.revokedAt, 'number')
})

test('the owner who answers silences the bot for a time, which is told; a reaction silences nobody', async () => {
  await silent()
  await echoEvent(await echo({ text: 'Sin ajuste' }))
  assert.equal((await userOf()).state, 'auto')
  await setBot({ ownerPauseMinutes: 30 })
  await echoEvent(await echo({ message: { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } } }))
  assert.equal((await userOf()).state, 'auto')
  const event = await echoEvent(await echo({ text: 'Yo le atiendo' }))
  const { state, stateUntil } = await userOf()
  assert.deepEqual([state, event.state], ['manual', 'manual'])
  assert.equal(new Date(String(stateUntil)).getTime(), event.stateUntil)
  await gateway.simulateInbound({ type: 'text', text: '¿Y mañana?' })
  const told = await receiver.first(({ path, body }) => path === '/bot' && (body.bubble as Body)?.text === '¿Y mañana?')
  assert.equal(told.body.state, 'manual')
  await silent()
})

test('a longer take-over stays, and so does one for good', async () => {
  await setBot({ ownerPauseMinutes: 1 })
  await accepted(gateway.call('POST', '/v1/users/state', { botId: 'demo', userId: person, state: 'manual' }))
  const event = await echoEvent(await echo({ text: 'Ya la tengo yo' }))
  assert.deepEqual([event.state, (await userOf()).stateUntil], [undefined, null])
  await silent()
})

test('the phone app leaves: what is sent waits and does not fail, and leaves when it is back', async () => {
  await tell({ type: 'phone_app', event: 'offboarded' })
  await eventually(
    () => eventsOf('account').some(({ raw }) => (raw as Body).event === 'ACCOUNT_OFFBOARDED'),
    'it is told',
  )
  await eventually(
    () => gateway.rows('select id from bots where settings like \'%"offboardedAt":1%\'').length === 1,
    'the gateway knows that the app is away',
  )
  const { body: before } = await gateway.control('GET', '/_sandbox/stats')
  const id = await gateway.sendText(person, 'Espera')
  const queued = () =>
    gateway.rows("select id from messages where id = ? and state = 'queued' and due_at > ?", id, gateway.now() + 60_000)
  await eventually(() => queued().length === 1, 'it waits')
  const { body: after } = await gateway.control('GET', '/_sandbox/stats')
  assert.equal(after.refused, before.refused, 'Meta was not asked')
  await tell({ type: 'phone_app', event: 'reconnected' })
  await gateway.phoneUntil((messages) => messages.some(({ body }) => JSON.stringify(body).includes('Espera')))
  assert.deepEqual(eventsOf('failed'), [])
})

type Import = { contacts: Body | null; history: Body | null }

test('contacts and history come without waking anybody, and how far they are can be read', async () => {
  await accepted(gateway.control('PUT', `/_sandbox/people/${mei}`, { name: 'Mei Lin' }))
  const day = 86_400_000
  const messages = [
    { id: 'wamid.p1', text: '¿Tienen rosas?', at: Date.now() - 3 * day },
    { id: 'wamid.p2', text: 'Sí, rojas', isFromBusiness: true, at: Date.now() - 3 * day + 60_000 },
    { id: 'wamid.p3', file: 'image', at: Date.now() - 3 * day + 120_000 },
  ]
  const many = Array.from({ length: 250 }, (_, index) => ({
    id: `wamid.m${index}`,
    text: `n ${index}`,
    at: Date.now() - 100 * day + index,
  }))
  await setNumber({
    past: [
      { from: mei, messages },
      { from: '593987650002', messages: many },
    ],
  })
  const woken = () => receiver.received.filter(({ path }) => path === '/bot').length
  const before = woken()
  const asked = (await accepted(gateway.manage('POST', '/manage/v1/bots/demo/import'))) as Import
  assert.ok(asked.contacts?.askedAt && asked.history?.askedAt)
  const now = async () => (await gateway.manage('GET', '/manage/v1/bots/demo/import')).body as Import
  const done = await eventually(async () => {
    const found = await now()
    return found.history?.state === 'done' && found.history.count === 253 && found
  }, 'the history is there')
  assert.deepEqual([done.history?.progress, done.history?.phase], [100, 2])
  assert.ok(Number(done.contacts?.count) >= 1)
  assert.equal((await userOf(mei)).names, 'Mei Lin')
  const items = await eventually(async () => {
    const found = (await itemsOf(mei)).filter(({ source }) => source === 'history')
    return found.some(({ bubble }) => bubble.type === 'IMAGE') && found
  }, 'the file took the place of its placeholder')
  assert.deepEqual(
    items.map(({ by, bubble }) => [by, bubble.type]),
    [
      ['user', 'IMAGE'],
      ['bot', 'TEXT'],
      ['user', 'TEXT'],
    ],
  )
  assert.equal(woken(), before, 'the bot was not woken')
  const again = await gateway.manage('POST', '/manage/v1/bots/demo/import')
  assert.deepEqual([again.status, (again.body.metaError as Body).code], [422, 100], 'Meta sends them once')
  assert.equal((await now()).history?.state, 'done')
})

test('a business that shares no history says so, with and without an envelope', async () => {
  const { body } = await gateway.manage('GET', '/manage/v1/bots/demo/import')
  assert.equal((body as Import).history?.state, 'done')
  const reason = 'History sharing is turned off by the business'
  const metadata = { display_phone_number: '593990000001', phone_number_id: number }
  const bare = { metadata, history: [{ errors: [{ code: 2593109, message: reason }] }] }
  await accepted(gateway.control('POST', '/_sandbox/webhooks', { text: JSON.stringify(bare) }))
  const state = async () => ((await gateway.manage('GET', '/manage/v1/bots/demo/import')).body as Import).history
  await eventually(async () => (await state())?.reason === reason, 'it is read without an envelope')
  await tell({ type: 'history', declined: true })
  const declined = await eventually(async () => {
    const history = await state()
    return history !== null && history.reason !== reason && history
  }, 'it is declined')
  assert.equal(declined.state, 'declined')
  assert.match(String(declined.reason), /turned off by the business from/)
})

test('the pace of a shared number is 20 a second, whatever is set', async () => {
  await setBot({ messagesPerSecond: 80 })
  const people = Array.from({ length: 60 }, (_, index) => `59398766${1000 + index}`)
  for (const id of people) await accepted(gateway.control('PUT', `/_sandbox/people/${id}`, { hasWritten: true }))
  await Promise.all(people.map((id) => gateway.sendText(id, 'ráfaga')))
  const all = () => gateway.rows("select sent_at from messages where content like '%ráfaga%' and sent_at is not null")
  await eventually(() => all().length === people.length, 'all have left')
  const times = all()
    .map(({ sent_at }) => Number(sent_at))
    .sort((one, other) => one - other)
  assert.ok(
    (times.at(-1) ?? 0) - (times[0] ?? 0) >= 2_000,
    `60 messages in ${(times.at(-1) ?? 0) - (times[0] ?? 0)} ms`,
  )
  const { body } = await gateway.control('GET', '/_sandbox/stats')
  assert.ok(!JSON.stringify(body).includes('130429'), 'Meta has refused none for its pace')
})
