/**
 * Deliveries of one post: what waits behind the claimed ones in their lines, and the end of all of them in one
 * transaction, so that no line goes on before all of its own have ended (promise 8).
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Delivery, DeliveryDecision } from '../../src/store/deliveries/records.ts'
import type { Wakeup } from '../../src/store/events/wakeup.ts'
import type { Engine } from '../../src/store/sql/engine.ts'
import { query } from '../../src/store/sql/transaction.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { type Backend, backends } from '../support/store.ts'
import { openWithBot } from '../support/store-fixtures.ts'

const [ana, eva, luis] = ['593900000001', '593900000002', '593900000003']
const minute = 60_000
const delivered = { kind: 'delivered' } as const
const again = (dueAt: number) => ({ kind: 'again', dueAt }) as const

async function writes(ctx: TestStore, ...from: string[]): Promise<void> {
  for (const [index, phone] of from.entries())
    await ingestFacts(
      ctx.store,
      [inboundFact(`wamid.${phone}.${index}.${Math.random()}`, { person: { phone } })],
      t0 + index,
    )
}

async function due(ctx: TestStore, now = t0 + minute): Promise<Delivery[]> {
  return (await ctx.store.claimDeliveries({ endpointId: 'ep', limit: 100, now, inFlight: new Set() })).deliveries
}

/** With statements of the test's own. */
async function open(backend: Backend) {
  let engine: Engine | undefined
  const around = (bare: Engine) => {
    engine = bare
    return bare
  }
  const ctx = await openWithBot(backend, { events: ['message'], around })
  const run = (text: string) => engine?.write(['bot_test'], () => query(text))
  return { ...ctx, run, [Symbol.asyncDispose]: () => ctx[Symbol.asyncDispose]() }
}

const behind = (ctx: TestStore, heads: readonly Delivery[], limit = 100) =>
  ctx.store.claimBehind({ endpointId: 'ep', heads: heads.map(({ seq }) => seq), limit })

/** All of one post, by one decision or by one for each. */
async function settle(
  ctx: TestStore,
  all: readonly Delivery[],
  decision: DeliveryDecision | ((delivery: Delivery) => DeliveryDecision),
  now = t0 + minute,
) {
  const [first, ...others] = all.map((delivery) => ({
    delivery,
    attempt: { attempt: delivery.attempt, startedAt: now, durationMs: 1, status: 200, answer: '', batch: all.length },
    decision: typeof decision === 'function' ? decision(delivery) : decision,
  }))
  assert.ok(first)
  return ctx.store.settleDeliveries([first, ...others], now)
}

const seqs = (all: readonly Delivery[]) => all.map(({ seq }) => seq)
const lines = (all: readonly Delivery[]) => all.map(({ userId }) => userId)

/** By line, in the order of their events. */
function waitingOf(ctx: TestStore, phone: string) {
  return ctx
    .rows(`select seq, due_at, attempt from deliveries where user_id = '${phone}' and state = 'waiting' order by seq`)
    .map((row) => ({
      seq: Number(row.seq),
      dueAt: row.due_at === null ? null : Number(row.due_at),
      attempt: row.attempt,
    }))
}

