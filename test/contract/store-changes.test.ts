/**
 * What changes without an event, for those who follow: each change once it is committed, in the order of places that
 * nobody can fill in later, from whichever process it comes.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changesRetainedMs, maxNamed } from '../../src/model/events/changes.ts'
import type { ChangeRecord } from '../../src/store/lists/change-stream.ts'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { createChangeHub } from '../../src/stream/changes.ts'
import { inboundFact, ingestFacts, statusFact } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import {
  acceptAll,
  type Backend,
  claimAll,
  noId,
  settleSent,
  testBot,
  textMessage,
  tieredBackends,
  wamidOf,
} from '../support/store.ts'
import { testSkill } from '../support/store-fixtures.ts'

const ana = '593987654321'
const botId = 'bot_test'

async function open(backend: Backend): Promise<TestStore> {
  const ctx = await backend.open()
  await ctx.store.putBot(testBot({ sessionEvents: 'failures' }))
  return ctx
}

/** Other processes on the same database. */
async function openOthers({ name }: Backend, { path, newId }: TestStore) {
  const open = () => openPostgresStore({ newId, seal: createSeal('a key only for tests') }, { url: path })
  const stores = name === 'sqlite' ? [] : [await open(), await open()]
  return { stores, [Symbol.asyncDispose]: async () => void (await Promise.all(stores.map((store) => store.close()))) }
}

/** Everything behind a place, once it is added up. */
async function told({ store }: Pick<TestStore, 'store'>, after = 0, now = t0): Promise<ChangeRecord[]> {
  await store.addUpFigures(now)
  return (await store.changesAfter(after, 1_000))?.records ?? []
}

async function placeOf({ store }: TestStore): Promise<number> {
  await store.addUpFigures(t0)
  return (await store.changeBounds()).newest
}

