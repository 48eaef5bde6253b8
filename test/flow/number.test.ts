/** A number at Meta through the whole gateway: how it stands and stood, by asking and by webhook; its profile. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway()
})
after(async () => gateway?.[Symbol.asyncDispose]())

const path = '/manage/v1/bots/demo'
const number = '/_sandbox/numbers/100000000000001'
type Change = { id: string; name: string; value: string; previous: string | null; source: string }

async function quality(query = ''): Promise<{ current: Change[]; results: Change[]; next: string | null }> {
  const { status, body } = await gateway.manage('GET', `${path}/quality${query}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body as never
}

/** By the check, which asks soon. */
async function untilIs(name: string, value: string): Promise<Change> {
  const isMeant = (one: Change) => one.name === name && one.value === value
  return eventually(async () => (await quality()).current.find(isMeant), `${name} ${value}`)
}

test('what asking finds and what a webhook tells become one line of changes, page by page', async () => {
  assert.equal((await gateway.manage('POST', `${path}/check`)).status, 200)
  await untilIs('quality', 'GREEN')
  await untilIs('status', 'CONNECTED')
  assert.equal((await gateway.control('PUT', number, { quality: 'RED' })).status, 200)
  const raw = {
    field: 'business_capability_update',
    value: { max_daily_conversations_per_business: 'TIER_10K', max_phone_numbers_per_business: 20 },
  }
  await gateway.simulateInbound({ raw })
  const limit = await untilIs('limit', 'TIER_10K')
  assert.equal(limit.source, 'webhook')
  // After the webhook Meta was asked as well: only so is the quality known.
  gateway.advance(60_000)
  const red = await untilIs('quality', 'RED')
  assert.deepEqual([red.previous, red.source], ['GREEN', 'asked'])
  const { results } = await quality()
  const paged: Change[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: Awaited<ReturnType<typeof quality>> = await quality(`?limit=2${after && `&after=${after}`}`)
    paged.push(...page.results)
    after = page.next
  }
  assert.deepEqual(paged, results)
  assert.equal((await gateway.manage('GET', `${path}/quality?after=x`)).status, 422)
})

test('the profile is written at Meta and read from there; what Meta refuses is told in its words', async () => {
  const profile = {
    about: 'Flores y regalos',
    address: 'Calle Larga 1, Cuenca',
    description: 'Ramos para cada día.',
    email: 'hola@shop.example',
    websites: ['https://shop.example', 'https://shop.example/menu'],
    vertical: 'RETAIL',
  }
  const written = await gateway.manage('PUT', `${path}/profile`, profile)
  assert.deepEqual([written.status, { ...written.body, pictureUrl: null }], [200, { ...profile, pictureUrl: null }])
  assert.deepEqual((await gateway.manage('GET', `${path}/profile`)).body, written.body)
  const less = await gateway.manage('PUT', `${path}/profile`, { email: 'otra@shop.example' })
  const { about, vertical } = profile
  const emptied = { about, vertical, address: '', description: '', email: 'otra@shop.example', websites: [] }
  assert.deepEqual({ ...less.body, pictureUrl: null }, { ...emptied, pictureUrl: null })
  const wrong = await gateway.manage('PUT', `${path}/profile`, { about: 'a'.repeat(140), websites: ['shop'] })
  assert.deepEqual([wrong.status, Object.keys(wrong.body.validationError as object)], [422, ['about', 'websites.0']])
  const fault = { kind: 'graphError', code: 100, match: { operation: 'other' } }
  const scripted = await gateway.control('POST', '/_sandbox/faults', fault)
  assert.equal(scripted.status, 200, JSON.stringify(scripted.body))
  const refused = await gateway.manage('PUT', `${path}/profile`, { email: 'x@shop.example' })
  assert.ok(refused.status >= 400 && 'metaError' in refused.body, JSON.stringify(refused.body))
})
