/**
 * The heartbeat waits for nothing: a process whose lanes never drain, and whose reads hang, stays alive and keeps its
 * bots.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { createIds } from '../../src/model/ids.ts'
import { openPostgresStore, type PostgresDeps } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { t0 } from '../support/open-store.ts'
import { asked, freeDatabase } from '../support/postgres-store.ts'
import { acceptAll, claimOne, testBot, textMessage } from '../support/store.ts'

const newId = createIds(Date.now)
/** A lease, and as much again as others need to reap a process that does not renew. */
const twoLivesMs = 11_000

async function openOne(url: string, deps: Partial<PostgresDeps> = {}) {
  return openPostgresStore({ newId, seal: createSeal('a key only for tests'), ...deps }, { url })
}

/** The process's lease is extended again and again, and never expires. */
async function outlives(url: string, owner: number, ms: number): Promise<void> {
  const left = async () => {
    const text = `select expires_at, expires_at - extract(epoch from clock_timestamp()) * 1000 as left from processes where id = ${owner}`
    const [row] = await asked(url, text)
    return { expiresAt: Number(row?.expires_at ?? 0), leftMs: Number(row?.left ?? 0) }
  }
  const first = await left()
  await eventually(
    async () => {
      const { expiresAt, leftMs } = await left()
      assert.ok(leftMs > 0, 'it was taken for dead')
      return expiresAt > first.expiresAt + ms
    },
    'its life goes on',
    3 * ms,
  )
}

const ownersIn = async (url: string) => {
  const found = await asked(url, 'select id from processes order by id')
  return found.map(({ id }) => Number(id))
}

test('lanes that never drain, after a bot was changed elsewhere, get no process reaped', async () => {
  const url = await freeDatabase()
  let drains = 0
  const first = await openOne(url, {
    onLanes() {
      drains += 1
      return new Promise(() => {})
    },
  })
  await first.putBot(testBot())
  const [owner = 0] = await ownersIn(url)
  const second = await openOne(url)
  try {
    await second.putEndpoint(testEndpoint('ep', ['message']))
    await eventually(async () => (await first.endpoint('ep')) !== undefined, 'the other one hears of it')
    drains = 0
    // Deleted by another process, whose notice is lost.
    await asked(
      url,
      `delete from endpoints; update facts set value = (value::bigint + 1)::text where name = 'settings'`,
    )
    await eventually(async () => drains > 0, 'its lanes are renewed')
    await outlives(url, owner, twoLivesMs)
    assert.deepEqual(
      (await first.ownBots()).map(({ id }) => id),
      ['bot_test'],
    )
    await acceptAll(first, t0, [textMessage(newId, '593900000001')])
    assert.ok(first.leaseIsSafe(await claimOne(first, t0)))
  } finally {
    await second.close()
    await first.close()
  }
})

test('reads that hang get no process reaped', async () => {
  const url = await freeDatabase()
  const first = await openOne(url)
  await first.putBot(testBot())
  const [owner = 0] = await ownersIn(url)
  const other = new pg.Client({ connectionString: url })
  await other.connect()
  const second = await openOne(url)
  try {
    await acceptAll(first, t0, [textMessage(newId, '593900000001')])
    const claimed = await claimOne(first, t0)
    // Reads of changed settings, of the schema and of leases wait.
    await other.query(
      'begin; lock table facts, schema_version in access exclusive mode; lock table leases in share mode',
    )
    await outlives(url, owner, twoLivesMs)
    assert.ok(first.leaseIsSafe(claimed))
    await other.query('rollback')
    assert.deepEqual(
      (await first.ownBots()).map(({ id }) => id),
      ['bot_test'],
    )
  } finally {
    await other.end()
    await second.close()
    await first.close()
  }
})
