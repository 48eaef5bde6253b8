/**
 * Promise 13, through HTTP: a webhook for a number without a bot is counted, logged without its texts, listed, and
 * reaches the bot that is created later. Also what only Meta's own bytes show: a byte order mark, an opened chat,
 * Meta's items unchanged.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { sandboxAppSecret, sandboxNumber } from '../../sandbox/identity.ts'
import { type Answer, type Gateway, person, request, startGateway } from '../support/gateway.ts'
import { metaSignature, postWebhook, textMessage, webhookOf } from '../support/meta-webhooks.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver
const lines: string[] = []
const logged = () => lines.join('')

before(async () => {
  receiver = await startReceiver()
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  gateway = await startGateway({}, { log })
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: `${receiver.url}/demo` })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

type Json = Record<string, unknown>
type Listed = { _metadata: { total: number; next: string | null }; results: (Json & { id: string })[] }

const path = '/manage/v1/unprocessed'
const list = async (query = ''): Promise<Listed> =>
  (await gateway.manage('GET', `${path}${query}`)).body as unknown as Listed

async function post(body: string, signature?: string): Promise<void> {
  const answer = await postWebhook(gateway, body, signature)
  assert.equal(answer.status, 200)
}

const postMessages = (phoneNumberId: string, ...messages: object[]) =>
  post(JSON.stringify(webhookOf([[{ phoneNumberId, messages }]])))

function makeBot(id: string, phoneNumberId: string, appSecret = sandboxAppSecret): Promise<Answer> {
  const { wabaId } = sandboxNumber
  const channel = { graphUrl: gateway.sandboxUrl, phoneNumberId, wabaId, accessToken: 't', appSecret, verifyToken: 'v' }
  return gateway.manage('POST', '/manage/v1/bots', { id, name: id, channel, webhookUrl: `${receiver.url}/${id}` })
}

async function deliveredTo(at: string, count: number): Promise<Received[]> {
  const ours = ({ path: where }: Received) => where === at
  return (await receiver.until((all) => all.filter(ours).length >= count)).filter(ours)
}

test('a bot created after Meta was subscribed gets the webhooks from before', async () => {
  const number = '100000000000077'
  for (let n = 0; n < 5; n++) await postMessages(number, textMessage(`wamid.early-${n}`, `secreto ${n}`))
  const found = await list(`?phoneNumberId=${number}&limit=2`)
  assert.deepEqual([found._metadata.total, found.results.length], [5, 2])
  const rest = await list(`?phoneNumberId=${number}&after=${found._metadata.next}`)
  assert.deepEqual([rest.results.length, rest._metadata.next], [3, null])
  const [newest] = found.results
  assert.deepEqual(
    [newest?.kind, newest?.factKind, newest?.reason, newest?.isReplayable, newest?.replays],
    ['unrouted', 'message', 'no bot for this phone number', true, 0],
  )
  assert.ok(!JSON.stringify(found).includes('secreto'), 'the list has no content')
  const whole = (await gateway.manage('GET', `${path}/${newest?.id}`)).body
  assert.ok(JSON.stringify(whole.source).includes('secreto 4'))

  const early = await gateway.manage('POST', `${path}/${newest?.id}/replay`)
  assert.deepEqual([early.status, early.body.outcome], [200, 'kept'])
  assert.equal((await makeBot('late', number)).status, 201)
  const first = await gateway.manage('POST', `${path}/replay`, { phoneNumberId: number, limit: 3 })
  assert.deepEqual(first.body, { tried: 3, processed: 3, next: first.body.next, remaining: 2, notProcessed: [] })
  const second = await gateway.manage('POST', `${path}/replay`, {
    phoneNumberId: number,
    limit: 3,
    after: first.body.next,
  })
  assert.deepEqual([second.body.processed, second.body.next, second.body.remaining], [2, null, 0])
  const reported = await deliveredTo('/late', 5)
  assert.deepEqual(
    reported.map(({ body }) => (body.bubble as Json).text),
    [0, 1, 2, 3, 4].map((n) => `secreto ${n}`),
  )
  assert.equal((await list(`?phoneNumberId=${number}`))._metadata.total, 0)
  const removed = await gateway.manage('POST', `${path}/${newest?.id}/replay`)
  assert.deepEqual([removed.status, (await gateway.manage('GET', `${path}/${newest?.id}`)).status], [404, 404])
})

test('each has its line in the log and its counter, and neither has its texts', async () => {
  const number = '100000000000078'
  await postMessages(number, textMessage('wamid.1', 'palabra-secreta'), textMessage('wamid.2', 'palabra-secreta'))
  await post('{"palabra-secreta')
  const warnings = lines
    .filter((line) => line.includes('could not be processed'))
    .map((line) => JSON.parse(line) as Json)
  const about = (reason: string) =>
    warnings.filter((line) => line.reason === reason && (line.phoneNumberId === number || reason === 'not JSON'))
  assert.deepEqual(
    about('no bot for this phone number').map(({ level, kind, count }) => [level, kind, count]),
    [[40, 'unrouted', 2]],
  )
  assert.deepEqual(
    about('not JSON').map(({ level, kind, count }) => [level, kind, count]),
    [[40, 'unreadable', 1]],
  )
  assert.ok(!logged().includes('palabra-secreta'))
  const page = await (await fetch(`${gateway.url}/metrics`)).text()
  assert.match(page, /recado_unprocessed_total\{kind="unrouted",reason="no bot for this phone number"\} \d+/)
  assert.match(page, /recado_unprocessed_total\{kind="unreadable",reason="not JSON"\} 1/)
  const unreadable = await list('?kind=unreadable&reason=not%20JSON')
  assert.equal(unreadable._metadata.total, 1)
  const [item] = unreadable.results
  assert.equal((await gateway.manage('GET', `${path}/${item?.id}`)).body.source, '{"palabra-secreta')
  assert.equal((await gateway.manage('POST', `${path}/${item?.id}/replay`)).body.reason, 'not JSON')
})

test('only the management token may read or replay, and a wrong query is refused by name', async () => {
  for (const [method, at] of [
    ['GET', path],
    ['GET', `${path}/1.1`],
    ['POST', `${path}/1.1/replay`],
    ['POST', `${path}/replay`],
  ] as const) {
    assert.equal((await gateway.call(method, at, method === 'POST' ? {} : undefined)).status, 401, at)
    assert.equal((await request(gateway.url + at, method, method === 'POST' ? {} : undefined)).status, 401, at)
  }
  for (const query of ['?from=yesterday', '?after=7', '?kind=lost', '?limit=0'])
    assert.equal((await gateway.manage('GET', path + query)).status, 422, query)
  for (const body of [{ from: 'yesterday' }, { after: 'x' }, { limit: 501 }, { everything: true }])
    assert.equal((await gateway.manage('POST', `${path}/replay`, body)).status, 422, JSON.stringify(body))
  for (const id of ['1.1', 'x', '1800000000000.999999'])
    assert.equal((await gateway.manage('GET', `${path}/${id}`)).status, 404, id)
})

test('a body with a byte order mark is JSON', async () => {
  const body = (id: string) => JSON.stringify(webhookOf([[{ messages: [textMessage(id, 'marca ñ')] }]]))
  const utf16be = Buffer.from(`\uFEFF${body('wamid.be')}`, 'utf16le').swap16()
  const bodies = [
    Buffer.from(`\uFEFF${body('wamid.utf8')}`),
    Buffer.from(`\uFEFF${body('wamid.le')}`, 'utf16le'),
    utf16be,
  ]
  for (const bytes of bodies) {
    const answer = await fetch(`${gateway.url}/meta/webhook`, {
      method: 'POST',
      body: bytes,
      headers: { 'x-hub-signature-256': metaSignature(bytes) },
    })
    assert.equal(answer.status, 200)
  }
  for (const wamid of ['wamid.utf8', 'wamid.le', 'wamid.be']) assert.equal((await bubbleOf(wamid)).text, 'marca ñ')
})

/** As the demo bot's webhook received it. */
async function bubbleOf(wamid: string): Promise<Json> {
  return (await receiver.first((one) => one.path === '/demo' && one.body.wamid === wamid)).body.bubble as Json
}

test('an opened chat is a bubble of its own', async () => {
  const opened = { from: person, id: 'wamid.opened', timestamp: '1800000000', type: 'request_welcome' }
  await postMessages(sandboxNumber.phoneNumberId, opened)
  assert.deepEqual(await bubbleOf('wamid.opened'), { type: 'request_welcome' })
})

test("a bot that asks for Meta's items gets them unchanged", async () => {
  const changed = await gateway.manage('PATCH', '/manage/v1/bots/demo', { rawItems: true })
  assert.deepEqual([changed.status, changed.body.rawItems], [200, true])
  const item = { ...textMessage('wamid.raw', 'hola'), of_tomorrow: { a: [1] } }
  await postMessages(sandboxNumber.phoneNumberId, item)
  const extra = { of_tomorrow: { a: [1] } }
  assert.deepEqual(await bubbleOf('wamid.raw'), { type: 'text', text: 'hola', extra, raw: item })
})
