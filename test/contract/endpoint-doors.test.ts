/**
 * Each endpoint belongs to the door that made it, and only that one moves or removes it; and a replay of what an endpoint did not have yet.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { attemptStatus, inboundFact, tell, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, type Backend, backends, claimOne, testBot, textMessage } from '../support/store.ts'

const botId = 'bot_test'
const operators = 'https://operator.example.com/in'
const auth = { type: 'bearer', token: 'operator' } as const

async function open(backend: Backend): Promise<TestStore> {
  const it = await backend.open()
  await it.store.putBot(testBot())
  await it.store.putEndpoint(testEndpoint('ep_operator', ['message', 'failed'], { url: operators, auth }))
  await tell(it.store, [inboundFact('wamid.1')], t0)
  return it
}

const operatorsOwn = async ({ store }: TestStore) => {
  const { url, auth: credential, events, door } = (await store.endpoint('ep_operator')) ?? {}
  return { url, credential, events, door }
}

const claimedOf = async (it: TestStore, endpointId: string, now = t0 + 1) =>
  (await it.store.claimDeliveries({ endpointId, limit: 99, now, inFlight: new Set() })).deliveries

const waitingFor = (it: TestStore, endpointId: string) =>
  it.rows(`select seq from deliveries where endpoint_id = '${endpointId}' and state = 'waiting'`).length

const registrations = {
  'another address': (it: TestStore) =>
    it.store.registerWebhooks(botId, [{ url: 'https://client.example.com/in', events: ['message'] }], t0),
  'the same address, with a credential of its own': (it: TestStore) =>
    it.store.registerWebhooks(
      botId,
      [{ url: operators, events: ['message'], auth: { type: 'bearer', token: 'client' } }],
      t0,
    ),
  'its events at another address': (it: TestStore) =>
    it.store.registerWebhooks(botId, [{ url: 'https://client.example.com/ev', events: ['failed', 'message'] }], t0),
  'removal of the bot webhook': (it: TestStore) => it.store.removeBotWebhook(botId),
  "the bot's webhookUrl": (it: TestStore) =>
    it.store.changeBot({ id: botId, change: { webhookUrl: 'https://bot.example.com/in' }, now: t0 }),
  "the bot's webhookUrl, none": (it: TestStore) =>
    it.store.changeBot({ id: botId, change: { webhookUrl: null }, now: t0 }),
}

for (const backend of backends) {
  describe(`doors of endpoints (${backend.name})`, () => {
    for (const [what, register] of Object.entries(registrations)) {
      test(`a registration leaves the operator's endpoint as it is: ${what}`, async () => {
        await using it = await open(backend)
        const before = await operatorsOwn(it)
        await register(it)
        assert.deepEqual(await operatorsOwn(it), before)
        assert.equal(waitingFor(it, 'ep_operator'), 1, 'what waits for it stays')
        await it.reopen()
        assert.deepEqual(await operatorsOwn(it), before)
      })
    }

    test('a registration moves what was registered, with what waits; once the operator has taken it over, no more', async () => {
      await using it = await open(backend)
      const at = (url: string) => it.store.registerWebhooks(botId, [{ url, events: ['message'] }], t0)
      const [made] = await at('https://one.example.com/')
      assert.equal(made?.door, 'registration')
      await tell(it.store, [inboundFact('wamid.2')], t0)
      const [moved] = await at('https://two.example.com/')
      assert.deepEqual([moved?.id, moved?.url], [made?.id, 'https://two.example.com/'])
      assert.equal(waitingFor(it, made?.id ?? ''), 1)
      await it.store.changeEndpoint({ id: made?.id ?? '', change: { door: 'management' }, now: t0 })
      const [third] = await at('https://three.example.com/')
      assert.notEqual(third?.id, made?.id)
      assert.equal((await it.store.endpoint(made?.id ?? ''))?.url, 'https://two.example.com/')
      await it.store.removeBotWebhook(botId)
      const left = (await it.store.endpoints(botId)).map(({ id }) => id).sort()
      assert.deepEqual(left, ['ep_operator', made?.id].sort())
    })

    test('a replay of what is missing brings what was never delivered and does not wait, once, in order', async () => {
      await using it = await open(backend)
      const facts = [2, 3, 4].map((n) => inboundFact(`wamid.${n}`, { sentAt: t0 + n }))
      for (const [at, fact] of facts.entries()) await tell(it.store, [fact], t0 + 2 + at)
      await it.store.putEndpoint(testEndpoint('ep_late', ['message']))
      const range = { endpointId: 'ep_late', fromAt: 0, toAt: t0 + 100, now: t0 + 50 }
      assert.equal(await it.store.replay(range), 0, 'it had none of them, so there is nothing to repeat')
      assert.equal(await it.store.replay({ ...range, isMissing: true }), 4)
      assert.equal(await it.store.replay({ ...range, isMissing: true }), 0, 'they wait already')
      const got: string[] = []
      for (let at = t0 + 60; got.length < 4; at++) {
        for (const delivery of await claimedOf(it, 'ep_late', at)) {
          const attempt = { attempt: 1, startedAt: at, durationMs: 1, status: 200, answer: '' }
          const isRefused = got.length === 3
          got.push((JSON.parse(delivery.body) as { wamid: string }).wamid)
          await it.store.settleDelivery(delivery, attempt, { kind: isRefused ? 'given_up' : 'delivered' }, at)
        }
      }
      assert.deepEqual(got, ['wamid.1', 'wamid.2', 'wamid.3', 'wamid.4'])
      assert.equal(await it.store.replay({ ...range, isMissing: true }), 1, 'what was given up was never delivered')
      await it.store.changeEndpoint({ id: 'ep_late', change: { events: ['failed'] }, now: t0 })
      assert.equal(await it.store.replay({ ...range, isMissing: true }), 0, 'it asks for none of these')
    })

    test('what takes back an end is missing at whoever asked for the end', async () => {
      await using it = await open(backend)
      const message = textMessage(it.newId, '593987654321', '', { kind: 'notification', expiresAt: t0 + 1 })
      await acceptAll(it.store, t0, [message])
      const claimed = await claimOne(it.store, t0)
      await it.store.settle(claimed, { kind: 'reconcile', until: t0 + 2, reason: 'no answer' }, t0)
      await it.store.releaseUnknown(t0 + 3, 0)
      await it.store.expire(t0 + 3)
      await tell(it.store, [attemptStatus(message.id, 1, 'delivered')], t0 + 4)
      const told = it
        .rows('select type, body from events order by seq')
        .map(({ type, body }) => [type, typeof JSON.parse(String(body)).corrects])
      const correcting = told.filter(([, corrects]) => corrects === 'string').length
      assert.ok(correcting > 0, JSON.stringify(told))
      await it.store.putEndpoint(testEndpoint('ep_late', ['expired']))
      const range = { endpointId: 'ep_late', fromAt: 0, toAt: t0 + 100, now: t0 + 50 }
      assert.equal(await it.store.replay({ ...range, isMissing: true }), 1 + correcting)
    })
  })
}
