/** Settings in memory are kept by change: whatever changes in whatever order, they are what a process that starts now would load. */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bot } from '../../src/model/bot.ts'
import type { Transaction } from '../../src/store/transaction.ts'
import { untilStage } from '../support/bot-end.ts'
import { testEndpoint } from '../support/facts.ts'
import { backends, openTestStore, type TestStore, t0, testBot } from '../support/store.ts'

function botOf(id: string, number: string, changes: Partial<Bot['channel']> = {}, createdAt = t0): Bot {
  const bot = testBot({ id, createdAt, updatedAt: createdAt })
  return { ...bot, channel: { ...bot.channel, phoneNumberId: number, ...changes } }
}

const numbers = ['1', '2', '3', '9']
const tokens = ['token a', 'token b', 'token c']

/** All that is asked of it. */
async function known({ store }: TestStore) {
  const bots = await store.bots()
  const endpoints = await Promise.all(bots.map(({ id }) => store.endpoints(id)))
  return {
    bots,
    endpoints,
    own: bots.map(({ id }) => store.ownBot(id)?.id),
    secrets: [...store.appSecrets(t0 + 9)].toSorted(),
    named: numbers.map((number) => [...store.appSecrets(t0 + 9, [number])].slice(0, 2)),
    tokens: tokens.map((token) => store.hasVerifyToken(token)),
  }
}

const changes: Record<string, (it: TestStore) => Promise<unknown>> = {
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
  'the bot goes': async (it) => {
    await it.store.deleteBot({ id: 'b', now: t0 + 8 })
    await untilStage(it, 'ended', t0 + 8, 'b')
  },
  'it comes again': ({ store }) => store.addBot(botOf('b', '2', {}, t0 + 8)),
}

for (const backend of backends)
  describe(`settings by change (${backend.name})`, () => {
    test('after each change what is known is what a start would load', async () => {
      await using it = await backend.open()
      for (const [what, change] of Object.entries(changes)) {
        await change(it)
        const before = await known(it)
        await it.reopen()
        assert.deepEqual(before, await known(it), what)
      }
    })
  })

/** Notes each statement and how many rows it brought. */
function* noting<T>(noted: string[], transaction: Transaction<T>): Transaction<T> {
  for (let step = transaction.next(); ; ) {
    if (step.done) return step.value
    const found = yield step.value
    noted.push(`${JSON.stringify(Object.values(step.value)[0])} ${JSON.stringify(found.length)}`)
    step = transaction.next(found)
  }
}

test('making and changing a bot takes the same statements and rows beside five bots and beside two hundred', async () => {
  const noted: string[] = []
  await using it = await openTestStore({
    around: (engine) => ({
      ...engine,
      read: (work) => engine.read(() => noting(noted, work())),
      write: (botIds, work, manner) => engine.write(botIds, () => noting(noted, work()), manner),
    }),
  })
  const measure = async (n: number) => {
    noted.length = 0
    await it.store.addBot(botOf(`bot ${n}`, `${n}`, {}, t0 + n))
    await it.store.changeBot({ id: `bot ${n}`, change: { name: 'Other' }, now: t0 + n + 1 })
    await it.store.putEndpoint({ ...testEndpoint(`ep ${n}`, ['message']), botId: `bot ${n}` })
    return [...noted]
  }
  for (let n = 1; n < 5; n++) await it.store.addBot(botOf(`bot ${n}`, `${n}`, {}, t0 + n))
  const few = await measure(5)
  for (let n = 6; n < 200; n++) await it.store.addBot(botOf(`bot ${n}`, `${n}`, {}, t0 + n))
  assert.ok(few.length > 10)
  assert.deepEqual(await measure(200), few)
})
