/** What has waited for longer than a message may ends when its turn comes, and is told; what may have arrived is not called unsent. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LifeNote } from '../../src/store/events/notes.ts'
import type { Store } from '../../src/store/store.ts'
import { testEndpoint } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimOne, testBot, textMessage } from '../support/store.ts'

const hour = 3_600_000
const friday = t0
const monday = t0 + 72 * hour

const claimOn = (store: Store, now: number, limit = 100) =>
  store.claim({ botId: 'bot_test', limit, now, oldBefore: now - 24 * hour })

for (const backend of backends)
  describe(`too old to leave (${backend.name})`, () => {
    test("after three days of downtime Friday's codes end, in order and told, and what was accepted since leaves", async () => {
      const notes: LifeNote[] = []
      await using it = await backend.open({ onLife: (note) => notes.push(note) })
      await it.store.putBot(testBot())
      await it.store.putEndpoint(testEndpoint('ep', ['failed']))
      const old = Array.from({ length: 300 }, (_, n) => textMessage(it.newId, `5939${10_000_000 + (n % 100)}`))
      await acceptAll(it.store, friday, old)
      const fresh = textMessage(it.newId, '593910000000')
      await acceptAll(it.store, monday - hour, [fresh])
      await it.reopen()
      const left: string[] = []
      // A lane may take few at once; so few claims suffice all the same.
      for (let claims = 0; claims < 8; claims++) {
        const claim = await claimOn(it.store, monday, 3)
        left.push(...claim.messages.map(({ id }) => id))
        if (claim.messages.length === 0 && claim.nextDueAt === undefined) break
      }
      assert.deepEqual(left, [fresh.id])
      const rows = it.rows(`select state, attempt, error, ended_at from messages where accepted_at = ${friday}`)
      assert.ok(rows.every(({ state, attempt }) => state === 'failed' && Number(attempt) === 0))
      assert.match(String(rows[0]?.error), /UNDELIVERABLE.*Not sent: it had waited for 72 hours/)
      assert.equal(it.rows('select * from attempts').length, 0)
      const told = it.rows(`select count(*) as n from events where type = 'failed'`)[0]
      assert.equal(Number(told?.n), 300)
      assert.deepEqual([notes.length, notes[0]?.code], [300, 'UNDELIVERABLE'])
      const claim = { endpointId: 'ep', limit: 500, now: monday, inFlight: new Set<number>() }
      assert.equal((await it.store.claimDeliveries(claim)).deliveries.length, 100)
    })

    test('an attempt of unknown outcome: nobody says that it was not sent, by age nor by expirationTime', async () => {
      await using it = await backend.open()
      await it.store.putBot(testBot())
      for (const expiresAt of [undefined, friday + hour]) {
        await acceptAll(it.store, friday, [textMessage(it.newId, '593910000001', '', { expiresAt })])
        await it.store.settle(
          await claimOne(it.store, friday),
          { kind: 'reconcile', until: friday + 1, reason: '' },
          friday,
        )
        await it.store.releaseUnknown(friday + 1, 0)
        await it.store.expire(monday)
        assert.deepEqual((await claimOn(it.store, monday)).messages, [])
      }
      const ended = it.rows('select state, error, possible_double from messages order by seq')
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

    test('promise 4: a refusal for pace still delays and does not drop, however old; forgotten for days it is too old', async () => {
      await using it = await backend.open()
      await it.store.putBot(testBot())
      await acceptAll(it.store, friday, [textMessage(it.newId, '593910000002')])
      let now = friday
      for (; now < friday + 60 * hour; now += hour) {
        const [message] = (await claimOn(it.store, now)).messages
        assert.ok(message, `after ${(now - friday) / hour} hours`)
        await it.store.beginAttempts('bot_test', [message], now)
        await it.store.settle(message, { kind: 'again', dueAt: now + hour, counts: 'throttle' }, now)
      }
      assert.deepEqual((await claimOn(it.store, now + 48 * hour)).messages, [])
      assert.equal(it.rows('select state from messages')[0]?.state, 'failed')
    })
  })
