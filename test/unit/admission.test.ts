/** Admission to the queues: the rules on bare numbers, and the counts from a store. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Bounds, evaluate, type Load, startAdmission } from '../../src/outbound/admission.ts'
import type { Depth } from '../../src/store/lists/depths.ts'
import { t0 } from '../support/open-store.ts'
import { testBot } from '../support/store.ts'

const bounds: Bounds = { queueMax: 100, queueMaxPerBot: 50, lagMaxMs: 60_000 }
const nothing: Load = { bot: 0, whole: 0, botWriting: 0, wholeWriting: 0, lateMs: 0 }
const one = { count: 1, messagesPerSecond: 10 }

describe('the rules', () => {
  test('a bot is admitted up to its bound', () => {
    assert.equal(evaluate({ ...nothing, bot: 49 }, one, bounds), undefined)
    assert.deepEqual(evaluate({ ...nothing, bot: 50 }, one, bounds), { by: 'bot', retryAfterMs: 1_000 })
  })

  test('a request is admitted as a whole, and with any size where nothing waits', () => {
    const many = { ...one, count: 10_000 }
    assert.equal(evaluate(nothing, many, bounds), undefined)
    assert.equal(evaluate({ ...nothing, bot: 1 }, many, bounds)?.by, 'bot')
    assert.equal(evaluate({ ...nothing, whole: 1 }, many, bounds)?.by, 'whole')
  })

  test("a refusal says to return when the excess has left at the bot's rate", () => {
    const refusal = evaluate({ ...nothing, bot: 50 }, { ...one, count: 40 }, bounds)
    // 40 must leave, at 10 a second.
    assert.deepEqual(refusal, { by: 'bot', retryAfterMs: 4_000 })
    assert.equal(evaluate({ ...nothing, bot: 40 }, { ...one, count: 10_000 }, bounds)?.retryAfterMs, 4_000)
    assert.equal(evaluate({ ...nothing, bot: 1e9 }, one, bounds)?.retryAfterMs, 3_600_000)
  })

  test("the bot's own bound takes precedence over the configuration's, in both directions", () => {
    assert.equal(evaluate({ ...nothing, bot: 50 }, { ...one, maxQueued: 60 }, bounds), undefined)
    assert.equal(evaluate({ ...nothing, bot: 5 }, { ...one, maxQueued: 5 }, bounds)?.by, 'bot')
  })

  test('a message that would leave too late is refused, and so is any while the queue is late already', () => {
    const slow = { ...one, messagesPerSecond: 1 }
    const roomy = { ...bounds, queueMaxPerBot: 1_000, queueMax: 10_000 }
    assert.equal(evaluate({ ...nothing, bot: 59 }, slow, roomy), undefined)
    assert.equal(evaluate({ ...nothing, bot: 60 }, slow, roomy)?.by, 'bot')
    assert.equal(evaluate({ ...nothing, lateMs: 60_000 }, one, roomy), undefined)
    assert.equal(evaluate({ ...nothing, lateMs: 60_001 }, one, roomy)?.by, 'bot')
  })

  test('a refusal by the bound of all bots names no bot', () => {
    assert.deepEqual(evaluate({ ...nothing, whole: 100 }, one, bounds), { by: 'whole', retryAfterMs: 5_000 })
    assert.equal(evaluate({ ...nothing, wholeWriting: 60_000 }, one, bounds)?.by, 'whole')
    assert.equal(evaluate({ ...nothing, botWriting: 20_000 }, one, bounds)?.by, 'bot')
  })
})

describe('counting', () => {
  const bot = testBot()

  function counting(found: () => Promise<Depth[]>) {
    const admission = startAdmission({
      store: { depths: found },
      clock: () => t0,
      bounds,
      onError() {},
    })
    return { ...admission, [Symbol.dispose]: admission.stop }
  }

  test('messages accepted since the count are added to it, and those that were not stored are subtracted', async () => {
    using admission = counting(async () => [{ botId: bot.id, waiting: 48 }])
    await admission.look()
    const first = admission.admit(bot, 1)
    assert.equal(first.kind, 'admitted')
    assert.equal(admission.admit(bot, 1).kind, 'admitted')
    assert.equal(admission.admit(bot, 1).kind, 'refused')
    if (first.kind === 'admitted') first.end(false)
    assert.equal(admission.admit(bot, 1).kind, 'admitted')
  })

  test('a write during the count is not missed, and a finished write is part of the count', async () => {
    let answer: (found: Depth[]) => void = () => {}
    using admission = counting(() => new Promise((resolve) => (answer = resolve)))
    answer([])
    await admission.look()
    const written = admission.admit(bot, 20)
    if (written.kind === 'admitted') written.end(true)
    admission.admit(bot, 10)
    const looking = admission.look()
    admission.admit(bot, 10)
    answer([{ botId: bot.id, waiting: 20 }])
    await looking
    // 20 counted, 10 that the count may have missed, 10 since.
    assert.equal(admission.admit(bot, 11).kind, 'refused')
    assert.equal(admission.admit(bot, 10).kind, 'admitted')
  })

  test('a failed count keeps the former figures', async () => {
    using admission = counting(() => Promise.reject(new Error('away')))
    admission.admit(bot, 50)
    await admission.look()
    assert.equal(admission.admit(bot, 1).kind, 'refused')
  })

  test('other bots do not wait for the count of one', async () => {
    using admission = counting(async () => [{ botId: bot.id, waiting: 50 }])
    await admission.look()
    assert.equal(admission.admit(bot, 1).kind, 'refused')
    assert.equal(admission.admit(testBot({ id: 'other' }), 1).kind, 'admitted')
  })
})
