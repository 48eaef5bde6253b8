/**
 * An installation copied from one kind of database to the other: all of it, exactly, or nothing; and the cases that a
 * copy refuses.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { createIds } from '../../src/model/ids.ts'
import { type CopyDeps, copyStore } from '../../src/store/copy/copy.ts'
import { copiedTables, tablesLeftOut } from '../../src/store/copy/tables.ts'
import type { StoreLocation } from '../../src/store/location.ts'
import { migrateStore } from '../../src/store/migrate.ts'
import { newestSchema } from '../../src/store/migrations/migrations.ts'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { StoreOpenError } from '../../src/store/sql/failures.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { t0 } from '../support/open-store.ts'
import { startPostgresProxy } from '../support/postgres-proxy.ts'
import { asked, askedAll, emptyDatabase } from '../support/postgres-store.ts'
import { testBot, textMessage } from '../support/store.ts'

const folder = mkdtempSync(join(tmpdir(), 'recado-copy-'))
after(() => rmSync(folder, { recursive: true }))

const newId = createIds(Date.now)
const seal = createSeal('a key only for tests')
const deps: CopyDeps = { seal }

let made = 0
const newFile = () => join(folder, `${++made}`, 'recado.db')
const sqlite = (path: string): StoreLocation => ({ kind: 'sqlite', path })
const postgres = (url: string): StoreLocation => ({ kind: 'postgres', url })
const names = copiedTables.map(({ name }) => name)

async function migratedFile(): Promise<string> {
  const path = newFile()
  await migrateStore(sqlite(path))
  return path
}

async function migratedDatabase(): Promise<string> {
  const url = await emptyDatabase()
  await migrateStore(postgres(url))
  return url
}

function withFile<T>(path: string, work: (db: DatabaseSync) => T): T {
  using db = new DatabaseSync(path)
  return work(db)
}

// ── the list and the schema ─────────────────────────────────

const tablesOfFile = (path: string) =>
  withFile(path, (db) => db.prepare(`select name from sqlite_schema where type = 'table' order by 1`).all()).map(
    ({ name }) => String(name),
  )

/** A partition belongs to its table. */
const tablesOfDatabase = async (url: string) =>
  (
    await asked(
      url,
      `select relname from pg_class where relkind in ('r', 'p') and not relispartition
       and relnamespace = 'public'::regnamespace order by relname collate "C"`,
    )
  ).map(({ relname }) => String(relname))

test('the list has every table of the schema, and no other', async () => {
  const expected = [...names, ...tablesLeftOut].sort()
  assert.deepEqual(tablesOfFile(await migratedFile()), expected)
  assert.deepEqual(await tablesOfDatabase(await migratedDatabase()), expected)
})

// ── there and back ──────────────────────────────────────────

type Column = { table: string; name: string; type: string }

function columnsOf(path: string): Column[] {
  return names.flatMap((table) =>
    withFile(path, (db) => db.prepare('select name, type from pragma_table_info(?)').all(table)).map(
      ({ name, type }) => ({ table, name: String(name), type: String(type).toLowerCase() }),
    ),
  )
}

/** Any allowed value, in every column of every table. */
function populate(path: string, rows: number): void {
  const columns = columnsOf(path)
  withFile(path, (db) => {
    db.exec('begin')
    for (const table of names) {
      const own = columns.filter((column) => column.table === table)
      const places = own.map(() => '?').join(', ')
      const insert = db.prepare(`insert into ${table} (${own.map(({ name }) => name).join(', ')}) values (${places})`)
      for (let row = 1; row <= rows; row++) insert.run(...own.map((column) => sample(column, row)))
    }
    db.exec(`insert into facts values ('sealed', '${seal.seal('probe', 'recado')}'); commit`)
  })
}

