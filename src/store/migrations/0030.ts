/**
 * Schema 30: a message from a person is known by its wamid, whatever bot has the number. See
 * store/migrations/migrations.ts.
 */

export const schema30 = {
  number: 30,
  name: 'received messages by wamid',
  // The index by bot and wamid does not find what Meta repeats once the number has moved to another bot. With seq, so
  // that PostgreSQL does not combine it with the primary key for the lower bound.
  indexes: [{ name: 'inbound_message', table: 'inbound', rest: '(wamid, seq)' }],
  sql: '',
}
