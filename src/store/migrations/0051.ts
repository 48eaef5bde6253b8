/**
 * Schema 51: messages for later. See store/migrations/migrations.ts and store/messages/schedule.ts. In a table of their
 * own: each column of `messages` makes PostgreSQL's guesses about a partition without statistics worse.
 */

export const schema51 = {
  number: 51,
  name: 'messages for later',
  indexes: [
    // For the list of them, and for partitions that may not be dropped.
    { name: 'messages_scheduled', table: 'messages', rest: `(bot_id, accepted_at) where state = 'scheduled'` },
  ],
  sql: `
create table schedules (
  bot_id text not null,
  message_id text not null,
  -- The message's seq until it took its place or ended; then null.
  waiting_seq bigint,
  send_at bigint not null,
  -- When it was accepted for that: its message's accepted_at becomes when it took its place.
  scheduled_at bigint not null,
  needs_probe integer not null,
  primary key (bot_id, message_id)
);
create index schedules_waiting on schedules (bot_id, send_at) where waiting_seq is not null;
create index schedules_age on schedules (send_at);
`,
}
