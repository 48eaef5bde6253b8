/**
 * Whether a gateway can work on a server: it must be PostgreSQL, not an engine that only speaks its protocol, not a
 * standby, and must accept writes if that was requested. The evaluations are pure.
 */
import type { Wanted } from './address.ts'

/** A query of its own, since an engine other than PostgreSQL may not know the others. */
export const askVersion = 'select version() as version'

/** By the names they report. The contract suite has not passed on any of them. */
const foreign: readonly [RegExp, string][] = [
  [/cockroachdb/i, 'CockroachDB'],
  [/-YB-|yugabyte/i, 'YugabyteDB'],
  [/redshift/i, 'Amazon Redshift'],
  [/greenplum/i, 'Greenplum'],
  [/materialize/i, 'Materialize'],
  [/opengauss|gaussdb/i, 'openGauss'],
  [/cratedb/i, 'CrateDB'],
  [/questdb/i, 'QuestDB'],
]

/** The engine's name if it is not PostgreSQL; undefined for PostgreSQL. */
export function foreignEngine(version: string): string | undefined {
  const known = foreign.find(([pattern]) => pattern.test(version))
  if (known) return known[1]
  return /^(PostgreSQL|EnterpriseDB) \d/.test(version) ? undefined : version.slice(0, 40) || 'an unnamed engine'
}

export type ServerState = { is_standby: number; is_read_only: number }

export const askState = `pg_is_in_recovery() as is_standby,
  current_setting('transaction_read_only') = 'on' as is_read_only`

/** The reason why it is unfit; undefined if it is fit. */
export function unfitness({ is_standby, is_read_only }: ServerState, wanted: Wanted): string | undefined {
  if (wanted === 'any') return undefined
  if (is_standby) return 'it is a standby (in recovery)'
  return wanted === 'read-write' && is_read_only ? 'it accepts no writes (read-only)' : undefined
}

/**
 * The history of the server's data: every promotion begins a new timeline. A query of its own, because a managed
 * service may deny the function; then the process does without.
 */
export const askTimeline = `select case when pg_is_in_recovery() then null
  else substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end as timeline`
