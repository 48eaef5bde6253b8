/**
 * Schema 38: the people of a campaign by what became of them, by why they were not reached, and by number; a retry of
 * some failures; the audit trail by address. See store/migrations/migrations.ts and store/campaigns.
 */

export const schema38 = {
  number: 38,
  name: 'people of a campaign',
  indexes: [
    // As the counts group failures: a page of one code, and the codes themselves, cost what they show.
    {
      name: 'messages_campaign_failed',
      table: 'messages',
      rest: `(campaign_id, substr(error, 1, 34), seq) where campaign_id is not null and state = 'failed'`,
    },
    {
      name: 'messages_campaign_answered',
      table: 'messages',
      rest: '(campaign_id, state, seq) where campaign_id is not null and replied_at is not null',
    },
    { name: 'audit_address', table: 'audit', rest: '(address, at, seq)' },
    { name: 'campaign_rows_person', table: 'campaign_rows', rest: '(campaign_seq, destination, line)' },
    {
      name: 'campaign_rows_aside',
      table: 'campaign_rows',
      rest: `(campaign_seq, state, line) where state in ('bad', 'repeated', 'canceled')`,
    },
  ],
  sql: `
-- The codes whose failures are being retried, JSON; null: all of them.
alter table campaigns add column retry_only text;
drop index messages_campaign_replied;
drop index campaign_rows_destination;
`,
}
