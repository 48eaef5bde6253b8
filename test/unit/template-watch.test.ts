/** The watch of templates: how often Meta is queried, for which ones, and that a failed query deletes nothing. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import type { TemplateList } from '../../src/channel/cloud/management/account.ts'
import { startTemplateWatch } from '../../src/templates/watch.ts'
import { openTestStore, testBot } from '../support/store.ts'

const hourMs = 3_600_000

/** The watch on a real store; Meta, the clock and the ticks are functions of this test. */
async function open(t: TestContext, { syncMs = hourMs, bots = ['bot_a', 'bot_b'] } = {}) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const opened = await openTestStore()
  for (const id of bots) await opened.store.putBot(testBot({ id }))
  const asked: string[] = []
  const counted: string[] = []
  const now = { at: 1_800_000_000_000 }
  let answer: TemplateList = { kind: 'ok', templates: [], unreadable: 0 }
  const lines: string[] = []
  const cloud = {
    listTemplates: async (channel: { wabaId: string }, name?: string) => {
      asked.push(`${channel.wabaId} ${name ?? '*'}`)
      return answer
    },
  }
  const watch = await startTemplateWatch({
    store: opened.store,
    cloud: cloud as never,
    clock: () => now.at,
    log: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    metrics: {
      templateChanged: (bot, change) => void counted.push(`${bot} ${change}`),
      templateAlarm: (bot) => void counted.push(`${bot} alarm`),
      templateSync: (result) => void counted.push(result),
    },
    syncMs,
  })
  return {
    watch,
    asked,
    counted,
    logged: () => lines.join(''),
    store: opened.store,
    answers: (next: TemplateList) => {
      answer = next
    },
    /** Lets time pass, and does what became due. */
    async pass(ms: number) {
      now.at += ms
      t.mock.timers.tick(250)
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    },
    async [Symbol.asyncDispose]() {
      await watch.stop(1_000)
      await opened[Symbol.asyncDispose]()
    },
  }
}

test('every bot is synced once an hour, each at its own time', async (t) => {
  await using ctx = await open(t)
  await ctx.pass(59_000)
  assert.deepEqual(ctx.asked, [])
  const at: number[] = []
  for (let minute = 1; minute <= 60; minute++) {
    const before = ctx.asked.length
    await ctx.pass(60_000)
    if (ctx.asked.length > before) at.push(minute)
  }
  assert.deepEqual(ctx.asked.toSorted(), ['waba-bot_a *', 'waba-bot_b *'])
  assert.equal(at.length, 2)
  for (let minute = 1; minute <= 61; minute++) await ctx.pass(60_000)
  assert.deepEqual(ctx.asked.toSorted(), ['waba-bot_a *', 'waba-bot_a *', 'waba-bot_b *', 'waba-bot_b *'])
})

test('a thousand refusals of one template cause one query in ten seconds', async (t) => {
  await using ctx = await open(t)
  for (let count = 0; count < 1_000; count++) ctx.watch.mismatch('bot_a', 'order')
  await ctx.pass(0)
  for (let count = 0; count < 1_000; count++) ctx.watch.mismatch('bot_a', 'order')
  await ctx.pass(9_000)
  assert.deepEqual(ctx.asked, ['waba-bot_a order'])
  await ctx.pass(2_000)
  assert.deepEqual(ctx.asked, ['waba-bot_a order', 'waba-bot_a order'])
})

test('many names at once are one query', async (t) => {
  await using ctx = await open(t, { syncMs: 0 })
  const notice = {
    botId: 'bot_a',
    language: 'es',
    change: 'status',
    value: 'PAUSED',
    alarm: false,
    isKnown: true,
  } as const
  for (let count = 0; count < 30; count++) ctx.watch.notice({ ...notice, elementName: `t_${count}`, source: 'webhook' })
  await ctx.pass(1_000)
  assert.deepEqual(ctx.asked, [])
  await ctx.pass(1_500)
  assert.deepEqual(ctx.asked, ['waba-bot_a *'])
  await ctx.pass(hourMs)
  assert.deepEqual(ctx.asked, ['waba-bot_a *'])
})

