/**
 * Schema 32: deliveries that failed and events by id, for the operator's lists; replays of chosen deliveries. See
 * store/migrations/migrations.ts.
 */

export const schema32 = {
  number: 32,
  name: 'lists of events and deliveries',
  indexes: [
    {
      name: 'deliveries_failed',
      table: 'deliveries',
      rest: `(endpoint_id, seq) where state in ('given_up', 'expired')`,
    },
    // On SQLite the id is unique, and so has one.
    { name: 'events_id', table: 'events', rest: '(id)', only: 'postgres' as const },
  ],
  sql: `
-- Of a replay: JSON, the states of the last deliveries and the types of events that it is restricted to.
alter table endpoint_tasks add column chosen text;
`,
}
