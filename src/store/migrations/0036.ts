/**
 * Schema 36: the first attempt of a delivery, if it succeeded, in the delivery's own row; `delivery_attempts` has all
 * others. So the end of nearly every delivery changes one row instead of two. See store/migrations/migrations.ts and
 * store/deliveries/attempts.ts. Rows of earlier versions stay as they are: both forms are read.
 */

export const schema36 = {
  number: 36,
  name: 'the first attempt of a delivery, in its row',
  sql: `
alter table deliveries add column first_started_at bigint;
alter table deliveries add column first_duration_ms integer;
alter table deliveries add column first_status integer;
alter table deliveries add column first_answer text;
`,
}
