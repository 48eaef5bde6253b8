/**
 * Schema 43: what happened within the last minutes, for the overview; templates that cannot be sent or that people
 * complain about; changes of templates. See store/migrations/migrations.ts, store/overview and store/templates.
 */

export const schema43 = {
  number: 43,
  name: 'the last minutes, and changes of templates',
  indexes: [
    // Their conditions stand in statements as well (store/overview/conditions.ts).
    {
      name: 'templates_stopped',
      table: 'templates',
      rest: `(bot_id, status) where status in ('REJECTED', 'PAUSED', 'DISABLED')`,
    },
    {
      name: 'templates_low',
      table: 'templates',
      rest: `(bot_id) where replace(definition, '"quality":"RED"', '') <> definition`,
    },
  ],
  sql: `
-- Counts of the last quarter of an hour, added up with the figures.
create table figure_minutes (
  minute_at bigint not null,
  bot_id text not null,
  sent bigint not null,
  received bigint not null,
  primary key (minute_at, bot_id)
);

-- One row for each change of a template that Meta told or that a sync found, as its event has it.
create table template_changes (
  seq integer primary key,
  bot_id text not null,
  element_name text not null,
  language text not null,
  at bigint not null,
  change text not null,
  value text not null,
  previous text,
  reason text,
  effective_at bigint,
  source text not null
);
create index template_changes_named on template_changes (bot_id, element_name, seq);
`,
}
