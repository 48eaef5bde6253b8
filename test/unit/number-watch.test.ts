/** The watch of numbers: how often Meta is asked, after what, and that a failure or a restart asks no more often. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import type { CloudClient } from '../../src/channel/cloud/client.ts'
import type { StandingAnswer } from '../../src/channel/cloud/management/number.ts'
import { nextSlot } from '../../src/model/scheduling/slots.ts'
import { createSharedNumbers } from '../../src/number/shared.ts'
import { type NumberWatch, startNumberWatch } from '../../src/number/watch.ts'
import { openTestStore, testBot } from '../support/store.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

type Channel = Parameters<CloudClient['standing']>[0]

const green: StandingAnswer = { kind: 'ok', values: [{ name: 'quality', value: 'GREEN', field: 'quality_rating' }] }
const ofBot = (id: string, channel: Partial<Channel>) =>
  testBot({ id, channel: { ...testBot({ id }).channel, ...channel } })

/** The watch on a real store; Meta, the clock and the ticks are functions of this test. */
async function open(
  t: TestContext,
  { syncMs = 6 * hourMs, bots = ['bot_a', 'bot_b'].map((id) => testBot({ id })) } = {},
) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const opened = await openTestStore()
  const { store } = opened
  for (const bot of bots) await store.putBot(bot)
  const asked: { of: string; at: number }[] = []
  const lines: string[] = []
  const now = { at: 1_800_000_000_000 }
  let answer: (channel: Channel) => StandingAnswer | Promise<StandingAnswer> = () => green
  const standing = async (channel: Channel) => {
    asked.push({ of: channel.phoneNumberId, at: now.at })
    return answer(channel)
  }
  /** What the store is asked for, in the test's hands. */
  const held: { age: Promise<void> } = { age: Promise.resolve() }
  const slowly = { ...store, standing: (botId: string) => held.age.then(() => store.standing(botId)) }
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const clock = () => now.at
  const shared = createSharedNumbers({ store, clock, log, changed: () => {} })
  const start = () => startNumberWatch({ store: slowly, cloud: { standing }, clock, log, syncMs, shared })
  const running: { watch: NumberWatch } = { watch: await start() }
  return {
    ...opened,
    held,
    running,
    asked: () => asked.map(({ of }) => of),
    askedAt: (id: string) => asked.filter(({ of }) => of === `phone-${id}`).map(({ at }) => at),
    logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    answers(next: StandingAnswer | typeof answer) {
      answer = typeof next === 'function' ? next : () => next
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
const unreachable: StandingAnswer = { kind: 'failed', outcome: { kind: 'unreachable', reason: 'no connection' } }
const refused: StandingAnswer = {
  kind: 'failed',
  outcome: { kind: 'refused', class: 'auth', error: { code: 190, message: 'no such token' } },
}

test('each number is asked within minutes of its first start, and then in each six hours at its own instant', async (t) => {
  await using ctx = await open(t)
  await ctx.pass(5 * minuteMs)
  assert.deepEqual(ctx.asked().toSorted(), both)
  await ctx.pass(21 * hourMs)
  for (const id of ['bot_a', 'bot_b']) {
    const [first = 0, ...regular] = ctx.askedAt(id)
    assert.equal(regular.length, 3)
    const own = nextSlot(id, 6 * hourMs, first + 3 * hourMs)
    // The clock of this test goes in steps.
    for (const [round, at] of regular.entries())
      assert.ok(at - own - round * 6 * hourMs >= 0 && at - own - round * 6 * hourMs <= minuteMs, `${id} ${round}`)
  }
})

test('a restart asks nobody who was asked a while ago, and shifts no instant', async (t) => {
  await using ctx = await open(t)
  await ctx.pass(5 * minuteMs)
  await ctx.restart()
  await ctx.pass(150 * minuteMs)
  assert.equal(ctx.asked().length, 2)
  await ctx.restart()
  await ctx.pass(7 * hourMs)
  for (const id of ['bot_a', 'bot_b']) {
    const [first = 0, next = 0] = ctx.askedAt(id)
    const late = next - nextSlot(id, 6 * hourMs, first + 3 * hourMs)
    assert.ok(late >= 0 && late <= minuteMs, `${id} ${late}`)
  }
})

test('a hundred webhooks cause one question, and the next not before half a minute', async (t) => {
  await using ctx = await open(t, { syncMs: 0 })
  for (let count = 0; count < 100; count++) ctx.running.watch.hint('bot_a')
  await ctx.pass(3_000, 1_000)
  assert.deepEqual(ctx.asked(), ['phone-bot_a'])
  for (let count = 0; count < 100; count++) ctx.running.watch.hint('bot_a')
  await ctx.pass(20_000, 1_000)
  assert.equal(ctx.asked().length, 1)
  await ctx.pass(15_000, 1_000)
  assert.equal(ctx.asked().length, 2)
  await ctx.pass(24 * hourMs, hourMs)
  assert.equal(ctx.asked().length, 2)
})

test('who looks at a number asks for it once in a quarter of an hour, also after a restart, or after a failure', async (t) => {
  await using ctx = await open(t, { syncMs: 0, bots: [testBot({ id: 'bot_a' })] })
  const look = async (forMs: number) => {
    for (let left = forMs; left > 0; left -= 60_000) {
      ctx.running.watch.lookAgain('bot_a')
      await ctx.pass(60_000, 1_000)
    }
    return ctx.asked().length
  }
  assert.equal(await look(14 * minuteMs), 1)
  await ctx.restart()
  assert.equal(await look(minuteMs), 1)
  assert.equal(await look(10 * minuteMs), 2)
  ctx.answers(unreachable)
  ctx.running.watch.hint('bot_a')
  await ctx.pass(60_000, 1_000)
  assert.equal(ctx.asked().length, 3)
  ctx.answers(green)
  assert.equal(await look(2 * minuteMs), 4)
})

test('what cannot be reached is asked again later and later, what is known stays, and it is said once', async (t) => {
  await using ctx = await open(t, { bots: [testBot({ id: 'bot_a' })] })
  await ctx.pass(2 * minuteMs)
  ctx.answers(unreachable)
  await ctx.pass(9 * hourMs + minuteMs)
  const before = ctx.asked().length
  await ctx.pass(24 * hourMs)
  // At least one an hour, and no more than the growing pauses allow.
  const repeated = ctx.asked().length - before
  assert.ok(repeated >= 23 && repeated <= 27, String(repeated))
  const { values } = await ctx.store.standing('bot_a')
  assert.deepEqual(
    values.map(({ value }) => value),
    ['GREEN'],
  )
  assert.deepEqual(
    ctx.logged().map(({ msg }) => msg),
    ['Meta did not say how a number stands'],
  )
})

test('a number that Meta refuses is asked as often as others, and without a period not until something happens', async (t) => {
  for (const [syncMs, most] of [
    [6 * hourMs, 6],
    [0, 1],
  ] as const) {
    await using ctx = await open(t, { syncMs, bots: [testBot({ id: 'bot_a' })] })
    ctx.answers(refused)
    ctx.running.watch.hint('bot_a')
    await ctx.pass(30 * hourMs)
    assert.ok(ctx.asked().length <= most && ctx.asked().length >= Math.min(most, 5), `${syncMs} ${ctx.asked().length}`)
    assert.equal(ctx.logged().length, 1)
    ctx.answers(green)
    ctx.running.watch.hint('bot_a')
    await ctx.pass(minuteMs, 1_000)
    assert.equal((await ctx.store.standing('bot_a')).values.length, 1)
    t.mock.timers.reset()
  }
})

test('a server that never answers delays the numbers of no other', async (t) => {
  const slow = 'http://127.0.0.1:2'
  const bots = [...['1', '2', '3'].map((id) => ofBot(id, { graphUrl: slow })), testBot({ id: 'bot_a' })]
  await using ctx = await open(t, { bots })
  const hang = Promise.withResolvers<StandingAnswer>()
  ctx.answers(({ graphUrl }) => (graphUrl === slow ? hang.promise : green))
  await ctx.pass(5 * minuteMs)
  assert.equal(ctx.asked().filter((of) => of === 'phone-bot_a').length, 1)
  // One question at a time for each server.
  assert.equal(ctx.asked().length, 2)
  hang.resolve(green)
  await ctx.pass(minuteMs)
  assert.equal(ctx.asked().length, 4)
})

test('when Meta is asked too often, it is left alone about every number of the account, for as long as it says', async (t) => {
  const bots = ['1', '2', '3'].map((id) => ofBot(id, { wabaId: 'shared' }))
  await using ctx = await open(t, { bots: [...bots, testBot({ id: 'bot_a' })] })
  const error = { code: 80_007, message: 'too many calls' }
  ctx.answers(({ wabaId }) =>
    wabaId === 'shared'
      ? { kind: 'failed', outcome: { kind: 'throttled', error, scope: 'number', retryAfterMs: 45 * minuteMs } }
      : green,
  )
  await ctx.pass(5 * minuteMs)
  assert.equal(ctx.asked().length, 2)
  for (const { id } of bots) ctx.running.watch.hint(id)
  await ctx.pass(35 * minuteMs)
  assert.equal(ctx.asked().length, 2)
  ctx.answers(green)
  await ctx.pass(15 * minuteMs)
  assert.deepEqual(new Set(ctx.asked()), new Set([...bots.map(({ id }) => `phone-${id}`), 'phone-bot_a']))
})

test('a number that stands worse is a warning, with what it was before', async (t) => {
  await using ctx = await open(t, { bots: [testBot({ id: 'bot_a' })] })
  await ctx.pass(2 * minuteMs)
  assert.deepEqual(ctx.logged(), [])
  ctx.answers({ kind: 'ok', values: [{ name: 'quality', value: 'RED', field: 'quality_rating' }] })
  await ctx.pass(9 * hourMs + minuteMs)
  const [{ level, value, previous } = {}] = ctx.logged()
  assert.deepEqual([level, value, previous], [40, 'RED', 'GREEN'])
})

test('a bot with another number or token is asked anew, a deleted one no more', async (t) => {
  await using ctx = await open(t)
  await ctx.pass(5 * minuteMs)
  const { channel } = testBot({ id: 'bot_a' })
  await ctx.store.changeBot({ id: 'bot_a', change: { channel: { ...channel, phoneNumberId: '77' } }, now: 1 })
  await ctx.store.deleteBot({ id: 'bot_b', now: 1 })
  await ctx.running.watch.syncBots(['bot_a', 'bot_b'])
  await ctx.pass(5 * minuteMs)
  assert.deepEqual(ctx.asked().toSorted(), ['77', ...both])
  const renewed = { ...channel, phoneNumberId: '77', accessToken: 'renewed' }
  await ctx.store.changeBot({ id: 'bot_a', change: { channel: renewed }, now: 2 })
  await ctx.running.watch.syncBots(['bot_a'])
  await ctx.pass(5 * minuteMs)
  assert.deepEqual(ctx.asked().toSorted(), ['77', '77', ...both])
  await ctx.pass(13 * hourMs)
  assert.equal(ctx.askedAt('bot_b').length, 1)
})

test('a bot that leaves while the store is asked about it does not come back', async (t) => {
  await using ctx = await open(t, { bots: [] })
  const age = Promise.withResolvers<void>()
  ctx.held.age = age.promise
  await ctx.store.putBot(testBot({ id: 'bot_a' }))
  const came = ctx.running.watch.syncBots(['bot_a'])
  await ctx.pass(2 * minuteMs)
  await ctx.store.deleteBot({ id: 'bot_a', now: 1 })
  await ctx.running.watch.syncBots(['bot_a'])
  age.resolve()
  await came
  await ctx.pass(13 * hourMs)
  assert.deepEqual(ctx.asked(), [])
})

test('the instants of many bots are spread over the whole period', () => {
  const quarters = new Map<number, number>()
  for (let index = 0; index < 1_000; index++) {
    const at = nextSlot(`bot_${index}`, 6 * hourMs, 1_800_000_000_000 + index)
    assert.ok(at >= 1_800_000_000_000 + index && at < 1_800_000_000_000 + index + 6 * hourMs)
    const quarter = Math.floor((at % (6 * hourMs)) / (15 * minuteMs))
    quarters.set(quarter, (quarters.get(quarter) ?? 0) + 1)
  }
  // A thousand in twenty-four quarters of an hour: 42 each, and by chance hardly half or twice as many.
  assert.equal(quarters.size, 24)
  for (const count of quarters.values()) assert.ok(count > 15 && count < 85, String(count))
})
