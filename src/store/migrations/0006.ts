/** Schema 6: the files of campaigns during import. See store/migrations/migrations.ts. */

export const schema6 = {
  number: 6,
  name: 'files of campaigns',
  sql: `
-- A campaign's file in chunks, from 0 on, all committed before the campaign is; deleted once it has been read.
create table campaign_files (
  campaign_id text not null,
  number integer not null,
  chunk text not null,
  written_at bigint not null,
  primary key (campaign_id, number)
);
`,
}
