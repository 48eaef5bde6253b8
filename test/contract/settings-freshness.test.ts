/**
 * A process's cache of the settings may be old when it acts: the process was suspended, its reads failed, or they
 * changed between a check and the write. Even then an event misses no endpoint, and a verified webhook is not stored
 * where no replay finds its bot.
 */
import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { bumpSettings } from '../../src/store/installation/facts.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { createSettingsCache } from '../../src/store/settings/cache.ts'
import type { Engine } from '../../src/store/sql/engine.ts'
import { query } from '../../src/store/sql/transaction.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { backends, openTestStore, testBot } from '../support/store.ts'

test('settings are checked again before an event is written, if the last check is two seconds old', async () => {
  let engine: Engine | undefined
  await using ctx = await openTestStore({ around: (one) => (engine = one) })
  await ctx.store.addBot(testBot({ id: 'a' }))
  let [now, reads] = [10_000, 0]
  const shared = { ...(engine as unknown as Engine), isShared: true }
  const counted: Engine = {
    ...shared,
    read: (work) => {
      reads += 1
      return shared.read(work)
    },
  }
  const cache = await createSettingsCache(createSeal('a key only for tests'), counted, undefined, () => now)
  const endpoints = () => cache.lookups.endpointsOf('a').map(({ id }) => id)
  await ctx.store.putEndpoint({ ...testEndpoint('ep', ['message']), botId: 'a' })
  now += 1_999
  assert.equal(cache.freshen(), undefined)
  assert.deepEqual(endpoints(), [])
  now += 1
  reads = 0
  await Promise.all([cache.freshen(), cache.freshen(), cache.freshen()])
  assert.deepEqual(endpoints(), ['ep'])
  const ofOne = reads
  now += 2_000
  reads = 0
  await Promise.all([cache.freshen(), cache.freshen()])
  assert.ok(ofOne > 1 && reads === 1, `${ofOne} and ${reads} reads`)
})

test('a single process on its file checks nothing', async () => {
  let engine: Engine | undefined
  await using ctx = await openTestStore({ around: (one) => (engine = one) })
  const cache = await createSettingsCache(
    createSeal('a key only for tests'),
    engine as unknown as Engine,
    undefined,
    () => 0,
  )
  await ctx.store.addBot(testBot({ id: 'a' }))
  assert.equal(cache.freshen(), undefined)
})

test('the first event after a standstill uses the settings that another process changed meanwhile', async () => {
  let engine: Engine | undefined
  await using ctx = await openTestStore({ around: (one) => (engine = { ...one, isShared: true }) })
  await ctx.store.addBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('ep', ['message']))
  await engine?.write(['bot_test'], function* () {
    yield* query('delete from endpoints')
    yield* bumpSettings(['bot_test'])
  })
  const now = performance.now.bind(performance)
  const clock = mock.method(performance, 'now', () => now() + 2_000)
  try {
    assert.equal((await ingestFacts(ctx.store, [inboundFact('w1')])).messages, 1)
  } finally {
    clock.mock.restore()
  }
  assert.deepEqual(ctx.rows('select * from deliveries'), [])
})

for (const backend of backends)
  describe(`a secret that changes between signature and write, on ${backend.name}`, () => {
    const bot = (id: string, appSecret: string) => {
      const one = testBot({ id })
      return { ...one, channel: { ...one.channel, appSecret, phoneNumberId: `phone-${id}` } }
    }

    test('nothing is stored, and Meta is made to sign it again', async () => {
      await using ctx = await backend.open()
      await ctx.store.addBot(bot('a', 'former'))
      await ctx.store.changeBot({ id: 'a', change: { channel: { appSecret: 'present' } }, now: t0 })
      const fact = inboundFact('w1', { phoneNumberId: 'phone-a' })
      const ingest = (appSecret: string) => ctx.store.ingest([fact], { receivedAt: t0, appSecret, isSignedNow: true })
      await assert.rejects(ingest('former'), { code: 'SIGNER_UNKNOWN' })
      assert.deepEqual(ctx.rows('select * from unplaced'), [])
      assert.equal((await ingest('present')).messages, 1)
    })

    test("a webhook that an app signs for another app's bot is stored as unprocessed, as usual", async () => {
      await using ctx = await backend.open()
      await ctx.store.addBot(bot('a', 'one'))
      await ctx.store.addBot(bot('b', 'other'))
      const fact = inboundFact('w1', { phoneNumberId: 'phone-a' })
      const { unrouted } = await ctx.store.ingest([fact], { receivedAt: t0, appSecret: 'other', isSignedNow: true })
      assert.equal(unrouted, 1)
    })
  })
