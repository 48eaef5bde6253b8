/**
 * Who holds a conversation on a number with several responders: told by handovers, standby and refusals, in any order
 * and as often as Meta repeats them. What is written meanwhile is recorded and has no effect on a bot.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AccountChange, Echo } from '../../src/model/inbound/inbound.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { type Backend, backends } from '../support/store.ts'
import { eventBodies, openWithBot, testSkill } from '../support/store-fixtures.ts'

const botId = 'bot_test'
const ana = '593987654321'
const phoneNumberId = 'phone-bot_test'
const minuteMs = 60_000

const open = (backend: Backend) => openWithBot(backend, { events: ['message', 'standby', 'handover', 'consent'] })

const handover = (type: 'control_taken' | 'control_passed', at: number, role = 'ai_agent'): AccountChange => ({
  kind: 'account',
  wabaId: '1',
  phoneNumberId,
  field: 'messaging_handovers',
  raw: {
    sender: { phone_number: ana },
    recipient: { phone_number_id: phoneNumberId },
    type,
    timestamp: String(at / 1_000),
    [type]: { previous_owner_role: 'customer_service', new_owner_role: role },
  },
})

const standby = (wamid: string, by: 'person' | 'business', at: number, text = wamid): Echo => ({
  kind: 'echo',
  phoneNumberId,
  person: { phone: ana },
  message: { wamid, by, sentAt: at, bubble: { type: 'text', text } },
  isStandby: true,
})

const thread = async ({ store }: TestStore, now = t0) =>
  (await store.inboxConversation({ botId, userId: ana, now }))?.thread

const changes = (ctx: TestStore) => eventBodies(ctx, 'handover').map(({ heldBy, source }) => `${heldBy} ${source}`)

for (const backend of backends) {
  describe(backend.name, () => {
    test('the latest word counts, in whatever order and however often it comes', async () => {
      await using ctx = await open(backend)
      const taken = handover('control_taken', t0)
      await ingestFacts(ctx.store, [taken], t0)
      assert.deepEqual(await thread(ctx), { heldBy: 'ai_agent', since: t0 })
      await ingestFacts(ctx.store, [taken, taken], t0)
      await ingestFacts(ctx.store, [handover('control_passed', t0 - minuteMs)], t0)
      assert.deepEqual(changes(ctx), ['ai_agent taken'])
      await ingestFacts(ctx.store, [handover('control_passed', t0 + minuteMs)], t0 + minuteMs)
      assert.equal(await thread(ctx), undefined)
      await ingestFacts(ctx.store, [taken], t0 + minuteMs)
      assert.deepEqual(changes(ctx), ['ai_agent taken', 'null passed'])
    })

    test('a handover within the second of a word of ours counts, and a message of that second changes nothing', async () => {
      await using ctx = await open(backend)
      await ingestFacts(ctx.store, [inboundFact('w.1', { person: { phone: ana }, sentAt: t0 - minuteMs })], t0)
      const now = t0 + 400
      assert.equal(t0 % 1_000, 0)
      await ctx.store.noteThread({ botId, userId: ana, now, heldBy: 'marketing' })
      await ingestFacts(ctx.store, [inboundFact('w.2', { person: { phone: ana }, sentAt: t0 })], now)
      assert.equal((await thread(ctx))?.heldBy, 'marketing')
      await ingestFacts(ctx.store, [handover('control_passed', t0)], now)
      assert.equal(await thread(ctx), undefined)
      assert.deepEqual(changes(ctx), ['marketing api', 'null passed'])
    })

    test('standby is recorded once, opens the window of the person alone, and wakes nobody', async () => {
      await using ctx = await open(backend)
      await ingestFacts(ctx.store, [standby('w.echo', 'business', t0)], t0)
      assert.equal((await ctx.store.user(botId, ana, t0))?.lastInboundAt, undefined)
      const said = standby('w.said', 'person', t0 + 1_000)
      await ingestFacts(ctx.store, [said], t0 + 1_000)
      await ingestFacts(ctx.store, [said], t0 + 2_000)
      assert.equal((await ctx.store.user(botId, ana, t0))?.lastInboundAt, t0 + 1_000)
      assert.deepEqual(
        eventBodies(ctx, 'standby').map(({ owner, heldBy }) => `${owner} ${heldBy}`),
        ['business unknown', 'user unknown'],
      )
      assert.deepEqual(eventBodies(ctx, 'message'), [])
      assert.deepEqual(ctx.rows('select seq from skill_runs'), [])
      assert.deepEqual(changes(ctx), ['unknown standby'])
      // A role that was told stays where a later word names none.
      await ingestFacts(ctx.store, [handover('control_taken', t0 + 3_000)], t0 + 3_000)
      await ingestFacts(ctx.store, [standby('w.more', 'person', t0 + 4_000)], t0 + 4_000)
      assert.equal((await thread(ctx))?.heldBy, 'ai_agent')
    })

    test('a word that stops marketing is obeyed though another answers', async () => {
      await using ctx = await open(backend)
      await ingestFacts(ctx.store, [standby('w.stop', 'person', t0, 'STOP')], t0)
      assert.deepEqual(
        eventBodies(ctx, 'consent').map(({ state }) => state),
        ['stopped'],
      )
    })

    test("a person's message to the bot shows that nobody else has the conversation", async () => {
      await using ctx = await open(backend)
      await ingestFacts(ctx.store, [handover('control_taken', t0)], t0)
      const facts = (wamid: string, sentAt: number) => [inboundFact(wamid, { person: { phone: ana }, sentAt })]
      await ingestFacts(ctx.store, facts('w.before', t0 - minuteMs), t0 + 1_000)
      assert.equal((await thread(ctx))?.heldBy, 'ai_agent')
      await ingestFacts(ctx.store, facts('w.after', t0 + minuteMs), t0 + minuteMs)
      assert.equal(await thread(ctx), undefined)
      assert.deepEqual(changes(ctx), ['ai_agent taken', 'null message'])
    })

    for (const [name, taken] of [
      ['a handover', () => handover('control_taken', t0 + minuteMs)],
      ['standby', () => standby('w.theirs', 'business', t0 + minuteMs)],
    ] as const)
      test(`a skill run that waits stops when another responder takes the conversation, told by ${name}`, async () => {
        await using ctx = await open(backend)
        await ctx.store.putSkill(testSkill('x'))
        await ingestFacts(ctx.store, [inboundFact('w.1', { person: { phone: ana } })], t0)
        await ctx.store.activateSkill({ botId, userId: ana, skillId: 'x', now: t0 })
        const [run] = (await ctx.store.claimSkillRuns({ botId, limit: 5, now: t0, inFlight: new Set() })).runs
        assert.ok(run)
        const said = { person: { phone: ana }, sentAt: t0 + 1_000, bubble: { type: 'text', text: 'sigo' } } as const
        await ingestFacts(ctx.store, [inboundFact('w.2', said)], t0 + 1_000)
        const waiting = `select count(*) as count from skill_runs where state = 'waiting'`
        assert.equal(Number(ctx.rows(waiting)[0]?.count), 2)
        await ingestFacts(ctx.store, [taken()], t0 + minuteMs)
        assert.equal(Number(ctx.rows(waiting)[0]?.count), 0)
        // What the skill in flight answers is not sent any more.
        assert.equal(
          await ctx.store.settleSkillRun(run, { kind: 'done', messages: [], next: { kind: 'same' }, problems: [] }, t0),
          false,
        )
        const [, told] = eventBodies(ctx, 'message')
        assert.deepEqual(told?.skill, { id: 'x', reason: 'other_responder' })
        // Told again it has no further effect.
        await ingestFacts(ctx.store, [taken()], t0 + minuteMs)
        assert.equal(eventBodies(ctx, 'message').length, 2)
      })

    test("a new id that comes by standby is the person's, once", async () => {
      await using ctx = await open(backend)
      const before = { phone: ana, scopedId: 'EC.old' }
      await ingestFacts(ctx.store, [inboundFact('w.1', { person: before })], t0)
      await ctx.store.rememberUser({ botId, userId: ana, now: t0, params: { nota: 'suya' } })
      const fact: Echo = {
        ...standby('w.system', 'person', t0 + minuteMs),
        person: { scopedId: 'EC.new' },
        renamed: { from: { scopedId: 'EC.old' }, to: { scopedId: 'EC.new' }, keepsNumber: true },
      }
      await ingestFacts(ctx.store, [fact, fact], t0 + minuteMs)
      const user = await ctx.store.user(botId, 'EC.new', t0 + minuteMs)
      assert.deepEqual([user?.phone, user?.scopedId, user?.memory], [ana, 'EC.new', { nota: 'suya' }])
      assert.equal(ctx.rows('select user_id from conversations').length, 1)
    })

    test('what Meta said to us counts, for whom the bot knows; and it moves with the person', async () => {
      await using ctx = await open(backend)
      assert.equal(await ctx.store.noteThread({ botId, userId: ana, now: t0, heldBy: 'marketing' }), false)
      await ingestFacts(ctx.store, [inboundFact('w.1', { person: { phone: ana } })], t0)
      await ingestFacts(ctx.store, [inboundFact('w.2', { person: { scopedId: 'EC.1' } })], t0)
      const word = { botId, userId: 'EC.1', now: t0 + minuteMs, heldBy: 'marketing' }
      assert.equal(await ctx.store.noteThread(word), true)
      const both = [inboundFact('w.3', { person: { phone: ana, scopedId: 'EC.1' }, sentAt: t0 })]
      await ingestFacts(ctx.store, both, t0 + 1_000)
      assert.deepEqual(await thread(ctx), { heldBy: 'marketing', since: t0 + minuteMs })
    })
  })
}
