/**
 * From an outcome to a decision: throttling never drops a message, refused credentials rest its lane, age ends it,
 * unknown outcomes are reconciled.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Decision, decide, defaultRetryPolicy as policy } from '../../src/model/outcome/decide.ts'
import type { MetaError, Outcome } from '../../src/model/outcome/outcome.ts'

const now = 1_800_000_000_000
const fresh = { acceptedAt: now, attempt: 1, throttles: 0, retries: 0 }
const old = { ...fresh, acceptedAt: now - policy.maxAgeMs }
const error: MetaError = { code: 131056, title: 'Pair rate limit', details: 'Too many', fbtraceId: 'A1' }

const items = fc.record({
  acceptedAt: fc.integer({ min: now - 10 * policy.maxAgeMs, max: now }),
  attempt: fc.integer({ min: 1, max: 10_000 }),
  throttles: fc.nat(10_000),
  retries: fc.nat(10_000),
})
const randoms = fc.double({ min: 0, max: 0.999_999, noNaN: true })
const optionalMs = fc.option(fc.nat(3_600_000), { nil: undefined })
const throttles: fc.Arbitrary<Outcome & { kind: 'throttled' }> = fc
  .tuple(fc.constantFrom('pair' as const, 'number' as const), optionalMs)
  .map(([scope, retryAfterMs]) => ({ kind: 'throttled', error, scope, retryAfterMs }))
const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  throttles,
  fc.constantFrom<Outcome>(
    { kind: 'sent', wamid: 'wamid.1' },
    { kind: 'unknown', reason: 'time-out' },
    { kind: 'unreachable', reason: 'refused' },
    { kind: 'unreachable', reason: '503', error },
    { kind: 'refused', class: 'auth', error },
    { kind: 'refused', class: 'never', error },
    { kind: 'refused', class: 'fix', error },
    { kind: 'refused', class: 'wait', error },
  ),
)

describe('decide', () => {
  test('promise 4: a refusal for pace delays, however often and however late; it never drops', () => {
    fc.assert(
      fc.property(items, throttles, randoms, (item, outcome, random) => {
        const decision = decide(item, outcome, policy, now, random)
        assert.ok(decision.kind === 'again' && decision.counts === 'throttle')
        assert.ok(Number.isFinite(decision.dueAt) && decision.dueAt >= now)
        assert.equal(decision.laneRestUntil, outcome.scope === 'number' ? decision.dueAt : undefined)
        if (outcome.retryAfterMs !== undefined) assert.equal(decision.dueAt, now + outcome.retryAfterMs)
      }),
    )
  })

  test("a pair's pause is 4^n seconds (Meta's advice for 131056), five minutes at most", () => {
    const pauses = [0, 1, 2, 3, 4, 5, 500].map((count) => {
      const decision = decide(
        { ...fresh, throttles: count },
        { kind: 'throttled', error, scope: 'pair' },
        policy,
        now,
        0,
      )
      return decision.kind === 'again' ? decision.dueAt - now : undefined
    })
    assert.deepEqual(pauses, [1_000, 4_000, 16_000, 64_000, 256_000, 300_000, 300_000])
  })

  test('promise 5: an unknown outcome is reconciled, whatever the age', () => {
    fc.assert(
      fc.property(items, randoms, (item, random) => {
        const decision = decide(item, { kind: 'unknown', reason: 'time-out' }, policy, now, random)
        assert.deepEqual(decision, { kind: 'reconcile', until: now + policy.reconcileMs, reason: 'time-out' })
      }),
    )
  })

  test('an accepted message is sent, whatever its age; a refused one fails with the whole error', () => {
    const sent: Outcome = { kind: 'sent', wamid: 'wamid.1', recipientId: '593900000001' }
    assert.deepEqual(decide(old, sent, policy, now, 0), sent)
    for (const name of ['wait', 'fix', 'never'] as const) {
      assert.deepEqual(decide(fresh, { kind: 'refused', class: name, error }, policy, now, 0), {
        kind: 'failed',
        error,
      })
    }
  })

  test('refused credentials rest the lane and keep the message', () => {
    const restUntil = now + policy.blockedMs
    assert.deepEqual(decide(fresh, { kind: 'refused', class: 'auth', error }, policy, now, 0), {
      kind: 'again',
      counts: 'blocked',
      dueAt: restUntil,
      laneRestUntil: restUntil,
      error,
    })
  })

  test('unreachable is retried within the bounds of the backoff, while there is time', () => {
    fc.assert(
      fc.property(fc.nat(200), randoms, (retries, random) => {
        const decision = decide({ ...fresh, retries }, { kind: 'unreachable', reason: 'refused' }, policy, now, random)
        assert.ok(decision.kind === 'again' && decision.counts === 'retry' && decision.laneRestUntil === undefined)
        assert.ok(decision.dueAt >= now + policy.retryFirstMs / 2 && decision.dueAt <= now + policy.retryMaxMs)
      }),
    )
  })

  test("a message that cannot leave in time fails: with Meta's error when there is one, else with the reason", () => {
    const failed = (outcome: Outcome) => decide(old, outcome, policy, now, 0)
    assert.deepEqual(failed({ kind: 'unreachable', reason: 'no answer', error }), { kind: 'failed', error })
    assert.deepEqual(failed({ kind: 'refused', class: 'auth', error }), { kind: 'failed', error })
    assert.deepEqual(failed({ kind: 'unreachable', reason: 'no answer' }), {
      kind: 'failed',
      error: { key: 'UNDELIVERABLE', message: 'Not delivered within 24 hours. no answer' },
    })
  })

  test('nothing else ends a message: the decision is deterministic, and never due in the past', () => {
    fc.assert(
      fc.property(items, outcomes, randoms, (item, outcome, random) => {
        const decision: Decision = decide(item, outcome, policy, now, random)
        assert.deepEqual(decide(item, outcome, policy, now, random), decision)
        if (decision.kind === 'again') assert.ok(decision.dueAt >= now)
        if (decision.kind === 'failed') assert.ok(outcome.kind === 'refused' || outcome.kind === 'unreachable')
        const isYoung = item.acceptedAt > now - policy.maxAgeMs + policy.retryMaxMs
        const isFinal = outcome.kind === 'refused' && outcome.class !== 'auth'
        if (isYoung && !isFinal) assert.notEqual(decision.kind, 'failed')
      }),
    )
  })
})
