/**
 * Settling: guarded by lease and attempt, the state and its event together (promise 9), actions only when a message
 * leaves.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Decision } from '../../src/model/outcome/decide.ts'
import type { MemoryNote } from '../../src/store/events/notes.ts'
import { attemptStatus, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import {
  acceptAll,
  backends,
  claimAll,
  claimOne,
  noId,
  settleSent,
  testBot,
  textMessage,
  wamidOf,
} from '../support/store.ts'

const ana = '593900000001'

async function oneClaimed(ctx: TestStore, changes = {}) {
  await ctx.store.putBot(testBot())
  const message = textMessage(ctx.newId, ana, 'hola', changes)
  await acceptAll(ctx.store, t0, [message])
  return claimOne(ctx.store, t0)
}

const story = async (ctx: TestStore, id: string) => {
  const found = await ctx.store.timeline('bot_test', id)
  assert.ok(found)
  return found
}

const eventTypes = async (ctx: TestStore, id: string) => (await story(ctx, id)).events.map((event) => event.type)

const anySkill = {
  id: 'skill-1',
  botId: 'bot_test',
  name: 'x',
  kind: 'webhook',
  url: 'https://example.com',
  createdAt: t0,
  updatedAt: t0,
} as const

for (const backend of backends) {
  describe(`settle (${backend.name})`, () => {
    test('an attempt is settled once: later decisions change nothing', async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      assert.equal(await settleSent(ctx.store, claimed, t0), true)
      assert.equal(await ctx.store.settle(claimed, { kind: 'failed', error: { code: 1 } }, t0), false)
      assert.equal(await settleSent(ctx.store, claimed, t0), false)
      assert.equal((await story(ctx, claimed.id)).state, 'sent')
      assert.deepEqual(await eventTypes(ctx, claimed.id), ['delivered_channel'])
    })

    test('a blocked channel is reported once in ten minutes, not once a message', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['channel_blocked']))
      await acceptAll(
        ctx.store,
        t0,
        [1, 2, 3].map((n) => textMessage(ctx.newId, `59390000000${n}`)),
      )
      const blocked = { kind: 'again', counts: 'blocked', dueAt: t0 + 5, error: { code: 190 } } satisfies Decision
      const reported = async (now: number) =>
        (await ctx.store.claimDeliveries({ endpointId: 'ep', limit: 9, now, inFlight: new Set() })).deliveries
      for (const claimed of (await claimAll(ctx.store, t0)).messages) await ctx.store.settle(claimed, blocked, t0)
      const [alarm, ...others] = await reported(t0)
      assert.equal(others.length, 0)
      assert.deepEqual(JSON.parse(alarm?.body ?? '').error, { code: 190 })
      const later = t0 + 10 * 60_000
      for (const claimed of (await claimAll(ctx.store, later)).messages) await ctx.store.settle(claimed, blocked, later)
      const events = await ctx.rows(`select 1 from events where type = 'channel_blocked'`)
      assert.equal(events.length, 2)
    })

    test('an earlier attempt does not settle a later one', async () => {
      await using ctx = await backend.open()
      const first = await oneClaimed(ctx)
      await ctx.store.settle(first, { kind: 'again', dueAt: t0 + 1, counts: 'retry' }, t0)
      const second = await claimOne(ctx.store, t0 + 1)
      assert.equal(await ctx.store.settle(first, { kind: 'failed', error: { code: 1 } }, t0), false)
      assert.equal((await story(ctx, first.id)).state, 'sending')
      assert.equal(await settleSent(ctx.store, second, t0 + 2), true)
    })

    test('promise 5: an attempt in flight when the lease was lost is unknown, until its answer or a status settles it', async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      await ctx.reopen()
      assert.equal(await ctx.store.recover(t0 + 1, t0 + 30_000), 1)
      assert.equal(await ctx.store.recover(t0 + 1, t0 + 30_000), 0, 'recovering is safe twice')
      const { state, attempts, events } = await story(ctx, claimed.id)
      assert.deepEqual([state, events], ['sending', []])
      assert.deepEqual(
        attempts.map((attempt) => attempt.outcome),
        ['unknown'],
      )
      assert.equal(await settleSent(ctx.store, claimed, t0 + 2), true)
      const after = await story(ctx, claimed.id)
      assert.deepEqual([after.state, after.possibleDouble, after.attempts[0]?.outcome], ['sent', false, 'sent'])
    })

    test('promise 9: when the event cannot be written, neither is the state', async () => {
      const ids = ['evt_one']
      await using ctx = await backend.open({ newId: () => ids.pop() ?? noId })
      await ctx.store.putBot(testBot())
      const messages = [1, 2].map((number) => ({
        ...textMessage(ctx.newId, `59390000000${number}`),
        id: `msg_${number}`,
      }))
      await acceptAll(ctx.store, t0, messages)
      const [first, second] = (await claimAll(ctx.store, t0)).messages
      assert.ok(first && second)
      await settleSent(ctx.store, first, t0)
      await assert.rejects(settleSent(ctx.store, second, t0))
      assert.equal((await story(ctx, second.id)).state, 'sending')
      ids.push('evt_other')
      assert.equal(await settleSent(ctx.store, second, t0), true, 'and it can be written later')
      assert.deepEqual(await eventTypes(ctx, second.id), ['delivered_channel'])
    })

    test('promise 9: each final state has its event, due at the endpoints that subscribe to it', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['delivered_channel', 'failed', 'expired', 'canceled']))
      const endings: [string, Decision | 'cancel' | 'expire'][] = [
        ['delivered_channel', { kind: 'sent', wamid: 'wamid.x' }],
        ['failed', { kind: 'failed', error: { code: 131026, title: 'Message undeliverable' } }],
        ['canceled', 'cancel'],
        ['expired', 'expire'],
      ]
      for (const [index, [event, decision]] of endings.entries()) {
        const now = t0 + index
        const message = textMessage(ctx.newId, `59390000000${index}`, 'hola', { expiresAt: now + 1 })
        await acceptAll(ctx.store, now, [message])
        if (decision === 'cancel') await ctx.store.cancel('bot_test', message.id, now)
        else if (decision === 'expire') await ctx.store.expire(now + 1)
        else await ctx.store.settle(await claimOne(ctx.store, now), decision, now)
        const reported = (await story(ctx, message.id)).events
        assert.deepEqual(
          reported.map(({ type, deliveries }) => [
            type,
            deliveries.map(({ endpointId, state }) => [endpointId, state]),
          ]),
          [[event, [['ep', 'waiting']]]],
        )
      }
    })

    test('session messages are silent unless their bot asks; notifications are always reported', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot({ sessionEvents: false }))
      for (const kind of ['session', 'notification'] as const) {
        const message = textMessage(ctx.newId, ana, 'hola', { kind })
        await acceptAll(ctx.store, t0, [message])
        await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
        assert.deepEqual(await eventTypes(ctx, message.id), kind === 'session' ? [] : ['delivered_channel'])
      }
    })

    test('actions take effect when the message leaves, and not before', async () => {
      await using ctx = await backend.open()
      const actions = { setSkill: { id: 'skill-1' }, setMemoryParams: { name: 'Ana', visits: 2 } }
      await ctx.store.putSkill(anySkill)
      const claimed = await oneClaimed(ctx, { kind: 'notification', actions })
      const conversation = () => ctx.rows('select memory, skill_id from conversations')
      await ctx.store.settle(claimed, { kind: 'again', dueAt: t0, counts: 'throttle' }, t0)
      assert.deepEqual(conversation().map(Object.entries), [
        [
          ['memory', null],
          ['skill_id', null],
        ],
      ])
      await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
      const [after] = conversation()
      assert.deepEqual([after?.skill_id, JSON.parse(String(after?.memory))], ['skill-1', { name: 'Ana', visits: 2 }])
      const more = { setMemoryParams: { visits: 3 } }
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana, 'hola', { kind: 'notification', actions: more })])
      await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
      const [later] = conversation()
      assert.deepEqual([later?.skill_id, JSON.parse(String(later?.memory))], ['skill-1', { name: 'Ana', visits: 3 }])
    })

    test('memory that does not fit is reported with the message, and its other actions take effect', async () => {
      const noted: MemoryNote[] = []
      await using ctx = await backend.open({ onMemoryFull: (note) => noted.push(note) })
      await ctx.store.putSkill(anySkill)
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['delivered_channel']))
      await ctx.store.rememberUser({ botId: 'bot_test', userId: ana, params: { a: 'x'.repeat(60_000) }, now: t0 })
      const actions = { setSkill: { id: 'skill-1' }, setMemoryParams: { b: 'y'.repeat(60_000) } }
      const message = textMessage(ctx.newId, ana, 'hola', { kind: 'notification', actions })
      await acceptAll(ctx.store, t0, [message])
      await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
      const known = await ctx.store.user('bot_test', ana, t0)
      assert.deepEqual([known?.skillId, Object.keys(known?.memory ?? {})], ['skill-1', ['a']])
      const [event] = ctx.rows("select body from events where type = 'delivered_channel'")
      const bytes = 120_015
      assert.deepEqual(JSON.parse(String(event?.body)).memoryFull, { bytes, limit: 65_536 })
      assert.deepEqual(noted, [{ botId: 'bot_test', cause: 'actions', bytes }])
      const small = textMessage(ctx.newId, ana, 'hola', {
        kind: 'notification',
        actions: { setMemoryParams: { b: 1 } },
      })
      await acceptAll(ctx.store, t0, [small])
      await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
      const later = ctx.rows("select body from events where type = 'delivered_channel' order by seq")[1]
      assert.equal('memoryFull' in JSON.parse(String(later?.body)), false)
      assert.equal(noted.length, 1)
    })

    test('a skill deleted before the message leaves replaces nothing, and memory is written', async () => {
      await using ctx = await backend.open()
      await ctx.store.putSkill(anySkill)
      for (const [setSkill, expected] of [
        [{ id: 'skill-1' }, 'skill-1'],
        [{ id: 'gone' }, 'skill-1'],
      ] as const) {
        const actions = { setSkill, setMemoryParams: { last: setSkill.id } }
        const message = textMessage(ctx.newId, ana, 'hola', { kind: 'notification', actions })
        await acceptAll(ctx.store, t0, [message])
        await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
        const [row] = ctx.rows('select memory, skill_id from conversations')
        assert.deepEqual([row?.skill_id, JSON.parse(String(row?.memory))], [expected, { last: setSkill.id }])
      }
    })

    test('actions of a failed message never take effect; of one that a status proves sent, they do', async () => {
      await using ctx = await backend.open()
      const actions = { setSkill: { id: 'skill-1' } }
      await ctx.store.putSkill(anySkill)
      const failing = await oneClaimed(ctx, { kind: 'notification', actions })
      await ctx.store.settle(failing, { kind: 'failed', error: { code: 131026 } }, t0)
      assert.equal(ctx.rows('select skill_id from conversations')[0]?.skill_id, null)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana, 'hola', { kind: 'notification', actions })])
      const lost = await claimOne(ctx.store, t0)
      await ingestFacts(ctx.store, [attemptStatus(lost.id, 1, 'sent')], t0)
      assert.equal(ctx.rows('select skill_id from conversations')[0]?.skill_id, 'skill-1')
    })

    test('only queued messages can be canceled', async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      assert.deepEqual(await ctx.store.cancel('bot_test', claimed.id, t0), { kind: 'too_late', state: 'sending' })
      await settleSent(ctx.store, claimed, t0)
      assert.deepEqual(await ctx.store.cancel('bot_test', claimed.id, t0), { kind: 'too_late', state: 'sent' })
      assert.deepEqual(await ctx.store.cancel('bot_other', claimed.id, t0), { kind: 'not_found' })
      assert.deepEqual(await ctx.store.cancel('bot_test', 'msg_none', t0), { kind: 'not_found' })
    })

    test('an outcome that stays unknown beyond the maximum time fails, marked as a possible double', async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      await ctx.store.settle(claimed, { kind: 'reconcile', until: t0 + 10, reason: 'time-out' }, t0)
      await ctx.store.releaseUnknown(t0 + 10, t0 + 1)
      const { state, possibleDouble, error } = await story(ctx, claimed.id)
      assert.deepEqual([state, possibleDouble], ['failed', true])
      assert.equal(error && 'key' in error && error.key, 'UNDELIVERABLE')
    })
  })

  describe(`timeline (${backend.name})`, () => {
    test('two refusals, one unknown outcome and three webhook attempts, all in order', async () => {
      await using ctx = await backend.open()
      await ctx.store.putEndpoint(testEndpoint('ep', ['delivered_channel']))
      let claimed = await oneClaimed(ctx)
      const throttled = {
        code: 131056,
        title: 'Pair rate limit',
        message: '(#131056)',
        details: 'Too many',
        fbtraceId: 'A1',
      }
      const refused = { code: 190, message: 'Expired token' }
      await ctx.store.settle(claimed, { kind: 'again', dueAt: t0 + 10, counts: 'throttle', error: throttled }, t0 + 1)
      claimed = await claimOne(ctx.store, t0 + 10)
      await ctx.store.settle(claimed, { kind: 'again', dueAt: t0 + 20, counts: 'blocked', error: refused }, t0 + 11)
      claimed = await claimOne(ctx.store, t0 + 20)
      await ctx.store.settle(claimed, { kind: 'reconcile', until: t0 + 30, reason: 'time-out' }, t0 + 21)
      await ctx.store.releaseUnknown(t0 + 30, 0)
      claimed = await claimOne(ctx.store, t0 + 30)
      await settleSent(ctx.store, claimed, t0 + 31)
      for (const [index, status] of [500, undefined, 200].entries()) {
        const [delivery] = (
          await ctx.store.claimDeliveries({ endpointId: 'ep', limit: 1, now: t0 + 100, inFlight: new Set() })
        ).deliveries
        assert.ok(delivery)
        const attempt = {
          attempt: index + 1,
          startedAt: t0 + 40 + index,
          durationMs: 3,
          status,
          ...(status === undefined ? { answer: '', reason: 'it was cut' } : { answer: `answer ${index}` }),
        }
        const decision = status === 200 ? ({ kind: 'delivered' } as const) : ({ kind: 'again', dueAt: t0 } as const)
        await ctx.store.settleDeliveries([{ delivery, attempt, decision }], t0 + 50)
      }
      await ingestFacts(ctx.store, [attemptStatus(claimed.id, 4, 'delivered', { at: t0 })], t0 + 99)

      const { attempts, events, states, possibleDouble, wamid } = await story(ctx, claimed.id)
      assert.deepEqual(attempts, [
        { attempt: 1, startedAt: t0, endedAt: t0 + 1, outcome: 'throttled', detail: throttled },
        { attempt: 2, startedAt: t0 + 10, endedAt: t0 + 11, outcome: 'refused', detail: refused },
        { attempt: 3, startedAt: t0 + 20, endedAt: t0 + 21, outcome: 'unknown', detail: { reason: 'time-out' } },
        {
          attempt: 4,
          startedAt: t0 + 30,
          endedAt: t0 + 31,
          outcome: 'sent',
          detail: { wamid: wamidOf(claimed.id, 4) },
        },
      ])
      assert.deepEqual([possibleDouble, wamid], [true, wamidOf(claimed.id, 4)])
      assert.deepEqual(
        events.map((event) => event.type),
        ['delivered_channel', 'delivered_user'],
      )
      const [webhook] = events[0]?.deliveries ?? []
      assert.deepEqual([webhook?.state, webhook?.url], ['delivered', 'https://example.com/ep'])
      assert.deepEqual(
        webhook?.attempts.map(({ attempt, status, answer, reason }) => [attempt, status, answer || reason]),
        [
          [1, 500, 'answer 0'],
          [2, undefined, 'it was cut'],
          [3, 200, 'answer 2'],
        ],
      )
      const ladder = states.map(({ state }) => state)
      assert.deepEqual(ladder, ['queued', 'sent', 'delivered'], 'though Meta rounds its instants down')
    })

    test('nothing is shown of a message of another bot', async () => {
      await using ctx = await backend.open()
      const claimed = await oneClaimed(ctx)
      assert.equal(await ctx.store.timeline('bot_other', claimed.id), undefined)
    })
  })
}
