/**
 * What only PostgreSQL has: several processes on one database, concurrent migrations, leases, and connections lost at
 * the worst moment.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { createIds } from '../../src/model/ids.ts'
import { openPostgresSource, openPostgresTarget } from '../../src/store/copy/postgres.ts'
import type { Wakeup } from '../../src/store/events/wakeup.ts'
import { migrateStore } from '../../src/store/migrate.ts'
import { migrations } from '../../src/store/migrations/migrations.ts'
import { commandOfLocks } from '../../src/store/postgres/advisory-locks.ts'
import { connect } from '../../src/store/postgres/connection.ts'
import { DatabaseTrouble } from '../../src/store/postgres/trouble.ts'
import { openPostgresStore, type PostgresDeps } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { StoreOpenError, StoreUnavailableError } from '../../src/store/sql/failures.ts'
import type { Store } from '../../src/store/store.ts'
import { eventually } from '../support/gateway.ts'
import { t0 } from '../support/open-store.ts'
import { startPostgresProxy } from '../support/postgres-proxy.ts'
import { asked, emptyDatabase, freeDatabase } from '../support/postgres-store.ts'
import { acceptAll, claimAll, claimOne, idsOf, settleSent, testBot, textMessage } from '../support/store.ts'

const newId = createIds(Date.now)
const newest = migrations.at(-1)?.number ?? 0

/** As one process would have it. */
async function openStore(url: string, deps: Partial<PostgresDeps> = {}): Promise<Store & AsyncDisposable> {
  const store = await openPostgresStore({ newId, seal: createSeal('a key only for tests'), ...deps }, { url })
  return { ...store, [Symbol.asyncDispose]: store.close }
}

const ownIds = async (store: Store) => (await store.ownBots()).map((bot) => bot.id)

describe('opening a database', () => {
  test('an unsupported older server is refused with that reason, and nothing is created there', async () => {
    const url = await emptyDatabase()
    // Found before PostgreSQL's own, because of the search path.
    await asked(
      url,
      `create function public.current_setting(text) returns text language sql as $$ select '140019' $$;
       do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$`,
    )
    await assert.rejects(
      openStore(url),
      (error) => error instanceof StoreOpenError && /is version 14; 15 or newer is needed$/.test(error.message),
    )
    assert.deepEqual(await asked(url, `select tablename from pg_tables where schemaname = 'public'`), [])
  })

  test('an engine that only speaks like PostgreSQL is refused by its name by every command, and nothing is created there', async () => {
    const url = await emptyDatabase()
    // Found before PostgreSQL's own, because of the search path.
    await asked(
      url,
      `create function public.version() returns text language sql as
         $$ select 'CockroachDB CCL v24.1.3 (x86_64-pc-linux-gnu, built 2024/07/29 19:44:05, go1.22.5)' $$;
       do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$`,
    )
    for (const opening of [
      () => openStore(url),
      () => migrateStore({ kind: 'postgres', url }),
      () => openPostgresSource(url),
      () => openPostgresTarget(url),
    ]) {
      await assert.rejects(
        opening(),
        (error) =>
          error instanceof StoreOpenError && /^PostgreSQL at \S+ is CockroachDB, which only/.test(error.message),
      )
    }
    assert.deepEqual(await asked(url, `select tablename from pg_tables where schemaname = 'public'`), [])
  })

  test('of many that start at once on an empty database, one migrates', async () => {
    const url = await emptyDatabase()
    const stores = await Promise.all(Array.from({ length: 5 }, () => openStore(url)))
    const numbers = (await asked(url, 'select number from schema_version order by number')).map(({ number }) => number)
    assert.deepEqual(
      numbers,
      migrations.map(({ number }) => number),
    )
    for (const store of stores) await store.close()
  })

  test('a newer schema is refused, with the remedy', async () => {
    const url = await emptyDatabase()
    await (await openStore(url)).close()
    await asked(url, `insert into schema_version values (${newest + 1})`)
    await assert.rejects(openStore(url), (error) => {
      assert.ok(error instanceof StoreOpenError)
      assert.match(error.message, new RegExp(`schema ${newest + 1}.*knows ${newest}.*newer Recado`))
      return true
    })
  })

  test('a missing server is named, and the password is not', async () => {
    await assert.rejects(openStore('postgres://recado:a-password@127.0.0.1:1/recado'), (error) => {
      assert.ok(error instanceof StoreOpenError)
      assert.match(error.message, /127\.0\.0\.1:1 cannot be opened/)
      assert.doesNotMatch(error.message, /a-password/)
      return true
    })
  })
})

