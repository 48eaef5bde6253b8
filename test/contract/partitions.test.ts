/**
 * Partitions of PostgreSQL: order and duplicates across a border, maintenance by several at once, interrupted or
 * missing maintenance, and an installation from before partitions.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { createIds } from '../../src/model/ids.ts'
import type { Retention } from '../../src/model/retention.ts'
import { migrations } from '../../src/store/migrations/migrations.ts'
import { schemaText } from '../../src/store/migrations/schema-text.ts'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import type { Store } from '../../src/store/store.ts'
import { attemptStatus, inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { asked, askedAll, emptyDatabase } from '../support/postgres-store.ts'
import { acceptAll, claimAll, claimOne, idsOf, settleSent, testBot, textMessage } from '../support/store.ts'

const newId = createIds(Date.now)
const dayMs = 86_400_000
const day = (n: number) => t0 + n * dayMs

const retention: Retention = {
  messagesMs: 3 * dayMs,
  attemptsMs: 3 * dayMs,
  eventsMs: 3 * dayMs,
  campaignRowsMs: 0,
  skillRunsMs: 0,
}

async function openStore(url: string): Promise<Store & AsyncDisposable> {
  const store = await openPostgresStore({ newId, seal: createSeal('a key only for tests'), retention }, { url })
  return { ...store, [Symbol.asyncDispose]: store.close }
}

/** With a bot, and the sequences at the first day of the tests. */
async function freshDatabase(): Promise<string> {
  const url = await emptyDatabase()
  await using store = await openStore(url)
  await store.putBot(testBot())
  await store.putEndpoint(testEndpoint('ep', ['message']))
  await store.purge(t0 - dayMs)
  await store.purge(t0)
  return url
}

/** The partitions of rows, in the order of their numbers. */
const placesOf = (url: string, table: string, columns: string) =>
  asked(url, `select ${columns}, tableoid::regclass::text as place from ${table} order by seq`)

const partitionsOf = async (url: string, table: string): Promise<string[]> =>
  (
    await asked(
      url,
      `select inhrelid::regclass::text as name from pg_inherits
     where inhparent = '${table}'::regclass and not inhdetachpending order by 1`,
    )
  ).map(({ name }) => String(name))

describe('a border between partitions', () => {
  test('promise 3: messages that two processes accept while a third moves on keep their order', async () => {
    const url = await freshDatabase()
    await using first = await openStore(url)
    await using second = await openStore(url)
    await using third = await openStore(url)
    const accepted: string[] = []
    const send = async (store: Store, count: number) => {
      for (let n = 0; n < count; n++) {
        const message = textMessage(newId, '593900000001')
        await acceptAll(store, t0, [message])
        accepted.push(message.id)
      }
    }
    await Promise.all([send(first, 15), send(second, 15)])
    await Promise.all([send(first, 15), send(second, 15), third.purge(day(1))])
    await Promise.all([send(first, 5), send(second, 5)])
    const rows = await placesOf(url, 'messages', 'id')
    assert.equal(new Set(rows.map(({ place: position }) => position)).size, 2, 'the border was crossed')
    const left: string[] = []
    for (const index of accepted.keys()) {
      // At the pace of a pair.
      const claimed = await claimOne(first, day(10 + index))
      left.push(claimed.id)
      await settleSent(first, claimed, t0)
    }
    assert.deepEqual(left, idsOf(rows as { id: string }[]), 'in the order of their numbers')
    // One client's own messages are in the order of its answers.
    assert.deepEqual(left.toSorted(), accepted.toSorted())
  })

  test('promise 7: one message reported many times at once, on both sides of a border, is stored once', async () => {
    const url = await freshDatabase()
    await using first = await openStore(url)
    await using second = await openStore(url)
    // Whether one of those below precedes the border is random.
    await ingestFacts(first, [inboundFact('wamid.0')])
    const facts = [1, 2, 3].map((n) => inboundFact(`wamid.${n}`))
    const reported = await Promise.all([
      ...[first, second, first, second].map((store) => ingestFacts(store, facts)),
      second.purge(day(1)).then(() => ({ messages: 0 })),
      ...[first, second, first, second].map((store) => ingestFacts(store, facts)),
    ])
    await second.purge(day(1) + 2 * 3_600_000)
    const later = await ingestFacts(second, [...facts, inboundFact('wamid.4')])
    assert.equal(
      reported.reduce((sum, { messages }) => sum + messages, 0),
      3,
    )
    assert.deepEqual([later.messages, later.duplicates], [1, 3])
    assert.equal(new Set((await placesOf(url, 'inbound', 'wamid')).map(({ place: position }) => position)).size, 2)
  })
})

