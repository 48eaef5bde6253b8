/** The operator's lists of events and deliveries: whole, newest first, in pages that miss and repeat nothing, whatever the filter leaves of what was walked. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EventType } from '../../src/model/events/event.ts'
import type { Delivery, DeliveryDecision } from '../../src/store/deliveries/records.ts'
import type { DeliveryFilter } from '../../src/store/lists/delivery-list.ts'
import type { EventFilter } from '../../src/store/lists/event-list.ts'
import type { Position } from '../../src/store/lists/newest.ts'
import type { Store } from '../../src/store/store.ts'
import { attemptStatus, inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, claimAll, settleSent, testBot, textMessage, tieredBackends } from '../support/store.ts'

const botId = 'bot_test'
const ana = '593900000001'
const luis = '593900000002'
let lastWamid = 0

/** A message event for each of these people, at one bot. */
async function writes(ctx: TestStore, phones: string[], at = t0, bot = botId): Promise<void> {
  const facts = phones.map((phone) =>
    inboundFact(`wamid.l.${lastWamid++}`, { person: { phone }, phoneNumberId: `phone-${bot}` }),
  )
  await ingestFacts(ctx.store, facts, at)
}

type PageOf<Row> = (after: Position | undefined) => Promise<{ rows: Row[]; next?: Position }>

/** Every row, page by page; no page repeats one. */
async function all<Row extends { seq: number }>(page: PageOf<Row>): Promise<Row[]> {
  const rows: Row[] = []
  let after: Position | undefined
  do {
    const { rows: more, next } = await page(after)
    rows.push(...more)
    assert.notDeepEqual(next, after ?? {}, 'each page goes on')
    after = next
  } while (after !== undefined)
  assert.equal(new Set(rows.map(({ seq }) => seq)).size, rows.length, 'none is repeated')
  return rows
}

const events = (store: Store, filter: Partial<EventFilter> = {}, limit = 7) =>
  all((after) => store.listEvents({ botIds: [botId], ...filter }, { after, limit }))

const deliveries = (store: Store, filter: Partial<DeliveryFilter> = {}, limit = 7) =>
  all((after) =>
    store.listDeliveries({ botIds: [botId], endpointIds: new Set(['ep', 'other']), ...filter }, { after, limit }),
  )

const newestFirst = (a: { at: number; seq: number }, b: { at: number; seq: number }) => b.at - a.at || b.seq - a.seq

type StoredEvent = { seq: number; id: string; bot_id: string; user_id: string; type: EventType; at: number }
const storedEvents = (ctx: TestStore) =>
  (ctx.rows('select seq, id, bot_id, user_id, type, at from events') as StoredEvent[])
    .map((row) => ({ ...row, seq: Number(row.seq), at: Number(row.at) }))
    .sort(newestFirst)

async function settleAll(store: Store, endpointId: string, decision: DeliveryDecision, limit = 100, now = t0) {
  const claim = { endpointId, limit, inFlight: new Set<number>(), now }
  const { deliveries: due } = await store.claimDeliveries(claim)
  for (const delivery of due)
    await store.settleDeliveries([{ delivery, attempt: attemptOf(delivery, now), decision }], now)
  return due
}

function attemptOf({ attempt }: Delivery, startedAt: number) {
  return { attempt, startedAt, durationMs: 12, status: 500, reason: 'it answered 500', answer: 'no' }
}

