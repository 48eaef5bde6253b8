/** Schema 28: identities that end: bots' former numbers, the number of an attempt, the door of an endpoint. See ../migrations.ts. */

/** Events of that time: when two endpoints of one bot hear the same, the operator made one of them. */
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
-- The number that it left from. Null: before this schema, or it never left.
alter table attempts add column phone_number_id text;

-- What a bot left: it answers for it while Meta may still report. secrets: of the app that it had then, sealed.
create table former_numbers (
  phone_number_id text not null,
  bot_id text not null,
  secrets text not null,
  left_at bigint not null,
  primary key (phone_number_id, bot_id)
);
create index former_numbers_bot on former_numbers (bot_id);
create index former_numbers_left on former_numbers (left_at);

-- By which door it was made, and only that one moves or removes it: management or registration.
alter table endpoints add column door text not null default 'registration';
-- A registration takes its events from every other address: whoever shares one with an older endpoint was made by the operator, later.
update endpoints set door = 'management' where exists (
  select 1 from endpoints other, (${words}) heard
  where other.bot_id = endpoints.bot_id and other.id <> endpoints.id
    and (other.created_at < endpoints.created_at or (other.created_at = endpoints.created_at and other.id < endpoints.id))
    and other.events like heard.word and endpoints.events like heard.word);

-- Of a replay: only what the endpoint did not have yet.
alter table endpoint_tasks add column only_missing integer not null default 0;
`,
}
