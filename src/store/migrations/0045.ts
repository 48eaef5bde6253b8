/**
 * Schema 45: figures by the day. See store/migrations/migrations.ts and store/figures/days.ts. Those of before are
 * added up afterwards, a day at a time.
 */

export const schema45 = {
  number: 45,
  name: 'figures by the day',
  sql: `
-- The figures of each day (UTC, its beginning in ms), added up: what a chart by days reads instead of its hours.
create table figure_days (
  bot_id text not null,
  day_at bigint not null,
  what text not null,
  element_name text not null,
  campaign_id text not null,
  code text not null,
  count bigint not null,
  primary key (bot_id, day_at, what, element_name, campaign_id, code)
);
create index figure_days_day on figure_days (coalesce(day_at, 0));

-- Of all templates and campaigns of a bot, the 24 hours of a day: what a chart by hours reads.
create table figure_bot_days (
  bot_id text not null,
  day_at bigint not null,
  what text not null,
  code text not null,
  h00 bigint not null, h01 bigint not null, h02 bigint not null, h03 bigint not null,
  h04 bigint not null, h05 bigint not null, h06 bigint not null, h07 bigint not null,
  h08 bigint not null, h09 bigint not null, h10 bigint not null, h11 bigint not null,
  h12 bigint not null, h13 bigint not null, h14 bigint not null, h15 bigint not null,
  h16 bigint not null, h17 bigint not null, h18 bigint not null, h19 bigint not null,
  h20 bigint not null, h21 bigint not null, h22 bigint not null, h23 bigint not null,
  primary key (bot_id, day_at, what, code)
);
create index figure_bot_days_day on figure_bot_days (coalesce(day_at, 0));

-- As long as days from before these tables are to be added up, from before_at on: those from from_at on are whole.
create table earlier_days (
  source text primary key,
  before_at bigint not null,
  from_at bigint not null
);
`,
  // Until a process of the former version has noticed the new schema, it adds to figures alone: a minute is more than
  // it needs. The first whole day begins behind that.
  sqlite: `
insert into earlier_days (source, before_at, from_at)
  select 'figures', (unixepoch() / 60 + 2) * 60000, ((unixepoch() + 120) / 86400 + 1) * 86400000
  where exists (select 1 from figures) or exists (select 1 from tallies) or exists (select 1 from messages);
`,
  postgres: `
insert into earlier_days (source, before_at, from_at)
  select 'figures', (now / 60 + 2) * 60000, ((now + 120) / 86400 + 1) * 86400000
  from (select floor(extract(epoch from clock_timestamp()))::bigint as now) as present
  where exists (select 1 from figures) or exists (select 1 from tallies) or exists (select 1 from messages);
`,
}
