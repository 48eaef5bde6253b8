/** What a transaction hands to its listeners is its own, and comes with its commit. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DueDelivery } from '../../src/store/events/wakeup.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { createHeldEngine } from '../support/held-engine.ts'
import { t0 } from '../support/open-store.ts'
import { type Backend, backends } from '../support/store.ts'
import { openWithBot } from '../support/store-fixtures.ts'

const [ana, bruno, carla] = ['593900000001', '593900000002', '593900000003'] as const

/** `given`: the people of deliveries that were handed over, and `claimed()` those of deliveries that were not. */
async function open(backend: Backend) {
  const engine = createHeldEngine()
  const given: string[] = []
  const seqs = new Set<number>()
  const onDelivery = ({ seq, userId }: DueDelivery) => {
    given.push(userId)
    seqs.add(seq)
    return true
  }
  const ctx = await openWithBot(backend, { events: ['message'], around: engine.around, onDelivery })
  const hear = (phone: string) => ingestFacts(ctx.store, [inboundFact(`wamid.${phone}`, { person: { phone } })])
  const claimed = async () => {
    const { deliveries } = await ctx.store.claimDeliveries({ endpointId: 'ep', limit: 9, inFlight: seqs, now: t0 })
    return deliveries.map(({ userId }) => userId)
  }
  return { engine, given, hear, claimed, [Symbol.asyncDispose]: () => ctx[Symbol.asyncDispose]() }
}

for (const backend of backends) {
  describe(`notices (${backend.name})`, () => {
    test('what was refused for its time and is written after all adds none to those of another', async () => {
      await using site = await open(backend)
      const { engine, given, hear, claimed } = site
      engine.isNextLate = true
      await assert.rejects(hear(ana), { code: 'STORE_UNAVAILABLE' })
      await hear(bruno)
      await hear(carla)
      assert.deepEqual(given, [bruno, carla])
      assert.deepEqual(await claimed(), [ana], 'written, and left to a claim')
    })

    test('what was written and lost its answer hands over nothing, and the next only its own', async () => {
      await using site = await open(backend)
      const { engine, given, hear, claimed } = site
      engine.loseAnswer = true
      await assert.rejects(hear(ana), { code: 'STORE_UNAVAILABLE' })
      await hear(bruno)
      assert.deepEqual(given, [bruno])
      assert.deepEqual(await claimed(), [ana])
    })
  })
}
