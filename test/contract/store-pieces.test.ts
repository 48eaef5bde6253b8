/**
 * No transaction grows with a backlog: operations on all of an endpoint's or bot's rows run in pieces, and other writes
 * run between them.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Engine } from '../../src/store/sql/engine.ts'
import { isAside, type Row, type Step, type Transaction } from '../../src/store/sql/transaction.ts'
import type { Store } from '../../src/store/store.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { change } from '../support/rows.ts'
import { acceptAll, testBot, textMessage, tieredBackends } from '../support/store.ts'

const many = 4_000
/** Rows that one transaction may change, with some margin beyond a piece. */
const maxInOne = 600

/** The rows changed by the largest write, and a hook after each write. */
function watched() {
  const seen = { max: 0, writes: 0, afterWrite: undefined as (() => void) | undefined }
  function* each<T>(transaction: Transaction<T>): Transaction<T> {
    let rows = 0
    let step = transaction.next()
    while (!step.done) {
      const found: Row[] = yield step.value as Step
      rows += changedBy(step.value, found)
      step = transaction.next(found)
    }
    seen.max = Math.max(seen.max, rows)
    return step.value
  }
  const around = (engine: Engine): Engine => ({
    ...engine,
    async write(botIds, transaction, concurrency) {
      const result = await engine.write(botIds, () => each(transaction()), concurrency)
      seen.writes += 1
      seen.afterWrite?.()
      return result
    },
  })
  return { seen, around }
}

function changedBy(step: Step, found: Row[]): number {
  if (Array.isArray(step)) return step.length
  if (isAside(step) || /^\s*select\b/.test(step.text)) return 0
  return 'each' in step ? step.each.length : found.length
}

const count = (ctx: TestStore, where: string, table = 'deliveries') =>
  Number(ctx.rows(`select count(*) as n from ${table} where ${where}`)[0]?.n)

/** Events of many people, each delivered or waiting. */
function populate(ctx: TestStore, state: 'delivered' | 'waiting', dueAt: number | 'null'): Promise<void> {
  const numbers = `(with recursive c (n) as (select 1 union all select n + 1 from c where n < ${many}) select n from c) as c`
  return change(ctx, [
    `insert into events (id, bot_id, user_id, type, body, at)
     select 'evt_' || n, 'bot_test', '5939' || (n % 1000), 'message', '{}', ${t0} + n % 900 from ${numbers}`,
    `insert into deliveries (event_seq, endpoint_id, user_id, state, due_at)
     select seq, 'ep', user_id, '${state}', ${dueAt} from events where id like 'evt_%' order by seq`,
  ])
}

/** A state with `many` rows to process, and how many are left. */
type Work = {
  populate(ctx: TestStore): Promise<void>
  begin(store: Store): Promise<unknown>
  left(ctx: TestStore): number
}

const works: Record<string, Work> = {
  replay: {
    populate: (ctx) => populate(ctx, 'delivered', 'null'),
    begin: (store) => store.replay({ endpointId: 'ep', fromAt: t0, toAt: t0 + 10_000, now: t0 + 5_000 }),
    left: (ctx) => many - count(ctx, `state = 'waiting'`),
  },
  resume: {
    populate: (ctx) => populate(ctx, 'waiting', t0 + 90_000_000),
    begin: (store) => store.resumeEndpoint('ep', t0 + 5_000),
    left: (ctx) => many - count(ctx, `due_at = ${t0 + 5_000}`),
  },
  'deletion of an endpoint': {
    populate: (ctx) => populate(ctx, 'waiting', t0),
    begin: (store) => store.deleteEndpoint('ep'),
    left: (ctx) => many - count(ctx, `state = 'given_up' and due_at is null`),
  },
  'deletion of a bot': {
    // Of an endpoint that accepts nothing, so that nobody waits for it.
    async populate(ctx) {
      await populate(ctx, 'waiting', t0)
      await change(ctx, [`update endpoints set disabled_at = 1 where id = 'ep'`])
    },
    begin: (store) => store.deleteBot({ id: 'bot_test', now: t0 }),
    left: (ctx) => count(ctx, '1 = 1'),
  },
  expedite: {
    populate: (ctx) =>
      change(ctx, [
        `insert into messages (id, bot_id, user_id, kind, content, state, accepted_at, due_at)
         select 'm' || n, 'bot_test', '5939' || n, 'session', '{}', 'queued', ${t0}, ${t0} + 90000000 + n % 700
         from (with recursive c (n) as (select 1 union all select n + 1 from c where n < ${many}) select n from c) as c`,
      ]),
    begin: (store) => store.expedite('bot_test', t0 + 5_000),
    left: (ctx) => many - count(ctx, `due_at = ${t0 + 5_000}`, 'messages'),
  },
}

