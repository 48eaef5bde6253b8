/** Migrations on a busy PostgreSQL: indexes that block nobody, interrupted steps, and tables in use. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { type Migration, migrations, newestSchema } from '../../src/store/migrations/migrations.ts'
import { migrate } from '../../src/store/postgres/migrate.ts'
import { eventually } from '../support/gateway.ts'
import { asked, emptyDatabase } from '../support/postgres-store.ts'

const next = newestSchema + 1

/** A table as an earlier version could have created it, whole or partitioned. */
const tables = {
  whole: 'create table growing (seq bigint not null, word text not null)',
  partitioned: `create table growing (seq bigint not null, word text not null) partition by range (seq);
    create table growing_0 partition of growing for values from (minvalue) to (100);
    create table growing_1 partition of growing for values from (100) to (maxvalue)`,
}

const withTable = (sql: string): Migration[] => [...migrations, { number: next, name: 'growing', sql }]
const withIndex = (sql: string): Migration[] => [
  ...withTable(sql),
  { number: next + 1, name: 'its index', sql: '', indexes: [{ name: 'by_word', table: 'growing', rest: '(word)' }] },
]

async function opened(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

const indexesOf = (url: string) =>
  asked(
    url,
    `select relname, indisvalid from pg_index join pg_class on oid = indexrelid where relname like '%by_word' order by 1`,
  )

for (const [kind, sql] of Object.entries(tables)) {
  // On the partitioned table itself an index is only declared, which locks it for a moment.
  const written = { whole: 'growing', partitioned: 'growing_0' }[kind]
  const expected = { whole: ['by_word'], partitioned: ['by_word', 'growing_0_by_word', 'growing_1_by_word'] }[kind]

  test(`an index on a ${kind} table is created while others write, and is complete`, async () => {
    const url = await emptyDatabase()
    await migrate(url, withTable(sql))
    await using writer = await opened(url)
    await writer.query(`begin; insert into ${written} values (1, 'open')`)
    const migrating = migrate(url, withIndex(sql))
    await eventually(async () => {
      const waiting = `select 1 from pg_stat_activity where query like 'create index concurrently%' and wait_event_type = 'Lock' and datname = current_database()`
      return (await asked(url, waiting)).length > 0
    }, 'it waits for the open transaction')
    await asked(url, `insert into growing values (2, 'meanwhile'), (201, 'meanwhile')`)
    await writer.query('commit')
    assert.deepEqual(
      (await migrating).map(({ number }) => number),
      [next + 1],
    )
    assert.deepEqual(
      await indexesOf(url),
      expected?.map((relname) => ({ relname, indisvalid: true })),
    )
  })
}

test('an index whose creation was interrupted is created anew, and its step is counted only then', async () => {
  const url = await emptyDatabase()
  await migrate(url, withTable(tables.whole))
  await asked(url, `insert into growing values (1, 'twice'), (2, 'twice')`)
  await assert.rejects(
    asked(url, 'create unique index concurrently by_word on growing (word)'),
    /could not create unique index/,
  )
  assert.deepEqual(await indexesOf(url), [{ relname: 'by_word', indisvalid: false }])
  await migrate(url, withIndex(tables.whole))
  assert.deepEqual(await indexesOf(url), [{ relname: 'by_word', indisvalid: true }])
  const [version] = await asked(url, 'select max(number) as number from schema_version')
  assert.equal(version?.number, next + 1)
})

test('of several processes at once one creates the index, and the others wait without blocking it', async () => {
  const url = await emptyDatabase()
  await migrate(url, withTable(tables.whole))
  const done = await Promise.all(Array.from({ length: 4 }, () => migrate(url, withIndex(tables.whole))))
  assert.equal(done.flat().length, 1)
})

test('a step that finds its table in use lets others work and retries', async () => {
  const url = await emptyDatabase()
  await migrate(url, withTable(tables.whole))
  await using reader = await opened(url)
  await reader.query('begin; select * from growing')
  const changed: Migration = { number: next + 1, name: 'a column', sql: 'alter table growing add column size bigint;' }
  const migrating = migrate(url, [...withTable(tables.whole), changed])
  const waiting = `select 1 from pg_stat_activity where query like '%add column size%' and wait_event_type = 'Lock' and datname = current_database()`
  await eventually(async () => (await asked(url, waiting)).length > 0, 'it waits')
  // Queued behind it, and free when its lock timeout is over.
  await asked(url, `insert into growing values (1, 'behind')`)
  await reader.query('commit')
  assert.equal((await migrating).length, 1)
})
