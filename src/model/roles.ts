/**
 * Who may do what: the roles of people and of API keys, what each permits, and for which bots. Pure; which operation asks for which permission
 * stands in operations.ts. Asked by http/auth.ts at every request of a person or a key.
 */

export const roles = ['viewer', 'agent', 'marketing', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

/** What reads has its own word, so that a viewer can be given all of it. */
export const permissions = [
  'bots.read',
  'bots.write',
  'conversations.read',
  'conversations.write',
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
  'keys.read',
  'keys.write',
  'users.read',
  'users.write',
  'audit.read',
  'secrets.rotate',
] as const
export type Permission = (typeof permissions)[number]

const reading = [
  'bots.read',
  'conversations.read',
  'templates.read',
  'campaigns.read',
  'webhooks.read',
  'skills.read',
] as const satisfies readonly Permission[]

/** Every role reads what a viewer does; above that none holds another but admin, who holds all. */
export const permissionsOf: Record<Role, readonly Permission[]> = {
  viewer: reading,
  agent: [...reading, 'conversations.write', 'notifications.write'],
  marketing: [...reading, 'templates.write', 'notifications.write', 'campaigns.write'],
  operator: [
    ...reading,
    'bots.write',
    'webhooks.write',
    'skills.write',
    'unprocessed.read',
    'unprocessed.write',
    'keys.read',
    'keys.write',
  ],
  admin: permissions,
}

/** `all`, or the ids of bots. None is none: a list whose last bot was deleted does not become `all`. */
export type BotScope = 'all' | readonly string[]

/** One role for the bots of its scope. Whoever has several has what any of them permits there. */
export type Grant = { role: Role; bots: BotScope }

/** For which bots the grants permit it. */
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

/** Whether somebody may be given something by a holder of these grants: an admin's power comes from admins only, for bots of their own. */
export function mayGrant(holder: readonly Grant[], given: Grant): boolean {
  const needed: Permission = given.role === 'admin' ? 'users.write' : 'keys.write'
  const scope = scopeOf(holder, needed)
  if (scope === 'all') return true
  return given.bots !== 'all' && given.bots.every((botId) => scope.includes(botId))
}
