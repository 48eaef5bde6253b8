/**
 * Attempts of deliveries: the first one that succeeds in its delivery's row, all others in rows of their own, and both
 * in the timeline and in the lists as if there were one form. So is what an earlier version wrote.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { backends } from '../support/store.ts'
import { openWithBot } from '../support/store-fixtures.ts'

for (const backend of backends) {
  describe(`attempts of deliveries (${backend.name})`, () => {
    test('one that succeeds at first, one that succeeds at last, and one of an earlier version read alike', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      const people = ['593900000001', '593900000002', '593900000003']
      for (const [n, phone] of people.entries())
        await ingestFacts(ctx.store, [inboundFact(`wamid.${n}`, { person: { phone } })], t0 + n)
      const [first, second, third] = await claimed(ctx)
      assert.ok(first && second && third)
      const at = (attempt: number, status: number, answer: string) => ({
        attempt,
        startedAt: t0 + attempt,
        durationMs: 7.4,
        status,
        answer,
      })
      // The first success of a process also clears the endpoint's mark.
      await ctx.store.settleDeliveries(
        [{ delivery: third, attempt: at(1, 200, 'marks'), decision: { kind: 'delivered' } }],
        t0 + 10,
      )
      await ctx.store.settleDeliveries(
        [{ delivery: first, attempt: at(1, 204, ''), decision: { kind: 'delivered' } }],
        t0 + 10,
      )
      const failed = { ...at(1, 500, 'no'), reason: 'it answered 500, which is not a success' }
      await ctx.store.settleDeliveries(
        [{ delivery: second, attempt: failed, decision: { kind: 'again', dueAt: t0 + 20 } }],
        t0 + 10,
      )
      const [again] = await claimed(ctx, t0 + 20)
      assert.equal(again?.seq, second.seq)
      await ctx.store.settleDeliveries(
        [{ delivery: { ...second, attempt: 2 }, attempt: at(2, 200, 'ok'), decision: { kind: 'delivered' } }],
        t0 + 30,
      )

      const page = await ctx.store.listDeliveries({ botIds: ['bot_test'], endpointIds: new Set(['ep']) }, { limit: 10 })
      const listed = new Map(page.rows.map((one) => [one.seq, one]))
      assert.deepEqual(listed.get(first.seq)?.lastAttempt, { startedAt: t0 + 1, status: 204, reason: undefined })
      assert.deepEqual(listed.get(second.seq)?.lastAttempt, { startedAt: t0 + 2, status: 200, reason: undefined })
      assert.deepEqual(
        [...listed.values()].map(({ state }) => state),
        ['delivered', 'delivered', 'delivered'],
      )
      const attemptsOf = async (seq: number) => (await ctx.store.deliveryDetails(seq))?.attempts
      assert.deepEqual(await attemptsOf(first.seq), [
        { attempt: 1, startedAt: t0 + 1, durationMs: 7, status: 204, reason: undefined, answer: '' },
      ])
      assert.deepEqual(
        (await attemptsOf(second.seq))?.map(({ attempt, status, answer }) => [attempt, status, answer]),
        [
          [1, 500, 'no'],
          [2, 200, 'ok'],
        ],
      )
      assert.deepEqual(
        (await attemptsOf(third.seq))?.map(({ answer }) => answer),
        ['marks'],
      )
      const rows = ctx.rows('select delivery_seq from delivery_attempts order by delivery_seq, attempt')
      assert.deepEqual(
        rows.map(({ delivery_seq }) => delivery_seq),
        [second.seq, second.seq, third.seq],
      )
    })

    test('an answer that the database cannot take as it is ends nothing but itself', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      for (const phone of ['593900000001', '593900000002', '593900000003'])
        await ingestFacts(ctx.store, [inboundFact(`wamid.${phone}`, { person: { phone } })], t0)
      const heads = await claimed(ctx)
      const answers = ['marks', 'half \ud83d of a pair', 'a \0 and \\u0000']
      for (const [n, one] of heads.entries())
        await ctx.store.settleDeliveries(
          [
            {
              delivery: one,
              attempt: { attempt: 1, startedAt: t0, durationMs: 1, answer: answers[n] ?? '' },
              decision: { kind: 'delivered' },
            },
          ],
          t0 + 1,
        )
      const ended = ctx.rows(`select state, first_answer from deliveries where first_answer is not null order by seq`)
      assert.deepEqual(
        ended.map(({ state, first_answer }) => [state, first_answer]),
        [
          ['delivered', 'half \ufffd of a pair'],
          ['delivered', 'a \ufffd and \\u0000'],
        ],
      )
    })

    test('many that end at once in lines of several: the next of each line is due, and its endpoint is woken', async () => {
      const woken: string[] = []
      await using ctx = await openWithBot(backend, {
        events: ['message'],
        onWakeup: (wakeup) => wakeup.kind === 'deliveries' && woken.push(wakeup.id),
      })
      const phones = Array.from({ length: 20 }, (_, n) => `5939000000${10 + n}`)
      for (const round of ['a', 'b'])
        for (const phone of phones)
          await ingestFacts(ctx.store, [inboundFact(`wamid.${round}${phone}`, { person: { phone } })], t0)
      const heads = await claimed(ctx)
      assert.equal(heads.length, 20)
      woken.length = 0
      await Promise.all(
        heads.map((one) =>
          ctx.store.settleDeliveries(
            [
              {
                delivery: one,
                attempt: { attempt: 1, startedAt: t0, durationMs: 1, answer: '' },
                decision: { kind: 'delivered' },
              },
            ],
            t0 + 1,
          ),
        ),
      )
      assert.ok(woken.includes('ep'))
      const next = await claimed(ctx, t0 + 1)
      assert.deepEqual(next.map(({ userId }) => userId).toSorted(), phones)
      assert.ok(next.every(({ seq }) => heads.every((head) => head.seq !== seq)))
    })
  })
}

async function claimed(ctx: TestStore, now = t0 + 5) {
  return (await ctx.store.claimDeliveries({ endpointId: 'ep', limit: 100, now, inFlight: new Set() })).deliveries
}
