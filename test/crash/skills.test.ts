/** Skills across a SIGKILL: every run is made, under one event id, and its answer is accepted once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCrashSite, unfinished } from '../support/crash.ts'
import { adminToken, request, sandboxMessages } from '../support/gateway.ts'

const basic = `Basic ${btoa('tester:a-secret-for-tests')}`
const people = Array.from({ length: 20 }, (_, n) => `5939000002${String(n).padStart(2, '0')}`)

test("SIGKILL between a skill's answer and its settling: requested again under the same id, and answered once", async () => {
  await using site = await openCrashSite()
  const asked: { userId: string; eventId: string }[] = []
  let dying: Promise<unknown> | undefined
  site.receiver.answer(({ path, body }, response) => {
    if (path !== '/skill') return void response.end('ok')
    asked.push({ userId: String(body.userId), eventId: String(body.eventId) })
    // The process is gone before some of these answers reach it, and before others are settled.
    if (asked.length === 8) dying = site.gateway.signal('SIGKILL')
    response.end(JSON.stringify({ messages: [{ type: 'text', text: 'fin' }], skill: null }))
  })
  const url = `${site.receiver.url}/skill`
  const skill = await request(
    `${site.gateway.url}/manage/v1/bots/crash/skills/s`,
    'PUT',
    { kind: 'webhook', url },
    { authorization: `Bearer ${adminToken}` },
  )
  assert.equal(skill.status, 200, JSON.stringify(skill.body))
  for (const from of people) await site.control('POST', '/_sandbox/inbound', { from, type: 'text', text: 'hola' })
  await site.untilCount('select count(*) from inbound', (count) => count === people.length)
  const started: string[] = []
  for (const userId of people) {
    const path = `/v1/bots/crash/users/${userId}/skill/s`
    const answer = await request(site.gateway.url + path, 'POST', {}, { authorization: basic }).catch(() => undefined)
    if (answer?.status === 200) started.push(userId)
  }
  await dying
  assert.ok(asked.length >= 8 && started.length >= 7, `${asked.length} ${started.length}`)
  await site.restart()
  await site.untilCount(`select count(*) from skill_runs where state = 'waiting'`, (count) => count === 0)
  await site.untilCount(unfinished, (left) => left === 0)
  for (const userId of started) {
    const ids = new Set(asked.filter((one) => one.userId === userId).map(({ eventId }) => eventId))
    assert.equal(ids.size, 1, userId)
    assert.equal(site.count(`select count(*) from messages where user_id = '${userId}'`), 1, userId)
  }
  const shown = sandboxMessages(await site.control('GET', '/_sandbox/messages?limit=10000'))
  const reached = new Set(shown.filter(({ direction }) => direction === 'out').map(({ body }) => String(body.to)))
  for (const userId of started) assert.ok(reached.has(userId) || reached.has(`+${userId}`), userId)
})
