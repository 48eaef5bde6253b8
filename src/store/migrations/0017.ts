/**
 * Schema 17: bots from before keep their manner with closed windows, for the default is another now; a single send that names a campaign is
 * told from the campaign's own; an endpoint may ask for less; a file knows its message. See ../migrations.ts.
 */

export const schema17 = {
  number: 17,
  name: 'closed windows and modest endpoints',
  sql: `
-- In front: of a name that comes twice the last counts, and that is what the bot had.
update bots set settings = '{"window":"off",' || substr(settings, 2);
-- Of a message that names a campaign: API when it came by itself and not from the campaign's file.
alter table messages add column origin text;
-- Of the inbound message that brought it, which is told with its size once it is here.
alter table media_files add column message_id text;
-- While a file is on its way: not sooner than then, wherever it stands in its line.
alter table deliveries add column not_before bigint;
-- JSON: whom it hears of, and how often it is tried.
alter table endpoints add column wishes text;
`,
}
