/**
 * The programs that are measured, one core for each of them in turn, before one stub on another core: gateways with
 * their bots, the skeleton, and the bare exchanges. Figures are of one message, which is eight exchanges: accepted, sent,
 * three statuses taken in, three events out.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { type Server, startServer } from '../test/support/postgres.ts'
import { canPin, cpuOf, cpuOfFamily, createFolder, pin, type Started, start } from './child.ts'
import { countingArgs, countingEnv } from './counts.ts'
import type { Measured, Plan } from './plan.ts'
import { appSecret, authorization, call, createBot, createEndpoint, phoneNumberIdOf, startGateway } from './stage.ts'

/** The measured program's, and that of everything else. */
const [core, otherCore] = [0, 1]
const bots = 8
export const clients = 64
export const statusesInBatch = 20
/** Work that nobody waits for is written by then. */
const settleMs = 400

export type Side = {
  name: string
  program: Started
  botIds: string[]
  /** Of bots whose events come in batches, where the gateway knows such; otherwise the same. */
  batchedIds: string[]
  /** The database server, where it is a process of its own. */
  database?: number
  /** Of its data and of what it counts. */
  folder: string
}

/** CPU time in µs a message: of the program, its database, and the stub. `share`: of a core, for the program. */
export type Cost = { us: number; databaseUs: number; stubUs: number; share: number }
export type Round = Measured & Cost & { perSecond: number }

export function startStub(isBound = true): Promise<Started> {
  const env = { APP_SECRET: appSecret, AUTHORIZATION: authorization }
  return start(['bench/stub.ts'], env, isBound ? otherCore : undefined)
}

export async function startSkeleton(stub: Started): Promise<Side> {
  const folder = createFolder()
  const env = { DATABASE: join(folder, 'skeleton.db'), STUB_URL: stub.url, APP_SECRET: appSecret }
  const program = await start(['bench/skeleton.ts'], env, core)
  const botIds = idsOf('bench')
  return { name: 'skeleton', program, botIds, batchedIds: botIds, folder }
}

export function startBare(): Promise<Started> {
  return start(['bench/bare.ts'], {}, core)
}

/** µs of CPU for the program's side of eight bare exchanges: four that come in, four that go out. */
export async function measureBare(bare: Started, stub: Started, count: number): Promise<number> {
  const before = cpuOf(bare.pid)
  await call('POST', `${stub.url}/flood`, {}, { url: bare.url, count, clients })
  await call('POST', `${bare.url}/out`, {}, { url: stub.url, count })
  return ((cpuOf(bare.pid) - before) / count) * 4
}

/** `isBound`: to a core; false for a test, which runs beside others. */
export type GatewayOptions = {
  root?: string
  database?: Database
  isCounting?: boolean
  isBound?: boolean
  nodeArgs?: string[]
}

export async function startSide(name: string, stub: Started, options: GatewayOptions = {}): Promise<Side> {
  const { root = '.', database, isCounting = false, isBound = true, nodeArgs = [] } = options
  const folder = createFolder()
  const env = {
    // On a machine with other work a caller may wait for long; a refusal would end the run.
    RECADO_STORE_TIMEOUT_MS: '60000',
    ...(isCounting ? countingEnv(folder) : {}),
    ...(database === undefined ? {} : { RECADO_DATABASE_URL: await database.create() }),
  }
  const program = await startGateway(
    folder,
    root,
    [...nodeArgs, ...(isCounting ? countingArgs : [])],
    env,
    isBound ? core : undefined,
  )
  const [botIds, batchedIds] = [idsOf('bench'), idsOf('batch')]
  const isBatching = await knowsBatches(program.url)
  for (const [index, id] of [...botIds, ...(isBatching ? batchedIds : [])].entries()) {
    await createBot(program.url, { id, graphUrl: stub.url, phoneNumberId: phoneNumberIdOf(index) })
    const batch = index < bots ? {} : { batch: true }
    await createEndpoint(program.url, id, { url: `${stub.url}/hook`, ...batch })
  }
  const side = { name, program, botIds, batchedIds: isBatching ? batchedIds : botIds, folder }
  return database === undefined ? side : { ...side, database: database.pid }
}

const idsOf = (name: string) => Array.from({ length: bots }, (_, index) => `${name}${index}`)

type Schema = { $ref?: string; properties?: Record<string, Schema>; items?: Schema }

/** Whether an endpoint may ask for several events in one request: an earlier gateway refuses what it does not know. */
async function knowsBatches(gateway: string): Promise<boolean> {
  const document = (await call('GET', `${gateway}/openapi.json`, {})) as { components: { schemas: Schemas } }
  const { schemas } = document.components
  const found = (schema: Schema | undefined): Schema | undefined =>
    schema?.$ref === undefined ? schema : schemas[schema.$ref.split('/').at(-1) ?? '']
  const webhook = found(found(schemas.EventSubscriptions)?.properties?.webhooks)?.items
  return found(webhook)?.properties?.batch !== undefined
}

type Schemas = Record<string, Schema | undefined>

/** Has a side do the plan, alone. */
export async function measure(side: Side, stub: Started, plan: Omit<Plan, 'url' | 'clients'>): Promise<Round> {
  const before = spent(side, stub)
  const startedAt = performance.now()
  const body = { ...plan, url: side.program.url, clients } satisfies Plan
  const measured = (await call('POST', `${stub.url}/run`, {}, body)) as Measured
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  const after = spent(side, stub)
  const tookMs = performance.now() - startedAt
  const of = (name: keyof typeof before) => after[name] - before[name]
  return {
    ...measured,
    perSecond: (plan.messages / measured.tookMs) * 1_000,
    us: of('program') / plan.messages,
    databaseUs: of('database') / plan.messages,
    stubUs: of('stub') / plan.messages,
    share: of('program') / 1_000 / tookMs,
  }
}

function spent({ program, database }: Side, stub: Started) {
  return {
    program: cpuOf(program.pid),
    database: database === undefined ? 0 : cpuOfFamily(database),
    stub: cpuOf(stub.pid),
  }
}

// ── PostgreSQL ──────────────────────────────────────────────

export type Database = { pid: number; create(): Promise<string>; stop(): Promise<void> }

/** The tests' server with full sync, on the stub's core. */
export async function startDatabase(): Promise<Database> {
  const settings = ['fsync=on', 'full_page_writes=on', 'autovacuum=on', 'shared_buffers=256MB']
  const server: Server & { folder: string } = await startServer(settings)
  const pid = Number(readFileSync(join(server.folder, 'data/postmaster.pid'), 'utf8').split('\n')[0])
  if (canPin) pin(pid, otherCore)
  let made = 0
  return {
    pid,
    stop: server.stop,
    async create() {
      const name = `bench${made++}`
      const client = new Client(server.urlOf('postgres'))
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      return server.urlOf(name)
    },
  }
}
