/**
 * A day in the sandbox, over real HTTP: a person without a number comes by an advertisement, shares her number, talks,
 * is answered by the bot and by the owner's phone app, wants no marketing, and the month's bill adds up.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { countsOf, reportOf, until, upload } from '../support/campaign.ts'
import { eventually, type Gateway, idsOf, startGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

type Body = Record<string, unknown>

const number = '100000000000001'
const ana = 'EC.13491208655302741918'
const phone = '593987650123'
const others = ['593987650124', '593987650125']
const quick = { sandbox: { seed: 3, statusDelayMs: { sent: 1, delivered: 2, read: 4 } } }
const referral = {
  source_type: 'ad',
  source_id: '1',
  source_url: 'https://fb.me/x',
  headline: 'Rosas',
  ctwa_clid: 'abc',
}
const rate = 0.05

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({}, quick)
  await gateway.call('POST', '/v1/bots/demo/webhook/', { webhookUrl: `${receiver.url}/bot` })
  await ok(gateway.control('PUT', `/_sandbox/numbers/${number}`, { isOnBizApp: true }))
  await ok(gateway.control('PUT', `/_sandbox/people/${phone}`, { name: 'Ana', userId: ana }))
  await ok(gateway.manage('PATCH', '/manage/v1/bots/demo', { ownerPauseMinutes: 30 }))
  const rates = ['marketing', 'utility', 'service'].map((category) => ({
    ...{ currency: 'USD', market: 'Rest of Latin America', category },
    rate: String(rate),
  }))
  const card = { source: 'invented', effectiveDate: '2020-01-01', rates }
  await ok(gateway.manage('PUT', '/manage/v1/rate-cards', card))
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

async function ok(asked: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status, body } = await asked
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

/** Her act, and the message as the bot's webhook gets it. */
async function says(act: Body): Promise<Body> {
  const wamid = await gateway.simulateInbound({ from: undefined, userId: ana, phoneless: true, ...act })
  const { body } = await receiver.first((one) => one.path === '/bot' && one.body.wamid === wamid)
  return body
}

/** What a bot does that heeds `state`: an answer, or silence where people answer. Returns its message's id. */
async function botAnswers(heard: Body, message: Body): Promise<string | undefined> {
  if (heard.state === 'manual') return undefined
  const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', { userId: heard.userId, ...message }))
  await eventually(async () => (await stateOf(id)) === 'read', `${String(message.text)} is read`)
  return id
}

const stateOf = async (id: string) => (await gateway.call('GET', `/v1/bots/demo/messages/${id}`)).body.state
const user = () => ok(gateway.call('GET', `/v1/bots/demo/users/${ana}`))
const bubbleOf = ({ bubble }: Body) => bubble as Body
const isQuiet = () => gateway.rows('select id from messages').length

test('a person without a number comes by an advertisement, and shares it when asked', async () => {
  const first = await says({ type: 'text', text: 'Vi las rosas', referral })
  assert.deepEqual([first.userId, (bubbleOf(first).referral as Body).headline], [ana, 'Rosas'])
  assert.equal((await user()).phone, null)
  assert.ok(await botAnswers(first, { type: 'request_contact_info', text: '¿Nos comparte su número?' }))
  const shared = await says({ type: 'contact_info', phone })
  assert.equal(bubbleOf(shared).requested, true)
  assert.deepEqual([(await user()).phone, (await user()).id], [phone, ana])
})

test('she quotes, reacts and speaks; the bot hears each as what it is', async () => {
  const offer = await botAnswers({ userId: ana }, { type: 'text', text: 'La docena cuesta 12.' })
  const [sent] = gateway.rows('select wamid from messages where id = ?', offer ?? '')
  const quoted = await says({ type: 'text', text: '¿Y media docena?', context: sent?.wamid })
  assert.equal((quoted.context as Body).messageId, offer)
  const reaction = await says({ type: 'reaction', messageId: sent?.wamid, emoji: '❤️' })
  assert.deepEqual([bubbleOf(reaction).type, bubbleOf(reaction).emoji], ['reaction', '❤️'])
  const voice = await says({ type: 'audio' })
  assert.deepEqual([bubbleOf(voice).type, bubbleOf(voice).voice], ['audio', true])
})

test('the owner answers from the phone app: the bot is silent, and comes back', async () => {
  const written = isQuiet()
  await ok(gateway.control('POST', '/_sandbox/echo', { userId: ana, text: 'Media docena, 7. Se la llevo yo.' }))
  await eventually(async () => (await user()).state === 'manual', 'people answer')
  const meanwhile = await says({ type: 'text', text: '¡Gracias!' })
  assert.equal(await botAnswers(meanwhile, { type: 'text', text: 'No debe salir' }), undefined)
  assert.equal(isQuiet(), written)
  const said = ((await user()).messages as Body[]).map(({ source, by }) => source ?? by)
  assert.deepEqual(said.slice(0, 2), ['user', 'echo'])
  gateway.advance(31 * 60_000)
  const later = await says({ type: 'text', text: '¿Siguen ahí?' })
  assert.equal(later.state, 'auto')
  assert.ok(await botAnswers(later, { type: 'text', text: 'Sí, dígame.' }))
})

test('she writes BAJA: the next campaign leaves her out and says so', async () => {
  await says({ type: 'text', text: 'BAJA' })
  const listed = async () => (await ok(gateway.manage('GET', '/manage/v1/suppressions?bot=demo'))).results as Body[]
  await eventually(async () => (await listed()).length === 1, 'she is on the list')
  const csv = ['phone,nombre', ...[phone, ...others].map((one) => `${one},Ana`)].join('\r\n')
  const id = await upload(gateway, csv, { elementName: 'demo_catalog', campaignName: 'Rosas de junio' })
  const done = await until(gateway, id, ({ status, counts }) => status === 'COMPLETED' && (counts.read ?? 0) === 2)
  const { rows, suppressed, failed = 0 } = countsOf(done)
  assert.deepEqual({ rows, suppressed, failed }, { rows: 3, suppressed: 1, failed: 0 })
  const left = (await reportOf(gateway, id)).filter(({ state }) => state === 'suppressed')
  assert.deepEqual(
    left.map(({ destination }) => destination),
    [phone],
  )
})

type Sum = { amount: string; messages: number; charged: number; free: number; unknown: number }

test("the month's cost adds up: the advertisement's conversation is free, the campaign is not", async () => {
  const costs = await eventually(async () => {
    const { body } = await gateway.manage('GET', '/manage/v1/costs?groupBy=category,type')
    const read = body as unknown as { unpriced: number; totals: Sum[]; results: Sum[] }
    return read.unpriced === 0 && read.totals[0]?.charged === others.length && read
  }, 'everything is priced')
  const [total] = costs.totals
  const sent = gateway.rows("select id from messages where state in ('delivered', 'read')").length
  assert.deepEqual([total?.messages, total?.unknown], [sent, 0])
  assert.equal(Number(total?.amount), rate * others.length)
  const sum = (of: (row: Sum) => number) => costs.results.reduce((whole, row) => whole + of(row), 0)
  assert.deepEqual([sum(({ messages }) => messages), sum(({ free }) => free)], [sent, sent - others.length])
  assert.equal(
    sum(({ amount }) => Number(amount)),
    Number(total?.amount),
  )
})
