/**
 * Cached settings are updated by change: after any changes in any order, they equal what a process that starts now
 * would load.
 */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bot } from '../../src/model/bot/bot.ts'
import { formerNumberMs } from '../../src/model/bot/identity.ts'
import { createIds } from '../../src/model/ids.ts'
import type { FormerNumber } from '../../src/store/bots/former-identity.ts'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { createDirectory, type Directory } from '../../src/store/settings/directory.ts'
import type { Transaction } from '../../src/store/sql/transaction.ts'
import { untilStage } from '../support/bot-deletion.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { type Backend, backends, openTestStore, testBot } from '../support/store.ts'

function botOf(id: string, number: string, changes: Partial<Bot['channel']> = {}, createdAt = t0): Bot {
  const bot = testBot({ id, createdAt, updatedAt: createdAt })
  return { ...bot, channel: { ...bot.channel, phoneNumberId: number, ...changes } }
}

const tokens = ['token a', 'token b', 'token c']

/** All of its lookups. */
async function known({ store }: TestStore) {
  const bots = await store.bots()
  const endpoints = await Promise.all(bots.map(({ id }) => store.endpoints(id)))
  return {
    bots,
    endpoints,
    own: bots.map(({ id }) => store.ownBot(id)?.id),
    secrets: [...store.appSecrets(t0 + 9)].toSorted(),
    signers: ['1', '2', '3', '8', '9'].map((number) => store.appSecretOf(number)),
    tokens: tokens.map((token) => store.hasVerifyToken(token)),
  }
}

const changes: Record<string, (ctx: TestStore) => Promise<unknown>> = {
  'a bot comes': ({ store }) =>
    store.addBot(botOf('b', '2', { appSecret: 'secret b', verifyToken: 'token b' }, t0 + 2)),
  'an older one comes later': ({ store }) =>
    store.putBot(botOf('a', '1', { appSecret: 'secret a', verifyToken: 'token a' }, t0 + 1)),
  'another of the same app': ({ store }) =>
    store.putBot(botOf('c', '3', { appSecret: 'secret b', verifyToken: 'token c' }, t0 + 3)),
  'an endpoint of it': ({ store }) => store.putEndpoint({ ...testEndpoint('ep_b', ['message']), botId: 'b' }),
  'another app': ({ store }) =>
    store.changeBot({ id: 'b', change: { channel: { appSecret: 'secret d' } }, now: t0 + 4 }),
  'another number and account': ({ store }) =>
    store.changeBot({ id: 'a', change: { channel: { phoneNumberId: '9', wabaId: '99' } }, now: t0 + 5 }),
  'its old number, to another bot': ({ store }) =>
    store.changeBot({ id: 'c', change: { channel: { phoneNumberId: '1' } }, now: t0 + 6 }),
  'another number under another app': ({ store }) =>
    store.changeBot({ id: 'b', change: { channel: { phoneNumberId: '8', appSecret: 'secret e' } }, now: t0 + 7 }),
  'the endpoint is another': ({ store }) =>
    store.changeEndpoint({ id: 'ep_b', change: { events: ['read'] }, now: t0 + 7 }),
  'the endpoint goes': ({ store }) => store.deleteEndpoint('ep_b'),
  'the bot goes': async (ctx) => {
    await ctx.store.deleteBot({ id: 'b', now: t0 + 8 })
    await untilStage(ctx, 'ended', t0 + 8, 'b')
  },
  'it comes again': ({ store }) => store.addBot(botOf('b', '2', {}, t0 + 8)),
}

for (const backend of backends)
  describe(`settings by change (${backend.name})`, () => {
    test('after each change the cache equals what a start would load', async () => {
      await using ctx = await backend.open()
      for (const [what, change] of Object.entries(changes)) {
        await change(ctx)
        const before = await known(ctx)
        await ctx.reopen()
        assert.deepEqual(before, await known(ctx), what)
      }
    })
  })

