/**
 * Schema 26: members with their roles and sessions, API keys, and the audit trail. See store/migrations/migrations.ts.
 */

export const schema26 = {
  number: 26,
  name: 'members, API keys and the audit trail',
  sql: `
create table members (
  id text primary key,
  email text not null unique,
  name text not null,
  -- Hashed, with the parameters of the hash. Null: not set yet.
  password text,
  password_at bigint,
  -- Sealed. The second is required once it was confirmed.
  totp_pending text,
  totp text,
  -- The last time step used: no code works twice.
  totp_step bigint not null default 0,
  -- JSON: keyed hashes of the remaining codes.
  recovery text,
  disabled_at bigint,
  last_sign_in_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  revision bigint not null
);

-- A role of a member or an API key, one row per bot; an empty bot_id means all bots. A deleted bot's rows are deleted,
-- and none becomes all.
create table grants (
  holder_id text not null,
  role text not null,
  bot_id text not null,
  primary key (holder_id, role, bot_id)
);
create index grants_bot on grants (bot_id);

create table sessions (
  id text primary key,
  token_hash text not null unique,
  member_id text not null,
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  address text not null,
  agent text not null
);
create index sessions_member on sessions (member_id, seen_at);
create index sessions_expiring on sessions (expires_at);

-- Single use. Without a member, it creates the first one.
create table sign_in_links (
  token_hash text primary key,
  member_id text,
  created_at bigint not null,
  expires_at bigint not null
);
create index sign_in_links_member on sign_in_links (member_id);
create index sign_in_links_expiring on sign_in_links (expires_at);

create table api_keys (
  id text primary key,
  name text not null,
  prefix text not null,
  key_hash text not null unique,
  created_at bigint not null,
  expires_at bigint,
  last_used_at bigint
);

-- about_bot is not named bot_id: its rows stay when the bot is deleted.
create table audit (
  seq integer primary key,
  at bigint not null,
  actor_kind text not null,
  actor_id text,
  actor_name text,
  address text,
  operation text not null,
  about_kind text,
  about_id text,
  about_bot text,
  outcome text not null,
  status integer,
  before_state text,
  after_state text,
  details text
);
create index audit_at on audit (at, seq);
create index audit_actor on audit (actor_id, at, seq);
create index audit_operation on audit (operation, at, seq);
create index audit_about on audit (about_id, at, seq);
create index audit_bot on audit (about_bot, at, seq);
`,
  sqlite: `
create trigger audit_stays before update on audit begin
  select raise(abort, 'the audit trail is append-only');
end;
`,
  postgres: `
create function recado_audit_stays() returns trigger language plpgsql as
  'begin raise exception ''the audit trail is append-only''; end';
create trigger audit_stays before update on audit for each row execute function recado_audit_stays();
`,
}
