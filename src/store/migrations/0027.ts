/** Schema 27: pages that may call for a client. See ../migrations.ts. */

export const schema27 = {
  number: 27,
  name: 'origins of clients',
  sql: `
-- JSON; null: no page may call for it.
alter table clients add column origins text;
`,
}
