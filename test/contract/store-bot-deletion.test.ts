/**
 * Nothing outlives a deleted bot: waiting work ends with an event, new rows for the bot end too, and its id belongs to
 * no other bot.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { airMs, notifyMs } from '../../src/store/deletion/deletion.ts'
import { campaignOf, count, hour, skill, untilEnded, untilStage, waiting } from '../support/bot-deletion.ts'
import { attemptStatus, inboundFact, ingestFacts, statusFact, testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import {
  acceptAll,
  claimAll,
  claimOne,
  settleSent,
  testBot,
  textMessage,
  tieredBackends,
  wamidOf,
} from '../support/store.ts'

/** Requests admitted before the bot's row was marked. */
const doors: Record<string, (ctx: TestStore, botId: string, n: number) => Promise<unknown>> = {
  accept: (ctx, botId, n) => acceptAll(ctx.store, t0, [textMessage(ctx.newId, `5939${n}`)], botId),
  async 'a message of Meta’s'(ctx, botId, n) {
    const { unrouted } = await ingestFacts(ctx.store, [
      inboundFact(`wamid.${botId}.${n}`, { phoneNumberId: `phone-${botId}` }),
    ])
    return unrouted === 1 ? 'nothing' : 'taken'
  },
  campaign: (ctx, botId, n) => ctx.store.addCampaign({ ...campaignOf(`cmp_${botId}_${n}`), botId }),
  'start of a skill': (ctx, botId) => ctx.store.activateSkill({ botId, userId: '593987654321', skillId: 'k', now: t0 }),
  skill: (ctx, botId) => ctx.store.putSkill({ ...skill, id: 'another', botId }),
  endpoint: (ctx, botId, n) => ctx.store.putEndpoint(testEndpoint(`ep_${botId}_${n}`, ['message'], { botId })),
  registration: (ctx, botId, n) =>
    ctx.store.registerWebhooks(botId, [{ url: `https://x.example/${n}`, events: ['message'] }], t0),
  template: (ctx, botId) =>
    ctx.store.putTemplate(
      botId,
      { elementName: 'promo', language: 'es', category: 'UTILITY', status: 'APPROVED', components: [] },
      t0,
    ),
  'state of a person': (ctx, botId) =>
    ctx.store.setUserState({ botId, userId: '593987654321', state: 'manual', now: t0 }),
  replay: (ctx, botId) =>
    ctx.store.replay({
      endpointId: botId === 'bot_test' ? 'ep' : `ep_${botId.slice(4)}`,
      fromAt: 0,
      toAt: t0 + 1,
      now: t0,
    }),
}

