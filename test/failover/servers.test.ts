/**
 * One store when the server behind it changes, step by step: which servers it accepts, what it trusts, what it forgets.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createIds } from '../../src/model/ids.ts'
import { openPostgresSource, openPostgresTarget } from '../../src/store/copy/postgres.ts'
import type { NewMessage } from '../../src/store/messages/records.ts'
import { migrateStore, plannedMigration } from '../../src/store/migrate.ts'
import { type Connection, connect } from '../../src/store/postgres/connection.ts'
import { drive } from '../../src/store/postgres/drive.ts'
import { takeOwner } from '../../src/store/postgres/lease-rows.ts'
import { createServers } from '../../src/store/postgres/servers.ts'
import { openPostgresStore, type PostgresDeps } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { StoreUnavailableError } from '../../src/store/sql/failures.ts'
import type { Store } from '../../src/store/store.ts'
import { eventually } from '../support/gateway.ts'
import { t0 } from '../support/open-store.ts'
import { type Pair, type PairNode, startPair } from '../support/postgres-pair.ts'
import { type PostgresProxy, startPostgresProxy } from '../support/postgres-proxy.ts'
import { testBot, textMessage } from '../support/store.ts'

const newId = createIds(Date.now)
const database = 'failover'

let pair: Pair
let primary: PairNode
let standby: PairNode
/** To each server; and to the named one. */
let ways: Record<PairNode['name'], PostgresProxy>
let moving: PostgresProxy
const opened = new AsyncDisposableStack()

before(async () => {
  pair = opened.use(await startPair(database))
  ;[primary, standby] = pair.nodes
  const proxied = async (node: PairNode) => opened.use(await startPostgresProxy(node.urlOf(database)))
  ways = { a: await proxied(pair.nodes[0]), b: await proxied(pair.nodes[1]) }
  moving = await proxied(primary)
})

after(() => opened.disposeAsync())

const listed = (...nodes: PairNode[]) =>
  `postgres://recado@${nodes.map(({ name }) => `127.0.0.1:${ways[name].port}`).join()}/${database}?target_session_attrs=read-write`

async function openStore(url: string, deps: Partial<PostgresDeps> = {}): Promise<Store & AsyncDisposable> {
  const store = await openPostgresStore(
    { newId, seal: createSeal('a key only for tests'), ...deps },
    { url, timeoutMs: 20_000 },
  )
  return { ...store, [Symbol.asyncDispose]: store.close }
}

async function connected(url: string): Promise<Connection & AsyncDisposable> {
  const connection = await connect({ url })
  return { ...connection, [Symbol.asyncDispose]: connection.close }
}

const addressOf = async (connection: Connection) =>
  String((await connection.command(`select current_setting('unix_socket_directories') as at`))[0]?.at)

const homeOf = async (node: PairNode) =>
  String((await node.asked(`select current_setting('unix_socket_directories') as at`))[0]?.at)

/** As it was, with the other one following. */
async function mended(): Promise<void> {
  await standby.follow(primary)
  await primary.waitForStandby(true)
}

/** The standby takes over. */
async function promoted(): Promise<void> {
  await standby.promote()
  ;[primary, standby] = [standby, primary]
  moving.setTarget(primary.urlOf(database))
}

const waiting = `select pid from pg_stat_activity where wait_event = 'SyncRep'`
const untilCommitsWait = () =>
  eventually(async () => (await primary.asked(waiting)).length > 0, 'a commit waits for the standby')

function partitionNetwork(): void {
  standby.replication.setTarget(undefined)
  standby.replication.set('closed')
}

function joinedAgain(): void {
  standby.replication.setTarget(primary.urlOf('postgres'))
  standby.replication.set('clear')
}

const rows = (sql: string) => primary.askedOf(database, sql)
const stored = async (id: string) => (await rows(`select 1 from messages where id = '${id}'`)).length

/** As a client does: again under its key for as long as the store accepts no work. */
async function accepted(store: Store, message: NewMessage): Promise<void> {
  const idempotency = { clientId: 'c', key: message.id, fingerprint: 'f', answer: '{}' }
  await eventually(
    () =>
      store.accept({ botId: 'bot_test', acceptedAt: t0, messages: [message], idempotency }).catch((error: unknown) => {
        if (!(error instanceof StoreUnavailableError)) throw error
        return false as const
      }),
    'it is accepted',
    60_000,
  )
}