for (const backend of tieredBackends)
  describe(`in pieces (${backend.name})`, () => {
    for (const [name, work] of Object.entries(works)) {
      test(`${name}: no transaction changes more than some hundred rows, and the bot's own accepts run meanwhile`, async () => {
        const { seen, around } = watched()
        await using ctx = await backend.open({ around })
        await openTwo(ctx)
        await work.populate(ctx)
        seen.max = 0
        let accepted = 0
        const accepts: Promise<unknown>[] = []
        const accept = () => {
          if (accepts.length >= 6) return
          const message = textMessage(ctx.newId, `59395${accepts.length}00000`)
          accepts.push(
            acceptAll(ctx.store, t0, [message], name.endsWith('bot') ? 'bot_other' : 'bot_test').then(() => accepted++),
          )
        }
        seen.afterWrite = accept
        await work.begin(ctx.store)
        await eventually(async () => work.left(ctx) === 0, `${name} is done`)
        assert.ok(seen.max <= maxInOne, `${seen.max} rows in one transaction`)
        await Promise.all(accepts)
        assert.equal(accepted, 6)
        await eventually(async () => (await ctx.store.due(t0 + 5_000)).tasks.length === 0, 'no task is left')
      })
    }

    for (const name of ['replay', 'resume', 'deletion of an endpoint', 'deletion of a bot'] as const)
      test(`${name}: work that a process leaves undone is continued by the next, and nothing is done twice`, async () => {
        const { seen, around } = watched()
        await using ctx = await backend.open({ around })
        await openTwo(ctx)
        const work = works[name] as Work
        await work.populate(ctx)
        // It ends after the second piece.
        const { store } = ctx
        let closing: Promise<unknown> | undefined
        const ended = new Promise<void>((resolve) => {
          let pieces = 0
          seen.afterWrite = () => {
            pieces += 1
            if (pieces !== (name === 'deletion of a bot' ? 6 : 3)) return
            closing = ctx.reopen()
            resolve()
          }
        })
        const begun = work.begin(store).catch(() => {})
        await ended
        await closing
        await begun
        seen.afterWrite = undefined
        const left = work.left(ctx)
        assert.ok(left > 0 && left < many, `${left} were left`)
        if (name === 'replay' || name === 'resume') {
          const [task] = await ctx.store.endpointTasks({ endpointId: 'ep' })
          assert.deepEqual([task?.kind, task?.done], [name, many - left])
        }
        assert.equal((await ctx.store.due(t0 + 5_000)).tasks.length, 1)
        await ctx.store.carryOn(t0 + 5_000)
        await eventually(async () => work.left(ctx) === 0, `${name} is done`)
        const retained = { replay: 2 * many, 'deletion of a bot': 0 }[name as string] ?? many
        assert.equal(count(ctx, '1 = 1'), retained)
        await eventually(async () => (await ctx.store.due(t0 + 5_000)).tasks.length === 0, 'no task is left')
      })

    test('a replay in pieces keeps the order of a line, after waiting deliveries, without later events', async () => {
      await using ctx = await backend.open()
      await openTwo(ctx)
      await populate(ctx, 'delivered', 'null')
      await ingestFacts(ctx.store, [inboundFact('wamid.1', { person: { phone: '59395' } })], t0 + 6_000)
      const input = { endpointId: 'ep', fromAt: t0, toAt: t0 + 1e9, now: t0 + 5_000 }
      assert.equal(await ctx.store.replay(input), many)
      assert.equal(await ctx.store.replay(input), 0)
      const lines = ctx.rows(`select d.user_id as line, e.at as at, d.due_at as due from deliveries d
        join events e on e.seq = d.event_seq where d.state = 'waiting' order by d.seq`)
      const byLine = Map.groupBy(lines, ({ line }) => String(line))
      for (const [line, ofLine] of byLine) {
        if (line === '59395') continue
        const at = ofLine.map(({ at }) => Number(at))
        assert.deepEqual(
          at,
          at.toSorted((a, b) => a - b),
          line,
        )
        assert.deepEqual(
          ofLine.map(({ due }) => due !== null),
          ofLine.map((_, index) => index === 0),
          line,
        )
      }
    })
  })

async function openTwo(ctx: TestStore): Promise<void> {
  await ctx.store.putBot(testBot())
  await ctx.store.putBot(testBot({ id: 'bot_other' }))
  await ctx.store.putEndpoint(testEndpoint('ep', ['message']))
}
