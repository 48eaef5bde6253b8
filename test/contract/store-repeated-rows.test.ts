/**
 * Rows of a campaign that were retried while their message may have arrived: a row counts as its real state, and a
 * message that arrived is not sent again.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RowOutcome } from '../../src/store/campaigns/rows.ts'
import type { ClaimedMessage } from '../../src/store/messages/records.ts'
import { attemptStatus, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { backends, claimAll, settleSent, testBot, textMessage } from '../support/store.ts'
import { campaignSnapshot } from '../support/store-fixtures.ts'

const id = 'cmp_1'
const phone = '593910000001'
const snapshot = campaignSnapshot()

/** A campaign of one row, whose message is sent. */
async function begin(ctx: TestStore): Promise<{ seq: number; claimed: ClaimedMessage }> {
  await ctx.store.putBot(testBot())
  await ctx.store.addCampaign({ id, botId: 'bot_test', name: 'Mayo', elementName: 'promo', snapshot, createdAt: t0 })
  const seq = Number((await ctx.store.campaign(id))?.seq)
  await ctx.store.importCampaignRows(seq, [{ line: 2, destination: phone, values: ['x'] }], 2, t0)
  await ctx.store.endCampaignImport(id, t0)
  return { seq, claimed: await goOut(ctx, seq, t0) }
}

async function feed(ctx: TestStore, seq: number, now: number): Promise<number> {
  const outcomes = (await ctx.store.waitingCampaignRows(seq, 9)).map(({ line }): RowOutcome => {
    const message = textMessage(ctx.newId, phone, 'promo', {
      kind: 'notification',
      campaignId: id,
      elementName: 'promo',
    })
    return { line, message, notBefore: now }
  })
  return ctx.store.acceptCampaignRows({ seq, botId: 'bot_test', outcomes }, now)
}

async function goOut(ctx: TestStore, seq: number, now: number): Promise<ClaimedMessage> {
  assert.equal(await feed(ctx, seq, now), 1)
  const [claimed] = (await claimAll(ctx.store, now)).messages
  assert.ok(claimed)
  return claimed
}

/**
 * Its answer is lost, and nothing reports it until it is too old: failed, as far as known. Then the campaign is
 * retried.
 */
async function retried(ctx: TestStore) {
  const { seq, claimed } = await begin(ctx)
  await ctx.store.settle(claimed, { kind: 'reconcile', until: t0 + 10, reason: 'time-out' }, t0)
  await ctx.store.releaseUnknown(t0 + 10, t0 + 1)
  assert.deepEqual(await counts(ctx), { states: { failed: 1 }, failures: { UNDELIVERABLE: 1 } })
  await ctx.store.moveCampaign(id, 'retry', t0 + 20)
  await ctx.store.retryCampaignRows(id, 9, t0 + 20)
  return { seq, first: claimed }
}

async function counts(ctx: TestStore) {
  const { states, failures } = await ctx.store.campaignCounts(id)
  return { states: Object.fromEntries(Object.entries(states).filter(([, count]) => count !== 0)), failures }
}

async function rowNow(ctx: TestStore) {
  const [row] = await ctx.store.campaignReport((await ctx.store.campaign(id))?.seq ?? 0, 0, 9)
  return [row?.state, row?.message?.id, row?.message?.state]
}

const arrives = (ctx: TestStore, { id: message, attempt }: ClaimedMessage, at = t0 + 60_000) =>
  ingestFacts(ctx.store, [attemptStatus(message, attempt, 'delivered', { at, recipient: { phone } })], at)

const later = t0 + 600_000

