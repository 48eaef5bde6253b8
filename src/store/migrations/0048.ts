/**
 * Schema 48: who wants no marketing, and which messages are marketing. See store/migrations/migrations.ts,
 * store/conversations/suppressed.ts and store/consent.
 */

export const schema48 = {
  number: 48,
  name: 'who wants no marketing',
  sql: `
create table suppressions (
  seq integer primary key,
  id text not null unique,
  -- Empty: of all bots.
  bot_id text not null,
  -- By which the person is found: a number in its longer spelling, an id of Meta's, or, after the person was erased, a
  -- keyed hash of one of these.
  name text not null,
  -- As people read it; empty after an erasure.
  user_id text not null,
  -- 'stopped' or 'resumed'. The latter stays for as long as Meta may repeat what came before it.
  state text not null,
  source text not null,
  -- The word, Meta's, or a note.
  detail text,
  -- When it was said, by the clock of whom it came from; when we wrote it.
  said_at bigint not null,
  changed_at bigint not null,
  unique (name, bot_id)
);
create index suppressions_listed on suppressions (bot_id, seq);
create index suppressions_erased on suppressions (bot_id) where user_id = '';
create index suppressions_resumed on suppressions (changed_at) where state = 'resumed';

-- 1: a template of the category MARKETING, as it was when the message was accepted. Null: any other.
alter table messages add column marketing integer;

-- Rows that were not sent, because their person wants no marketing or had enough of it.
alter table campaigns add column suppressed_count integer not null default 0;
`,
}
