/**
 * What a store with a single writer remembers of a table is what the table says, also after a write that is rolled back
 * (store/sqlite/remembered.ts). All contract tests compare each answer from memory with the file (support/store.ts).
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isDeleted } from '../../src/store/bots/deleted-bots.ts'
import type { ClaimedMessage } from '../../src/store/messages/records.ts'
import { BotGoneError } from '../../src/store/sql/failures.ts'
import { query, type Transaction } from '../../src/store/sql/transaction.ts'
import { ingestFacts, statusFact } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import {
  acceptAll,
  backends,
  claimOne,
  openEngine,
  openTestStore,
  settleSent,
  testBot,
  textMessage,
  wamidOf,
} from '../support/store.ts'

const bot = 'bot_test'

for (const backend of backends) {
  describe(`a deleted bot (${backend.name})`, () => {
    test('is refused from the next write on', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const accept = () => acceptAll(ctx.store, t0, [textMessage(ctx.newId, '593987654321')])
      assert.equal((await accept()).kind, 'accepted')
      // The deletion and what came with it are one group.
      const [removed, late] = await Promise.allSettled([ctx.store.deleteBot({ id: bot, now: t0 }), accept()])
      assert.deepEqual([removed.status, late.status], ['fulfilled', 'rejected'])
      await assert.rejects(accept(), BotGoneError)
    })

    test('whose deletion is rolled back is not deleted', async () => {
      await using ctx = await openEngine(backend)
      await ctx.store.putBot(testBot())
      const asked = () => ctx.engine.write([bot], () => isDeleted(bot))
      const deletedIn: boolean[] = []
      function* deleteInVain(): Transaction<void> {
        yield* query(
          'insert into deleted_bots (id, created_at, updated_at, deleted_at, stage, stage_at) values ($1, 1, 1, 1, $2, 1)',
          bot,
          'ending',
        )
        deletedIn.push(yield* isDeleted(bot))
        throw new Error('in vain')
      }
      assert.equal(await asked(), false)
      await assert.rejects(ctx.engine.write([bot], deleteInVain), /in vain/)
      assert.deepEqual([deletedIn.includes(true), await asked()], [true, false])
    })
  })
}

/** A message that was sent, with the number of its lives that came from memory since. */
async function sentOne(onRemembered: (text: string) => void) {
  const ctx = await openTestStore({ onRemembered })
  await ctx.store.putBot(testBot())
  await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '593987654321')])
  const claimed = await claimOne(ctx.store, t0)
  await settleSent(ctx.store, claimed, t0 + 1)
  return { ctx, wamid: wamidOf(claimed.id, claimed.attempt), claimed }
}

describe('the life of a message (SQLite)', () => {
  const lives = (texts: readonly string[]) => texts.filter((text) => text.includes('from messages where')).length

  test('is not read for its answer and its statuses, and every answer is what the file says', async () => {
    const texts: string[] = []
    const { ctx, wamid, claimed } = await sentOne((text) => texts.push(text))
    await using _ = ctx
    for (const [index, status] of (['sent', 'delivered', 'read'] as const).entries())
      await ingestFacts(ctx.store, [statusFact(wamid, status)], t0 + 2 + index)
    assert.equal(lives(texts), 4)
    assert.ok(
      texts.some((text) => text.includes('orphan_statuses')),
      'no orphan is looked for in an empty table',
    )
    assert.equal((await ctx.store.timeline('bot_test', claimed.id))?.state, 'read')
  })

  test('is known however the message came to its lane: one by one, of many, or given as it was accepted', async () => {
    const texts: string[] = []
    const given: ClaimedMessage[] = []
    await using ctx = await openTestStore({
      onRemembered: (text) => texts.push(text),
      onMessage: (message) => given.push(message) > 0,
    })
    await ctx.store.putBot(testBot())
    const to = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => textMessage(ctx.newId, String(593987650000 + from + index)))
    await acceptAll(ctx.store, t0, to(0, 1))
    await acceptAll(ctx.store, t0, to(1, 3))
    const handedOver = given.map(({ seq }) => seq)
    const { messages: claimed } = await ctx.store.claim({ botId: bot, limit: 9, now: t0 + 1, handedOver })
    await ctx.store.beginAttempts(bot, given, t0 + 1)
    assert.deepEqual([claimed.length, given.length], [3, 1])
    const before = lives(texts)
    for (const message of [...claimed, ...given]) await settleSent(ctx.store, message, t0 + 2)
    assert.equal(lives(texts) - before, 4)
  })

  test('is read anew after a write that has no rule, such as an erasure', async () => {
    const texts: string[] = []
    const { ctx, wamid } = await sentOne((text) => texts.push(text))
    await using _ = ctx
    const before = texts.length
    await ctx.store.erasePerson('bot_test', '593987654321', t0 + 2)
    await ingestFacts(ctx.store, [statusFact(wamid, 'delivered')], t0 + 3)
    assert.equal(lives(texts.slice(before)), 0)
  })

  test('waits for an orphan that came before it', async () => {
    const { ctx, wamid } = await sentOne(() => {})
    await using _ = ctx
    await ingestFacts(ctx.store, [statusFact('wamid.other', 'delivered')], t0 + 2)
    await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '593987654322')])
    const other = await claimOne(ctx.store, t0 + 3)
    await ctx.store.settle(other, { kind: 'sent', wamid: 'wamid.other' }, t0 + 3)
    assert.notEqual(wamid, 'wamid.other')
    assert.equal((await ctx.store.timeline('bot_test', other.id))?.state, 'delivered')
  })
})
