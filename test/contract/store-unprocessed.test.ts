/**
 * Promise 13: items without a place are stored visibly, with all that decoding them again needs; a replay ingests an
 * item once, under the app that signed it, whoever else replays it at the same time.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readWebhook } from '../../src/inbound/ingest.ts'
import { replayOne, replayPiece } from '../../src/inbound/replay.ts'
import { createIds } from '../../src/model/ids.ts'
import type { UnprocessedFilter, UnprocessedKey, UnprocessedNotice } from '../../src/store/inbound/unprocessed.ts'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import type { Store } from '../../src/store/store.ts'
import { testEndpoint } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { type Backend, backends, testBot, tieredBackends } from '../support/store.ts'
import { eventBodies, openWithBot } from '../support/store-fixtures.ts'

const appSecret = 'app secret'
const person = '593987654321'

const text = (id: string, from = person) => ({
  from,
  id,
  timestamp: String(t0 / 1_000),
  type: 'text',
  text: { body: `words of ${id}` },
})

type Value = { messages?: unknown[]; statuses?: unknown[]; [more: string]: unknown }

/** A webhook for the number that `bot_later` will have. */
function webhook(value: Value, { botId = 'bot_later', field = 'messages' } = {}): string {
  const metadata = { display_phone_number: '1', phone_number_id: `phone-${botId}` }
  const contacts = [{ profile: { name: 'Ana' }, wa_id: person, user_id: 'EC.1' }]
  const entry = [
    { id: `waba-${botId}`, time: t0 / 1_000, changes: [{ field, value: { metadata, contacts, ...value } }] },
  ]
  return JSON.stringify({ object: 'whatsapp_business_account', entry })
}

function handle(store: Store, body: string, at = t0, secret = appSecret) {
  return store.ingest(...received(body, at, secret))
}

function received(body: string, receivedAt: number, secret: string): Parameters<Store['ingest']> {
  const { facts, sourceOf } = readWebhook(body)
  return [facts, { receivedAt, appSecret: secret, sourceOf }]
}

const listed = (store: Store, filter: UnprocessedFilter = {}) =>
  store.unprocessed(filter, { order: 'newest', limit: 100 })

async function onlyOne(store: Store): Promise<UnprocessedKey> {
  const [item, ...others] = await listed(store)
  assert.ok(item)
  assert.deepEqual(others, [])
  return { at: item.at, seq: item.seq }
}

function replayDeps(store: Store, at = t0 + 60_000) {
  const counted: string[] = []
  const metrics = { ingested: () => {}, replayed: (result: string) => void counted.push(result) }
  return { store, clock: () => at, metrics, counted }
}

