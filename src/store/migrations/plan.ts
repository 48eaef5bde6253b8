/**
 * The texts that a migration runs: the missing steps, in each database's SQL. The stores run the same texts that
 * `recado migrate --dry-run` prints. Pure.
 */
import { StoreOpenError } from '../sql/failures.ts'
import { type Migration, migrations, type NewIndex, newerSchema } from './migrations.ts'
import { schemaText } from './schema-text.ts'

/** Each text is one command: a whole transaction, or a statement that must run outside one. */
export type MigrationStep = { number: number; name: string; texts: string[] }

const versionTable = 'create table if not exists schema_version (number integer not null)'

/** The steps after schema `current`; 0 is an empty database. */
export function planSqlite(current: number, all: readonly Migration[] = migrations): MigrationStep[] {
  return plan(current, all, ({ number, sql, sqlite = '', indexes = [] }) => {
    const own = indexes.filter(({ only }) => only !== 'postgres')
    return [transaction('begin immediate', number, [...own.map(atOnce), sql, sqlite])]
  })
}

const atOnce = ({ name, table, rest }: NewIndex) => `create index if not exists ${name} on ${table} ${rest}`

/** The parts of PostgreSQL's catalogue that the plan depends on. */
export type Catalogue = {
  current: number
  /** The run began with an empty database. */
  isEmpty: boolean
  /** The partitions of a partitioned table; undefined for any other. */
  partitionsOf(table: string): readonly string[] | undefined
  /** Invalid indexes, whose creation was interrupted. */
  broken: ReadonlySet<string>
}

/**
 * A statement that alters a table waits for all its users, and blocks all later ones meanwhile: so it waits only this
 * long, and the step is retried a moment later.
 */
const patience = `begin; set local lock_timeout = '3s'`

export function planPostgres(catalogue: Catalogue, all: readonly Migration[] = migrations): MigrationStep[] {
  return plan(catalogue.current, all, ({ number, sql, postgres = '', indexes = [] }) => {
    const texts = [schemaText(sql), postgres]
    // An empty database has no writers, and its indexes take no time.
    if (catalogue.isEmpty) return [transaction(patience, number, [...indexes.map(atOnce), ...texts])]
    return [...indexes.flatMap((index) => besideWriters(index, catalogue)), transaction(patience, number, texts)]
  })
}

function plan(
  current: number,
  all: readonly Migration[],
  textsOf: (migration: Migration) => string[],
): MigrationStep[] {
  const newest = all.at(-1)?.number ?? 0
  if (current > newest) throw new StoreOpenError(newerSchema(current, newest))
  const first = current === 0 ? [{ number: 0, name: 'which steps were made', texts: [versionTable] }] : []
  const missing = all.filter(({ number }) => number > current)
  return [...first, ...missing.map((one) => ({ number: one.number, name: one.name, texts: textsOf(one) }))]
}

function transaction(begin: string, number: number, texts: string[]): string {
  const work = texts.map((text) => text.trim().replace(/;?$/, ';')).filter((text) => text !== ';')
  return [`${begin};`, ...work, `insert into schema_version (number) values (${number});`, 'commit'].join('\n')
}

/**
 * `concurrently` is not allowed on a partitioned table: each partition gets its own index, and the table's is valid
 * with the last one.
 */
function besideWriters({ name, table, rest }: NewIndex, { partitionsOf, broken }: Catalogue): string[] {
  const make = (index: string, on: string) => [
    ...(broken.has(index) ? [`drop index concurrently if exists ${index}`] : []),
    `create index concurrently if not exists ${index} on ${on} ${rest}`,
  ]
  const partitions = partitionsOf(table)
  if (partitions === undefined) return make(name, table)
  return [
    briefly(`create index if not exists ${name} on only ${table} ${rest}`),
    ...partitions.flatMap((partition) => [
      ...make(`${partition}_${name}`, partition),
      briefly(`alter index ${name} attach partition ${partition}_${name}`),
    ]),
  ]
}

const briefly = (text: string) => [`${patience};`, `${text};`, 'commit'].join('\n')
