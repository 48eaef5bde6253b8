/**
 * The first rows of an installation: the client from the environment, and the end of the one that the environment named
 * before.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seed } from '../../src/app/bootstrap.ts'
import { loadConfig } from '../../src/config/config.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { t0 } from '../support/open-store.ts'
import { openTestStore } from '../support/store.ts'

const dayMs = 86_400_000

test('another RECADO_CLIENT_SECRET or RECADO_CLIENT_ID ends the former one within a day', async () => {
  await using ctx = await openTestStore()
  const seal = createSeal('a key only for tests')
  const warnings: unknown[] = []
  const start = async (clientId: string, clientSecret: string, at: number) => {
    const loaded = loadConfig({ RECADO_CLIENT_ID: clientId, RECADO_CLIENT_SECRET: clientSecret })
    assert.ok(loaded.ok)
    const { config } = loaded
    const log = { warn: (...words: unknown[]) => void warnings.push(words) }
    await seed({ config, store: ctx.store, seal, clock: () => at, log, sandboxUrl: undefined })
  }
  const endOf = async (clientId: string, secret: string) =>
    (await ctx.store.clientSecrets(clientId)).find(({ secretHash }) => secretHash === seal.hash('clients', secret))
      ?.expiresAt
  await start('shop', 'the-first-secret', t0)
  await start('shop', 'the-second-secret', t0 + 1)
  assert.equal(await endOf('shop', 'the-first-secret'), t0 + 1 + dayMs)
  assert.equal(await endOf('shop', 'the-second-secret'), undefined)
  await start('store', 'the-second-secret', t0 + 2)
  assert.equal(await endOf('shop', 'the-second-secret'), t0 + 2 + dayMs)
  assert.equal(await endOf('store', 'the-second-secret'), undefined)
  assert.equal(warnings.length, 0)
  const secretHash = seal.hash('clients', 'a-renewed-secret')
  await ctx.store.renewClientSecret({ clientId: 'store', secretHash, overlapMs: 0, now: t0 + 3 })
  await start('store', 'the-second-secret', t0 + 4)
  assert.equal(await endOf('store', 'the-second-secret'), t0 + 3, 'what was ended by hand stays ended')
  assert.equal(warnings.length, 1)
})
