/**
 * Events by their `seq`, for those who follow them: in order and each once, also where a `seq` becomes visible after a
 * greater one.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import type { EventRecord } from '../../src/store/lists/event-list.ts'
import { createEventHub, type EventHub, type StreamPlace, type StreamReader } from '../../src/stream/hub.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { backends, testBot } from '../support/store.ts'

const hello = ({ store }: TestStore, wamid: string) => ingestFacts(store, [inboundFact(wamid)])
const ids = (events: readonly { id: string }[]) => events.map(({ id }) => id)

function follow(hub: EventHub, former?: StreamPlace) {
  const told: EventRecord[] = []
  const places: StreamPlace[] = []
  let resets = 0
  const ended = Promise.withResolvers<void>()
  const reader: StreamReader = {
    take(events, place) {
      told.push(...events)
      places.push(place)
    },
    reset: () => void resets++,
    isBusy: () => false,
    drained: async () => {},
    end: ended.resolve,
  }
  const leave = hub.follow(reader, former)
  return { told, places, leave, ended: ended.promise, resets: () => resets }
}

/** Disposed of, it stops. */
function hubOf({ store }: TestStore, changes: Partial<Parameters<typeof createEventHub>[0]> = {}) {
  const hub = createEventHub({ store, clock: () => t0, retainedMs: 86_400_000, onError: () => {}, ...changes })
  return { ...hub, [Symbol.asyncDispose]: hub.stop }
}

for (const backend of backends) {
  describe(`the order of events (${backend.name})`, () => {
    test('a read behind a seq has what came after it, oldest first, in pieces', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      assert.deepEqual(await ctx.store.eventBounds(), { oldest: 0, newest: 0 })
      for (const wamid of ['wamid.1', 'wamid.2', 'wamid.3']) await hello(ctx, wamid)
      const all = await ctx.store.eventsAfter(0, 10)
      const { rows } = await ctx.store.listEvents({ botIds: ['bot_test'] }, { limit: 10 })
      assert.deepEqual(ids(all), ids(rows.toReversed()))
      assert.equal(all[0]?.botId, 'bot_test')
      const [first, second, third] = all
      assert.ok(first && second && third)
      assert.deepEqual(await ctx.store.eventBounds(), { oldest: first.seq, newest: third.seq })
      assert.deepEqual(await ctx.store.eventsAfter(first.seq, 1), [second])
      assert.deepEqual(await ctx.store.eventsAfter(third.seq, 1), [])
      assert.deepEqual(await ctx.store.eventWriters(), [])
    })

    test('a commit tells those who follow, once', async () => {
      let told = 0
      await using ctx = await backend.open({ onEvents: () => void told++ })
      await ctx.store.putBot(testBot())
      await ingestFacts(ctx.store, [inboundFact('wamid.1'), inboundFact('wamid.2')])
      assert.equal(told, 1)
      await ctx.store.putFact('a fact', 'without an event')
      assert.equal(told, 1)
    })

    test('one read serves all; who comes later or comes again misses nothing', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      let reads = 0
      const store = {
        ...ctx.store,
        eventsAfter(seq: number, limit: number) {
          reads++
          return ctx.store.eventsAfter(seq, limit)
        },
      }
      await using hub = hubOf(ctx, { store })
      const readers = Array.from({ length: 20 }, () => follow(hub))
      await eventually(() => readers.every(({ places }) => places.length > 0), 'all have begun')
      reads = 0
      await hello(ctx, 'wamid.1')
      hub.wake()
      await eventually(() => readers.every(({ told }) => told.length === 1), 'all are told')
      assert.ok(reads < 10, `${reads} reads`)
      const [one] = readers
      assert.ok(one)
      one.leave()
      for (let n = 2; n < 5; n++) await hello(ctx, `wamid.${n}`)
      const again = follow(hub, one.places.at(-1))
      await eventually(() => again.told.length === 3, 'what it missed')
      assert.deepEqual(ids([...one.told, ...again.told]), ids(await ctx.store.eventsAfter(0, 10)))
      await hub.stop()
      await again.ended
      assert.deepEqual(again.resets(), 0)
    })

    test('a place before the first event of all is one to go on from', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await using hub = hubOf(ctx)
      const first = follow(hub)
      await eventually(() => first.places.length > 0, 'it has begun')
      first.leave()
      await hello(ctx, 'wamid.1')
      const again = follow(hub, first.places.at(-1))
      await eventually(() => again.told.length === 1, 'the event')
      assert.equal(again.resets(), 0)
    })

    test('a place older than what is kept, or of another database, is reset', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await hello(ctx, 'wamid.1')
      const { newest } = await ctx.store.eventBounds()
      await using hub = hubOf(ctx)
      for (const lost of [
        { seq: newest, at: t0 - 86_400_000 },
        { seq: newest + 1, at: t0 },
      ]) {
        const reader = follow(hub, lost)
        await eventually(() => reader.places.length > 0, 'it has begun')
        assert.deepEqual([reader.resets(), reader.told, reader.places.at(-1)?.seq], [1, [], newest])
        reader.leave()
      }
      const kept = follow(hub, { seq: newest, at: t0 - 80_000_000 })
      await eventually(() => kept.places.length > 0, 'it has begun')
      assert.equal(kept.resets(), 0)
    })

    if (backend.name === 'sqlite') return

    test('an event that commits after a later one is waited for; one that is rolled back is not', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      let looks = 0
      const store = {
        ...ctx.store,
        eventWriters() {
          looks++
          return ctx.store.eventWriters()
        },
      }
      await using hub = hubOf(ctx, { store })
      const reader = follow(hub)
      await eventually(() => reader.places.length > 0, 'it has begun')
      for (const end of ['commit', 'rollback']) {
        await using stack = new AsyncDisposableStack()
        const slow = new pg.Client({ connectionString: ctx.path })
        await slow.connect()
        stack.defer(() => slow.end())
        await slow.query('begin')
        await slow.query(
          `insert into events (id, bot_id, user_id, type, body, at)
           values ('evt_slow', 'another', '', 'account', '{}', ${t0})`,
        )
        const before = ids(reader.told)
        await hello(ctx, `wamid.${end}`)
        assert.equal((await ctx.store.eventWriters()).length, 1)
        const asked = looks
        hub.wake()
        // It has found the gap, and waits.
        await eventually(() => looks > asked + 2, 'it asks who may fill it')
        assert.deepEqual(ids(reader.told), before)
        await slow.query(end)
        const all = ids(await ctx.store.eventsAfter(0, 10))
        await eventually(() => reader.told.length === all.length, 'both, or the one')
        assert.deepEqual(ids(reader.told), all)
      }
      assert.equal(reader.told.filter(({ id }) => id === 'evt_slow').length, 1)
    })
  })
}
