/** Nothing outlives a bot that was deleted: what waits ends and is told, what is written for it meets its end, and its id is nobody else's. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { airMs, tellingMs } from '../../src/store/deletion/deletion.ts'
import { campaignOf, count, hour, skill, untilStage, waiting } from '../support/bot-end.ts'
import { attemptStatus, inboundFact, statusFact, tell, testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, claimOne, settleSent, testBot, textMessage, wamidOf } from '../support/store.ts'

/** What is let in by the bot's row as it was. */
const doors: Record<string, (it: TestStore, botId: string, n: number) => Promise<unknown>> = {
  accept: (it, botId, n) => acceptAll(it.store, t0, [textMessage(it.newId, `5939${n}`)], botId),
  async 'a message of Meta’s'(it, botId, n) {
    const { unrouted } = await tell(it.store, [inboundFact(`wamid.${botId}.${n}`, { phoneNumberId: `phone-${botId}` })])
    return unrouted === 1 ? 'nothing' : 'taken'
  },
  campaign: (it, botId, n) => it.store.addCampaign({ ...campaignOf(`cmp_${botId}_${n}`), botId }),
  'start of a skill': (it, botId) => it.store.activateSkill({ botId, userId: '593987654321', skillId: 'k', now: t0 }),
  skill: (it, botId) => it.store.putSkill({ ...skill, id: 'another', botId }),
  endpoint: (it, botId, n) => it.store.putEndpoint(testEndpoint(`ep_${botId}_${n}`, ['message'], { botId })),
  registration: (it, botId, n) =>
    it.store.registerWebhooks(botId, [{ url: `https://x.example/${n}`, events: ['message'] }], t0),
  template: (it, botId) =>
    it.store.putTemplate(
      botId,
      { elementName: 'promo', language: 'es', category: 'UTILITY', status: 'APPROVED', components: [] },
      t0,
    ),
  'state of a person': (it, botId) =>
    it.store.setUserState({ botId, userId: '593987654321', state: 'manual', now: t0 }),
  replay: (it, botId) =>
    it.store.replay({
      endpointId: botId === 'bot_test' ? 'ep' : `ep_${botId.slice(4)}`,
      fromAt: 0,
      toAt: t0 + 1,
      now: t0,
    }),
}

