/**
 * Schema 15: changes that do not overwrite each other, and files whose record is deleted after them. See
 * store/migrations/migrations.ts.
 */

export const schema15 = {
  number: 15,
  name: 'revisions, drafts beside Meta, removal of files',
  indexes: [
    // Each names the states in its single statement's condition, so that the planner uses it for no other statement.
    { name: 'media_files_removing', table: 'media_files', rest: `(created_at) where state = 'removing'` },
    { name: 'media_files_of_bot', table: 'media_files', rest: `(bot_id) where state in ('waiting', 'kept', 'failed')` },
  ],
  sql: `
-- Grows with every change, from created_at on, so that a record created again starts above its predecessor: the ETag.
alter table bots add column revision bigint not null default 1;
alter table endpoints add column revision bigint not null default 1;
alter table clients add column revision bigint not null default 1;
alter table skills add column revision bigint not null default 1;
alter table templates add column revision bigint not null default 1;

-- environment if RECADO_CLIENT_SECRET set it: another one ends it.
alter table client_secrets add column source text;

-- Since when a draft is being submitted to Meta. A draft not submitted stays if Meta has another one of its name: as
-- JSON, beside that.
alter table templates add column submitted_at bigint;
alter table templates add column draft text;

-- For a file in state removing: when deleting its bytes is tried next, and the number of tries.
alter table media_files add column remove_at bigint;
alter table media_files add column remove_tries integer not null default 0;
`,
}
