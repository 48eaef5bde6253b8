/**
 * `npm run bench [-- --quick --against FOLDER --json FILE]`: the speed of a whole message (accepted, sent, three statuses
 * taken in, three events out) on one core, beside a skeleton with the same durable work and the bare exchanges, in turn
 * and in rounds; on both stores; at 80/s, at 300/s and as fast as it goes; one by one and in batches; and what stands in
 * the way of a number, an endpoint or many bots. Prints ratios first, and writes all figures as JSON. `--quick`: about a
 * minute, for a first look. `--against`: another checkout, in turn. How it is measured: docs/performance.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { barsOf, type Figures, isMet, type Limits, type Row, report } from './bars.ts'
import { canPin, end, endChildren, type Started } from './child.ts'
import { atRest, type Counts, countsBetween, lookAt } from './counts.ts'
import { middle, type Plan } from './plan.ts'
import * as sides from './sides.ts'
import { createIdleBots } from './stage.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    against: { type: 'string' },
    json: { type: 'string', default: 'artifacts/bench.json' },
  },
})

/**
 * Messages, but for rounds and bots. `warmUps`: rounds that do not count. Code that has run for a while is optimized: a
 * gateway's message costs a quarter less after 12,000 others than after 4,000, and its processes run for weeks.
 */
const sizes = values.quick
  ? {
      rounds: 1,
      warmUps: 1,
      sqlite: 2_000,
      postgres: 800,
      at300: 900,
      at80: 240,
      number: 3_000,
      endpoint: 1_500,
      quiet: 200,
      bots: 1_000,
    }
  : {
      rounds: 3,
      warmUps: 3,
      sqlite: 4_000,
      postgres: 2_000,
      at300: 1_800,
      at80: 640,
      number: 6_000,
      endpoint: 3_000,
      quiet: 400,
      bots: 10_000,
    }
const fewBots = 10
const slowMs = 200
/** Graph's time at 80/s and 300/s. */
const usualMs = 100

type Asked = Omit<Plan, 'url' | 'clients'>

let database: sides.Database | undefined
try {
  await main()
} finally {
  endChildren()
  await database?.stop()
}
process.exit()

async function main(): Promise<void> {
  const startedAt = performance.now()
  const load = loadavg()[0]?.toFixed(1)
  const stub = await sides.startStub()
  const bare = await sides.startBare()
  const sqlite = await compareOnSqlite(stub, bare)
  const postgres = await compareOnPostgres(stub, bare)
  await end(bare)
  const figures: Figures = {
    rows: [...sqlite.rows, ...postgres.rows],
    bareUs: { sqlite: sqlite.bareUs, postgres: postgres.bareUs },
    counts: await count(stub),
    ...(await limits(stub)),
    idleBots: await besideIdleBots(stub),
  }
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
  const how = canPin ? 'the measured program on one core, all else on another' : 'programs are not bound to cores here'
  const took = `${Math.round((performance.now() - startedAt) / 1_000)} s, load at the start ${load}`
  print([`${machine}; ${how}; medians of ${sizes.rounds} rounds; ${took}`, '', ...report(figures)].join('\n'))
  const bars = barsOf(figures).map((bar) => ({ ...bar, isMet: isMet(bar) }))
  mkdirSync(dirname(values.json), { recursive: true })
  writeFileSync(values.json, JSON.stringify({ machine, canPin, at: new Date(), sizes, bars, figures }, undefined, 1))
  print(`all figures: ${values.json}`)
}

// ── whole messages ──────────────────────────────────────────

type Compared = { rows: Row[]; bareUs: number[] }

async function compareOnSqlite(stub: Started, bare: Started): Promise<Compared> {
  const gateways = [await sides.startSide('SQLite', stub)]
  if (values.against !== undefined)
    gateways.push(await sides.startSide('SQLite before', stub, { root: values.against }))
  const compared = await compare([...gateways, await sides.startSkeleton(stub)], { stub, bare, messages: sizes.sqlite })
  return { ...compared, rows: [...compared.rows, ...(await paced(gateways, stub))] }
}

