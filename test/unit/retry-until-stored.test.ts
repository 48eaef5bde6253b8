/** Writes that must not be lost are repeated: soon after the store is back, and rarely where waiting does not help. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryUntilStored } from '../../src/queue/retry-until-stored.ts'
import { StoreUnavailableError } from '../../src/store/sql/failures.ts'

/** The waits before each new attempt, ms, while `failures` came one after the other. */
async function waitsOf(failures: Error[]): Promise<{ waits: number[]; told: unknown[]; result: unknown }> {
  const waits: number[] = []
  const reported: unknown[] = []
  const left = [...failures]
  const rest = async (ms: number) => void waits.push(ms)
  const result = await retryUntilStored({ rest, onError: (error) => reported.push(error) }, async () => {
    const failure = left.shift()
    if (failure) throw failure
    return 'written'
  })
  return { waits, told: reported, result }
}

test('while the store is unreachable the write is tried twice a second', async () => {
  const failures = Array.from({ length: 20 }, () => new StoreUnavailableError('away'))
  const { waits, told: reported, result } = await waitsOf(failures)
  assert.deepEqual(new Set(waits), new Set([500]))
  assert.deepEqual(reported, failures)
  assert.equal(result, 'written')
})

test('other failures are retried with growing waits, once a minute at last, and never given up', async () => {
  const failures = Array.from({ length: 12 }, () => new TypeError('a fault of ours'))
  const { waits, result } = await waitsOf(failures)
  assert.deepEqual(waits.slice(0, 4), [500, 1_000, 2_000, 4_000])
  assert.deepEqual(waits.slice(-3), [60_000, 60_000, 60_000])
  assert.equal(result, 'written')
})

test('a store that becomes unreachable meanwhile is tried soon again', async () => {
  const fault = new TypeError('a fault of ours')
  const { waits } = await waitsOf([fault, fault, fault, new StoreUnavailableError('away'), fault])
  assert.deepEqual(waits, [500, 1_000, 2_000, 500, 1_000])
})

test('retries end with the process', async () => {
  const stop = new AbortController()
  const result = await retryUntilStored({ signal: stop.signal, onError: () => stop.abort() }, () =>
    Promise.reject(new Error('no')),
  )
  assert.equal(result, undefined)
})
