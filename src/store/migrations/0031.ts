/** Schema 31: the trace to which a message or event belongs. See store/migrations/migrations.ts and model/trace.ts. */

export const schema31 = {
  number: 31,
  name: 'traces',
  sql: `
-- W3C's traceparent. Null: of no trace.
alter table messages add column traceparent text;
alter table events add column traceparent text;
`,
}
