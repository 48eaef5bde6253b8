/**
 * The external support panel in the store: one for each bot, its secret sealed; which conversations it has, and its
 * events in the transaction of what they report, before and behind what the person writes meanwhile.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Endpoint } from '../../src/model/bot/bot.ts'
import type { PanelInput } from '../../src/store/settings/panels.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { type Backend, backends, testBot } from '../support/store.ts'
import { eventBodies, openWithBot, testSkill } from '../support/store-fixtures.ts'

const botId = 'bot_test'
const ana = '593987654321'
const url = 'https://panel.example.com/in'
const hourMs = 3_600_000

const panelInput = (changes: Partial<PanelInput> = {}): PanelInput => ({
  ...{ botId, url, auth: undefined, secret: 'whsec_one', isAnew: true, formerUntil: t0 + hourMs, now: t0 },
  ...changes,
})

async function made(ctx: TestStore, changes: Partial<PanelInput> = {}): Promise<Endpoint> {
  const result = await ctx.store.putPanel(panelInput(changes))
  assert.ok(result.kind !== 'stale')
  return result.panel
}

async function open(backend: Backend): Promise<TestStore & { panel: Endpoint }> {
  const ctx = await openWithBot(backend, { events: ['message'] })
  return { ...ctx, panel: await made(ctx), [Symbol.asyncDispose]: () => ctx[Symbol.asyncDispose]() }
}

let lastWamid = 0
const writes = (ctx: TestStore, at = t0, changes = {}) =>
  ingestFacts(ctx.store, [inboundFact(`wamid.support.${lastWamid++}`, { sentAt: at, ...changes })], at)

const manual = (ctx: TestStore, until?: number, now = t0) =>
  ctx.store.setUserState({ botId, userId: ana, state: 'manual', ...(until && { until }), now })

/** What waits for the panel, in its order. */
async function posted(ctx: TestStore, panel: Endpoint): Promise<string[]> {
  const found = ctx.rows(
    `select events.type, events.body from deliveries join events on events.seq = event_seq
     where endpoint_id = '${panel.id}' order by deliveries.seq`,
  )
  return found.map(({ type, body }) => {
    const { change } = JSON.parse(String(body))
    return change === undefined ? String(type) : String(change)
  })
}

const told = (ctx: TestStore) =>
  eventBodies(ctx, 'conversation').map(({ change, cause, conversationId }) => ({ change, cause, conversationId }))

const supportId = async (ctx: TestStore, now = t0) => (await ctx.store.user(botId, ana, now))?.supportId

