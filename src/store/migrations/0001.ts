/** Schema 1: the tables for sending and receiving. Portable SQL, see store/migrations/migrations.ts. */

export const schema1 = {
  number: 1,
  name: 'bots, messages, conversations, events, deliveries',
  sql: `
create table bots (
  id text primary key,
  phone_number_id text not null unique,
  waba_id text not null,
  settings text not null,
  secrets text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index bots_waba on bots (waba_id);

create table endpoints (
  id text primary key,
  bot_id text not null,
  url text not null,
  events text not null,
  auth text,
  created_at bigint not null,
  disabled_at bigint
);
create index endpoints_bot on endpoints (bot_id);

create table clients (
  id text primary key,
  name text not null,
  bots text not null,
  created_at bigint not null,
  updated_at bigint not null
);

create table client_secrets (
  client_id text not null,
  secret_hash text not null,
  created_at bigint not null,
  expires_at bigint,
  primary key (client_id, secret_hash)
);

create table templates (
  bot_id text not null,
  element_name text not null,
  language text not null,
  definition text not null,
  updated_at bigint not null,
  primary key (bot_id, element_name, language)
);

-- One person as one bot knows them. pair_empty_at is the pair's whole token bucket (model/pace.ts).
create table conversations (
  bot_id text not null,
  user_id text not null,
  wa_id text,
  scoped_id text,
  name text,
  last_inbound_at bigint,
  last_notification_seq bigint,
  pair_empty_at bigint not null default 0,
  memory text,
  skill_id text,
  primary key (bot_id, user_id)
);
create index conversations_wa_id on conversations (bot_id, wa_id) where wa_id is not null;
create index conversations_scoped on conversations (bot_id, scoped_id) where scoped_id is not null;

-- Outbound messages. due_at is set only while a message is the first of its pair and may be sent: so the cost of a
-- claim does not depend on what waits behind it, and one recipient's trouble delays no other.
create table messages (
  seq integer primary key,
  id text not null unique,
  bot_id text not null,
  user_id text not null,
  kind text not null,
  content text not null,
  element_name text,
  campaign_id text,
  actions text,
  state text not null,
  accepted_at bigint not null,
  expires_at bigint,
  due_at bigint,
  attempt integer not null default 0,
  retries integer not null default 0,
  throttles integer not null default 0,
  lease bigint,
  reconcile_at bigint,
  probe_due_at bigint,
  probes integer not null default 0,
  possible_double integer not null default 0,
  wamid text,
  error text,
  sent_at bigint,
  delivered_at bigint,
  read_at bigint,
  replied_at bigint,
  ended_at bigint
);
create index messages_due on messages (bot_id, due_at) where due_at is not null;
create index messages_pending on messages (bot_id, user_id, seq) where state in ('queued', 'sending');
create index messages_leased on messages (bot_id, user_id) where lease is not null;
create index messages_unknown on messages (reconcile_at) where reconcile_at is not null;
create index messages_expiring on messages (expires_at) where state = 'queued' and expires_at is not null;
create index messages_probing on messages (bot_id, probe_due_at) where probe_due_at is not null;
create index messages_wamid on messages (wamid) where wamid is not null;

create table attempts (
  message_seq bigint not null,
  attempt integer not null,
  started_at bigint not null,
  ended_at bigint,
  outcome text,
  detail text,
  primary key (message_seq, attempt)
);

create table inbound (
  seq integer primary key,
  id text not null unique,
  bot_id text not null,
  wamid text not null,
  user_id text not null,
  bubble text not null,
  context_wamid text,
  media text,
  sent_at bigint not null,
  received_at bigint not null,
  unique (bot_id, wamid)
);

-- Statuses that came before their wamid was known.
create table orphan_statuses (
  seq integer primary key,
  wamid text not null,
  status text not null,
  received_at bigint not null
);
create index orphan_statuses_wamid on orphan_statuses (wamid);

-- Items from Meta that could not be placed or read, stored for inspection.
create table unplaced (
  seq integer primary key,
  reason text not null,
  raw text not null,
  received_at bigint not null
);

create table events (
  seq integer primary key,
  id text not null unique,
  bot_id text not null,
  user_id text not null,
  message_id text,
  type text not null,
  body text not null,
  at bigint not null
);
create index events_message on events (message_id) where message_id is not null;
create index events_bot on events (bot_id, at);

-- One event to be delivered to one endpoint; due_at as in messages, the pair being endpoint and user.
create table deliveries (
  seq integer primary key,
  event_seq bigint not null,
  endpoint_id text not null,
  user_id text not null,
  state text not null,
  due_at bigint,
  attempt integer not null default 0
);
create index deliveries_due on deliveries (endpoint_id, due_at) where due_at is not null;
create index deliveries_waiting on deliveries (endpoint_id, user_id, seq) where state = 'waiting';
create index deliveries_event on deliveries (event_seq);

create table delivery_attempts (
  delivery_seq bigint not null,
  attempt integer not null,
  started_at bigint not null,
  duration_ms bigint not null,
  status integer,
  answer text not null,
  primary key (delivery_seq, attempt)
);

create table idempotency (
  client_id text not null,
  key text not null,
  fingerprint text not null,
  answer text not null,
  created_at bigint not null,
  primary key (client_id, key)
);
create index idempotency_created on idempotency (created_at);

create table facts (
  name text primary key,
  value text not null
);
`,
}