for (const backend of tieredBackends) {
  describe(`lists of events (${backend.name})`, () => {
    test('every event of a bot, newest first, also where many happened at one instant', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      for (let n = 0; n < 6; n++) await writes(ctx, [ana, luis, ana, ana, luis], t0 + Math.floor(n / 2))
      const expected = storedEvents(ctx).map(({ id }) => id)
      assert.equal(expected.length, 30)
      for (const limit of [1, 7, 30, 100])
        assert.deepEqual(
          (await events(ctx.store, {}, limit)).map(({ id }) => id),
          expected,
        )
      const [first] = await events(ctx.store)
      assert.deepEqual([first?.botId, first?.type, first?.at], [botId, 'message', t0 + 2])
      assert.match(first?.messageId ?? '', /^msg_/)
    })

    test('a page stays where it was, whatever comes meanwhile', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await writes(ctx, [ana, ana, ana, ana])
      const expected = storedEvents(ctx).map(({ id }) => id)
      const page = (after?: Position) => ctx.store.listEvents({ botIds: [botId] }, { after, limit: 2 })
      const first = await page()
      await writes(ctx, [luis, luis, luis], t0 + 1)
      await writes(ctx, [luis], t0 - 1)
      const second = await page(first.next)
      assert.deepEqual(
        [...first.rows, ...second.rows].map(({ id }) => id),
        expected,
      )
    })

    test('by kind, person, message and time, each as the table has it', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const sent = textMessage(ctx.newId, ana, '', { kind: 'notification', elementName: 'x' })
      await acceptAll(ctx.store, t0 + 1, [sent])
      for (const claimed of (await claimAll(ctx.store, t0 + 1)).messages) await settleSent(ctx.store, claimed, t0 + 2)
      for (let n = 0; n < 5; n++) await writes(ctx, [ana, luis], t0 + n)
      const stored = storedEvents(ctx)
      const those = (isOne: (event: StoredEvent) => boolean) => stored.filter(isOne).map(({ id }) => id)
      const ids = async (filter: Partial<EventFilter>) => (await events(ctx.store, filter, 3)).map(({ id }) => id)
      assert.deepEqual(
        await ids({ type: 'delivered_channel' }),
        those(({ type }) => type === 'delivered_channel'),
      )
      assert.equal((await ids({ type: 'delivered_channel' })).length, 1)
      assert.deepEqual(
        await ids({ userId: ana }),
        those(({ user_id }) => user_id === ana),
      )
      const ofMessage = ctx.rows(`select id from events where message_id = '${sent.id}'`).map(({ id }) => String(id))
      assert.deepEqual((await ids({ messageId: sent.id })).toSorted(), ofMessage.toSorted())
      assert.ok(ofMessage.length > 1)
      assert.deepEqual(
        await ids({ fromAt: t0 + 1, toAt: t0 + 3 }),
        those(({ at }) => at >= t0 + 1 && at < t0 + 3),
      )
      assert.deepEqual(
        await ids({ userId: luis, type: 'message', fromAt: t0 + 1 }),
        those(({ at, user_id }) => at >= t0 + 1 && user_id === luis),
      )
      assert.deepEqual(await ids({ botIds: ['another'] }), [])
      assert.deepEqual(await ids({ botIds: ['another'], messageId: sent.id }), [])
    })

    test('of many bots together, more than are walked at once; those that are not asked for stay out', async () => {
      await using ctx = await backend.open()
      const ids = Array.from({ length: 24 }, (_, n) => `bot${n}`)
      for (const id of ids) await ctx.store.putBot(testBot({ id }))
      for (let n = 0; n < 30; n++) await writes(ctx, [ana, luis], t0 + (n % 7), `bot${(n * 7) % 24}`)
      const asked = ids.slice(0, 22)
      const expected = storedEvents(ctx).filter((one) => asked.includes(one.bot_id))
      for (const limit of [3, 40])
        assert.deepEqual(
          (await events(ctx.store, { botIds: asked }, limit)).map(({ id }) => id),
          expected.map(({ id }) => id),
        )
    })

    test('a rare kind is found behind thousands of others, in short pages', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const rare = textMessage(ctx.newId, ana, '', { kind: 'notification', elementName: 'x' })
      await acceptAll(ctx.store, t0, [rare])
      for (const claimed of (await claimAll(ctx.store, t0)).messages) await settleSent(ctx.store, claimed, t0)
      const change = { kind: 'account', wabaId: 'waba-bot_test', field: 'business_capability_update', raw: {} } as const
      for (let n = 0; n < 5; n++)
        await ingestFacts(
          ctx.store,
          Array.from({ length: 420 }, () => change),
          t0 + 1 + n,
        )
      const filter = { botIds: [botId], type: 'delivered_channel' as const }
      const first = await ctx.store.listEvents(filter, { limit: 10 })
      assert.deepEqual([first.rows.length, first.next !== undefined], [0, true])
      assert.deepEqual(
        (await events(ctx.store, filter, 10)).map(({ messageId }) => messageId),
        [rare.id],
      )
    })

    test('one event has what endpoints receive, all of a large one, and its deliveries', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['message', 'account']))
      await writes(ctx, [ana])
      await settleAll(ctx.store, 'ep', { kind: 'again', dueAt: t0 + 5 })
      const [event] = await events(ctx.store)
      const details = await ctx.store.eventDetails(event?.id ?? '')
      assert.equal(JSON.parse(details?.body ?? '').userId, ana)
      assert.equal(details?.whole, undefined)
      const [delivery] = details?.deliveries ?? []
      assert.deepEqual(
        [delivery?.endpointId, delivery?.state, delivery?.attempts, delivery?.dueAt, delivery?.lastAttempt?.status],
        ['ep', 'waiting', 1, t0 + 5, 500],
      )
      const raw = { x: 'x'.repeat(200_000) }
      await ingestFacts(
        ctx.store,
        [{ kind: 'account', wabaId: 'waba-bot_test', field: 'business_capability_update', raw }],
        t0 + 1,
      )
      const [large] = await events(ctx.store, { type: 'account' })
      const whole = await ctx.store.eventDetails(large?.id ?? '')
      assert.deepEqual(JSON.parse(whole?.whole ?? '').raw, raw)
      assert.ok((whole?.body.length ?? 0) < 100_000)
      assert.equal(await ctx.store.eventDetails('evt_none'), undefined)
    })
  })

  describe(`lists of deliveries (${backend.name})`, () => {
    /** Of 12 messages: those of `ep` as in `states`, those of `other` waiting. */
    async function furnished(): Promise<TestStore> {
      const ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['message']))
      await ctx.store.putEndpoint(testEndpoint('other', ['message', 'read']))
      for (let n = 0; n < 12; n++) await writes(ctx, [`5939000020${String(n).padStart(2, '0')}`], t0 + (n >> 1))
      await settleAll(ctx.store, 'ep', { kind: 'delivered' }, 4, t0 + 10)
      await settleAll(ctx.store, 'ep', { kind: 'given_up' }, 3, t0 + 10)
      await settleAll(ctx.store, 'ep', { kind: 'expired' }, 1, t0 + 10)
      return ctx
    }

    type Stored = { seq: number; endpoint_id: string; state: string; at: number; event_seq: number }
    const stored = (ctx: TestStore) =>
      (
        ctx.rows(`select deliveries.seq, endpoint_id, state, at, event_seq from deliveries
          join events on events.seq = deliveries.event_seq`) as Stored[]
      )
        .map((row) => ({ ...row, seq: Number(row.seq), at: Number(row.at), event_seq: Number(row.event_seq) }))
        .sort((a, b) => b.at - a.at || b.event_seq - a.event_seq || b.seq - a.seq)

    test('all of them, and by endpoint, state, kind and time of their events', async () => {
      await using ctx = await furnished()
      const rows = stored(ctx)
      assert.equal(rows.length, 24)
      const those = (isOne: (row: Stored) => boolean) => rows.filter(isOne).map(({ seq }) => seq)
      for (const limit of [1, 5, 100]) {
        const seqs = async (filter: Partial<DeliveryFilter>) =>
          (await deliveries(ctx.store, filter, limit)).map(({ seq }) => seq)
        const ofEp = { endpointIds: new Set(['ep']) }
        assert.deepEqual(
          await seqs({}),
          those(() => true),
        )
        assert.deepEqual(
          await seqs(ofEp),
          those(({ endpoint_id }) => endpoint_id === 'ep'),
        )
        for (const state of ['waiting', 'delivered', 'given_up', 'expired'] as const) {
          assert.deepEqual(
            await seqs({ state }),
            those((one) => one.state === state),
          )
          assert.deepEqual(
            await seqs({ state, ...ofEp }),
            those((one) => one.state === state && one.endpoint_id === 'ep'),
          )
        }
        assert.deepEqual(await seqs({ type: 'read' }), [])
        assert.deepEqual(
          await seqs({ state: 'waiting', fromAt: t0 + 1, toAt: t0 + 3 }),
          those(({ state, at }) => state === 'waiting' && at >= t0 + 1 && at < t0 + 3),
        )
        assert.deepEqual(await seqs({ botIds: ['another'], state: 'waiting' }), [])
      }
    })

    test('by what stands in the body and by the last answer, page by page, whatever else is asked', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      for (const id of ['ep', 'other']) await ctx.store.putEndpoint(testEndpoint(id, ['message']))
      for (let n = 0; n < 12; n++) {
        const bubble = { type: 'text', text: n % 3 === 0 ? `"Ñandú" ${n}` : `hola ${n}` }
        const fact = inboundFact(`wamid.text.${n}`, { bubble, person: { phone: `59390000000${n % 5}` } })
        await ingestFacts(ctx.store, [fact], t0 + n)
      }
      await settleAll(ctx.store, 'ep', { kind: 'given_up' }, 2, t0 + 20)
      const texts = async (filter: Partial<DeliveryFilter>, limit = 7) =>
        (await deliveries(ctx.store, filter, limit)).map(({ at, endpointId }) => `${at - t0} ${endpointId}`).toSorted()
      const all = [0, 3, 6, 9].flatMap((n) => [`${n} ep`, `${n} other`]).toSorted()
      for (const limit of [1, 7, 100]) {
        assert.deepEqual(await texts({ text: '"ñandú"' }, limit), all)
        assert.deepEqual(await texts({ text: 'nothing of it' }, limit), [])
        const waiting = await texts({ text: 'ÑANDÚ', state: 'waiting' }, limit)
        const failed = await texts({ text: 'ÑANDÚ', state: 'given_up' }, limit)
        assert.deepEqual([...waiting, ...failed].toSorted(), all)
        assert.equal(failed.length, 1)
        assert.equal((await texts({ status: 500 }, limit)).length, 2)
        assert.equal((await texts({ status: 500, state: 'given_up' }, limit)).length, 2)
        assert.deepEqual(await texts({ status: 404 }, limit), [])
      }
    })

    test('those of a deleted endpoint are in no list', async () => {
      await using ctx = await furnished()
      await ctx.store.deleteEndpoint('ep')
      const left = await deliveries(ctx.store, { endpointIds: new Set(['other']) })
      assert.equal(left.length, 12)
      assert.deepEqual(await deliveries(ctx.store, { endpointIds: new Set(['other']), state: 'given_up' }), [])
      const seq = Number(ctx.rows(`select seq from deliveries where endpoint_id = 'ep'`)[0]?.seq)
      assert.equal(await ctx.store.deliveryDetails(seq), undefined)
    })

    test('one delivery has its attempts, and says when the next one is or what it waits for', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['message']))
      await writes(ctx, [ana, ana])
      await settleAll(ctx.store, 'ep', { kind: 'again', dueAt: t0 + 5 })
      await settleAll(ctx.store, 'ep', { kind: 'again', dueAt: t0 + 50 }, 100, t0 + 5)
      const [second, first] = await deliveries(ctx.store)
      assert.deepEqual([first?.attempts, first?.lastAttempt?.startedAt, second?.lastAttempt], [2, t0 + 5, undefined])
      const details = await ctx.store.deliveryDetails(first?.seq ?? 0)
      assert.deepEqual(
        details?.attempts.map(({ attempt, startedAt, status, answer }) => [attempt, startedAt, status, answer]),
        [
          [1, t0, 500, 'no'],
          [2, t0 + 5, 500, 'no'],
        ],
      )
      assert.equal(details?.nextAttemptAt, t0 + 50)
      assert.equal((await ctx.store.deliveryDetails(second?.seq ?? 0))?.waitsBehind, first?.eventId)
      assert.equal(await ctx.store.deliveryDetails(123_456_789), undefined)
    })
  })

  describe(`resending deliveries (${backend.name})`, () => {
    async function opened(): Promise<TestStore> {
      const ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['message']))
      return ctx
    }
    const states = async (ctx: TestStore) =>
      (await deliveries(ctx.store)).map(({ eventId, state }) => `${eventId} ${state}`)
    const due = async ({ store }: TestStore, now: number) =>
      (await store.claimDeliveries({ endpointId: 'ep', limit: 9, inFlight: new Set<number>(), now })).deliveries

    test('one that has ended goes again under the same event, behind what waits, and its record stays', async () => {
      await using ctx = await opened()
      const woken: string[] = []
      await ctx.reopen({ onWakeup: (wakeup) => void ('id' in wakeup && woken.push(wakeup.id)) })
      await writes(ctx, [ana])
      await settleAll(ctx.store, 'ep', { kind: 'given_up' })
      await writes(ctx, [ana], t0 + 1)
      const [behind, failed] = await deliveries(ctx.store)
      woken.length = 0
      const seq = await ctx.store.resendDelivery({ seq: failed?.seq ?? 0, endpointId: 'ep', now: t0 + 2 })
      assert.ok(seq !== undefined && seq > (behind?.seq ?? 0))
      assert.deepEqual(woken, ['ep'])
      assert.deepEqual(await states(ctx), [
        `${behind?.eventId} waiting`,
        `${failed?.eventId} waiting`,
        `${failed?.eventId} given_up`,
      ])
      const ids = []
      for (let n = 0; n < 2; n++)
        for (const one of await settleAll(ctx.store, 'ep', { kind: 'delivered' }, 9, t0 + 3)) ids.push(one.eventId)
      assert.deepEqual(ids, [behind?.eventId, failed?.eventId])
      assert.equal((await ctx.store.deliveryDetails(failed?.seq ?? 0))?.attempts.length, 1)
    })

    test('one that waits for its next attempt is tried at once, and not doubled', async () => {
      await using ctx = await opened()
      await writes(ctx, [ana])
      await settleAll(ctx.store, 'ep', { kind: 'again', dueAt: t0 + 60_000 })
      const [waiting] = await deliveries(ctx.store)
      assert.deepEqual(await due(ctx, t0 + 1), [])
      const input = { seq: waiting?.seq ?? 0, endpointId: 'ep', now: t0 + 1 }
      assert.equal(await ctx.store.resendDelivery(input), waiting?.seq)
      assert.equal(await ctx.store.resendDelivery(input), waiting?.seq)
      assert.deepEqual(
        (await due(ctx, t0 + 1)).map(({ attempt }) => attempt),
        [2],
      )
      assert.equal((await deliveries(ctx.store)).length, 1)
    })

    test('none of another endpoint, of none, or of a deleted endpoint', async () => {
      await using ctx = await opened()
      await ctx.store.putEndpoint(testEndpoint('other', []))
      await writes(ctx, [ana])
      await settleAll(ctx.store, 'ep', { kind: 'given_up' })
      const [{ seq } = { seq: 0 }] = await deliveries(ctx.store)
      const resent = (endpointId: string, one = seq) => ctx.store.resendDelivery({ seq: one, endpointId, now: t0 })
      assert.equal(await resent('other'), undefined)
      assert.equal(await resent('ep', 9_999_999), undefined)
      await ctx.store.deleteEndpoint('ep')
      assert.equal(await resent('ep'), undefined)
    })

    test('a chosen set: by how the last delivery ended and by kind; once sent again it is not chosen any more', async () => {
      await using ctx = await opened()
      await ctx.store.putEndpoint(testEndpoint('ep', ['message', 'delivered_channel']))
      const sent = textMessage(ctx.newId, luis, '', { kind: 'notification', elementName: 'x' })
      await acceptAll(ctx.store, t0, [sent])
      for (const claimed of (await claimAll(ctx.store, t0)).messages) await settleSent(ctx.store, claimed, t0)
      await writes(ctx, ['593900000011', '593900000012', '593900000013'])
      await settleAll(ctx.store, 'ep', { kind: 'given_up' }, 2)
      await settleAll(ctx.store, 'ep', { kind: 'delivered' }, 1)
      await settleAll(ctx.store, 'ep', { kind: 'expired' }, 1)
      const replay = (chosen: Parameters<Store['replay']>[0]['chosen']) =>
        ctx.store.replay({ endpointId: 'ep', fromAt: 0, toAt: t0 + 10, now: t0 + 1, chosen })
      assert.equal(await replay({ state: 'given_up', type: 'account' }), 0)
      assert.equal(await replay({ state: 'given_up', type: 'delivered_channel' }), 1)
      assert.equal(await replay({ state: 'given_up' }), 1)
      assert.equal(await replay({ state: 'given_up' }), 0, 'both wait by now')
      assert.equal(await replay({ state: 'expired' }), 1)
      await settleAll(ctx.store, 'ep', { kind: 'delivered' }, 9, t0 + 2)
      assert.equal(await replay({ state: 'given_up' }), 0, 'their last deliveries did not fail')
      assert.equal(await replay({ state: 'delivered', type: 'message' }), 3)
    })
  })

  describe(`what the operator is told of the store (${backend.name})`, () => {
    test("when a bot's last webhook came: by what people wrote, and by what Meta told of messages", async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const last = () => ctx.store.lastWebhookAt(botId)
      assert.equal(await last(), undefined)
      const sent = textMessage(ctx.newId, ana, '', { kind: 'notification', elementName: 'x' })
      await acceptAll(ctx.store, t0, [sent])
      for (const claimed of (await claimAll(ctx.store, t0)).messages) await settleSent(ctx.store, claimed, t0 + 1)
      assert.equal(await last(), undefined, 'what Meta answers is no webhook')
      await ingestFacts(ctx.store, [attemptStatus(sent.id, 1, 'delivered', { at: t0 + 2 })], t0 + 3)
      assert.equal(await last(), t0 + 2)
      await writes(ctx, [luis], t0 + 5)
      assert.equal(await last(), t0 + 5)
      assert.equal(await ctx.store.lastWebhookAt('another'), undefined)
    })

    test('which database it is, and the gateways on it', async () => {
      await using ctx = await backend.open()
      const { engine, version, durability, processes } = await ctx.store.databaseState()
      assert.equal(engine, backend.name === 'sqlite' ? 'SQLite' : 'PostgreSQL')
      assert.match(version, /^\d+\.\d+/)
      assert.equal(durability === undefined, engine === 'SQLite')
      assert.deepEqual([processes.alive, processes.lost], [1, 0])
      assert.ok(processes.oldestMs >= 0)
    })
  })
}
