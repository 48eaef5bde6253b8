/** Schema 16: what a group of writes leaves of itself, so that a lost commit can be looked for on whatever server answers. See ../migrations.ts. */

export const schema16 = {
  number: 16,
  name: 'witnesses of writes',
  sql: `
-- One a group, deleted soon after (postgres/witness.ts). SQLite needs none: a commit there is never unanswered in a process that lives.
create table witnesses (
  -- A connection that writes; 0: those that read (postgres/connection.ts).
  writer bigint not null,
  number bigint not null,
  attempt bigint not null,
  written_at bigint not null,
  primary key (writer, number)
);
`,
}
