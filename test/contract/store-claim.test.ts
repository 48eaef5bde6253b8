/** Promise 4 and the claim itself: the pair's pace, the limit, due order, expiry, and the next due time. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Store } from '../../src/store/store.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, claimOne, idsOf, settleSent, textMessage } from '../support/store.ts'

const ana = '593900000001'

/** Sends every message that may be sent, again and again, until none is left. */
async function sendWhatMayGo(store: Store, now: number, again = false): Promise<string[]> {
  const sent: string[] = []
  for (let round = 0; round < 200; round++) {
    const { messages } = await claimAll(store, now)
    if (messages.length === 0) return sent
    for (const message of messages) {
      sent.push(message.userId)
      if (again) await store.settle(message, { kind: 'again', dueAt: now, counts: 'throttle' }, now)
      else await settleSent(store, message, now)
    }
  }
  throw new Error('there is no end to what may go')
}

for (const backend of backends) {
  describe(`claim (${backend.name})`, () => {
    test("promise 4: a pair's 45 go at once, then one each 6 seconds, also after a reopening", async () => {
      await using ctx = await backend.open()
      await acceptAll(
        ctx.store,
        t0,
        Array.from({ length: 60 }, () => textMessage(ctx.newId, ana)),
      )
      assert.equal((await sendWhatMayGo(ctx.store, t0)).length, 45)
      assert.equal((await claimAll(ctx.store, t0)).nextDueAt, t0 + 6_000)
      assert.equal((await sendWhatMayGo(ctx.store, t0 + 5_999)).length, 0)
      assert.equal((await sendWhatMayGo(ctx.store, t0 + 6_000)).length, 1)
      await ctx.reopen()
      assert.equal((await sendWhatMayGo(ctx.store, t0 + 11_999)).length, 0)
      assert.equal((await sendWhatMayGo(ctx.store, t0 + 12_000)).length, 1)
      assert.equal((await sendWhatMayGo(ctx.store, t0 + 30_000)).length, 3)
    })

    test('promise 4: a message accepted later waits for its pair as well; other pairs do not', async () => {
      await using ctx = await backend.open()
      await acceptAll(
        ctx.store,
        t0,
        Array.from({ length: 45 }, () => textMessage(ctx.newId, ana)),
      )
      await sendWhatMayGo(ctx.store, t0)
      await acceptAll(ctx.store, t0 + 1, [textMessage(ctx.newId, ana), textMessage(ctx.newId, '593900000002')])
      assert.deepEqual(await sendWhatMayGo(ctx.store, t0 + 1), ['593900000002'])
      assert.deepEqual(await sendWhatMayGo(ctx.store, t0 + 6_000), [ana])
    })

    test('promise 4: repeated attempts keep the pace of the pair too', async () => {
      await using ctx = await backend.open()
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana)])
      assert.equal((await sendWhatMayGo(ctx.store, t0, true)).length, 45)
      assert.equal((await sendWhatMayGo(ctx.store, t0 + 6_000, true)).length, 1)
      const claimed = await claimOne(ctx.store, t0 + 12_000)
      await ctx.store.settle(claimed, { kind: 'reconcile', until: t0 + 12_001, reason: 'time-out' }, t0 + 12_000)
      await ctx.store.releaseUnknown(t0 + 12_001, 0)
      assert.equal((await sendWhatMayGo(ctx.store, t0 + 17_999)).length, 0)
      assert.equal((await sendWhatMayGo(ctx.store, t0 + 18_000)).length, 1)
    })

    test('a claim returns as many as requested, the longest due first', async () => {
      await using ctx = await backend.open()
      const messages = [3, 1, 4, 2, 5].map((age) => ({ age, message: textMessage(ctx.newId, `59390000000${age}`) }))
      for (const { age, message } of messages) await acceptAll(ctx.store, t0 - age, [message])
      const claimed: number[][] = []
      for (const limit of [2, 2, 2]) {
        const { messages: some } = await claimAll(ctx.store, t0, limit)
        claimed.push(some.map((one) => messages.find(({ message }) => message.id === one.id)?.age ?? 0).sort())
      }
      assert.deepEqual(claimed, [[4, 5], [2, 3], [1]])
    })

    test('no message is claimed before its time, twice, or for another bot', async () => {
      await using ctx = await backend.open()
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana)])
      assert.deepEqual(await claimAll(ctx.store, t0 - 1), { messages: [], nextDueAt: t0 })
      assert.deepEqual(await claimAll(ctx.store, t0, 9, 'bot_other'), { messages: [], nextDueAt: undefined })
      const claims = await Promise.all([claimAll(ctx.store, t0), claimAll(ctx.store, t0), claimAll(ctx.store, t0)])
      assert.deepEqual(
        claims.map((claim) => claim.messages.length),
        [1, 0, 0],
      )
    })

    test('an expired message is not claimed, nor a reason to claim again at once', async () => {
      await using ctx = await backend.open()
      const late = textMessage(ctx.newId, ana, 'late', { expiresAt: t0 + 10 })
      const coming = textMessage(ctx.newId, '593900000002')
      await acceptAll(ctx.store, t0, [late])
      await acceptAll(ctx.store, t0 + 500, [coming])
      assert.deepEqual(await claimAll(ctx.store, t0 + 10), { messages: [], nextDueAt: t0 + 500 })
      assert.equal(await ctx.store.expire(t0 + 9), 0)
      assert.equal(await ctx.store.expire(t0 + 10), 1)
      const story = await ctx.store.timeline('bot_test', late.id)
      assert.deepEqual(
        [story?.state, story?.error],
        ['expired', { key: 'EXPIRED', message: 'Not sent before its expirationTime.' }],
      )
    })

    test('an attempt in flight does not expire', async () => {
      await using ctx = await backend.open()
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana, 'hola', { expiresAt: t0 + 10 })])
      const claimed = await claimOne(ctx.store, t0 + 9)
      assert.equal(await ctx.store.expire(t0 + 20), 0)
      assert.equal(await settleSent(ctx.store, claimed, t0 + 30), true)
    })

    test('a claim returns the next due time', async () => {
      await using ctx = await backend.open()
      const messages = [textMessage(ctx.newId, ana), textMessage(ctx.newId, '593900000002')]
      await acceptAll(ctx.store, t0, messages)
      const full = await claimAll(ctx.store, t0, 1)
      assert.equal(full.nextDueAt, t0, 'a full claim may have left some behind')
      const [first] = full.messages
      assert.ok(first)
      await ctx.store.settle(first, { kind: 'again', dueAt: t0 + 4_000, counts: 'retry' }, t0)
      const rest = await claimAll(ctx.store, t0)
      assert.deepEqual([idsOf(rest.messages), rest.nextDueAt], [[messages[1]?.id], t0 + 4_000])
    })
  })
}
