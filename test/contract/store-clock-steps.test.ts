/** Clocks that step, ahead or back: no message and no key is lost, and due work continues. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createProcessClock } from '../../src/app/clock.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { createFakeMachine } from '../support/fake-machine.ts'
import { claimAll, testBot, textMessage, tieredBackends } from '../support/store.ts'

const minute = 60_000
const hour = 60 * minute

for (const backend of tieredBackends)
  describe(`a clock that steps (${backend.name})`, () => {
    for (const stepHours of [72, 25, 1, -1, -5, -72])
      test(`${stepHours} hours: messages, keys, events and waiting retries are unchanged`, async () => {
        const machine = createFakeMachine()
        const { now } = createProcessClock(machine)
        await using ctx = await backend.open({ isFresh: true })
        const { store } = ctx
        await store.putBot(testBot())
        await store.putEndpoint(testEndpoint('ep', ['message']))
        await store.purge(now())
        const idempotency = { clientId: 'c', key: 'k', fingerprint: 'f', answer: 'first' }
        const accept = () => {
          const message = textMessage(ctx.newId, '593900000001', '', { expiresAt: now() + 30 * minute })
          return store.accept({ botId: 'bot_test', acceptedAt: now(), messages: [message], idempotency })
        }
        await accept()
        await store.accept({
          botId: 'bot_test',
          acceptedAt: now(),
          messages: [textMessage(ctx.newId, '593900000002')],
        })
        const again = (await claimAll(store, now())).messages.find(({ userId }) => userId.endsWith('2'))
        assert.ok(again)
        await store.settle(again, { kind: 'again', dueAt: now() + minute, counts: 'retry' }, now())
        await store.recover(now(), now() + minute)
        await ingestFacts(store, [inboundFact('wamid.1')], now())

        machine.step(stepHours * hour)
        const left = new Set<string>()
        for (let turn = 0; turn < 10; turn++) {
          machine.pass(minute, now)
          await store.expire(now())
          await store.releaseUnknown(now(), now() - 24 * hour)
          const { messages } = await store.claim({
            botId: 'bot_test',
            limit: 9,
            now: now(),
            oldBefore: now() - 24 * hour,
          })
          for (const { userId } of messages) left.add(userId)
          await store.purge(now())
        }
        assert.deepEqual([...left].sort(), ['593900000001', '593900000002'])
        assert.deepEqual(ctx.rows(`select state from messages where state in ('failed', 'expired')`), [])
        assert.deepEqual(await accept(), { kind: 'replayed', answer: 'first' })
        const claim = { endpointId: 'ep', limit: 9, now: now(), inFlight: new Set<number>() }
        assert.equal((await store.claimDeliveries(claim)).deliveries.length, 1)
      })
  })
