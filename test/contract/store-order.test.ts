/**
 * Promise 3: for one bot and one recipient messages leave in the order in which they were accepted, one in flight at a
 * time, across retries, restarts and every delay of the first; other recipients are never delayed by it.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Decision } from '../../src/model/outcome/decide.ts'
import type { Wakeup } from '../../src/store/events/wakeup.ts'
import type { NewMessage } from '../../src/store/messages/records.ts'
import type { Store } from '../../src/store/store.ts'
import { attemptStatus, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, claimOne, idsOf, settleSent, testBot, textMessage } from '../support/store.ts'

const ana = '593900000001'
const luis = '593900000002'

/** Two messages to Ana, one to Luis. */
async function threeMessages(ctx: TestStore, changes: Partial<NewMessage> = {}) {
  const first = textMessage(ctx.newId, ana, 'first', changes)
  const second = textMessage(ctx.newId, ana, 'second')
  const other = textMessage(ctx.newId, luis, 'other')
  await acceptAll(ctx.store, t0, [first, second, other])
  return { first, second, other }
}

async function claimedIds(store: Store, now: number): Promise<string[]> {
  return idsOf((await claimAll(store, now)).messages)
}

async function claimFirst(ctx: TestStore, id: string) {
  const { messages } = await claimAll(ctx.store, t0)
  const found = messages.find((message) => message.id === id)
  assert.ok(found)
  return found
}

