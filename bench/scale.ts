/**
 * `npm run bench:scale [bots] [processes] [seed]`: 100,000 bots and 500 processes on one database, simulated: real
 * leases, lanes, pace and poll on rows in memory and a virtual clock. Prints bots' time without a process through
 * deaths, restarts and outages, leases moved, and database load. Fails if a bot has two owners or none, a lane sends
 * above its pace or under a lost lease, a message is lost or sent twice unmarked. Repeatable by its seed.
 */
import assert from 'node:assert/strict'
import { seeded } from '../test/chaos/random.ts'
import { createWorld, type Process } from '../test/support/scale-world.ts'

const bots = Number(process.argv[2] ?? 100_000)
const count = Number(process.argv[3] ?? 500)
const seed = Number(process.argv[4] ?? 1)
const random = seeded(seed)
const world = createWorld({ bots, random })
const { time, tables, botIds } = world
const startedAt = performance.now()

type Line = {
  what: string
  /** Until a bot had a process again, ms; of those without one. */
  waits: number[]
  moves: number
  fewest: number
  seconds: number
  statements: number
  read: number
  written: number
}
const lines: Line[] = []
let isTalking = true
const figure = (value: number) => Math.round(value).toLocaleString('en-US')
const head = [
  'what happens',
  'owned again, s (p50 / p99 / max)',
  'leases moved',
  'at least',
  'statements/s',
  'rows read/s',
  'rows written/s',
]

await main()

async function main(): Promise<void> {
  await observe('start of all, within 5 s', 25, () => {
    for (let index = 0; index < count; index++) time.after(random() * 5_000, world.start)
    return { lost: botIds, fewest: bots }
  })
  await observe('at rest', 40, () => ({ lost: [], fewest: 0 }))
  talk()
  await observe('250 messages/s, skewed', 40, () => ({ lost: [], fewest: 0 }))
  for (const share of [1 / count, 0.1, 0.5]) await killSome(Math.max(1, Math.round(count * share)))
  await rollingRestart()
  for (const seconds of [3, 20])
    await observe(`database stands still for ${seconds} s`, seconds + 20, () => {
      world.pauseDatabase(seconds * 1_000)
      return { lost: [], fewest: 0 }
    })
  await observe('one in a hundred stands still for 8 s', 45, () => {
    const frozen = some(Math.ceil(count / 100))
    const lost = frozen.flatMap(({ id }) => tables.botsOf(id))
    for (const one of frozen) world.freeze(one, 8_000)
    // Each lease moves away and back.
    return { lost, fewest: 2 * lost.length }
  })
  isTalking = false
  await time.runUntil(time.now() + 60_000)
  world.checkOwners()
  assert.equal(world.unfinished(), 0, 'a message was lost')
  report()
}

// ── scenarios ───────────────────────────────────────────────

/** Mostly from few bots: of a hundred thousand, a hundred have a third of the messages. */
function talk(): void {
  for (let each = 0; each < 10; each++) world.accept(botIds[Math.floor(random() ** 6 * bots)] ?? '')
  if (isTalking) time.after(40, talk)
}

async function killSome(killed: number): Promise<void> {
  await observe(`${killed} of ${count} killed`, 25, () => {
    const dead = some(killed)
    const lost = dead.flatMap(({ id }) => tables.botsOf(id))
    for (const one of dead) world.kill(one)
    return { lost, fewest: lost.length }
  })
  await observe(`${killed} started again`, 30, () => {
    for (let index = 0; index < killed; index++) time.after(random() * 5_000, world.start)
    return { lost: [], fewest: Math.round((bots * killed) / count) }
  })
}

/** A few at a time stop, and their successors start, as in a deployment. */
async function rollingRestart(): Promise<void> {
  const atOnce = Math.max(1, Math.round(count / 100))
  const all = world.processes()
  const seconds = Math.ceil(all.length / atOnce) + 30
  await observe(`rolling restart, ${atOnce} a second`, seconds, () => {
    all.forEach((one, index) => {
      time.after(Math.floor(index / atOnce) * 1_000, () => {
        void world.stop(one)
        time.after(1_000, world.start)
      })
    })
    return { lost: [], fewest: bots }
  })
}

function some(wanted: number): Process[] {
  const all = world.processes()
  const picked: Process[] = []
  while (picked.length < wanted) picked.push(...all.splice(Math.floor(random() * all.length), 1))
  return picked
}

// ── measurements ────────────────────────────────────────────

/** `lost`: the bots whose process goes away; without any, every bot that was free for a while counts. */
async function observe(what: string, seconds: number, happen: () => { lost: string[]; fewest: number }): Promise<void> {
  const at = time.now()
  const before = { ...tables.cost, statements: world.statements(), moves: tables.moves(), polled: world.work.pollSteps }
  tables.waits.length = 0
  const { lost, fewest } = happen()
  await time.runUntil(at + seconds * 1_000)
  world.checkOwners()
  const isStart = lost === botIds
  const waits = lost.length > 0 ? lost.map((botId) => tables.givenAt(botId) - at) : [...tables.waits]
  const line = {
    what,
    waits,
    moves: isStart ? tables.gives() : tables.moves() - before.moves,
    fewest,
    seconds,
    statements: world.statements() - before.statements,
    read: tables.cost.read - before.read + world.work.pollSteps - before.polled,
    written: tables.cost.written - before.written,
  }
  lines.push(line)
  process.stderr.write(`after ${Math.round((performance.now() - startedAt) / 1_000)} s: ${cellsOf(line).join(' | ')}\n`)
}

function cellsOf({ what, waits, moves, fewest, seconds, statements, read, written }: Line): string[] {
  waits.sort((a, b) => a - b)
  const inSeconds = (share: number) => ((waits[Math.ceil(waits.length * share) - 1] ?? 0) / 1_000).toFixed(1)
  const owned = waits.length === 0 ? '–' : [0.5, 0.99, 1].map(inSeconds).join(' / ')
  return [what, owned, figure(moves), figure(fewest), ...[statements, read, written].map((n) => figure(n / seconds))]
}

function report(): void {
  const { accepted, sent, claims, emptyClaims, withheld, marked } = world.work
  const rows = [head, head.map(() => '---'), ...lines.map(cellsOf)]
  const tookMs = performance.now() - startedAt
  process.stdout.write(
    [
      '',
      `${figure(bots)} bots, ${figure(count)} processes, seed ${seed}: ${figure(time.now() / 1_000 - 1_000)} s of simulated time in ${figure(tookMs / 1_000)} s`,
      '',
      ...rows.map((cells) => `| ${cells.join(' | ')} |`),
      '',
      `messages: ${figure(accepted)} accepted, ${figure(sent)} sent, ${figure(marked)} of them again and marked, ${figure(withheld)} withheld because their lease was not safe; ${figure(claims)} claims, ${figure(emptyClaims)} of them empty`,
      '',
      '',
    ].join('\n'),
  )
}
