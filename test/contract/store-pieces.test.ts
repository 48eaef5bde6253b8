/** No transaction grows with a backlog: what touches all that an endpoint or a bot has goes in pieces, and others go on between them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Engine } from '../../src/store/sql/engine.ts'
import type { Row, Step, Transaction } from '../../src/store/sql/transaction.ts'
import type { Store } from '../../src/store/store.ts'
import { inboundFact, tell, testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { change } from '../support/rows.ts'
import { acceptAll, backends, testBot, textMessage } from '../support/store.ts'

const many = 4_000
/** Rows that one transaction may change, with some to spare beyond a piece. */
const mostInOne = 600

/** How many rows the largest write changed, and what happens behind each write. */
function watched() {
  const seen = { most: 0, writes: 0, afterWrite: undefined as (() => void) | undefined }
  function* each<T>(transaction: Transaction<T>): Transaction<T> {
    let rows = 0
    let step = transaction.next()
    while (!step.done) {
      const found: Row[] = yield step.value as Step
      rows += changedBy(step.value, found)
      step = transaction.next(found)
    }
    seen.most = Math.max(seen.most, rows)
    return step.value
  }
  const around = (engine: Engine): Engine => ({
    ...engine,
    async write(botIds, transaction, manner) {
      const result = await engine.write(botIds, () => each(transaction()), manner)
      seen.writes += 1
      seen.afterWrite?.()
      return result
    },
  })
  return { seen, around }
}

function changedBy(step: Step, found: Row[]): number {
  if (Array.isArray(step)) return step.length
  if (/^\s*select\b/.test(step.text)) return 0
  return 'each' in step ? step.each.length : found.length
}

const count = (it: TestStore, where: string, table = 'deliveries') =>
  Number(it.rows(`select count(*) as n from ${table} where ${where}`)[0]?.n)

/** Events of many people, each delivered or waiting. */
function furnish(it: TestStore, state: 'delivered' | 'waiting', dueAt: number | 'null'): Promise<void> {
  const numbers = `(with recursive c (n) as (select 1 union all select n + 1 from c where n < ${many}) select n from c) as c`
  return change(it, [
    `insert into events (id, bot_id, user_id, type, body, at)
     select 'evt_' || n, 'bot_test', '5939' || (n % 1000), 'message', '{}', ${t0} + n % 900 from ${numbers}`,
    `insert into deliveries (event_seq, endpoint_id, user_id, state, due_at)
     select seq, 'ep', user_id, '${state}', ${dueAt} from events where id like 'evt_%' order by seq`,
  ])
}

/** All that would go on with `many` rows, and how many are left to do. */
type Work = {
  furnish(it: TestStore): Promise<void>
  begin(store: Store): Promise<unknown>
  left(it: TestStore): number
}

const works: Record<string, Work> = {
  replay: {
    furnish: (it) => furnish(it, 'delivered', 'null'),
    begin: (store) => store.replay({ endpointId: 'ep', fromAt: t0, toAt: t0 + 10_000, now: t0 + 5_000 }),
    left: (it) => many - count(it, `state = 'waiting'`),
  },
  resume: {
    furnish: (it) => furnish(it, 'waiting', t0 + 90_000_000),
    begin: (store) => store.resumeEndpoint('ep', t0 + 5_000),
    left: (it) => many - count(it, `due_at = ${t0 + 5_000}`),
  },
  'deletion of an endpoint': {
    furnish: (it) => furnish(it, 'waiting', t0),
    begin: (store) => store.deleteEndpoint('ep'),
    left: (it) => many - count(it, `state = 'given_up' and due_at is null`),
  },
  'deletion of a bot': {
    // Of an endpoint that takes nothing, so that nobody waits for it.
    async furnish(it) {
      await furnish(it, 'waiting', t0)
      await change(it, [`update endpoints set disabled_at = 1 where id = 'ep'`])
    },
    begin: (store) => store.deleteBot({ id: 'bot_test', now: t0 }),
    left: (it) => count(it, '1 = 1'),
  },
  hasten: {
    furnish: (it) =>
      change(it, [
        `insert into messages (id, bot_id, user_id, kind, content, state, accepted_at, due_at)
         select 'm' || n, 'bot_test', '5939' || n, 'session', '{}', 'queued', ${t0}, ${t0} + 90000000 + n % 700
         from (with recursive c (n) as (select 1 union all select n + 1 from c where n < ${many}) select n from c) as c`,
      ]),
    begin: (store) => store.hasten('bot_test', t0 + 5_000),
    left: (it) => many - count(it, `due_at = ${t0 + 5_000}`, 'messages'),
  },
}

