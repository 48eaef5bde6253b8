/**
 * What is asked of the store while writes are waiting that may wait (store/sql/group-start.ts): whoever must see what
 * happened before does, and an accept waits for none of it.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { query, queryOne, type Transaction } from '../../src/store/sql/transaction.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { backends, claimOne, openEngine, settleSent, testBot, textMessage, wamidOf } from '../support/store.ts'

const bot = 'bot_test'
const other = 'bot_other'
const phone = '593987654321'

function* note(botId: string, userId: string): Transaction<void> {
  yield* query('insert into conversations (bot_id, user_id) values ($1, $2)', botId, userId)
}

function* isNoted(botId: string, userId: string): Transaction<boolean> {
  const text = 'select 1 as found from conversations where bot_id = $1 and user_id = $2'
  return (yield* queryOne(text, botId, userId)) !== undefined
}

for (const backend of backends) {
  describe(`while a write waits that may wait (${backend.name})`, () => {
    test("a person's answer finds the message that it answers, as soon as that has left", async () => {
      await using ctx = await openEngine(backend)
      await ctx.store.putBot(testBot())
      // The second one's settle comes soon after that of the first, and so is gathered.
      for (let n = 1; n <= 2; n++) {
        const message = textMessage(ctx.newId, phone)
        await ctx.store.accept({ botId: bot, acceptedAt: t0, messages: [message] })
        const claimed = await claimOne(ctx.store, t0)
        const answer = inboundFact(`wamid.in.${n}`, { contextWamid: wamidOf(message.id, 1) })
        await Promise.all([settleSent(ctx.store, claimed, t0), ingestFacts(ctx.store, [answer], t0 + 1)])
        const found = await ctx.engine.read(() =>
          queryOne<{ body: string }>("select body from events where type = 'message' order by seq desc limit 1"),
        )
        const { context } = JSON.parse(found?.body ?? '{}')
        assert.deepEqual([context?.messageId, context?.wamid], [message.id, wamidOf(message.id, 1)])
      }
    })

    for (const [name, concerned] of Object.entries({
      'of the same bot': [other],
      // A write has a place in the line of its first bot; on PostgreSQL bots have several lines.
      ...(backend.name === 'sqlite' && { 'of several bots': [bot, other], 'of none': [] }),
    }))
      test(`a write ${name} sees it, and one that need not goes before it`, async () => {
        await using ctx = await openEngine(backend)
        for (const id of [bot, other]) await ctx.store.putBot(testBot({ id }))
        const seen: Record<string, boolean> = {}
        const look = (as: string, user: string) =>
          function* looking(): Transaction<void> {
            seen[as] = yield* isNoted(other, user)
          }
        for (const user of ['first', 'second']) {
          const waiting = ctx.engine.write([other], () => note(other, user), { mayWait: true })
          const overtaking = ctx.engine.write([other], look('overtaking', user), { overtakes: true })
          if (user === 'first') await Promise.all([waiting, overtaking])
          else {
            await overtaking
            await Promise.all([waiting, ctx.engine.write(concerned, look('in order', user))])
          }
        }
        assert.deepEqual(seen, { overtaking: false, 'in order': true })
      })
  })
}
