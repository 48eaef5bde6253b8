/**
 * Schema 55: what Meta counts of templates by day, and people whom its contact book is still to forget. See
 * store/migrations/migrations.ts, store/templates/insights.ts and store/erasure/contact-book.ts.
 */

export const schema55 = {
  number: 55,
  name: 'templates by day, and the contact book',
  sql: `
create table template_days (
  bot_id text not null,
  element_name text not null,
  language text not null,
  -- The day's beginning as Meta has it, in ms.
  day_at bigint not null,
  sent bigint not null,
  delivered bigint not null,
  was_read bigint not null,
  -- JSON: what Meta tells of clicks and cost.
  details text not null,
  primary key (bot_id, element_name, language, day_at)
);
create index template_days_day on template_days (day_at);

-- A person's scoped id at Meta, until it has answered.
create table contact_removals (
  bot_id text not null,
  scoped_id text not null,
  begun_at bigint not null,
  due_at bigint not null,
  tries integer not null,
  primary key (bot_id, scoped_id)
);
create index contact_removals_due on contact_removals (due_at);
`,
}
