/**
 * Schema 19: whose it is stands before when it is due, so that what nobody owns is in nobody's way; and work on endpoints that goes on in
 * pieces. See ../migrations.ts.
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
    // A replay walks it from place to place.
    { name: 'events_of_bot', table: 'events', rest: '(bot_id, at, seq)' },
  ],
  sql: `
drop index messages_expiring;
drop index messages_unknown;
drop index events_bot;

-- What was begun on all that an endpoint has, and how far it has come: each piece is a transaction that moves it on. Gone when it is done.
create table endpoint_tasks (
  id text primary key,
  endpoint_id text not null,
  bot_id text not null,
  -- replay, resume, or end: what waited for an endpoint that was deleted.
  kind text not null,
  -- Of a replay: the range that was asked for, and the event behind which the next piece begins.
  from_at bigint,
  to_at bigint,
  after_at bigint,
  after_seq bigint,
  -- Rows so far.
  done bigint not null default 0,
  started_at bigint not null
);
create index endpoint_tasks_endpoint on endpoint_tasks (endpoint_id);
`,
}
