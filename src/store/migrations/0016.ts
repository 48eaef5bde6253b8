/**
 * Schema 16: witnesses of write groups, by which a commit with a lost response can be found on any server. See
 * store/migrations/migrations.ts.
 */

export const schema16 = {
  number: 16,
  name: 'witnesses of writes',
  sql: `
-- One per group, deleted soon after (postgres/witness.ts). SQLite needs none: a living process always gets a commit's
-- result.
create table witnesses (
  -- A writing connection; 0: reading ones (postgres/connection.ts).
  writer bigint not null,
  number bigint not null,
  attempt bigint not null,
  written_at bigint not null,
  primary key (writer, number)
);
`,
}
