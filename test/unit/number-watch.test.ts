/** The watch of numbers: how often Meta is asked, after what, and that a failure or a restart asks no more often. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import type { StandingAnswer } from '../../src/channel/cloud/management/number.ts'
import { type NumberWatch, startNumberWatch } from '../../src/number/watch.ts'
import { openTestStore, testBot } from '../support/store.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** The watch on a real store; Meta, the clock and the ticks are functions of this test. */
async function open(t: TestContext, { syncMs = 6 * hourMs, bots = ['bot_a', 'bot_b'] } = {}) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const opened = await openTestStore()
  const { store } = opened
  for (const id of bots) await store.putBot(testBot({ id }))
  const asked: string[] = []
  const lines: string[] = []
  const now = { at: 1_800_000_000_000 }
  let answer: StandingAnswer = { kind: 'ok', values: [{ name: 'quality', value: 'GREEN', field: 'quality_rating' }] }
  const standing = async (channel: { phoneNumberId: string }) => {
    asked.push(channel.phoneNumberId)
    return answer
  }
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const start = () => startNumberWatch({ store, cloud: { standing }, clock: () => now.at, log, syncMs })
  const running: { watch: NumberWatch } = { watch: await start() }
  return {
    ...opened,
    asked,
    running,
    logged: () => lines.join(''),
    answers(next: StandingAnswer) {
      answer = next
    },
    async restart() {
      await running.watch.stop(1_000)
      running.watch = await start()
    },
    /** Lets time pass in steps, and does what became due. */
    async pass(ms: number, stepMs = minuteMs) {
      for (let left = ms; left > 0; left -= stepMs) {
        now.at += Math.min(left, stepMs)
        t.mock.timers.tick(250)
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      }
    },
    async [Symbol.asyncDispose]() {
      await running.watch.stop(1_000)
      await opened[Symbol.asyncDispose]()
    },
  }
}

const both = ['phone-bot_a', 'phone-bot_b']

test('each number is asked within minutes of its first start, and then every six hours', async (t) => {
  await using ctx = await open(t)
  await ctx.pass(5 * minuteMs)
  assert.deepEqual(ctx.asked.toSorted(), both)
  await ctx.pass(5 * hourMs)
  assert.equal(ctx.asked.length, 2)
  await ctx.pass(hourMs + minuteMs)
  assert.deepEqual(ctx.asked.toSorted(), [...both, ...both].toSorted())
})

test('a restart asks nobody who was asked a while ago', async (t) => {
  await using ctx = await open(t)
  await ctx.pass(5 * minuteMs)
  await ctx.restart()
  await ctx.pass(5 * hourMs)
  assert.equal(ctx.asked.length, 2)
})

test('a hundred webhooks cause one question, and the next not before half a minute', async (t) => {
  await using ctx = await open(t, { syncMs: 0 })
  for (let count = 0; count < 100; count++) ctx.running.watch.hint('bot_a')
  await ctx.pass(3_000, 1_000)
  assert.deepEqual(ctx.asked, ['phone-bot_a'])
  for (let count = 0; count < 100; count++) ctx.running.watch.hint('bot_a')
  await ctx.pass(20_000, 1_000)
  assert.equal(ctx.asked.length, 1)
  await ctx.pass(15_000, 1_000)
  assert.equal(ctx.asked.length, 2)
  await ctx.pass(24 * hourMs, hourMs)
  assert.equal(ctx.asked.length, 2)
})

test('a failure is asked again later and later, and what is known stays', async (t) => {
  await using ctx = await open(t, { bots: ['bot_a'] })
  await ctx.pass(2 * minuteMs)
  ctx.answers({ kind: 'failed', outcome: { kind: 'unreachable', reason: 'no connection' } })
  await ctx.pass(6 * hourMs)
  const before = ctx.asked.length
  await ctx.pass(24 * hourMs)
  // At least one an hour, and no more than the growing pauses allow.
  assert.ok(ctx.asked.length - before >= 23 && ctx.asked.length - before <= 27, String(ctx.asked.length - before))
  assert.deepEqual(
    (await ctx.store.standing('bot_a')).values.map(({ value }) => value),
    ['GREEN'],
  )
  assert.match(ctx.logged(), /did not say how a number stands/)
})

test('a number that stands worse is a warning, with what it was before', async (t) => {
  await using ctx = await open(t, { bots: ['bot_a'] })
  await ctx.pass(2 * minuteMs)
  assert.equal(ctx.logged(), '')
  ctx.answers({ kind: 'ok', values: [{ name: 'quality', value: 'RED', field: 'quality_rating' }] })
  await ctx.pass(6 * hourMs + 2 * minuteMs)
  const [line] = ctx.logged().trim().split('\n')
  const { level, value, previous } = JSON.parse(line ?? '{}')
  assert.deepEqual([level, value, previous], [40, 'RED', 'GREEN'])
})

test('a bot with another number is asked anew, a deleted one no more', async (t) => {
  await using ctx = await open(t)
  await ctx.pass(5 * minuteMs)
  const moved = testBot({ id: 'bot_a' })
  await ctx.store.changeBot({ id: 'bot_a', change: { channel: { ...moved.channel, phoneNumberId: '77' } }, now: 1 })
  await ctx.store.deleteBot({ id: 'bot_b', now: 1 })
  await ctx.running.watch.syncBots(['bot_a', 'bot_b'])
  await ctx.pass(5 * minuteMs)
  assert.deepEqual(ctx.asked.toSorted(), ['77', ...both])
  await ctx.pass(7 * hourMs)
  assert.deepEqual(ctx.asked.filter((id) => id === 'phone-bot_b').length, 1)
})