describe('maintenance', () => {
  test('of two runs at once one does it, and the other is unaffected', async () => {
    const url = await freshDatabase()
    await using first = await openStore(url)
    await using second = await openStore(url)
    await acceptAll(first, t0, [textMessage(newId, '593900000001')])
    await settleSent(first, await claimOne(first, t0), t0)
    for (const n of [1, 2, 3, 4, 5, 6]) await Promise.all([first.purge(day(n)), second.purge(day(n))])
    assert.equal((await asked(url, 'select * from messages')).length, 0)
    await acceptAll(second, day(6), [textMessage(newId, '593900000001')])
    assert.equal((await claimAll(first, day(6))).messages.length, 1)
  })

  test('after weeks without it rows find their place, and the next run continues', async () => {
    const url = await freshDatabase()
    await using store = await openStore(url)
    for (const n of [0, 20, 40]) await acceptAll(store, day(n), [textMessage(newId, `5939000000${10 + n}`)])
    await store.purge(day(41))
    await acceptAll(store, day(41), [textMessage(newId, '593900000099')])
    const places = (await placesOf(url, 'messages', 'id')).map(({ place: position }) => position)
    assert.equal(places.length, 4)
    assert.equal(new Set(places.slice(0, 3)).size, 1)
    assert.notEqual(places[3], places[0])
  })

  test('a partition that somebody reads is dropped by a later run, and delays nobody', async () => {
    const url = await freshDatabase()
    await using store = await openStore(url)
    const before = await partitionsOf(url, 'inbound')
    await store.purge(day(1))
    const reader = new pg.Client({ connectionString: url })
    await reader.connect()
    await reader.query('begin; select count(*) from inbound')
    await store.purge(day(5))
    assert.equal((await ingestFacts(store, [inboundFact('wamid.1')])).messages, 1)
    const leaving = async () =>
      (await asked(url, `select relname from pg_class where relkind = 'r' and relname ~ '^inbound_[0-9]+$'`)).map(
        ({ relname }) => String(relname),
      )
    assert.ok((await leaving()).includes(before[1] ?? ''), 'it is still there')
    await reader.query('commit')
    await reader.end()
    await store.purge(day(5) + 1)
    assert.ok(!(await leaving()).includes(before[1] ?? ''))
  })

  test('a run interrupted between detaching and dropping is finished', async () => {
    const url = await freshDatabase()
    await using store = await openStore(url)
    await store.purge(day(1))
    const [, name = ''] = await partitionsOf(url, 'events')
    await askedAll(url, [
      `comment on table ${name} is 'past ${day(1)}'`,
      `alter table events detach partition ${name} concurrently`,
      'create table events_7 (a text)',
    ])
    await store.purge(day(1) + 1)
    const left = await asked(url, `select relname from pg_class where relname in ('${name}', 'events_7')`)
    assert.deepEqual(left, [{ relname: 'events_7' }], "a table of somebody else's stays")
  })
})