for (const backend of backends) {
  describe(`retried rows (${backend.name})`, () => {
    test('proof while the row waits: the row belongs to its message again, and nothing is sent', async () => {
      await using ctx = await backend.open()
      const { seq, first } = await retried(ctx)
      await arrives(ctx, first)
      assert.equal(await feed(ctx, seq, later), 0)
      assert.deepEqual(await rowNow(ctx), ['accepted', first.id, 'delivered'])
      assert.deepEqual(await counts(ctx), { states: { delivered: 1 }, failures: {} })
      assert.equal((await ctx.store.campaign(id))?.acceptedCount, 1)
    })

    test('proof while the next message waits: that one is deleted, without a trace', async () => {
      await using ctx = await backend.open()
      const { seq, first } = await retried(ctx)
      assert.equal(await feed(ctx, seq, t0 + 30), 1)
      await arrives(ctx, first)
      assert.deepEqual((await claimAll(ctx.store, later)).messages, [])
      assert.deepEqual(await rowNow(ctx), ['accepted', first.id, 'delivered'])
      assert.deepEqual(await counts(ctx), { states: { delivered: 1 }, failures: {} })
    })

    test('a repeated message is marked; of two that arrived one counts', async () => {
      await using ctx = await backend.open()
      const { seq, first } = await retried(ctx)
      const second = await goOut(ctx, seq, t0 + 20_000)
      assert.equal(second.possibleDouble, true)
      await settleSent(ctx.store, second, t0 + 20_000)
      await arrives(ctx, first)
      assert.deepEqual(await rowNow(ctx), ['accepted', second.id, 'sent'])
      assert.deepEqual(await counts(ctx), { states: { sent: 1 }, failures: {} })
    })

    test('the next message fails, the first arrived: the row arrived, in either order of reports, and is not retried', async () => {
      for (const isProofFirst of [true, false]) {
        await using ctx = await backend.open()
        const { seq, first } = await retried(ctx)
        const second = await goOut(ctx, seq, t0 + 20_000)
        if (isProofFirst) await arrives(ctx, first)
        await ctx.store.settle(second, { kind: 'failed', error: { code: 131026 } }, t0 + 20_001)
        if (!isProofFirst) await arrives(ctx, first)
        assert.deepEqual(await rowNow(ctx), ['accepted', first.id, 'delivered'])
        assert.deepEqual(await counts(ctx), { states: { delivered: 1 }, failures: {} })
        await ctx.store.moveCampaign(id, 'retry', later)
        await ctx.store.retryCampaignRows(id, 9, later)
        assert.equal(await feed(ctx, seq, later), 0)
      }
    })

    test('two retries: proof of the first message finds its row', async () => {
      await using ctx = await backend.open()
      const { seq, first } = await retried(ctx)
      const second = await goOut(ctx, seq, t0 + 20_000)
      await ctx.store.settle(second, { kind: 'failed', error: { code: 131026 } }, t0 + 20_001)
      await ctx.store.moveCampaign(id, 'retry', t0 + 20_002)
      await ctx.store.retryCampaignRows(id, 9, t0 + 20_002)
      assert.deepEqual(await counts(ctx), { states: {}, failures: {} })
      await arrives(ctx, first)
      assert.deepEqual(await rowNow(ctx), ['accepted', first.id, 'delivered'])
      assert.deepEqual(await counts(ctx), { states: { delivered: 1 }, failures: {} })
    })

    test('a canceled campaign: a message that had left all the same counts as that', async () => {
      await using ctx = await backend.open()
      const { claimed } = await begin(ctx)
      await ctx.store.settle(claimed, { kind: 'reconcile', until: t0 + 10, reason: 'time-out' }, t0)
      await ctx.store.releaseUnknown(t0 + 10, 0)
      await ctx.store.moveCampaign(id, 'cancel', t0 + 20)
      await ctx.store.sweepCanceledCampaign(id, 9, t0 + 20)
      assert.deepEqual(await counts(ctx), { states: { canceled: 1 }, failures: {} })
      await arrives(ctx, claimed)
      assert.deepEqual(await counts(ctx), { states: { delivered: 1 }, failures: {} })
      assert.deepEqual(await rowNow(ctx), ['accepted', claimed.id, 'delivered'])
    })
  })
}