for (const backend of backends)
  describe(`in pieces (${backend.name})`, () => {
    for (const [name, work] of Object.entries(works)) {
      test(`${name}: no transaction touches more than some hundred rows, and the bot's own accepts go on meanwhile`, async () => {
        const { seen, around } = watched()
        await using it = await backend.open({ around })
        await openTwo(it)
        await work.furnish(it)
        seen.most = 0
        let accepted = 0
        const accepts: Promise<unknown>[] = []
        const accept = () => {
          if (accepts.length >= 6) return
          const message = textMessage(it.newId, `59395${accepts.length}00000`)
          accepts.push(
            acceptAll(it.store, t0, [message], name.endsWith('bot') ? 'bot_other' : 'bot_test').then(() => accepted++),
          )
        }
        seen.afterWrite = accept
        await work.begin(it.store)
        await eventually(async () => work.left(it) === 0, `${name} is done`)
        assert.ok(seen.most <= mostInOne, `${seen.most} rows in one transaction`)
        await Promise.all(accepts)
        assert.equal(accepted, 6)
        await eventually(async () => (await it.store.due(t0 + 5_000)).tasks.length === 0, 'no task is left')
      })
    }

    for (const name of ['replay', 'resume', 'deletion of an endpoint', 'deletion of a bot'] as const)
      test(`${name}: what a process leaves undone is gone on with by the next, and nothing is done twice`, async () => {
        const { seen, around } = watched()
        await using it = await backend.open({ around })
        await openTwo(it)
        const work = works[name] as Work
        await work.furnish(it)
        // It ends after the second piece.
        const { store } = it
        let closing: Promise<unknown> | undefined
        const ended = new Promise<void>((resolve) => {
          let pieces = 0
          seen.afterWrite = () => {
            pieces += 1
            if (pieces !== (name === 'deletion of a bot' ? 6 : 3)) return
            closing = it.reopen()
            resolve()
          }
        })
        const begun = work.begin(store).catch(() => {})
        await ended
        await closing
        await begun
        seen.afterWrite = undefined
        const left = work.left(it)
        assert.ok(left > 0 && left < many, `${left} were left`)
        if (name === 'replay' || name === 'resume') {
          const [task] = await it.store.endpointTasks({ endpointId: 'ep' })
          assert.deepEqual([task?.kind, task?.done], [name, many - left])
        }
        assert.equal((await it.store.due(t0 + 5_000)).tasks.length, 1)
        await it.store.carryOn(t0 + 5_000)
        await eventually(async () => work.left(it) === 0, `${name} is done`)
        const kept = { replay: 2 * many, 'deletion of a bot': 0 }[name as string] ?? many
        assert.equal(count(it, '1 = 1'), kept)
        await eventually(async () => (await it.store.due(t0 + 5_000)).tasks.length === 0, 'no task is left')
      })

    test('a replay in pieces keeps the order of a line, behind what waits, without what happens meanwhile', async () => {
      await using it = await backend.open()
      await openTwo(it)
      await furnish(it, 'delivered', 'null')
      await tell(it.store, [inboundFact('wamid.1', { person: { phone: '59395' } })], t0 + 6_000)
      const input = { endpointId: 'ep', fromAt: t0, toAt: t0 + 1e9, now: t0 + 5_000 }
      assert.equal(await it.store.replay(input), many)
      assert.equal(await it.store.replay(input), 0)
      const lines = it.rows(`select d.user_id as line, e.at as at, d.due_at as due from deliveries d
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

async function openTwo(it: TestStore): Promise<void> {
  await it.store.putBot(testBot())
  await it.store.putBot(testBot({ id: 'bot_other' }))
  await it.store.putEndpoint(testEndpoint('ep', ['message']))
}
