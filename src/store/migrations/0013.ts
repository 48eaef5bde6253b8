/** Schema 13: what came and has no place can be read again, and what a status says beside its state is kept. See ../migrations.ts. */

export const schema13 = {
  number: 13,
  name: 'what has no place can be replayed',
  indexes: [
    { name: 'unplaced_received', table: 'unplaced', rest: '(received_at, seq)' },
    { name: 'unplaced_reason', table: 'unplaced', rest: '(reason, received_at, seq)' },
  ],
  sql: `
-- unrouted or unreadable; null in rows of before.
alter table unplaced add column kind text;
-- What was read, if anything: message, status, account …
alter table unplaced add column fact_kind text;
alter table unplaced add column waba_id text;
alter table unplaced add column phone_number_id text;
-- Keyed hash of the app secret that signed.
alter table unplaced add column app text;
-- Its part of the webhook, as Meta wrote it: what a replay reads.
alter table unplaced add column source text;
alter table unplaced add column replays bigint not null default 0;
alter table unplaced add column replayed_at bigint;

-- What Meta's statuses said of the attempt beside their state, where no event told it.
alter table attempts add column told text;
`,
}
