/**
 * Marketing to people who want none, or had enough of it: refused as a whole where nobody may get it, left out of
 * campaigns and counted there, and stopped in the last moment; whatever else is sent goes on.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { MarketingCap } from '../../src/model/consent/suppression.ts'
import { dayMs } from '../../src/model/time.ts'
import type { NewMessage } from '../../src/store/messages/records.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import {
  acceptAll,
  type Backend,
  claimAll,
  claimOne,
  settleSent,
  textMessage,
  tieredBackends,
} from '../support/store.ts'
import { campaignSnapshot, openWithBot } from '../support/store-fixtures.ts'

const bot = 'bot_test'
const ana = '593987654321'
const beto = '593900000001'
const cap: MarketingCap = { messages: 2, days: 7 }

const promo = (ctx: TestStore, userId: string, changes: Partial<NewMessage> = {}) =>
  textMessage(ctx.newId, userId, 'oferta', { kind: 'notification', isMarketing: true, ...changes })

const stop = ({ store }: TestStore, userId: string) =>
  store.addSuppressions({ botId: bot, people: [{ userId }], source: 'api', now: t0 })

const accept = ({ store }: TestStore, messages: NewMessage[], at = t0, marketingCap?: MarketingCap) =>
  store.accept({ botId: bot, acceptedAt: at, messages, marketingCap })

const count = (ctx: TestStore) => Number(ctx.rows('select count(*) as n from messages')[0]?.n)

async function addCampaign({ store }: TestStore, id: string, destinations: string[]): Promise<number> {
  const snapshot = campaignSnapshot()
  await store.addCampaign({ id, botId: bot, name: id, elementName: 'promo', snapshot, createdAt: t0 })
  const campaign = await store.campaign(id)
  assert.ok(campaign)
  const rows = destinations.map((destination, n) => ({ line: n + 2, destination, values: [] }))
  await store.importCampaignRows(campaign.seq, rows, 3, t0)
  await store.endCampaignImport(id, t0)
  return campaign.seq
}

async function feed(ctx: TestStore, id: string, seq: number, marketingCap?: MarketingCap): Promise<number> {
  const waiting = await ctx.store.waitingCampaignRows(seq, 100)
  const outcomes = waiting.map(({ line, destination }) => ({
    line,
    message: promo(ctx, destination, { elementName: 'promo', campaignId: id }),
    notBefore: t0,
  }))
  return ctx.store.acceptCampaignRows({ seq, botId: bot, outcomes, marketingCap }, t0)
}

const open = (backend: Backend) => openWithBot(backend, { events: ['failed'] })

for (const backend of tieredBackends) {
  describe(`marketing that is withheld (${backend.name})`, () => {
    test('where nobody may get it nothing is stored; where somebody may, all are', async () => {
      await using ctx = await open(backend)
      await stop(ctx, ana)
      assert.deepEqual(await accept(ctx, [promo(ctx, ana)]), { kind: 'withheld', by: 'SUPPRESSED' })
      assert.deepEqual(await accept(ctx, [promo(ctx, ana), promo(ctx, ana)]), { kind: 'withheld', by: 'SUPPRESSED' })
      assert.equal(count(ctx), 0)
      assert.equal((await accept(ctx, [promo(ctx, ana), promo(ctx, beto)])).kind, 'accepted')
      assert.equal((await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana)])).kind, 'accepted')
      assert.equal(count(ctx), 3)
    })

    test('a key is asked before the list: what was accepted keeps its answer, and a refusal keeps none', async () => {
      await using ctx = await open(backend)
      const idempotency = { clientId: 'c', key: 'k', fingerprint: 'f', answer: '"accepted"' }
      const send = (key: string) =>
        ctx.store.accept({
          botId: bot,
          acceptedAt: t0,
          messages: [promo(ctx, ana)],
          idempotency: { ...idempotency, key },
        })
      assert.equal((await send('k')).kind, 'accepted')
      await stop(ctx, ana)
      assert.deepEqual(await send('k'), { kind: 'replayed', answer: '"accepted"' })
      for (let n = 0; n < 2; n++) assert.equal((await send('other')).kind, 'withheld')
      const [entry] = (await ctx.store.suppressions({ botIds: [bot], isEverywhere: false }, { limit: 1 })).rows
      assert.ok(entry)
      await ctx.store.liftSuppression(entry, t0 + 1)
      assert.equal((await send('other')).kind, 'accepted')
      assert.equal(count(ctx), 2)
    })

    test('by the other spelling and by Meta’s id it is the same person', async () => {
      await using ctx = await open(backend)
      await stop(ctx, '5215512345678')
      assert.equal((await accept(ctx, [promo(ctx, '525512345678')])).kind, 'withheld')
      await ingestFacts(ctx.store, [inboundFact('wamid.1', { person: { phone: ana, scopedId: 'EC.1a' } })])
      await stop(ctx, 'EC.1a')
      assert.equal((await accept(ctx, [promo(ctx, ana)])).kind, 'withheld')
    })

    test('a claimed message says whether it is marketing, and the store whether it may leave now', async () => {
      await using ctx = await open(backend)
      await accept(ctx, [promo(ctx, ana)])
      const claimed = await claimOne(ctx.store, t0)
      assert.equal(claimed.isMarketing, true)
      assert.equal(await ctx.store.withheld(claimed, undefined), undefined)
      await stop(ctx, ana)
      assert.equal(await ctx.store.withheld(claimed, undefined), 'SUPPRESSED')
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, beto)])
      assert.equal((await claimOne(ctx.store, t0)).isMarketing, undefined)
    })

    test('with a cap: so many within its days, whoever sent them; failed ones and those before do not count', async () => {
      await using ctx = await open(backend)
      const send = (at: number) => accept(ctx, [promo(ctx, ana)], at, cap)
      assert.equal((await send(t0)).kind, 'accepted')
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana), textMessage(ctx.newId, ana)])
      assert.equal((await send(t0 + dayMs)).kind, 'accepted')
      assert.deepEqual(await send(t0 + 2 * dayMs), { kind: 'withheld', by: 'MARKETING_CAP' })
      assert.equal((await accept(ctx, [promo(ctx, ana)], t0 + 2 * dayMs)).kind, 'accepted', 'without a cap')
      assert.equal((await accept(ctx, [promo(ctx, beto)], t0 + 2 * dayMs, cap)).kind, 'accepted')
      const first = await claimAll(ctx.store, t0, 1)
      assert.equal((await send(t0 + 7 * dayMs)).kind, 'withheld')
      const [message] = first.messages
      assert.ok(message)
      const error = { code: 131_026, title: 'x', message: 'x' }
      await ctx.store.settle(message, { kind: 'failed', error }, t0)
      assert.equal((await send(t0 + 8 * dayMs)).kind, 'accepted')
    })

    test('in the last moment the earlier ones count, in the order in which they were accepted', async () => {
      await using ctx = await open(backend)
      const people = [ana, ana, ana, beto]
      await accept(
        ctx,
        people.map((userId) => promo(ctx, userId)),
      )
      const seqs = ctx.rows('select seq, user_id from messages order by seq')
      const asked = []
      for (const { seq, user_id: userId } of seqs)
        asked.push(
          await ctx.store.withheld({ botId: bot, userId: String(userId), seq: Number(seq), acceptedAt: t0 }, cap),
        )
      assert.deepEqual(asked, [undefined, undefined, 'MARKETING_CAP', undefined])
    })

    test('a campaign leaves rows out, with the reason, and counts them; a utility one does not', async () => {
      await using ctx = await open(backend)
      await stop(ctx, ana)
      await accept(ctx, [promo(ctx, '593900000002'), promo(ctx, '593900000002')])
      const seq = await addCampaign(ctx, 'cmp', [ana, beto, '593900000002', '593900000003'])
      assert.equal(await feed(ctx, 'cmp', seq, cap), 2)
      const campaign = await ctx.store.campaign('cmp')
      assert.deepEqual([campaign?.acceptedCount, campaign?.suppressedCount, campaign?.badCount], [2, 2, 0])
      const report = await ctx.store.campaignReport(seq, 0, 10)
      assert.deepEqual(
        report.map(({ state, reasons }) => `${state} ${reasons?.[0]?.rule ?? ''}`.trim()),
        ['suppressed row_suppressed', 'accepted', 'suppressed row_capped', 'accepted'],
      )
      assert.ok(campaign)
      const { people } = await ctx.store.campaignPeople(campaign, { state: 'suppressed' }, { limit: 9 })
      assert.deepEqual(
        people.map(({ destination }) => destination),
        [ana, '593900000002'],
      )
    })

    test('a row whose message did not leave in the last moment is left out as well, and not retried', async () => {
      await using ctx = await open(backend)
      const seq = await addCampaign(ctx, 'cmp', [ana, beto])
      assert.equal(await feed(ctx, 'cmp', seq), 2)
      const { messages } = await claimAll(ctx.store, t0)
      for (const message of messages) {
        const error = { key: 'SUPPRESSED', message: 'x' } as const
        if (message.userId === ana) await ctx.store.settle(message, { kind: 'failed', error }, t0)
        else await settleSent(ctx.store, message, t0)
      }
      const counts = await ctx.store.campaignCounts('cmp')
      assert.deepEqual(
        { failed: counts.states.failed, sent: counts.states.sent, failures: counts.failures, retried: counts.retried },
        { failed: 0, sent: 1, failures: {}, retried: 0 },
      )
      assert.deepEqual([counts.campaign?.suppressedCount, counts.campaign?.acceptedCount], [1, 1])
      assert.deepEqual(
        (await ctx.store.campaignReport(seq, 0, 10)).map(({ state }) => state),
        ['suppressed', 'accepted'],
      )
      assert.equal((await ctx.store.waitingCampaignRows(seq, 9)).length, 0)
    })

    test('of many people exactly those on the list are left out, however they are named', async () => {
      await using ctx = await open(backend)
      let run = 0
      const some = fc.record({
        kind: fc.constantFrom('number', 'scoped', 'both', 'erased'),
        isStopped: fc.boolean(),
        isOfAll: fc.boolean(),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(some, { minLength: 1, maxLength: 8 }), async (given) => {
          run += 1
          const people = given.map((one, n) => ({
            ...one,
            phone: `5939${String(run).padStart(4, '0')}${String(n).padStart(4, '0')}`,
            id: `EC.${run}x${n}`,
          }))
          for (const { kind, isStopped, isOfAll, phone, id } of people) {
            if (kind === 'both')
              await ingestFacts(ctx.store, [inboundFact(`wamid.${id}`, { person: { phone, scopedId: id } })])
            if (kind === 'erased') await ingestFacts(ctx.store, [inboundFact(`wamid.${id}`, { person: { phone } })])
            const named = kind === 'number' || kind === 'erased' ? phone : id
            const entry = { people: [{ userId: named }], source: 'csv' as const, now: t0 }
            if (isStopped) await ctx.store.addSuppressions({ ...entry, ...(isOfAll ? {} : { botId: bot }) })
            if (kind === 'erased') await ctx.store.erasePerson(bot, phone, t0)
          }
          const id = `cmp_${run}`
          const to = people.map(({ kind, phone, id: scoped }) => (kind === 'scoped' ? scoped : phone))
          const seq = await addCampaign(ctx, id, to)
          await feed(ctx, id, seq)
          const report = await ctx.store.campaignReport(seq, 0, 10)
          assert.deepEqual(
            report.map(({ state }) => state),
            people.map(({ isStopped }) => (isStopped ? 'suppressed' : 'accepted')),
          )
        }),
        { numRuns: 15 },
      )
    })
  })
}
