/**
 * Schema 23: deleted bots: the owners of their ids, and the progress of their deletion. See
 * store/migrations/migrations.ts.
 */

export const schema23 = {
  number: 23,
  name: 'deleted bots',
  sql: `
-- A deleted bot is here and no longer in bots. The row reserves its id for as long as its history may exist.
create table deleted_bots (
  id text primary key,
  -- The number and account that may reuse the id; null for bots deleted before these were stored.
  phone_number_id text,
  waba_id text,
  -- As in bots, while its last events are signed and delivered.
  settings text,
  secrets text,
  created_at bigint not null,
  updated_at bigint not null,
  deleted_at bigint not null,
  -- ending, telling, removing, ended (store/deletion/deletion.ts), and since when.
  stage text not null,
  stage_at bigint not null,
  -- The last of its events whose deliveries are removed.
  after_at bigint not null default 0,
  after_seq bigint not null default 0,
  -- Numbers of items ended so far.
  campaigns bigint not null default 0,
  runs bigint not null default 0,
  messages bigint not null default 0,
  ended_at bigint,
  -- When retention purged the rest of its history.
  swept_at bigint
);
create index deleted_bots_open on deleted_bots (id) where ended_at is null;
create index deleted_bots_left on deleted_bots (ended_at) where ended_at is not null and swept_at is null;
`,
}