for (const backend of backends) {
  describe(`deliveries of one post (${backend.name})`, () => {
    test('behind each claimed one: its line in order, a place of every line first, and no other line', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      await writes(ctx, ana, ana, ana, eva, eva, luis, ana)
      const heads = (await due(ctx)).filter(({ userId }) => userId !== luis)
      assert.deepEqual(lines(heads).toSorted(), [ana, eva])
      const all = await behind(ctx, heads)
      assert.deepEqual(lines(all), [ana, ana, eva, ana])
      assert.deepEqual(
        seqs(all),
        seqs(all).toSorted((one, other) => one - other),
      )
      assert.ok(all.every(({ body, attempt, eventId }) => body.includes(eventId) && attempt === 1))
      assert.deepEqual(lines(await behind(ctx, heads, 2)), [ana, eva])
      assert.deepEqual(lines(await behind(ctx, heads, 3)), [ana, ana, eva])
      assert.deepEqual(
        await behind(
          ctx,
          (await due(ctx)).filter(({ userId }) => userId === luis),
        ),
        [],
      )
    })

    test('a line ends before what is held for a file, and before what is due by itself', async () => {
      await using ctx = await open(backend)
      await writes(ctx, ana, ana, ana, ana)
      const [head] = await due(ctx)
      assert.ok(head)
      const [second, third] = await behind(ctx, [head])
      assert.ok(second && third)
      await ctx.run(`update deliveries set not_before = ${t0 + 9 * minute} where seq = ${third.seq}`)
      assert.deepEqual(seqs(await behind(ctx, [head])), [second.seq])
      await ctx.run(`update deliveries set due_at = ${t0} where seq = ${second.seq}`)
      assert.deepEqual(await behind(ctx, [head]), [])
    })

    test('delivered: all of them at once, and then the next of each line is due and its endpoint woken', async () => {
      const woken: Wakeup[] = []
      await using ctx = await openWithBot(backend, { events: ['message'], onWakeup: (wakeup) => woken.push(wakeup) })
      await writes(ctx, luis)
      await settle(ctx, await due(ctx), delivered)
      await writes(ctx, ana, ana, ana, eva, eva)
      const heads = await due(ctx)
      const post = [...heads, ...(await behind(ctx, heads, 2))]
      assert.deepEqual(lines(post), [ana, eva, ana, eva])
      woken.length = 0
      assert.equal(await settle(ctx, post, delivered), false)
      assert.ok(woken.some((one) => one.kind === 'deliveries' && one.id === 'ep'))
      const next = await due(ctx)
      assert.deepEqual(lines(next), [ana])
      assert.ok(next.every(({ seq }) => !seqs(post).includes(seq)))
      const attempts = await Promise.all(post.map(({ seq }) => ctx.store.deliveryDetails(seq)))
      for (const one of attempts) {
        assert.equal(one?.state, 'delivered')
        assert.deepEqual(
          one.attempts.map(({ attempt, batch }) => [attempt, batch]),
          [[1, 4]],
        )
      }
    })

    test('refused: each keeps its own count, the first of each line its time, and they go together again', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      await writes(ctx, ana)
      await settle(ctx, await due(ctx), again(t0 + 2 * minute))
      await writes(ctx, ana, eva)
      const heads = await due(ctx, t0 + 2 * minute)
      const post = [...heads, ...(await behind(ctx, heads))]
      assert.deepEqual(
        post.map(({ userId, attempt }) => [userId, attempt]),
        [
          [eva, 1],
          [ana, 2],
          [ana, 1],
        ],
      )
      await settle(ctx, post, ({ attempt }) => again(t0 + (attempt + 4) * minute), t0 + 2 * minute)
      assert.deepEqual(
        waitingOf(ctx, ana).map(({ dueAt, attempt }) => [dueAt, attempt]),
        [
          [t0 + 6 * minute, 2],
          [null, 1],
        ],
      )
      assert.deepEqual(await due(ctx, t0 + 4 * minute), [])
      assert.deepEqual(lines(await due(ctx, t0 + 5 * minute)), [eva])
      const later = await due(ctx, t0 + 6 * minute)
      const all = [...later, ...(await behind(ctx, later))]
      await settle(ctx, all, delivered, t0 + 6 * minute)
      assert.deepEqual(ctx.rows(`select seq from deliveries where state = 'waiting'`), [])
      const [first] = all.filter(({ userId }) => userId === ana)
      const { attempts } = (await ctx.store.deliveryDetails(first?.seq ?? 0)) ?? assert.fail()
      assert.deepEqual(
        attempts.map(({ attempt, batch }) => [attempt, batch]),
        [
          [1, 1],
          [2, 3],
          [3, 3],
        ],
      )
    })

    test('the first of a line is given up: the second, which was in the post, waits for its own next attempt', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      await writes(ctx, ana, ana, ana)
      const [head] = await due(ctx)
      assert.ok(head)
      const post = [head, ...(await behind(ctx, [head], 1))]
      await settle(ctx, post, ({ seq }) => (seq === head.seq ? { kind: 'given_up' } : again(t0 + 5 * minute)))
      assert.deepEqual(
        waitingOf(ctx, ana).map(({ dueAt, attempt }) => [dueAt, attempt]),
        [
          [t0 + 5 * minute, 1],
          [null, 0],
        ],
      )
    })

    test('410: the endpoint is off, all of them wait with their count, and go together when it is resumed', async () => {
      await using ctx = await openWithBot(backend, { events: ['message'] })
      await writes(ctx, ana, ana, eva)
      const heads = await due(ctx)
      const post = [...heads, ...(await behind(ctx, heads))]
      assert.equal(post.length, 3)
      assert.equal(await settle(ctx, post, { kind: 'endpoint_gone' }), true)
      assert.equal((await ctx.store.endpoint('ep'))?.disabledReason, 'gone')
      assert.deepEqual(
        waitingOf(ctx, ana).map(({ attempt }) => attempt),
        [1, 1],
      )
      await ctx.store.resumeEndpoint('ep', t0 + 2 * minute)
      const resumed = await due(ctx, t0 + 2 * minute)
      assert.deepEqual(seqs([...resumed, ...(await behind(ctx, resumed))]).toSorted(), seqs(post).toSorted())
    })

    test('two people become one while the post is out: nothing of it is due again, and all of it ends', async () => {
      await using ctx = await open(backend)
      await writes(ctx, ana, ana, eva)
      const heads = await due(ctx)
      const post = [...heads, ...(await behind(ctx, heads))]
      await ctx.run(`update deliveries set user_id = '${eva}' where user_id = '${ana}'`)
      const first = Math.min(...seqs(post))
      await ctx.run(
        `update deliveries set due_at = case when seq = ${first} then due_at else null end where state = 'waiting'`,
      )
      await writes(ctx, eva)
      const inFlight = new Set(seqs(post))
      const claim = () => ctx.store.claimDeliveries({ endpointId: 'ep', limit: 9, now: t0 + minute, inFlight })
      assert.deepEqual((await claim()).deliveries, [])
      await settle(ctx, post, delivered)
      assert.deepEqual(lines((await claim()).deliveries), [eva])
      assert.deepEqual(
        ctx.rows(`select count(*) as n from deliveries where state = 'delivered'`).map(({ n }) => Number(n)),
        [3],
      )
    })
  })
}
