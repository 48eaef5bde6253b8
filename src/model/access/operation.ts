/**
 * An operation as the table of them has it (operations.ts): who may do it, for which bots, and what the audit trail
 * says of it.
 */
import type { Permission } from './roles.ts'

/**
 * - `id`: names a method of a generated client, so it stays once it is released: verb first, camelCase.
 * - `permission`: the one required. `self`: any signed-in person, for what is their own, and no program. `any`: every
 *   caller.
 * - `reach`: `bot`, when the request concerns one bot, for which it must be permitted; `some`, when the response
 *   contains the caller's bots only; `all`, when it concerns the whole installation and must be permitted for all bots.
 * - `trail`: what the audit trail records. `change`: by people, keys, clients and the management token. `act`: by
 *   people only, as programs do it for each message. `read`: by people only, who look at conversations. `export`: bulk
 *   export, by any caller. Absent: nothing.
 * - `about`: the kind of thing that it changes, shown before and after in the trail.
 */
export type Operation<Id extends string = string> = {
  id: Id
  permission: Permission | 'self' | 'any'
  reach: 'bot' | 'some' | 'all'
  trail?: Trail
  about?: About
}

export type Trail = 'change' | 'act' | 'read' | 'export'
export type About =
  | 'bot'
  | 'client'
  | 'endpoint'
  | 'webhook'
  | 'skill'
  | 'quick_answer'
  | 'template'
  | 'campaign'
  | 'user'
  | 'view'
  | 'api_key'
  | 'session'
  | 'conversation'
  | 'message'
  | 'unprocessed'
  | 'audit'
  | 'key_rotation'
  | 'log_level'
  | 'rate_card'

export type More = Partial<Omit<Operation, 'id' | 'permission' | 'reach'>>
type Make = <const Id extends string>(id: Id, permission: Permission, more?: More) => Operation<Id>
export const ofBot: Make = (id, permission, more = {}) => ({ id, permission, reach: 'bot', ...more })
export const ofAll: Make = (id, permission, more = {}) => ({ id, permission, reach: 'all', ...more })
export const ofSome: Make = (id, permission, more = {}) => ({ id, permission, reach: 'some', ...more })
export const own = <const Id extends string>(id: Id, more: More = {}): Operation<Id> => ({
  id,
  permission: 'self',
  reach: 'some',
  ...more,
})
export const change = (about: About): More => ({ trail: 'change', about })
export const act = (about: About): More => ({ trail: 'act', about })
export const look: More = { trail: 'read', about: 'conversation' }
