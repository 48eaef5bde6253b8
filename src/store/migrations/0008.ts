/**
 * Schema 8: indexes of lists that the planner uses for no other statement, and a campaign's messages in order. See
 * store/migrations/migrations.ts.
 */

export const schema8 = {
  number: 8,
  name: 'indexes for one purpose',
  indexes: [
    // On expressions, so that only the list of people uses it (store/sql/planner-hints.ts); it also returns the list in
    // order.
    {
      name: 'conversations_newest',
      table: 'conversations',
      rest: `(coalesce(bot_id, ''), coalesce(last_inbound_at, 0), user_id)`,
    },
    // A retry reads the failed messages in order.
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
