/**
 * Schema 24: the bots that a change of settings concerns, so that a process reads only those again. See
 * store/migrations/migrations.ts.
 */

export const schema24 = {
  number: 24,
  name: 'settings by change',
  sql: `
-- One row for each bot that a change concerned, under the change's version; '' if it concerned none (clients). The
-- newest thousand are kept: a process that has missed more reloads everything.
create table settings_changes (
  version bigint not null,
  bot_id text not null,
  primary key (version, bot_id)
);
`,
}
