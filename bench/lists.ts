/**
 * `npm run bench:lists -- [rows] [sqlite|postgres]`: the time for a page of notifications, of history and of all
 * messages, and for a chart, on a store of that many rows (ten million by default), first and deep, under each filter.
 * The rows are written straight into the tables; the store's own methods are timed.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createIds } from '../src/model/ids.ts'
import { openPostgresStore } from '../src/store/postgres.ts'
import { createSeal } from '../src/store/sealing/seal.ts'
import { openSqliteStore } from '../src/store/sqlite.ts'
import type { Store } from '../src/store/store.ts'
import { startServer } from '../test/support/postgres.ts'
import { askedAll } from '../test/support/postgres-store.ts'
import { createFolder } from './child.ts'

const rows = Number(process.argv[2] ?? 10_000_000)
const only = process.argv[3]
const people = 100_000
const campaigns = 20
const startAt = 1_780_000_000_000
/** They are a month's. */
const hourMs = 3_600_000
const hour0 = startAt - (startAt % hourMs)
const gapMs = Math.max(1, Math.floor((30 * 24 * hourMs) / rows))
/** One message of a hundred is of one of a hundred smaller bots. */
const smaller = Array.from({ length: 100 }, (_, n) => `bot_${n}`)
const deps = { newId: createIds(Date.now), seal: createSeal('a key for the bench') }

if (only !== 'postgres') await runSqlite()
if (only !== 'sqlite') await runPostgres()

async function runSqlite(): Promise<void> {
  const path = join(createFolder(), 'recado.db')
  await (await openSqliteStore(deps, { path })).close()
  const db = new DatabaseSync(path)
  db.exec(
    'pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -262144; pragma temp_store = memory',
  )
  const made = db
    .prepare(
      `select name, sql from sqlite_schema where type = 'index' and tbl_name in ('messages', 'inbound') and sql is not null`,
    )
    .all() as { name: string; sql: string }[]
  // Indexes are created afterwards, which is faster.
  for (const { name } of made) db.exec(`drop index ${name}`)
  const counter = (count: number) =>
    `(with recursive counter (n) as (select 0 union all select n + 1 from counter where n < ${count - 1}) select n from counter) as counter`
  db.exec('begin')
  for (const text of filling(counter)) db.exec(text)
  db.exec('commit')
  for (const { sql } of made) db.exec(sql)
  db.exec('pragma journal_mode = wal')
  db.close()
  const store = await openSqliteStore(deps, { path })
  await measure('SQLite', store)
  await store.close()
}

async function runPostgres(): Promise<void> {
  const server = await startServer(['fsync=off', 'shared_buffers=1GB', 'max_wal_size=8GB'])
  try {
    const url = server.urlOf('postgres')
    await (await openPostgresStore(deps, { url })).close()
    await askedAll(url, [...filling((count) => `generate_series(0::bigint, ${count - 1}) as counter (n)`), 'analyze'])
    const store = await openPostgresStore(deps, { url })
    await measure('PostgreSQL', store)
    await store.close()
  } finally {
    await server.stop()
  }
}

/** Half session messages, half notifications, an inbound one for every ten, and the figures of them. */
function filling(counter: (count: number) => string): string[] {
  const bot = `case when n % 100 = 7 then 'bot_' || (n / 100 % ${smaller.length}) else 'bot' end`
  const person = `'5939' || (10000000 + n * 7919 % ${people})`
  const at = `${startAt} + n * ${gapMs}`
  const campaign = `'campaign_' || (n / ${Math.max(1, Math.floor(rows / campaigns))})`
  const hour = (column: string) => `${column} - ${column} % ${hourMs}`
  const figures = (what: string, column: string, where = '', code = "''") =>
    `insert into figures (bot_id, hour_at, what, element_name, campaign_id, code, count)
     select bot_id, ${hour(column)}, '${what}', coalesce(element_name, ''), coalesce(campaign_id, ''), ${code}, count(*)
     from messages where ${column} is not null ${where} group by 1, 2, 4, 5, 6`
  return [
    `insert into messages (id, bot_id, user_id, kind, content, element_name, campaign_id, state, accepted_at, wamid,
       sent_at, delivered_at, read_at, ended_at, error)
     select 'msg_' || (100000000 + n), ${bot}, ${person}, case n % 2 when 0 then 'session' else 'notification' end,
       '{"type":"text","text":"Tu pedido ya está en camino."}', case n % 2 when 1 then 'template_' || (n % 10) end,
       case n % 2 when 1 then ${campaign} end,
       case when n % 8 = 0 then 'failed' when n % 8 = 1 then 'delivered' else 'read' end, ${at}, 'wamid.' || n,
       ${at} + 90, ${at} + 900, ${at} + 9000, case n % 8 when 0 then ${at} + 9000 end,
       case n % 8 when 0 then '{"code":131026,"title":"Message undeliverable"}' end
     from ${counter(rows)}`,
    `insert into inbound (id, bot_id, wamid, user_id, bubble, sent_at, received_at)
     select 'inb_' || (100000000 + n), ${bot}, 'wamid.in.' || n, ${person}, '{"type":"text","text":"gracias"}',
       ${startAt} + n * 10 * ${gapMs}, ${startAt} + n * 10 * ${gapMs} from ${counter(rows / 10)}`,
    figures('accepted', 'accepted_at'),
    figures('sent', 'sent_at'),
    figures('delivered', 'delivered_at'),
    figures('read', 'read_at'),
    figures('failed', 'ended_at', "and state = 'failed'", "'131026'"),
  ]
}