describe('former numbers in the directory', () => {
  const [one, two] = [botOf('a', '2', { appSecret: 'secret a' }), botOf('b', '3', { appSecret: 'secret b' })]
  const left = (botId: string, appSecret: string, leftAt: number): FormerNumber => ({
    phoneNumberId: '1',
    botId,
    appSecret,
    leftAt,
  })
  const holders = (directory: Directory, at: number) =>
    directory.formerHolders('1', at).map(({ bot, appSecret }) => `${bot.id} ${appSecret}`)

  test('are found by number, the most recent owner first, and their apps by secret, each once', () => {
    const directory = createDirectory()
    directory.put('a', { bot: one, endpoints: [], formerNumbers: [left('a', 'secret z', t0)] })
    directory.put('b', { bot: two, endpoints: [], formerNumbers: [left('b', 'secret z', t0 + 1)] })
    assert.deepEqual(holders(directory, t0 + 2), ['b secret z', 'a secret z'])
    assert.deepEqual([...directory.appSecrets(t0 + 2)].toSorted(), ['secret a', 'secret b', 'secret z'])
    assert.deepEqual(holders(directory, t0 + formerNumberMs), ['b secret z'])
    assert.deepEqual([...directory.appSecrets(t0 + 1 + formerNumberMs)].toSorted(), ['secret a', 'secret b'])
  })

  test('are those of the last change, and are deleted with their bot', () => {
    const directory = createDirectory()
    directory.put('a', { bot: one, endpoints: [], formerNumbers: [left('a', 'secret y', t0)] })
    directory.put('a', { bot: one, endpoints: [], formerNumbers: [left('a', 'secret z', t0)] })
    assert.deepEqual(holders(directory, t0), ['a secret z'])
    assert.deepEqual([...directory.appSecrets(t0)].toSorted(), ['secret a', 'secret z'])
    directory.put('a', { leaving: { bot: one }, endpoints: [] })
    assert.deepEqual([holders(directory, t0), [...directory.appSecrets(t0)]], [[], []])
    const formerNumbers = [left('b', 'secret z', t0)]
    directory.reset({ bots: new Map([['b', two]]), leaving: new Map(), endpoints: new Map(), formerNumbers })
    assert.deepEqual(holders(directory, t0), ['b secret z'])
    directory.reset({ bots: new Map([['b', two]]), leaving: new Map(), endpoints: new Map(), formerNumbers: [] })
    assert.deepEqual([holders(directory, t0), [...directory.appSecrets(t0)]], [[], ['secret b']])
  })
})

test('PostgreSQL: another process learns of a former number by the change of its bot', async () => {
  await using ctx = await (backends[1] as Backend).open()
  const deps = { newId: createIds(Date.now), seal: createSeal('a key only for tests') }
  const other = await openPostgresStore(deps, { url: ctx.path })
  try {
    await ctx.store.putBot(botOf('a', '1', { appSecret: 'secret a' }))
    assert.equal((await ingestFacts(other, [inboundFact('w1', { phoneNumberId: '1' })], t0, 'secret a')).messages, 1)
    const channel = { phoneNumberId: '2', appSecret: 'secret b' }
    await ctx.store.changeBot({ id: 'a', change: { channel }, now: t0 + 1 })
    const received = () => ingestFacts(other, [inboundFact('w2', { phoneNumberId: '1' })], t0 + 2, 'secret a')
    await eventually(async () => [...other.appSecrets(t0 + 2, ['1'])].join() === 'secret b,secret a', 'the change')
    assert.deepEqual([other.appSecretOf('1'), other.appSecretOf('2')], [undefined, 'secret b'])
    assert.equal((await received()).messages, 1)
    assert.match(String(ctx.rows('select body from events order by seq desc')[0]?.body), /"formerNumber"/)
  } finally {
    await other.close()
  }
})

/** Records each statement and its number of rows. */
function* noting<T>(noted: string[], transaction: Transaction<T>): Transaction<T> {
  for (let step = transaction.next(); ; ) {
    if (step.done) return step.value
    const found = yield step.value
    noted.push(`${JSON.stringify(Object.values(step.value)[0])} ${JSON.stringify(found.length)}`)
    step = transaction.next(found)
  }
}

test('creating and changing a bot takes the same statements and rows beside five bots and beside two hundred', async () => {
  const noted: string[] = []
  await using ctx = await openTestStore({
    around: (engine) => ({
      ...engine,
      read: (work) => engine.read(() => noting(noted, work())),
      write: (botIds, work, concurrency) => engine.write(botIds, () => noting(noted, work()), concurrency),
    }),
  })
  const measure = async (n: number) => {
    noted.length = 0
    await ctx.store.addBot(botOf(`bot ${n}`, `${n}`, {}, t0 + n))
    await ctx.store.changeBot({ id: `bot ${n}`, change: { name: 'Other' }, now: t0 + n + 1 })
    await ctx.store.putEndpoint({ ...testEndpoint(`ep ${n}`, ['message']), botId: `bot ${n}` })
    return [...noted]
  }
  for (let n = 1; n < 5; n++) await ctx.store.addBot(botOf(`bot ${n}`, `${n}`, {}, t0 + n))
  const few = await measure(5)
  for (let n = 6; n < 200; n++) await ctx.store.addBot(botOf(`bot ${n}`, `${n}`, {}, t0 + n))
  assert.ok(few.length > 10)
  assert.deepEqual(await measure(200), few)
})