function sample({ name, type }: Column, row: number): string | number {
  // These columns determine a row's partition.
  if (/(^|_)seq$/.test(name)) return row * 3
  if (type !== 'text') return type === 'bigint' && row % 7 === 0 ? t0 * 100 + row : row
  return (
    [`${name} ${row}`, `"\\ ${row} \n\t 'ñ 👋🏽 \u2028`, `{"row":${row},"text":"\\u0000 ${'é'.repeat(row % 50)}"}`][
      row % 3
    ] ?? ''
  )
}

const allOfFile = (path: string) =>
  Object.fromEntries(
    names.map((table) => [
      table,
      withFile(path, (db) => db.prepare(`select * from ${table}`).all())
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  )

test('there and back again: every row of every table is equal', async () => {
  const [path, back, url] = [await migratedFile(), newFile(), await emptyDatabase()]
  populate(path, 1_050)
  const before = allOfFile(path)
  const report = await copyStore(deps, { from: sqlite(path), to: postgres(url) })
  assert.deepEqual(
    report.map(({ table, rows }) => [table, rows]),
    names.map((table) => [table, table === 'facts' ? 1_051 : 1_050]),
  )
  await copyStore(deps, { from: postgres(url), to: sqlite(back) })
  assert.deepEqual(allOfFile(back), before)
  assert.deepEqual(allOfFile(path), before, 'the source is as it was')
  assert.deepEqual(readdirSync(join(back, '..')).sort(), ['recado.db', 'recado.db.lock'])
})

test('characters that PostgreSQL cannot store are left out, and are not counted as a difference', async () => {
  const [path, url] = [await migratedFile(), await emptyDatabase()]
  withFile(path, (db) => db.prepare('insert into facts values (?, ?)').run('odd', 'a\0b'))
  await copyStore(deps, { from: sqlite(path), to: postgres(url) })
  assert.deepEqual(await asked(url, `select value from facts where name = 'odd'`), [{ value: 'a\uFFFDb' }])
})

test('new rows get numbers after the copied ones', async () => {
  const [path, url] = [await migratedFile(), await emptyDatabase()]
  populate(path, 3)
  await copyStore(deps, { from: sqlite(path), to: postgres(url) })
  const counted = columnsOf(path).filter(({ name }) => name === 'seq')
  const texts = counted.map(({ table }) => `select nextval(pg_get_serial_sequence('${table}', 'seq')) as next`)
  for (const [row] of await askedAll(url, texts)) assert.ok(Number(row?.next) > 9, String(row?.next))
})

test('the first plans know the filled tables, and assume none empty that is still to be filled', async () => {
  const [path, url] = [await migratedFile(), await emptyDatabase()]
  populate(path, 100)
  await copyStore(deps, { from: sqlite(path), to: postgres(url) })
  const tables = await asked(
    url,
    `select relname, reltuples >= 0 as is_known, pg_relation_size(oid) > 0 as is_filled from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  )
  assert.deepEqual(new Set(tables.map(({ is_filled }) => is_filled)), new Set([true, false]))
  for (const { relname, is_known, is_filled } of tables) assert.equal(is_known, is_filled, String(relname))
})

test("a target that was prepared long ago accepts today's rows", async () => {
  const [from, to] = [await emptyDatabase(), await migratedDatabase()]
  const source = await openPostgresStore({ newId, seal }, { url: from })
  await source.putBot(testBot())
  await source.purge(Date.now())
  const message = textMessage(newId, '593900000001')
  await source.accept({ botId: 'bot_test', acceptedAt: t0, messages: [message] })
  await source.close()
  for (const table of ['messages', 'attempts', 'inbound', 'events', 'deliveries', 'delivery_attempts'])
    await asked(
      to,
      `alter table ${table} detach partition ${table}_0;
       alter table ${table} attach partition ${table}_0 for values from (minvalue) to (${2 ** 32})`,
    )
  await copyStore(deps, { from: postgres(from), to: postgres(to) })
  assert.deepEqual(await asked(to, 'select id from messages'), [{ id: message.id }])
})

test('waiting work continues with its order, its people and its keys', async () => {
  const [path, url] = [newFile(), await emptyDatabase()]
  const before = await openSqliteStore({ newId, seal }, { path })
  await before.putBot(testBot())
  const messages = ['a', 'b', 'c'].map((text) => textMessage(newId, '593900000001', text))
  const idempotency = { clientId: 'c', key: 'k', fingerprint: 'f', answer: '{"a":1}' }
  for (const message of messages)
    await before.accept({
      botId: 'bot_test',
      acceptedAt: t0,
      messages: [message],
      ...(message === messages[0] && { idempotency }),
    })
  const [inTheAir] = (await before.claim({ botId: 'bot_test', limit: 1, now: t0 })).messages
  await before.close()
  await copyStore(deps, { from: sqlite(path), to: postgres(url) })
  const store = await openPostgresStore({ newId, seal }, { url })
  await using _ = { [Symbol.asyncDispose]: store.close }
  assert.deepEqual(await store.bots(), [testBot()])
  const again = await store.accept({
    botId: 'bot_test',
    acceptedAt: t0,
    messages: [textMessage(newId, '593900000001', 'd')],
    idempotency,
  })
  assert.deepEqual(again, { kind: 'replayed', answer: '{"a":1}' })
  assert.equal(await store.recover(t0, t0 + 10), 1, 'what was in the air is looked after')
  await store.releaseUnknown(t0 + 20, t0 - 1_000_000)
  const left: string[] = []
  for (let now = t0 + 20; left.length < 3; now += 10) {
    const { messages: claimed } = await store.claim({ botId: 'bot_test', limit: 9, now })
    assert.ok(claimed.length <= 1)
    for (const message of claimed) {
      left.push(message.id)
      await store.settle(message, { kind: 'sent', wamid: `wamid.${message.id}` }, now)
    }
  }
  assert.deepEqual(
    left,
    messages.map(({ id }) => id),
  )
  assert.equal(left[0], inTheAir?.id)
})

// ── all or nothing ──────────────────────────────────────────

describe('an interrupted copy', () => {
  const ends = {
    'into PostgreSQL': async () => ({ to: postgres(await emptyDatabase()) }),
    'into SQLite': async () => ({ to: sqlite(newFile()) }),
  }
  for (const [name, open] of Object.entries(ends)) {
    test(`${name} leaves nothing, and is restarted`, async () => {
      const path = await migratedFile()
      populate(path, 40)
      const { to } = await open()
      const onProgress: CopyDeps['onProgress'] = ({ table, step }) => {
        if (table === 'deliveries' && step === 'checking') throw new Error('broken off')
      }
      await assert.rejects(copyStore({ seal, onProgress }, { from: sqlite(path), to }), /broken off/)
      if (to.kind === 'sqlite') assert.equal(existsSync(to.path), false)
      else assert.deepEqual(await asked(to.url, 'select * from facts'), [])
      const report = await copyStore(deps, { from: sqlite(path), to })
      assert.ok(report.every(({ rows }) => rows >= 40))
    })
  }

  for (const when of ['before', 'after'] as const) {
    test(`at its last commit, ${when} the server received it: the reported outcome is the real one`, async () => {
      const [path, url] = [await migratedFile(), await migratedDatabase()]
      populate(path, 10)
      await using proxy = await startPostgresProxy(url)
      proxy.cutAtCommit(when)
      const copying = copyStore(deps, { from: sqlite(path), to: postgres(proxy.url) })
      if (when === 'before') await assert.rejects(copying)
      else assert.ok((await copying).every(({ rows }) => rows >= 10))
      const [left] = await asked(url, 'select count(*)::int as n from messages')
      assert.equal(left?.n, when === 'before' ? 0 : 10)
    })
  }

  test('a row that arrived changed is detected', async () => {
    const [path, url] = [await migratedFile(), await migratedDatabase()]
    populate(path, 10)
    await asked(
      url,
      `create function spoil() returns trigger language plpgsql as $$ begin new.value := new.value || '!'; return new; end $$;
       create trigger spoil before insert on facts for each row when (new.name = 'name 3') execute function spoil()`,
    )
    await assert.rejects(
      copyStore(deps, { from: sqlite(path), to: postgres(url) }),
      /the copy of facts differs from its source/,
    )
    assert.deepEqual(await asked(url, 'select * from facts'), [])
  })
})

// ── refusals ────────────────────────────────────────────────

async function refused(from: StoreLocation, to: StoreLocation, reason: RegExp, key = seal): Promise<void> {
  await assert.rejects(copyStore({ seal: key }, { from, to }), (error) => {
    assert.ok(error instanceof StoreOpenError, String(error))
    assert.match(error.message, reason)
    return true
  })
}

describe('refused', () => {
  test('a source that a gateway uses', async () => {
    const path = newFile()
    const store = await openSqliteStore({ newId, seal }, { path })
    await refused(sqlite(path), sqlite(newFile()), /another Recado process/)
    await store.close()
    const url = await emptyDatabase()
    const shared = await openPostgresStore({ newId, seal }, { url })
    await refused(postgres(url), sqlite(newFile()), /a gateway is running on PostgreSQL at/)
    await shared.close()
    await copyStore(deps, { from: postgres(url), to: sqlite(newFile()) })
  })

  test('a target that is not empty, or that a gateway uses', async () => {
    const [path, full, url] = [await migratedFile(), await migratedFile(), await emptyDatabase()]
    populate(full, 1)
    await refused(sqlite(path), sqlite(full), /the target is not empty/)
    const store = await openPostgresStore({ newId, seal }, { url })
    await refused(sqlite(path), postgres(url), /a gateway is running/)
    await store.close()
    await refused(sqlite(path), postgres(url), /the target is not empty: its table facts/)
  })

  test('another key than the one that sealed the secrets', async () => {
    const path = await migratedFile()
    populate(path, 1)
    await refused(sqlite(path), sqlite(newFile()), /sealed under another RECADO_SECRET_KEY/, createSeal('another key'))
  })

  test('a source that is no installation, or of another schema', async () => {
    const path = await migratedFile()
    await refused(sqlite(newFile()), sqlite(newFile()), /holds no installation/)
    await refused(postgres(await emptyDatabase()), sqlite(newFile()), /holds no installation/)
    await refused(sqlite(path), sqlite(path), /the same/)
    withFile(path, (db) => db.exec(`delete from schema_version where number = ${newestSchema}`))
    await refused(sqlite(path), sqlite(newFile()), /older schema: run recado migrate/)
    withFile(path, (db) => db.exec(`insert into schema_version values (${newestSchema}), (${newestSchema + 1})`))
    await refused(sqlite(path), sqlite(newFile()), /run a newer Recado/)
  })

  test("a gateway's start on a target that is being filled", async () => {
    const [path, url] = [newFile(), await migratedDatabase()]
    const before = await openSqliteStore({ newId, seal }, { path })
    await before.putBot(testBot())
    await before.close()
    let starting: Promise<unknown> | undefined
    const onProgress: CopyDeps['onProgress'] = () => {
      starting ??= openPostgresStore({ newId, seal }, { url }).then(async (store) => {
        const bots = await store.bots()
        await store.close()
        return bots
      })
    }
    await copyStore({ seal, onProgress }, { from: sqlite(path), to: postgres(url) })
    // It waited for the copy, and found all of it.
    assert.deepEqual(await starting, [testBot()])
  })
})

test('a file that was only migrated counts as empty', async () => {
  const [path, target] = [await migratedFile(), await migratedFile()]
  populate(path, 5)
  writeFileSync(`${target}.copying`, 'what an interruption left')
  await copyStore(deps, { from: sqlite(path), to: sqlite(target) })
  assert.deepEqual(allOfFile(target), allOfFile(path))
})
