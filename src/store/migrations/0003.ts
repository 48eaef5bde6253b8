/**
 * Schema 3: which process owns which bot's lanes. Only PostgreSQL fills it; on SQLite there is one process. See
 * store/migrations/migrations.ts.
 */

export const schema3 = {
  number: 3,
  name: 'leases',
  sql: `
-- Living processes. expires_at is by the database's clock: machines' clocks need not agree.
create table processes (
  id bigint primary key,
  expires_at bigint not null
);

-- One row per bot: the process that owns its lanes while it lives. The epoch grows with every change of owner, and is
-- written on the messages in flight.
create table leases (
  bot_id text primary key,
  owner bigint,
  epoch bigint not null
);
create index leases_owner on leases (owner);
`,
}
