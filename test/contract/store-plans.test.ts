/**
 * The cost of a hot statement does not depend on the backlog: every statement of a message's life is explained, and
 * none may scan a table that grows, on either database.
 */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { createIds } from '../../src/model/ids.ts'
import type { Content } from '../../src/model/message/content.ts'
import { planning } from '../../src/store/postgres/session.ts'
import { attemptStatus, inboundFact, ingestFacts, statusFact, testEndpoint } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { stepsOf, walksOf, walksOnPostgres } from '../support/plans.ts'
import { askedAll, openTestPostgres } from '../support/postgres-store.ts'
import { acceptAll, claimAll, claimOne, openTestStore, settleSent, testBot, textMessage } from '../support/store.ts'
import { testSkill } from '../support/store-fixtures.ts'

const growing = [
  'messages',
  'attempts',
  'conversations',
  'events',
  'deliveries',
  'inbound',
  'orphan_statuses',
  'idempotency',
  'skill_runs',
]

test("every statement of a message's life uses an index", async () => {
  const statements: string[] = []
  await using ctx = await openTestStore({ onStatement: (text) => statements.push(text) })
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('ep', ['message', 'delivered_channel']))
  statements.length = 0
  await runEveryTransaction(ctx)
  const hot = statements.filter((text) => growing.some((table) => text.includes(table)))
  assert.ok(hot.length > 25, `${hot.length} statements were seen`)
  const db = new DatabaseSync(ctx.path, { readOnly: true })
  const scans = hot.flatMap((text) => walksOf(db, text, growing).map((scan) => `${scan} in: ${text}`))
  db.close()
  assert.deepEqual(scans, [])
})

/**
 * SQLite makes one for rows that a statement returns, for lists of rows, and for each `in` of three words or more, also
 * in the condition of an index, which is tested whenever a row is written.
 */
test('a write of one row makes no table in memory', async () => {
  const statements: string[] = []
  await using ctx = await openTestStore({ onStatement: (text) => statements.push(text) })
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('ep', ['message', 'delivered_channel']))
  statements.length = 0
  await runEveryTransaction(ctx)
  const ofOneRow =
    /^\s*(?:insert into (?:messages|attempts|events|deliveries)\b|insert or ignore into|update .*\bwhere (?:message_)?seq = )/s
  const written = statements.filter((text) => ofOneRow.test(text) && !/\breturning\b|\bjson_each\b/.test(text))
  assert.ok(written.length > 10, `${written.length} statements were seen`)
  const db = new DatabaseSync(ctx.path, { readOnly: true })
  const made = written.filter((text) =>
    db
      .prepare(`explain ${text}`)
      .all()
      .some(({ opcode }) => opcode === 'OpenEphemeral'),
  )
  db.close()
  assert.deepEqual(made, [])
})

test('waiting rows are counted without reading the others', async () => {
  const statements: string[] = []
  await using ctx = await openTestStore({ onStatement: (text) => statements.push(text) })
  await ctx.store.backlog()
  await ctx.store.endpointDepths()
  const counts = statements.filter((text) => /\bfrom (messages|deliveries|skill_runs|campaign_rows)\b/.test(text))
  assert.ok(counts.length > 5, `${counts.length} statements were seen`)
  const db = new DatabaseSync(ctx.path, { readOnly: true })
  const steps = counts.flatMap((text) => stepsOf(db, text).map((step) => `${step} in: ${text}`))
  db.close()
  // The event of an endpoint's oldest delivery is looked up for each endpoint.
  const isOfOneRow =
    /^(?:SEARCH \w+ USING INTEGER PRIMARY KEY \(rowid=\?\)|SCAN counted|(?:CO-ROUTINE|MATERIALIZE) counted|CORRELATED SCALAR SUBQUERY \d+|SCALAR SUBQUERY \d+) in:/
  const narrow = /^(SCAN|SEARCH) \w+ USING (COVERING )?INDEX \w+_(pending|leased|unknown|due|waiting)\b/
  assert.deepEqual(
    steps.filter((step) => !narrow.test(step) && !isOfOneRow.test(step)),
    [],
  )
})

