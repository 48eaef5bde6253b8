/** Schema 22: erasing a person, and revocable links to files. See store/migrations/migrations.ts. */

export const schema22 = {
  number: 22,
  name: 'erasure of people',
  sql: `
-- Only while running: the last batch deletes the row.
create table erasures (
  bot_id text not null,
  user_id text not null,
  begun_at bigint not null,
  -- The step of the next batch, and the position after which it begins.
  step text not null,
  after_seq bigint not null default 0,
  primary key (bot_id, user_id)
);
-- Keyed hashes of the wamids of erased messages: what Meta repeats must not be received again.
create table erased_marks (
  mark text primary key,
  erased_at bigint not null
);
create index erased_marks_age on erased_marks (erased_at);
alter table media_files add column link_revoked_at bigint;
`,
  indexes: [
    { name: 'events_of_nothing_sent', table: 'events', rest: '(bot_id, user_id) where message_id is null' },
    { name: 'media_files_message', table: 'media_files', rest: '(message_id) where message_id is not null' },
  ],
}
