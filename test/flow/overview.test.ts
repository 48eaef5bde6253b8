/** What the overview answers through the whole gateway: rates, the queue, alarms of tokens and templates, by role. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, person, request, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway()
})
after(async () => gateway?.[Symbol.asyncDispose]())

const token = 'sandbox-access-token'
const dayMs = 86_400_000

type OfBot = {
  botId: string
  sentPerMinute: number
  receivedPerMinute: number
  waiting: number
  oldestDueAt: string | null
  token: string
  tokenAt: string | null
  templates: Record<string, number>
}
type Overview = { at: string; total: Omit<OfBot, 'botId' | 'token' | 'tokenAt' | 'templates'>; results: OfBot[] }

async function overview(): Promise<Overview> {
  const { status, body } = await gateway.manage('GET', '/manage/v1/overview')
  assert.equal(status, 200, JSON.stringify(body))
  return body as never
}

const until = (isMeant: (of: OfBot | undefined, whole: Overview) => boolean, what: string) =>
  eventually(async () => {
    const whole = await overview()
    const of = whole.results.find(({ botId }) => botId === 'demo')
    return isMeant(of, whole) ? { of, whole } : undefined
  }, what)

const declare = async (about: Record<string, unknown>) =>
  assert.equal((await gateway.control('PUT', '/_sandbox/tokens', { token, ...about })).status, 200)

/** Asks Meta anew, a while later, so that the last answer is old. */
async function check(): Promise<void> {
  gateway.advance(16 * 60_000)
  assert.equal((await gateway.manage('POST', '/manage/v1/bots/demo/check')).status, 200)
}

test('what was sent and received within the last minute is counted, and is gone after it', async () => {
  await gateway.simulateInbound({ type: 'text', text: 'Hola' })
  await gateway.sendText(person, 'Buenos días')
  await gateway.phoneUntil((messages) => messages.length > 0)
  const { whole } = await until((of) => of?.sentPerMinute === 1 && of.receivedPerMinute === 2, 'both are counted')
  // The demo's own person has written as well.
  assert.deepEqual([whole.total.sentPerMinute, whole.total.receivedPerMinute, whole.total.waiting], [1, 2, 0])
  gateway.advance(3 * 60_000)
  const { total } = await overview()
  assert.deepEqual([total.sentPerMinute, total.receivedPerMinute], [0, 0])
})

test('a token that ends soon is an alarm, and one that Meta refuses, with what waits meanwhile', async () => {
  const expiresAt = Math.floor((gateway.now() + 3 * dayMs) / 1_000) * 1_000
  await declare({ state: 'valid', expiresAt })
  await check()
  const { of: soon } = await until((of) => of?.token === 'ends_soon', 'it ends soon')
  assert.equal(Date.parse(String(soon?.tokenAt)), expiresAt)
  await declare({ state: 'invalid' })
  const id = await gateway.sendText(person, '¿Sigue ahí?')
  const { of: refused, whole } = await until((of) => of?.token === 'refused' && of.waiting === 1, 'it is refused')
  assert.ok(Date.parse(String(refused?.tokenAt)) <= Date.parse(whole.at))
  assert.equal(whole.total.waiting, 1)
  assert.ok(Date.parse(String(whole.total.oldestDueAt)) > 0)
  await gateway.call('DELETE', `/v1/bots/demo/messages/${id}`)
  await declare({ state: 'valid', expiresAt: gateway.now() + 90 * dayMs })
  await check()
  await until((of) => of?.token === 'ok' && of.waiting === 0, 'it is well again')
})

test('a template that Meta pauses is an alarm, and its history says so; whoever has no such bot sees nothing', async () => {
  const templates = (await gateway.control('GET', '/_sandbox/templates')).body as unknown as Record<string, string>[]
  const plain = templates.find(({ name, language }) => name === 'demo_plain' && language === 'es')
  const review = await gateway.control('POST', `/_sandbox/templates/${plain?.id}/review`, { action: 'pause' })
  assert.equal(review.status, 200, JSON.stringify(review.body))
  await until((of) => of?.templates.PAUSED === 1, 'it is counted')
  const path = '/manage/v1/bots/demo/templates/demo_plain/changes'
  const { body } = await gateway.manage('GET', `${path}?limit=1`)
  const [change] = body.results as Record<string, unknown>[]
  assert.deepEqual(
    [change?.language, change?.change, change?.value, change?.previous, change?.source],
    ['es', 'status', 'PAUSED', 'APPROVED', 'webhook'],
  )
  assert.deepEqual((await gateway.manage('GET', `${path}?after=${body.next}`)).body, { results: [], next: null })
  const grants = [{ role: 'viewer', bots: ['another'] }]
  const channel = { phoneNumberId: '9', wabaId: '9', accessToken: 't', appSecret: 's', verifyToken: 'v' }
  const another = { id: 'another', name: 'Another', channel: { ...channel, graphUrl: gateway.sandboxUrl } }
  assert.equal((await gateway.manage('POST', '/manage/v1/bots', another)).status, 201)
  const { body: made } = await gateway.manage('POST', '/manage/v1/api-keys', { name: 'Elsewhere', grants })
  const authorization = `Bearer ${made.apiKey}`
  const answer = await request(`${gateway.url}/manage/v1/overview`, 'GET', undefined, { authorization })
  const { results, total } = answer.body as unknown as Overview
  assert.deepEqual([answer.status, results.map(({ botId }) => botId).includes('demo'), total.waiting], [200, false, 0])
})
