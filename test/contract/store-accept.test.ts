/** Promises 1 and 2: an answered accept is on the disk, all of it or nothing; one key is one message. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { IdempotencyRecord } from '../../src/store/messages/records.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, idsOf, noId, testBot, textMessage } from '../support/store.ts'

const dayMs = 24 * 3_600_000

function record(changes: Partial<IdempotencyRecord> = {}): IdempotencyRecord {
  return { clientId: 'client', key: 'key', fingerprint: 'body 1', answer: '{"messageId":"first"}', ...changes }
}

for (const backend of backends) {
  describe(`accept (${backend.name})`, () => {
    test('promise 1: an accepted message is there after a reopening', async () => {
      await using ctx = await backend.open()
      const message = textMessage(ctx.newId, '593987654321')
      await acceptAll(ctx.store, t0, [message])
      await ctx.reopen()
      assert.equal((await ctx.store.timeline('bot_test', message.id))?.state, 'queued')
      assert.deepEqual(idsOf((await claimAll(ctx.store, t0)).messages), [message.id])
    })

    test('promise 1: all or nothing, and other members of the same group commit', async () => {
      await using ctx = await backend.open()
      const unwritable = { ...textMessage(ctx.newId, '593900000001'), id: noId }
      const beside = textMessage(ctx.newId, '593900000002')
      const before = textMessage(ctx.newId, '593900000003')
      const results = await Promise.allSettled([
        acceptAll(ctx.store, t0, [before]),
        ctx.store.accept({ botId: 'bot_test', acceptedAt: t0, messages: [beside, unwritable], idempotency: record() }),
        acceptAll(ctx.store, t0, [textMessage(ctx.newId, '593900000004')]),
      ])
      assert.deepEqual(
        results.map((result) => result.status),
        ['fulfilled', 'rejected', 'fulfilled'],
      )
      assert.equal(await ctx.store.timeline('bot_test', beside.id), undefined)
      assert.equal((await ctx.store.backlog()).queued, 2)
      const again = { botId: 'bot_test', acceptedAt: t0, messages: [beside], idempotency: record() }
      assert.deepEqual(await ctx.store.accept(again), { kind: 'accepted' }, 'the key of what failed is free')
    })

    test('promise 2: the same key and body get the same answer for 24 hours, and no second message', async () => {
      await using ctx = await backend.open()
      const send = (acceptedAt: number, answer: string) =>
        ctx.store.accept({
          botId: 'bot_test',
          acceptedAt,
          messages: [textMessage(ctx.newId, '593987654321')],
          idempotency: record({ answer }),
        })
      assert.deepEqual(await send(t0, 'first'), { kind: 'accepted' })
      assert.deepEqual(await send(t0 + 1, 'second'), { kind: 'replayed', answer: 'first' })
      await ctx.store.purge(t0 + dayMs - 1)
      await ctx.reopen()
      assert.deepEqual(await send(t0 + dayMs - 1, 'third'), { kind: 'replayed', answer: 'first' })
      assert.equal((await ctx.store.backlog()).queued, 1)
    })

    test('promise 2: after 24 hours the key is free, whether or not it has been purged', async () => {
      for (const isPurged of [false, true]) {
        await using ctx = await backend.open()
        const send = (acceptedAt: number) =>
          ctx.store.accept({
            botId: 'bot_test',
            acceptedAt,
            messages: [textMessage(ctx.newId, '593987654321')],
            idempotency: record({ answer: String(acceptedAt) }),
          })
        await send(t0)
        if (isPurged) await ctx.store.purge(t0 + dayMs + 1)
        assert.deepEqual(await send(t0 + dayMs), { kind: 'accepted' })
        assert.deepEqual(await send(t0 + dayMs + 1), { kind: 'replayed', answer: String(t0 + dayMs) })
      }
    })

    test('promise 2: the same key with another body is a conflict and stores nothing', async () => {
      await using ctx = await backend.open()
      const send = (idempotency: IdempotencyRecord) =>
        ctx.store.accept({
          botId: 'bot_test',
          acceptedAt: t0,
          messages: [textMessage(ctx.newId, '593987654321')],
          idempotency,
        })
      await send(record())
      assert.deepEqual(await send(record({ fingerprint: 'body 2' })), { kind: 'conflict' })
      assert.equal((await ctx.store.backlog()).queued, 1)
      assert.deepEqual(await send(record({ clientId: 'another' })), { kind: 'accepted' }, "keys are a client's own")
    })

    test('promise 2: fifty at once under one key are one message and fifty equal answers', async () => {
      await using ctx = await backend.open()
      const answers = await Promise.all(
        Array.from({ length: 50 }, async () => {
          const message = textMessage(ctx.newId, '593987654321')
          const result = await ctx.store.accept({
            botId: 'bot_test',
            acceptedAt: t0,
            messages: [message],
            idempotency: record({ answer: message.id }),
          })
          return result.kind === 'replayed' ? result.answer : message.id
        }),
      )
      assert.equal(new Set(answers).size, 1)
      const { messages } = await claimAll(ctx.store, t0)
      assert.deepEqual(idsOf(messages), answers.slice(0, 1))
      assert.equal((await ctx.store.backlog()).queued, 0)
    })

    test('10,000 messages are accepted in one transaction, quickly, in their order', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const messages = Array.from({ length: 12_150 }, (_, index) => textMessage(ctx.newId, `5939${10_000_000 + index}`))
      const left = [...messages]
      // By the same machine in turn, the best of three: the speed of machines and moments differs.
      const took: [singlyMs: number, togetherMs: number][] = []
      for (const size of [10_000, 1_000, 1_000]) {
        const [singles, together] = [left.splice(0, 50), left.splice(0, size)]
        const singlyMs = await msEach(singles, async () => {
          for (const message of singles) await acceptAll(ctx.store, t0, [message])
        })
        took.push([singlyMs, await msEach(together, () => acceptAll(ctx.store, t0, together))])
      }
      const [singlyMs, togetherMs] = [0, 1].map((way) => Math.min(...took.map((ms) => ms[way] ?? 0)))
      assert.ok(
        Number(togetherMs) < Number(singlyMs) / 2,
        `${togetherMs} ms each, and ${singlyMs} when each has a transaction of its own`,
      )
      assert.equal((await ctx.store.backlog()).queued, messages.length)
      assert.deepEqual(idsOf((await claimAll(ctx.store, t0, messages.length)).messages).sort(), idsOf(messages).sort())
    })
  })
}

async function msEach(messages: unknown[], work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / messages.length
}
