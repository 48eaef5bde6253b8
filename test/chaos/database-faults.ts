/** Faults of PostgreSQL, each undone when its time is over. */
import type { FaultEffect } from './fault-effect.ts'
import { elapsed } from './gateways.ts'
import { gatewayUser, type PostgresServer } from './postgres-server.ts'
import { between, oneOf, type Random } from './random.ts'

type DatabaseAction = (input: { server: PostgresServer; random: Random; forMs: number }) => Promise<unknown>

const on =
  (action: DatabaseAction): FaultEffect =>
  async ({ site, random, forMs }) => {
    const { server } = site.database
    if (server) await action({ server, random, forMs })
  }

/** `begin` applies for the duration; `end` undoes it, whatever happened to the server meanwhile. */
const during =
  (begin: (random: Random) => string, end: string): DatabaseAction =>
  async ({ server, random, forMs }) => {
    await server.asked(begin(random))
    await elapsed(forMs)
    await server.asked(end)
  }

const ofGateways = `select pid from pg_stat_activity where usename = '${gatewayUser}'`
const endSessions = `select pg_terminate_backend(pid) from (${ofGateways}) as theirs`

const hotTables = ['messages', 'attempts', 'events', 'deliveries', 'processes', 'leases']

const full = (random: Random) => `
create or replace function chaos_full() returns trigger language plpgsql as
  $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
create or replace trigger chaos_full before insert or update on ${oneOf(random, ['messages', 'attempts', 'events'])}
  for each statement execute function chaos_full()`

export const databaseFaults = {
  'database restarted': on(({ server, random }) => server.restart('SIGINT', between(random, 0, 1_500))),
  'database crashed': on(({ server, random }) => server.restart('SIGQUIT', between(random, 0, 1_500))),
  /** The server ends all other sessions too, and recovers. */
  'one session of the database killed': on(async ({ server, random }) => {
    const pid = oneOf(random, await server.asked(ofGateways))?.pid
    if (typeof pid === 'number') process.kill(pid, 'SIGKILL')
  }),
  'sessions of the database ended': on(({ server }) => server.asked(endSessions)),
  'database read-only': on(
    during(
      () => `alter role ${gatewayUser} set default_transaction_read_only = on; ${endSessions}`,
      `alter role ${gatewayUser} set default_transaction_read_only = off; ${endSessions}`,
    ),
  ),
  'database out of connections': on(
    during(
      (random) => `alter role ${gatewayUser} connection limit ${between(random, 1, 4)}; ${endSessions}`,
      `alter role ${gatewayUser} connection limit -1`,
    ),
  ),
  'table locked': on(({ server, random, forMs }) =>
    server.asked(`begin; lock table ${oneOf(random, hotTables)}; select pg_sleep(${forMs / 1_000}); commit`),
  ),
  'disk of the database full': on(during(full, 'drop function if exists chaos_full cascade')),
  'NOTIFY cut': on(
    during(
      () => 'revoke execute on function pg_notify(text, text) from public',
      'grant execute on function pg_notify(text, text) to public',
    ),
  ),
} satisfies Record<string, FaultEffect>
