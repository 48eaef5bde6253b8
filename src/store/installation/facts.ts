/** Housekeeping: the backlog, and the installation's small facts. */
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

export function* getFact(name: string): Transaction<string | undefined> {
  const found = yield* queryOne<{ value: string }>('select value from facts where name = $1', name)
  return found?.value
}

export function* putFact(name: string, value: string): Transaction<void> {
  yield* query(
    'insert into facts (name, value) values ($1, $2) on conflict (name) do update set value = $2',
    name,
    value,
  )
}

/** Returns the value that was stored first. */
export function* claimFact(name: string, value: string): Transaction<string> {
  yield* query('insert into facts (name, value) values ($1, $2) on conflict (name) do nothing', name, value)
  return (yield* getFact(name)) ?? value
}

/** A new lease for this process, higher than any before. */
export function* takeLease(): Transaction<number> {
  return yield* countUp('lease')
}

/** Incremented by every change of bots and endpoints, so that other processes notice it. */
export function* settingsVersion(): Transaction<number> {
  return Number((yield* getFact('settings')) ?? 0)
}

/** Holds the lock on the version's row until the commit, so versions follow the order of commits. */
export function* bumpSettings(botIds: readonly string[]): Transaction<void> {
  const version = yield* countUp('settings')
  for (const botId of botIds.length > 0 ? botIds : [''])
    yield* query('insert into settings_changes (version, bot_id) values ($1, $2)', version, botId)
  yield* query('delete from settings_changes where version <= $1', version - maxChangesRetained)
}

const maxChangesRetained = 1_000

/** The changes after `version`, in order. */
export function settingsChanges(version: number): Transaction<{ version: number; bot_id: string }[]> {
  return query('select version, bot_id from settings_changes where version > $1 order by version, bot_id', version)
}

/** The latest schema step applied, by whichever version of the program. */
export function* schemaVersion(): Transaction<number> {
  return Number((yield* queryOne<{ number: number }>('select max(number) as number from schema_version'))?.number ?? 0)
}

/** One statement, so that two concurrent processes get different numbers. */
function* countUp(name: string): Transaction<number> {
  const counted = yield* queryOne<{ value: string }>(
    `insert into facts (name, value) values ($1, '1')
     on conflict (name) do update set value = cast(cast(facts.value as bigint) + 1 as text) returning value`,
    name,
  )
  return Number(counted?.value)
}

export const foreignKeyReason =
  'the secrets in this database were sealed under another RECADO_SECRET_KEY: set it to that key'

export function weakKeyReason(weakness: string): string {
  return (
    `RECADO_SECRET_KEY ${weakness}, so it can be guessed; ` +
    `create a strong one with: node -p "crypto.randomBytes(32).toString('base64url')"`
  )
}

export function* forgetFact(name: string): Transaction<void> {
  yield* query('delete from facts where name = $1', name)
}
