/** Retries of webhook deliveries: the meaning of each answer, and for how long and how often they are made. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DeliveryAnswer, decideDelivery, horizonMs, minAttempts, waitAfter } from '../../src/webhooks/schedule.ts'

const createdAt = 1_700_000_000_000
const hour = 3_600_000
const unreachable: DeliveryAnswer = { kind: 'failed' }
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

function answer(status: number, headers: Record<string, string | string[]> = {}): DeliveryAnswer {
  return { kind: 'answer', status, headers }
}

test('only 2xx delivers, only 410 disables the endpoint, everything else is retried', () => {
  for (let status = 100; status < 600; status++) {
    const decision = decideDelivery({ attempt: 1, createdAt, answer: answer(status) }, createdAt, 0.5)
    const expected = status >= 200 && status < 300 ? 'delivered' : status === 410 ? 'endpoint_gone' : 'again'
    assert.equal(decision.kind, expected, String(status))
  }
  assert.equal(decideDelivery({ attempt: 1, createdAt, answer: unreachable }, createdAt, 0.5).kind, 'again')
})

test('an endpoint with fewer attempts gets that many, and then the next event is delivered', () => {
  const decide = (attempt: number, given: DeliveryAnswer) =>
    decideDelivery({ attempt, createdAt, answer: given, maxAttempts: 3 }, createdAt, 0.5).kind
  for (const given of [answer(500), answer(429, { 'retry-after': '60' }), unreachable]) {
    assert.deepEqual(
      [1, 2, 3, 4].map((attempt) => decide(attempt, given)),
      ['again', 'again', 'given_up', 'given_up'],
    )
  }
  assert.deepEqual([decide(3, answer(200)), decide(3, answer(410))], ['delivered', 'endpoint_gone'])
})

test('the waits are within a tenth of the documented ones, and never get shorter', () => {
  const seconds = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 32_400, 32_400, 32_400]
  seconds.forEach((wait, i) => {
    assert.equal(waitAfter(i + 1, 0), wait * 900)
    assert.equal(waitAfter(i + 1, 0.5), wait * 1_000)
    fc.assert(
      fc.property(random, (chance) => {
        const waitMs = waitAfter(i + 1, chance)
        assert.ok(waitMs >= wait * 900 && waitMs <= wait * 1_100)
        assert.ok(waitAfter(i + 2, chance) >= waitMs)
      }),
    )
  })
})

/** Instants of all attempts of an event that no endpoint accepts. */
function attemptsOf(firstAt: number, chances: number[], given: DeliveryAnswer): number[] {
  const instants: number[] = []
  let at = firstAt
  for (let attempt = 1; attempt < 1_000; attempt++) {
    instants.push(at)
    const chance = chances[attempt % chances.length] ?? 0
    const decision = decideDelivery({ attempt, createdAt, answer: given }, at, chance)
    if (decision.kind !== 'again') return instants
    assert.ok(decision.dueAt > at)
    at = decision.dueAt
  }
  return assert.fail('never given up')
}

test('an event that no endpoint accepts is tried for three days, a last time at their end', () => {
  fc.assert(
    fc.property(
      fc.array(random, { minLength: 1 }),
      fc.constantFrom(unreachable, answer(500), answer(302)),
      (chances, given) => {
        const instants = attemptsOf(createdAt, chances, given)
        assert.equal(instants.at(-1), createdAt + horizonMs)
        assert.ok(instants.length >= 15 && instants.length <= 20, String(instants.length))
        const gaps = instants.slice(1).map((at, i) => at - (instants[i] ?? 0))
        assert.ok(Math.max(...gaps) <= 10 * hour)
      },
    ),
  )
})

test('an event whose first attempt is late still gets several', () => {
  fc.assert(
    fc.property(fc.integer({ min: horizonMs, max: 100 * horizonMs }), random, (lateMs, chance) => {
      const instants = attemptsOf(createdAt + lateMs, [chance], answer(503, { 'retry-after': '80000' }))
      assert.equal(instants.length, minAttempts)
      const lastMs = (instants.at(-1) ?? 0) - createdAt - lateMs
      assert.ok(lastMs < hour, String(lastMs))
    }),
  )
})

test('429 and 503 are honoured in seconds and as a date, up to a day and the horizon', () => {
  const wait = (given: DeliveryAnswer, attempt = 1, at = createdAt) => {
    const decision = decideDelivery({ attempt, createdAt, answer: given }, at, 0.5)
    return decision.kind === 'again' ? decision.dueAt - at : decision.kind
  }
  assert.equal(wait(answer(429, { 'retry-after': '120' })), 120_000)
  assert.equal(wait(answer(503, { 'retry-after': ' 120 ' })), 120_000)
  assert.equal(wait(answer(429, { 'retry-after': ['60', '120'] })), 60_000)
  assert.equal(wait(answer(429, { 'retry-after': new Date(createdAt + 90_000).toUTCString() })), 90_000)
  assert.equal(wait(answer(429, { 'retry-after': '9999999999999999999999' })), 24 * hour)
  assert.equal(wait(answer(429, { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' })), 24 * hour)
  assert.equal(wait(answer(429, { 'retry-after': '36000' }), 9, createdAt + horizonMs - hour), hour)
  // Less than the schedule's own wait, in the past, or no time at all: the schedule applies.
  for (const text of ['0', '1', '-5', '1.5', 'soon', '', new Date(createdAt - 9_000).toUTCString()]) {
    assert.equal(wait(answer(429, { 'retry-after': text }), 2), 30_000, text)
  }
  assert.equal(wait(answer(429)), 5_000)
  assert.equal(wait(answer(500, { 'retry-after': '120' })), 5_000)
})

test('any answer at any time gives a decision, and never one that is due in the past', () => {
  const status = fc.integer({ min: 100, max: 999 })
  const headers = fc.record({ 'retry-after': fc.oneof(fc.string(), fc.array(fc.string()), fc.integer().map(String)) })
  const answers = fc.oneof(
    fc.constant(unreachable),
    fc.tuple(status, headers).map(([s, h]) => answer(s, h)),
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.nat(10 * horizonMs),
      answers,
      random,
      (attempt, ageMs, given, chance) => {
        const now = createdAt + ageMs
        const decision = decideDelivery({ attempt, createdAt, answer: given }, now, chance)
        if (decision.kind === 'again') assert.ok(decision.dueAt > now && decision.dueAt <= now + 24 * hour)
      },
    ),
  )
})
