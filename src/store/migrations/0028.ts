/**
 * Schema 28: identities that end: bots' former numbers, the number of an attempt, the door of an endpoint. See
 * store/migrations/migrations.ts.
 */

/** The events of that time: if two endpoints of one bot receive the same one, the operator made one of them. */
const events = [
  ...['message', 'delivered_channel', 'delivered_user', 'read', 'failed', 'reply', 'expired', 'canceled'],
  ...['message_echo', 'history', 'status', 'template_status', 'template_quality', 'template_category'],
  ...['template_category_warning', 'account', 'channel_blocked', 'campaign', 'endpoint_disabled'],
  ...['skill_message', 'skill_failed'],
]
const words = events.map((type) => `select '%"${type}"%' as word`).join(' union all ')

export const schema28 = {
  number: 28,
  name: 'identities that end',
  sql: `
-- The number that it was sent from. Null: before this schema, or never sent.
alter table attempts add column phone_number_id text;

-- A bot's former number, for which it answers while Meta may still report. secrets: of its app at that time, sealed.
create table former_numbers (
  phone_number_id text not null,
  bot_id text not null,
  secrets text not null,
  left_at bigint not null,
  primary key (phone_number_id, bot_id)
);
create index former_numbers_bot on former_numbers (bot_id);
create index former_numbers_left on former_numbers (left_at);

-- The door it was made by, the only one that moves or removes it: management or registration.
alter table endpoints add column door text not null default 'registration';
-- A registration removes its events from every other URL: an endpoint that shares an event with an older one was made
-- by the operator, later.
update endpoints set door = 'management' where exists (
  select 1 from endpoints other, (${words}) heard
  where other.bot_id = endpoints.bot_id and other.id <> endpoints.id
    and (other.created_at < endpoints.created_at or (other.created_at = endpoints.created_at and other.id < endpoints.id))
    and other.events like heard.word and endpoints.events like heard.word);

-- Of a replay: only events that the endpoint has not received yet.
alter table endpoint_tasks add column only_missing integer not null default 0;
`,
}
