/**
 * A message has one owner: whoever had the number when it was first reported. Meta repeats a webhook for days when an
 * answer is lost, and what it repeats after the number has moved to another bot is not that bot's: it was stored, told
 * and, perhaps, erased before. History alone belongs to whoever connects the number.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Echo, Fact, HistoryThread } from '../../src/model/inbound/inbound.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { type Backend, backends, testBot } from '../support/store.ts'

const formerId = 'bot_test'
const ownerId = 'bot_owner'
const phoneNumberId = 'phone-bot_test'
const ana = '593987654321'
const movedAt = t0 + 1_000
const repeatedAt = t0 + 60_000

const echo: Echo = {
  kind: 'echo',
  phoneNumberId,
  person: { phone: ana },
  message: { wamid: 'w', by: 'business', sentAt: t0, bubble: { type: 'text', text: 'echo' } },
}
const history: HistoryThread = {
  kind: 'history',
  phoneNumberId,
  person: { phone: ana },
  messages: [echo.message],
  chunk: { phase: 0 },
}

/** What may be repeated. */
const facts: [string, Fact][] = [
  ['a text', inboundFact('w')],
  ['a file', inboundFact('w', { media: { id: 'meta-1', mimeType: 'image/png' }, bubble: { type: 'image' } })],
  ['a reaction', inboundFact('w', { bubble: { type: 'reaction', reactionMessageId: 'x', emoji: '👍' } })],
  [
    'another number of a person',
    inboundFact('w', { renamed: { from: { phone: ana }, to: { phone: '593900000002' }, keepsNumber: false } }),
  ],
  ['an echo', echo],
]

/** How another bot comes to have the number. */
const moves: [string, (ctx: TestStore) => Promise<unknown>][] = [
  [
    'the former bot took another number',
    ({ store }) => store.changeBot({ id: formerId, change: { channel: { phoneNumberId: 'phone-new' } }, now: movedAt }),
  ],
  [
    'the former bot was deleted',
    async ({ store }) => {
      await store.deleteBot({ id: formerId, now: movedAt })
      for (let n = 0; n < 5; n++) await store.carryOn(movedAt)
    },
  ],
]

async function openWithBot(backend: Backend): Promise<TestStore> {
  const ctx = await backend.open()
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('former', ['message', 'message_echo', 'history']))
  return ctx
}

async function addOwner({ store }: TestStore): Promise<void> {
  const bot = testBot({ id: ownerId })
  assert.equal(await store.addBot({ ...bot, channel: { ...bot.channel, phoneNumberId } }), 'added')
  await store.putEndpoint(testEndpoint('owner', ['message', 'message_echo', 'history'], { botId: ownerId }))
}

const ofOwner = (ctx: TestStore, table: string) => ctx.rows(`select * from ${table} where bot_id = '${ownerId}'`)

for (const backend of backends)
  describe(`repeated after the number moved (${backend.name})`, () => {
    for (const [what, fact] of facts)
      for (const [how, move] of moves)
        test(`${what} is not the new owner's: ${how}`, async () => {
          await using ctx = await openWithBot(backend)
          assert.equal((await ingestFacts(ctx.store, [fact])).messages, 1)
          await move(ctx)
          await addOwner(ctx)
          const again = await ingestFacts(ctx.store, [fact], repeatedAt)
          assert.deepEqual([again.messages, again.duplicates], [0, 1])
          for (const table of ['inbound', 'events', 'media_files', 'conversations'])
            assert.deepEqual(ofOwner(ctx, table), [], table)
          assert.equal((await ingestFacts(ctx.store, [inboundFact('w2')], repeatedAt)).messages, 1, 'a new one')
          assert.equal(ofOwner(ctx, 'inbound').length, 1)
        })

    test('what was erased does not come back as the new owner’s', async () => {
      await using ctx = await openWithBot(backend)
      await ingestFacts(ctx.store, [inboundFact('w')])
      await ctx.store.erasePerson(formerId, ana, movedAt)
      await moves[0]?.[1](ctx)
      await addOwner(ctx)
      const again = await ingestFacts(ctx.store, [inboundFact('w'), { ...echo }], repeatedAt)
      assert.deepEqual([again.messages, again.duplicates], [0, 2])
      for (const table of ['inbound', 'conversations']) assert.deepEqual(ofOwner(ctx, table), [], table)
    })

    test('an echo or history that was erased brings nobody back', async () => {
      await using ctx = await openWithBot(backend)
      await ingestFacts(ctx.store, [echo])
      await ctx.store.erasePerson(formerId, ana, movedAt)
      await ingestFacts(ctx.store, [echo, history], repeatedAt)
      assert.deepEqual(ctx.rows('select user_id from conversations'), [])
    })

    test('history is the new owner’s, whatever the former one had', async () => {
      await using ctx = await openWithBot(backend)
      await ingestFacts(ctx.store, [history])
      await moves[0]?.[1](ctx)
      await addOwner(ctx)
      await ingestFacts(ctx.store, [history], repeatedAt)
      assert.equal(ofOwner(ctx, 'inbound').length, 1)
      await ingestFacts(ctx.store, [history], repeatedAt)
      assert.equal(ofOwner(ctx, 'inbound').length, 1)
    })
  })
