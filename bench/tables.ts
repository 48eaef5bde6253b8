/**
 * `npm run bench:tables -- [messages] [sqlite|postgres]`: the cost to the hot path of ten million messages, with as
 * many attempts, events, deliveries and their attempts. A full and a nearly empty store run the same life of a message
 * in turn: accept, claim, settle, three statuses, a delivery. Then every statement is explained on the full one; a scan
 * of a growing table fails the bench. Times the store's own methods; tables-fill.ts fills it.
 */
import { createReadStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createIds } from '../src/model/ids.ts'
import { openPostgresStore } from '../src/store/postgres.ts'
import { createSeal } from '../src/store/sealing/seal.ts'
import { openSqliteStore } from '../src/store/sqlite.ts'
import type { Store } from '../src/store/store.ts'
import { attemptStatus, inboundFact, ingestFacts, testEndpoint } from '../test/support/facts.ts'
import { startServer } from '../test/support/postgres.ts'
import { askedAll } from '../test/support/postgres-store.ts'
import { claimOne, settleSent, testBot, textMessage } from '../test/support/store.ts'
import { createFolder } from './child.ts'
import { endAt, fillPostgres, fillSqlite, people, retention, walksOfFilled, walksOnSqlite } from './tables-fill.ts'

const messages = Number(process.argv[2] ?? 10_000_000)
const only = process.argv[3]
const rounds = Number(process.argv[4] ?? 500)
const warmUp = 60
const newId = createIds(Date.now)
const botId = 'bot_test'

type Bench = {
  small: Store
  large: Store
  /** The large store's statements that scan a growing table. */
  walks(): Promise<string[]>
  close(): Promise<void>
}

const say = (text: string) => process.stdout.write(`${text}\n`)

if (only !== 'postgres') await run('SQLite', openSqlite)
if (only !== 'sqlite') await run('PostgreSQL', openPostgres)

async function run(name: string, open: () => Promise<Bench>): Promise<void> {
  const startedAt = performance.now()
  const bench = await open()
  try {
    say(`\n${name}: ${messages.toLocaleString('en-US')} messages, filled in ${seconds(startedAt)} s`)
    for (const store of [bench.small, bench.large]) await prepare(store)
    report(await measure(bench))
    const walks = await bench.walks()
    say(walks.length === 0 ? 'no statement walks through a table' : `WALKS:\n${walks.join('\n')}`)
    if (walks.length > 0) process.exitCode = 1
  } finally {
    await bench.close()
  }
}

function seconds(startedAt: number): number {
  return Math.round((performance.now() - startedAt) / 1000)
}

async function prepare(store: Store): Promise<void> {
  await store.putBot(testBot())
  await store.putEndpoint(testEndpoint('ep', ['delivered_channel']))
  await store.purge(endAt)
}

// ── the stores ──────────────────────────────────────────────

