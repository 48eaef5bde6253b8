/**
 * A bot and the lease of its lanes begin and end in one transaction: no bot is without an owner, whatever is lost
 * between that commit and the next statement, and however soon an id is used again.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventually } from '../support/gateway.ts'
import { createHeldEngine } from '../support/held-engine.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, backends, testBot, textMessage } from '../support/store.ts'

const id = 'bot_test'
const person = '593987654321'

for (const backend of backends)
  describe(`the lease of a bot (${backend.name})`, () => {
    test('a bot made again in the moment in which the one before has ended has an owner, and can end', async () => {
      const held = createHeldEngine()
      await using ctx = await backend.open({ around: held.around })
      const { store } = ctx
      await store.addBot(testBot())
      for (const turn of [1, 2]) {
        let isMade = false
        held.afterWrites = async (result) => {
          if (!(result as { ended?: unknown } | undefined)?.ended) return
          held.afterWrites = undefined
          isMade = (await store.addBot(testBot())) === 'added'
        }
        await acceptAll(store, t0, [textMessage(ctx.newId, person)])
        assert.equal(await store.deleteBot({ id, now: t0 }), true)
        await eventually(() => isMade, `it is made again after end ${turn}`)
        await eventually(() => store.ownBot(id) !== undefined, `it has an owner after end ${turn}`)
        if (backend.name === 'postgres')
          assert.equal(ctx.rows(`select owner from leases where bot_id = '${id}'`).length, 1, `its row, end ${turn}`)
      }
    })

    // Only there may the answer to a commit be lost.
    if (backend.name !== 'postgres') return
    test('a bot whose making was not answered has an owner all the same', async () => {
      for (const make of ['addBot', 'putBot'] as const) {
        const held = createHeldEngine()
        await using ctx = await backend.open({ around: held.around })
        held.loseAnswer = true
        await assert.rejects(ctx.store[make](testBot()))
        await eventually(async () => (await ctx.store.bot(id)) && ctx.store.ownBot(id) !== undefined, make)
      }
    })
  })