test("every statement of a message's life uses an index on PostgreSQL", async () => {
  const statements = new Set<string>()
  await using ctx = await openTestPostgres({ onStatement: (text) => statements.add(text), isFresh: true })
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('ep', ['message', 'delivered_channel']))
  statements.clear()
  await runEveryTransaction(ctx)
  const hot = [...statements].filter((text) => growing.some((table) => text.includes(table)))
  assert.ok(hot.length > 25, `${hot.length} statements were seen`)
  // All but empty, where an index is used only if one fits; and grown since, while the server has no statistics of them
  // yet: the first minute of a partition in use.
  assert.deepEqual(await walksOnPostgres(ctx.path, hot, growing), [])
  await askedAll(ctx.path, grown)
  assert.deepEqual(await walksOnPostgres(ctx.path, hot, growing), [])
})

/** Every statement of the operator's lists of events and deliveries, each with and without what may be left out. */
async function listEverything({ store }: Awaited<ReturnType<typeof openTestStore>>): Promise<void> {
  const botIds = ['bot_test']
  const many = Array.from({ length: 30 }, (_, n) => `bot${n}`)
  const after = { at: t0, seq: 4, delivery: 2 }
  await store.eventsAfter(4, 10)
  await store.eventBounds()
  for (const filter of [
    { botIds },
    { botIds, type: 'read' as const, fromAt: t0, toAt: t0 + 9 },
    { botIds, messageId: 'm' },
    { botIds, userId: 'u', toAt: t0 },
    { botIds: many },
  ]) {
    await store.listEvents(filter, { limit: 5 })
    await store.listEvents(filter, { after, limit: 5 })
  }
  await store.eventDetails('evt_1')
  for (const filter of [{}, { state: 'failed' as const }, { userId: 'u' }, { state: 'done' as const, fromAt: t0 }])
    await store.skillRuns({ botId: 'bot_test', skillId: 'k', before: 9, ...filter }, 5)
  await listMessages({ store })
  const endpointIds = new Set(['ep'])
  const every = new Set([...endpointIds, ...many.map((id) => `ep of ${id}`)])
  for (const state of [undefined, 'waiting', 'delivered', 'given_up'] as const)
    for (const ids of [endpointIds, every])
      await store.listDeliveries({ botIds, endpointIds: ids, ...(state && { state }) }, { after, limit: 5 })
  await store.deliveryDetails(1)
}

/** Each filter of the list of messages that has an index of its own, of one bot and of many, whole and from a cursor. */
async function listMessages({ store }: Pick<Awaited<ReturnType<typeof openTestStore>>, 'store'>): Promise<void> {
  const many = Array.from({ length: 30 }, (_, n) => `bot${n}`)
  const after = { at: t0, seq: 4, delivery: 1 }
  for (const botIds of [['bot_test'], many])
    for (const filter of [
      {},
      { direction: 'in' as const, fromAt: t0, toAt: t0 + 9 },
      { kind: 'session' as const },
      { state: 'read' as const },
      { state: 'failed' as const },
      { errorCode: '131026', elementName: 't' },
      { elementName: 't' },
      { campaignId: 'c' },
      { person: '593900000001' },
      { person: '5511987654321', state: 'failed' as const },
      { messageId: 'msg_1' },
      { wamid: 'wamid.1' },
    ]) {
      await store.listMessages({ botIds, ...filter }, { limit: 5 })
      await store.listMessages({ botIds, ...filter }, { after, limit: 5 })
    }
}

/** Figures of a bot and of many, added up, read, and taken away by their age. */
async function useFigures({ store }: Pick<Awaited<ReturnType<typeof openTestStore>>, 'store'>): Promise<void> {
  const many = Array.from({ length: 30 }, (_, n) => `bot${n}`)
  const span = { fromAt: 0, toAt: t0, stepMs: 3_600_000 }
  const days = { toAt: t0 - (t0 % 86_400_000), stepMs: 86_400_000, groupBy: 'campaign' as const }
  for (const botIds of [['bot_test'], many])
    for (const filter of [{}, { elementName: 't', campaignId: 'c' }, { groupBy: 'template' as const }, days])
      await store.figures({ botIds, ...span, ...filter }, t0)
  await acceptAll(store, t0, [textMessage(createIds(Date.now), '593900000001')])
  await store.addUpFigures(t0)
  await store.purge(t0)
}

const figureTables = [
  ['figures', 'hour'],
  ['figure_days', 'day'],
  ['figure_bot_days', 'day'],
] as const

