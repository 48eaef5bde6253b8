/**
 * Real processes, and failures of the network, Meta, the database and a webhook, all at once and by seed; then the
 * journals are compared. Short runs of `npm run chaos`.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runChaos } from '../chaos/chaos.ts'

const seed = Number(process.env.CHAOS_SEED ?? 1)
const common = {
  seed,
  isShort: true,
  least: { acknowledged: 60, written: 20, faults: 12 },
  load: { clients: 8, peoplePerBot: 12, everyMs: 120, hotMessages: 46, campaignEveryMs: 3_000 },
  longestMs: 1_200,
  drainMs: 60_000,
}

test('chaos: nothing acknowledged is lost, doubled silently, out of order or unreported, whatever fails', async (t) => {
  t.diagnostic(`seed ${seed}`)
  checkRun(await runChaos({ ...common, store: 'sqlite', gateways: 1, forMs: 8_000, everyMs: 400 }))
})

test('chaos: the same of two gateways on one PostgreSQL, which fails as well', async (t) => {
  t.diagnostic(`seed ${seed}`)
  checkRun(await runChaos({ ...common, store: 'postgres', gateways: 2, forMs: 10_000, everyMs: 600 }))
})

function checkRun({ violations, counts, faults }: Awaited<ReturnType<typeof runChaos>>): void {
  assert.deepEqual(violations, [])
  assert.ok(faults.size >= 10, `only ${[...faults.keys()]}`)
  assert.ok((counts['requests to send, acknowledged'] ?? 0) >= 60, JSON.stringify(counts))
  assert.ok((counts['messages that people wrote'] ?? 0) >= 20, JSON.stringify(counts))
}
