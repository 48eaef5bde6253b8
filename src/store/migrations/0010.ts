/**
 * Schema 10: events with an expiry, and the full bodies of events that are too large to post. See
 * store/migrations/migrations.ts.
 */

export const schema10 = {
  number: 10,
  name: 'events with a time of their own, and large ones',
  sql: `
-- Set if the kind of event has less than the usual time (model/event-kinds.ts).
alter table deliveries add column expires_at bigint;

-- The full body that events.body leaves out, for as long as the event is kept; served by its URL.
create table event_bodies (
  event_id text primary key,
  event_seq bigint not null,
  body text not null,
  created_at bigint not null
);
create index event_bodies_age on event_bodies (created_at);
`,
}
