/**
 * What Meta counts of templates through the whole gateway: off until an operator switches it on, read after a sync,
 * shown by template and day, and never asked again where Meta refuses it.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, person, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway({ RECADO_TEMPLATE_SYNC_MS: '0' })
})
after(async () => gateway?.[Symbol.asyncDispose]())

type Json = Record<string, unknown>
const bot = '/manage/v1/bots/demo'

async function state(): Promise<Json> {
  const { status, body } = await gateway.manage('GET', `${bot}/template-insights`)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

/** Requests that Meta got for figures. */
async function asked(): Promise<string[]> {
  const { body } = await gateway.control('GET', '/_sandbox/requests?limit=1000')
  const requests = ((body as { requests?: Json[] }).requests ?? body) as Json[]
  return requests.map(({ url }) => String(url)).filter((url) => url.includes('template_analytics'))
}

async function days(elementName: string): Promise<Json[]> {
  const { status, body } = await gateway.manage('GET', `${bot}/templates/${elementName}/insights?days=7`)
  assert.equal(status, 200, JSON.stringify(body))
  return body.results as Json[]
}

async function checkOf(name: string): Promise<Json | undefined> {
  const { status, body } = await gateway.manage('POST', `${bot}/check`)
  assert.equal(status, 200, JSON.stringify(body))
  return (body.checks as Json[]).find((one) => one.name === name)
}

test('nothing is asked before an operator switches it on', async () => {
  assert.deepEqual(await state(), { state: 'unknown', enabledAt: null, askedAt: null, readAt: null, error: null })
  assert.deepEqual(await asked(), [])
  assert.equal((await checkOf('template_insights'))?.status, 'ok')
})

test('a template has its days: what was sent, delivered, read and pressed', async () => {
  const sent = await gateway.call('POST', '/v2/whatsapp/demo/hsm', {
    ...{ elementName: 'demo_quick_reply', language: 'es', parameters: ['Ana', 'A-1024'], destinations: [person] },
  })
  assert.equal(sent.status, 200, JSON.stringify(sent.body))
  await gateway.phoneUntil((messages) => messages.some(({ status }) => status === 'read'))
  await gateway.simulateInbound({ type: 'button', index: 0 })
  const enabled = await gateway.manage('POST', `${bot}/template-insights`)
  assert.equal(enabled.status, 200, JSON.stringify(enabled.body))
  assert.equal(enabled.body.state, 'on')
  await eventually(async () => (await state()).readAt !== null, 'the figures')
  const [day, ...others] = await days('demo_quick_reply')
  assert.deepEqual(others, [])
  const clicks = day?.clicks as Json[]
  assert.deepEqual([day?.language, day?.sent, day?.delivered, day?.read, day?.cost], ['es', 1, 1, 1, []])
  assert.deepEqual([clicks.length, clicks[0]?.type, clicks[0]?.count], [1, 'quick_reply_button', 1])
  assert.equal(day?.day, new Date().toISOString().slice(0, 10))
  assert.deepEqual(await days('demo_text'), [])
  // Ten templates of a request, of all that are or were approved.
  const known = gateway.rows("select count(*) as count from templates where status = 'APPROVED'")[0]?.count as number
  assert.equal((await asked()).length, Math.floor(known / 10) + 1)
  for (const url of await asked()) {
    const query = new URL(url, 'http://x').searchParams
    assert.ok((query.get('template_ids') ?? '').split(',').length <= 10, url)
    assert.equal(query.get('granularity'), 'DAILY')
  }
  assert.equal((await checkOf('template_insights'))?.status, 'ok')
})

test('where Meta refuses it, it is asked once, and the check says so', async () => {
  const fault = { kind: 'graphError', code: 100, match: { operation: 'other' }, message: 'not in this country' }
  const before = (await asked()).length
  await gateway.control('POST', '/_sandbox/faults', { ...fault, skip: 1, times: 1 })
  assert.equal((await gateway.manage('POST', `${bot}/template-insights`)).status, 200)
  await eventually(async () => (await state()).state === 'refused', 'the refusal')
  assert.match(String((await state()).error), /\(100\)$/)
  const found = await checkOf('template_insights')
  assert.equal(found?.status, 'unknown')
  assert.match(String(found?.fix), /template-insights/)
  const count = (await asked()).length
  assert.equal(count, before + 1)
  assert.equal((await gateway.call('POST', '/v1/bots/demo/templates/sync')).status, 200)
  assert.equal((await asked()).length, count)
  // What was read before stays.
  assert.equal((await days('demo_quick_reply')).length, 1)
})

test('an operator may ask again', async () => {
  const before = (await asked()).length
  assert.equal((await gateway.manage('POST', `${bot}/template-insights`)).body.state, 'on')
  await eventually(async () => (await asked()).length > before && (await state()).readAt !== null, 'the figures')
  assert.equal((await state()).error, null)
})
