/**
 * Schema 53: who answers a conversation beside this gateway. See store/migrations/migrations.ts and
 * store/conversations/thread.ts.
 */

export const schema53 = {
  number: 53,
  name: 'who holds a conversation',
  sql: `
-- The role of another responder at Meta, or 'unknown'; null: none that we know of.
alter table conversations add column held_by text;
-- When that was last told, in ms: an older word changes nothing.
alter table conversations add column held_at bigint;
`,
}