for (const backend of backends)
  describe(`the end of a bot (${backend.name})`, () => {
    test('what waits ends with its reason and its event; of what may have arrived nobody says that it was not sent', async () => {
      await using it = await backend.open()
      await it.store.putBot(testBot())
      await it.store.putEndpoint(testEndpoint('ep', ['failed', 'campaign', 'message']))
      await acceptAll(it.store, t0, [textMessage(it.newId, '59391')])
      await it.store.settle(await claimOne(it.store, t0), { kind: 'reconcile', until: t0 + hour, reason: '' }, t0)
      await acceptAll(it.store, t0, [textMessage(it.newId, '59392')])
      const inTheAir = await claimOne(it.store, t0)
      await acceptAll(it.store, t0, [textMessage(it.newId, '59391'), textMessage(it.newId, '59393')])
      await it.store.addCampaign(campaignOf('cmp_later', t0 + 9 * hour))
      const seq = (await it.store.campaign('cmp_later'))?.seq ?? 0
      await it.store.importCampaignRows(seq, [{ line: 2, destination: '59394', values: ['a'] }], 2, t0)
      await it.store.endCampaignImport('cmp_later', t0)
      await it.store.addCampaign(campaignOf('cmp_now'))
      await it.store.deleteBot({ id: 'bot_test', now: t0 + 1 })
      const ended = () => count(it, 'messages', `state = 'failed'`)
      await eventually(async () => {
        await it.store.carryOn(t0 + 1)
        return ended() === 3
      }, 'what is not in the air ends at once')
      assert.deepEqual(await it.store.depths(), [], "what is left counts in nobody's bounds")
      // Its answer still counts.
      await it.store.settle(inTheAir, { kind: 'sent', wamid: 'wamid.late' }, t0 + 2)
      await untilStage(it, 'telling', t0 + 3)
      const found = it.rows('select state, error, possible_double from messages order by seq')
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
        it.rows('select state, error from campaigns order by seq').map(({ state, error }) => [state, error]),
        [
          ['canceled', 'BOT_DELETED'],
          ['canceled', 'BOT_DELETED'],
        ],
      )
      const told = it.rows('select type from events order by seq').map(({ type }) => type)
      assert.equal(told.filter((type) => type === 'failed').length, 3)
      assert.ok(told.filter((type) => type === 'campaign').length >= 2)
      // All of it is brought to the endpoint, signed as before, and only then the endpoint goes.
      assert.equal((await it.store.leavingBot('bot_test'))?.webhookSecret, testBot().webhookSecret)
      assert.deepEqual(
        (await it.store.ownLeavingBots()).map(({ id }) => id),
        ['bot_test'],
      )
      await deliverAll(it, t0 + 4)
      await untilStage(it, 'ended', t0 + 5)
      assert.equal(count(it, 'endpoints'), 0)
      const [bot] = await it.store.deletedBots()
      assert.deepEqual(bot?.ended, { campaigns: 2, skillRuns: 0, messages: 3 })
    })

    test('what stays in the air has an unknown outcome after a while', async () => {
      await using it = await backend.open()
      await it.store.putBot(testBot())
      await acceptAll(it.store, t0, [textMessage(it.newId, '59391')])
      await claimOne(it.store, t0)
      await it.store.deleteBot({ id: 'bot_test', now: t0 })
      for (let n = 0; n < 3; n++) await it.store.carryOn(t0 + airMs - 1)
      assert.equal((await it.store.deletedBots())[0]?.stage, 'ending')
      await untilStage(it, 'ended', t0 + airMs)
      const [{ state, error, possible_double } = {}] = it.rows('select state, error, possible_double from messages')
      assert.deepEqual([state, possible_double], ['failed', 1])
      assert.match(String(error), /may have arrived/)
    })

    test('endpoints that take nothing are waited for as long as is said, and no longer', async () => {
      await using it = await backend.open()
      await it.store.putBot(testBot())
      await it.store.putEndpoint(testEndpoint('ep', ['failed']))
      await acceptAll(it.store, t0, [textMessage(it.newId, '59391')])
      await it.store.deleteBot({ id: 'bot_test', now: t0 })
      await untilStage(it, 'telling', t0)
      for (let n = 0; n < 3; n++) await it.store.carryOn(t0 + tellingMs - 1)
      assert.deepEqual([(await it.store.deletedBots())[0]?.stage, count(it, 'endpoints')], ['telling', 1])
      await untilStage(it, 'ended', t0 + tellingMs)
      assert.deepEqual([count(it, 'endpoints'), count(it, 'deliveries')], [0, 0])
    })

    test('the id is nobody else’s; the same number finds its history, and nothing that waited comes back', async () => {
      await using it = await backend.open()
      const bot = testBot()
      await it.store.putBot(bot)
      await acceptAll(it.store, t0, [textMessage(it.newId, '59391')])
      await it.store.addCampaign(campaignOf('cmp_later', t0 + 9 * hour))
      await it.store.addClient({ id: 'old', name: '', bots: ['bot_test'], createdAt: t0, updatedAt: t0 }, 'h')
      await it.store.deleteBot({ id: 'bot_test', now: t0 })
      const [kind] = await Promise.all([it.store.addBot(bot), it.store.carryOn(t0)])
      assert.ok(kind === 'leaving' || kind === 'added')
      await untilStage(it, 'ended', t0)
      const foreign = [
        { phoneNumberId: 'another', wabaId: bot.channel.wabaId },
        { phoneNumberId: bot.channel.phoneNumberId, wabaId: 'another' },
      ]
      for (const change of foreign) {
        const other = { ...bot, channel: { ...bot.channel, ...change } }
        assert.equal(await it.store.addBot(other), 'reserved')
        await assert.rejects(it.store.putBot(other))
      }
      assert.equal(
        await it.store.addBot(testBot({ id: 'bot_new', channel: bot.channel })),
        'added',
        'its number is free',
      )
      await it.store.deleteBot({ id: 'bot_new', now: t0 })
      assert.equal(await it.store.addBot(bot), 'added')
      assert.deepEqual(
        [(await claimAll(it.store, t0 + 10 * hour)).messages, await it.store.activeCampaigns(t0 + 10 * hour)],
        [[], []],
      )
      assert.equal(count(it, 'messages'), 1)
      assert.deepEqual((await it.store.client('old'))?.bots, [])
      await acceptAll(it.store, t0, [textMessage(it.newId, '59391')])
      assert.equal((await claimAll(it.store, t0)).messages.length, 1)
    })

    test('statuses of its messages wait for nobody when another bot has the number', async () => {
      await using it = await backend.open()
      await it.store.putBot(testBot())
      await acceptAll(it.store, t0, [textMessage(it.newId, '59391')])
      const sent = await claimOne(it.store, t0)
      await settleSent(it.store, sent, t0)
      await acceptAll(it.store, t0, [textMessage(it.newId, '59392')])
      const unknown = await claimOne(it.store, t0)
      await it.store.settle(unknown, { kind: 'reconcile', until: t0 + hour, reason: '' }, t0)
      await it.store.deleteBot({ id: 'bot_test', now: t0 + 1 })
      await untilStage(it, 'ended', t0 + airMs + tellingMs + hour)
      await it.store.putBot(testBot({ id: 'another', channel: { ...testBot().channel, verifyToken: 'another' } }))
      const facts = [
        attemptStatus(sent.id, 1, 'delivered', { recipient: { phone: '59391' } }),
        statusFact(wamidOf(sent.id, 1), 'read', { recipient: { phone: '59391' } }),
        attemptStatus(unknown.id, 1, 'sent', { wamid: 'wamid.unknown', recipient: { phone: '59392' } }),
      ]
      const { statuses, orphans } = await tell(it.store, facts, t0 + 3)
      assert.deepEqual([statuses, orphans], [3, 0])
      assert.equal(count(it, 'orphan_statuses'), 0)
      assert.equal(count(it, 'events', `bot_id = 'another'`), 0)
      // What may yet get its message waits for it, as ever.
      assert.equal((await tell(it.store, [statusFact('wamid.ahead', 'sent')], t0 + 3)).orphans, 1)
    })

    test('whatever meets the deletion is refused or ends by it: nothing waits for ever', async () => {
      await using it = await backend.open()
      for (let round = 0; round < 6; round++) {
        const id = `bot_${round}`
        await it.store.putBot(testBot({ id }))
        await it.store.putEndpoint(testEndpoint(`ep_${round}`, ['message', 'failed', 'campaign'], { botId: id }))
        await it.store.putSkill({ ...skill, botId: id })
        await tell(it.store, [inboundFact(`wamid.${round}`, { phoneNumberId: `phone-${id}` })])
        // Now before, now behind it, and mostly in its group.
        const works = Object.values(doors).flatMap((door) => [
          () => door(it, id, round),
          () => door(it, id, round + 100),
        ])
        works.splice(3 * round, 0, () => it.store.deleteBot({ id, now: t0 }))
        const settled = await Promise.allSettled(works.map((work) => work()))
        for (const one of settled) if (one.status === 'rejected') assert.equal(one.reason.code, 'BOT_GONE')
        await untilStage(it, 'telling', t0 + 1, id)
        await untilStage(it, 'ended', t0 + hour, id)
      }
      assert.deepEqual(leftOf(it), {
        messages: 0,
        campaigns: 0,
        skill_runs: 0,
        deliveries: 0,
        skills: 0,
        endpoints: 0,
        templates: 0,
      })
    })

    for (const [name, door] of Object.entries(doors))
      test(`${name}: behind the deletion it is refused and leaves nothing, as at a process that has not heard of it`, async () => {
        await using it = await backend.open()
        await it.store.putBot(testBot())
        await it.store.putEndpoint(testEndpoint('ep', ['message', 'failed', 'campaign']))
        await it.store.putSkill(skill)
        await tell(it.store, [inboundFact('wamid.before')])
        // The group is one transaction after another: the door was passed before.
        const [, refused] = await Promise.allSettled([
          it.store.deleteBot({ id: 'bot_test', now: t0 }),
          door(it, 'bot_test', 1),
        ])
        if (refused?.status === 'rejected') assert.equal(refused.reason.code, 'BOT_GONE')
        else assert.equal(refused?.value, 'nothing')
        await untilStage(it, 'ended', t0 + hour)
        assert.deepEqual(leftOf(it), {
          messages: 0,
          campaigns: 0,
          skill_runs: 0,
          deliveries: 0,
          skills: 0,
          endpoints: 0,
          templates: 0,
        })
      })
  })

function leftOf(it: TestStore): Record<string, number> {
  const deliveries = count(it, 'deliveries', `state = 'waiting'`)
  const open = Object.fromEntries(
    ['messages', 'campaigns', 'skill_runs'].map((table) => [table, count(it, table, `1 = 1${waiting[table]}`)]),
  )
  const rows = Object.fromEntries(['skills', 'endpoints', 'templates'].map((table) => [table, count(it, table)]))
  return { ...open, deliveries, ...rows }
}

async function deliverAll(it: TestStore, now: number): Promise<void> {
  for (;;) {
    const claimed = await it.store.claimDeliveries({ endpointId: 'ep', limit: 100, now, inFlight: new Set() })
    if (claimed.deliveries.length === 0) return
    for (const delivery of claimed.deliveries) {
      const attempt = { attempt: delivery.attempt, startedAt: now, durationMs: 1, status: 200, answer: '' }
      await it.store.settleDelivery(delivery, attempt, { kind: 'delivered' }, now)
    }
  }
}