async function openSqlite(): Promise<Bench> {
  const folder = createFolder()
  const statements = new Set<string>()
  const open = (name: string, onStatement?: (text: string) => void) =>
    openSqliteStore(
      { newId, seal: createSeal('a key for the bench'), retention },
      { path: join(folder, name), onStatement },
    )
  await (await open('large.db')).close()
  fillSqlite(join(folder, 'large.db'), messages)
  await readThrough(join(folder, 'large.db'))
  const small = await open('small.db')
  const large = await open('large.db', (text) => statements.add(text))
  return {
    small,
    large,
    walks: async () => walksOnSqlite(join(folder, 'large.db'), [...statements]),
    async close() {
      await small.close()
      await large.close()
      // The disk may have no room for the next one beside it.
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Loads the file into the system's memory, as far as it fits, as on a server that has run for a while. */
async function readThrough(path: string): Promise<void> {
  for await (const _ of createReadStream(path, { highWaterMark: 1 << 22 })) {
  }
}

async function openPostgres(): Promise<Bench> {
  const server = await startServer(['shared_buffers=1GB', 'maintenance_work_mem=512MB', 'max_wal_size=8GB'])
  const statements = new Set<string>()
  try {
    await askedAll(server.urlOf('postgres'), ['create database small', 'create database large'])
    const open = (name: string, onStatement?: (text: string) => void) =>
      openPostgresStore(
        { newId, seal: createSeal('a key for the bench'), retention },
        { url: server.urlOf(name), onStatement },
      )
    const large = await open('large', (text) => statements.add(text))
    await fillPostgres(large, server.urlOf('large'), messages)
    statements.clear()
    const small = await open('small')
    return {
      small,
      large,
      walks: () => walksOfFilled(server.urlOf('large'), [...statements]),
      async close() {
        await small.close()
        await large.close()
        await server.stop()
      },
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

// ── the life of a message ───────────────────────────────────

type Times = Map<string, number[]>

async function measure({ small, large }: Bench): Promise<{ small: Times; large: Times }> {
  const times = { small: new Map<string, number[]>(), large: new Map<string, number[]>() }
  for (let round = -warmUp; round < rounds; round++) {
    // The first of the two runs with colder caches, so they alternate.
    const order = round % 2 ? (['small', 'large'] as const) : (['large', 'small'] as const)
    const person = `5939${10_000_000 + (((round + warmUp) * 7_919) % people)}`
    for (const which of order) await live({ small, large }[which], person, round < 0 ? new Map() : times[which])
  }
  return times
}

async function live(store: Store, person: string, times: Times): Promise<void> {
  const timed = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now()
    const result = await work()
    const known = times.get(step) ?? []
    known.push(performance.now() - startedAt)
    times.set(step, known)
    return result
  }
  const now = endAt + Math.round(performance.now())
  const message = textMessage(newId, person)
  await timed('accept', () => store.accept({ botId, acceptedAt: now, messages: [message] }))
  const claimed = await timed('claim', () => claimOne(store, now + 300_000))
  await timed('settle', () => settleSent(store, claimed, now))
  for (const status of ['sent', 'delivered', 'read'] as const)
    await timed(`status ${status}`, () => ingestFacts(store, [attemptStatus(message.id, 1, status)], now))
  await timed('inbound', () => ingestFacts(store, [inboundFact(newId('evt'), { person: { phone: person } })], now))
  const limits = { endpointId: 'ep', limit: 9, now: now + 300_000, inFlight: new Set<number>() }
  const { deliveries } = await timed('claim delivery', () => store.claimDeliveries(limits))
  const attempt = { attempt: 1, startedAt: now, durationMs: 1, answer: 'ok' }
  for (const delivery of deliveries)
    await timed('settle delivery', () =>
      store.settleDeliveries([{ delivery, attempt, decision: { kind: 'delivered' } }], now),
    )
}

function report({ small, large }: { small: Times; large: Times }): void {
  say('ms, medians and 99 of 100        empty       full   ratio   empty p99   full p99')
  const all: Times[] = [small, large]
  for (const step of small.keys()) {
    const [few = [], many = []] = all.map((times) => (times.get(step) ?? []).toSorted((a, b) => a - b))
    const [a, b, c, d] = [at(few, 0.5), at(many, 0.5), at(few, 0.99), at(many, 0.99)]
    const cells = [a.toFixed(3), b.toFixed(3), (b / a).toFixed(2), c.toFixed(3), d.toFixed(3)]
    say(`${step.padEnd(28)} ${cells.map((cell) => cell.padStart(10)).join(' ')}`)
  }
  const sums = all.map((times) =>
    [...times.values()].reduce(
      (sum, some) =>
        sum +
        at(
          some.toSorted((a, b) => a - b),
          0.5,
        ),
      0,
    ),
  )
  say(
    `whole life, medians added    ${sums.map((sum) => sum.toFixed(3).padStart(10)).join(' ')} ${((sums[1] ?? 0) / (sums[0] ?? 1)).toFixed(2).padStart(10)}`,
  )
}

function at(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
