/**
 * Schema 2: template records, campaigns, skills, media, and indexes for lists. Portable SQL, see
 * store/migrations/migrations.ts.
 */

export const schema2 = {
  number: 2,
  name: 'template records, campaigns, skills, media, lists',
  sql: `
-- What the API stores of a template beside Meta's definition: display name, labels, visibility, why it was refused.
-- JSON.
alter table templates add column record text;
alter table templates add column created_at bigint;
-- Copied from the definition, for lists; written together from now on.
alter table templates add column status text;
alter table templates add column category text;
update templates set created_at = updated_at,
  status = case
    when definition like '%"status":"APPROVED"%' then 'APPROVED'
    when definition like '%"status":"PENDING"%' then 'PENDING'
    when definition like '%"status":"REJECTED"%' then 'REJECTED'
    when definition like '%"status":"PAUSED"%' then 'PAUSED'
    else 'DISABLED' end,
  category = case
    when definition like '%"category":"MARKETING"%' then 'MARKETING'
    when definition like '%"category":"UTILITY"%' then 'UTILITY'
    else 'AUTHENTICATION' end;

-- A batch of notifications from a file. settings holds the snapshot to send, taken at acceptance.
create table campaigns (
  seq integer primary key,
  id text not null unique,
  bot_id text not null,
  name text not null,
  element_name text not null,
  -- importing, scheduled, running, paused, completed, canceled, failed
  state text not null,
  settings text not null,
  file_name text,
  client_id text,
  -- Counts of its rows; those in no other count are waiting.
  row_count bigint not null default 0,
  bad_count bigint not null default 0,
  repeated_count bigint not null default 0,
  accepted_count bigint not null default 0,
  canceled_count bigint not null default 0,
  -- Rows with a new message for a failed one, and those failures by code: they are no longer counted.
  retried_count bigint not null default 0,
  retried_codes text,
  -- A running retry: failed messages after the first and up to the second seq.
  retry_after bigint,
  retry_until bigint,
  -- The last line read, and when the whole file had been read.
  imported_line bigint not null default 0,
  imported_at bigint,
  due_at bigint,
  created_at bigint not null,
  started_at bigint,
  ended_at bigint,
  updated_at bigint not null,
  error text
);
create index campaigns_bot on campaigns (bot_id, created_at);
create index campaigns_active on campaigns (seq) where ended_at is null;

-- The lines of a campaign's file, numbered as in a spreadsheet. waiting -> accepted; bad, repeated and canceled stay.
create table campaign_rows (
  campaign_seq bigint not null,
  line bigint not null,
  destination text not null,
  parameters text not null,
  state text not null,
  message_id text,
  -- Messages made from it, including the present one.
  attempt integer not null default 0,
  reason text,
  primary key (campaign_seq, line)
);
create index campaign_rows_waiting on campaign_rows (campaign_seq, line) where state = 'waiting';
create index campaign_rows_destination on campaign_rows (campaign_seq, destination);
create index campaign_rows_message on campaign_rows (message_id) where message_id is not null;

-- Set for a person's message that may be gathered with the next ones: when the first of them came.
alter table deliveries add column held_since bigint;

-- Lists: what a bot sent and received, newest first, in total or of one campaign, template or person. The row's seq
-- follows in each.
create index messages_campaign on messages (campaign_id, state) where campaign_id is not null;
create index messages_campaign_replied on messages (campaign_id, state) where campaign_id is not null and replied_at is not null;
create index messages_of_campaign on messages (bot_id, campaign_id, accepted_at) where campaign_id is not null;
create index messages_of_template on messages (bot_id, element_name, accepted_at) where element_name is not null;
create index messages_listed on messages (bot_id, kind, accepted_at);
create index messages_of_user on messages (bot_id, user_id, accepted_at);
create index inbound_listed on inbound (bot_id, received_at);
create index inbound_of_user on inbound (bot_id, user_id, received_at);

-- Who answers a person: auto (skills) or manual (until state_until, or for good).
alter table conversations add column state text not null default 'auto';
alter table conversations add column state_until bigint;
create index conversations_heard on conversations (bot_id, last_inbound_at, user_id);

create table skills (
  bot_id text not null,
  id text not null,
  name text not null,
  -- messages or webhook
  kind text not null,
  settings text not null,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (bot_id, id)
);

-- One message or press for a skill to handle; due_at as in messages, the pair being bot and user.
create table skill_runs (
  seq integer primary key,
  id text not null unique,
  bot_id text not null,
  user_id text not null,
  skill_id text not null,
  -- press, message or set; its details are in facts, JSON
  cause text not null,
  facts text not null,
  -- waiting, done, failed
  state text not null,
  due_at bigint,
  attempt integer not null default 0,
  created_at bigint not null,
  ended_at bigint,
  detail text
);
create index skill_runs_due on skill_runs (bot_id, due_at) where due_at is not null;
create index skill_runs_waiting on skill_runs (bot_id, user_id, seq) where state = 'waiting';

-- Media that people sent: downloaded from Meta at once, as their URL lives five minutes.
create table media_files (
  id text primary key,
  bot_id text not null,
  meta_id text not null,
  -- waiting, kept, failed, expired
  state text not null,
  mime_type text,
  sha256 text,
  filename text,
  size bigint,
  place text,
  due_at bigint,
  attempt integer not null default 0,
  created_at bigint not null,
  kept_at bigint,
  error text
);
create index media_files_due on media_files (bot_id, due_at) where due_at is not null;
create index media_files_age on media_files (created_at) where state <> 'expired';

-- Outbound media that Meta stores for us, by the URL from which they came.
create table media_uploads (
  bot_id text not null,
  url text not null,
  media_id text not null,
  uploaded_at bigint not null,
  expires_at bigint not null,
  primary key (bot_id, url)
);
`,
}
