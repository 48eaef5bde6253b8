/** Schema 21: clients that have every unknown field refused. See ../migrations.ts. */

export const schema21 = {
  number: 21,
  name: 'strict clients',
  sql: `
alter table clients add column is_strict integer not null default 0;
`,
}
