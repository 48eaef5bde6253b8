/** Schema 7: an endpoint that fails for days is switched off. See store/migrations/migrations.ts. */

export const schema7 = {
  number: 7,
  name: 'endpoints that fail for days',
  sql: `
-- Since the first failure after a success; null while deliveries succeed.
alter table endpoints add column failing_since bigint;
-- gone (its own 410) or failing.
alter table endpoints add column disabled_reason text;
alter table endpoints add column resumed_at bigint;
`,
}
