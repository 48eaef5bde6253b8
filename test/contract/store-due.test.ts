/**
 * The due work of this process's lanes, by one query for all of them: on every store, among several processes, and
 * where much waits.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createIds } from '../../src/model/ids.ts'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import type { Store } from '../../src/store/store.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { t0 } from '../support/open-store.ts'
import { freeDatabase } from '../support/postgres-store.ts'
import { acceptAll, backends, claimOne, testBot, textMessage } from '../support/store.ts'
import { testSkill } from '../support/store-fixtures.ts'

const nothing = {
  messages: [],
  probes: [],
  deliveries: [],
  skills: [],
  media: [],
  expired: [],
  unknown: [],
  scheduled: [],
  tasks: [],
}
const newId = createIds(Date.now)

for (const backend of backends)
  describe(`due work: ${backend.name}`, () => {
    test('nothing in an empty store, and each kind of work by its lane', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      await store.putBot(testBot())
      await store.putBot(testBot({ id: 'bot_other' }))
      await store.putEndpoint(testEndpoint('ep', ['message']))
      assert.deepEqual(await store.due(t0), nothing)
      await acceptAll(store, t0, [textMessage(ctx.newId, '593900000001')])
      await acceptAll(store, t0, [textMessage(ctx.newId, '593900000001', '', { needsProbe: true })], 'bot_other')
      await ingestFacts(store, [
        inboundFact('wamid.1', { bubble: { type: 'image' }, media: { id: '77', mimeType: 'image/webp' } }),
      ])
      assert.deepEqual(await store.due(t0), {
        ...nothing,
        messages: ['bot_test'],
        probes: ['bot_other'],
        media: ['bot_test'],
      })
      // A message event with a file waits a moment for it.
      assert.deepEqual((await store.due(t0 + 3_000)).deliveries, ['ep'])
      await store.putSkill(testSkill('k'))
      await ingestFacts(store, [
        inboundFact('wamid.2', { bubble: { type: 'quick_reply', text: 'x', payload: { type: 'edge', skillId: 'k' } } }),
      ])
      assert.deepEqual((await store.due(t0)).skills, ['bot_test'])
    })

    test('only work that is due by now, and work that has expired', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      await store.putBot(testBot())
      await acceptAll(store, t0, [textMessage(ctx.newId, '593900000001', '', { expiresAt: t0 + 50 })])
      const claimed = await claimOne(store, t0)
      await store.settle(claimed, { kind: 'again', dueAt: t0 + 100, counts: 'retry' }, t0)
      assert.deepEqual(await store.due(t0 + 49), nothing)
      assert.deepEqual(await store.due(t0 + 50), { ...nothing, expired: ['bot_test'] })
      assert.deepEqual((await store.due(t0 + 100)).messages, ['bot_test'])
      await store.expire(t0 + 100)
      await acceptAll(store, t0, [textMessage(ctx.newId, '593900000002')])
      await store.settle(await claimOne(store, t0), { kind: 'reconcile', until: t0 + 10, reason: '' }, t0)
      assert.deepEqual(await store.due(t0 + 9), nothing)
      assert.deepEqual(await store.due(t0 + 10), { ...nothing, unknown: ['bot_test'] })
    })
  })

describe('due work, among several', () => {
  test('each process gets its own bots, also when many more wait than it has', async () => {
    const url = await freeDatabase()
    const open = () => openPostgresStore({ newId, seal: createSeal('a key only for tests') }, { url })
    const stores = [await open(), await open()]
    try {
      await haveWaiting(stores)
      for (const store of stores) {
        const own = (await store.ownBots()).map(({ id }) => id).sort()
        // The first look scans the waiting rows and finds too many, the second does not try.
        for (let look = 0; look < 2; look++) {
          const due = await store.due(t0)
          assert.deepEqual(due.messages.toSorted(), own)
          assert.deepEqual(due.deliveries.toSorted(), own.map((id) => `ep_${id}`).sort())
        }
      }
    } finally {
      for (const store of stores) await store.close()
    }
  })
})

async function haveWaiting(stores: Store[]): Promise<void> {
  const [first] = stores
  const ids = Array.from({ length: 140 }, (_, index) => `bot_${index}`)
  for (const id of ids) {
    await first?.putBot(testBot({ id }))
    await first?.putEndpoint(testEndpoint(`ep_${id}`, ['message'], { botId: id }))
    await acceptAll(first as Store, t0, [textMessage(newId, '593900000001')], id)
    await ingestFacts(first as Store, [inboundFact(`wamid.${id}`, { phoneNumberId: `phone-${id}` })])
  }
  await eventually(async () => {
    const counts = await Promise.all(stores.map(async (store) => (await store.ownBots()).length))
    return counts.every((count) => count === ids.length / 2) && (await stores[1]?.bots())?.length === ids.length
  }, 'half of the bots each')
}
