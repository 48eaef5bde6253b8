/**
 * Permissions: the roles of people and of API keys, what each permits, and for which bots. Pure; the permission of each
 * operation is in `operations.ts`.
 */

/** Of people, and of keys. */
export const memberRoles = ['viewer', 'agent', 'marketing', 'operator', 'admin'] as const
/** The scopes of the memory API (jelou-api.md, 18.2), for a program that does nothing else. */
export const keyRoles = ['memory_reader', 'memory_writer'] as const
export const roles = [...memberRoles, ...keyRoles] as const
export type Role = (typeof roles)[number]

/** Reading has permissions of its own, so that a viewer can be given all of it. */
export const permissions = [
  'bots.read',
  'bots.write',
  'conversations.read',
  'conversations.write',
  'memory.read',
  'memory.write',
  'people.erase',
  'templates.read',
  'templates.write',
  'notifications.write',
  'campaigns.read',
  'campaigns.write',
  'webhooks.read',
  'webhooks.write',
  'skills.read',
  'skills.write',
  'unprocessed.read',
  'unprocessed.write',
  'diagnostics.read',
  'keys.read',
  'keys.write',
  'users.read',
  'users.write',
  'audit.read',
  'views.own',
  'secrets.rotate',
  'log.write',
] as const
export type Permission = (typeof permissions)[number]

const reading = [
  'bots.read',
  'conversations.read',
  'memory.read',
  'templates.read',
  'campaigns.read',
  'webhooks.read',
  'skills.read',
  'views.own',
] as const satisfies readonly Permission[]

/**
 * Every role of people can read what a viewer can; beyond that no role includes another, except admin, which has all
 * permissions.
 */
export const permissionsOf: Record<Role, readonly Permission[]> = {
  viewer: reading,
  agent: [...reading, 'conversations.write', 'memory.write', 'notifications.write'],
  marketing: [...reading, 'templates.write', 'notifications.write', 'campaigns.write'],
  operator: [
    ...reading,
    'bots.write',
    'webhooks.write',
    'skills.write',
    'unprocessed.read',
    'unprocessed.write',
    'diagnostics.read',
    'keys.read',
    'keys.write',
    'log.write',
  ],
  admin: permissions,
  memory_reader: ['memory.read'],
  memory_writer: ['memory.write'],
}

/** `all`, or the ids of bots. An empty list permits none: a list whose last bot was deleted does not become `all`. */
export type BotScope = 'all' | readonly string[]

/** One role for the bots of its scope. Several grants permit whatever any of them permits. */
export type Grant = { role: Role; bots: BotScope }

/** The bots for which the grants include the permission. */
export function scopeOf(grants: readonly Grant[], permission: Permission): BotScope {
  const bots = new Set<string>()
  for (const grant of grants) {
    if (!permissionsOf[grant.role].includes(permission)) continue
    if (grant.bots === 'all') return 'all'
    for (const botId of grant.bots) bots.add(botId)
  }
  return [...bots]
}

export function isInScope(scope: BotScope, botId: string): boolean {
  return scope === 'all' || scope.includes(botId)
}

/** Whether a holder of these grants may give this grant: only admins make admins, for bots of their own scope. */
export function mayGrant(holder: readonly Grant[], given: Grant): boolean {
  const needed: Permission = given.role === 'admin' ? 'users.write' : 'keys.write'
  const scope = scopeOf(holder, needed)
  if (scope === 'all') return true
  return given.bots !== 'all' && given.bots.every((botId) => scope.includes(botId))
}
