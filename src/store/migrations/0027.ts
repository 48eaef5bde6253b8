/** Schema 27: the web pages that may use a client. See store/migrations/migrations.ts. */

export const schema27 = {
  number: 27,
  name: 'origins of clients',
  sql: `
-- JSON; null: no web page may use it.
alter table clients add column origins text;
`,
}
