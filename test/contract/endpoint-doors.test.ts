/**
 * Each endpoint belongs to the API that created it, and only that one changes or deletes it; and a replay of events
 * that an endpoint never received.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { attemptStatus, inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, type Backend, claimOne, testBot, textMessage, tieredBackends } from '../support/store.ts'

const botId = 'bot_test'
const operators = 'https://operator.example.com/in'
const auth = { type: 'bearer', token: 'operator' } as const

async function open(backend: Backend): Promise<TestStore> {
  const ctx = await backend.open()
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('ep_operator', ['message', 'failed'], { url: operators, auth }))
  await ingestFacts(ctx.store, [inboundFact('wamid.1')], t0)
  return ctx
}

const operatorsOwn = async ({ store }: TestStore) => {
  const { url, auth: credential, events, door } = (await store.endpoint('ep_operator')) ?? {}
  return { url, credential, events, door }
}

const claimedOf = async (ctx: TestStore, endpointId: string, now = t0 + 1) =>
  (await ctx.store.claimDeliveries({ endpointId, limit: 99, now, inFlight: new Set() })).deliveries

const waitingFor = (ctx: TestStore, endpointId: string) =>
  ctx.rows(`select seq from deliveries where endpoint_id = '${endpointId}' and state = 'waiting'`).length

const registrations = {
  'another address': (ctx: TestStore) =>
    ctx.store.registerWebhooks(botId, [{ url: 'https://client.example.com/in', events: ['message'] }], t0),
  'the same address, with a credential of its own': (ctx: TestStore) =>
    ctx.store.registerWebhooks(
      botId,
      [{ url: operators, events: ['message'], auth: { type: 'bearer', token: 'client' } }],
      t0,
    ),
  'its events at another address': (ctx: TestStore) =>
    ctx.store.registerWebhooks(botId, [{ url: 'https://client.example.com/ev', events: ['failed', 'message'] }], t0),
  'removal of the bot webhook': (ctx: TestStore) => ctx.store.removeBotWebhook(botId),
  "the bot's webhookUrl": (ctx: TestStore) =>
    ctx.store.changeBot({ id: botId, change: { webhookUrl: 'https://bot.example.com/in' }, now: t0 }),
  "the bot's webhookUrl, none": (ctx: TestStore) =>
    ctx.store.changeBot({ id: botId, change: { webhookUrl: null }, now: t0 }),
}

for (const backend of tieredBackends) {
  describe(`doors of endpoints (${backend.name})`, () => {
    for (const [what, register] of Object.entries(registrations)) {
      test(`a registration leaves the operator's endpoint as it is: ${what}`, async () => {
        await using ctx = await open(backend)
        const before = await operatorsOwn(ctx)
        await register(ctx)
        assert.deepEqual(await operatorsOwn(ctx), before)
        assert.equal(waitingFor(ctx, 'ep_operator'), 1, 'what waits for it stays')
        await ctx.reopen()
        assert.deepEqual(await operatorsOwn(ctx), before)
      })
    }

    test('a registration moves a registered endpoint with its waiting deliveries; once the operator has taken it over, no more', async () => {
      await using ctx = await open(backend)
      const at = (url: string) => ctx.store.registerWebhooks(botId, [{ url, events: ['message'] }], t0)
      const [made] = await at('https://one.example.com/')
      assert.equal(made?.door, 'registration')
      await ingestFacts(ctx.store, [inboundFact('wamid.2')], t0)
      const [moved] = await at('https://two.example.com/')
      assert.deepEqual([moved?.id, moved?.url], [made?.id, 'https://two.example.com/'])
      assert.equal(waitingFor(ctx, made?.id ?? ''), 1)
      await ctx.store.changeEndpoint({ id: made?.id ?? '', change: { door: 'management' }, now: t0 })
      const [third] = await at('https://three.example.com/')
      assert.notEqual(third?.id, made?.id)
      assert.equal((await ctx.store.endpoint(made?.id ?? ''))?.url, 'https://two.example.com/')
      await ctx.store.removeBotWebhook(botId)
      const left = (await ctx.store.endpoints(botId)).map(({ id }) => id).sort()
      assert.deepEqual(left, ['ep_operator', made?.id].sort())
    })

    test('a replay of missing events adds those that were never delivered and do not wait, once, in order', async () => {
      await using ctx = await open(backend)
      const facts = [2, 3, 4].map((n) => inboundFact(`wamid.${n}`, { sentAt: t0 + n }))
      for (const [at, fact] of facts.entries()) await ingestFacts(ctx.store, [fact], t0 + 2 + at)
      await ctx.store.putEndpoint(testEndpoint('ep_late', ['message']))
      const range = { endpointId: 'ep_late', fromAt: 0, toAt: t0 + 100, now: t0 + 50 }
      assert.equal(await ctx.store.replay(range), 0, 'it had none of them, so there is nothing to repeat')
      assert.equal(await ctx.store.replay({ ...range, isMissing: true }), 4)
      assert.equal(await ctx.store.replay({ ...range, isMissing: true }), 0, 'they wait already')
      const got: string[] = []
      for (let at = t0 + 60; got.length < 4; at++) {
        for (const delivery of await claimedOf(ctx, 'ep_late', at)) {
          const attempt = { attempt: 1, startedAt: at, durationMs: 1, status: 200, answer: '' }
          const isRefused = got.length === 3
          got.push((JSON.parse(delivery.body) as { wamid: string }).wamid)
          await ctx.store.settleDeliveries(
            [{ delivery, attempt, decision: { kind: isRefused ? 'given_up' : 'delivered' } }],
            at,
          )
        }
      }
      assert.deepEqual(got, ['wamid.1', 'wamid.2', 'wamid.3', 'wamid.4'])
      assert.equal(await ctx.store.replay({ ...range, isMissing: true }), 1, 'what was given up was never delivered')
      await ctx.store.changeEndpoint({ id: 'ep_late', change: { events: ['failed'] }, now: t0 })
      assert.equal(await ctx.store.replay({ ...range, isMissing: true }), 0, 'it asks for none of these')
    })

    test('a correction of a final state is missing at every endpoint that asked for that state', async () => {
      await using ctx = await open(backend)
      const message = textMessage(ctx.newId, '593987654321', '', { kind: 'notification', expiresAt: t0 + 1 })
      await acceptAll(ctx.store, t0, [message])
      const claimed = await claimOne(ctx.store, t0)
      await ctx.store.settle(claimed, { kind: 'reconcile', until: t0 + 2, reason: 'no answer' }, t0)
      await ctx.store.releaseUnknown(t0 + 3, 0)
      await ctx.store.expire(t0 + 3)
      await ingestFacts(ctx.store, [attemptStatus(message.id, 1, 'delivered')], t0 + 4)
      const reported = ctx
        .rows('select type, body from events order by seq')
        .map(({ type, body }) => [type, typeof JSON.parse(String(body)).corrects])
      const correcting = reported.filter(([, corrects]) => corrects === 'string').length
      assert.ok(correcting > 0, JSON.stringify(reported))
      await ctx.store.putEndpoint(testEndpoint('ep_late', ['expired']))
      const range = { endpointId: 'ep_late', fromAt: 0, toAt: t0 + 100, now: t0 + 50 }
      assert.equal(await ctx.store.replay({ ...range, isMissing: true }), 1 + correcting)
    })
  })
}
