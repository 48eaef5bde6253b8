/** Schema 46: saved views of list pages. See store/migrations/migrations.ts and store/views. */

export const schema46 = {
  number: 46,
  name: 'saved views',
  sql: `
create table saved_views (
  seq integer primary key,
  id text not null unique,
  -- A member's id, which may be of nobody by now; or 'operator'.
  owner_id text not null,
  page text not null,
  name text not null,
  -- As names are compared.
  name_key text not null,
  -- JSON: texts by the names of the page's address.
  filters text not null,
  -- The bot among the filters, with which the view is deleted; empty: none.
  bot_id text not null,
  shared integer not null,
  created_at bigint not null,
  updated_at bigint not null,
  revision bigint not null,
  unique (owner_id, page, name_key)
);
create index saved_views_shared on saved_views (name_key, id) where shared = 1;
create index saved_views_bot on saved_views (bot_id, seq);
`,
}
