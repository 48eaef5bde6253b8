/** Schema 25: proof that arrives after an end, and since when a skill asks. See store/migrations/migrations.ts. */

export const schema25 = {
  number: 25,
  name: 'ends that proof corrects, what counts as an answer',
  sql: `
-- The claim that began it, which identifies a response that comes after the lease was lost.
alter table attempts add column lease bigint;

-- Rows that were retried while their message may have arrived.
create table repeated_rows (
  campaign_seq bigint not null,
  line bigint not null,
  message_id text not null,
  primary key (campaign_seq, line, message_id)
);
create index repeated_rows_message on repeated_rows (message_id);

-- When the active skill asked, by Meta's time: earlier messages do not answer it.
alter table conversations add column skill_since bigint;
-- The delay between Meta's time of the person's last message and its receipt by our clock: the transfer, and the
-- clocks' difference.
alter table conversations add column heard_after_ms bigint;
`,
}
