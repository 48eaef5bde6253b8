/** Schema 6: the files of campaigns while they are read. See ../migrations.ts. */

export const schema6 = {
  number: 6,
  name: 'files of campaigns',
  sql: `
-- A campaign's file in pieces, from 0 on, all of them committed before the campaign is; taken away when it was read.
create table campaign_files (
  campaign_id text not null,
  number integer not null,
  chunk text not null,
  written_at bigint not null,
  primary key (campaign_id, number)
);
`,
}
