/**
 * Schema 49: how much marketing a person got, and which rows of a campaign were left out, each on an index of its own,
 * for they are few of all. Behind schema 48, which made the column. See store/migrations/migrations.ts and
 * store/conversations/suppressed.ts.
 */

export const schema49 = {
  number: 49,
  name: 'how much marketing a person got',
  indexes: [
    { name: 'messages_marketing', table: 'messages', rest: '(bot_id, user_id, accepted_at) where marketing = 1' },
    {
      name: 'campaign_rows_suppressed',
      table: 'campaign_rows',
      rest: `(campaign_seq, line) where state = 'suppressed'`,
    },
  ],
  sql: '',
}
