/** Schema 22: erasing a person, and links to files that can be revoked. See ../migrations.ts. */

export const schema22 = {
  number: 22,
  name: 'erasure of people',
  sql: `
-- Under way only: the row goes with the last piece.
create table erasures (
  bot_id text not null,
  user_id text not null,
  begun_at bigint not null,
  -- The step that the next piece is of, and behind what it begins.
  step text not null,
  after_seq bigint not null default 0,
  primary key (bot_id, user_id)
);
-- Keyed hashes of the ids at Meta of what was erased: what Meta repeats must not come back.
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