for (const backend of tieredBackends) {
  describe(`what changes without an event (${backend.name})`, () => {
    test('a session message is told at each step of its life, as it is then', async () => {
      await using ctx = await open(backend)
      const message = textMessage(ctx.newId, ana)
      const step = { what: 'message', botId, messageId: message.id, userId: ana, direction: 'out' }
      let place = await placeOf(ctx)
      const next = async (state: string) => {
        assert.deepEqual(await told(ctx, place), [{ ...step, state }])
        place = await placeOf(ctx)
      }
      await acceptAll(ctx.store, t0, [message])
      await next('queued')
      const { messages } = await claimAll(ctx.store, t0)
      for (const claimed of messages) await settleSent(ctx.store, claimed, t0)
      await next('sent')
      for (const status of ['delivered', 'read'] as const) {
        await ingestFacts(ctx.store, [statusFact(wamidOf(message.id, 1), status, { recipient: { phone: ana } })])
        await next(status)
      }
      assert.deepEqual(ctx.rows('select type from events'), [])
    })

    test('what has an event is not told again', async () => {
      await using ctx = await open(backend)
      await ingestFacts(ctx.store, [inboundFact('wamid.1', { person: { phone: ana } })])
      assert.deepEqual(await told(ctx), [])
      const message = textMessage(ctx.newId, ana, '', { kind: 'notification', elementName: 'promo' })
      await acceptAll(ctx.store, t0, [message])
      assert.equal((await told(ctx)).length, 1, 'its acceptance has none')
      const place = await placeOf(ctx)
      const { messages } = await claimAll(ctx.store, t0)
      for (const claimed of messages) await settleSent(ctx.store, claimed, t0)
      assert.deepEqual(await told(ctx, place), [])
      assert.equal(ctx.rows('select type from events').length, 2)
    })

    test("a conversation is told whatever its team does, and the bot's memory and skill", async () => {
      await using ctx = await open(backend)
      await ctx.store.putSkill(testSkill('ventas'))
      await ingestFacts(ctx.store, [inboundFact('wamid.1', { person: { phone: ana } })])
      const { store } = ctx
      const of = { botId, userId: ana, now: t0 }
      const steps: Record<string, () => Promise<unknown>> = {
        read: () => store.markRead(of),
        labels: () => store.changeInbox(of, { labels: ['queja'] }),
        note: () => store.addNote(of, { id: 'note_1', at: t0, text: 'hola' }),
        'no note': () => store.deleteNote(of, 'note_1'),
        manual: () => store.setUserState({ ...of, state: 'manual' }),
        memory: () => store.rememberUser({ ...of, params: { ciudad: 'Quito' } }),
        skill: () => store.activateSkill({ ...of, skillId: 'ventas', numberSince: undefined }),
        end: () => store.closeConversation(of),
      }
      for (const [name, act] of Object.entries(steps)) {
        const place = await placeOf(ctx)
        await act()
        assert.deepEqual(await told(ctx, place), [{ what: 'conversation', botId, userId: ana }], name)
      }
      const place = await placeOf(ctx)
      await store.markRead(of)
      assert.deepEqual(await told(ctx, place), [], 'read already')
    })

    test('a burst names its bot alone, and others go on being named', async () => {
      await using ctx = await open(backend)
      await ctx.store.putBot(testBot({ id: 'quiet' }))
      const burst = Array.from({ length: maxNamed + 1 }, (_, n) => textMessage(ctx.newId, `5939${10_000_000 + n}`))
      await acceptAll(ctx.store, t0, burst)
      const one = textMessage(ctx.newId, ana)
      await acceptAll(ctx.store, t0, [one], 'quiet')
      const all = await told(ctx)
      assert.deepEqual(
        all.map((change) => ({ ...change, state: undefined })).filter((change) => change.botId === botId),
        [{ what: 'many', botId, state: undefined }],
      )
      assert.deepEqual(
        all.flatMap((change) => (change.what === 'message' ? [change.messageId] : [])),
        [one.id],
      )
    })

    test('a write that fails tells nothing, and an erased person is told no more', async () => {
      await using ctx = await open(backend)
      const bad = { ...textMessage(ctx.newId, ana), id: noId }
      await assert.rejects(acceptAll(ctx.store, t0, [bad]))
      assert.deepEqual(await told(ctx), [])
      await ingestFacts(ctx.store, [inboundFact('wamid.1', { person: { phone: ana } })])
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '593911111111')])
      await ctx.store.markRead({ botId, userId: ana, now: t0 })
      assert.equal((await told(ctx)).length, 2)
      assert.equal((await ctx.store.erasePerson(botId, ana, t0 + 60_000))?.isDone, true)
      assert.deepEqual(
        (await told(ctx)).map((change) => 'userId' in change && change.userId),
        ['593911111111'],
      )
    })

    test('places are kept for some minutes; the last one is known when none is left', async () => {
      await using ctx = await open(backend)
      for (const now of [t0, t0 + 1, t0 + changesRetainedMs + 1]) {
        await acceptAll(ctx.store, now, [textMessage(ctx.newId, ana)])
        await ctx.store.addUpFigures(now)
      }
      assert.deepEqual(await ctx.store.changeBounds(), { oldest: 1, newest: 3 })
      assert.deepEqual(
        ctx.rows('select place from changes order by place').map(({ place }) => Number(place)),
        [2, 3],
      )
    })

    test('processes that add up at once give each place once, with everything before it', async () => {
      await using ctx = await open(backend)
      await using others = await openOthers(backend, ctx)
      const stores = [ctx.store, ...others.stores]
      const sent: string[] = []
      const seen: string[] = []
      let place = 0
      const follow = async () => {
        const found = await ctx.store.changesAfter(place, 1_000)
        place = found?.seq ?? place
        seen.push(...(found?.records ?? []).flatMap((one) => (one.what === 'message' ? [one.messageId] : [])))
      }
      for (let turn = 0; turn < 15; turn++) {
        const messages = stores.map((_, n) => textMessage(ctx.newId, `5939${20_000_000 + turn * 10 + n}`))
        sent.push(...messages.map(({ id }) => id))
        await Promise.all(stores.map((store, n) => acceptAll(store, t0, messages.slice(n, n + 1))))
        await Promise.all([...stores.map((store) => store.addUpFigures(t0)), follow()])
      }
      await follow()
      assert.deepEqual(seen.sort(), sent.sort())
    })

    test('one who follows begins now, goes on from its place, and is told when that is lost', async () => {
      await using ctx = await open(backend)
      await using hub = hubOf(ctx)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana, 'before')])
      const first = follow(hub)
      await eventually(() => first.places.length > 0, 'it has begun')
      const message = textMessage(ctx.newId, ana)
      await acceptAll(ctx.store, t0, [message])
      await eventually(() => first.told.length === 1, 'the message')
      first.leave()
      const missed = textMessage(ctx.newId, ana)
      await acceptAll(ctx.store, t0, [missed])
      const again = follow(hub, first.places.at(-1))
      await eventually(() => again.told.length === 1, 'what it missed')
      assert.deepEqual(
        [...first.told, ...again.told].map((one) => 'messageId' in one && one.messageId),
        [message.id, missed.id],
      )
      const lost = follow(hub, 1_000)
      await eventually(() => lost.lost() === 1, 'it is lost')
      assert.deepEqual([lost.told, again.lost()], [[], 0])
    })
  })
}

function follow(hub: ReturnType<typeof createChangeHub>, former?: number) {
  const told: ChangeRecord[] = []
  const places: number[] = []
  let lost = 0
  const leave = hub.follow(
    {
      take(changes, seq) {
        told.push(...changes)
        places.push(seq)
      },
      missed: () => void lost++,
      isBusy: () => false,
    },
    former,
  )
  return { told, places, leave, lost: () => lost }
}

/** Disposed of, it stops. */
function hubOf({ store }: TestStore) {
  const hub = createChangeHub({
    store,
    clock: () => t0,
    onError(error) {
      throw error
    },
  })
  return { ...hub, [Symbol.asyncDispose]: hub.stop }
}
