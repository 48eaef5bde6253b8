/**
 * SIGKILL while 30,000 hashes are layered under a new master, synchronised on rows: the next start continues it, and
 * all credentials keep working.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openCrashSite } from '../support/crash.ts'
import { request } from '../support/gateway.ts'

const admin = { authorization: 'Bearer an-admin-token-for-tests' }
const many = 30_000
const laid = `select count(*) from sessions where token_hash like 'k2-%'`

/** Of former members: only their number matters. */
function fill(path: string): void {
  using db = new DatabaseSync(path)
  db.exec(`pragma busy_timeout = 5000;
    with recursive n (i) as (select 1 union all select i + 1 from n where i < ${many})
    insert into sessions (id, token_hash, member_id, created_at, seen_at, expires_at, address, agent)
    select 'ses_' || i, 'hash ' || i, 'usr_none', 1, 1, 9000000000000000, '', '' from n`)
}

test('SIGKILL while secrets are sealed anew: the next start continues, and nobody needs another secret', async () => {
  await using site = await openCrashSite()
  const { url } = site.gateway
  const key = await request(
    `${url}/manage/v1/api-keys`,
    'POST',
    { name: 'CI', grants: [{ role: 'admin', bots: 'all' }] },
    admin,
  )
  assert.equal(key.status, 201)
  fill(join(site.folder, 'recado.db'))
  assert.equal((await request(`${url}/manage/v1/key-rotation`, 'POST', { overlapSeconds: 3600 }, admin)).status, 202)
  let kills = 0
  for (const enough of [1, many / 3]) {
    await site.untilCount(laid, (count) => count >= enough)
    await site.gateway.signal('SIGKILL')
    if (site.count(laid) < many) kills += 1
    await site.restart()
    const bearer = { authorization: `Bearer ${key.body.apiKey}` }
    assert.equal((await request(`${site.gateway.url}/manage/v1/bots/crash`, 'GET', undefined, bearer)).status, 200)
    const basic = { authorization: `Basic ${btoa('tester:a-secret-for-tests')}` }
    assert.equal((await request(`${site.gateway.url}/v1/bots/crash/users`, 'GET', undefined, basic)).status, 200)
  }
  assert.ok(kills > 0, 'it was killed in the middle')
  await site.untilCount(`select count(*) from masters where number = 2 and state = 'overlap'`, (count) => count === 1)
  assert.equal(site.count(laid), many, 'each once')
  assert.equal(site.count(`select count(*) from bots where secrets not like 'k2.%'`), 0)
})
