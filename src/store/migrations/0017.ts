/**
 * Schema 17: existing bots keep their rule for closed windows, since the default changes; a single send that names a
 * campaign is told apart from the campaign's own; an endpoint may ask for less; a file knows its message. See
 * store/migrations/migrations.ts.
 */

export const schema17 = {
  number: 17,
  name: 'closed windows and modest endpoints',
  sql: `
-- Prepended: of a duplicate name the last one counts, and that is the bot's own.
update bots set settings = '{"window":"off",' || substr(settings, 2);
-- For a message that names a campaign: API if it was sent singly and not from the campaign's file.
alter table messages add column origin text;
-- The inbound message with this file, whose event includes the size once the file is here.
alter table media_files add column message_id text;
-- While a file is being downloaded: not before this time, wherever it stands in its line.
alter table deliveries add column not_before bigint;
-- JSON: whose messages it receives, and the number of attempts.
alter table endpoints add column wishes text;
`,
}
