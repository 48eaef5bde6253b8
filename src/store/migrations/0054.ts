/**
 * Schema 54: the external support panel of a bot, an endpoint with a secret of its own, and the conversations that it
 * has. See store/migrations/migrations.ts and store/conversations/support.ts.
 */

export const schema54 = {
  number: 54,
  name: 'the external support panel',
  sql: `
-- Sealed: the secret of a panel, and the one before.
alter table endpoints add column signing text;
create unique index endpoints_panel on endpoints (bot_id) where door = 'panel';
-- The conversation's id at the panel, while it has it.
alter table conversations add column support_id text;
-- Those whose time with people is over are looked for every few seconds, and are few.
create index conversations_support on conversations (bot_id, state_until) where support_id is not null;
`,
}
