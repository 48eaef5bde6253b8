/** Schema 18: how a message's recipient was written, by which spellings people are reached, and what is known of files. See ../migrations.ts. */

export const schema18 = {
  number: 18,
  name: 'spellings and files',
  sql: `
-- The number as the caller wrote it, where the user's id does not say it.
alter table messages add column recipient text;
-- JSON, a list of pairs: what a look at the message's files found, by their address, and Meta's id of one that can go by id only.
alter table messages add column files text;
-- The number that the attempt went to, where it can be written in two ways.
alter table attempts add column recipient text;
-- The spelling by which the person was last reached; JSON: the spellings that Meta refused, and when.
alter table conversations add column reached_as text;
alter table conversations add column refused_as text;
`,
}
