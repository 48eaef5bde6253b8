/** Refused requests are listed as they were added, by each filter and page by page, and go by their age. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Refusal, RefusalFilter } from '../../src/store/access/refusals.ts'
import { t0 } from '../support/open-store.ts'
import { times } from '../support/repetitions.ts'
import { backends } from '../support/store.ts'

const refusal = fc.record<Refusal>(
  {
    at: fc.integer({ min: 0, max: 5 }).map((n) => t0 + n),
    operation: fc.constantFrom('POST /v1/bots/{botId}/messages', 'PUT /a'),
    status: fc.constantFrom(400, 422, 429),
    code: fc.constantFrom('E0422', 'R4291'),
    botId: fc.constantFrom('one', 'two'),
    caller: fc.constantFrom(
      { kind: 'client' as const, id: 'shop', name: 'Shop' },
      { kind: 'key' as const, id: 'key_1' },
      { kind: 'admin' as const },
    ),
    requestId: fc.constantFrom('req_1', 'req_2'),
    fields: fc.constantFrom(['text'], ['buttons.0.title', '?']),
    count: fc.integer({ min: 1, max: 9 }),
  },
  { requiredKeys: ['at', 'operation', 'status', 'code', 'caller', 'requestId', 'count'] },
)

const filter = fc.record<RefusalFilter>(
  {
    botIds: fc.subarray(['one', 'two', 'three']),
    callerId: fc.constantFrom('shop', 'nobody'),
    code: fc.constantFrom('E0422', 'E0000'),
    operation: fc.constant('PUT /a'),
    fromAt: fc.integer({ min: 0, max: 5 }).map((n) => t0 + n),
    toAt: fc.integer({ min: 0, max: 6 }).map((n) => t0 + n),
  },
  { requiredKeys: [] },
)

const fits = (one: Refusal, { botIds, callerId, code, operation, fromAt = 0, toAt = Infinity }: RefusalFilter) =>
  (botIds === undefined || (one.botId !== undefined && botIds.includes(one.botId))) &&
  (callerId === undefined || one.caller.id === callerId) &&
  (code === undefined || one.code === code) &&
  (operation === undefined || one.operation === operation) &&
  one.at >= fromAt &&
  one.at < toAt

for (const backend of backends)
  describe(`refused requests (${backend.name})`, () => {
    test('every filter gives what fits, newest first, page by page', async () => {
      const batches = fc.array(fc.array(refusal, { maxLength: 6 }), { maxLength: 3 })
      await fc.assert(
        fc.asyncProperty(batches, filter, fc.integer({ min: 1, max: 4 }), async (added, asked, limit) => {
          await using ctx = await backend.open()
          for (const batch of added) await ctx.store.addRefusals(batch)
          const all = added.flat().map((one, seq) => ({ ...one, seq }))
          const expected = all.filter((one) => fits(one, asked)).toSorted((a, b) => b.at - a.at || b.seq - a.seq)
          const found: Refusal[] = []
          let behind: { at: number; seq: number } | undefined
          for (;;) {
            const page = await ctx.store.refusalRows(asked, behind, limit)
            found.push(...page.map(({ seq: _seq, ...one }) => one))
            behind = page.at(-1)
            if (page.length < limit) break
          }
          assert.deepEqual(
            found,
            expected.map(({ seq: _seq, ...one }) => one),
          )
        }),
        { numRuns: times(15, 200) },
      )
    })

    test('they go by their age, and by nothing else', async () => {
      const kept = { messagesMs: 0, attemptsMs: 0, eventsMs: 0, campaignRowsMs: 0, skillRunsMs: 0 }
      await using ctx = await backend.open({ retention: { ...kept, refusalsMs: 1_000 } })
      const one = { operation: 'POST /a', status: 400, code: 'E0400', caller: { kind: 'admin' as const }, count: 1 }
      const rows = [0, 1, 2, 3].map((n) => ({ ...one, at: t0 + n * 1_000, requestId: `req_${n}` }))
      await ctx.store.addRefusals(rows)
      await ctx.store.purge(t0 + 3_500)
      const left = await ctx.store.refusalRows({}, undefined, 10)
      assert.deepEqual(
        left.map(({ requestId }) => requestId),
        ['req_3'],
      )
    })
  })
