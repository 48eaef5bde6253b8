/**
 * What a message costs in statements, commits and allocated memory: counts of a whole message (accepted, sent, three
 * statuses taken in, three events out) on SQLite, as docs/performance.md has them. A busy machine hardly changes them:
 * what comes while a process is held up shares a transaction, what goes by the clock is taken off, and the least of
 * several rounds counts. The gateway and everything around it are the bench's own programs.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { end, type Started } from '../../bench/child.ts'
import { atRest, type Counted, type Counts, countsBetween, lookAt } from '../../bench/counts.ts'
import type { Plan } from '../../bench/plan.ts'
import { measure, type Side, startSide, startStub } from '../../bench/sides.ts'
import { eventually } from '../support/gateway.ts'

/**
 * At most, for each message. `full`: 64 clients as fast as they get answers: 15.5 to 17 on a quiet machine, 19.8 where
 * the groups are less full, since some of the statements are a group's. `paced`: one number at 80 a second: 1.3. What
 * code allocates before it is optimized does not depend on when that happens; it is about twice the figure of the bench.
 */
const bounds = {
  full: { statements: 20, allocatedKb: 620 },
  paced: { commits: 2.2 },
}
const unoptimized = ['--no-opt', '--no-maglev']

let stub: Started
let side: Side
let rest: Counts
before(async () => {
  stub = await startStub(false)
  side = await startSide('counted', stub, { isCounting: true, isBound: false, nodeArgs: unoptimized })
  await counted(250, {})
  rest = await atRest(side.program, side.folder)
})
after(async () => {
  for (const program of [side?.program, stub]) if (program !== undefined) await end(program)
})

test('a message under load needs few statements, and little memory is allocated for it', async (t) => {
  const rounds: Awaited<ReturnType<typeof counted>>[] = []
  for (let round = 0; round < 3; round++) rounds.push(await counted(100, {}))
  const least = (name: keyof Counts) => Math.min(...rounds.map(({ counts }) => counts[name]))
  const counts = { statements: least('statements'), allocatedKb: least('allocatedKb') }
  t.diagnostic(JSON.stringify(counts))
  const { statements, allocatedKb } = bounds.full
  assert.ok(counts.statements <= statements, `${counts.statements} statements a message:\n${rounds.at(-1)?.list}`)
  assert.ok(counts.allocatedKb <= allocatedKb, `${counts.allocatedKb} kB a message`)
  // They are counted.
  assert.ok(counts.statements > 5 && counts.allocatedKb > 10, JSON.stringify(counts))
})

test("a message at one number's usual rate needs few commits", async (t) => {
  const { counts, list } = await counted(240, { perSecond: 80, graphMs: 100, botIds: side.botIds.slice(0, 1) })
  t.diagnostic(JSON.stringify(counts))
  assert.ok(counts.commits <= bounds.paced.commits, `${counts.commits} commits a message:\n${list}`)
  assert.ok(counts.commits > 0.01, JSON.stringify(counts))
})

async function counted(messages: number, plan: Partial<Plan>) {
  const from = await lookAt(side.program, side.folder)
  const usual = { botIds: side.botIds.slice(0, 4), messages, graphMs: 0, hookMs: 0, statusesTogether: 1 }
  await measure(side, stub, { ...usual, ...plan })
  await eventually(isEnded, 'every delivery has ended')
  const to = await lookAt(side.program, side.folder)
  return { counts: countsBetween(from, to, messages, rest), list: listOf(from, to, messages) }
}

/** What nobody waits for is written a little later. */
function isEnded(): boolean {
  using db = new DatabaseSync(join(side.folder, 'recado.db'), { readOnly: true, timeout: 2_000 })
  return db.prepare("select 1 from deliveries where state = 'waiting' limit 1").get() === undefined
}

/** The most frequent first, for whoever has made it more. */
function listOf(from: Counted, to: Counted, messages: number): string {
  const of = (text: string) => ((to.statements[text]?.count ?? 0) - (from.statements[text]?.count ?? 0)) / messages
  const texts = Object.keys(to.statements).filter((text) => of(text) > 0.01)
  return texts
    .toSorted((a, b) => of(b) - of(a))
    .map((text) => `${of(text).toFixed(2)} ${text}`)
    .join('\n')
}
