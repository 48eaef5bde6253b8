/** A few falls of a primary, each kind once: the short run that belongs to the tests. `FAILOVER_SEED` names another seed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runFailovers } from './failover.ts'
import { falls } from './primary-failures.ts'

/** What a switchover may take; a gateway that waits for a silence to end takes longer, and is measured apart. */
const acceptsWithinMs = 5_000
const noticesWithinMs = 15_000

test('promise 16: nothing acknowledged is lost or doubled unmarked, however the primary falls, and gateways accept again', async () => {
  const seed = Number(process.env.FAILOVER_SEED ?? 7)
  const { violations, counts, acceptedAfterMs } = await runFailovers({
    seed,
    rounds: Object.keys(falls).length,
    isEven: true,
  })
  assert.deepEqual(violations, [], `seed ${seed}`)
  assert.ok(counts.acknowledged > 100, `${counts.acknowledged} acknowledged`)
  // From the first commit of anybody's at the new primary: how fast the servers are is not asked.
  for (const [name, all] of acceptedAfterMs) {
    const maxMs = name === 'silent crash' ? noticesWithinMs : acceptsWithinMs
    for (const ms of all) assert.ok(ms < maxMs, `${name}: a gateway accepts after ${Math.round(ms)} ms (seed ${seed})`)
  }
})
