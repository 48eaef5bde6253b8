/**
 * What Meta says of a message's price: the first word of a wamid stays, in whatever order its statuses come and however
 * often; delivered messages are counted by it, and a failed one is not.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { pricingCode, pricingKey, pricingOf } from '../../src/model/cost/pricing.ts'
import type { Status } from '../../src/model/message/lifecycle.ts'
import { attemptStatus, ingestFacts } from '../support/facts.ts'
import { assertPricesAreExact } from '../support/figures.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { times } from '../support/repetitions.ts'
import { acceptAll, claimAll, settleSent, testBot, textMessage, tieredBackends } from '../support/store.ts'

const regular = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' }
const free = { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' }

async function sentMessage(ctx: TestStore, userId = '18095550100'): Promise<string> {
  const message = textMessage(ctx.newId, userId, '', { kind: 'notification', elementName: 'offer', campaignId: 'c' })
  await acceptAll(ctx.store, t0, [message])
  for (const claimed of (await claimAll(ctx.store, t0)).messages) await settleSent(ctx.store, claimed, t0)
  return message.id
}

const told = (ctx: TestStore, id: string, status: Status, pricing?: Record<string, unknown>, at = t0) =>
  ingestFacts(
    ctx.store,
    [
      attemptStatus(id, 1, status, {
        at,
        ...(pricing && { pricing, details: { pricing } }),
        ...(status === 'failed' && { error: { code: 131_026 } }),
      }),
    ],
    at,
  )

const keyOf = (ctx: TestStore, id: string) =>
  pricingKey(pricingOf(Number(ctx.rows(`select pricing from messages where id = '${id}'`)[0]?.pricing ?? 0)))
const counted = (ctx: TestStore) =>
  ctx
    .rows('select * from price_days where count <> 0 order by pricing, country')
    .map(({ day_at, element_name, campaign_id, pricing, country, count }) =>
      [(Number(day_at) - (t0 - (t0 % 86_400_000))) / 86_400_000, element_name, campaign_id, pricing, country, count]
        .map(String)
        .join(' '),
    )

for (const backend of tieredBackends) {
  describe(`the price that Meta tells (${backend.name})`, () => {
    test('comes with sent, stays, and is counted on the day of the delivery, by the country', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const id = await sentMessage(ctx)
      await told(ctx, id, 'sent', regular)
      assert.equal(keyOf(ctx, id), 'marketing,regular,,pmp,1')
      await ctx.store.addUpFigures(t0)
      assert.deepEqual(counted(ctx), [])
      await told(ctx, id, 'delivered', free, t0 + 2 * 86_400_000)
      await ctx.store.addUpFigures(t0)
      assert.equal(keyOf(ctx, id), 'marketing,regular,,pmp,1')
      assert.deepEqual(counted(ctx), ['2 offer c marketing,regular,,pmp,1 DO 1'])
      const timeline = await ctx.store.timeline('bot_test', id)
      assert.equal(pricingKey(pricingOf(timeline?.pricing ?? 0)), 'marketing,regular,,pmp,1')
    })

    test('a message that fails after its delivery is taken back, and one without a price is not counted', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const [failing, silent] = [await sentMessage(ctx), await sentMessage(ctx, 'US.1234567')]
      await told(ctx, failing, 'sent', regular)
      await told(ctx, failing, 'failed', undefined)
      await told(ctx, silent, 'delivered')
      await ctx.store.addUpFigures(t0)
      assert.deepEqual(counted(ctx), [])
      await told(ctx, silent, 'read', { ...regular, type: undefined, pricing_type: 'Regular', billable: undefined })
      await ctx.store.addUpFigures(t0)
      assert.deepEqual(counted(ctx), ['0 offer c marketing,regular,,pmp, US 1'])
    })

    test('is the first one, whatever the order and the repetitions of statuses', async () => {
      const statuses = fc.array(
        fc.record({
          status: fc.constantFrom<Status>('sent', 'delivered', 'read'),
          pricing: fc.constantFrom(undefined, regular, free, { category: 'new_kind', type: 'new_type' }),
        }),
        { maxLength: 8 },
      )
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await fc.assert(
        fc.asyncProperty(statuses, async (all) => {
          const id = await sentMessage(ctx)
          for (const { status, pricing } of all) await told(ctx, id, status, pricing)
          const first = all.find(({ pricing }) => pricing !== undefined)?.pricing
          assert.equal(keyOf(ctx, id), pricingKey(pricingOf(first ? (pricingCode(first) ?? 0) : 0)))
        }),
        { numRuns: times(15, 200) },
      )
      await ctx.store.addUpFigures(t0)
      assertPricesAreExact(ctx)
    })

    test('an unknown member is in the timeline, where the price itself does not say it', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const id = await sentMessage(ctx)
      await told(ctx, id, 'sent', { ...regular, tier: 'new' })
      const [attempt] = (await ctx.store.timeline('bot_test', id))?.attempts ?? []
      assert.deepEqual(attempt?.told, { pricing: { ...regular, tier: 'new' } })
      const plain = await sentMessage(ctx, '5939911111')
      await told(ctx, plain, 'sent', regular)
      assert.equal((await ctx.store.timeline('bot_test', plain))?.attempts[0]?.told, undefined)
    })
  })
}
