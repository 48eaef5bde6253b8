/** Schema 3: which process runs which bot's lanes. PostgreSQL only fills it; on SQLite there is one process. See ../migrations.ts. */

export const schema3 = {
  number: 3,
  name: 'leases',
  sql: `
-- Processes that live. expires_at is told by the database's clock: those of machines need not agree.
create table processes (
  id bigint primary key,
  expires_at bigint not null
);

-- One row a bot: whose its lanes are, for as long as that process lives. The epoch grows with every change of hands, and is
-- written on the messages that are in the air.
create table leases (
  bot_id text primary key,
  owner bigint,
  epoch bigint not null
);
create index leases_owner on leases (owner);
`,
}
