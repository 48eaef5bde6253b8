/**
 * Requests that are costly to read, each as it was found (support/attacks.ts), against a gateway in a process of its
 * own.
 */
import { test } from 'node:test'
import { bodyAttacks } from '../support/attacks.ts'
import { measureAttack } from '../support/flood-measure.ts'
import { openProbedSite } from '../support/probed-gateway.ts'

for (const [group, attacks] of Object.entries(bodyAttacks))
  test(`${group}: memory, and the longest answer of /healthz meanwhile`, async (t) => {
    await using site = await openProbedSite(undefined, { RECADO_RATE_PER_ADDRESS: '0', RECADO_RATE_PER_CLIENT: '0' })
    for (const attack of attacks) await t.test(attack.name, () => measureAttack(site, attack))
  })
