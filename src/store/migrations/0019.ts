/**
 * Schema 19: indexes with the owner before the due time, so that rows without an owner delay no other; and batched
 * tasks on endpoints. See store/migrations/migrations.ts.
 */

export const schema19 = {
  number: 19,
  name: 'sweeps by owner, and work in pieces',
  indexes: [
    {
      name: 'messages_bot_expiring',
      table: 'messages',
      rest: `(bot_id, expires_at) where state = 'queued' and expires_at is not null`,
    },
    { name: 'messages_bot_unknown', table: 'messages', rest: '(bot_id, reconcile_at) where reconcile_at is not null' },
    // A replay walks it position by position.
    { name: 'events_of_bot', table: 'events', rest: '(bot_id, at, seq)' },
  ],
  sql: `
drop index messages_expiring;
drop index messages_unknown;
drop index events_bot;

-- A long task on an endpoint and its progress: each batch is a transaction that advances it. Deleted when it is done.
create table endpoint_tasks (
  id text primary key,
  endpoint_id text not null,
  bot_id text not null,
  -- replay, resume, or end: giving up what waited for a deleted endpoint.
  kind text not null,
  -- Of a replay: the requested range, and the event after which the next batch begins.
  from_at bigint,
  to_at bigint,
  after_at bigint,
  after_seq bigint,
  -- Rows done so far.
  done bigint not null default 0,
  started_at bigint not null
);
create index endpoint_tasks_endpoint on endpoint_tasks (endpoint_id);
`,
}
