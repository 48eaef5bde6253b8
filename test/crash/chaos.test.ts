/**
 * Real processes, a network that fails, a Meta that fails and a webhook that fails, all at once and by seed; then four journals are compared.
 * A short run of `node test/chaos/run.ts`.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runChaos } from '../chaos/chaos.ts'

test('chaos: nothing acknowledged is lost, doubled in silence, out of order or untold, whatever fails', async () => {
  const { violations, counts, faults } = await runChaos({
    seed: Number(process.env.CHAOS_SEED ?? 1),
    forMs: 10_000,
    least: { acknowledged: 60, written: 20 },
    crowd: { clients: 8, peoplePerBot: 12, everyMs: 120, hotMessages: 46 },
    everyMs: 520,
    longestMs: 1_200,
    drainMs: 45_000,
  })
  assert.deepEqual(violations, [])
  assert.ok(faults.size >= 10, `only ${[...faults.keys()]}`)
  assert.ok((counts['messages acknowledged'] ?? 0) >= 60, JSON.stringify(counts))
  assert.ok((counts['messages that people wrote'] ?? 0) >= 20, JSON.stringify(counts))
})
