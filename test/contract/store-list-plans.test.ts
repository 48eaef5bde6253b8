/**
 * What each of the console's lists and charts asks of the store, on filled tables of which the database has statistics:
 * nothing reads a growing table from its start, none sorts what it pages, and on PostgreSQL none is joined but by its
 * index, or by several workers. The requests are those that the bench of lists measures, each of them.
 */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { asked } from '../../bench/lists-asked.ts'
import { filling, firstHour, hourMs, smaller } from '../../bench/lists-fill.ts'
import { planning } from '../../src/store/postgres/session.ts'
import type { Store } from '../../src/store/store.ts'
import { testEndpoint } from '../support/facts.ts'
import type { TestStore } from '../support/open-store.ts'
import { stepsOf, walksOf, walksOnPostgres } from '../support/plans.ts'
import { askedAll, openTestPostgres } from '../support/postgres-store.ts'
import { openTestStore, testBot } from '../support/store.ts'

const rows = 4_000
const startAt = firstHour()
const tables = ['messages', 'inbound', 'events', 'deliveries', 'delivery_attempts', 'conversations', 'campaign_rows']
const figures = ['figures', 'figure_days', 'figure_bot_days']
const growing = [...tables, ...figures, 'r', 'm']

type Calls = Record<string, (store: Store) => Promise<unknown>>

/** By the bench's names: what the route of each asks of the store. */
function calls(): Calls {
  const botIds = ['bot', ...smaller]
  const endpointIds = new Set(['ep'])
  const now = startAt + 32 * 24 * hourMs
  const page = { limit: 50 }
  const month = { botIds, fromAt: startAt - (startAt % (24 * hourMs)), toAt: now - (now % (24 * hourMs)) }
  const campaign = { seq: 1, id: 'campaign_0', state: 'completed' as const }
  const messages =
    (filter: Partial<Parameters<Store['listMessages']>[0]>) =>
    (store: Store): Promise<unknown> =>
      store.listMessages({ botIds, ...filter }, page)
  const people =
    (filter: Parameters<Store['campaignPeople']>[1]) =>
    (store: Store): Promise<unknown> =>
      store.campaignPeople(campaign, filter, page)
  const inbox =
    (filter: object) =>
    (store: Store): Promise<unknown> =>
      store.listInbox({ botIds: ['bot'], ...filter }, { limit: 50, now })
  const users = (search: string) => (store: Store) => store.users({ botId: 'bot', search }, 0, 10, now)
  const deliveries =
    (filter: object) =>
    (store: Store): Promise<unknown> =>
      store.listDeliveries({ botIds, endpointIds, ...filter }, page)
  return {
    'messages, newest': messages({}),
    'messages of one bot': messages({ botIds: ['bot'] }),
    'messages, failed': messages({ state: 'failed' }),
    'messages by an error code': messages({ errorCode: '131026' }),
    'messages of a person': messages({ person: '593910000042' }),
    'messages of a template': messages({ elementName: 'template_1' }),
    'messages of a campaign, failed': messages({ campaignId: 'campaign_0', state: 'failed' }),
    'messages, a filter that nothing fits': messages({ errorCode: '131047' }),
    'a message by its id': messages({ messageId: 'msg_100000042' }),
    'a message by its wamid': messages({ wamid: 'wamid.42' }),
    'chart of a month by hours': (store) => store.figures({ ...month, stepMs: hourMs }, now),
    'chart of a month by days and templates': (store) =>
      store.figures({ ...month, stepMs: 24 * hourMs, groupBy: 'template' }, now),
    campaigns: (store) => store.campaigns({ botId: 'bot' }, 0, 50),
    'campaigns by state': (store) => store.campaigns({ botId: 'bot', states: ['completed'] }, 0, 50),
    'a campaign with its figures': (store) => store.campaignCounts('campaign_0'),
    'people of a campaign': people({}),
    'people of a campaign, failed': people({ state: 'failed' }),
    'people of a campaign, read': people({ state: 'read' }),
    'people of a campaign, repeated rows': people({ state: 'repeated' }),
    'people of a campaign by an error code': people({ errorCode: '131026' }),
    'people of a campaign by a number': people({ person: '5939100' }),
    conversations: inbox({}),
    'conversations, unread': inbox({ isUnread: true }),
    'conversations by a label': inbox({ label: 'queja' }),
    'search for a person by a number': users('593910000'),
    'search for a person by a name': users('Ana 99'),
    events: (store) => store.listEvents({ botIds }, page),
    deliveries: deliveries({}),
    'deliveries that wait': deliveries({ state: 'waiting' }),
    'deliveries that were given up': deliveries({ state: 'given_up' }),
    'deliveries by the status of the answer': deliveries({ status: 500 }),
    'deliveries by a text': deliveries({ text: 'DELIVERED_USER' }),
    'deliveries by a text that is in none': deliveries({ text: 'nowhere' }),
  }
}

