/** Schema 47: keys of a memory that end (store/conversations/memory.ts). See store/migrations/migrations.ts. */

export const schema47 = {
  number: 47,
  name: 'ends of memory',
  sql: `
-- JSON: when keys end, and their kinds of content (model/user/memory.ts). Null: all stay.
alter table conversations add column memory_terms text;
-- The first end: what the sweep looks for.
alter table conversations add column memory_ends_at bigint;
create index conversations_memory_ends on conversations (memory_ends_at) where memory_ends_at is not null;
`,
}
