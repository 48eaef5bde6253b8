/**
 * Figures by the hour are what a count of the rows would be: whatever happens to messages, wherever a process is
 * killed, however many add up at once, and for rows from before the figures were there.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import type { Engine } from '../../src/store/sql/engine.ts'
import { untilEnded } from '../support/bot-deletion.ts'
import { bots, type Ctx, hour0, hourMs, live, openOthers, openWithBots, template } from '../support/figure-lives.ts'
import { assertFiguresAreExact, stored } from '../support/figures.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { times } from '../support/repetitions.ts'
import { change } from '../support/rows.ts'
import { acceptAll, claimAll, noId, settleSent, textMessage, tieredBackends } from '../support/store.ts'

/** As an installation of the schema before: rows, and no figures of them. */
async function forgetFigures(ctx: TestStore, beforeAt: number): Promise<void> {
  await change(ctx, [
    'delete from tallies',
    'delete from figures',
    'delete from figure_days',
    'delete from figure_bot_days',
    'delete from price_days',
    `insert into earlier_figures (source, before_at) values ('messages', ${beforeAt}), ('inbound', ${beforeAt})`,
  ])
  await ctx.reopen()
}

for (const backend of tieredBackends) {
  describe(`figures (${backend.name})`, () => {
    test('every step is in the hour in which it happened, by bot, template, campaign and code', async () => {
      await using ctx = await openWithBots(backend)
      await live(ctx, t0)
      await live(ctx, t0 + hourMs)
      await assertFiguresAreExact(ctx, t0)
      const whats = new Set(stored(ctx).map((line) => line.split(' | ')[2]))
      const all = ['accepted', 'answered', 'canceled', 'delivered', 'failed', 'read', 'received', 'sent']
      assert.deepEqual([...whats].sort(), all)
      const failed = `one | ${hour0} | failed | t0 | c0 | 131026 | 1`
      assert.ok(stored(ctx).includes(failed), failed)
    })

    test('whatever a caller names a campaign, it is counted under that name', async () => {
      await using ctx = await openWithBots(backend)
      const names = ["it's", '\\', `\\'; delete from tallies; --`, 'ñ "quoted" $1', '{"a":1}']
      for (const campaignId of names) {
        const message = textMessage(ctx.newId, '593900000001', '', { ...template(1), campaignId })
        await acceptAll(ctx.store, t0, [message], 'one')
      }
      await assertFiguresAreExact(ctx, t0)
      assert.equal(stored(ctx).length, names.length)
    })

    test('a write that fails counts nothing, and those beside it count once', async () => {
      await using ctx = await openWithBots(backend)
      const good = textMessage(ctx.newId, '593900000001')
      const bad = { ...textMessage(ctx.newId, '593900000002'), id: noId }
      const ended = await Promise.allSettled([
        acceptAll(ctx.store, t0, [good], 'one'),
        acceptAll(ctx.store, t0, [bad], 'one'),
      ])
      assert.deepEqual(
        ended.map(({ status }) => status),
        ['fulfilled', 'rejected'],
      )
      await assertFiguresAreExact(ctx, t0)
      assert.deepEqual(stored(ctx), [`one | ${hour0} | accepted |  |  |  | 1`])
    })

    test('a process that dies between two pieces, or before the commit of one, loses and doubles nothing', async () => {
      let commits = Number.POSITIVE_INFINITY
      let isAdding = false
      const around = (engine: Engine): Engine => ({
        ...engine,
        async write(botIds, transaction, concurrency) {
          const isLost = isAdding && commits-- <= 0
          return engine.write(
            botIds,
            function* () {
              const result = yield* transaction()
              if (isLost) throw new Error('killed before the commit')
              return result
            },
            concurrency,
          )
        },
      })
      await using ctx = await openWithBots(backend, { around })
      const ofOne = (n: number) => textMessage(ctx.newId, `5939${10_000_000 + n}`)
      for (let n = 0; n < 330; n++) await acceptAll(ctx.store, t0, [ofOne(n)], bots[n % 2])
      const left = () => Number(ctx.rows('select count(*) as n from tallies')[0]?.n)
      assert.equal(left(), 330)
      isAdding = true
      for (const done of [0, 1, 1]) {
        commits = done
        const before = left()
        await assert.rejects(ctx.store.addUpFigures(t0), /killed before the commit/)
        assert.equal(before - left(), done * 100)
        await ctx.reopen()
      }
      commits = Number.POSITIVE_INFINITY
      await assertFiguresAreExact(ctx, t0)
    })

    test('many that add up at once, while messages go on, add each once', async () => {
      await using ctx = await openWithBots(backend)
      await using others = await openOthers(backend, ctx)
      let isLiving = true
      const living = (async () => {
        for (let n = 0; n < 4; n++) await live(ctx, t0 + n * hourMs)
        isLiving = false
      })()
      const adding = [ctx.store, ...others.stores].map(async (store) => {
        while (isLiving) await Promise.all([nextTurn(), store.addUpFigures(t0), store.addUpFigures(t0)])
      })
      await Promise.all([living, ...adding])
      await assertFiguresAreExact(ctx, t0)
    })

    test('rows from before are added up in pieces, while their messages and new ones go on', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(3), fc.integer({ min: 1, max: 4 }), async (before, between) => {
          const steps: (() => Promise<void>)[] = []
          const around = (engine: Engine): Engine => ({
            ...engine,
            async write(...args) {
              const result = await engine.write(...args)
              // Only one of the two goes on meanwhile: else it would be called by its own writes.
              await steps.shift()?.()
              return result
            },
          })
          await using ctx = await openWithBots(backend)
          for (let n = 0; n <= before; n++) await live(ctx, t0 + n * 60_000)
          const waiting = Array.from({ length: 120 }, (_, n) => textMessage(ctx.newId, `5939${10_000_000 + n}`))
          await acceptAll(ctx.store, t0, waiting, 'one')
          const beforeAt = hour0 + 10 * hourMs
          await ctx.reopen({ around })
          await forgetFigures(ctx, beforeAt)
          await ctx.store.addUpFigures(t0)
          assert.equal((await figuresOf(ctx)).isWhole, false)
          assert.deepEqual(stored(ctx), [], 'not before those of the former version have ended')
          for (let n = 0; n < between; n++)
            steps.push(async () => {
              const rest = steps.splice(0)
              const { messages } = await claimAll(ctx.store, beforeAt, 20, 'one')
              for (const claimed of messages) await settleSent(ctx.store, claimed, beforeAt)
              await live(ctx, beforeAt + n * 60_000, 3)
              steps.push(...rest)
            })
          await ctx.store.addUpFigures(beforeAt + 60_000)
          await assertFiguresAreExact(ctx, beforeAt + 60_000)
          assert.deepEqual(ctx.rows('select * from earlier_figures'), [])
          assert.equal((await figuresOf(ctx)).isWhole, true)
        }),
        { numRuns: times(2, 40) },
      )
    })

    test('a deleted bot ends its messages in them, and its figures go with its history', async () => {
      await using ctx = await openWithBots(backend)
      await live(ctx, t0)
      const waiting = Array.from({ length: 9 }, (_, n) => textMessage(ctx.newId, `59391111111${n}`))
      await acceptAll(ctx.store, t0, waiting, 'one')
      await ctx.store.deleteBot({ id: 'one', now: t0 })
      await untilEnded(ctx, 'one')
      await assertFiguresAreExact(ctx, t0)
      assert.ok(stored(ctx).some((line) => line.startsWith(`one | ${hour0} | canceled |`)))
      await ctx.store.purge(t0 + 399 * 86_400_000)
      assert.ok(!stored(ctx).some((line) => line.startsWith('one |')))
      assert.ok(stored(ctx).some((line) => line.startsWith('two |')))
      await ctx.store.purge(t0 + 401 * 86_400_000)
      assert.deepEqual(stored(ctx), [])
    })

    test('they say up to when they are', async () => {
      await using ctx = await openWithBots(backend)
      assert.deepEqual((await figuresOf(ctx)).asOf, t0 + 9)
      await live(ctx, t0)
      assert.equal((await figuresOf(ctx)).asOf, undefined, 'nobody has looked yet')
      await ctx.store.carryOnFigures(t0 + 1)
      assert.equal((await figuresOf(ctx)).asOf, t0 + 9)
      await live(ctx, t0)
      assert.equal((await figuresOf(ctx)).asOf, t0 + 1)
      await ctx.store.carryOnFigures(t0 + 2)
      assert.equal((await figuresOf(ctx)).asOf, t0 + 1, 'not each time that the poll comes')
      await ctx.store.carryOnFigures(t0 + 2_001)
      assert.equal((await figuresOf(ctx)).asOf, t0 + 9)
    })
  })
}

const figuresOf = ({ store }: Ctx) =>
  store.figures({ botIds: bots, fromAt: hour0, toAt: hour0 + hourMs, stepMs: hourMs }, t0 + 9)
