/**
 * Schema 13: items without a place can be read again, and a status's further details are stored. See
 * store/migrations/migrations.ts.
 */

export const schema13 = {
  number: 13,
  name: 'what has no place can be replayed',
  indexes: [
    { name: 'unplaced_received', table: 'unplaced', rest: '(received_at, seq)' },
    { name: 'unplaced_reason', table: 'unplaced', rest: '(reason, received_at, seq)' },
  ],
  sql: `
-- unrouted or unreadable; null in earlier rows.
alter table unplaced add column kind text;
-- What was read, if anything: message, status, account …
alter table unplaced add column fact_kind text;
alter table unplaced add column waba_id text;
alter table unplaced add column phone_number_id text;
-- Keyed hash of the app secret that signed.
alter table unplaced add column app text;
-- Its part of the webhook, as Meta wrote it: the input of a replay.
alter table unplaced add column source text;
alter table unplaced add column replays bigint not null default 0;
alter table unplaced add column replayed_at bigint;

-- Details of Meta's statuses on the attempt that no event reported.
alter table attempts add column told text;
`,
}
