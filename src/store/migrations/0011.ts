/**
 * Schema 11: our reason for a webhook attempt's failure, apart from the receiver's response. See
 * store/migrations/migrations.ts.
 */

export const schema11 = {
  number: 11,
  name: 'the reason of a webhook attempt',
  sql: `
alter table delivery_attempts add column reason text;
`,
}
