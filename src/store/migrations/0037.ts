/**
 * Schema 37: what has changed without an event, for those who follow; conversations that nobody has read; files that
 * callers upload. See store/migrations/migrations.ts, store/events/changes.ts, store/inbox/list.ts and
 * store/media/added.ts.
 */

export const schema37 = {
  number: 37,
  name: 'changes for those who follow, and the order of the inbox',
  indexes: [
    // On an expression, as schema 8 has it for the list of people.
    {
      name: 'conversations_unread',
      table: 'conversations',
      rest: `(coalesce(bot_id, ''), coalesce(last_inbound_at, 0), user_id)
        where last_inbound_at > coalesce(read_at, 0)`,
    },
  ],
  sql: `
-- The person for whom a caller uploaded it, by any of their names: it goes with them. Null: a person sent it.
alter table media_files add column for_user text;
create index media_files_for on media_files (bot_id, for_user) where for_user is not null;

-- JSON, as in the table below; null: nothing. It goes with its row, within seconds.
alter table tallies add column changes text;

-- What changed between two times of adding up, for some minutes: a list of a bot's id and the ids of its messages, or
-- of its people behind an @, JSON; null instead of ids: more than are named. Each place is visible before the next is
-- given.
create table changes (
  place bigint primary key,
  at bigint not null,
  body text not null
);
create index changes_at on changes (at);
-- One row: the last place.
create table change_place (
  id integer primary key,
  place bigint not null
);
`,
}