async function measure(name: string, store: Store): Promise<void> {
  const botId = 'bot'
  const day = { fromAt: startAt, toAt: startAt + 86_400_000 }
  const person = { botId, userId: '593910000042' }
  const last = Math.max(0, rows / 2 - 10)
  const asked: [string, () => Promise<unknown>][] = [
    ['notifications, first page', () => store.notifications({ botId }, { offset: 0 }, 10)],
    ['notifications, page 1,000', () => store.notifications({ botId }, { offset: 9_990 }, 10)],
    ['notifications, the last page by number', () => store.notifications({ botId }, { offset: last }, 10)],
    [
      'notifications, the last page by `after`',
      () => store.notifications({ botId }, { after: { at: startAt + 5_000, seq: 20 } }, 10),
    ],
    ['notifications of a campaign', () => store.notifications({ botId, campaignId: 'campaign_3' }, { offset: 0 }, 10)],
    [
      'notifications of a template in a day',
      () => store.notifications({ botId, elementName: 'template_1', ...day }, { offset: 0 }, 10),
    ],
    [
      'one notification',
      () => store.notifications({ botId, messageId: `msg_${100_000_000 + rows - 1}` }, { offset: 0 }, 1),
    ],
    ['total of all notifications', () => store.countNotifications({ botId })],
    ['total of a campaign', () => store.countNotifications({ botId, campaignId: 'campaign_3' })],
    ['statistics of the newest 10,000', () => store.countStates({ botId }, 10_000)],
    ['history, first page', () => store.history({ botId }, 0, 10)],
    ['history, page 1,000', () => store.history({ botId }, 9_990, 10)],
    ['history of one person', () => store.history(person, 0, 10)],
    ['total of the whole history', () => store.countHistory({ botId })],
    ['total of one person', () => store.countHistory(person)],
    ...allMessages(store),
    ...charts(store),
  ]
  process.stdout.write(
    `${name}, ${rows.toLocaleString('en-US')} messages; ms: the first time, median of 5, and the longest pause of the main thread in that time\n`,
  )
  for (const [what, request] of asked) {
    const times: number[] = []
    let longestPauseMs = 0
    for (let round = 0; round < 5; round++) {
      const watch = watchPauses()
      const began = performance.now()
      await request()
      times.push(performance.now() - began)
      longestPauseMs = Math.max(longestPauseMs, watch())
    }
    const [first = 0] = times
    const median = times.sort((a, b) => a - b)[2] ?? 0
    process.stdout.write(
      `${what.padEnd(52)} ${first.toFixed(1).padStart(8)} ${median.toFixed(1).padStart(8)} ${longestPauseMs.toFixed(1).padStart(8)}\n`,
    )
  }
}

type Asked = [string, () => Promise<unknown>][]

function allMessages(store: Store): Asked {
  const one = ['bot']
  const all = ['bot', ...smaller]
  const page = { limit: 50 }
  const deep = { ...page, after: { at: startAt + (rows / 2) * gapMs, seq: Number.MAX_SAFE_INTEGER, delivery: 1 } }
  const named: [string, Omit<Parameters<Store['listMessages']>[0], 'botIds'>][] = [
    ['all messages', {}],
    ['received ones', { direction: 'in' }],
    ['failed ones', { state: 'failed' }],
    ['by a code', { errorCode: '131026' }],
    ['by a code that there is none of', { errorCode: '131047' }],
    ['in a state that there is none of', { state: 'queued' }],
    ['of a person', { person: '593910000042' }],
    ['of a template', { elementName: 'template_1' }],
    ['of a campaign, failed', { campaignId: 'campaign_3', state: 'failed' }],
    ['by id', { messageId: `msg_${100_000_000 + rows - 1}` }],
    ['by wamid', { wamid: `wamid.${rows - 1}` }],
  ]
  return named.flatMap(
    ([what, filter]): Asked => [
      [`${what}, one bot`, () => store.listMessages({ ...filter, botIds: one }, page)],
      [`${what}, all bots`, () => store.listMessages({ ...filter, botIds: all }, page)],
      [`${what}, all bots, half way`, () => store.listMessages({ ...filter, botIds: all }, deep)],
    ],
  )
}

function charts(store: Store): Asked {
  const all = ['bot', ...smaller]
  const month = { fromAt: hour0, toAt: hour0 + 744 * hourMs, stepMs: hourMs }
  const now = startAt + 31 * 24 * hourMs
  return [
    ['chart of a month by hours, one bot', () => store.figures({ ...month, botIds: ['bot'] }, now)],
    ['chart of a month by hours, all bots', () => store.figures({ ...month, botIds: all }, now)],
    [
      'chart of a month by days and templates, all bots',
      () => store.figures({ ...month, botIds: all, stepMs: 24 * hourMs, groupBy: 'template' }, now),
    ],
  ]
}

function watchPauses(): () => number {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 1)
    last = performance.now()
  }, 1)
  return () => {
    clearInterval(timer)
    return longest
  }
}
