/**
 * Promises 3, 4 and 5 with a WhatsApp that misbehaves: refusals for pace, errors, cut connections, malformed answers, a
 * refused token. The final state of the phones is checked: everything, in order, nothing twice without its mark.
 */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { eventually, type Gateway, startGateway, textOf } from '../support/gateway.ts'

const reconcileMs = 120_000

let gateway: Gateway

before(async () => {
  gateway = await startGateway(
    // Longer than any answer: an unknown outcome is settled by its status, or when the clock is moved past this.
    { RECADO_RECONCILE_MS: String(reconcileMs) },
    { sandbox: { seed: 11, rules: { window: false }, statusDelayMs: { sent: 5, delivered: 10, read: 20 } } },
  )
})

after(() => gateway?.[Symbol.asyncDispose]())

beforeEach(() => gateway.control('DELETE', '/_sandbox/faults'))

const fault = async (what: Record<string, unknown>) => {
  const answer = await gateway.control('POST', '/_sandbox/faults', what)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
}

const userIds = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${prefix}${String(n).padStart(4, '0')}`)

const numbers = (count: number) => Array.from({ length: count }, (_, n) => String(n).padStart(3, '0'))

/** Messages of these users that have not left yet. */
function unsent(prefix: string): number {
  const sql = "select count(*) as n from messages where user_id like ? and state in ('queued', 'sending')"
  return Number(gateway.rows(sql, `${prefix}%`)[0]?.n)
}

const outcomes = (prefix: string) =>
  gateway
    .rows(
      `select attempts.outcome, count(*) as n from attempts join messages on seq = message_seq
       where user_id like ? group by attempts.outcome`,
      `${prefix}%`,
    )
    .reduce<Record<string, number>>((all, { outcome, n }) => Object.assign(all, { [String(outcome)]: Number(n) }), {})

test('promises 3, 4 and 5: order under every kind of fault, none lost, no double without its mark', async () => {
  await fault({ kind: 'graphError', code: 131_000, every: 17, times: 4 })
  await fault({ kind: 'graphError', code: 131_056, every: 23, times: 3 })
  await fault({ kind: 'graphError', code: 130_429, every: 41, times: 2 })
  await fault({ kind: 'status', httpStatus: 500, body: '<html>oops</html>', every: 29, times: 4 })
  await fault({ kind: 'dropBefore', every: 31, times: 3 })
  await fault({ kind: 'dropAfter', every: 37, times: 3 })
  await fault({ kind: 'delay', delayMs: 700, every: 19, times: 6 })
  const users = userIds('59397100', 10)
  const texts = numbers(20)
  await Promise.all(
    users.map(async (userId) => {
      for (const text of texts) await gateway.sendText(userId, text)
    }),
  )
  await eventually(() => {
    gateway.advance(reconcileMs / 10)
    return unsent('59397100') === 0
  }, 'all messages are sent')
  const marked = new Set(
    gateway
      .rows("select user_id, content from messages where possible_double > 0 and user_id like '59397100%'")
      .map((row) => `${row.user_id} ${JSON.parse(String(row.content)).text}`),
  )
  for (const userId of users) {
    const shown = (await gateway.phone(userId)).map(textOf)
    assert.deepEqual([...new Set(shown)], texts, `${userId} has them all, in order`)
    const doubled = shown.filter((text, index) => shown.indexOf(text) !== index)
    for (const text of doubled)
      assert.ok(marked.has(`${userId} ${text}`), `${userId} ${text} is doubled without a mark`)
  }
  const { unknown = 0, unreachable = 0, throttled = 0 } = outcomes('59397100')
  assert.ok(unreachable >= 4 && throttled >= 5 && unknown >= 4, 'the faults have struck')
})

test('promise 5: an attempt that took effect, but whose answer was lost, is not repeated', async () => {
  await fault({ kind: 'dropAfter', times: 20 })
  const users = userIds('59397200', 20)
  await Promise.all(users.map((userId) => gateway.sendText(userId, 'una vez')))
  await eventually(() => unsent('59397200') === 0, 'all messages are sent')
  for (const userId of users) assert.deepEqual((await gateway.phone(userId)).map(textOf), ['una vez'])
  assert.equal(gateway.rows("select * from messages where possible_double > 0 and user_id like '59397200%'").length, 0)
})

test('promise 5: an attempt that left no trace is repeated, marked as a possible double', async () => {
  await fault({ kind: 'dropBefore', times: 1 })
  const id = await gateway.sendText('593973000001', 'tal vez dos')
  await eventually(() => (outcomes('593973000001').unknown ?? 0) === 1, 'it is in doubt')
  gateway.advance(reconcileMs)
  await eventually(() => unsent('593973000001') === 0, 'it has left')
  assert.equal((await gateway.phone('593973000001')).length, 1)
  const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${id}`)
  assert.equal(body.possibleDouble, true)
  const attempts = body.attempts as { outcome: string }[]
  assert.deepEqual(
    attempts.map(({ outcome }) => outcome),
    ['unknown', 'sent'],
  )
})

