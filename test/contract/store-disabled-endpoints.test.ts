/**
 * Waiting deliveries of a disabled endpoint are bounded, by age and by number, and reported; the rest is delivered in
 * order when it is resumed.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { change } from '../support/rows.ts'
import { testBot, tieredBackends } from '../support/store.ts'

const day = 86_400_000
const people = 40
const each = 30
const many = people * each

const waitingFor = (ctx: TestStore, endpointId: string) =>
  ctx
    .rows(
      `select d.seq, d.user_id, d.due_at, e.at from deliveries d join events e on e.seq = d.event_seq
       where d.endpoint_id = '${endpointId}' and d.state = 'waiting' order by d.seq`,
    )
    .map(({ seq, user_id, due_at, at }) => ({
      seq: Number(seq),
      line: String(user_id),
      isDue: due_at !== null,
      at: Number(at),
    }))

/** An event every hour; for two endpoints, both disabled, and one that is enabled. */
async function populate(ctx: TestStore): Promise<void> {
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('on', ['message']))
  for (const id of ['off', 'off_too']) await ctx.store.putEndpoint(testEndpoint(id, ['message'], { disabledAt: t0 }))
  await change(ctx, [
    `insert into events (id, bot_id, user_id, type, body, at)
     select 'evt_' || n, 'bot_test', '5939' || (n % ${people}), 'message', '{}', ${t0} + cast(n as bigint) * 3600000
     from (with recursive c (n) as (select 1 union all select n + 1 from c where n < ${many}) select n from c) as c`,
    `insert into deliveries (event_seq, endpoint_id, user_id, state, due_at)
     select seq, endpoints.id, user_id, 'waiting', case when cast(substr(events.id, 5) as integer) <= ${people} then ${t0} end
     from events cross join endpoints order by seq, endpoints.id`,
  ])
}

function checkLines(waiting: ReturnType<typeof waitingFor>): void {
  for (const ofLine of Map.groupBy(waiting, ({ line }) => line).values())
    assert.deepEqual(
      ofLine.map(({ isDue }) => isDue),
      ofLine.map((_, index) => index === 0),
    )
}

for (const backend of tieredBackends)
  describe(`disabled, and never resumed (${backend.name})`, () => {
    for (const [by, offEndpointLimits, left] of [
      ['by age', { ageMs: 10 * day, events: 0 }, 240],
      ['by number', { ageMs: 0, events: 100 }, 100],
      ['by whichever is less', { ageMs: 10 * day, events: 100 }, 100],
      ['not where it is not wanted', { ageMs: 0, events: 0 }, many],
    ] as const)
      test(`bounded ${by}: the oldest are dropped, counted, and the next of each line is ready`, async () => {
        await using ctx = await backend.open({ offEndpointLimits, isFresh: true })
        await populate(ctx)
        const now = t0 + (many + 1) * 3_600_000
        const { dropped } = await ctx.store.purge(now)
        const removed = many - left
        assert.deepEqual(
          dropped.toSorted((one, other) => one.endpointId.localeCompare(other.endpointId)),
          removed === 0
            ? []
            : ['off', 'off_too'].map((endpointId) => ({ botId: 'bot_test', endpointId, count: removed })),
        )
        const waiting = waitingFor(ctx, 'off')
        assert.equal(waiting.length, left)
        assert.ok(waiting.every(({ at }) => at > t0 + removed * 3_600_000))
        checkLines(waiting)
        assert.equal(waitingFor(ctx, 'on').length, many)
        assert.deepEqual((await ctx.store.purge(now)).dropped, [])
        await ctx.store.resumeEndpoint('off', now)
        const claim = { endpointId: 'off', limit: 500, now, inFlight: new Set<number>() }
        const claimed = (await ctx.store.claimDeliveries(claim)).deliveries
        assert.equal(claimed.length, Math.min(people, left))
      })

    test('paused: what comes waits, a registration does not resume it, and its lag is told', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      await store.putBot(testBot())
      const registered = { url: 'https://client.example.com/in', events: ['message'] }
      const [endpoint] = await store.registerWebhooks('bot_test', [registered], t0)
      const id = endpoint?.id ?? ''
      const healthOf = async () => (await store.endpointHealth('bot_test')).find(({ endpointId }) => endpointId === id)
      assert.deepEqual(await healthOf(), { endpointId: id, waiting: 0 })
      assert.deepEqual(await store.offEndpoints(), [])
      assert.equal(await store.pauseEndpoint(id, t0 + 1), true)
      assert.equal(await store.pauseEndpoint(id, t0 + 2), true, 'it is, already')
      assert.equal(await store.pauseEndpoint('none', t0), false)
      const { disabledAt, disabledReason } = (await store.endpoint(id)) ?? {}
      assert.deepEqual([disabledAt, disabledReason], [t0 + 1, 'paused'])
      assert.deepEqual(
        (await store.offEndpoints()).map((one) => one.id),
        [id],
      )
      await ingestFacts(store, [inboundFact('wamid.paused.1'), inboundFact('wamid.paused.2')], t0 + 3)
      assert.deepEqual(await healthOf(), { endpointId: id, waiting: 2, oldestAt: t0 + 3 })
      await store.registerWebhooks('bot_test', [{ ...registered, events: ['message', 'failed'] }], t0 + 4)
      await ctx.reopen()
      assert.equal((await ctx.store.endpoint(id))?.disabledReason, 'paused')
      assert.equal((await ctx.store.endpoint(id))?.disabledAt, t0 + 1)
      await ctx.store.resumeEndpoint(id, t0 + 5)
      assert.equal((await ctx.store.endpoint(id))?.disabledAt, undefined)
      const claim = { endpointId: id, limit: 500, now: t0 + 5, inFlight: new Set<number>() }
      const [first] = (await ctx.store.claimDeliveries(claim)).deliveries
      assert.ok(first)
      const attempt = { attempt: 1, startedAt: t0 + 6, durationMs: 1, status: 500, answer: '' }
      await ctx.store.settleDeliveries(
        [{ delivery: first, attempt, decision: { kind: 'again', dueAt: t0 + 99 } }],
        t0 + 6,
      )
      const [failing] = await ctx.store.endpointHealth('bot_test')
      assert.deepEqual([failing?.waiting, failing?.failingSince], [2, t0 + 6])
    })
  })
