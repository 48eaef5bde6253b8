/** Schema 8: indexes of lists that tempt no other statement, and a campaign's messages in order. See ../migrations.ts. */

export const schema8 = {
  number: 8,
  name: 'indexes for one purpose',
  indexes: [
    // On expressions, so that only the list of people is served by it (store/unindexed.ts); and it brings the list in its order.
    {
      name: 'conversations_newest',
      table: 'conversations',
      rest: `(coalesce(bot_id, ''), coalesce(last_inbound_at, 0), user_id)`,
    },
    // Those that failed are read in order, by a retry.
    {
      name: 'messages_campaign_state',
      table: 'messages',
      rest: '(campaign_id, state, seq) where campaign_id is not null',
    },
  ],
  sql: `
drop index conversations_heard;
drop index messages_campaign;
`,
}
