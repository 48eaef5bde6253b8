/**
 * Schema 29: masters, under which secrets are sealed, and how far each process knows them. See
 * store/migrations/migrations.ts and store/sealing/masters.ts.
 */

export const schema29 = {
  number: 29,
  name: 'masters of secrets',
  sql: `
-- wraps: JSON, by the id of the key that wraps. None: what earlier versions derived from RECADO_SECRET_KEY is in use.
create table masters (
  number bigint not null primary key,
  state text not null,
  wraps text not null,
  changed_at bigint not null,
  overlap_ms bigint not null default 0,
  ends_at bigint
);
alter table processes add column key_step bigint not null default 0;
`,
}
