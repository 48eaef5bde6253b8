/**
 * A delivery joins its line: what the insert answers is what its row says, in the form of either store
 * (store/sql/noting-insert.ts).
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Enqueued, enqueueDelivery, type NewDelivery } from '../../src/store/events/delivery-queue.ts'
import { testEndpoint } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { type Backend, backends, openEngine, testBot } from '../support/store.ts'

async function open(backend: Backend) {
  const ctx = await openEngine(backend)
  await ctx.store.putBot(testBot())
  for (const id of ['ep', 'other']) await ctx.store.putEndpoint(testEndpoint(id, ['read']))
  let events = 0
  const enqueue = (changes: Partial<NewDelivery> = {}) => {
    events += 1
    const delivery = { eventSeq: events, endpointId: 'ep', line: 'ana', now: t0, ...changes }
    return ctx.engine.write([], () => enqueueDelivery(delivery))
  }
  const rowOf = (eventSeq: number) =>
    ctx.rows(`select seq, due_at, not_before, expires_at, state from deliveries where event_seq = ${eventSeq}`)
  return { ctx, enqueue, rowOf, [Symbol.asyncDispose]: () => ctx[Symbol.asyncDispose]() }
}

function seqOf(enqueued: Enqueued): number | undefined {
  return enqueued.kind === 'later' ? undefined : enqueued.seq
}

for (const backend of backends) {
  describe(`a delivery joins its line (${backend.name})`, () => {
    test('the first is due, those behind it are not, and lines do not wait for each other', async () => {
      await using site = await open(backend)
      const { enqueue, rowOf } = site
      const joining = [
        [{}, 'now', t0],
        [{}, 'behind', null],
        [{ endpointId: 'other' }, 'now', t0],
        [{ line: 'bruno', now: t0 + 5 }, 'now', t0 + 5],
        [{ line: 'bruno', now: t0 + 6 }, 'behind', null],
      ] as const
      for (const [index, [changes, kind, due]] of joining.entries()) {
        const enqueued = await enqueue(changes)
        const [row, ...others] = rowOf(index + 1)
        assert.equal(others.length, 0)
        assert.equal(enqueued.kind, kind)
        assert.deepEqual(
          { ...row },
          { seq: seqOf(enqueued), due_at: due, not_before: null, expires_at: null, state: 'waiting' },
        )
      }
    })

    test('one that must not go before a time says so, whatever is before it', async () => {
      await using site = await open(backend)
      const { enqueue, rowOf } = site
      assert.deepEqual(await enqueue({ notBefore: t0 + 9, expiresAt: t0 + 99 }), { kind: 'later' })
      const [{ seq: _seq, ...row } = {}] = rowOf(1)
      assert.deepEqual(row, { due_at: t0 + 9, not_before: t0 + 9, expires_at: t0 + 99, state: 'waiting' })
      assert.equal((await enqueue()).kind, 'behind')
    })

    test('for an endpoint that is gone there is none, and what is written beside it stays', async () => {
      await using site = await open(backend)
      const { ctx, enqueue, rowOf } = site
      await ctx.store.deleteEndpoint('other')
      const [gone, here] = await Promise.all([enqueue({ endpointId: 'other' }), enqueue()])
      assert.deepEqual([gone.kind, here.kind], ['later', 'now'])
      assert.deepEqual([rowOf(1).length, rowOf(2).length], [0, 1])
      assert.deepEqual((await enqueue({ endpointId: 'nobody' })).kind, 'later')
    })
  })
}