test('a template found by a sync needs no further query; an alarm is counted and logged', async (t) => {
  await using ctx = await open(t)
  const change = { change: 'category', value: 'MARKETING', previous: 'UTILITY' } as const
  ctx.watch.notice({
    botId: 'bot_a',
    elementName: 'order',
    language: 'es',
    ...change,
    alarm: true,
    isKnown: true,
    source: 'sync',
  })
  await ctx.pass(30_000)
  assert.deepEqual(ctx.asked, [])
  assert.deepEqual(ctx.counted, ['bot_a category', 'bot_a alarm'])
  assert.match(ctx.logged(), /"level":40.*became MARKETING/)
})

test('an announced change of category is an alarm before it takes effect', async (t) => {
  await using ctx = await open(t, { syncMs: 0 })
  ctx.watch.notice({
    botId: 'bot_a',
    elementName: 'order',
    language: 'es',
    change: 'category_warning',
    value: 'MARKETING',
    previous: 'UTILITY',
    effectiveAt: 1_800_086_400_000,
    alarm: true,
    isKnown: true,
    source: 'webhook',
  })
  assert.deepEqual(ctx.counted, ['bot_a category_warning', 'bot_a alarm'])
  assert.match(ctx.logged(), /"level":40.*"effectiveAt":1800086400000.*will become MARKETING/)
})

test('a new bot is synced at once; a failed query is logged, and repeated after five minutes', async (t) => {
  await using ctx = await open(t, { bots: [] })
  ctx.answers({ kind: 'failed', outcome: { kind: 'unreachable', reason: 'no connection' } })
  await ctx.store.putBot(testBot({ id: 'new' }))
  await ctx.watch.syncBots()
  await ctx.pass(0)
  assert.deepEqual([ctx.asked, ctx.counted], [['waba-new *'], ['failed']])
  assert.match(ctx.logged(), /no connection/)
  await ctx.pass(299_000)
  assert.equal(ctx.asked.length, 1)
  ctx.answers({ kind: 'ok', templates: [], unreadable: 0 })
  await ctx.pass(2_000)
  assert.deepEqual(ctx.counted, ['failed', 'ok'])
  await ctx.store.deleteBot({ id: 'new', now: Date.now() })
  await ctx.watch.syncBots()
  await ctx.pass(2 * hourMs)
  assert.equal(ctx.asked.length, 2)
})

test('a failed query is repeated with growing pauses, until there is an answer', async (t) => {
  await using ctx = await open(t, { syncMs: 0, bots: ['bot_a'] })
  ctx.answers({
    kind: 'failed',
    outcome: { kind: 'unreachable', reason: 'HTTP 404 without a Graph API error' },
  })
  ctx.watch.mismatch('bot_a', 'order')
  const at: number[] = []
  for (let second = 0; second <= 1_000; second++) {
    const before = ctx.asked.length
    await ctx.pass(second === 0 ? 0 : 1_000)
    if (ctx.asked.length > before) at.push(second)
  }
  const pauses = at.slice(1).map((second, index) => second - (at[index] ?? 0))
  assert.deepEqual(pauses, [10, 20, 40, 80, 160, 300, 300], 'and no longer than five minutes')
  ctx.answers({ kind: 'ok', templates: [], unreadable: 0 })
  await ctx.pass(300_000)
  const { length } = ctx.asked
  for (let minute = 0; minute < 20; minute++) await ctx.pass(60_000)
  assert.equal(ctx.asked.length, length)
})

test('a list with an unreadable item deletes nothing', async (t) => {
  await using ctx = await open(t, { bots: ['bot_a'] })
  const template = {
    elementName: 'a',
    language: 'es',
    category: 'UTILITY',
    status: 'APPROVED',
    components: [],
    metaId: '1',
  } as const
  await ctx.store.putTemplate('bot_a', { ...template, components: [] }, 1)
  ctx.answers({ kind: 'ok', templates: [], unreadable: 1 })
  ctx.watch.mismatch('bot_a', 'a')
  await ctx.pass(0)
  assert.equal((await ctx.store.templatesNamed('bot_a', 'a'))[0]?.status, 'APPROVED')
  ctx.answers({ kind: 'ok', templates: [], unreadable: 0 })
  await ctx.pass(11_000)
  ctx.watch.mismatch('bot_a', 'a')
  await ctx.pass(0)
  assert.deepEqual(await ctx.store.templatesNamed('bot_a', 'a'), [])
})
