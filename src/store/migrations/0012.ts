/**
 * Schema 12: who a fact is about: given-up names, digits of the bots' numbers, messages for the record. See
 * store/migrations/migrations.ts.
 */

export const schema12 = {
  number: 12,
  name: 'former names, numbers, records',
  sql: `
-- A name that someone gave up, and when, by Meta's time: what was written before is theirs, and messages to it go to
-- them until another person writes from it (store/conversations/identity.ts).
create table former_names (
  bot_id text not null,
  name text not null,
  user_id text not null,
  until_at bigint not null,
  primary key (bot_id, name, until_at, user_id)
);
create index former_names_user on former_names (bot_id, user_id);

-- Meta's digits of a number: some of its webhooks name only those.
create table numbers (
  phone_number_id text primary key,
  digits text not null,
  seen_at bigint not null
);
create index numbers_digits on numbers (digits);

-- business: not written by the person. echo, history: for the record only. Null for a person's message to the bot.
alter table inbound add column written_by text;
alter table inbound add column origin text;
`,
}
