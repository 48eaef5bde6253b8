/**
 * Every claim while work in flight ends during it: whatever the lane forgets between the claim's statements, no work
 * that was in flight is claimed again. And a claimed message is sent only when its attempt was written first (promise
 * 5).
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CampaignSnapshot } from '../../src/model/campaign/campaign.ts'
import { attemptName } from '../../src/model/message/attempt.ts'
import type { Claim } from '../../src/store/outbound/claim.ts'
import type { SkillDecision } from '../../src/store/skills/run.ts'
import type { Store } from '../../src/store/store.ts'
import { attemptStatus, inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { createHeldEngine } from '../support/held-engine.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import {
  acceptAll,
  type Backend,
  backends,
  claimAll,
  idsOf,
  settleSent,
  testBot,
  textMessage,
} from '../support/store.ts'
import { testSkill } from '../support/store-fixtures.ts'

const bot = 'bot_test'
const phones = ['593900000001', '593900000002', '593900000003', '593900000004']
const skill = testSkill('x')
const done: SkillDecision = { kind: 'done', messages: [], next: { kind: 'same' }, problems: [] }

type Claimed = { key: number | string; settle(): Promise<unknown> }

type Kind = {
  /** One thing that is due for each person. */
  populate(ctx: TestStore): Promise<unknown>
  claim(store: Store, inFlight: ReadonlySet<never>): Promise<Claimed[]>
}

/** Each claim that only reads: the lane alone knows what is in flight. */
const kinds: Record<string, Kind> = {
  deliveries: {
    async populate({ store }) {
      await store.putEndpoint(testEndpoint('ep', ['message']))
      await ingestFacts(
        store,
        phones.map((phone) => inboundFact(`wamid.${phone}`, { person: { phone } })),
      )
    },
    async claim(store, inFlight) {
      const { deliveries } = await store.claimDeliveries({ endpointId: 'ep', limit: 9, now: t0, inFlight })
      return deliveries.map((delivery) => ({
        key: delivery.seq,
        settle: () =>
          store.settleDeliveries(
            [
              {
                delivery,
                attempt: { attempt: delivery.attempt, startedAt: t0, durationMs: 1, status: 200, answer: '' },
                decision: { kind: 'delivered' },
              },
            ],
            t0,
          ),
      }))
    },
  },
  'skill runs': {
    async populate({ store }) {
      await store.putSkill(skill)
      const bubble = { type: 'quick_reply', text: 'x', payload: { type: 'edge', action: 'a', skillId: 'x' } }
      await ingestFacts(
        store,
        phones.map((phone) => inboundFact(`wamid.${phone}`, { person: { phone }, bubble })),
      )
    },
    async claim(store, inFlight) {
      const { runs } = await store.claimSkillRuns({ botId: bot, limit: 9, now: t0, inFlight })
      return runs.map((run) => ({ key: run.seq, settle: () => store.settleSkillRun(run, done, t0) }))
    },
  },
  probes: {
    populate: ({ store, newId }) =>
      acceptAll(
        store,
        t0,
        phones.map((phone) => textMessage(newId, phone, 'x', { needsProbe: true })),
      ),
    async claim(store, inFlight) {
      const { items } = await store.claimProbes({ botId: bot, limit: 9, now: t0, inFlight })
      return items.map((item) => ({ key: item.seq, settle: () => store.settleProbe(item, { kind: 'passed' }, t0) }))
    },
  },
  media: {
    populate: ({ store }) =>
      ingestFacts(
        store,
        phones.map((phone) =>
          inboundFact(`wamid.${phone}`, {
            person: { phone },
            bubble: { type: 'image' },
            media: { id: `m${phone}`, mimeType: 'image/webp' },
          }),
        ),
      ),
    async claim(store, inFlight) {
      const { items } = await store.claimMedia({ botId: bot, limit: 9, now: t0, inFlight })
      return items.map((file) => ({
        key: file.id,
        settle: () => store.settleMedia(file, { kind: 'kept', place: 'p', size: 1 }, t0),
      }))
    },
  },
}

async function openHeld(backend: Backend) {
  const engine = createHeldEngine()
  const ctx = await backend.open({ around: engine.around })
  await ctx.store.putBot(testBot())
  return { ctx, engine, [Symbol.asyncDispose]: () => ctx[Symbol.asyncDispose]() }
}

