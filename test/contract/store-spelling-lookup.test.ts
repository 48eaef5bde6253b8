/**
 * Numbers with two spellings are looked up in one query, as all others: how long a bot's lock is held does not depend
 * on the country.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Engine } from '../../src/store/sql/engine.ts'
import { isAside, type Row, type Step, type Transaction } from '../../src/store/sql/transaction.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, backends, testBot, textMessage } from '../support/store.ts'

/** The last write's round trips to the database. */
function counting() {
  const counted = { steps: 0 }
  function* each<T>(transaction: Transaction<T>): Transaction<T> {
    counted.steps = 0
    let step = transaction.next()
    while (!step.done) {
      const asked = step.value as Step
      // What is only counted asks the database for nothing.
      if (!isAside(asked)) counted.steps += 1
      const found: Row[] = yield asked
      step = transaction.next(found)
    }
    return step.value
  }
  const around = (engine: Engine): Engine => ({
    ...engine,
    write: (botIds, transaction, concurrency) => engine.write(botIds, () => each(transaction()), concurrency),
  })
  return { counted, around }
}

const countries: Record<string, (n: number) => [string, string]> = {
  Brazil: (n) => [`55119${80_000_000 + n}`, `5511${80_000_000 + n}`],
  Mexico: (n) => [`521${5_500_000_000 + n}`, `52${5_500_000_000 + n}`],
  Argentina: (n) => [`549${1_100_000_000 + n}`, `54${1_100_000_000 + n}`],
  Ecuador: (n) => [`5939${80_000_000 + n}`, `5939${80_000_000 + n}`],
}

for (const backend of backends)
  describe(`a thousand numbers in one request (${backend.name})`, () => {
    for (const [country, spellings] of Object.entries(countries))
      test(`${country}: as many round trips as for one number, and both spellings are one person`, async () => {
        const { counted, around } = counting()
        await using ctx = await backend.open({ around })
        await ctx.store.putBot(testBot())
        const all = Array.from({ length: 1_000 }, (_, n) => spellings(n))
        await acceptAll(ctx.store, t0, [textMessage(ctx.newId, spellings(5_000)[0])])
        const ofOne = counted.steps
        // Every tenth is in the request in both spellings; the rest is known by the other one afterwards.
        const firsts = all.flatMap(([one, other], n) => (n % 10 === 0 ? [one, other] : [one]))
        await acceptAll(
          ctx.store,
          t0,
          firsts.map((phone) => textMessage(ctx.newId, phone)),
        )
        assert.ok(counted.steps <= ofOne + 1, `${counted.steps} steps, ${ofOne} for one`)
        await acceptAll(
          ctx.store,
          t0,
          all.map(([, other]) => textMessage(ctx.newId, other)),
        )
        assert.ok(counted.steps <= ofOne + 1, `${counted.steps} steps, ${ofOne} for one`)
        const [found] = ctx.rows(`select count(*) as n, count(distinct user_id) as people from messages`)
        assert.deepEqual([Number(found?.n), Number(found?.people)], [2_101, 1_001])
        assert.equal(ctx.rows(`select user_id from messages where user_id = '${spellings(7)[0]}'`).length, 2)
        // One of each pair is due, the first.
        assert.equal(Number(ctx.rows('select count(*) as n from messages where due_at is not null')[0]?.n), 1_001)
        const claimed = await ctx.store.claim({ botId: 'bot_test', limit: 128, now: t0 })
        assert.equal(claimed.messages.length, 128)
        assert.ok(counted.steps <= 6, `${counted.steps} steps for a claim`)
      })
  })
