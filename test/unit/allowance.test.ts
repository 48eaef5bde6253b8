/** What Meta allows campaigns: people in 24 hours and messages a second, less for marketing at a low quality; spread. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAllowances } from '../../src/campaigns/allowance.ts'
import type { StandingChange, StandingName } from '../../src/model/bot/standing.ts'
import { allowanceOf, peopleOf, portfolioOf, spreadOf } from '../../src/model/campaign/allowance.ts'
import { dayMs } from '../../src/model/time.ts'
import { testBot } from '../support/store.ts'

const bot = testBot({ messagesPerSecond: 80 })
const t0 = Date.UTC(2026, 11, 1)

test("every word of Meta's for a limit; an unknown one limits nothing", () => {
  const known = { TIER_50: 50, TIER_250: 250, TIER_1K: 1_000, TIER_2K: 2_000, TIER_10K: 10_000, TIER_100K: 100_000 }
  for (const [word, people] of Object.entries(known)) assert.equal(peopleOf(word), people, word)
  for (const word of ['TIER_UNLIMITED', 'TIER_NOT_SET', 'soon', undefined])
    assert.equal(peopleOf(word), Number.POSITIVE_INFINITY)
})

test('a low quality takes part of pace and limit from marketing alone, by the setting', () => {
  const standing = { limit: 'TIER_2K', throughput: 'STANDARD' }
  const of = (quality: string, isMarketing: boolean, marketingPace?: { yellow: number; red: number }) => {
    const { people, perSecond } = allowanceOf({ ...bot, marketingPace }, { ...standing, quality }, isMarketing)
    return [people, perSecond]
  }
  assert.deepEqual(of('GREEN', true), [2_000, 80])
  assert.deepEqual(of('YELLOW', true), [1_000, 40])
  assert.deepEqual(of('RED', true), [200, 8])
  assert.deepEqual(of('RED', false), [2_000, 80])
  assert.deepEqual(of('RED', true, { yellow: 80, red: 0 }), [0, 0])
  const fast = { ...bot, messagesPerSecond: 1_000 }
  assert.equal(allowanceOf(fast, { throughput: 'STANDARD' }, false).perSecond, 80)
  assert.equal(allowanceOf(fast, { throughput: 'HIGH' }, false).perSecond, 1_000)
  assert.equal(allowanceOf(fast, {}, false).perSecond, 1_000)
})

test('a spread: each row in one part, none above the limit, and what others wait for comes first', () => {
  const numbers = fc.tuple(fc.nat(5_000), fc.nat(3_000), fc.integer({ min: 150, max: 2_000 }), fc.nat(2_500))
  fc.assert(
    fc.property(numbers, ([rows, ahead, people, used]) => {
      const allowance = { people, perSecond: 80, percent: 100 }
      const { parts, days, room } = spreadOf({ allowance, rows, ahead, used, startAt: t0 })
      assert.equal(room, Math.max(0, people - used))
      if (days > 31) return
      assert.equal(
        parts.reduce((sum, part) => sum + part.rows, 0),
        rows,
      )
      assert.ok(parts.every((part) => part.rows <= people && (part.at - t0) % dayMs === 0))
      assert.equal(days, rows === 0 ? 0 : Math.ceil((ahead + rows) / people))
      if (parts[0]) assert.equal(parts[0].at, t0 + Math.floor(ahead / people) * dayMs)
    }),
  )
})

test('without a limit the pace decides, and at nothing it never ends', () => {
  const allowance = { people: Number.POSITIVE_INFINITY, perSecond: 1, percent: 100 }
  assert.equal(spreadOf({ allowance, rows: 86_401, ahead: 0, used: 0, startAt: t0 }).days, 2)
  const stopped = spreadOf({ allowance: { ...allowance, perSecond: 0 }, rows: 1, ahead: 0, used: 0, startAt: t0 })
  assert.deepEqual([stopped.days, stopped.parts], [Number.POSITIVE_INFINITY, []])
})

const change = (name: StandingName, value: string): StandingChange => ({ name, value, seq: 1, at: t0, source: 'asked' })

/** Bots of one account, and how they stand. */
function world(values: Record<string, StandingChange[]>, used: () => number | Promise<number> = () => 0) {
  const bots = Object.keys(values).map((id) => testBot({ id, messagesPerSecond: 80, channel: bot.channel }))
  let now = t0
  const asked: string[][] = []
  const store = {
    bots: async () => bots,
    standing: async (botId: string) => ({ values: values[botId] ?? [] }),
    peopleReached: async (botIds: readonly string[]) => {
      asked.push([...botIds])
      return used()
    },
    activeCampaigns: async () => [],
  }
  const allowances = createAllowances({ store, clock: () => now })
  const roomOf = async (at: number) => allowances.of(bots[at] ?? bot)
  const spreadFor = (rows: number) => allowances.spread(bots[0] ?? bot, { rows, isMarketing: false, startAt: now })
  return { roomOf, spreadFor, asked, advance: (ms: number) => (now += ms) }
}