for (const backend of backends) {
  describe(`the support panel (${backend.name})`, () => {
    test('there is one: of several at once one is made, and the others change it', async () => {
      await using ctx = await openWithBot(backend)
      const results = await Promise.all(
        ['a', 'b', 'c'].map((name) =>
          ctx.store.putPanel(panelInput({ url: `https://${name}.example.com/`, secret: `whsec_${name}` })),
        ),
      )
      assert.deepEqual(results.map(({ kind }) => kind).sort(), ['changed', 'changed', 'made'])
      const [panel, ...others] = await ctx.store.endpoints(botId)
      assert.deepEqual(others, [])
      assert.equal(panel?.door, 'panel')
      assert.ok(!JSON.stringify(ctx.rows('select * from endpoints')).includes('whsec_'), 'sealed')
      assert.deepEqual(await ctx.store.endpoint(panel?.id ?? ''), panel)
    })

    test('its secret stays while it is changed, is another when it is registered anew or renewed', async () => {
      await using ctx = await open(backend)
      const auth = { type: 'bearer', token: 'abc' } as const
      const revision = ctx.panel.revision ?? t0
      const stale = await ctx.store.putPanel(panelInput({ isAnew: false, expected: [revision + 7] }))
      assert.equal(stale.kind, 'stale')
      await made(ctx, { isAnew: false, auth, secret: 'whsec_unused' })
      const changed = await ctx.store.endpoint(ctx.panel.id)
      assert.deepEqual([changed?.auth, changed?.signing], [auth, { secret: 'whsec_one' }])
      await made(ctx, { secret: 'whsec_two' })
      const former = { secret: 'whsec_one', until: t0 + hourMs }
      assert.deepEqual((await ctx.store.endpoint(ctx.panel.id))?.signing, { secret: 'whsec_two', former })
      const renewed = await ctx.store.renewPanelSecret({ botId, secret: 'whsec_three', formerUntil: t0 + 5 })
      const signing = { secret: 'whsec_three', former: { secret: 'whsec_two', until: t0 + 5 } }
      assert.deepEqual([renewed?.signing, renewed?.auth], [signing, undefined])
      assert.equal(await ctx.store.renewPanelSecret({ botId: 'other', secret: 'x', formerUntil: 0 }), undefined)
      const patched = await ctx.store.changeEndpoint({
        id: ctx.panel.id,
        change: { wishes: { maxAttempts: 3 } },
        now: t0,
      })
      assert.deepEqual(patched.kind === 'changed' && patched.value.signing, signing)
    })

    test('a registration turns a panel on that failed, and not one that somebody paused', async () => {
      await using ctx = await open(backend)
      await ctx.store.pauseEndpoint(ctx.panel.id, t0)
      await made(ctx)
      assert.equal((await ctx.store.endpoint(ctx.panel.id))?.disabledReason, 'paused')
      await ctx.store.resumeEndpoint(ctx.panel.id, t0)
      await writes(ctx)
      await manual(ctx)
      const claimed = await ctx.store.claimDeliveries({
        endpointId: ctx.panel.id,
        limit: 9,
        now: t0,
        inFlight: new Set(),
      })
      const [delivery] = claimed.deliveries
      assert.ok(delivery)
      const attempt = { attempt: 1, startedAt: t0, durationMs: 1, status: 410, answer: '' }
      await ctx.store.settleDeliveries([{ delivery, attempt, decision: { kind: 'endpoint_gone' } }], t0)
      assert.equal((await ctx.store.endpoint(ctx.panel.id))?.disabledReason, 'gone')
      await made(ctx)
      assert.equal((await ctx.store.endpoint(ctx.panel.id))?.disabledAt, undefined)
    })

    test('start, messages and end, in the line of the person; without a panel there is none of it', async () => {
      await using ctx = await open(backend)
      await writes(ctx)
      await manual(ctx)
      await writes(ctx)
      await manual(ctx)
      await writes(ctx, t0, { groupId: 'group' })
      const id = await supportId(ctx)
      await ctx.store.setUserState({ botId, userId: ana, state: 'auto', now: t0 })
      await writes(ctx)
      assert.deepEqual(await posted(ctx, ctx.panel), ['start', 'message', 'close'])
      assert.deepEqual(told(ctx), [
        { change: 'start', cause: 'state', conversationId: id },
        { change: 'close', cause: 'state', conversationId: id },
      ])
      const bodies = eventBodies(ctx, 'message')
      assert.deepEqual(
        bodies.map(({ conversationId }) => conversationId),
        [undefined, id, undefined, undefined],
      )
      await ctx.store.deleteEndpoint(ctx.panel.id)
      await manual(ctx)
      assert.equal(told(ctx).length, 2)
    })

    test('a panel that comes later gets a conversation with its next message; closed by the API it ends', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      await writes(ctx)
      await manual(ctx)
      const panel = await made(ctx)
      assert.equal(await supportId(ctx), undefined)
      await writes(ctx)
      await ctx.store.closeConversation({ botId, userId: ana, now: t0 })
      assert.deepEqual(await posted(ctx, panel), ['start', 'message', 'close'])
      assert.deepEqual(
        told(ctx).map(({ cause }) => cause),
        ['message', 'closed'],
      )
    })

    test('what waited for a skill goes to the panel, behind the start', async () => {
      await using ctx = await open(backend)
      await ctx.store.putSkill(testSkill('menu'))
      await writes(ctx)
      await ctx.store.activateSkill({ botId, userId: ana, skillId: 'menu', now: t0 })
      await writes(ctx, t0 + 1)
      await manual(ctx, undefined, t0 + 2)
      assert.deepEqual(await posted(ctx, ctx.panel), ['start', 'message'])
    })

    test('the panel ends a conversation that it has, once, and a skill goes on with it', async () => {
      await using ctx = await open(backend)
      const end = (changes = {}) => ctx.store.endSupport({ botId, userId: ana, now: t0 + 1, ...changes })
      assert.deepEqual(await end(), { kind: 'unknown' })
      await writes(ctx)
      assert.deepEqual(await end(), { kind: 'inactive' })
      await manual(ctx)
      const redirect = { type: 'edge', skillId: 'menu' } as const
      assert.deepEqual(await end({ redirect }), { kind: 'skill_not_found' })
      assert.ok(await supportId(ctx), 'nothing changed')
      await ctx.store.putSkill(testSkill('menu'))
      assert.deepEqual(await end({ redirect }), { kind: 'ended', isRunning: true })
      assert.deepEqual(await end({ redirect }), { kind: 'inactive' })
      const user = await ctx.store.user(botId, ana, t0 + 1)
      assert.deepEqual([user?.state, user?.skillId, user?.supportId], ['auto', 'menu', undefined])
      const [, close] = eventBodies(ctx, 'conversation')
      assert.deepEqual([close.cause, close.redirect], ['panel', redirect])
      await manual(ctx)
      const late = { redirect, now: t0 + 25 * hourMs }
      assert.deepEqual(await end(late), { kind: 'ended', isRunning: false }, 'the window is closed')
    })

    test('a time that is over ends at the panel, once, and not one that was made longer', async () => {
      await using ctx = await open(backend)
      await writes(ctx)
      await manual(ctx, t0 + 10)
      assert.equal(await ctx.store.endLapsedSupport(t0 + 9, 100), 0)
      await manual(ctx, t0 + 20)
      assert.equal(await ctx.store.endLapsedSupport(t0 + 19, 100), 0)
      assert.equal(await supportId(ctx, t0 + 20), undefined, 'over, though nobody looked yet')
      assert.deepEqual(await ctx.store.endSupport({ botId, userId: ana, now: t0 + 20 }), { kind: 'inactive' })
      assert.equal(await ctx.store.endLapsedSupport(t0 + 20, 100), 1)
      assert.equal(await ctx.store.endLapsedSupport(t0 + 20, 100), 0)
      assert.deepEqual(
        told(ctx).map(({ cause }) => cause),
        ['state', 'lapsed'],
      )
      await manual(ctx, t0 + 30, t0 + 21)
      await writes(ctx, t0 + 40)
      assert.deepEqual(await posted(ctx, ctx.panel), ['start', 'close', 'start', 'close'], 'by what the person writes')
    })

    test('of two conversations that are one person the panel keeps one, and hears the end of the other', async () => {
      await using ctx = await open(backend)
      const scopedId = 'EC.1a2b3c'
      await writes(ctx, t0, { person: { phone: ana } })
      await writes(ctx, t0, { person: { scopedId } })
      await manual(ctx)
      await ctx.store.setUserState({ botId, userId: scopedId, state: 'manual', now: t0 })
      const [one, other] = told(ctx)
      await writes(ctx, t0 + 1, { person: { phone: ana, scopedId } })
      assert.deepEqual(told(ctx).at(-1), { change: 'close', cause: 'merged', conversationId: other?.conversationId })
      assert.equal(await supportId(ctx), one?.conversationId)
      assert.equal(told(ctx).length, 3)
    })

    test('a replay of what a panel missed has its conversations alone', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      await writes(ctx)
      const panel = await made(ctx)
      await manual(ctx)
      await writes(ctx, t0 + 1)
      const before = (await posted(ctx, panel)).length
      const input = { endpointId: panel.id, fromAt: 0, toAt: t0 + hourMs, isMissing: true, now: t0 + 2 }
      await ctx.store.replay(input)
      assert.equal((await posted(ctx, panel)).length, before)
    })

    test('a bot that gathers messages posts each to the panel by itself', async () => {
      await using ctx = await open(backend)
      await ctx.store.putBot(testBot({ gatherMs: 5_000 }))
      await writes(ctx)
      await manual(ctx)
      await writes(ctx, t0 + 1)
      const due = { endpointId: ctx.panel.id, limit: 9, now: t0 + 1, inFlight: new Set<number>() }
      const { deliveries } = await ctx.store.claimDeliveries(due)
      assert.equal(deliveries.length, 1)
      const held = ctx.rows(`select held_since from deliveries where endpoint_id = '${ctx.panel.id}'`)
      assert.deepEqual(
        held.map((one) => one.held_since),
        [null, null],
      )
    })
  })
}