test('figures are read by bot and hour, and taken away by their hour', async () => {
  const statements: string[] = []
  await using ctx = await openTestStore({ onStatement: (text) => statements.push(text) })
  await ctx.store.putBot(testBot())
  statements.length = 0
  await useFigures(ctx)
  const db = new DatabaseSync(ctx.path, { readOnly: true })
  const steps = [...new Set(statements)]
    .filter((text) => /\bfrom figure(s|_days|_bot_days)\b/.test(text))
    .flatMap((text) => stepsOf(db, text))
  db.close()
  for (const [table, at] of figureTables) {
    const reading = `SEARCH ${table} USING INDEX sqlite_autoindex_${table}_1 (bot_id=? AND ${at}_at>? AND ${at}_at<?)`
    assert.ok(steps.includes(reading), steps.join('\n'))
    const aged = new RegExp(`${table} USING .*INDEX ${table}_${at} \\(<expr><\\?\\)`)
    assert.ok(
      steps.some((step) => aged.test(step)),
      steps.join('\n'),
    )
  }
  assert.ok(!steps.some((step) => /^SCAN figure(s|_days|_bot_days)\b/.test(step)), steps.join('\n'))
})

test('figures are read by bot and hour on PostgreSQL, however many there are', async () => {
  const statements = new Set<string>()
  await using ctx = await openTestPostgres({ onStatement: (text) => statements.add(text), isFresh: true })
  await ctx.store.putBot(testBot())
  statements.clear()
  await useFigures(ctx)
  const of = [...statements].filter((text) => /\bfrom figure(s|_days|_bot_days)\b/.test(text))
  assert.ok(of.length >= 6, `${of.length} statements were seen`)
  const grown = `insert into figures select 'bot' || n % 50, n / 100 * 3600000, 'sent', 't', '', '', 1
    from generate_series(1::bigint, 20000) n on conflict do nothing`
  const days = `insert into figure_days select bot_id, hour_at / 86400000 * 86400000, what, '', '', '', sum(count)
    from figures group by 1, 2, 3 on conflict do nothing`
  const zeros = Array.from({ length: 24 }, () => 0).join(', ')
  const botDays = `insert into figure_bot_days select bot_id, day_at, what, code, ${zeros} from figure_days
    on conflict do nothing`
  await askedAll(ctx.path, [grown, days, botDays])
  const plans = await askedAll(ctx.path, [`select ${planning}`, ...of.map((text) => `explain (generic_plan) ${text}`)])
  for (const plan of plans.slice(1)) {
    const text = plan.map((row) => row['QUERY PLAN']).join('\n')
    assert.match(text, /Scan (?:using|on) figure(?:s|_days|_bot_days)_(?:pkey|hour|day)/, text)
    assert.doesNotMatch(text, /Seq Scan on figure|Scan using figure\w+_(?:hour|day) .*\n.*\n.*Filter: \(bot_id/, text)
  }
})

test('lists of events, deliveries and messages use indexes', async () => {
  const statements: string[] = []
  await using ctx = await openTestStore({ onStatement: (text) => statements.push(text) })
  await ctx.store.putBot(testBot())
  statements.length = 0
  await listEverything(ctx)
  const listing = [...new Set(statements)]
  assert.ok(listing.length > 10, `${listing.length} statements were seen`)
  const db = new DatabaseSync(ctx.path, { readOnly: true })
  const scans = listing.flatMap((text) => [
    ...walksOf(db, text, growing).map((scan) => `${scan} in: ${text}`),
    ...stepsOf(db, text).flatMap((step) =>
      step.includes('TEMP B-TREE') && !isFew(text) ? [`${step} in: ${text}`] : [],
    ),
  ])
  const ofPeople = listing.filter((text) =>
    /^select seq, .* from (messages|inbound) where bot_id = \S+ and user_id = /s.test(text),
  )
  const ways = new Set(ofPeople.flatMap((text) => stepsOf(db, text).map((step) => step.replace(/^.*INDEX | .*$/g, ''))))
  const runs = listing.filter((text) => text.includes('from skill_runs') && /state = |user_id in/.test(text))
  const waysOfRuns = runs.flatMap((text) => stepsOf(db, text).map((step) => step.replace(/^.*INDEX | .*$/g, '')))
  db.close()
  assert.deepEqual(
    scans.filter((scan) => !partial.test(scan)),
    [],
  )
  assert.deepEqual([...ways].sort(), ['inbound_of_user', 'messages_of_user'])
  assert.deepEqual(waysOfRuns, ['skill_runs_state', 'skill_runs_person', 'skill_runs_state'])
})

test('lists of events, deliveries and messages use indexes on PostgreSQL', async () => {
  const statements = new Set<string>()
  await using ctx = await openTestPostgres({ onStatement: (text) => statements.add(text), isFresh: true })
  await ctx.store.putBot(testBot())
  statements.clear()
  await listEverything(ctx)
  const listing = [...statements].filter((text) => growing.some((table) => text.includes(table)))
  assert.ok(listing.length > 10, `${listing.length} statements were seen`)
  const walks = async () => (await walksOnPostgres(ctx.path, listing, growing)).filter((walk) => !partial.test(walk))
  assert.deepEqual(await walks(), [])
  await askedAll(ctx.path, grown)
  assert.deepEqual(await walks(), [])
})

/** What waits, or has failed, of all endpoints: from the start of an index that has nothing else, up to a bound. */
const partial =
  /\b(?:SCAN deliveries USING INDEX deliveries_(?:waiting|failed)|Index Scan on deliveries_0 deliveries_0_waiting \(seq|Index Scan on +deliveries_0_endpoint_id_seq_idx $)/m

/** The deliveries of one event, those of one message, and people of one name, may be sorted. */
const isFew = (text: string) => /where event_seq = |\) as named\b/.test(text)

const grown = [
  `insert into messages (id, bot_id, user_id, kind, content, state, accepted_at, wamid)
   select 'msg_' || n, 'bot_test', '5939' || n, 'session', repeat('x', 100), 'read', ${t0}, 'wamid.' || n from generate_series(1, 5000) as n`,
  `insert into attempts (message_seq, attempt, started_at) select seq, 1, ${t0} from messages where wamid = 'wamid.' || substr(id, 5)`,
  `insert into inbound (id, bot_id, wamid, user_id, bubble, sent_at, received_at)
   select 'inb_' || n, 'bot_test', 'wamid.' || n, '5939' || n, repeat('x', 100), ${t0}, ${t0} from generate_series(1, 5000) as n`,
  `insert into events (id, bot_id, user_id, type, body, at)
   select 'evt_' || n, 'bot_test', '5939' || n, 'read', repeat('x', 100), ${t0} from generate_series(1, 5000) as n`,
  `insert into deliveries (event_seq, endpoint_id, user_id, state) select seq, 'ep', user_id, 'delivered' from events`,
  `insert into conversations (bot_id, user_id) select 'bot_test', '5939' || n from generate_series(1, 5000) as n`,
]

/** Every transaction that runs once a message, a status, a webhook or a sweep. */
async function runEveryTransaction(ctx: Awaited<ReturnType<typeof openTestStore>>): Promise<void> {
  const { store } = ctx
  const idempotency = { clientId: 'c', key: 'k', fingerprint: 'f', answer: '{}' }
  const options: Content = { type: 'options', text: '?', options: [{ title: 'A' }] }
  const first = textMessage(ctx.newId, '593900000001', '', {
    kind: 'notification',
    content: options,
    actions: { setSkill: { id: 's' } },
  })
  await store.accept({ botId: 'bot_test', acceptedAt: t0, messages: [first], idempotency })
  let claimed = await claimOne(store, t0)
  // As if the accept had given it to the lane: of this message nothing is queued any more.
  await store.beginAttempts('bot_test', [{ ...claimed, isHandedOver: true }], t0)
  await store.settle(claimed, { kind: 'again', dueAt: t0, counts: 'retry' }, t0)
  claimed = await claimOne(store, t0)
  await store.settle(claimed, { kind: 'reconcile', until: t0, reason: '' }, t0)
  await store.releaseUnknown(t0, 0)
  claimed = await claimOne(store, t0)
  await store.recover(t0, t0)
  await store.releaseUnknown(t0, 0)
  claimed = await claimOne(store, t0)
  await ingestFacts(store, [statusFact('wamid.orphan', 'sent')])
  await store.settle(claimed, { kind: 'sent', wamid: 'wamid.1', recipientId: '593900000009' }, t0)
  await settleSent(store, claimed, t0)
  await ingestFacts(store, [
    statusFact('wamid.1', 'delivered'),
    attemptStatus(first.id, 1, 'read'),
    attemptStatus(first.id, 2, 'failed'),
    inboundFact('wamid.in.1', { pressed: { id: 'x', reference: { messageId: first.id, indexes: [0] } } }),
    inboundFact('wamid.in.2', { contextWamid: 'wamid.1' }),
    inboundFact('wamid.in.3', { person: { phone: '593900000009', scopedId: 'EC.1' } }),
  ])
  const others = [1, 2, 3].map((index) =>
    textMessage(ctx.newId, `59390000001${index}`, '', { expiresAt: t0 + index, needsProbe: index === 1 }),
  )
  await acceptAll(store, t0, others)
  const behind = textMessage(ctx.newId, '593900000012')
  await acceptAll(store, t0, [behind])
  await store.timeline('bot_test', behind.id)
  const { items } = await store.claimProbes({ botId: 'bot_test', limit: 9, now: t0, inFlight: new Set() })
  for (const item of items) await store.settleProbe(item, { kind: 'again', dueAt: t0 }, t0)
  for (const item of items) await store.settleProbe(item, { kind: 'passed' }, t0)
  await store.cancel('bot_test', others[0]?.id ?? '', t0)
  await store.expire(t0 + 2)
  for (const message of (await claimAll(store, t0)).messages) {
    await ingestFacts(store, [attemptStatus(message.id, 1, 'sent')])
  }
  await ingestFacts(store, [
    { kind: 'account', wabaId: 'waba-bot_test', field: 'history', raw: { x: 'x'.repeat(200_000) } },
  ])
  await store.eventBody('evt')
  for (const { id } of ctx.rows('select id from inbound')) await store.timeline('bot_test', String(id))
  const { deliveries } = await store.claimDeliveries({ endpointId: 'ep', limit: 9, now: t0, inFlight: new Set() })
  await store.claimBehind({ endpointId: 'ep', heads: deliveries.map(({ seq }) => seq), limit: 9 })
  for (const delivery of deliveries) {
    const attempt = { attempt: 1, startedAt: t0, durationMs: 1, answer: '' }
    await store.settleDeliveries([{ delivery, attempt, decision: { kind: 'again', dueAt: t0 } }], t0)
    await store.settleDeliveries(
      [{ delivery, attempt: { ...attempt, attempt: 2 }, decision: { kind: 'delivered' } }],
      t0,
    )
  }
  await store.due(t0)
  await store.depths()
  await store.timeline('bot_test', first.id)
  await store.templatesNamed('bot_test', 'a')
  await store.listTemplates({ botId: 'bot_test', status: 'APPROVED', limit: 10, offset: 0 })
  const sync = { botId: 'bot_test', wabaId: 'waba-bot_test', startedAt: t0, now: t0 }
  await store.dropTemplates({ ...sync, seen: new Set(), elementName: 'a' })
  await store.dropTemplates({ ...sync, seen: new Set() })
  await runSkills(ctx)
}

/** A person with two numbers, skills that receive their messages, and every end of a run. */
async function runSkills(ctx: Awaited<ReturnType<typeof openTestStore>>): Promise<void> {
  const { store } = ctx
  const botId = 'bot_test'
  const userId = '593987654321'
  await store.putSkill(testSkill('k'))
  await acceptAll(store, t0, [textMessage(ctx.newId, '5511987654321')])
  const press = { bubble: { type: 'quick_reply', text: 'x', payload: { type: 'edge', skillId: 'k' } } }
  for (const n of [1, 2, 3]) await ingestFacts(store, [inboundFact(`wamid.press.${n}`, press)])
  const next = async () => (await store.claimSkillRuns({ botId, limit: 9, now: t0, inFlight: new Set() })).runs[0]
  const settle = async (decision: Parameters<typeof store.settleSkillRun>[1]) => {
    const run = await next()
    if (run) await store.settleSkillRun(run, decision, t0)
  }
  await settle({ kind: 'again', dueAt: t0, detail: '' })
  await settle({ kind: 'done', messages: [], memory: { a: 1 }, next: { kind: 'none' }, problems: [] })
  await settle({ kind: 'failed', reason: 'skill_gone', detail: '' })
  await store.activateSkill({ botId, userId, skillId: 'k', now: t0 })
  await store.setUserState({ botId, userId, state: 'manual', now: t0 })
  await store.closeConversation({ botId, userId, now: t0 })
  await ingestFacts(store, [inboundFact('wamid.alone', { person: { scopedId: 'EC.alone' } })])
  await ingestFacts(store, [inboundFact('wamid.both', { person: { phone: userId, scopedId: 'EC.alone' } })])
  await store.users({ botId }, 0, 10, t0)
  await store.users({ botId, search: '593' }, 0, 10, t0)
  await store.purge(t0 + 86_400_000)
}