describe('several hosts', () => {
  test('a standby and an unreachable host are skipped', async () => {
    await using connection = await connected(listed(standby, primary))
    assert.equal(await addressOf(connection), await homeOf(primary))
    const removed = `postgres://recado@127.0.0.1:1,127.0.0.1:${ways[primary.name].port}/${database}`
    await using other = await connected(removed)
    assert.equal(await addressOf(other), await homeOf(primary))
  })

  test('the commands accept them too', async () => {
    const url = listed(standby, primary)
    await migrateStore({ kind: 'postgres', url })
    assert.deepEqual(await plannedMigration({ kind: 'postgres', url }), [])
    await (await openPostgresSource(url)).close()
    await (await openPostgresTarget(url)).close()
  })

  test('when none is usable, the reason of each is given', async () => {
    const url = `postgres://recado:a-password@127.0.0.1:1,127.0.0.1:${ways[standby.name].port}/${database}`
    await assert.rejects(
      openPostgresStore({ newId, seal: createSeal('a key only for tests') }, { url }),
      (error: Error) => {
        assert.match(error.message, /127\.0\.0\.1:1: connect ECONNREFUSED.*; 127\.0\.0\.1:\d+: it is a standby/)
        assert.doesNotMatch(error.message, /a-password/)
        return true
      },
    )
  })

  test('a session is given up when its server becomes read-only, and no new one is opened there', async () => {
    await using connection = await connected(listed(primary))
    const turn = async (value: string) => {
      await primary.asked(`alter system set default_transaction_read_only = ${value}`)
      await primary.asked('select pg_reload_conf()')
    }
    await turn('on')
    try {
      // It reports that with its next answer.
      await eventually(async () => {
        await connection.command('select 1').catch(() => undefined)
        return connection.isLost()
      }, 'it is given up')
      await assert.rejects(connect({ url: listed(primary) }), /it accepts no writes/)
      await (await connect({ url: listed(primary).replace('read-write', 'any') })).close()
    } finally {
      await turn('off')
    }
    await eventually(
      async () =>
        connect({ url: listed(primary) }).then(
          (one) => one.close().then(() => true),
          () => false,
        ),
      'taken',
    )
  })
})

describe('a commit whose answer was lost', () => {
  test('is not trusted before the standby has it, when somebody ends the wait: cancelled, or with its session', async () => {
    await using store = await openStore(moving.url)
    await store.putBot(testBot())
    for (const end of ['pg_cancel_backend', 'pg_terminate_backend']) {
      partitionNetwork()
      const message = textMessage(newId, '593900000001')
      let isAnswered = false
      const accepting = accepted(store, message).finally(() => {
        isAnswered = true
      })
      await untilCommitsWait()
      const ended = await primary.asked(`select ${end}(pid) from (${waiting}) as waiting`)
      assert.ok(ended.length > 0)
      // It is there, and its writer queries it, which waits as the commit did.
      await untilCommitsWait()
      assert.equal(isAnswered, false, `${end}: answered before the standby has it`)
      joinedAgain()
      await accepting
      assert.equal(await stored(message.id), 1)
    }
  })

  test('at a server that crashed and is back alone: nobody reads what only it has', async () => {
    await using store = await openStore(moving.url)
    partitionNetwork()
    const message = textMessage(newId, '593900000001')
    const accepting = accepted(store, message)
    await untilCommitsWait()
    await primary.stop('immediate')
    await primary.start()
    assert.equal(await stored(message.id), 1, 'it is there, and nowhere else')
    const reading = store.timeline('bot_test', message.id).then((found) => found !== undefined)
    const first = await Promise.race([reading, untilCommitsWait().then(() => 'waits')])
    assert.equal(first, 'waits')
    joinedAgain()
    assert.equal(await reading.catch(() => true), true)
    await accepting
    assert.equal(await stored(message.id), 1)
  })

  test('at a server that failed for good is queried at the other, which has assigned its number to another transaction', async () => {
    await using store = await openStore(moving.url)
    partitionNetwork()
    const message = textMessage(newId, '593900000001')
    const accepting = accepted(store, message)
    await untilCommitsWait()
    await primary.stop('immediate')
    await standby.promote()
    await standby.waitForStandby(false)
    // Whatever number the transaction had there, another one has it here.
    await standby.askedOf(
      database,
      `create table given_away (n integer); do $$ begin for n in 1..500 loop
         begin insert into given_away values (n); exception when others then null; end; end loop; end $$`,
    )
    moving.setTarget(standby.urlOf(database))
    ;[primary, standby] = [standby, primary]
    await accepting
    assert.equal(await stored(message.id), 1)
    await mended()
  })
})

describe('another history than before', () => {
  test('all connections of a process leave the old server when one finds the new one', async () => {
    const servers = createServers(moving.url)
    let moves = 0
    servers.onMoved(() => {
      moves += 1
    })
    const old = await connect({ url: moving.url, servers })
    const quiet = old.command('select pg_sleep(60)')
    quiet.catch(() => {})
    partitionNetwork()
    await promoted()
    await using found = await connect({ url: moving.url, servers }).then((one) =>
      Object.assign(one, { [Symbol.asyncDispose]: one.close }),
    )
    assert.equal(await addressOf(found), await homeOf(primary))
    await assert.rejects(quiet, 'who waits for the old one is told')
    assert.ok(old.isLost())
    assert.equal(moves, 1)
    await standby.stop('immediate')
    await mended()
  })

  test('without synchronous standbys: settings and numbers of the lost server are forgotten', async () => {
    await using store = await openStore(moving.url)
    await store.putBot(testBot({ name: 'Before' }))
    await using owners = await connected(moving.url)
    await primary.waitForStandby(false)
    partitionNetwork()
    const lost = await drive(owners.execute, takeOwner())
    await store.putBot(testBot({ name: 'Only there' }))
    assert.equal((await store.bot('bot_test'))?.name, 'Only there')
    await primary.stop('immediate')
    await promoted()
    await primary.waitForStandby(false)
    await eventually(
      async () => (await store.bot('bot_test'))?.name === 'Before',
      'the settings are those of the new server',
    )
    await using others = await connected(moving.url)
    assert.ok((await drive(others.execute, takeOwner())) > lost, 'no process gets a number that one has')
    await mended()
  })
})
