/** Marketing templates by the endpoint of their own: by the bot's choice, and where a refusal names it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { upload } from '../support/campaign.ts'
import { eventually, type Gateway, idsOf, startGateway } from '../support/gateway.ts'

let gateway: Gateway
let people = 0
const newPerson = () => `59398${String(2_000_000 + people++)}`
const number = '/_sandbox/numbers/100000000000001'

before(async () => {
  gateway = await startGateway()
})
after(async () => gateway?.[Symbol.asyncDispose]())

const marketing = { elementName: 'demo_catalog', parameters: ['Ana'] }
const utility = { elementName: 'demo_text', parameters: ['Ana', 'A-1'] }

async function choose(marketingEndpoint: string, marketingMessages: string | null = null): Promise<void> {
  const { status, body } = await gateway.manage('PATCH', '/manage/v1/bots/demo', { marketingEndpoint })
  assert.deepEqual([status, body.marketingEndpoint], [200, marketingEndpoint])
  assert.equal((await gateway.control('PUT', number, { marketingMessages })).status, 200)
}

type Sent = { state: string; error?: { code?: number }; requests: { path: string; body: Record<string, unknown> }[] }

async function requestsFor(person: string): Promise<Sent['requests']> {
  const { body } = await gateway.control('GET', '/_sandbox/requests?limit=200')
  const logged = Array.isArray(body) ? body : body.requests
  const all = (logged as { method: string; url: string; body: unknown }[]).map((one) => ({
    ...one,
    body: typeof one.body === 'string' ? one.body : JSON.stringify(one.body),
  }))
  return all
    .filter((one) => one.method === 'POST' && one.body.includes(person))
    .map((one) => ({ path: String(one.url.split('/').at(-1)), body: JSON.parse(one.body) }))
}

/** How it ended, and what the sandbox was asked for it. */
async function send(template: object): Promise<Sent> {
  const person = newPerson()
  const [id] = idsOf(await gateway.call('POST', '/v2/whatsapp/demo/hsm', { ...template, destinations: [person] }))
  const ended = await eventually(async () => {
    const [row] = gateway.rows('select state, error from messages where id = ?', String(id))
    return row && ['delivered', 'read', 'failed'].includes(String(row.state)) ? row : undefined
  }, 'it ends')
  const requests = await requestsFor(person)
  const error = ended.error === null ? undefined : JSON.parse(String(ended.error))
  return { state: String(ended.state), error, requests }
}

const pathsOf = ({ requests }: Sent) => requests.map(({ path }) => path).sort()

test('off: as all others; chosen: marketing alone goes by it, with the policy', async () => {
  await choose('off')
  assert.deepEqual(pathsOf(await send(marketing)), ['messages'])
  await choose('fallback')
  const sent = await send(marketing)
  assert.deepEqual(pathsOf(sent), ['marketing_messages'])
  assert.equal(sent.requests[0]?.body.product_policy, 'CLOUD_API_FALLBACK')
  assert.deepEqual(pathsOf(await send(utility)), ['messages'])
  await choose('strict')
  assert.equal((await send(marketing)).requests[0]?.body.product_policy, 'STRICT')
})

test('where marketing is switched off at /messages it takes the other way, whatever was chosen', async () => {
  await choose('off', 'ONLY')
  const sent = await send(marketing)
  assert.notEqual(sent.state, 'failed')
  assert.deepEqual(pathsOf(sent), ['marketing_messages', 'messages'])
})

test('an account that may not use it falls back, or fails where only it was chosen', async () => {
  await choose('fallback', 'NOT_ONBOARDED')
  const sent = await send(marketing)
  assert.notEqual(sent.state, 'failed')
  assert.deepEqual(pathsOf(sent), ['marketing_messages', 'messages'])
  await choose('strict', 'NOT_ONBOARDED')
  const failed = await send(marketing)
  assert.deepEqual([failed.state, failed.error?.code, pathsOf(failed)], ['failed', 131_055, ['marketing_messages']])
})

test('a multiplier goes with marketing alone, and names the endpoint by itself', async () => {
  await choose('off')
  const sent = await send({ ...marketing, bidMultiplier: 0.8 })
  assert.deepEqual(pathsOf(sent), ['marketing_messages'])
  assert.deepEqual(sent.requests[0]?.body.bid_spec, { per_message_bid_multiplier: 0.8 })
  const metas = await send({ ...marketing, bid_spec: { per_message_bid_multiplier: 2 } })
  assert.deepEqual(metas.requests[0]?.body.bid_spec, { per_message_bid_multiplier: 2 })
  const call = (template: object) =>
    gateway.call('POST', '/v2/whatsapp/demo/hsm', { ...template, destinations: [newPerson()] })
  const misplaced = await call({ ...utility, bidMultiplier: 0.8 })
  assert.equal(misplaced.status, 422, JSON.stringify(misplaced.body))
  assert.equal((await call({ ...marketing, bidMultiplier: 0 })).status, 422)
})

test('a campaign takes the multiplier for each of its rows, in either form', async () => {
  await choose('off')
  const forms: Record<string, string>[] = [{ bidMultiplier: '0.5' }, { bid_spec: '{"per_message_bid_multiplier":0.5}' }]
  for (const form of forms) {
    const person = newPerson()
    await upload(gateway, `phone,nombre\n${person},Ana\n`, { elementName: marketing.elementName, ...form })
    const [sent] = await eventually(async () => {
      const found = await requestsFor(person)
      return found.length > 0 ? found : undefined
    }, 'the row is sent')
    assert.deepEqual([sent?.path, sent?.body.bid_spec], ['marketing_messages', { per_message_bid_multiplier: 0.5 }])
  }
})
