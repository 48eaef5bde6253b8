/** Schema 41: one key for one caller's file. See store/migrations/migrations.ts and store/media/added.ts. */

export const schema41 = {
  number: 41,
  name: "one key for one caller's file",
  sql: `
-- Hash of caller, bot and idempotency key of an upload; null: it had none, or a later file has it.
alter table media_files add column upload_key text;
-- Bots' locks keep it unique.
create index media_files_key on media_files (upload_key) where upload_key is not null;
`,
}
