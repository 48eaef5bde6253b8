/** Schema 24: which bots a change of the settings was about, so that a process renews those and not all. See ../migrations.ts. */

export const schema24 = {
  number: 24,
  name: 'settings by change',
  sql: `
-- One row for each bot that a change was about, under the version that it made; '' when it was about none (clients). The newest thousand are kept:
-- whoever has missed more loads everything.
create table settings_changes (
  version bigint not null,
  bot_id text not null,
  primary key (version, bot_id)
);
`,
}
