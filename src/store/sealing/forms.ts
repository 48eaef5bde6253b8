/**
 * Keyed hashes by which a row is found, in each form in which one may be stored (`seal.ts`): a secret that was hashed
 * under a former master is found as well, and its row becomes plain again at that moment.
 */
import { query, type Transaction } from '../sql/transaction.ts'
import type { HashUse } from './master-keys.ts'
import { parsed, type Seal } from './seal.ts'

/** The present form first. A text alone: there is no other. */
export type Forms = string | readonly string[]

/** What was found, and by which form. */
export type Found<T> = { value: T; form: string } | undefined

/** One after the other: without a rotation there is one. */
export function* inForms<T>(forms: Forms, find: (hash: string) => Transaction<T | undefined>): Transaction<Found<T>> {
  for (const form of typeof forms === 'string' ? [forms] : forms) {
    const value = yield* find(form)
    if (value !== undefined) return { value, form }
  }
  return undefined
}

export const hashColumns = {
  clients: { table: 'client_secrets', column: 'secret_hash' },
  keys: { table: 'api_keys', column: 'key_hash' },
  sessions: { table: 'sessions', column: 'token_hash' },
  links: { table: 'sign_in_links', column: 'token_hash' },
} as const satisfies Partial<Record<HashUse, { table: string; column: string }>>

/** Undefined: it is as it should be, or of a master that this process does not seal under yet. */
export function freshForm(seal: Pick<Seal, 'number'>, forms: Forms, form: string): string | undefined {
  const [fresh] = typeof forms === 'string' ? [forms] : forms
  const [outer = 0] = parsed(form).chain.split('-').map(Number)
  return fresh === undefined || fresh === form || outer > seal.number() ? undefined : fresh
}

export function* freshen(use: keyof typeof hashColumns, form: string, fresh: string): Transaction<void> {
  const { table, column } = hashColumns[use]
  yield* query(
    `update ${table} set ${column} = $2
     where ${column} = $1 and not exists (select 1 from ${table} other where other.${column} = $2)`,
    form,
    fresh,
  )
}
