/** Schema 9: what an uploaded file's owner said of copies of it, and whose upload it is. See ../migrations.ts. */

export const schema9 = {
  number: 9,
  name: 'copies by their owners rules',
  sql: `
-- The account, number, app and token that it belongs to; what was uploaded before this was known is never found again.
alter table media_uploads add column scope text not null default '';
-- Of the bytes.
alter table media_uploads add column sum text not null default '';
alter table media_uploads add column asked_at bigint not null default 0;
alter table media_uploads add column fresh_until bigint not null default 0;
-- JSON: what a request asks by whether the file is still the same.
alter table media_uploads add column validators text;
`,
}
