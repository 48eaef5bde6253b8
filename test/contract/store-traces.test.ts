/** The trace of a message: with its claim, with every event of its life, and with the deliveries of these; on every store. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testEndpoint } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, settleSent, testBot, textMessage } from '../support/store.ts'

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

for (const backend of backends) {
  describe(`traces (${backend.name})`, () => {
    test('what is accepted under a trace is claimed and told under it, and what is not has none', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot({ sessionEvents: true }))
      const endpoint = testEndpoint('ep_traces', ['delivered_channel'])
      await ctx.store.putEndpoint(endpoint)
      const traced = textMessage(ctx.newId, '593900000001', 'hola', { traceparent })
      const plain = textMessage(ctx.newId, '593900000002', 'hola')
      await acceptAll(ctx.store, t0, [traced, plain])
      const { messages } = await claimAll(ctx.store, t0)
      assert.deepEqual(
        messages.map((one) => [one.id, one.traceparent]),
        [
          [traced.id, traceparent],
          [plain.id, undefined],
        ],
      )
      for (const message of messages) await settleSent(ctx.store, message, t0)
      const { deliveries } = await ctx.store.claimDeliveries({
        endpointId: endpoint.id,
        limit: 10,
        now: t0,
        inFlight: new Set(),
      })
      assert.deepEqual(
        new Map(deliveries.map((one) => [one.messageId, one.traceparent])),
        new Map([
          [traced.id, traceparent],
          [plain.id, undefined],
        ]),
      )
    })
  })
}
