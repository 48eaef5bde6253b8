/**
 * Webhooks with an unknown signature are checked against all apps one at a time; a webhook that names its bot does not
 * wait for them.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type IngestDeps, ingestWebhook } from '../../src/inbound/ingest.ts'
import { createSearches } from '../../src/inbound/searches.ts'
import { metaSignature } from '../support/meta-webhooks.ts'

test('one search runs at a time, in order, with a bound on those that wait; a failed one releases its turn', async () => {
  const searches = createSearches()
  const begun: number[] = []
  const ends: ((error?: Error) => void)[] = []
  const search = (n: number) =>
    searches.take(() => {
      begun.push(n)
      return new Promise<number>((resolve, reject) => {
        ends.push((error) => (error ? reject(error) : resolve(n)))
      })
    })
  const all = Array.from({ length: 20 }, (_, n) => search(n).catch((error: Error) => error.message))
  assert.deepEqual(await Promise.all(all.slice(17)), ['busy', 'busy', 'busy'])
  assert.deepEqual(begun, [0])
  for (let n = 0; n < 17; n++) {
    ends[n]?.(n === 5 ? new Error('disk') : undefined)
    await all[n]
    await new Promise((turn) => setImmediate(turn))
    assert.equal(begun.length, Math.min(n + 2, 17))
  }
  assert.equal(await all[5], 'disk')
  const again = search(99)
  ends[17]?.()
  assert.equal(await again, 99)
})

test('forty unsigned bodies of a megabyte, beside twenty apps: one is searched for at a time, and a webhook that names its bot passes', async () => {
  let looking = 0
  let max = 0
  const secrets = function* (hints: Iterable<string>) {
    if ([...hints].includes('111')) yield 'the app of 111'
    yield 'app 0'
    looking += 1
    max = Math.max(max, looking)
    for (let n = 1; n < 20; n++) yield `app ${n}`
    looking -= 1
  }
  const reported: string[] = []
  const store: IngestDeps['store'] = {
    appSecretOf: () => undefined,
    appSecrets: (_now, hints = []) => secrets(hints),
    ingest: async () => ({}) as Awaited<ReturnType<IngestDeps['store']['ingest']>>,
  }
  const deps: IngestDeps = { store, clock: () => 0, searches: createSearches(), observe: () => {} }
  const body = Buffer.from(`{"entry":[{"id":"999"}],"x":"${'x'.repeat(1_100_000)}"}`)
  const unsigned = Array.from({ length: 40 }, async () => {
    const { kind } = await ingestWebhook(deps, body, `sha256=${'0'.repeat(64)}`)
    reported.push(kind)
  })
  const named = '{"entry":[{"id":"111","changes":[]}]}'
  const { kind } = await ingestWebhook(deps, Buffer.from(named), metaSignature(named, 'the app of 111'))
  assert.equal(kind, 'ingested')
  assert.ok(!reported.includes('bad_signature'), 'before any search has ended')
  await Promise.all(unsigned)
  assert.equal(reported.filter((one) => one === 'bad_signature').length, 17)
  assert.equal(reported.filter((one) => one === 'busy').length, 23)
  assert.equal(max, 1)
})

test('the signing app is found among all apps, also when it is the last', async () => {
  const secrets = Array.from({ length: 1_000 }, (_, n) => `app ${n}`)
  const store: IngestDeps['store'] = {
    appSecretOf: () => undefined,
    appSecrets: () => secrets,
    ingest: async () => ({}) as Awaited<ReturnType<IngestDeps['store']['ingest']>>,
  }
  const deps: IngestDeps = { store, clock: () => 0, searches: createSearches(), observe: () => {} }
  const body = '{"entry":[]}'
  for (const n of [0, 255, 256, 257, 511, 512, 999]) {
    const { kind } = await ingestWebhook(deps, Buffer.from(body), metaSignature(body, `app ${n}`))
    assert.equal(kind, 'ingested', `${n}`)
  }
  assert.equal((await ingestWebhook(deps, Buffer.from(body), metaSignature(body, 'none'))).kind, 'bad_signature')
})

test('a webhook that names a number is tried with its app, and no other one is looked for; another signer still is', async () => {
  let looked = 0
  const store: IngestDeps['store'] = {
    appSecretOf: (id) => (id === '111' ? 'the app of 111' : undefined),
    appSecrets() {
      looked += 1
      return ['the app of 111', 'the app of 222']
    },
    ingest: async () => ({}) as Awaited<ReturnType<IngestDeps['store']['ingest']>>,
  }
  const deps: IngestDeps = { store, clock: () => 0, searches: createSearches(), observe: () => {} }
  for (const [about, secret, searches, kind] of [
    ['"phone_number_id":"111"', 'the app of 111', 0, 'ingested'],
    ['"phone_number_id" : "111"', 'the app of 111', 0, 'ingested'],
    ['"phone_number_id":"111"', 'the app of 222', 1, 'ingested'],
    ['"phone_number_id":"111"', 'nobody', 1, 'bad_signature'],
    ['"phone_number_id":"333"', 'the app of 222', 1, 'ingested'],
    ['"phone_number_id":""', 'the app of 222', 1, 'ingested'],
    [`"phone_number_id":"${'1'.repeat(33)}"`, 'the app of 222', 1, 'ingested'],
    ['"id":"111"', 'the app of 111', 1, 'ingested'],
  ] as const) {
    looked = 0
    const body = `{"entry":[{"changes":[{"value":{"metadata":{${about}}}}]}]}`
    assert.equal((await ingestWebhook(deps, Buffer.from(body), metaSignature(body, secret))).kind, kind, about)
    assert.equal(looked, searches, `${about}, signed by ${secret}`)
  }
})
