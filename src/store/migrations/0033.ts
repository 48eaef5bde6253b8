/**
 * Schema 33: messages that ended unsent, for the operator's list; figures by the hour, and what they are added up from.
 * See store/migrations/migrations.ts, store/lists/message-list.ts and store/figures/figures.ts.
 */

export const schema33 = {
  number: 33,
  name: 'figures, and a list of messages that ended unsent',
  indexes: [
    {
      name: 'messages_ended',
      table: 'messages',
      rest: `(bot_id, accepted_at, seq) where state in ('failed', 'expired', 'canceled')`,
    },
  ],
  sql: `
-- What happened within an hour (UTC, its beginning in ms). Empty: of no template, no campaign, no failure.
create table figures (
  bot_id text not null,
  hour_at bigint not null,
  what text not null,
  element_name text not null,
  campaign_id text not null,
  code text not null,
  count bigint not null,
  primary key (bot_id, hour_at, what, element_name, campaign_id, code)
);
-- On an expression, so that only retention uses it (store/sql/planner-hints.ts).
create index figures_hour on figures (coalesce(hour_at, 0));

-- Not yet added to the figures: a row for each group of writes, JSON.
create table tallies (
  seq integer primary key,
  body text not null
);

-- Of messages and of inbound, as long as rows from before this schema are to be added up: those accepted before
-- before_at, in the order of their seq, up to done_seq so far.
create table earlier_figures (
  source text primary key,
  before_at bigint not null,
  done_seq bigint not null default 0,
  ends_at_seq bigint
);
`,
  // Until a process of the former version has noticed the new schema, it writes rows without tallies: a minute is more
  // than it needs.
  sqlite: `
insert into earlier_figures (source, before_at)
  select 'messages', (unixepoch() / 60 + 2) * 60000 where exists (select 1 from messages)
  union all select 'inbound', (unixepoch() / 60 + 2) * 60000 where exists (select 1 from inbound);
`,
  postgres: `
insert into earlier_figures (source, before_at)
  select source, (floor(extract(epoch from clock_timestamp()) / 60)::bigint + 2) * 60000 from (
    select 'messages' as source where exists (select 1 from messages)
    union all select 'inbound' where exists (select 1 from inbound)) as found;
`,
}