async function compareOnPostgres(stub: Started, bare: Started): Promise<Compared> {
  database = await sides.startDatabase()
  const gateways = [await sides.startSide('PostgreSQL', stub, { database })]
  if (values.against !== undefined)
    gateways.push(await sides.startSide('PostgreSQL before', stub, { root: values.against, database }))
  const compared = await compare(gateways, { stub, bare, messages: sizes.postgres })
  const rows = [...compared.rows, ...(await paced(gateways, stub))]
  await database.stop()
  database = undefined
  return { ...compared, rows }
}

type Together = { stub: Started; bare: Started; messages: number }

/** As fast as it goes, one after the other in rounds; each side and the bare exchanges see the same hour. */
async function compare(all: sides.Side[], { stub, bare, messages }: Together): Promise<Compared> {
  const bareUs: number[] = []
  const rows = all.flatMap((side) => [rowOf(side, 'saturated', false), rowOf(side, 'saturated', true)])
  for (let round = 0; round < sizes.warmUps; round++)
    for (const side of all) await sides.measure(side, stub, planOf(side, messages))
  await sides.measureBare(bare, stub, 2 * messages)
  for (let round = 1; round <= sizes.rounds; round++) {
    for (const { of, row } of rows) row.rounds.push(await sides.measure(of, stub, planOf(of, messages, row.isBatched)))
    bareUs.push(await sides.measureBare(bare, stub, 2 * messages))
    say(`round ${round}: ${rows.map(({ row }) => `${nameOf(row)} ${perMessage(row)}`).join(', ')}`)
  }
  return { rows: rows.map(({ row }) => row), bareUs }
}

/** One number at a steady rate, as most installations have it. Ends the gateways. */
async function paced(gateways: sides.Side[], stub: Started): Promise<Row[]> {
  const rows: Row[] = []
  for (const side of gateways)
    for (const [perSecond, messages] of [
      [300, sizes.at300],
      [80, sizes.at80],
    ] as const)
      for (const isBatched of [false, true]) {
        const { row } = rowOf(side, `${perSecond}/s`, isBatched)
        const plan = { ...planOf(side, messages, isBatched), perSecond, graphMs: usualMs }
        row.rounds.push(await sides.measure(side, stub, { ...plan, botIds: plan.botIds.slice(0, 1) }))
        rows.push(row)
        say(`${nameOf(row)}: ${perMessage(row)}`)
      }
  for (const { program } of gateways) await end(program)
  return rows
}

function rowOf(of: sides.Side, load: string, isBatched: boolean): { of: sides.Side; row: Row } {
  return { of, row: { side: of.name, load, isBatched, rounds: [] } }
}

function planOf({ botIds, batchedIds }: sides.Side, messages: number, isBatched = false): Asked {
  const one = { botIds, statusesTogether: 1 }
  const together = { botIds: batchedIds, statusesTogether: sides.statusesInBatch }
  return { messages, graphMs: 0, hookMs: 0, ...(isBatched ? together : one) }
}

// ── counts ──────────────────────────────────────────────────

async function count(stub: Started): Promise<Figures['counts']> {
  const side = await sides.startSide('counted', stub, { isCounting: true })
  await sides.measure(side, stub, planOf(side, sizes.sqlite))
  const rest = await atRest(side.program, side.folder)
  const counted = async (plan: Asked): Promise<Counts> => {
    const before = await lookAt(side.program, side.folder)
    await sides.measure(side, stub, plan)
    return countsBetween(before, await lookAt(side.program, side.folder), plan.messages, rest)
  }
  const saturated = await counted(planOf(side, sizes.sqlite / 2))
  const pace = { perSecond: 80, graphMs: usualMs, botIds: side.botIds.slice(0, 1) }
  const counts = { saturated, paced: await counted({ ...planOf(side, sizes.at80), ...pace }) }
  await end(side.program)
  say(`counts: ${JSON.stringify(counts)}`)
  return counts
}

