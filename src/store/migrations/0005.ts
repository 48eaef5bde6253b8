/**
 * Schema 5: a process's leases are counted in its own row, and free leases are found without counting all. See
 * store/migrations/migrations.ts.
 */

export const schema5 = {
  number: 5,
  name: 'leases by count',
  sql: `
alter table processes add column held bigint not null default 0;
-- A random position on a ring: concurrent processes start acquiring at different ones.
alter table leases add column spot bigint not null default 0;
drop index leases_owner;
create index leases_held on leases (owner) where owner is not null;
create index leases_free on leases (spot) where owner is null;
`,
}
