/**
 * Schema 18: the spelling of a message's recipient, the spellings that reach people, and the known facts about files.
 * See store/migrations/migrations.ts.
 */

export const schema18 = {
  number: 18,
  name: 'spellings and files',
  sql: `
-- The number as the caller wrote it, if the user's id does not have it.
alter table messages add column recipient text;
-- JSON, a list of pairs: the facts that a probe of the message's files found, by URL, and Meta's id of a file that can
-- be sent by id only.
alter table messages add column files text;
-- The number that the attempt went to, if it has two spellings.
alter table attempts add column recipient text;
-- The spelling that last reached the person; JSON: the spellings that Meta refused, and when.
alter table conversations add column reached_as text;
alter table conversations add column refused_as text;
`,
}
