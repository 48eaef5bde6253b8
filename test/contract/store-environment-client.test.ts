/** The client from the environment: its former settings end after the overlap, and nothing else does. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Store } from '../../src/store/store.ts'
import { t0 } from '../support/open-store.ts'
import { backends } from '../support/store.ts'

const overlapMs = 86_400_000

const fromEnvironment = (clientId: string, secretHash: string, now = t0) => ({ clientId, secretHash, overlapMs, now })

async function secretsOf(store: Store, clientId: string) {
  const secrets = await store.clientSecrets(clientId)
  return Object.fromEntries(secrets.map(({ secretHash, expiresAt, source }) => [secretHash, [expiresAt, source]]))
}

for (const backend of backends) {
  describe(`the environment's client (${backend.name})`, () => {
    test('it is created, and recognised when it is given again', async () => {
      await using ctx = await backend.open()
      assert.equal(await ctx.store.setEnvironmentClient(fromEnvironment('shop', 'a')), 'made')
      assert.equal((await ctx.store.client('shop'))?.bots, 'all')
      assert.equal(await ctx.store.setEnvironmentClient(fromEnvironment('shop', 'a', t0 + 5)), 'known')
      await ctx.reopen()
      assert.deepEqual(await secretsOf(ctx.store, 'shop'), { a: [undefined, 'environment'] })
    })

    test('another secret ends the former one after the overlap, also when it is given again and again', async () => {
      await using ctx = await backend.open()
      await ctx.store.setEnvironmentClient(fromEnvironment('shop', 'a'))
      for (const at of [t0 + 1, t0 + 9]) await ctx.store.setEnvironmentClient(fromEnvironment('shop', 'b', at))
      assert.deepEqual(await secretsOf(ctx.store, 'shop'), {
        a: [t0 + 1 + overlapMs, 'environment'],
        b: [undefined, 'environment'],
      })
      await ctx.store.setEnvironmentClient(fromEnvironment('shop', 'a', t0 + 20))
      assert.deepEqual(await secretsOf(ctx.store, 'shop'), {
        a: [undefined, 'environment'],
        b: [t0 + 20 + overlapMs, 'environment'],
      })
    })

    test("another id ends the former client's secret from the environment, and nothing that the operator created", async () => {
      await using ctx = await backend.open()
      await ctx.store.setEnvironmentClient(fromEnvironment('shop', 'a'))
      await ctx.store.addClientSecret({ clientId: 'shop', secretHash: 'by hand', createdAt: t0 })
      const other = { id: 'other', name: 'Other', bots: 'all' as const, createdAt: t0, updatedAt: t0 }
      await ctx.store.addClient(other, 'of another')
      await ctx.store.setEnvironmentClient(fromEnvironment('store', 'a', t0 + 1))
      assert.deepEqual(await secretsOf(ctx.store, 'shop'), {
        a: [t0 + 1 + overlapMs, 'environment'],
        'by hand': [undefined, undefined],
      })
      assert.deepEqual(await secretsOf(ctx.store, 'store'), { a: [undefined, 'environment'] })
      assert.deepEqual(await secretsOf(ctx.store, 'other'), { 'of another': [undefined, undefined] })
    })

    test('a secret that a renewal ended stays ended, though the environment still has it', async () => {
      await using ctx = await backend.open()
      await ctx.store.setEnvironmentClient(fromEnvironment('shop', 'leaked'))
      await ctx.store.renewClientSecret({ clientId: 'shop', secretHash: 'new', overlapMs: 0, now: t0 + 1 })
      assert.equal(await ctx.store.setEnvironmentClient(fromEnvironment('shop', 'leaked', t0 + 2)), 'ended')
      assert.deepEqual(await secretsOf(ctx.store, 'shop'), {
        leaked: [t0 + 1, undefined],
        new: [undefined, undefined],
      })
      assert.equal(await ctx.store.setEnvironmentClient(fromEnvironment('shop', 'new', t0 + 3)), 'known')
      assert.deepEqual((await secretsOf(ctx.store, 'shop')).new, [undefined, 'environment'])
    })

    test('a client from before secrets had a source is taken over', async () => {
      await using ctx = await backend.open()
      const client = { id: 'shop', name: 'shop', bots: ['bot_a'], createdAt: 1, updatedAt: 1 }
      await ctx.store.addClient(client, 'a')
      assert.equal(await ctx.store.setEnvironmentClient(fromEnvironment('shop', 'a')), 'known')
      assert.deepEqual((await ctx.store.client('shop'))?.bots, ['bot_a'])
      assert.deepEqual(await secretsOf(ctx.store, 'shop'), { a: [undefined, 'environment'] })
    })
  })
}
