/**
 * The tests' own pool of sessions: no state of one store is left for the next one, and a session that did not end well
 * is not reused.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import type { TestStore } from '../support/open-store.ts'
import { openTestPostgres } from '../support/postgres-store.ts'

const left = `select pg_backend_pid() as pid, current_setting('enable_sort') as setting,
  (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks,
  (select count(*)::int from pg_listening_channels()) as channels`

async function open(ctx: TestStore) {
  const client = new pg.Client({ connectionString: ctx.path, application_name: 'pool' })
  client.on('error', () => {})
  await client.connect()
  const state = async () => (await client.query(left)).rows[0]
  return {
    client,
    state,
    [Symbol.asyncDispose]: () => client.end(),
    prepared: () => client.query({ name: 'one', text: 'select 1 as one' }),
  }
}

test('a session is reused as if it were new, and its prepared statements are still there', async () => {
  await using ctx = await openTestPostgres()
  await using first = await open(ctx)
  const was = await first.state()
  await first.prepared()
  await first.client.query(`set enable_sort = off; listen noise; select pg_advisory_lock(1)`)
  assert.notDeepEqual(await first.state(), was)
  await first.client.end()
  await using second = await open(ctx)
  assert.deepEqual(await second.state(), was)
  assert.deepEqual((await second.prepared()).rows, [{ one: 1 }])
  const { rows } = await second.client.query('select prepare_time from pg_prepared_statements')
  assert.equal(rows.length, 1, 'it is prepared still')
})

const bad: Record<string, (client: pg.Client) => Promise<unknown>> = {
  'within a transaction': (client) => client.query('begin'),
  'after an error': (client) => client.query('select 1 / 0').catch(() => {}),
  'with a table of its own': (client) => client.query('create temp table own (id int)'),
}

for (const [how, spoil] of Object.entries(bad)) {
  test(`a session that ended ${how} is not reused`, async () => {
    await using ctx = await openTestPostgres()
    await using first = await open(ctx)
    const { pid } = await first.state()
    await spoil(first.client)
    await first.client.end()
    await using second = await open(ctx)
    assert.notEqual((await second.state()).pid, pid)
  })
}
