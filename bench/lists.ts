/**
 * `npm run bench:lists -- [rows]`: the time for a page of notifications and of history on a store of that many rows
 * (ten million by default), first and deep, under each filter. The rows are written straight into the file; the store's
 * own methods are timed.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createIds } from '../src/model/ids.ts'
import { createSeal } from '../src/store/sealing/seal.ts'
import { openSqliteStore } from '../src/store/sqlite.ts'
import type { Store } from '../src/store/store.ts'
import { createFolder } from './child.ts'

const rows = Number(process.argv[2] ?? 10_000_000)
const people = 100_000
const campaigns = 20
const startAt = 1_780_000_000_000
const path = join(createFolder(), 'recado.db')
const deps = { newId: createIds(Date.now), seal: createSeal('a key for the bench') }

await (await openSqliteStore(deps, { path })).close()
fill()
const store = await openSqliteStore(deps, { path })
await measure(store)
await store.close()

/**
 * Half session messages, half notifications, and an inbound one for every ten; indexes are created afterwards, which is
 * faster.
 */
function fill(): void {
  const db = new DatabaseSync(path)
  db.exec(
    'pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -262144; pragma temp_store = memory',
  )
  const made = db
    .prepare(
      `select name, sql from sqlite_schema where type = 'index' and tbl_name in ('messages', 'inbound') and sql is not null`,
    )
    .all() as { name: string; sql: string }[]
  for (const { name } of made) db.exec(`drop index ${name}`)
  const numbers = 'with recursive counter (n) as (select 0 union all select n + 1 from counter where n < ? - 1)'
  db.exec('begin')
  db.prepare(
    `${numbers} insert into messages (id, bot_id, user_id, kind, content, element_name, campaign_id, state, accepted_at, wamid,
       sent_at, delivered_at, read_at)
     select printf('msg_%026d', n), 'bot', '5939' || (10000000 + n * 7919 % ${people}),
       case n % 2 when 0 then 'session' else 'notification' end, '{"type":"text","text":"Tu pedido ya está en camino."}',
       case n % 2 when 1 then 'template_' || (n % 10) end,
       case n % 2 when 1 then 'campaign_' || (n / (${rows} / ${campaigns})) end,
       case n % 8 when 0 then 'failed' when 1 then 'delivered' else 'read' end, ${startAt} + n * 250,
       'wamid.' || n, ${startAt} + n * 250 + 90, ${startAt} + n * 250 + 900, ${startAt} + n * 250 + 9000
     from counter`,
  ).run(rows)
  db.prepare(
    `${numbers} insert into inbound (id, bot_id, wamid, user_id, bubble, sent_at, received_at)
     select printf('inb_%026d', n), 'bot', 'wamid.in.' || n, '5939' || (10000000 + n * 7919 % ${people}),
       '{"type":"text","text":"gracias"}', ${startAt} + n * 2500, ${startAt} + n * 2500 from counter`,
  ).run(rows / 10)
  db.exec('commit')
  for (const { sql } of made) db.exec(sql)
  db.exec('pragma journal_mode = wal')
  db.close()
}

async function measure(store: Store): Promise<void> {
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
      () => store.notifications({ botId, messageId: `msg_${String(rows - 1).padStart(26, '0')}` }, { offset: 0 }, 1),
    ],
    ['total of all notifications', () => store.countNotifications({ botId })],
    ['total of a campaign', () => store.countNotifications({ botId, campaignId: 'campaign_3' })],
    ['statistics of the newest 10,000', () => store.countStates({ botId }, 10_000)],
    ['history, first page', () => store.history({ botId }, 0, 10)],
    ['history, page 1,000', () => store.history({ botId }, 9_990, 10)],
    ['history of one person', () => store.history(person, 0, 10)],
    ['total of the whole history', () => store.countHistory({ botId })],
    ['total of one person', () => store.countHistory(person)],
  ]
  process.stdout.write(
    `${rows.toLocaleString('en-US')} messages; ms: the first time, median of 5, and the longest pause of the main thread in that time\n`,
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
      `${what.padEnd(42)} ${first.toFixed(1).padStart(8)} ${median.toFixed(1).padStart(8)} ${longestPauseMs.toFixed(1).padStart(8)}\n`,
    )
  }
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
