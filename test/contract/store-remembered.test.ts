/**
 * What a store with a single writer remembers of a table that hardly ever changes is what the table says, also after a
 * write that is rolled back (store/sqlite/statements.ts). Both stores give the same answers.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isDeleted } from '../../src/store/bots/deleted-bots.ts'
import { BotGoneError } from '../../src/store/sql/failures.ts'
import { query, type Transaction } from '../../src/store/sql/transaction.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, backends, openEngine, testBot, textMessage } from '../support/store.ts'

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
