/**
 * Schema 48: how much marketing a person got, on an index of its own, for it is few of all messages. Behind schema 47,
 * which made the column. See store/migrations/migrations.ts and store/conversations/suppressed.ts.
 */

export const schema48 = {
  number: 48,
  name: 'how much marketing a person got',
  indexes: [
    { name: 'messages_marketing', table: 'messages', rest: '(bot_id, user_id, accepted_at) where marketing = 1' },
  ],
  sql: '',
}
