/** Schema 14: indexes of items without a place by number and by kind. See store/migrations/migrations.ts. */

export const schema14 = {
  number: 14,
  name: 'what has no place, by number and kind',
  indexes: [
    {
      name: 'unplaced_number',
      table: 'unplaced',
      rest: '(phone_number_id, received_at, seq) where phone_number_id is not null',
    },
    { name: 'unplaced_kind', table: 'unplaced', rest: '(kind, received_at, seq) where kind is not null' },
  ],
  sql: '',
}