for (const backend of backends) {
  describe(`promise 3: order per recipient (${backend.name})`, () => {
    test('the second waits while the first is sending; others go on', async () => {
      await using ctx = await backend.open()
      const { first, other, second } = await threeMessages(ctx)
      assert.deepEqual((await claimedIds(ctx.store, t0)).sort(), [first.id, other.id].sort())
      assert.deepEqual(await claimedIds(ctx.store, t0 + 3_600_000), [], `${second.id} must wait`)
    })

    test('the second waits while the first waits for its retry', async () => {
      await using ctx = await backend.open()
      const { first } = await threeMessages(ctx)
      const claimed = await claimFirst(ctx, first.id)
      await ctx.store.settle(claimed, { kind: 'again', dueAt: t0 + 60_000, counts: 'retry' }, t0)
      assert.deepEqual(await claimedIds(ctx.store, t0 + 59_999), [])
      const again = await claimOne(ctx.store, t0 + 60_000)
      assert.equal(again.id, first.id)
      assert.deepEqual([again.attempt, again.retries, again.possibleDouble], [2, 1, false])
    })

    test('the second waits while the outcome of the first is unknown', async () => {
      await using ctx = await backend.open()
      const { first } = await threeMessages(ctx)
      const claimed = await claimFirst(ctx, first.id)
      await ctx.store.settle(claimed, { kind: 'reconcile', until: t0 + 30_000, reason: 'time-out' }, t0)
      assert.deepEqual(await claimedIds(ctx.store, t0 + 3_600_000), [])
      assert.deepEqual(await ctx.store.releaseUnknown(t0 + 29_999, 0), [])
      assert.deepEqual(await ctx.store.releaseUnknown(t0 + 30_000, 0), ['bot_test'])
      const again = await claimOne(ctx.store, t0 + 30_000)
      assert.deepEqual([again.id, again.possibleDouble], [first.id, true])
    })

    test("the second waits while the first's media is being probed", async () => {
      await using ctx = await backend.open()
      const { first, second, other } = await threeMessages(ctx, { needsProbe: true })
      assert.deepEqual(await claimedIds(ctx.store, t0), [other.id])
      const { items } = await ctx.store.claimProbes({ botId: 'bot_test', limit: 9, now: t0, inFlight: new Set() })
      const [item] = items
      assert.equal(item?.id, first.id)
      await ctx.store.settleProbe(item, { kind: 'again', dueAt: t0 + 500 }, t0)
      assert.deepEqual(await claimedIds(ctx.store, t0 + 400), [])
      await ctx.store.settleProbe(item, { kind: 'passed' }, t0 + 500)
      const claimed = await claimOne(ctx.store, t0 + 500)
      assert.equal(claimed.id, first.id)
      await settleSent(ctx.store, claimed, t0 + 600)
      assert.deepEqual(await claimedIds(ctx.store, t0 + 600), [second.id])
    })

    test('a second whose media is still being probed does not go before its probe', async () => {
      await using ctx = await backend.open()
      const first = textMessage(ctx.newId, ana)
      const second = textMessage(ctx.newId, ana, 'second', { needsProbe: true })
      await acceptAll(ctx.store, t0, [first, second])
      await settleSent(ctx.store, await claimOne(ctx.store, t0), t0)
      assert.deepEqual(await claimedIds(ctx.store, t0 + 1), [])
      const { items } = await ctx.store.claimProbes({ botId: 'bot_test', limit: 9, now: t0, inFlight: new Set() })
      for (const item of items) await ctx.store.settleProbe(item, { kind: 'passed' }, t0 + 2)
      assert.deepEqual(await claimedIds(ctx.store, t0 + 2), [second.id])
    })

    const endings: [string, Decision][] = [
      ['sent', { kind: 'sent', wamid: 'wamid.1' }],
      ['failed', { kind: 'failed', error: { code: 131026 } }],
    ]
    for (const [name, decision] of endings) {
      test(`a first that is ${name} lets the second go`, async () => {
        await using ctx = await backend.open()
        const { first, second } = await threeMessages(ctx)
        await ctx.store.settle(await claimFirst(ctx, first.id), decision, t0 + 5)
        assert.deepEqual(await claimedIds(ctx.store, t0 + 5), [second.id])
      })
    }

    test('a first that is canceled lets the second go', async () => {
      await using ctx = await backend.open()
      const { first, second, other } = await threeMessages(ctx)
      assert.deepEqual(await ctx.store.cancel('bot_test', first.id, t0), { kind: 'canceled' })
      assert.deepEqual(await claimedIds(ctx.store, t0), [second.id, other.id])
    })

    test('a first that has expired, or whose media failed, lets the second go', async () => {
      await using ctx = await backend.open()
      const { second, other } = await threeMessages(ctx, { expiresAt: t0 + 10 })
      assert.deepEqual(await claimedIds(ctx.store, t0 + 10), [other.id])
      assert.equal(await ctx.store.expire(t0 + 10), 1)
      assert.deepEqual(await claimedIds(ctx.store, t0 + 10), [second.id])
      const probed = textMessage(ctx.newId, '593900000003', 'probed', { needsProbe: true })
      const next = textMessage(ctx.newId, '593900000003')
      await acceptAll(ctx.store, t0, [probed, next])
      const { items } = await ctx.store.claimProbes({ botId: 'bot_test', limit: 9, now: t0, inFlight: new Set() })
      const error = { key: 'INVALID_MEDIA_URL', message: 'gone' } as const
      for (const item of items) await ctx.store.settleProbe(item, { kind: 'failed', error }, t0 + 20)
      assert.deepEqual(await claimedIds(ctx.store, t0 + 20), [next.id])
    })

    test('canceling one in the middle changes nothing for the others', async () => {
      await using ctx = await backend.open()
      const sent = [1, 2, 3].map((number) => textMessage(ctx.newId, ana, `number ${number}`))
      await acceptAll(ctx.store, t0, sent)
      const claimed = await claimOne(ctx.store, t0)
      await ctx.store.cancel('bot_test', sent[1]?.id ?? '', t0)
      assert.deepEqual(await claimedIds(ctx.store, t0 + 1_000), [])
      await settleSent(ctx.store, claimed, t0)
      assert.deepEqual(await claimedIds(ctx.store, t0), [sent[2]?.id])
    })

    test('order holds across reopenings, with the first in flight each time', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const sent = Array.from({ length: 5 }, (_, index) => textMessage(ctx.newId, ana, `number ${index}`))
      for (const message of sent) await acceptAll(ctx.store, t0, [message])
      for (const [index, expected] of sent.entries()) {
        const now = t0 + index * 60_000
        assert.equal((await claimOne(ctx.store, now)).id, expected.id)
        await ctx.reopen()
        assert.equal(await ctx.store.recover(now, now + 30_000), 1)
        assert.deepEqual(await claimedIds(ctx.store, now + 20_000), [])
        await ctx.store.releaseUnknown(now + 30_000, 0)
        const again = await claimOne(ctx.store, now + 30_000)
        assert.deepEqual([again.id, again.attempt, again.possibleDouble], [expected.id, 2, true])
        await settleSent(ctx.store, again, now + 30_000)
      }
    })

    test('a status of the first, whose answer is lost, lets the second go', async () => {
      await using ctx = await backend.open()
      const woken: Wakeup[] = []
      await ctx.reopen({ onWakeup: (wakeup) => woken.push(wakeup) })
      await ctx.store.putBot(testBot())
      const { first, second } = await threeMessages(ctx)
      await claimAll(ctx.store, t0)
      await ingestFacts(ctx.store, [attemptStatus(first.id, 1, 'sent')], t0 + 1)
      assert.deepEqual(woken, [{ kind: 'messages', id: 'bot_test' }])
      assert.deepEqual(await claimedIds(ctx.store, t0 + 1), [second.id])
    })

    test('the same recipient of another bot is another pair', async () => {
      await using ctx = await backend.open()
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana)], 'bot_a')
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, ana)], 'bot_b')
      assert.equal((await claimAll(ctx.store, t0, 9, 'bot_a')).messages.length, 1)
      assert.equal((await claimAll(ctx.store, t0, 9, 'bot_b')).messages.length, 1)
    })
  })
}
