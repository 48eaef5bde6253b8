/**
 * SIGKILL in the middle of a bot's deletion with 2,000 waiting messages, synchronised on rows: the next start continues
 * it to its end.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCrashSite, sendAll } from '../support/crash.ts'
import { request } from '../support/gateway.ts'

const admin = { authorization: 'Bearer an-admin-token-for-tests' }
const ended = `select count(*) from messages where state = 'failed' and error like '%BOT_DELETED%'`

test('SIGKILL while a bot is being deleted: every waiting message ends once, with its event, and the rest is deleted', async () => {
  await using site = await openCrashSite()
  // No message leaves while they are accepted: Meta refuses the credentials, and the lane rests.
  await site.control('POST', '/_sandbox/faults', { kind: 'graphError', code: 190, times: 100_000 })
  await sendAll(site, new Map(), 100, 20)
  const accepted = site.count('select count(*) from messages')
  assert.equal(accepted, 2_000)
  const deleted = await request(`${site.gateway.url}/manage/v1/bots/crash`, 'DELETE', undefined, admin)
  assert.equal(deleted.status, 204)
  await site.untilCount(ended, (count) => count >= 100)
  await site.gateway.signal('SIGKILL')
  const before = site.count(ended)
  assert.ok(before < accepted, `${before} had ended`)
  assert.equal(site.count("select count(*) from bots where id = 'crash'"), 0)
  await site.restart()
  await site.untilCount('select count(*) from deleted_bots where ended_at is not null', (count) => count === 1)
  assert.equal(site.count(`select count(*) from messages where state in ('queued', 'sending')`), 0)
  assert.equal(site.count(ended), accepted)
  const reported = `select count(*) from (select message_id from events where type = 'failed' group by message_id having count(*) = 1) as once`
  assert.equal(site.count(reported), accepted, 'each is told once')
  // Each is delivered before the endpoint is deleted; events in flight at the kill may come twice.
  const ids = new Set(
    (await site.receiver.until((received) => received.length >= accepted))
      .filter(({ body }) => body.event === 'failed')
      .map(({ body }) => body.messageId),
  )
  assert.equal(ids.size, accepted)
  for (const table of ['endpoints', 'deliveries', 'delivery_attempts'])
    assert.equal(site.count(`select count(*) from ${table}`), 0, table)
  assert.deepEqual(
    ((await site.control('GET', '/_sandbox/messages?limit=10')) as unknown[]).length ?? 0,
    0,
    'nothing left for a phone',
  )
})