describe('several processes on one database', () => {
  test('promise 3: messages of one person accepted by two processes leave in one order, by the owner of the lane', async () => {
    const url = await freeDatabase()
    await using first = await openStore(url)
    await using second = await openStore(url)
    await first.putBot(testBot())
    const users = ['593900000001', '593900000002']
    await Promise.all(
      Array.from({ length: 32 }, (_, index) =>
        acceptAll(index % 2 ? first : second, t0, [textMessage(newId, users[index % 4 < 2 ? 0 : 1] ?? '')]),
      ),
    )
    const left: string[] = []
    for (let round = 0; round < 16; round++) {
      const claims = await Promise.all([claimAll(first, t0), claimAll(second, t0)])
      assert.equal(claims[1].messages.length, 0, 'the lane is with the first')
      assert.equal(claims[0].messages.length, 2, 'one of each person')
      for (const message of claims[0].messages) {
        left.push(message.id)
        await settleSent(first, message, t0)
      }
    }
    const accepted = await asked(url, 'select id, user_id from messages order by seq')
    const orderOf = (ids: string[]) => users.map((user) => ids.filter((id) => userOf(id) === user))
    const userOf = (id: string) => accepted.find((message) => message.id === id)?.user_id
    assert.deepEqual(orderOf(left), orderOf(idsOf(accepted as { id: string }[])))
  })

  test('concurrent claims never return one message twice', async () => {
    const url = await freeDatabase()
    await using store = await openStore(url)
    await store.putBot(testBot())
    const messages = Array.from({ length: 60 }, (_, index) => textMessage(newId, `5939000000${10 + index}`))
    await acceptAll(store, t0, messages)
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimAll(store, t0, 10)))
    assert.deepEqual(idsOf(claims.flatMap((claim) => claim.messages)).sort(), idsOf(messages).sort())
  })

  test('promise 2: one key at two processes at once is one message', async () => {
    const url = await freeDatabase()
    await using first = await openStore(url)
    await using second = await openStore(url)
    await first.putBot(testBot())
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? first : second).accept({
          botId: 'bot_test',
          acceptedAt: t0,
          messages: [textMessage(newId, '593900000001')],
          idempotency: { clientId: 'c', key: 'k', fingerprint: 'f', answer: '{}' },
        }),
      ),
    )
    assert.equal(results.filter(({ kind }) => kind === 'accepted').length, 1)
    assert.equal(results.filter(({ kind }) => kind === 'replayed').length, 19)
    assert.equal((await asked(url, 'select id from messages')).length, 1)
  })

  test('a change by one process is known to the other', async () => {
    const url = await freeDatabase()
    await using first = await openStore(url)
    await using second = await openStore(url)
    await first.putBot(testBot())
    assert.deepEqual(await second.bot('bot_test'), testBot(), 'a new bot at once')
    await first.putBot(testBot({ name: 'Changed' }))
    await eventually(async () => (await second.bot('bot_test'))?.name === 'Changed', 'the change')
  })

  test('work for a lane elsewhere wakes its owner', async () => {
    const url = await freeDatabase()
    const woken: Wakeup[] = []
    await using first = await openStore(url, { onWakeup: (wakeup) => woken.push(wakeup) })
    await using second = await openStore(url)
    await first.putBot(testBot())
    await acceptAll(second, t0, [textMessage(newId, '593900000001')])
    await eventually(() => woken.some(({ kind }) => kind === 'messages'), 'the wake-up')
    assert.deepEqual(woken[0], { kind: 'messages', id: 'bot_test' })
  })

  test('a channel mended at one process ends the rest where its lane is, with the mended settings', async () => {
    const url = await freeDatabase()
    const resumed: unknown[] = []
    const onWakeup = (wakeup: Wakeup) =>
      void (wakeup.kind === 'resume' && first.bot(wakeup.id).then((bot) => resumed.push(bot)))
    await using first = await openStore(url, { onWakeup })
    await using second = await openStore(url)
    const bot = testBot()
    await first.putBot(bot)
    const mended = { ...bot, channel: { ...bot.channel, accessToken: 'another' } }
    await second.putBot(mended)
    await second.expedite('bot_test', t0)
    await eventually(() => resumed.length > 0, 'the hint')
    assert.deepEqual(resumed, [{ ...mended, revision: 2 }])
    await first.expedite('bot_test', t0)
    assert.equal(resumed.length, 1, 'the one that has the lane tells nobody')
  })

  test('lanes are shared out evenly when processes come and go', async () => {
    const url = await freeDatabase()
    await using first = await openStore(url)
    for (let index = 0; index < 6; index++) await first.putBot(testBot({ id: `bot_${index}` }))
    assert.equal((await ownIds(first)).length, 6)
    const second = await openStore(url)
    await eventually(async () => (await ownIds(second)).length === 3, 'half of them')
    const all = [...(await ownIds(first)), ...(await ownIds(second))].sort()
    assert.deepEqual(all, ['bot_0', 'bot_1', 'bot_2', 'bot_3', 'bot_4', 'bot_5'])
    await second.close()
    await eventually(async () => (await ownIds(first)).length === 6, 'all of them')
  })

  test('a silent process loses its lanes; its in-flight messages are reconciled', async () => {
    const url = await freeDatabase()
    await using first = await openStore(url)
    await first.putBot(testBot())
    await acceptAll(first, t0, [textMessage(newId, '593900000001'), textMessage(newId, '593900000002')])
    const { messages } = await claimAll(first, t0, 1)
    const [alone] = await asked(url, 'select id from processes')
    await using second = await openStore(url)
    await suspend(url, Number(alone?.id))
    await eventually(async () => (await ownIds(second)).length === 1, 'the lane with the second')
    assert.deepEqual(await claimAll(first, t0), { messages: [] }, 'nothing for the one that lost it')
    assert.equal(await second.recover(t0, t0 + 1_000, 'others'), 1)
    assert.equal(await second.recover(t0, t0 + 1_000, 'others'), 0)
    // Late, and still Meta's answer: it settles the message in whatever state, and it is not sent again
    // (store-proof.test.ts).
    for (const message of messages) assert.equal(await settleSent(first, message, t0), true)
    const next = await claimOne(second, t0)
    assert.ok(!messages.some(({ id }) => id === next.id))
    assert.equal(await settleSent(second, next, t0), true)
  })
})

