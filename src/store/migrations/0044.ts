/**
 * Schema 44: of how many events the post of an attempt was, for endpoints that take batches. See
 * store/migrations/migrations.ts and store/deliveries/attempts.ts. Null: the event went alone, as all did before.
 */

export const schema44 = {
  number: 44,
  name: 'how many events a post to a webhook had',
  sql: `
alter table deliveries add column first_batch integer;
alter table delivery_attempts add column batch integer;
`,
}
