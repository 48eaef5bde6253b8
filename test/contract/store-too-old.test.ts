/**
 * A message that waited longer than its maximum age ends when its turn comes, with an event; one that may have arrived
 * is not reported as unsent.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LifeNote } from '../../src/store/events/notes.ts'
import type { Store } from '../../src/store/store.ts'
import { testEndpoint } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, claimOne, testBot, textMessage, tieredBackends } from '../support/store.ts'

const hour = 3_600_000
const friday = t0
const monday = t0 + 72 * hour

const claimOn = (store: Store, now: number, limit = 100) =>
  store.claim({ botId: 'bot_test', limit, now, oldBefore: now - 24 * hour })

for (const backend of tieredBackends)
  describe(`too old to leave (${backend.name})`, () => {
    test("after three days of downtime Friday's codes end, in order and with events, and messages accepted since leave", async () => {
      const notes: LifeNote[] = []
      await using ctx = await backend.open({ onLife: (note) => notes.push(note) })
      await ctx.store.putBot(testBot())
      await ctx.store.putEndpoint(testEndpoint('ep', ['failed']))
      const old = Array.from({ length: 300 }, (_, n) => textMessage(ctx.newId, `5939${10_000_000 + (n % 100)}`))
      await acceptAll(ctx.store, friday, old)
      const fresh = textMessage(ctx.newId, '593910000000')
      await acceptAll(ctx.store, monday - hour, [fresh])
      await ctx.reopen()
      const left: string[] = []
      // A lane may claim few at once; this many claims suffice all the same.
      for (let claims = 0; claims < 8; claims++) {
        const claim = await claimOn(ctx.store, monday, 3)
        left.push(...claim.messages.map(({ id }) => id))
        if (claim.messages.length === 0 && claim.nextDueAt === undefined) break
      }
      assert.deepEqual(left, [fresh.id])
      const rows = ctx.rows(`select state, attempt, error, ended_at from messages where accepted_at = ${friday}`)
      assert.ok(rows.every(({ state, attempt }) => state === 'failed' && Number(attempt) === 0))
      assert.match(String(rows[0]?.error), /UNDELIVERABLE.*Not sent: it had waited for 72 hours/)
      assert.equal(ctx.rows('select * from attempts').length, 0)
      const reported = ctx.rows(`select count(*) as n from events where type = 'failed'`)[0]
      assert.equal(Number(reported?.n), 300)
      assert.deepEqual([notes.length, notes[0]?.code], [300, 'UNDELIVERABLE'])
      const claim = { endpointId: 'ep', limit: 500, now: monday, inFlight: new Set<number>() }
      assert.equal((await ctx.store.claimDeliveries(claim)).deliveries.length, 100)
    })

    test('an attempt of unknown outcome is never reported as unsent, by age or by expirationTime', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      for (const expiresAt of [undefined, friday + hour]) {
        await acceptAll(ctx.store, friday, [textMessage(ctx.newId, '593910000001', '', { expiresAt })])
        await ctx.store.settle(
          await claimOne(ctx.store, friday),
          { kind: 'reconcile', until: friday + 1, reason: '' },
          friday,
        )
        await ctx.store.releaseUnknown(friday + 1, 0)
        await ctx.store.expire(monday)
        assert.deepEqual((await claimOn(ctx.store, monday)).messages, [])
      }
      const ended = ctx.rows('select state, error, possible_double from messages order by seq')
      assert.deepEqual(
        ended.map(({ state, possible_double }) => [state, Number(possible_double)]),
        [
          ['failed', 1],
          ['expired', 1],
        ],
      )
      for (const { error } of ended) {
        assert.match(String(error), /it may have arrived/)
        assert.doesNotMatch(String(error), /[Nn]ot sent/)
      }
    })

    test('promise 4: a refusal for pace still delays and does not drop, however old; after days without an attempt it is too old', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await acceptAll(ctx.store, friday, [textMessage(ctx.newId, '593910000002')])
      let now = friday
      for (; now < friday + 60 * hour; now += hour) {
        const [message] = (await claimOn(ctx.store, now)).messages
        assert.ok(message, `after ${(now - friday) / hour} hours`)
        await ctx.store.beginAttempts('bot_test', [message], now)
        await ctx.store.settle(message, { kind: 'again', dueAt: now + hour, counts: 'throttle' }, now)
      }
      assert.deepEqual((await claimOn(ctx.store, now + 48 * hour)).messages, [])
      assert.equal(ctx.rows('select state from messages')[0]?.state, 'failed')
    })
  })