// ── what stands in the way ──────────────────────────────────

/** The version of before in turn, because these are times and rates of one machine. */
async function limits(stub: Started): Promise<Pick<Figures, 'limits' | 'limitsBefore'>> {
  const now = await sides.startSide('limits', stub)
  const { against: root } = values
  const before = root === undefined ? undefined : await sides.startSide('limits before', stub, { root })
  const found: Record<'now' | 'before', Limits[]> = { now: [], before: [] }
  for (const side of [now, before]) if (side) await sides.measure(side, stub, planOf(side, 500))
  for (let round = 0; round < sizes.rounds; round++) {
    if (before) found.before.push(await limitsOf(before, stub))
    found.now.push(await limitsOf(now, stub))
  }
  for (const side of [now, before]) if (side) await end(side.program)
  return { limits: middleOf(found.now), ...(before && { limitsBefore: middleOf(found.before) }) }
}

async function limitsOf(side: sides.Side, stub: Started): Promise<Limits> {
  const botsOf = (from: number, to: number) => side.botIds.slice(from, to)
  const ask = (messages: number, plan: Partial<Asked>) =>
    sides.measure(side, stub, { ...planOf(side, messages), ...plan })
  const quiet = await ask(sizes.quiet, { perSecond: 100, botIds: botsOf(0, 4) })
  const number = await ask(sizes.number, { perSecond: 1_100, graphMs: slowMs, botIds: botsOf(4, 5) })
  const endpoint = await ask(sizes.endpoint, { hookMs: slowMs, botIds: botsOf(5, 6) })
  say(`${side.name}: ${Math.round(number.sentPerSecond)}/s sent, ${Math.round(endpoint.eventsPerSecond)} events/s`)
  return {
    sentPerSecond: number.sentPerSecond,
    sentInASecond: number.sentInASecond,
    eventsPerSecond: endpoint.eventsPerSecond,
    quietP50: quiet.called.p50,
    quietP99: quiet.called.p99,
  }
}

function middleOf(rounds: Limits[]): Limits {
  const of = (name: keyof Limits) => middle(rounds.map((one) => one[name]))
  return {
    sentPerSecond: of('sentPerSecond'),
    // No round may exceed Meta's rate.
    sentInASecond: Math.max(...rounds.map((one) => one.sentInASecond)),
    eventsPerSecond: of('eventsPerSecond'),
    quietP50: of('quietP50'),
    quietP99: of('quietP99'),
  }
}

async function besideIdleBots(stub: Started): Promise<Figures['idleBots']> {
  const found = { few: fewBots, many: sizes.bots, fewUs: [] as number[], manyUs: [] as number[] }
  const all = [
    { side: await sides.startSide('few', stub), bots: found.few, us: found.fewUs },
    { side: await sides.startSide('many', stub), bots: found.many, us: found.manyUs },
  ]
  for (const { side, bots } of all) await createIdleBots(side.program.url, stub.url, 0, bots)
  for (const { side } of all) await sides.measure(side, stub, planOf(side, 1_000))
  for (let round = 0; round < sizes.rounds; round++)
    for (const { side, us } of all) us.push((await sides.measure(side, stub, planOf(side, sizes.sqlite / 2))).us)
  for (const { side } of all) await end(side.program)
  return found
}

// ── output ──────────────────────────────────────────────────

function nameOf({ side, load, isBatched }: Row): string {
  return `${side} ${load}${isBatched ? ' batched' : ''}`
}

function perMessage({ rounds }: Row): string {
  const { perSecond = 0, us = 0 } = rounds.at(-1) ?? {}
  return `${Math.round(perSecond)}/s ${Math.round(us)} µs`
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
