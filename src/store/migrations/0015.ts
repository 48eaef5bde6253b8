/** Schema 15: changes that do not overwrite each other, and files whose record goes when they are gone. See ../migrations.ts. */

export const schema15 = {
  number: 15,
  name: 'revisions, drafts beside Meta, removal of files',
  indexes: [
    // Each names the states that its one statement asks for, so that no other statement is tempted by it.
    { name: 'media_files_removing', table: 'media_files', rest: `(created_at) where state = 'removing'` },
    { name: 'media_files_of_bot', table: 'media_files', rest: `(bot_id) where state in ('waiting', 'kept', 'failed')` },
  ],
  sql: `
-- Grows with every change, from created_at on, so that what is made again begins above what was there: the ETag.
alter table bots add column revision bigint not null default 1;
alter table endpoints add column revision bigint not null default 1;
alter table clients add column revision bigint not null default 1;
alter table skills add column revision bigint not null default 1;
alter table templates add column revision bigint not null default 1;

-- environment when RECADO_CLIENT_SECRET said it: another one ends it.
alter table client_secrets add column source text;

-- Since when it is on its way to Meta, for a draft. A draft that rests stays when Meta has another one of its name: as JSON, beside that.
alter table templates add column submitted_at bigint;
alter table templates add column draft text;

-- Of a file in state removing: when its bytes are tried to be removed next, and how often they were.
alter table media_files add column remove_at bigint;
alter table media_files add column remove_tries integer not null default 0;
`,
}
