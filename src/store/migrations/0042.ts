/**
 * Schema 42: runs of skills by person, for merging, export and erasure, and by state, for the list of a skill's
 * failures. See store/migrations/migrations.ts and store/skills.
 */

export const schema42 = {
  number: 42,
  name: 'runs of skills by person and by state',
  indexes: [
    // Of all that name a person. By the condition SQLite keeps to skill_runs_waiting where only those are asked for.
    { name: 'skill_runs_person', table: 'skill_runs', rest: "(bot_id, user_id, seq) where user_id <> ''" },
    { name: 'skill_runs_state', table: 'skill_runs', rest: '(bot_id, skill_id, state, seq)' },
  ],
  sql: '',
}