for (const backend of tieredBackends)
  describe(`the end of a bot (${backend.name})`, () => {
    test('waiting messages end with the reason and an event; a message that may have arrived is not reported as unsent', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['failed', 'campaign', 'message']))
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '59391')])
      await ctx.store.settle(await claimOne(ctx.store, t0), { kind: 'reconcile', until: t0 + hour, reason: '' }, t0)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '59392')])
      const inTheAir = await claimOne(ctx.store, t0)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '59391'), textMessage(ctx.newId, '59393')])
      await ctx.store.addCampaign(campaignOf('cmp_later', t0 + 9 * hour))
      const seq = (await ctx.store.campaign('cmp_later'))?.seq ?? 0
      await ctx.store.importCampaignRows(seq, [{ line: 2, destination: '59394', values: ['a'] }], 2, t0)
      await ctx.store.endCampaignImport('cmp_later', t0)
      await ctx.store.addCampaign(campaignOf('cmp_now'))
      await ctx.store.deleteBot({ id: 'bot_test', now: t0 + 1 })
      const ended = () => count(ctx, 'messages', `state = 'failed'`)
      await eventually(async () => {
        await ctx.store.carryOn(t0 + 1)
        return ended() === 3
      }, 'what is not in the air ends at once')
      assert.deepEqual(await ctx.store.depths(), [], "what is left counts in nobody's bounds")
      // Its answer still counts.
      await ctx.store.settle(inTheAir, { kind: 'sent', wamid: 'wamid.late' }, t0 + 2)
      await untilStage(ctx, 'telling', t0 + 3)
      const found = ctx.rows('select state, error, possible_double from messages order by seq')
      assert.deepEqual(
        found.map(({ state }) => state),
        ['failed', 'sent', 'failed', 'failed'],
      )
      for (const [index, { error, possible_double }] of found.entries()) {
        if (index === 1) continue
        assert.match(String(error), /"key":"BOT_DELETED"/)
        assert.match(String(error), index === 0 ? /may have arrived/ : /before the message was sent/)
        assert.equal(possible_double, index === 0 ? 1 : 0)
      }
      assert.deepEqual(
        ctx.rows('select state, error from campaigns order by seq').map(({ state, error }) => [state, error]),
        [
          ['canceled', 'BOT_DELETED'],
          ['canceled', 'BOT_DELETED'],
        ],
      )
      const reported = ctx.rows('select type from events order by seq').map(({ type }) => type)
      assert.equal(reported.filter((type) => type === 'failed').length, 3)
      assert.ok(reported.filter((type) => type === 'campaign').length >= 2)
      // All events are delivered to the endpoint, signed as before, and only then the endpoint is deleted.
      assert.equal((await ctx.store.leavingBot('bot_test'))?.webhookSecret, testBot().webhookSecret)
      assert.deepEqual(
        (await ctx.store.ownLeavingBots()).map(({ id }) => id),
        ['bot_test'],
      )
      await deliverAll(ctx, t0 + 4)
      await untilStage(ctx, 'ended', t0 + 5)
      assert.equal(count(ctx, 'endpoints'), 0)
      const [bot] = await ctx.store.deletedBots()
      assert.deepEqual(bot?.ended, { campaigns: 2, skillRuns: 0, messages: 3 })
    })

    test('a message that stays in flight gets an unknown outcome after a while', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '59391')])
      await claimOne(ctx.store, t0)
      await ctx.store.deleteBot({ id: 'bot_test', now: t0 })
      for (let n = 0; n < 3; n++) await ctx.store.carryOn(t0 + airMs - 1)
      assert.equal((await ctx.store.deletedBots())[0]?.stage, 'ending')
      await untilStage(ctx, 'ended', t0 + airMs)
      const [{ state, error, possible_double } = {}] = ctx.rows('select state, error, possible_double from messages')
      assert.deepEqual([state, possible_double], ['failed', 1])
      assert.match(String(error), /may have arrived/)
    })

    test('endpoints that accept nothing are waited for as long as configured, and no longer', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['failed']))
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '59391')])
      await ctx.store.deleteBot({ id: 'bot_test', now: t0 })
      await untilStage(ctx, 'telling', t0)
      for (let n = 0; n < 3; n++) await ctx.store.carryOn(t0 + notifyMs - 1)
      assert.deepEqual([(await ctx.store.deletedBots())[0]?.stage, count(ctx, 'endpoints')], ['telling', 1])
      await untilStage(ctx, 'ended', t0 + notifyMs)
      assert.deepEqual([count(ctx, 'endpoints'), count(ctx, 'deliveries')], [0, 0])
    })

    test('the id stays reserved; the same number finds its history, and no waiting work comes back', async () => {
      await using ctx = await backend.open()
      const bot = testBot()
      await ctx.store.putBot(bot)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '59391')])
      await ctx.store.addCampaign(campaignOf('cmp_later', t0 + 9 * hour))
      await ctx.store.addClient({ id: 'old', name: '', bots: ['bot_test'], createdAt: t0, updatedAt: t0 }, 'h')
      await ctx.store.deleteBot({ id: 'bot_test', now: t0 })
      const [kind] = await Promise.all([ctx.store.addBot(bot), ctx.store.carryOn(t0)])
      assert.ok(kind === 'leaving' || kind === 'added')
      await untilStage(ctx, 'ended', t0)
      const foreign = [
        { phoneNumberId: 'another', wabaId: bot.channel.wabaId },
        { phoneNumberId: bot.channel.phoneNumberId, wabaId: 'another' },
      ]
      for (const change of foreign) {
        const other = { ...bot, channel: { ...bot.channel, ...change } }
        assert.equal(await ctx.store.addBot(other), 'reserved')
        await assert.rejects(ctx.store.putBot(other))
      }
      assert.equal(
        await ctx.store.addBot(testBot({ id: 'bot_new', channel: bot.channel })),
        'added',
        'its number is free',
      )
      await ctx.store.deleteBot({ id: 'bot_new', now: t0 })
      assert.equal(await ctx.store.addBot(bot), 'added')
      assert.deepEqual(
        [(await claimAll(ctx.store, t0 + 10 * hour)).messages, await ctx.store.activeCampaigns(t0 + 10 * hour)],
        [[], []],
      )
      assert.equal(count(ctx, 'messages'), 1)
      assert.deepEqual((await ctx.store.client('old'))?.bots, [])
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '59391')])
      assert.equal((await claimAll(ctx.store, t0)).messages.length, 1)
    })

    test('statuses of its messages are not kept when another bot has the number', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '59391')])
      const sent = await claimOne(ctx.store, t0)
      await settleSent(ctx.store, sent, t0)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '59392')])
      const unknown = await claimOne(ctx.store, t0)
      await ctx.store.settle(unknown, { kind: 'reconcile', until: t0 + hour, reason: '' }, t0)
      await ctx.store.deleteBot({ id: 'bot_test', now: t0 + 1 })
      await untilStage(ctx, 'ended', t0 + airMs + notifyMs + hour)
      await ctx.store.putBot(testBot({ id: 'another', channel: { ...testBot().channel, verifyToken: 'another' } }))
      const facts = [
        attemptStatus(sent.id, 1, 'delivered', { recipient: { phone: '59391' } }),
        statusFact(wamidOf(sent.id, 1), 'read', { recipient: { phone: '59391' } }),
        attemptStatus(unknown.id, 1, 'sent', { wamid: 'wamid.unknown', recipient: { phone: '59392' } }),
      ]
      const { statuses, orphans } = await ingestFacts(ctx.store, facts, t0 + 3)
      assert.deepEqual([statuses, orphans], [3, 0])
      assert.equal(count(ctx, 'orphan_statuses'), 0)
      assert.equal(count(ctx, 'events', `bot_id = 'another'`), 0)
      // A status that may still find its message waits for it, as usual.
      assert.equal((await ingestFacts(ctx.store, [statusFact('wamid.ahead', 'sent')], t0 + 3)).orphans, 1)
    })

    test('requests concurrent with the deletion are refused or end with it: nothing waits for ever', async () => {
      await using ctx = await backend.open()
      for (let round = 0; round < 6; round++) {
        const id = `bot_${round}`
        await ctx.store.putBot(testBot({ id }))
        await ctx.store.putEndpoint(testEndpoint(`ep_${round}`, ['message', 'failed', 'campaign'], { botId: id }))
        await ctx.store.putSkill({ ...skill, botId: id })
        await ingestFacts(ctx.store, [inboundFact(`wamid.${round}`, { phoneNumberId: `phone-${id}` })])
        // Sometimes before, sometimes after it, and mostly in its group.
        const works = Object.values(doors).flatMap((door) => [
          () => door(ctx, id, round),
          () => door(ctx, id, round + 100),
        ])
        works.splice(3 * round, 0, () => ctx.store.deleteBot({ id, now: t0 }))
        const settled = await Promise.allSettled(works.map((work) => work()))
        for (const one of settled) if (one.status === 'rejected') assert.equal(one.reason.code, 'BOT_GONE')
        await untilStage(ctx, 'telling', t0 + 1, id)
        await untilStage(ctx, 'ended', t0 + hour, id)
      }
      assert.deepEqual(leftOf(ctx), nothing)
    })

    for (const [name, door] of Object.entries(doors))
      test(`${name}: after the deletion it is refused and leaves nothing, as at a process that has not received the notice`, async () => {
        await using ctx = await backend.open()
        await ctx.store.putBot(testBot())
        await ctx.store.putEndpoint(testEndpoint('ep', ['message', 'failed', 'campaign']))
        await ctx.store.putSkill(skill)
        await ingestFacts(ctx.store, [inboundFact('wamid.before')])
        // The group runs one transaction after another: admission was passed before.
        const [, refused] = await Promise.allSettled([
          ctx.store.deleteBot({ id: 'bot_test', now: t0 }),
          door(ctx, 'bot_test', 1),
        ])
        if (refused?.status === 'rejected') assert.equal(refused.reason.code, 'BOT_GONE')
        else assert.equal(refused?.value, 'nothing')
        await untilEnded(ctx)
        assert.deepEqual(leftOf(ctx), nothing)
      })
  })

const nothing = {
  messages: 0,
  campaigns: 0,
  skill_runs: 0,
  deliveries: 0,
  skills: 0,
  endpoints: 0,
  templates: 0,
}

function leftOf(ctx: TestStore): Record<string, number> {
  const deliveries = count(ctx, 'deliveries', `state = 'waiting'`)
  const open = Object.fromEntries(
    ['messages', 'campaigns', 'skill_runs'].map((table) => [table, count(ctx, table, `1 = 1${waiting[table]}`)]),
  )
  const rows = Object.fromEntries(['skills', 'endpoints', 'templates'].map((table) => [table, count(ctx, table)]))
  return { ...open, deliveries, ...rows }
}

async function deliverAll(ctx: TestStore, now: number): Promise<void> {
  for (;;) {
    const claimed = await ctx.store.claimDeliveries({ endpointId: 'ep', limit: 100, now, inFlight: new Set() })
    if (claimed.deliveries.length === 0) return
    for (const delivery of claimed.deliveries) {
      const attempt = { attempt: delivery.attempt, startedAt: now, durationMs: 1, status: 200, answer: '' }
      await ctx.store.settleDeliveries([{ delivery, attempt, decision: { kind: 'delivered' } }], now)
    }
  }
}
