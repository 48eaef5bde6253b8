/**
 * Whether a server that answered is one that a gateway can work on: a PostgreSQL and no engine that only speaks its protocol, no standby,
 * and one that takes writes where that was asked for. The judgements are pure. Called by connection.ts.
 */
import type { Wanted } from './address.ts'

/** Asked by itself, since an engine that is not PostgreSQL may know nothing of what else is asked. */
export const askVersion = 'select version() as version'

/** By the names that they give themselves. The contract suite has not passed on any of them. */
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

/** What kind of engine it is when it is not PostgreSQL; undefined for PostgreSQL. */
export function foreignEngine(version: string): string | undefined {
  const known = foreign.find(([pattern]) => pattern.test(version))
  if (known) return known[1]
  return /^(PostgreSQL|EnterpriseDB) \d/.test(version) ? undefined : version.slice(0, 40) || 'an engine without a name'
}

export type ServerState = { is_standby: number; is_read_only: number }

export const askState = `pg_is_in_recovery() as is_standby, current_setting('transaction_read_only') = 'on' as is_read_only`

/** Why not; undefined when it will do. */
export function unfitness({ is_standby, is_read_only }: ServerState, wanted: Wanted): string | undefined {
  if (wanted === 'any') return undefined
  if (is_standby) return 'it is a standby (in recovery)'
  return wanted === 'read-write' && is_read_only ? 'it takes no writes (read-only)' : undefined
}

/**
 * Which history the server's data is of: every promotion begins a new timeline. Asked by itself as well, because a service may hold the
 * function back; then the process does without.
 */
export const askTimeline = `select case when pg_is_in_recovery() then null
  else substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end as timeline`
