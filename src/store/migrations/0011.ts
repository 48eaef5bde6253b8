/** Schema 11: what we say of a webhook's attempt stands apart from what its receiver said. See ../migrations.ts. */

export const schema11 = {
  number: 11,
  name: 'the reason of a webhook attempt',
  sql: `
alter table delivery_attempts add column reason text;
`,
}
