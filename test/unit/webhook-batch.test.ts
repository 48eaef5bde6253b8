/** How a batch is put together: within its bounds, each line in its order and without a gap, nothing left behind. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Delivery } from '../../src/store/deliveries/records.ts'
import { batchOf, besideOf, limitAt, maxBatch, maxBatchBytes, takeBehind } from '../../src/webhooks/batch.ts'

function deliveryOf(seq: number, changes: Partial<Delivery> = {}): Delivery {
  return {
    seq,
    endpointId: 'ep',
    botId: 'demo',
    userId: `person ${seq}`,
    eventId: `evt_${seq}`,
    type: 'message',
    body: JSON.stringify({ eventId: `evt_${seq}` }),
    createdAt: 0,
    attempt: 1,
    ...changes,
  }
}

/** Bodies up to the largest that an event may have, with characters of several bytes. */
const heads = fc
  .array(
    fc.record({
      attempt: fc.integer({ min: 1, max: 7 }),
      length: fc.integer({ min: 0, max: 30_000 }),
      wide: fc.boolean(),
    }),
    { minLength: 1, maxLength: 250 },
  )
  .map((all) =>
    all.map(({ attempt, length, wide }, index) =>
      deliveryOf(index + 1, {
        attempt,
        body: JSON.stringify({ eventId: `evt_${index}`, text: (wide ? '漢' : 'a').repeat(length) }),
      }),
    ),
  )

test('every waiting event goes once, in posts of at most so many events and bytes, with others tried as often', () => {
  fc.assert(
    fc.property(heads, (waiting) => {
      const posted: number[] = []
      for (let left = waiting; left.length > 0; ) {
        const [first, ...others] = left
        assert.ok(first)
        const batch = [first, ...besideOf(first, others)]
        assert.ok(batch.length <= limitAt(first.attempt))
        assert.equal(new Set(batch.map(({ attempt }) => limitAt(attempt))).size, 1)
        const { body } = batchOf(batch)
        assert.ok(Buffer.byteLength(body) <= maxBatchBytes)
        assert.deepEqual(
          (JSON.parse(body) as { eventId: string }[]).map(({ eventId }) => eventId),
          batch.map(({ body: one }) => JSON.parse(one).eventId),
        )
        posted.push(...batch.map(({ seq }) => seq))
        left = left.filter((one) => !batch.includes(one))
      }
      assert.deepEqual(
        posted.toSorted((one, other) => one - other),
        waiting.map(({ seq }) => seq),
      )
    }),
    { numRuns: 40 },
  )
})

test('what waits behind goes as far as there is room, in its order and with no gap', () => {
  const bodies = fc.array(fc.integer({ min: 1, max: 99_000 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(bodies, (lengths) => {
      const first = deliveryOf(1)
      const behind = lengths.map((length, index) => deliveryOf(index + 2, { body: JSON.stringify('a'.repeat(length)) }))
      const taken = takeBehind([first], behind)
      assert.deepEqual(taken, behind.slice(0, taken.length))
      assert.ok(Buffer.byteLength(batchOf([first, ...taken]).body) <= maxBatchBytes)
      const next = behind[taken.length]
      if (next) assert.ok(Buffer.byteLength(batchOf([first, ...taken, next]).body) > maxBatchBytes)
    }),
    { numRuns: 40 },
  )
})

test('an event that is refused again and again is soon alone', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 30].map(limitAt), [maxBatch, maxBatch, 25, 6, 1, 1, 1])
})

test("a post's id is that of its events in their order: the same for the same, another for others", () => {
  const [one, two, three] = [1, 2, 3].map((seq) => deliveryOf(seq)) as [Delivery, Delivery, Delivery]
  const { eventId, count, type, attempt } = batchOf([two, one])
  assert.match(eventId, /^bat_[0-9a-f]{26}$/)
  assert.equal(batchOf([one, { ...two, attempt: 4 }]).eventId, eventId)
  assert.deepEqual([count, type, attempt], [2, 'batch', 1])
  assert.equal(batchOf([one, { ...two, attempt: 4 }]).attempt, 4)
  assert.equal(new Set([[one], [one, two], [one, two, three], [two, three]].map((all) => batchOf(all).eventId)).size, 4)
})
