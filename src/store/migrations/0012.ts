/** Schema 12: whom a fact is about: names that people gave up, digits of the bots' numbers, messages for the record. See ../migrations.ts. */

export const schema12 = {
  number: 12,
  name: 'former names, numbers, records',
  sql: `
-- A name that somebody gave up, and when, by Meta's time: what was written before is theirs, what is sent to it goes to them until
-- somebody else writes from it (store/people.ts).
create table former_names (
  bot_id text not null,
  name text not null,
  user_id text not null,
  until_at bigint not null,
  primary key (bot_id, name, until_at, user_id)
);
create index former_names_user on former_names (bot_id, user_id);

-- What Meta calls a number by its digits: some of its webhooks name only those.
create table numbers (
  phone_number_id text primary key,
  digits text not null,
  seen_at bigint not null
);
create index numbers_digits on numbers (digits);

-- business: not the person's word. echo, history: for the record only. Null for what a person wrote to the bot.
alter table inbound add column written_by text;
alter table inbound add column origin text;
`,
}