test('promise 3: one recipient in trouble delays nobody else', async () => {
  await fault({ kind: 'graphError', code: 131_056, times: 'always', match: { to: '593974000001' } })
  await gateway.sendText('593974000001', 'espera')
  await gateway.sendText('593974000001', 'detrás')
  const others = userIds('59397401', 10)
  await Promise.all(others.map((userId) => gateway.sendText(userId, 'pasa')))
  await Promise.all(others.map((userId) => gateway.phoneUntil((messages) => messages.length === 1, userId)))
  assert.deepEqual(await gateway.phone('593974000001'), [])
  await gateway.control('DELETE', '/_sandbox/faults')
  gateway.advance(600_000)
  const shown = await gateway.phoneUntil((messages) => messages.length === 2, '593974000001')
  assert.deepEqual(shown.map(textOf), ['espera', 'detrás'])
})

test('a refused token: the lane rests, nothing is lost, and a new token releases all at once', async (t) => {
  // Its rest of 30 s does not end while the clock stands still.
  gateway.freeze()
  t.after(() => gateway.thaw())
  await fault({ kind: 'graphError', code: 190, times: 'always' })
  const users = userIds('59397500', 3)
  const texts = numbers(5)
  for (const text of texts) for (const userId of users) await gateway.sendText(userId, text)
  await eventually(() => (outcomes('59397500').refused ?? 0) > 0, 'the token is refused')
  const late = await gateway.sendText('593975010001', 'más tarde')
  assert.deepEqual((await gateway.phone('593975010001')).map(textOf), [])
  const ready = await fetch(`${gateway.url}/readyz`)
  assert.equal(ready.status, 200, 'a channel that is refused is not a gateway that is ill')
  await gateway.control('DELETE', '/_sandbox/faults')
  const patched = await gateway.manage('PATCH', '/manage/v1/bots/demo', { channel: { accessToken: 'a-new-token' } })
  assert.equal(patched.status, 200, JSON.stringify(patched.body))
  for (const userId of users) {
    const shown = await gateway.phoneUntil((messages) => messages.length === texts.length, userId)
    assert.deepEqual(shown.map(textOf), texts)
  }
  await gateway.phoneUntil((messages) => messages.length === 1, '593975010001')
  const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${late}`)
  assert.notEqual(body.state, 'failed')
})

test('a refused token that works again: the lane retries by itself', async () => {
  await fault({ kind: 'graphError', code: 190, times: 1 })
  const id = await gateway.sendText('593976000001', 'sola')
  await eventually(() => (outcomes('593976000001').refused ?? 0) === 1, 'the token is refused')
  gateway.advance(31_000)
  await eventually(() => unsent('593976000001') === 0, 'it has left')
  const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${id}`)
  const attempts = body.attempts as { outcome: string; detail: { code?: number } }[]
  assert.deepEqual(
    attempts.map(({ outcome, detail }) => [outcome, detail.code]),
    [
      ['refused', 190],
      ['sent', undefined],
    ],
  )
})

test("promise 4: a pair never exceeds Meta's pair rate: 45 at once, then one each 6 s", async (t) => {
  gateway.freeze()
  await gateway.control('POST', '/_sandbox/clock', { frozen: true })
  t.after(async () => {
    gateway.thaw()
    await gateway.control('POST', '/_sandbox/clock', { frozen: false })
  })
  const texts = numbers(50)
  for (const text of texts) await gateway.sendText('593977000001', text)
  await gateway.phoneUntil((messages) => messages.length === 45, '593977000001')
  // The phone shows the 45th a moment before its settle is written.
  await eventually(() => unsent('593977000001') === 5, 'five wait for the pair')
  await gateway.control('POST', '/_sandbox/clock', { advanceMs: 31_000 })
  gateway.advance(31_000)
  const shown = await gateway.phoneUntil((messages) => messages.length === 50, '593977000001')
  assert.deepEqual(shown.map(textOf), texts)
  await eventually(() => unsent('593977000001') === 0, 'the last five have left')
  assert.deepEqual(outcomes('593977000001'), { sent: 50 }, 'not one was refused for pace')
})

test("promise 4: a number never exceeds the bot's own rate", async () => {
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { messagesPerSecond: 20 })
  const users = userIds('59397800', 45)
  // From before the first to after the last: another process can only make it longer. Each single second:
  // unit/lane.test.ts.
  const startedAt = performance.now()
  await Promise.all(users.map((userId) => gateway.sendText(userId, 'ritmo')))
  await eventually(() => unsent('59397800') === 0, 'all messages are sent')
  const tookMs = performance.now() - startedAt
  assert.deepEqual(outcomes('59397800'), { sent: 45 })
  assert.ok(tookMs >= 2_000, `45 in ${tookMs} ms are over 20 a second`)
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { messagesPerSecond: 80 })
})
