/**
 * The short run of `npm run fuzz`, on both stores: every request by any caller is answered and does not end the
 * gateway.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freeDatabase } from '../support/postgres-store.ts'
import { hammer } from './hammer.ts'

for (const store of ['SQLite', 'PostgreSQL']) {
  test(`a thousand random requests over every operation: no 5xx, no crash, nothing twice (${store})`, async () => {
    const databaseUrl = store === 'PostgreSQL' ? await freeDatabase() : undefined
    const { counts, violations } = await hammer({ requests: 1_000, seed: 7, ...(databaseUrl && { databaseUrl }) })
    assert.deepEqual(violations, [])
    assert.ok((counts[200] ?? 0) > 50, 'some of it is right')
    assert.ok((counts[422] ?? 0) > 50, 'some of it is wrong')
  })
}
