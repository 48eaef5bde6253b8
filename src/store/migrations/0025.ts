/** Schema 25: proof that comes after an end, and since when a skill asks. See ../migrations.ts. */

export const schema25 = {
  number: 25,
  name: 'ends that proof corrects, what counts as an answer',
  sql: `
-- Whose claim began it: an answer that comes after the lease was lost is known by it.
alter table attempts add column lease bigint;

-- Rows that were taken up again while their message may have arrived.
create table repeated_rows (
  campaign_seq bigint not null,
  line bigint not null,
  message_id text not null,
  primary key (campaign_seq, line, message_id)
);
create index repeated_rows_message on repeated_rows (message_id);

-- When the active skill's question was asked, by Meta's time: what was written before is no answer to it.
alter table conversations add column skill_since bigint;
-- How long after Meta's time of the person's last message it was heard by ours: the way, and what the clocks differ by.
alter table conversations add column heard_after_ms bigint;
`,
}
