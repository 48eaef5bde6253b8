/**
 * A few failures of a primary, each kind once: the short run that belongs to the tests. `FAILOVER_SEED` sets another
 * seed.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runFailovers } from './failover.ts'
import { failures } from './primary-failures.ts'

/** The maximum for a switchover; a gateway that first waits for a timeout takes longer, and is measured separately. */
const acceptsWithinMs = 5_000
const noticesWithinMs = 15_000

test('promise 16: nothing acknowledged is lost or doubled unmarked, however the primary fails, and gateways accept again', async () => {
  const seed = Number(process.env.FAILOVER_SEED ?? 7)
  const { violations, counts, acceptedAfterMs } = await runFailovers({
    seed,
    rounds: Object.keys(failures).length,
    isEven: true,
  })
  assert.deepEqual(violations, [], `seed ${seed}`)
  assert.ok(counts.acknowledged > 100, `${counts.acknowledged} acknowledged`)
  // From the first commit of any client at the new primary: the servers' own speed is not tested.
  for (const [name, all] of acceptedAfterMs) {
    const maxMs = name === 'silent crash' ? noticesWithinMs : acceptsWithinMs
    for (const ms of all) assert.ok(ms < maxMs, `${name}: a gateway accepts after ${Math.round(ms)} ms (seed ${seed})`)
  }
})