test('an installation of schema 3 continues, with its rows in the first partition', async () => {
  const url = await emptyDatabase()
  const old = migrations.filter(({ number }) => number <= 3)
  await askedAll(url, [
    ...old.map(({ sql }) => schemaText(sql)),
    'create table schema_version (number integer not null)',
  ])
  await asked(url, `insert into schema_version values (1), (2), (3)`)
  await populate(url)
  await using store = await openStore(url)
  await store.putBot(testBot())
  await store.putEndpoint(testEndpoint('ep', ['message', 'delivered_channel']))
  await store.purge(t0)

  assert.equal((await store.timeline('bot_test', 'msg_sent'))?.attempts.length, 1)
  assert.equal((await store.timeline('bot_test', 'msg_sent'))?.events[0]?.deliveries[0]?.attempts.length, 1)
  assert.equal((await store.timeline('bot_test', 'msg_in'))?.direction, 'in')
  assert.equal((await ingestFacts(store, [inboundFact('wamid.in')])).duplicates, 1)
  assert.equal((await ingestFacts(store, [attemptStatus('msg_sent', 1, 'read')])).statuses, 1)
  const { deliveries } = await store.claimDeliveries({ endpointId: 'ep', limit: 9, now: t0, inFlight: new Set() })
  assert.deepEqual(
    deliveries.map(({ eventId }) => eventId),
    ['evt_2'],
  )
  const again = textMessage(newId, '593900000002')
  await acceptAll(store, t0, [again])
  for (const id of ['msg_queued', again.id]) {
    const claimed = await claimOne(store, t0 + dayMs)
    assert.equal(claimed.id, id)
    assert.equal(await settleSent(store, claimed, t0), true)
  }
  assert.deepEqual(
    (await placesOf(url, 'messages', 'id')).map(({ id, place: position }) => [id, position === 'messages_0']),
    [
      ['msg_sent', true],
      ['msg_queued', true],
      [again.id, false],
    ],
  )
  assert.deepEqual(
    (await store.campaignReport(1, 0, 9)).map(({ state }) => state),
    ['accepted'],
  )
})

/** A row in every table that grows, some open and some final. */
async function populate(url: string): Promise<void> {
  const message =
    'insert into messages (id, bot_id, user_id, kind, content, state, accepted_at, due_at, attempt, wamid) values'
  await askedAll(url, [
    `${message} ('msg_sent', 'bot_test', '593900000001', 'session', '{"type":"text"}', 'sent', ${t0}, null, 1, 'wamid.msg_sent.1')`,
    `${message} ('msg_queued', 'bot_test', '593900000002', 'session', '{"type":"text"}', 'queued', ${t0}, ${t0}, 0, null)`,
    `insert into attempts (message_seq, attempt, started_at) values (1, 1, ${t0})`,
    `insert into inbound (id, bot_id, wamid, user_id, bubble, sent_at, received_at)
     values ('msg_in', 'bot_test', 'wamid.in', '593987654321', '{"type":"TEXT"}', ${t0}, ${t0})`,
    `insert into events (id, bot_id, user_id, message_id, type, body, at)
     values ('evt_1', 'bot_test', '593900000001', 'msg_sent', 'delivered_channel', '{}', ${t0}),
       ('evt_2', 'bot_test', '593987654321', 'msg_in', 'message', '{}', ${t0})`,
    `insert into deliveries (event_seq, endpoint_id, user_id, state, due_at)
     values (1, 'ep', '593900000001', 'delivered', null), (2, 'ep', '593987654321', 'waiting', ${t0})`,
    `insert into delivery_attempts (delivery_seq, attempt, started_at, duration_ms, answer) values (1, 1, ${t0}, 1, '')`,
    `insert into campaigns (id, bot_id, name, element_name, state, settings, created_at, updated_at)
     values ('cmp', 'bot_test', 'n', 'e', 'completed', '{}', ${t0}, ${t0})`,
    `insert into campaign_rows (campaign_seq, line, destination, parameters, state) values (1, 2, '593900000001', '[]', 'accepted')`,
    `insert into conversations (bot_id, user_id, last_notification_seq) values ('bot_test', '593987654321', 1)`,
  ])
}
