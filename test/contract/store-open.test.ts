/**
 * Opening the embedded store: one process on a file, numbered migrations, and a clear reason when it cannot be opened.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { createIds } from '../../src/model/ids.ts'
import { migrations } from '../../src/store/migrations/migrations.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { StoreOpenError } from '../../src/store/sql/failures.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, claimOne, openTestStore, settleSent, testBot, textMessage } from '../support/store.ts'

const newest = migrations.at(-1)?.number ?? 0

/** Another process: locks the file, reports it, and releases it half a second later. */
const holding = `
  const { DatabaseSync } = require('node:sqlite')
  const db = new DatabaseSync(process.argv[1])
  db.exec("pragma locking_mode = exclusive; begin exclusive")
  console.log('held')
  setTimeout(() => db.close(), 500)`

function emptyFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  const path = join(folder, 'deep', 'recado.db')
  const open = () => openSqliteStore({ newId: createIds(Date.now), seal: createSeal('a key only for tests') }, { path })
  return { path, open, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
}

function withDatabase<T>(path: string, work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(path)
  const result = work(db)
  db.close()
  return result
}

const tables = (db: DatabaseSync) =>
  db
    .prepare(`select name from sqlite_schema where type = 'table' order by name`)
    .all()
    .map((found) => found.name)

describe('opening the embedded store', () => {
  test('a fresh folder is created and migrated to the newest schema', async () => {
    using location = emptyFolder()
    await (await location.open()).close()
    const numbers = withDatabase(location.path, (db) => db.prepare('select number from schema_version').all())
    assert.deepEqual(
      numbers.map((found) => found.number),
      migrations.map((migration) => migration.number),
    )
  })

  test('migrations are numbered one by one', () => {
    assert.deepEqual(
      migrations.map((migration) => migration.number),
      migrations.map((_, index) => index + 1),
    )
  })

  test('every commit reaches the disk before it is answered: WAL with full sync', async (t) => {
    await using ctx = await openTestStore()
    const exec = t.mock.method(DatabaseSync.prototype, 'exec')
    await ctx.reopen()
    const asked = exec.mock.calls.flatMap((call) => call.arguments).join()
    exec.mock.restore()
    assert.match(asked, /synchronous = full/)
    assert.equal(ctx.rows('pragma journal_mode')[0]?.journal_mode, 'wal')
  })

  test('a newer schema is refused, with the remedy, and nothing is changed or left locked', async () => {
    using location = emptyFolder()
    await (await location.open()).close()
    withDatabase(location.path, (db) => db.exec(`insert into schema_version values (${newest + 1})`))
    for (let round = 0; round < 2; round++) {
      await assert.rejects(location.open(), (error) => {
        assert.ok(error instanceof StoreOpenError)
        assert.match(error.message, new RegExp(`schema ${newest + 1}.*knows ${newest}.*newer Recado`))
        return true
      })
    }
    withDatabase(location.path, (db) => db.exec(`delete from schema_version where number > ${newest}`))
    await (await location.open()).close()
  })

  test('a file that another process locks for a moment is waited for', async () => {
    using location = emptyFolder()
    await (await location.open()).close()
    const holder = spawn(process.execPath, ['-e', holding, location.path], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(holder, 'exit')
    await once(holder.stdout, 'data')
    const store = await location.open()
    assert.deepEqual(await store.bots(), [])
    await store.close()
    await ended
  })

  test('a second opening of the same file is refused while the first lives', async () => {
    await using ctx = await openTestStore()
    const second = () =>
      openSqliteStore({ newId: ctx.newId, seal: createSeal('a key only for tests') }, { path: ctx.path })
    await assert.rejects(
      second(),
      (error) => error instanceof StoreOpenError && /another Recado process/.test(error.message),
    )
    await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '593900000001')])
    assert.equal(await settleSent(ctx.store, await claimOne(ctx.store, t0), t0), true, 'the first is none the worse')
    await ctx.reopen()
  })

  test('an interrupted migration leaves nothing, and succeeds once the cause is gone', async () => {
    using location = emptyFolder()
    mkdirSync(dirname(location.path))
    withDatabase(location.path, (db) => db.exec('create table deliveries (in_the_way text)'))
    await assert.rejects(location.open(), /deliveries/)
    assert.deepEqual(withDatabase(location.path, tables), ['deliveries', 'schema_version'])
    withDatabase(location.path, (db) => db.exec('drop table deliveries'))
    const store = await location.open()
    assert.deepEqual(await store.bots(), [])
    await store.close()
  })

  test('an installation of schema 1 continues: bots, templates, and waiting messages', async () => {
    using location = emptyFolder()
    mkdirSync(dirname(location.path))
    withDatabase(location.path, (db) => populateSchema1(db))
    const store = await location.open()
    assert.deepEqual(
      (await store.bots()).map(({ id, channel }) => [id, channel.accessToken]),
      [['bot_test', 'token']],
    )
    const [template] = await store.templatesNamed('bot_test', 'hola')
    assert.deepEqual([template?.status, template?.category], ['APPROVED', 'UTILITY'])
    const { messages } = await store.claim({ botId: 'bot_test', limit: 9, now: t0 })
    assert.deepEqual(
      messages.map(({ id }) => id),
      ['msg_old'],
    )
    assert.equal((await store.user('bot_test', '593900000001', t0))?.state, 'auto')
    assert.deepEqual(
      (await store.notifications({ botId: 'bot_test' }, { offset: 0 }, 9)).map(({ id }) => id),
      ['msg_old'],
    )
    await store.close()
  })

  test('a file that is no database is refused', async () => {
    using location = emptyFolder()
    await (await location.open()).close()
    writeFileSync(location.path, 'not a database at all, whatever its name says'.repeat(100))
    rmSync(`${location.path}-wal`, { force: true })
    await assert.rejects(location.open(), /not a database/)
  })

  test('requests before the close are written', async () => {
    using location = emptyFolder()
    const store = await location.open()
    const asked = store.putFact('last', 'word')
    await store.close()
    await asked
    const again = await location.open()
    assert.equal(await again.fact('last'), 'word')
    await again.close()
  })

  test('each process has a lease of its own', async () => {
    await using ctx = await openTestStore()
    const leases: number[] = []
    for (let round = 0; round < 3; round++) {
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, `59390000000${round}`)])
      leases.push((await claimOne(ctx.store, t0)).lease)
      await ctx.reopen()
    }
    assert.deepEqual(leases, [1, 2, 3])
  })
})

