/**
 * What a migration runs, as text: the steps that are missing, in each database's own SQL. The same texts are run by the stores and
 * printed by `recado migrate --dry-run`. Pure. Called by sqlite/migrate.ts and postgres/migrate.ts.
 */
import { StoreOpenError } from './failures.ts'
import { type Migration, migrations, type NewIndex, newerSchema } from './migrations.ts'
import { schemaText } from './postgres/dialect.ts'

/** Each text is one command: a whole transaction, or a statement that must be outside of one. */
export type MigrationStep = { number: number; name: string; texts: string[] }

const versionTable = 'create table if not exists schema_version (number integer not null)'

/** From schema `current` on; 0 is an empty database. */
export function planSqlite(current: number, all: readonly Migration[] = migrations): MigrationStep[] {
  return plan(current, all, ({ number, sql, sqlite = '', indexes = [] }) => {
    return [transaction('begin immediate', number, [...indexes.map(atOnce), sql, sqlite])]
  })
}

const atOnce = ({ name, table, rest }: NewIndex) => `create index if not exists ${name} on ${table} ${rest}`

/** What PostgreSQL's catalogue says of a database. */
export type Catalogue = {
  current: number
  /** The run began with an empty database. */
  isEmpty: boolean
  /** Of a partitioned table; undefined of any other. */
  partitionsOf(table: string): readonly string[] | undefined
  /** Indexes whose making broke off. */
  broken: ReadonlySet<string>
}

/**
 * A statement that changes a table waits for everybody who works with it, and everybody else waits behind it: so it waits for this long
 * only, and the step is begun anew a moment later.
 */
const patience = `begin; set local lock_timeout = '3s'`

export function planPostgres(catalogue: Catalogue, all: readonly Migration[] = migrations): MigrationStep[] {
  return plan(catalogue.current, all, ({ number, sql, postgres = '', indexes = [] }) => {
    const texts = [schemaText(sql), postgres]
    // In an empty database nobody writes, and its indexes take no time.
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

/** `concurrently` cannot be said of a partitioned table: there each partition gets its own, and the table's is complete with the last one. */
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
