/** An installation of schema 32, with rows, gets figures of them and goes on. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { createIds } from '../../src/model/ids.ts'
import { migrations } from '../../src/store/migrations/migrations.ts'
import { migrate } from '../../src/store/postgres/migrate.ts'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { migrateSqlite } from '../../src/store/sqlite/migrate.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { assertFiguresAreExact, stored } from '../support/figures.ts'
import { askedAll, emptyDatabase, rowsNow } from '../support/postgres-store.ts'
import { acceptAll, testBot, textMessage } from '../support/store.ts'

const former = migrations.filter(({ number }) => number <= 32)
const deps = { newId: createIds(Date.now), seal: createSeal('a key only for tests') }
const minuteMs = 60_000

/** Long before the present: the figures begin two minutes after the upgrade, by the machine's clock. */
const then = 1_750_000_000_000

const messages = (n: number) =>
  `insert into messages (id, bot_id, user_id, kind, content, element_name, state, accepted_at, sent_at, read_at, ended_at, error)
   values ('msg_${n}', 'bot_test', '5939${n}', 'notification', '{"type":"text","text":"x"}', 'welcome',
     ${n % 3 === 0 ? `'failed', ${then}, null, null, ${then + n}, '{"code":131026}'` : `'read', ${then}, ${then + n}, ${then + n * minuteMs}, null, null`})`
const inbound = (n: number) =>
  `insert into inbound (id, bot_id, wamid, user_id, bubble, sent_at, received_at)
   values ('in_${n}', 'bot_test', 'wamid.${n}', '5939${n}', '{"type":"TEXT"}', ${then}, ${then + n * minuteMs})`
const old = Array.from({ length: 240 }, (_, n) => [messages(n), inbound(n)]).flat()

type Place = {
  fill(): Promise<void>
  open(): Promise<Store>
  rows(text: string): Record<string, unknown>[]
  [Symbol.asyncDispose](): Promise<void>
}

async function sqlitePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  const path = join(folder, 'recado.db')
  return {
    async fill() {
      using db = new DatabaseSync(path)
      migrateSqlite(db, former)
      for (const text of old) db.exec(text)
    },
    open: () => openSqliteStore(deps, { path }),
    rows(text) {
      using db = new DatabaseSync(path, { readOnly: true })
      return db.prepare(text).all()
    },
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }),
  }
}

async function postgresPlace(): Promise<Place> {
  const url = await emptyDatabase()
  return {
    async fill() {
      await migrate(url, former)
      await askedAll(url, old)
    },
    open: () => openPostgresStore(deps, { url }),
    rows: (text) => rowsNow(url, text),
    [Symbol.asyncDispose]: async () => {},
  }
}

for (const [name, openPlace] of Object.entries({ sqlite: sqlitePlace, postgres: postgresPlace }))
  test(`schema 32 with rows becomes schema 33 with their figures (${name})`, async () => {
    await using place = await openPlace()
    await place.fill()
    const store = await place.open()
    await store.putBot(testBot())
    const [{ before_at: before } = {}] = place.rows(`select before_at from earlier_figures where source = 'messages'`)
    const beforeAt = Number(before)
    assert.ok(beforeAt > Date.now() && beforeAt <= Date.now() + 2 * minuteMs, String(beforeAt))
    // Those of the first moments are rows of before as well: a former version may still write such.
    await acceptAll(store, beforeAt - 1, [textMessage(deps.newId, '593900000001')])
    await acceptAll(store, beforeAt, [textMessage(deps.newId, '593900000002')])
    await store.addUpFigures(beforeAt)
    const early = stored(place)
    assert.ok(
      early.length === 1 && early[0]?.includes('accepted'),
      'only what came after, until all of before is there',
    )
    await assertFiguresAreExact({ store, rows: place.rows }, beforeAt + minuteMs)
    assert.ok(stored(place).some((line) => line.includes('failed | welcome |  | 131026 | 80')))
    assert.deepEqual(place.rows('select * from earlier_figures'), [])
    await store.close()
    const again = await place.open()
    await acceptAll(again, beforeAt + 2, [textMessage(deps.newId, '593900000003')])
    await assertFiguresAreExact({ store: again, rows: place.rows }, beforeAt + minuteMs)
    await again.close()
  })
