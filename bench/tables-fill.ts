/**
 * Fills a store for tables.ts, straight into its tables: thirty days of messages, each with an attempt, an event, a
 * delivery and its attempt, and a reply to every tenth. On PostgreSQL through the partitions that the store's own
 * maintenance creates as days pass. Also finds statements that scan the filled tables.
 */
import { DatabaseSync } from 'node:sqlite'
import type { Retention } from '../src/model/retention.ts'
import type { Store } from '../src/store/store.ts'
import { walksOf, walksOnPostgres } from '../test/support/plans.ts'
import { askedAll } from '../test/support/postgres-store.ts'

export const people = 100_000
const dayMs = 86_400_000
const days = 30
/**
 * The bench's present. Partitions start after the day of the migration, so the filled days lie ahead of the machine's.
 */
export const endAt = Date.now() + (days + 3) * dayMs

/** The same retention for all, so that each table has its six partitions. */
export const retention: Retention = {
  messagesMs: (days + 1) * dayMs,
  attemptsMs: (days + 1) * dayMs,
  eventsMs: (days + 1) * dayMs,
  campaignRowsMs: 0,
  skillRunsMs: 0,
}

/** Statements for rows `from` up to `to` of `total`, in both databases' SQL: `n` counts them, `number(n)` is a seq. */
function filling(total: number, numbers: string, seqs: boolean): string[] {
  const startAt = endAt - days * dayMs
  const at = `${startAt} + cast(n * ${(days * dayMs) / total} as bigint)`
  const person = `'5939' || (10000000 + n * 7919 % ${people})`
  const id = (kind: string) => `'${kind}_' || substr('00000000000000000000000000' || n, -26)`
  const seq = (name: string) => (seqs ? `${name}, ` : '')
  const value = (table: string) => (seqs ? `(select seq from base where base.name = '${table}') + n, ` : '')
  const of = (table: string) => (seqs ? `(select seq from base where base.name = '${table}') + n` : 'n + 1')
  return [
    `insert into messages (${seq('seq')}id, bot_id, user_id, kind, content, element_name, state, accepted_at, attempt, wamid, sent_at,
       delivered_at, read_at)
     select ${value('messages')}${id('msg')}, 'bot_test', ${person}, case n % 2 when 0 then 'session' else 'notification' end,
       '{"type":"text","text":"Tu pedido ya esta en camino, llega hoy."}', case n % 2 when 1 then 'template_' || (n % 10) end,
       case n % 8 when 0 then 'failed' when 1 then 'delivered' else 'read' end, ${at}, 1, 'wamid.old.' || n, ${at}, ${at}, ${at}
     from ${numbers}`,
    `insert into attempts (message_seq, attempt, started_at, ended_at, outcome, detail)
     select ${of('messages')}, 1, ${at}, ${at}, 'sent', '{"wamid":"wamid.old"}' from ${numbers}`,
    `insert into events (${seq('seq')}id, bot_id, user_id, message_id, type, body, at)
     select ${value('events')}${id('evt')}, 'bot_test', ${person}, ${id('msg')}, 'delivered_user',
       '{"event":"delivered_user","botId":"bot_test","userId":"593910000000","sentStatus":"DELIVERED_USER","kind":"session"}', ${at}
     from ${numbers}`,
    `insert into deliveries (${seq('seq')}event_seq, endpoint_id, user_id, state, attempt)
     select ${value('deliveries')}${of('events')}, 'ep', ${person}, 'delivered', 1 from ${numbers}`,
    `insert into delivery_attempts (delivery_seq, attempt, started_at, duration_ms, status, answer)
     select ${of('deliveries')}, 1, ${at}, 20, 200, 'ok' from ${numbers}`,
    `insert into inbound (${seq('seq')}id, bot_id, wamid, user_id, bubble, sent_at, received_at)
     select ${value('inbound')}${id('inb')}, 'bot_test', 'wamid.in.old.' || n, ${person}, '{"type":"TEXT","text":"gracias"}', ${at}, ${at}
     from ${numbers} where n % 10 = 0`,
  ]
}

// ── SQLite ──────────────────────────────────────────────────

export function fillSqlite(path: string, total: number): void {
  const db = new DatabaseSync(path)
  db.exec(
    'pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1048576; pragma temp_store = memory',
  )
  const made = db.prepare(`select name, sql from sqlite_schema where type = 'index' and sql is not null`).all()
  for (const { name } of made) db.exec(`drop index ${name}`)
  const numbers = `(with recursive counter (n) as (select 0 union all select n + 1 from counter where n < ${total - 1}) select n from counter)`
  db.exec('begin')
  for (const text of filling(total, numbers, false)) db.exec(text)
  db.exec(
    peopleText(
      `(with recursive counter (n) as (select 0 union all select n + 1 from counter where n < ${people - 1}) select n from counter)`,
    ),
  )
  db.exec('commit')
  for (const { sql } of made) db.exec(String(sql))
  db.exec('pragma journal_mode = wal')
  db.close()
}

function peopleText(numbers: string): string {
  return `insert into conversations (bot_id, user_id) select 'bot_test', '5939' || (10000000 + n) from ${numbers} as numbered`
}

const growing = ['messages', 'attempts', 'inbound', 'events', 'deliveries', 'delivery_attempts', 'conversations']

export function walksOnSqlite(path: string, statements: string[]): string[] {
  const db = new DatabaseSync(path, { readOnly: true })
  const walks = statements.flatMap((text) => walksOf(db, text, growing).map((walk) => `${walk} in: ${text}`))
  db.close()
  return walks
}

// ── PostgreSQL ──────────────────────────────────────────────

const numbered = ['messages', 'inbound', 'events', 'deliveries']

/** Each day's share follows that day's jump of the sequences. */
export async function fillPostgres(store: Store, url: string, total: number): Promise<void> {
  const [made = []] = await askedAll(url, [
    `select indexname, indexdef from pg_indexes where schemaname = 'public' and tablename in ('messages', 'inbound', 'events', 'deliveries')
       and indexname not like '%_pkey'`,
  ])
  await askedAll(url, [...made.map(({ indexname }) => `drop index ${indexname}`)])
  for (let day = 0; day < days; day++) {
    await store.purge(endAt - (days - day) * dayMs)
    const [from, to] = [Math.round((total * day) / days), Math.round((total * (day + 1)) / days)]
    const base = numbered.map((name) => `select '${name}' as name, last_value - ${from} as seq from ${name}_seq_seq`)
    const counting = `generate_series(${from}::bigint, ${to - 1}::bigint) as n`
    await askedAll(url, [
      `create temp table base as ${base.join(' union all ')}`,
      ...filling(total, counting, true),
      ...numbered.map(
        (name) => `select setval('${name}_seq_seq', (select seq from base where base.name = '${name}') + ${to}, false)`,
      ),
    ])
  }
  await askedAll(url, [
    peopleText(`generate_series(0, ${people - 1}) as counted (n)`).replace('as numbered', ''),
    ...made.map(({ indexdef }) => String(indexdef).replace(' ONLY ', ' ')),
    'vacuum analyze',
  ])
}

/** PostgreSQL takes any index of a table known to be empty; with fifty rows it plans anew. */
export function walksOfFilled(url: string, statements: string[]): Promise<string[]> {
  return walksOnPostgres(url, statements, growing, 10_000)
}
