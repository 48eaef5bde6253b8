/** Schema 39: how numbers stood at Meta. See store/migrations/migrations.ts and store/standing. */

export const schema39 = {
  number: 39,
  name: 'how numbers stood at Meta',
  sql: `
-- One row for each change. The newest row of a bot and name is what holds now.
create table number_changes (
  seq integer primary key,
  bot_id text not null,
  name text not null,
  at bigint not null,
  value text not null,
  previous text,
  detail text,
  source text not null
);
create index number_changes_bot on number_changes (bot_id, seq);
create index number_changes_name on number_changes (bot_id, name, seq);
`,
}
