/** Schema 34: requests that were refused. See store/migrations/migrations.ts and store/access/refusals.ts. */

export const schema34 = {
  number: 34,
  name: 'requests that were refused',
  sql: `
-- about_bot is not named bot_id: its rows go by their age alone. No row has a person, a text or a value in it.
create table refusals (
  seq integer primary key,
  at bigint not null,
  operation text not null,
  status integer not null,
  code text not null,
  about_bot text,
  caller_kind text not null,
  caller_id text,
  caller_name text,
  request_id text not null,
  -- JSON: the paths of the refused fields.
  fields text,
  -- Requests that were alike within a second, this one included.
  count integer not null
);
create index refusals_at on refusals (at, seq);
create index refusals_bot on refusals (about_bot, at, seq);
create index refusals_caller on refusals (caller_id, at, seq);
`,
}