for (const backend of tieredBackends) {
  describe(`promise 13: unprocessed (${backend.name})`, () => {
    test('an item without a bot is stored with its number, its account, its app and its source', async () => {
      const notices: UnprocessedNotice[] = []
      await using ctx = await openWithBot(backend, { onUnprocessed: (notice) => void notices.push(notice) })
      await handle(ctx.store, webhook({ messages: [text('wamid.1'), text('wamid.2', '573001112233')] }))
      await handle(
        ctx.store,
        webhook({ statuses: [{ id: 'wamid.s', status: 'read', timestamp: '1800000000' }] }),
        t0 + 1,
      )
      const found = await listed(ctx.store)
      assert.deepEqual(
        found.map(({ kind, reason, factKind, phoneNumberId, isReplayable, replays }) => [
          kind,
          reason,
          factKind,
          phoneNumberId,
          isReplayable,
          replays,
        ]),
        ['status', 'message', 'message'].map((kind) => [
          'unrouted',
          'no bot for this phone number',
          kind,
          'phone-bot_later',
          true,
          0,
        ]),
      )
      const whole = await ctx.store.unprocessedWhole(found[2] as UnprocessedKey)
      const source = whole?.source ?? ''
      assert.deepEqual(
        ['words of wamid.1', 'Ana', 'wamid.2'].map((words) => source.includes(words)),
        [true, true, false],
      )
      assert.equal((whole?.fact as { wamid: string }).wamid, 'wamid.1')
      assert.ok(!ctx.everything().includes(`"${appSecret}"`))
      const notice = {
        kind: 'unrouted',
        reason: 'no bot for this phone number',
        phoneNumberId: 'phone-bot_later',
        wabaId: undefined,
      }
      assert.deepEqual(notices, [
        { ...notice, count: 2 },
        { ...notice, count: 1 },
      ])
    })

    test('filters by kind, reason, number, account and range; a cursor visits each item once', async () => {
      await using ctx = await openWithBot(backend)
      for (let n = 0; n < 5; n++) await handle(ctx.store, webhook({ messages: [text(`wamid.${n}`)] }), t0 + n)
      await handle(ctx.store, webhook({ messages: [{ from: person }] }), t0 + 5)
      await handle(ctx.store, '{"entry', t0 + 6)
      await handle(ctx.store, webhook({ event: 'X' }, { field: 'account_update' }), t0 + 7)
      const at = async (filter: UnprocessedFilter) => (await listed(ctx.store, filter)).map((one) => one.at - t0)
      assert.deepEqual(await at({}), [7, 6, 5, 4, 3, 2, 1, 0])
      assert.deepEqual(await at({ kind: 'unreadable' }), [6, 5])
      assert.deepEqual(await at({ reason: 'not JSON' }), [6])
      assert.deepEqual(
        await at({ phoneNumberId: 'phone-bot_later', kind: 'unrouted', fromAt: t0 + 2, toAt: t0 + 4 }),
        [3, 2],
      )
      assert.deepEqual(await at({ wabaId: 'waba-bot_later', kind: 'unrouted' }), [7])
      assert.equal(await ctx.store.countUnprocessed({ kind: 'unrouted' }, 100), 6)
      assert.equal(await ctx.store.countUnprocessed({ kind: 'unrouted' }, 4), 4)
      for (const order of ['newest', 'oldest'] as const) {
        const seen: number[] = []
        let after: UnprocessedKey | undefined
        do {
          const page = await ctx.store.unprocessed({}, { order, after, limit: 3 })
          seen.push(...page.map((one) => one.at - t0))
          after = page.at(-1)
        } while (after)
        assert.deepEqual(seen, order === 'newest' ? [7, 6, 5, 4, 3, 2, 1, 0] : [0, 1, 2, 3, 4, 5, 6, 7])
      }
    })

    test('a bot created later gets the items from before, in their order, once', async () => {
      await using ctx = await openWithBot(backend)
      for (let n = 0; n < 7; n++) await handle(ctx.store, webhook({ messages: [text(`wamid.${n}`)] }), t0 + n)
      const deps = replayDeps(ctx.store)
      assert.deepEqual(
        (await replayPiece(deps, {}, { limit: 100 })).results.map(({ result }) => result.kind),
        Array(7).fill('kept'),
      )
      await ctx.store.putBot(testBot({ id: 'bot_later' }))
      await ctx.store.putEndpoint(testEndpoint('ep', ['message'], { botId: 'bot_later' }))
      const pieces: [number, number][] = []
      let after: UnprocessedKey | undefined
      do {
        const piece = await replayPiece(deps, { phoneNumberId: 'phone-bot_later' }, { after, limit: 3 })
        pieces.push([piece.results.length, piece.remaining])
        after = piece.next
      } while (after)
      assert.deepEqual(pieces, [
        [3, 4],
        [3, 1],
        [1, 0],
      ])
      assert.deepEqual(await listed(ctx.store), [])
      const reported = eventBodies(ctx, 'message')
      assert.deepEqual(
        reported.map(({ wamid }) => wamid),
        Array.from({ length: 7 }, (_, n) => `wamid.${n}`),
      )
      assert.deepEqual(
        [reported[0].names, reported[0].userId, reported[0].received, reported[0].scopedId],
        ['Ana', person, t0, 'EC.1'],
      )
      assert.equal(
        (await ctx.store.claimDeliveries({ endpointId: 'ep', limit: 9, now: t0 + 90_000, inFlight: new Set() }))
          .deliveries.length,
        1,
      )
      assert.deepEqual((await replayPiece(deps, {}, { limit: 100 })).results, [])
    })

    test('replayed twice at once: ingested once, reported once', async () => {
      await using ctx = await openWithBot(backend)
      for (let n = 0; n < 5; n++)
        await handle(ctx.store, webhook({ event: `X${n}` }, { field: 'account_update' }), t0 + n)
      await ctx.store.putBot(testBot({ id: 'bot_later' }))
      const keys = await listed(ctx.store)
      const outcomes = await Promise.all(
        [...keys, ...keys, ...keys].map((key) => replayOne(replayDeps(ctx.store), key)),
      )
      assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), [
        ...Array(10).fill('gone'),
        ...Array(5).fill('processed'),
      ])
      assert.equal(eventBodies(ctx, 'account').length, 5)
      assert.deepEqual(await listed(ctx.store), [])
    })

    test('a known item is no second message', async () => {
      await using ctx = await openWithBot(backend)
      const body = webhook({ messages: [text('wamid.1')] })
      await handle(ctx.store, body)
      await ctx.store.putBot(testBot({ id: 'bot_later' }))
      await handle(ctx.store, body, t0 + 5)
      assert.equal((await replayOne(replayDeps(ctx.store), await onlyOne(ctx.store))).kind, 'processed')
      assert.equal(eventBodies(ctx, 'message').length, 1)
      assert.deepEqual(await listed(ctx.store), [])
    })

    test('an item is replayed only for bots of the app that signed it', async () => {
      await using ctx = await openWithBot(backend)
      const foreign = testBot({ id: 'bot_foreign' })
      await ctx.store.putBot({ ...foreign, channel: { ...foreign.channel, appSecret: 'another app' } })
      await handle(ctx.store, webhook({ messages: [text('wamid.1')] }, { botId: 'bot_foreign' }))
      const key = await onlyOne(ctx.store)
      assert.equal((await replayOne(replayDeps(ctx.store), key)).kind, 'kept')
      assert.deepEqual([eventBodies(ctx, 'message'), (await onlyOne(ctx.store)).seq], [[], key.seq])
      await ctx.store.deleteBot({ id: 'bot_test', now: t0 })
      assert.equal((await replayOne(replayDeps(ctx.store), key)).kind, 'no_app')
      const [item] = await listed(ctx.store)
      assert.deepEqual([item?.replays, item?.replayedAt], [2, t0 + 60_000])
    })

    test('an item that stays keeps its id and gets the current reason', async () => {
      await using ctx = await openWithBot(backend)
      await handle(ctx.store, webhook({ messages: [text('wamid.1')] }))
      const key = await onlyOne(ctx.store)
      // As a version that decodes less would see it.
      const facts = [{ kind: 'unreadable', reason: 'a reason of now', raw: { id: 'wamid.1' } }] as const
      const input = { key, facts: [...facts], sourceOf: () => undefined, now: t0 + 9 }
      const result = await ctx.store.replayUnprocessed(input)
      assert.deepEqual(result.kind === 'kept' && result.reason, 'a reason of now')
      const whole = await ctx.store.unprocessedWhole(await onlyOne(ctx.store))
      assert.deepEqual(
        [whole?.at, whole?.seq, whole?.kind, whole?.reason],
        [key.at, key.seq, 'unreadable', 'a reason of now'],
      )
      assert.ok(whole?.source?.includes('words of wamid.1'), 'its words stay')
      await ctx.store.putBot(testBot({ id: 'bot_later' }))
      assert.equal((await replayOne(replayDeps(ctx.store), key)).kind, 'processed')
      assert.equal(eventBodies(ctx, 'message').length, 1)
    })

    test('of one source that decodes to several facts, those with a place are ingested and the others stay', async () => {
      await using ctx = await openWithBot(backend)
      await handle(ctx.store, webhook({ messages: [text('wamid.1')] }))
      const { facts } = readWebhook(webhook({ messages: [text('wamid.a'), text('wamid.b')] }))
      const placed = readWebhook(webhook({ messages: [text('wamid.c')] }, { botId: 'bot_test' })).facts
      const input = { key: await onlyOne(ctx.store), facts: [...facts, ...placed], sourceOf: () => '{}', now: t0 + 9 }
      assert.equal((await ctx.store.replayUnprocessed(input)).kind, 'kept')
      assert.deepEqual(
        eventBodies(ctx, 'message').map(({ wamid }) => wamid),
        ['wamid.c'],
      )
      const left = await Promise.all((await listed(ctx.store)).map((key) => ctx.store.unprocessedWhole(key)))
      assert.deepEqual(left.map((one) => [one?.at, (one?.fact as { wamid: string }).wamid]).sort(), [
        [t0, 'wamid.a'],
        [t0, 'wamid.b'],
      ])
    })

    test('an item without its source is listed, and says that it cannot be replayed', async () => {
      await using ctx = await openWithBot(backend)
      // As every version before this one stored it.
      await ctx.store.ingest(readWebhook(webhook({ messages: [text('wamid.1')] })).facts, { receivedAt: t0, appSecret })
      const [item] = await listed(ctx.store)
      assert.equal(item?.isReplayable, false)
      await ctx.store.putBot(testBot({ id: 'bot_later' }))
      assert.equal((await replayOne(replayDeps(ctx.store), await onlyOne(ctx.store))).kind, 'no_source')
      assert.equal((await listed(ctx.store)).length, 1)
    })

    test('a body that was no JSON to an older version is stored whole', async () => {
      await using ctx = await openWithBot(backend)
      const body = `\uFEFF${webhook({ messages: [text('wamid.1')], padding: 'x'.repeat(20_000) }, { botId: 'bot_test' })}`
      await handle(ctx.store, body)
      const whole = await ctx.store.unprocessedWhole(await onlyOne(ctx.store))
      assert.equal(whole?.source, body)
    })

    test('an id never belongs to another item, though the number is assigned again', async () => {
      await using ctx = await openWithBot(backend)
      await ctx.store.putBot(testBot({ id: 'bot_later' }))
      await handle(ctx.store, '{"a', t0)
      await handle(ctx.store, webhook({ messages: [text('wamid.1')] }, { botId: 'bot_other' }), t0 + 1)
      const [newest] = await listed(ctx.store)
      await ctx.store.putBot(testBot({ id: 'bot_other' }))
      assert.equal((await replayOne(replayDeps(ctx.store), newest as UnprocessedKey)).kind, 'processed')
      await handle(ctx.store, '{"b', t0 + 2)
      assert.equal((await replayOne(replayDeps(ctx.store), newest as UnprocessedKey)).kind, 'gone')
      assert.equal((await listed(ctx.store)).length, 2)
    })

    test('a late change of a template is reported, and overwrites nothing newer', async () => {
      await using ctx = await openWithBot(backend)
      const named = { message_template_id: 1, message_template_name: 'welcome', message_template_language: 'es' }
      await handle(ctx.store, webhook({ ...named, event: 'PAUSED' }, { field: 'message_template_status_update' }))
      await ctx.store.putBot(testBot({ id: 'bot_later' }))
      const template = {
        elementName: 'welcome',
        language: 'es',
        category: 'UTILITY',
        status: 'APPROVED',
        components: [],
      } as const
      await ctx.store.putTemplate('bot_later', { ...template, components: [] }, t0 + 10)
      assert.equal((await replayOne(replayDeps(ctx.store), await onlyOne(ctx.store))).kind, 'processed')
      assert.equal((await ctx.store.templates('bot_later'))[0]?.status, 'APPROVED')
      assert.deepEqual(
        eventBodies(ctx, 'template_status').map(({ value }) => value),
        ['PAUSED'],
      )
    })
  })
}

test('PostgreSQL: two processes that replay the same range ingest it once', async () => {
  await using ctx = await openWithBot(backends[1] as Backend)
  const open = () =>
    openPostgresStore({ newId: createIds(Date.now), seal: createSeal('a key only for tests') }, { url: ctx.path })
  const other = await open()
  try {
    for (let n = 0; n < 20; n++)
      await handle(ctx.store, webhook({ event: `X${n}` }, { field: 'account_update' }), t0 + n)
    await ctx.store.putBot(testBot({ id: 'bot_later' }))
    const pieces = await Promise.all(
      [ctx.store, other].map((store) => replayPiece(replayDeps(store), {}, { limit: 50 })),
    )
    const outcomes = pieces.flatMap(({ results }) => results.map(({ result }) => result.kind))
    assert.equal(outcomes.filter((kind) => kind === 'processed').length, 20, outcomes.join())
    assert.ok(
      outcomes.every((kind) => kind === 'processed' || kind === 'gone'),
      outcomes.join(),
    )
    assert.equal(eventBodies(ctx, 'account').length, 20)
    assert.deepEqual(await listed(ctx.store), [])
  } finally {
    await other.close()
  }
})
