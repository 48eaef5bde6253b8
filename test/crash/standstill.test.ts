/**
 * A gateway suspended (SIGSTOP, like a long garbage collection or a paused machine) between the claim of a message and
 * its sending, for longer than a lease: another process has the lane by then, so the message does not leave from the
 * suspended one (promises 3 and 5).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPhones, type Journal, openCrashSite, sendAll, unfinished } from '../support/crash.ts'
import { eventually } from '../support/gateway.ts'
import { startPostgresProxy } from '../support/postgres-proxy.ts'
import { freeDatabase } from '../support/postgres-store.ts'

const claimed = `select count(*) from messages where state = 'sending' and lease is not null`

test('promise 5: a process suspended between claim and send finds its lane lost, and does not send', async () => {
  await suspend(
    0,
    claimed,
    'sent once, by the one that has the lane; it was known not to have left, so it has no mark',
    0,
  )
})

test('promise 5: a process suspended when its request was about to leave does not send, and its report of that is settled', async () => {
  await suspend(1, 'select count(*) from attempts', 'sent once, and unmarked since it said that nothing had left', 0)
})

/**
 * The owner of the lane gets the message; the answer to one of its commits is held back, the one after so many, and so
 * is the process.
 */
async function suspend(commitsBefore: number, held: string, what: string, marks: number): Promise<void> {
  const url = await freeDatabase()
  await using proxy = await startPostgresProxy(url)
  // Its query to the store is still pending when it resumes.
  const patient = { RECADO_DATABASE_URL: proxy.url, RECADO_STORE_TIMEOUT_MS: '30000', RECADO_RECONCILE_MS: '600000' }
  await using site = await openCrashSite(undefined, url, patient)
  const first = site.gateway
  const second = await site.peer()
  const leases = `select count(*) from leases where owner in (select max(id) from processes)`
  proxy.holdAtCommit(commitsBefore)
  const journal: Journal = new Map()
  await sendAll({ ...site, gateway: second }, journal, 1, 1)
  await site.untilCount(held, (count) => count === 1)
  process.kill(first.pid, 'SIGSTOP')
  await site.untilCount(leases, (count) => count === 1)
  await site.untilCount('select count(*) from messages where lease is not null', (count) => count === 0)
  proxy.release()
  process.kill(first.pid, 'SIGCONT')
  await untilAttempted(first.url)
  await site.untilCount(unfinished, (left) => left === 0)
  const { doubles, marked } = await checkPhones(site, journal)
  assert.deepEqual([doubles, marked], [0, marks], what)
}

/** The process has ended an attempt, with any outcome. */
async function untilAttempted(url: string): Promise<void> {
  await eventually(async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    return /^recado_(?:sent|retried|unknown|refused)_total\{.*\} [1-9]/m.test(metrics)
  }, 'the end of its attempt')
}
