/** Schema 9: the validators of an uploaded file, and the scope of its upload. See store/migrations/migrations.ts. */

export const schema9 = {
  number: 9,
  name: 'copies by their owners rules',
  sql: `
-- The account, number, app and token that it belongs to; uploads from before this column are never found again.
alter table media_uploads add column scope text not null default '';
-- Checksum of the bytes.
alter table media_uploads add column sum text not null default '';
alter table media_uploads add column asked_at bigint not null default 0;
alter table media_uploads add column fresh_until bigint not null default 0;
-- JSON: the validators for asking whether the file is still the same.
alter table media_uploads add column validators text;
`,
}
