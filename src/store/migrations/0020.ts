/** Schema 20: campaigns that a cause pauses, and that continue automatically. See store/migrations/migrations.ts. */

export const schema20 = {
  number: 20,
  name: 'causes of resting campaigns',
  sql: `
-- The cause that paused it; null after a pause on request. JSON (model/campaign-stop.ts).
alter table campaigns add column cause text;
-- When the next check for the end of the cause is due, and the number of failed checks.
alter table campaigns add column look_at bigint;
alter table campaigns add column looks integer not null default 0;
-- 1: it continues with one row, to test whether that gets through.
alter table campaigns add column on_trial integer not null default 0;
-- Earlier reports no longer count.
alter table campaigns add column resumed_at bigint;
-- When its template snapshot was last renewed.
alter table campaigns add column refreshed_at bigint;
`,
}