for (const backend of backends) {
  describe(`a claim that is paused (${backend.name})`, () => {
    for (const [name, { populate, claim }] of Object.entries(kinds)) {
      test(`promise 8: ${name} that end after any statement of a claim are not claimed again by it`, async () => {
        for (let position = 1; position <= 4; position++) {
          await using held = await openHeld(backend)
          const { ctx, engine } = held
          await populate(ctx)
          const first = await claim(ctx.store, new Set<never>())
          assert.equal(first.length, phones.length)
          const inFlight = new Set(first.map(({ key }) => key))
          engine.betweenStatements = async (at) => {
            if (at !== position) return
            for (const { key, settle } of first) {
              await settle()
              inFlight.delete(key)
            }
          }
          const again = await claim(ctx.store, inFlight as Set<never>)
          assert.deepEqual(
            again.map(({ key }) => key),
            [],
            `brought again, when they end after statement ${position}`,
          )
        }
      })

      test(`${name} that are no longer due when their row is read are not claimed`, async () => {
        await using held = await openHeld(backend)
        const { ctx, engine } = held
        await populate(ctx)
        const seen = await claim(ctx.store, new Set<never>())
        // The lane no longer knows them: as when another process has the lane.
        engine.betweenStatements = async (at) => {
          const isAfterTheKeys = at === keysAt(backend)
          if (isAfterTheKeys) for (const { settle } of seen) await settle()
        }
        assert.deepEqual(await claim(ctx.store, new Set<never>()), [])
      })
    }

    test('messages that settle beside a claim are claimed once', async () => {
      await using held = await openHeld(backend)
      const { store, newId } = held.ctx
      await acceptAll(
        store,
        t0,
        Array.from({ length: 40 }, (_, n) => textMessage(newId, `5939${n % 8}000000`)),
      )
      const claimed: string[] = []
      let some = await claimAll(store, t0, 3)
      while (some.messages.length > 0) {
        claimed.push(...idsOf(some.messages))
        const settles = some.messages.map((message) => settleSent(store, message, t0))
        const [next] = await Promise.all([claimAll(store, t0, 5), ...settles])
        some = next.messages.length > 0 ? next : await claimAll(store, t0, 5)
      }
      assert.deepEqual([claimed.length, new Set(claimed).size], [40, 40])
    })

    test('rows of a campaign that two feeders hold become one message each, once', async () => {
      await using held = await openHeld(backend)
      const { store, newId, rows } = held.ctx
      const snapshot = { columns: [], parameters: [] } as unknown as CampaignSnapshot
      await store.addCampaign({ id: 'cmp', botId: bot, name: 'n', elementName: 'e', snapshot, createdAt: t0 })
      await store.importCampaignRows(
        1,
        phones.map((destination, at) => ({ line: at + 2, destination, values: [] })),
        9,
        t0,
      )
      await store.endCampaignImport('cmp', t0)
      const looks = [await store.waitingCampaignRows(1, 9), await store.waitingCampaignRows(1, 9)]
      const accepted = looks.map((look) => {
        const outcomes = look.map(({ line, destination }) => ({
          line,
          notBefore: t0,
          message: textMessage(newId, destination, 'x', { campaignId: 'cmp', kind: 'notification' }),
        }))
        return store.acceptCampaignRows({ seq: 1, botId: bot, outcomes }, t0)
      })
      assert.deepEqual((await Promise.all(accepted)).sort(), [0, phones.length])
      assert.equal(rows('select id from messages').length, phones.length)
    })
  })

  describe(`a claim and the request after it (${backend.name})`, () => {
    test('promise 5: after a crash a message that was only claimed is sent at once, unmarked; one that had begun is unknown', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await acceptAll(
        ctx.store,
        t0,
        phones.map((phone) => textMessage(ctx.newId, phone)),
      )
      const { messages } = await ctx.store.claim({ botId: bot, limit: 9, now: t0 })
      const [begun, ...others] = messages
      assert.ok(begun)
      assert.deepEqual([...(await ctx.store.beginAttempts(bot, [begun], t0))], [begun.seq])
      await ctx.reopen()
      assert.equal(await ctx.store.recover(t0 + 1, t0 + 30_000), messages.length)
      const again = await claimAll(ctx.store, t0 + 1)
      assert.deepEqual(idsOf(again.messages), idsOf(others))
      assert.deepEqual(
        [...new Set(again.messages.map(({ attempt, possibleDouble }) => `${attempt} ${possibleDouble}`))],
        ['1 false'],
      )
      assert.equal((await ctx.store.timeline(bot, begun.id))?.attempts[0]?.outcome, 'unknown')
      for (const message of again.messages) await settleSent(ctx.store, message, t0 + 2)
      const reportedOf = others.map(async ({ id }) =>
        (await ctx.store.timeline(bot, id))?.attempts.map(({ outcome }) => outcome),
      )
      assert.deepEqual(
        await Promise.all(reportedOf),
        others.map(() => ['sent']),
      )
    })

    test('promise 3: an unclaimed message is first in its line, and of two merged conversations the earlier', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, phones[0] ?? ''), textMessage(ctx.newId, phones[0] ?? '')])
      const first = await ctx.store.claim({ botId: bot, limit: 9, now: t0 })
      await ctx.reopen()
      await ctx.store.recover(t0, t0 + 30_000)
      const again = await claimAll(ctx.store, t0)
      assert.deepEqual(idsOf(again.messages), idsOf(first.messages))
    })

    test('promise 5: an attempt does not begin when the message was unclaimed, or a status has reported it', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await acceptAll(
        ctx.store,
        t0,
        phones.map((phone) => textMessage(ctx.newId, phone)),
      )
      const { messages } = await claimAll(ctx.store, t0)
      const [reported, ...others] = messages
      assert.ok(reported)
      for (const message of messages) {
        await ctx.store.settle(message, { kind: 'reconcile', until: t0 + 1, reason: 'time-out' }, t0)
      }
      await ctx.store.releaseUnknown(t0 + 1, 0)
      const second = await ctx.store.claim({ botId: bot, limit: 9, now: t0 + 10_000 })
      await ingestFacts(
        ctx.store,
        [attemptStatus(reported.id, 1, 'delivered', { recipient: { phone: reported.userId } })],
        t0 + 10_000,
      )
      const may = await ctx.store.beginAttempts(bot, second.messages, t0 + 10_000)
      assert.deepEqual([...may].sort(), others.map(({ seq }) => seq).sort())
      await ctx.store.recover(t0 + 10_000, t0 + 40_000)
      assert.deepEqual([...(await ctx.store.beginAttempts(bot, second.messages, t0 + 10_000))], [])
    })

    test('promise 5: a claim whose answer was lost is undone; a message that is being sent, or waits for its place, is not', async () => {
      await using held = await openHeld(backend)
      const { ctx, engine } = held
      await acceptAll(
        ctx.store,
        t0,
        phones.map((phone) => textMessage(ctx.newId, phone)),
      )
      const first: Claim = await ctx.store.claim({ botId: bot, limit: 2, now: t0 })
      const [begun, waits] = first.messages
      assert.ok(begun && waits)
      await ctx.store.beginAttempts(bot, [begun], t0)
      engine.loseAnswer = true
      await assert.rejects(
        ctx.store.claim({ botId: bot, limit: 9, now: t0, inFlight: new Set(first.messages.map(attemptName)) }),
      )
      const second = await ctx.store.claim({
        botId: bot,
        limit: 9,
        now: t0,
        inFlight: new Set(first.messages.map(attemptName)),
      })
      const all = [...first.messages, ...second.messages]
      assert.deepEqual([all.length, new Set(idsOf(all)).size], [phones.length, phones.length])
      assert.deepEqual([...(await ctx.store.beginAttempts(bot, [waits, ...second.messages], t0))].length, 3)
    })

    test('an attempt that ended before it began is settled all the same', async () => {
      await using ctx = await backend.open()
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, phones[0] ?? '')])
      const [message] = (await ctx.store.claim({ botId: bot, limit: 9, now: t0 })).messages
      assert.ok(message)
      await ctx.store.settle(message, { kind: 'again', counts: 'retry', dueAt: t0 + 5 }, t0 + 1)
      const reported = (await ctx.store.timeline(bot, message.id))?.attempts
      assert.deepEqual(
        reported?.map(({ attempt, outcome, endedAt }) => [attempt, outcome, endedAt]),
        [[1, 'unreachable', t0 + 1]],
      )
    })
  })
}

/** PostgreSQL checks the lease first. */
function keysAt({ name }: Backend): number {
  return name === 'sqlite' ? 1 : 2
}