/** As if the process stood still, though its claims succeed: each of its beats comes too late. */
async function suspend(url: string, owner: number): Promise<void> {
  await asked(
    url,
    `create function late() returns trigger language plpgsql as $$ begin
       if new.id = ${owner} then new.expires_at := 0; end if;
       return new;
     end $$;
     create trigger late before insert or update on processes for each row execute function late();
     update processes set expires_at = expires_at`,
  )
}

describe('a lost connection', () => {
  for (const when of ['before', 'after'] as const) {
    test(`${when} the server received a step of the migration: the next connection continues, and reports each step once`, async () => {
      const url = await emptyDatabase()
      await using proxy = await startPostgresProxy(url)
      proxy.cutAtCommit(when)
      const done = (await migrateStore({ kind: 'postgres', url: proxy.url })).map(({ number }) => number)
      assert.deepEqual(done, [0, ...migrations.map(({ number }) => number)])
      assert.deepEqual(await migrateStore({ kind: 'postgres', url }), [])
    })
  }

  test('a witness is kept no longer than it may be queried: not one for each write', async () => {
    const url = await freeDatabase()
    await using store = await openStore(url)
    await store.putBot(testBot())
    for (let n = 0; n < 200; n++) await acceptAll(store, t0, [textMessage(newId, '593900000001')])
    const [left] = await asked(
      url,
      'select count(*)::int as n, max(number)::int as most from witnesses where writer > 0',
    )
    assert.ok(Number(left?.most) >= 200, 'each left one')
    assert.ok(Number(left?.n) <= 4 * 65, `${left?.n} are left`)
    await asked(url, 'insert into witnesses (writer, number, attempt, written_at) values (7, 7, 1, 0)')
    await store.purge(Date.now())
    assert.equal((await asked(url, 'select 1 from witnesses where writer = 7')).length, 0, 'of a writer that is gone')
  })

  test('before the server received the commit: the message is accepted once, and the answer says so', () =>
    acceptWithLostConnection('before'))

  test('after the server received the commit: the message is accepted once, and the answer says so', () =>
    acceptWithLostConnection('after'))

  test('a session that is ended while its group waits for the bot: the message is accepted on another, and the process lives', async () => {
    const url = await freeDatabase()
    await using store = await openStore(url)
    await store.putBot(testBot())
    const holder = new pg.Client({ connectionString: url })
    await holder.connect()
    await holder.query(commandOfLocks([testBot().id]))
    const accepting = acceptAll(store, t0, [textMessage(newId, '593900000001')])
    const ended = `select pg_terminate_backend(pid) as done from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like 'begin;%'`
    await eventually(async () => (await asked(url, ended)).length > 0, 'the group waits')
    await holder.end()
    await accepting
    assert.equal((await asked(url, 'select id from messages')).length, 1)
  })

  test('pipelined statements may take long together; a silent server is given up', async () => {
    await using proxy = await startPostgresProxy(await freeDatabase())
    const connection = await connect({ url: proxy.url, answerMs: 2_000 })
    const rest = { text: 'select pg_sleep(0.1)::text as rested', values: [] }
    const rested = await Promise.all(Array.from({ length: 25 }, () => connection.execute(rest)))
    assert.equal(rested.length, 25)
    proxy.set('swallowing')
    const asking = connection.execute(rest)
    await assert.rejects(asking, (error) => error instanceof DatabaseTrouble && error.trouble === 'lost')
    assert.ok(connection.isLost())
    await connection.close()
  })

  test('a server that went away: writes are retried until it is back, and nothing is half done', async () => {
    const url = await freeDatabase()
    const proxy = await startPostgresProxy(url)
    await using store = await openStore(proxy.url)
    await store.putBot(testBot())
    await proxy[Symbol.asyncDispose]()
    const asking = acceptAll(store, t0, [textMessage(newId, '593900000001')])
    await assert.rejects(asking, (error) => error instanceof StoreUnavailableError)
    assert.equal((await asked(url, 'select id from messages')).length, 0)
  })
})

async function acceptWithLostConnection(when: 'before' | 'after'): Promise<void> {
  const url = await freeDatabase()
  await using proxy = await startPostgresProxy(url)
  await using store = await openStore(proxy.url)
  await store.putBot(testBot())
  proxy.cutAtCommit(when)
  const accepted = await acceptAll(store, t0, [textMessage(newId, '593900000001')])
  assert.deepEqual(accepted, { kind: 'accepted' })
  assert.equal((await asked(url, 'select id from messages')).length, 1)
}
