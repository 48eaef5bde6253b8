/** Schema 21: clients whose requests are refused if they have unknown fields. See store/migrations/migrations.ts. */

export const schema21 = {
  number: 21,
  name: 'strict clients',
  sql: `
alter table clients add column is_strict integer not null default 0;
`,
}
