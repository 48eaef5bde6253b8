/**
 * Schema 35: who of the team has a conversation, its labels, notes, and up to where it was read; quick answers. See
 * store/migrations/migrations.ts and store/inbox.
 */

export const schema35 = {
  number: 35,
  name: 'the inbox of a team',
  // On expressions, as schema 8 has it for the list of people.
  indexes: [
    {
      name: 'conversations_manual',
      table: 'conversations',
      rest: `(coalesce(bot_id, ''), coalesce(last_inbound_at, 0), user_id) where state = 'manual'`,
    },
  ],
  sql: `
-- A member, who may be gone by now: then nobody has it.
alter table conversations add column assignee text;
-- JSON: a list of texts. Null: none.
alter table conversations add column labels text;
-- The person's last message that somebody has seen, by Meta's time.
alter table conversations add column read_at bigint;
alter table conversations add column inbox_revision bigint not null default 0;
create index conversations_assigned on conversations
  (coalesce(bot_id, ''), assignee, coalesce(last_inbound_at, 0), user_id) where assignee is not null;
create index conversations_labelled on conversations (coalesce(bot_id, ''), coalesce(last_inbound_at, 0), user_id)
  where labels is not null;

create table conversation_notes (
  id text primary key,
  bot_id text not null,
  user_id text not null,
  -- The caller's id, of a person or an API key; and the name at that time.
  author_id text,
  author text,
  at bigint not null,
  text text not null
);
create index conversation_notes_user on conversation_notes (bot_id, user_id, at, id);

create table quick_answers (
  bot_id text not null,
  name text not null,
  text text not null,
  created_at bigint not null,
  updated_at bigint not null,
  revision bigint not null,
  primary key (bot_id, name)
);
`,
}
