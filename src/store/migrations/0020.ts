/** Schema 20: campaigns that rest for a cause, and go on by themselves. See ../migrations.ts. */

export const schema20 = {
  number: 20,
  name: 'causes of resting campaigns',
  sql: `
-- Why it is paused, when nobody asked for it. JSON (model/campaign-stop.ts).
alter table campaigns add column cause text;
-- When it looks whether that is over, and how often it looked in vain.
alter table campaigns add column look_at bigint;
alter table campaigns add column looks integer not null default 0;
-- 1: it goes on with one row, to see whether that gets through.
alter table campaigns add column on_trial integer not null default 0;
-- What was known before counts no more.
alter table campaigns add column resumed_at bigint;
-- When the definition that it sends was last renewed.
alter table campaigns add column refreshed_at bigint;
`,
}
