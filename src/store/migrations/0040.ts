/** Schema 40: what skills' webhooks were asked and answered. See store/migrations/migrations.ts and store/skills. */

export const schema40 = {
  number: 40,
  name: "what skills' webhooks were asked and answered",
  indexes: [{ name: 'skill_runs_skill', table: 'skill_runs', rest: '(bot_id, skill_id, seq)' }],
  sql: `
-- JSON: of the last attempt at the webhook. Null: none was made.
alter table skill_runs add column exchange text;
`,
}