test('bots of one portfolio share its limit, known of any of them, and what one takes the other has not', async () => {
  let used = 0
  const { roomOf, asked, advance } = world({ a: [change('limit', 'TIER_250')], b: [] }, () => used)
  const a = await roomOf(0)
  assert.equal(a.rows(false, 1_000, 500), 250)
  for (let row = 0; row < 200; row++) assert.equal(a.take(false, t0), t0)
  assert.equal((await roomOf(1)).rows(false, 1_000, 500), 50)
  assert.deepEqual(asked, [['a', 'b']])
  a.stored(200)
  advance(60_000)
  used = 240
  assert.equal((await roomOf(1)).rows(false, 1_000, 500), 10)
})

test('however many ask at once, a day is counted once, and again only when it is old', async () => {
  const { roomOf, spreadFor, asked, advance } = world({ a: [change('limit', 'TIER_250')] }, () => 7)
  const all = await Promise.all([...Array(20)].map(() => spreadFor(10)))
  assert.deepEqual([asked.length, new Set(all.map(({ used }) => used)).size, all[0]?.room], [1, 1, 243])
  advance(29_000)
  await roomOf(0)
  await spreadFor(10)
  assert.equal(asked.length, 1)
  // In the second half of its life it is renewed beside whoever asks, after it somebody waits.
  advance(2_000)
  await Promise.all([roomOf(0), spreadFor(10)])
  assert.equal(asked.length, 2)
  advance(60_000)
  await roomOf(0)
  assert.equal(asked.length, 3)
})

test('rows that are taken while a day is counted stay taken', async () => {
  let answer = (_used: number) => {}
  let counts = 0
  const used = () => (counts++ === 0 ? 0 : new Promise<number>((resolve) => (answer = resolve)))
  const { roomOf, advance } = world({ a: [change('limit', 'TIER_250')] }, used)
  const room = await roomOf(0)
  for (let row = 0; row < 100; row++) room.take(false, t0)
  room.stored(100)
  advance(40_000)
  const during = await roomOf(0)
  for (let row = 0; row < 30; row++) during.take(false, t0)
  assert.equal(during.rows(false, 1_000, 500), 120)
  answer(100)
  await new Promise(setImmediate)
  assert.equal((await roomOf(0)).rows(false, 1_000, 500), 120)
})

test('rows that are not stored yet when somebody has the day counted stay taken, until a count sees them', async () => {
  let used = 0
  const { roomOf, spreadFor, advance } = world({ a: [change('limit', 'TIER_50')] }, () => used)
  const room = await roomOf(0)
  for (let row = 0; row < 40; row++) room.take(false, t0)
  room.stored(30)
  used = 30
  advance(60_000)
  // Who looks at the campaign has it counted in the middle of the feeder's turn.
  assert.equal((await spreadFor(10)).room, 10)
  assert.equal((await roomOf(0)).rows(false, 1_000, 500), 10)
  room.stored(10)
  used = 40
  advance(60_000)
  assert.equal((await roomOf(0)).rows(false, 1_000, 500), 10)
})

test('a count that fails is tried again by the next who asks', async () => {
  let isDown = true
  const used = () => (isDown ? Promise.reject(new Error('the store is away')) : 5)
  const { roomOf } = world({ a: [change('limit', 'TIER_250')] }, used)
  await assert.rejects(roomOf(0), /away/)
  isDown = false
  assert.equal((await roomOf(0)).rows(false, 1_000, 500), 245)
})

test('a number shared with the phone app has its pace, and its marketing a part of that', () => {
  const shared = testBot({ messagesPerSecond: 80, isShared: true })
  assert.equal(allowanceOf(shared, {}, false).perSecond, 20)
  assert.equal(allowanceOf(shared, { quality: 'YELLOW' }, true).perSecond, 10)
})

test('without a limit nothing is counted', async () => {
  const { roomOf, asked } = world({ a: [change('limit', 'TIER_UNLIMITED')] })
  assert.equal((await roomOf(0)).rows(true, 1_000, 500), 1_000)
  assert.deepEqual(asked, [])
})

test('slowed marketing keeps its pace over turns, and other campaigns theirs', async () => {
  const { roomOf, advance } = world({ a: [change('quality', 'RED')] })
  let taken = 0
  for (let turn = 0; turn < 100; turn++, advance(150)) {
    const room = await roomOf(0)
    const free = room.rows(true, 40, 500)
    for (let row = 0; row < free; row++) room.take(true, t0)
    taken += free
    assert.equal(room.rows(false, 40, 500), 40)
  }
  // 15 s at 8 a second, and half a second ahead.
  assert.ok(taken >= 118 && taken <= 126, String(taken))
})

test('a portfolio is what the bot says, or its account', () => {
  assert.equal(portfolioOf(testBot({ portfolio: 'p' })), portfolioOf(testBot({ id: 'other', portfolio: 'p' })))
  assert.notEqual(portfolioOf(testBot({ portfolio: 'p' })), portfolioOf(testBot()))
  assert.equal(portfolioOf(bot), portfolioOf(testBot({ id: 'other', channel: bot.channel })))
  assert.notEqual(portfolioOf(bot), portfolioOf(testBot({ id: 'other' })))
})
