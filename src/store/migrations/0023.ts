/** Schema 23: bots that were deleted: whose their ids are, and how far their deletion has come. See ../migrations.ts. */

export const schema23 = {
  number: 23,
  name: 'deleted bots',
  sql: `
-- From the moment of its deletion on a bot is here and no longer in bots. The row reserves its id, for as long as its history may be there.
create table deleted_bots (
  id text primary key,
  -- With which the id may come back; null of bots that were deleted before this was kept.
  phone_number_id text,
  waba_id text,
  -- As in bots, while its last events are signed and delivered.
  settings text,
  secrets text,
  created_at bigint not null,
  updated_at bigint not null,
  deleted_at bigint not null,
  -- ending, telling, removing, ended (store/bot-deletion.ts), and since when.
  stage text not null,
  stage_at bigint not null,
  -- Of its events, whose deliveries are removed: behind the last piece.
  after_at bigint not null default 0,
  after_seq bigint not null default 0,
  -- What it has ended so far.
  campaigns bigint not null default 0,
  runs bigint not null default 0,
  messages bigint not null default 0,
  ended_at bigint,
  -- When retention took what was left of its history.
  swept_at bigint
);
create index deleted_bots_open on deleted_bots (id) where ended_at is null;
create index deleted_bots_left on deleted_bots (ended_at) where ended_at is not null and swept_at is null;
`,
}