/** No page of the console, but asked for a campaign again and again. */
const beside: Calls = {
  'people reached in a day': async (store) => ({
    reached: await store.peopleReached(['bot', ...smaller], startAt + 32 * 24 * hourMs),
  }),
}

/** Filled as the bench fills, and asked for everything: each statement with the name of its request. */
async function statementsOf(ctx: TestStore, seen: string[], fill: () => Promise<void>): Promise<Map<string, string>> {
  for (const id of ['bot', ...smaller]) await ctx.store.putBot(testBot({ id }))
  await ctx.store.putEndpoint(testEndpoint('ep', ['delivered_user'], { botId: 'bot' }))
  await fill()
  const found = new Map<string, string>()
  for (const [name, call] of Object.entries({ ...calls(), ...beside })) {
    seen.length = 0
    const answer = await call(ctx.store)
    assert.ok(JSON.stringify(answer).length > 10, name)
    for (const text of seen) if (!found.has(text)) found.set(text, name)
  }
  return found
}

/** By design: a campaign is counted in an index of its messages, a name is looked for in all of a bot's people. */
const isOfAll = /\bfrom messages where campaign_id = \$1|lower\(name\) like/
/**
 * What waits or has failed, up to a bound, in an index that has nothing else; the bots, from one to the next; a page of
 * each direction, merged.
 */
const isBounded =
  /\) as merged\b|\bdeliveries_(?:waiting|failed)\b|deliveries_0_(?:waiting|endpoint_id_seq_idx)|select min\(bot_id\)/

test('the bench of lists and this test ask for the same', () => {
  assert.deepEqual(
    Object.keys(calls()),
    asked(startAt, rows).map(([what]) => what),
  )
})

test('no list or chart reads a growing table from its start on SQLite', async () => {
  const seen: string[] = []
  await using ctx = await openTestStore({ onStatement: (text) => seen.push(text) })
  const statements = await statementsOf(ctx, seen, async () => {
    using db = new DatabaseSync(ctx.path)
    const counter = (count: number) =>
      `(with recursive counter (n) as (select 0 union all select n + 1 from counter where n < ${count - 1})
        select n from counter) as counter`
    for (const text of filling(counter, rows, { startAt, endpointId: 'ep' })) db.exec(text)
  })
  assert.ok(statements.size > 40, `${statements.size} statements were seen`)
  using db = new DatabaseSync(ctx.path, { readOnly: true })
  const walks = [...statements]
    .filter(([text]) => !isOfAll.test(text))
    .flatMap(([text, name]) => walksOf(db, text, growing).map((step) => `${name}: ${step} in: ${text}`))
  const sorts = [...statements]
    // Who was counted already is remembered in such a tree.
    .filter(([text]) => !/group by|count\(distinct/.test(text))
    .flatMap(([text, name]) =>
      stepsOf(db, text).flatMap((step) => (step.includes('TEMP B-TREE') ? [`${name}: ${step} in: ${text}`] : [])),
    )
  assert.deepEqual(
    [...walks, ...sorts].filter((line) => !isBounded.test(line)),
    [],
  )
})

test('no list or chart reads a growing table from its start on PostgreSQL', async () => {
  const seen: string[] = []
  await using ctx = await openTestPostgres({ onStatement: (text) => seen.push(text), isFresh: true })
  const statements = await statementsOf(ctx, seen, async () => {
    const counter = (count: number) => `generate_series(0::bigint, ${count - 1}) as counter (n)`
    await askedAll(ctx.path, [...filling(counter, rows, { startAt, endpointId: 'ep' }), 'analyze'])
  })
  assert.ok(statements.size > 40, `${statements.size} statements were seen`)
  const texts = [...statements.keys()].filter((text) => /^\s*(select|with)\b/i.test(text))
  const walks = await walksOnPostgres(
    ctx.path,
    texts.filter((text) => !isOfAll.test(text) && !/from figure/.test(text)),
    growing,
  )
  assert.deepEqual(
    walks.filter((line) => !isBounded.test(line)),
    [],
  )
  const scan = new RegExp(`Seq Scan on (?:${[...tables, ...figures].join('|')})`)
  const explained = texts.map((text) => `explain (generic_plan) ${text}`)
  const [, ...plans] = await askedAll(ctx.path, [`select ${planning}`, ...explained])
  for (const [index, plan] of plans.entries()) {
    const text = plan.map((row) => row['QUERY PLAN']).join('\n')
    const of = `${statements.get(texts[index] ?? '')}: ${texts[index]}\n${text}`
    assert.doesNotMatch(text, /Hash (?:\w+ )*Join|Merge (?:\w+ )*Join|Gather/, of)
    assert.doesNotMatch(text, scan, of)
  }
})
