/** Schema 5: what a process holds stands in its own row, and free leases are found without counting all. See ../migrations.ts. */

export const schema5 = {
  number: 5,
  name: 'leases by count',
  sql: `
alter table processes add column held bigint not null default 0;
-- A place on a ring, by chance: processes that take at once begin at places of their own.
alter table leases add column spot bigint not null default 0;
drop index leases_owner;
create index leases_held on leases (owner) where owner is not null;
create index leases_free on leases (spot) where owner is null;
`,
}
