/**
 * `npm run bench:processes [-- --messages 2000 --rounds 3 --counts 1,2,4]`: 1, 2 and 4 gateways on one PostgreSQL
 * beside one on SQLite: messages/s end to end (accept, send to the sandbox, three statuses, three events out), CPU time
 * per message in gateways and database, and database writes. On few shared cores more processes are not faster, so each
 * is measured again with a database `--away` ms off, as over a network, where latency is the limit.
 */
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startServer } from '../test/support/postgres.ts'
import { cpuOf, cpuOfFamily, createFolder, endChildren, type Started } from './child.ts'
import { middle } from './plan.ts'
import { drained, eventsAt, flood, nextMessage, type Stage, setStage, startGateway, until } from './stage.ts'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    away: { type: 'string', default: '4' },
    counts: { type: 'string', default: '1,2,4' },
  },
})
const messages = Number(values.messages)
const secretKey = 'a-key-only-for-the-bench'

type Site = { name: string; stage: Stage; gateways: Started[]; database?: string }
type Measured = {
  perSecond: number
  gatewayUs: number
  databaseUs: number
  walBytes: number
  commits: number
  rows: number
}

const server = await startServer(['fsync=on', 'full_page_writes=on', 'autovacuum=on', 'shared_buffers=256MB'])
const postmaster = Number(readFileSync(join(server.folder, 'data/postmaster.pid'), 'utf8').split('\n')[0])
try {
  await main()
} finally {
  endChildren()
  await server.stop()
}
process.exit()

/** One site after the other, so that only one at a time uses the machine. */
async function main(): Promise<void> {
  print(`end to end, medians of ${values.rounds} rounds of ${messages} messages; full sync on both databases`)
  print(
    '| | messages/s | gateway, µs CPU each | PostgreSQL, µs CPU each | commits each | rows written each | WAL bytes each |',
  )
  print('| --- | --- | --- | --- | --- | --- | --- |')
  await measureSite('1 process, SQLite', 1, undefined, 0)
  for (const away of new Set([0, Number(values.away)]))
    for (const count of values.counts.split(',').map(Number))
      await measureSite(
        `${count} on PostgreSQL${away > 0 ? `, ${away} ms away` : ''}`,
        count,
        `bench_${count}_${away}`,
        away,
      )
}

async function measureSite(name: string, count: number, database: string | undefined, awayMs: number): Promise<void> {
  const site = await openSite(name, count, database, awayMs)
  await endToEnd(site)
  const rounds: Measured[] = []
  for (let round = 0; round < Number(values.rounds); round++) rounds.push(await measure(site))
  const of = (key: keyof Measured) => middle(rounds.map((one) => one[key]))
  const cells = [of('perSecond'), of('gatewayUs')].map(Math.round)
  const onServer = [
    Math.round(of('databaseUs')),
    of('commits').toFixed(2),
    of('rows').toFixed(1),
    Math.round(of('walBytes')),
  ]
  print(`| ${[name, ...cells, ...(database ? onServer : ['', '', '', ''])].join(' | ')} |`)
  for (const { pid } of [...site.gateways, site.stage.sandbox, site.stage.receiver]) process.kill(pid, 'SIGKILL')
}

async function openSite(name: string, count: number, database: string | undefined, awayMs: number): Promise<Site> {
  if (!database) {
    const stage = await setStage()
    return { name, stage, gateways: [stage.gateway] }
  }
  await request('postgres', `create database ${database}`)
  const env = {
    RECADO_SECRET_KEY: secretKey,
    RECADO_DATABASE_URL: awayMs > 0 ? await farFrom(database, awayMs) : server.urlOf(database),
  }
  const stage = await setStage('.', [], env)
  const gateways = [stage.gateway]
  while (gateways.length < count) {
    gateways.push(await startGateway(createFolder(), '.', [], env))
  }
  // Waits until the four bots are distributed evenly.
  for (;;) {
    const [found] = await request(database, 'select count(distinct owner) as owners, count(owner) as held from leases')
    if (Number(found?.owners) === count && Number(found?.held) === 4) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return { name, stage, gateways, database }
}

/** Each gateway has clients of its own. */
async function endToEnd({ gateways, stage }: Site): Promise<number> {
  const before = await eventsAt(stage.receiver)
  const startedAt = performance.now()
  let asked = 0
  await Promise.all(gateways.map(({ url }) => flood(url, nextMessage, () => asked++ < messages)))
  await until(stage.receiver, (events) => events >= before + messages * 3)
  return messages / ((performance.now() - startedAt) / 1_000)
}

async function measure(site: Site): Promise<Measured> {
  await drained(site.stage.receiver)
  const before = await spent(site)
  const perSecond = await endToEnd(site)
  const after = await spent(site)
  const of = (key: keyof typeof before) => (after[key] - before[key]) / messages
  return {
    perSecond,
    gatewayUs: of('gateways'),
    databaseUs: of('server'),
    walBytes: of('wal'),
    commits: of('commits'),
    rows: of('rows'),
  }
}

async function spent({ gateways, database }: Site) {
  const cpu = gateways.reduce((sum, { pid }) => sum + cpuOf(pid), 0)
  if (!database) return { gateways: cpu, server: 0, wal: 0, commits: 0, rows: 0 }
  const [found] = await request(
    database,
    `select pg_current_wal_lsn() - '0/0' as wal, xact_commit as commits, tup_inserted + tup_updated + tup_deleted as rows
     from pg_stat_database where datname = '${database}'`,
  )
  const { wal, commits, rows } = found ?? {}
  return {
    gateways: cpu,
    server: cpuOfFamily(postmaster),
    wal: Number(wal),
    commits: Number(commits),
    rows: Number(rows),
  }
}

// ── the database ────────────────────────────────────────────

async function request(database: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.urlOf(database) })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** A proxy to the database that adds half of `ms` in each direction. */
async function farFrom(database: string, ms: number): Promise<string> {
  const proxy = createServer({ noDelay: true }, (client) => {
    const upstream = connect(join(server.folder, '.s.PGSQL.5432'))
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), ms / 2))
      from.on('close', () => to.destroy())
      from.on('error', () => to.destroy())
    }
  })
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  const address = proxy.address()
  return `postgres://recado@127.0.0.1:${typeof address === 'object' ? address?.port : 0}/${database}`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