/** What the first release could leave behind. */
function populateSchema1(db: DatabaseSync): void {
  const [first] = migrations
  db.exec(first?.sql ?? '')
  db.exec('create table schema_version (number integer not null); insert into schema_version values (1)')
  const { webhookSecret, channel, ...settings } = testBot()
  const { accessToken, appSecret, verifyToken, ...openChannel } = channel
  const secrets = createSeal('a key only for tests').seal(
    'bots',
    JSON.stringify({ accessToken, appSecret, verifyToken, webhookSecret }),
  )
  db.prepare('insert into bots values (?, ?, ?, ?, ?, 1, 1)').run(
    settings.id,
    channel.phoneNumberId,
    channel.wabaId,
    JSON.stringify({ ...settings, channel: openChannel }),
    secrets,
  )
  const components = [{ type: 'BODY', text: 'Hola' }]
  const hola = { elementName: 'hola', language: 'es', category: 'UTILITY', status: 'APPROVED', components }
  db.prepare('insert into templates values (?, ?, ?, ?, 5)').run('bot_test', 'hola', 'es', JSON.stringify(hola))
  db.exec(`insert into conversations (bot_id, user_id, last_inbound_at) values ('bot_test', '593900000001', ${t0});
    insert into messages (id, bot_id, user_id, kind, content, element_name, state, accepted_at, due_at)
    values ('msg_old', 'bot_test', '593900000001', 'notification', '{"type":"text","text":"hola"}', 'hola', 'queued', ${t0}, ${t0})`)
}
