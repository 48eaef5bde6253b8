/**
 * The demo's rows at a start, beside rows of others with the same names: a real bot or client called `demo` is left
 * alone.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeDemo, createDemo, demoBotId, demoClient } from '../../src/app/demo.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import type { Store } from '../../src/store/store.ts'
import { t0 } from '../support/open-store.ts'
import { openTestStore, testBot } from '../support/store.ts'

const seal = createSeal('a key only for tests')
const hashSecret = (secret: string) => seal.hash('clients', secret)

function startOn(store: Store) {
  const lines: string[] = []
  const note = (_: object, text: string) => void lines.push(text)
  const deps = {
    store,
    clock: () => t0,
    newWebhookSecret: () => 'whsec_AA==',
    seal,
    log: { info: note, warn: note },
  }
  return {
    lines,
    start: () => createDemo(deps, 'http://127.0.0.1:3001'),
    serve: () => closeDemo(deps, () => 'nobody knows'),
  }
}

async function putClient(store: Store, secret: string): Promise<void> {
  await store.putClient({ id: demoClient.id, name: 'Mine', bots: 'all', createdAt: t0, updatedAt: t0 })
  await store.addClientSecret({ clientId: demoClient.id, secretHash: hashSecret(secret), createdAt: t0 })
}

test("a real bot with the demo's id keeps its channel at every start, and the log says so", async () => {
  await using ctx = await openTestStore()
  const { store } = ctx
  const { start, serve, lines } = startOn(store)
  const bot = testBot({ id: demoBotId })
  await store.putBot(bot)
  await putClient(store, demoClient.secret)
  for (const step of [serve, start, serve]) {
    await step()
    assert.deepEqual((await store.bot(demoBotId))?.channel, bot.channel)
    assert.equal(await store.client(demoClient.id), undefined, 'the public secret opens nothing of a real bot')
  }
  assert.equal(lines.length, 3)
  assert.ok(lines.every((line) => /another bot has the id of the demo bot/.test(line)))
  assert.deepEqual(await store.templates(demoBotId), [])
})

test('a real client called demo is not deleted; the one with the public secret is', async () => {
  await using ctx = await openTestStore()
  const { store } = ctx
  const { start, serve, lines } = startOn(store)
  await putClient(store, 'a secret of my own')
  await serve()
  await start()
  await serve()
  assert.equal((await store.client(demoClient.id))?.name, 'Mine')
  await store.deleteClient(demoClient.id)
  await start()
  assert.equal((await store.client(demoClient.id))?.name, 'Demo')
  await serve()
  assert.equal(await store.client(demoClient.id), undefined)
  assert.equal((await store.bot(demoBotId))?.channel.appSecret, 'nobody knows')
  await start()
  assert.equal(
    (await store.bot(demoBotId))?.channel.appSecret,
    'sandbox-app-secret',
    'the demo is known again by its number',
  )
  assert.deepEqual(lines, [])
})
