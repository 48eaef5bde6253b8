/** Schema 10: events that are worth delivering for a while only, and the whole of those that are too large to post. See ../migrations.ts. */

export const schema10 = {
  number: 10,
  name: 'events with a time of their own, and large ones',
  sql: `
-- Set where the kind of event has less than the usual time (model/event-kinds.ts).
alter table deliveries add column expires_at bigint;

-- What events.body leaves out is in here, whole, for as long as the event is kept; handed out by its address.
create table event_bodies (
  event_id text primary key,
  event_seq bigint not null,
  body text not null,
  created_at bigint not null
);
create index event_bodies_age on event_bodies (created_at);
`,
}
