/**
 * Schema 52: what waits for a person and what is in flight have their indexes anew, behind the others. In a partition
 * without statistics PostgreSQL expects one row of each index, and of equal costs takes the newest: the one of all of a
 * person's messages, where these two were made before it. See store/migrations/migrations.ts.
 */

export const schema52 = {
  number: 52,
  name: 'what waits and what is in flight',
  indexes: [
    {
      name: 'messages_pair_pending',
      table: 'messages',
      rest: `(bot_id, user_id, seq) where state in ('queued', 'sending')`,
    },
    { name: 'messages_pair_leased', table: 'messages', rest: '(bot_id, user_id) where lease is not null' },
  ],
  sql: `
drop index messages_pending;
drop index messages_leased;
`,
}
