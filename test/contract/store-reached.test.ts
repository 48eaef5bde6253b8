/** How many people bots reached within 24 hours outside windows: each once, over all bots, and none that failed. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dayMs, hourMs } from '../../src/model/time.ts'
import type { NewMessage } from '../../src/store/messages/records.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, settleSent, testBot, textMessage } from '../support/store.ts'

const [one, other] = [testBot(), testBot({ id: 'bot_other' })]
const both = [one.id, other.id]
const [ana, beto, carla] = ['593987654321', '593900000001', '593900000002']

const template = ({ newId }: TestStore, userId: string, changes: Partial<NewMessage> = {}) =>
  textMessage(newId, userId, 'oferta', { kind: 'notification', ...changes })

async function send(ctx: TestStore, at: number, people: string[], botId = one.id): Promise<void> {
  await acceptAll(
    ctx.store,
    at,
    people.map((userId) => template(ctx, userId)),
    botId,
  )
  for (const claimed of (await claimAll(ctx.store, at, 100, botId)).messages) await settleSent(ctx.store, claimed, at)
}

for (const backend of backends) {
  const open = async () => {
    const ctx = await backend.open()
    for (const bot of [one, other]) await ctx.store.putBot(bot)
    return ctx
  }

  describe(`people reached (${backend.name})`, () => {
    test('each person once, whichever bot wrote and however often, for 24 hours', async () => {
      await using ctx = await open()
      await send(ctx, t0, [ana, beto])
      await send(ctx, t0 + 1, [ana], other.id)
      const at = (now: number, ids = both) => ctx.store.peopleReached(ids, now)
      assert.equal(await at(t0 + 2), 2)
      await send(ctx, t0 + hourMs, [carla], other.id)
      assert.equal(await at(t0 + hourMs), 3)
      assert.deepEqual([await at(t0 + hourMs, [one.id]), await at(t0 + hourMs, [])], [2, 0])
      assert.deepEqual([await at(t0 + dayMs), await at(t0 + dayMs + hourMs)], [2, 0])
    })

    test('what waits counts, what failed and session messages do not', async () => {
      await using ctx = await open()
      await acceptAll(ctx.store, t0, [template(ctx, ana), textMessage(ctx.newId, beto)])
      assert.equal(await ctx.store.peopleReached(both, t0), 1)
      const [claimed] = (await claimAll(ctx.store, t0, 1)).messages
      assert.ok(claimed)
      await ctx.store.settle(claimed, { kind: 'failed', error: { code: 131026 } }, t0)
      assert.equal(await ctx.store.peopleReached(both, t0), 0)
    })

    test('within the window of a person nothing counts; after it, and where it is not known, it does', async () => {
      await using ctx = await open()
      await ingestFacts(ctx.store, [inboundFact('wamid.1', { sentAt: t0 })], t0)
      await send(ctx, t0 + hourMs, [ana])
      assert.equal(await ctx.store.peopleReached(both, t0 + hourMs), 0)
      await send(ctx, t0 + dayMs, [ana])
      assert.equal(await ctx.store.peopleReached(both, t0 + dayMs), 1)
      await ingestFacts(ctx.store, [inboundFact('wamid.2', { sentAt: t0 + dayMs + 1 })], t0 + dayMs + 1)
      assert.equal(await ctx.store.peopleReached(both, t0 + dayMs + 2), 1)
    })
  })
}
