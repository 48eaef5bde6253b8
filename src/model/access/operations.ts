/**
 * Every operation that requires credentials, and the permission that a person or an API key needs for it. The one
 * table: a server with a route that is missing here does not start, and a test compares it with openapi.json. Clients
 * and the management token are distinguished by a route's `access`.
 */
import type { Permission } from './roles.ts'

/**
 * - `permission`: the one required. `self`: any signed-in person, for what is their own, and no program. `any`: every
 *   caller.
 * - `reach`: `bot`, when the request concerns one bot, for which it must be permitted; `some`, when the response
 *   contains the caller's bots only; `all`, when it concerns the whole installation and must be permitted for all bots.
 * - `trail`: what the audit trail records. `change`: by people, keys, clients and the management token. `act`: by
 *   people only, as programs do it for each message. `read`: by people only, who look at conversations. `export`: bulk
 *   export, by any caller. Absent: nothing.
 * - `about`: the kind of thing that it changes, shown before and after in the trail.
 */
export type Operation = {
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
  | 'template'
  | 'campaign'
  | 'user'
  | 'api_key'
  | 'session'
  | 'conversation'
  | 'message'
  | 'unprocessed'
  | 'audit'
  | 'key_rotation'
  | 'log_level'

type More = Partial<Omit<Operation, 'permission' | 'reach'>>
const ofBot = (permission: Permission, more: More = {}): Operation => ({ permission, reach: 'bot', ...more })
const ofAll = (permission: Permission, more: More = {}): Operation => ({ permission, reach: 'all', ...more })
const own = (more: More = {}): Operation => ({ permission: 'self', reach: 'some', ...more })
const change = (about: About): More => ({ trail: 'change', about })
const act = (about: About): More => ({ trail: 'act', about })
const look: More = { trail: 'read', about: 'conversation' }

/** By method and route, parameters as `{name}`: the keys are those of openapi.json. */
export const operations = {
  // ── messages ──
  'POST /v1/bots/{botId}/messages': ofBot('conversations.write', act('message')),
  'POST /v1/whatsapp/messages': ofBot('conversations.write', act('message')),
  'POST /v1/bots/{botId}/users/{userId}/flow_message': ofBot('conversations.write', act('message')),
  'POST /v1/rooms/{roomId}/message': ofBot('conversations.write', act('message')),
  'GET /v1/bots/{botId}/messages/{messageId}': ofBot('conversations.read', look),
  'DELETE /v1/bots/{botId}/messages/{messageId}': ofBot('conversations.write', act('message')),
  'GET /v1/external/messages/history/{botId}': ofBot('conversations.read', look),
  'POST /v2/whatsapp/{botId}/hsm': ofBot('notifications.write', act('message')),

  // ── templates ──
  'GET /v1/bots/{botId}/templates': ofBot('templates.read'),
  'POST /v1/bots/{botId}/templates': ofBot('templates.write', change('template')),
  'POST /v1/bots/{botId}/templates/sync': ofBot('templates.write', act('template')),
  'GET /v1/bots/{botId}/templates/{elementName}': ofBot('templates.read'),
  'PUT /v1/bots/{botId}/templates/{elementName}': ofBot('templates.write', change('template')),
  'PATCH /v1/bots/{botId}/templates/{elementName}': ofBot('templates.write', change('template')),
  'DELETE /v1/bots/{botId}/templates/{elementName}': ofBot('templates.write', change('template')),
  'POST /v1/bots/{botId}/templates/{elementName}/preview': ofBot('templates.read'),

  // ── campaigns and notifications ──
  'POST /v1/bots/{botId}/campaigns/{campaignId}/template-messages': ofBot('notifications.write', act('message')),
  'GET /v1/external/bots/{botId}/notifications': ofBot('campaigns.read', look),
  'GET /v1/bots/{botId}/notifications': ofBot('campaigns.read', look),
  'GET /v1/bots/{botId}/notifications/{notificationId}': ofBot('campaigns.read', look),
  'GET /v1/campaigns': ofBot('campaigns.read'),
  'GET /v1/campaigns/{campaignId}': ofBot('campaigns.read'),
  'GET /v1/campaigns/{campaignId}/report': ofBot('campaigns.read', { trail: 'export', about: 'campaign' }),
  'POST /v1/campaigns/{campaignId}/retry': ofBot('campaigns.write', change('campaign')),
  'POST /v1/campaigns/{campaignId}/pause': ofBot('campaigns.write', change('campaign')),
  'POST /v1/campaigns/{campaignId}/resume': ofBot('campaigns.write', change('campaign')),
  'POST /v1/campaigns/{campaignId}/cancel': ofBot('campaigns.write', change('campaign')),
  'POST /v1/hsm/file': ofBot('campaigns.write', change('campaign')),
  'POST /v1/campaigns/preview': ofBot('campaigns.read'),

  // ── the people on the phones ──
  'GET /v1/users/{userId}/state': ofBot('conversations.read', look),
  'POST /v1/users/state': ofBot('conversations.write', act('conversation')),
  'GET /v1/bots/{botId}/users': ofBot('conversations.read', look),
  'GET /v1/bots/{botId}/users/{userId}': ofBot('conversations.read', look),
  'DELETE /v1/bots/{botId}/users/{userId}': ofBot('people.erase', change('conversation')),
  'GET /v1/bots/{botId}/users/{userId}/export': ofBot('people.erase', { trail: 'export', about: 'conversation' }),
  'GET /v1/bots/{botId}/media/{mediaId}': ofBot('conversations.read', look),
  'POST /v1/bots/{botId}/media/{mediaId}/revoke': ofBot('conversations.write', act('conversation')),
  'GET /v1/users/{userId}/cache': ofBot('conversations.read', look),
  'POST /v1/users/{userId}/cache': ofBot('conversations.write', act('conversation')),
  'GET /v1/bots/{botId}/users/{userId}/cache': ofBot('conversations.read', look),
  'POST /v1/bots/{botId}/users/{userId}/cache': ofBot('conversations.write', act('conversation')),
  'GET /v1/bots/{botId}/users/{userId}/storedParams/legacy': ofBot('conversations.read', look),
  'POST /v1/bots/{botId}/users/{userId}/storedParams/legacy': ofBot('conversations.write', act('conversation')),
  'POST /v1/bots/{botId}/users/{userId}/skill/{skillId}': ofBot('conversations.write', act('conversation')),
  'POST /v1/bots/{botId}/users/{userId}/flow/{flowId}': ofBot('conversations.write', act('conversation')),
  'POST /v1/bots/{botId}/conversations/external/close': ofBot('conversations.write', act('conversation')),

  // ── webhooks ──
  'POST /v1/bots/{botId}/webhook': ofBot('webhooks.write', change('webhook')),
  'GET /v1/bots/{botId}/webhook': ofBot('webhooks.read'),
  'DELETE /v1/bots/{botId}/webhook': ofBot('webhooks.write', change('webhook')),
  'GET /v1/bots/{botId}/events/webhook': ofBot('webhooks.read'),
  'POST /v1/bots/{botId}/events/webhook': ofBot('webhooks.write', change('webhook')),
  'GET /manage/v1/bots/{botId}/endpoints': ofBot('webhooks.read'),
  'POST /manage/v1/bots/{botId}/endpoints': ofBot('webhooks.write', change('endpoint')),
  'DELETE /manage/v1/bots/{botId}/endpoints/{endpointId}': ofBot('webhooks.write', change('endpoint')),
  'GET /manage/v1/endpoints/{endpointId}': ofBot('webhooks.read'),
  'PATCH /manage/v1/endpoints/{endpointId}': ofBot('webhooks.write', change('endpoint')),
  'POST /manage/v1/endpoints/{endpointId}/replay': ofBot('webhooks.write', change('endpoint')),
  'POST /manage/v1/endpoints/{endpointId}/resume': ofBot('webhooks.write', change('endpoint')),
  'POST /manage/v1/endpoints/{endpointId}/test': ofBot('webhooks.write', act('endpoint')),
  'GET /manage/v1/events': { permission: 'conversations.read', reach: 'some', ...look },
  'GET /manage/v1/events/{eventId}': ofBot('conversations.read', look),
  'GET /manage/v1/deliveries': { permission: 'webhooks.read', reach: 'some' },
  'GET /manage/v1/deliveries/{deliveryId}': ofBot('webhooks.read'),
  'POST /manage/v1/deliveries/resend': ofBot('webhooks.write', change('endpoint')),
  'POST /manage/v1/deliveries/{deliveryId}/resend': ofBot('webhooks.write', change('endpoint')),

  // ── bots ──
  'POST /manage/v1/bots': ofAll('bots.write', change('bot')),
  'GET /manage/v1/bots': { permission: 'bots.read', reach: 'some' },
  'GET /manage/v1/deleted-bots': ofAll('bots.read'),
  'GET /manage/v1/bots/{botId}': ofBot('bots.read'),
  'PATCH /manage/v1/bots/{botId}': ofBot('bots.write', change('bot')),
  'DELETE /manage/v1/bots/{botId}': ofBot('bots.write', change('bot')),
  'POST /manage/v1/bots/{botId}/webhook-secret': ofBot('bots.write', change('bot')),
  'POST /manage/v1/bots/{botId}/check': ofBot('bots.write', act('bot')),
  'GET /manage/v1/bots/{botId}/templates': ofBot('templates.read'),
  'PUT /manage/v1/bots/{botId}/templates/{elementName}/{language}': ofBot('templates.write', change('template')),
  'DELETE /manage/v1/bots/{botId}/templates/{elementName}/{language}': ofBot('templates.write', change('template')),
  'GET /manage/v1/bots/{botId}/skills': ofBot('skills.read'),
  'GET /manage/v1/bots/{botId}/skills/{skillId}': ofBot('skills.read'),
  'PUT /manage/v1/bots/{botId}/skills/{skillId}': ofBot('skills.write', change('skill')),
  'DELETE /manage/v1/bots/{botId}/skills/{skillId}': ofBot('skills.write', change('skill')),

  // ── the installation ──
  'GET /manage/v1/diagnostics': ofAll('diagnostics.read'),
  'GET /manage/v1/unprocessed': ofAll('unprocessed.read'),
  'GET /manage/v1/unprocessed/{itemId}': ofAll('unprocessed.read', { trail: 'read', about: 'unprocessed' }),
  'POST /manage/v1/unprocessed/{itemId}/replay': ofAll('unprocessed.write', change('unprocessed')),
  'POST /manage/v1/unprocessed/replay': ofAll('unprocessed.write', change('unprocessed')),
  'POST /manage/v1/clients': ofAll('keys.write', change('client')),
  'GET /manage/v1/clients': ofAll('keys.read'),
  'GET /manage/v1/clients/{clientId}': ofAll('keys.read'),
  'PATCH /manage/v1/clients/{clientId}': ofAll('keys.write', change('client')),
  'DELETE /manage/v1/clients/{clientId}': ofAll('keys.write', change('client')),
  'POST /manage/v1/clients/{clientId}/secrets': ofAll('keys.write', change('client')),
  'POST /manage/v1/api-keys': ofAll('keys.write', change('api_key')),
  'GET /manage/v1/api-keys': ofAll('keys.read'),
  'GET /manage/v1/api-keys/{keyId}': ofAll('keys.read'),
  'DELETE /manage/v1/api-keys/{keyId}': ofAll('keys.write', change('api_key')),
  'POST /manage/v1/users': ofAll('users.write', change('user')),
  'GET /manage/v1/users': ofAll('users.read'),
  'GET /manage/v1/users/{memberId}': ofAll('users.read'),
  'PATCH /manage/v1/users/{memberId}': ofAll('users.write', change('user')),
  'DELETE /manage/v1/users/{memberId}': ofAll('users.write', change('user')),
  'POST /manage/v1/users/{memberId}/links': ofAll('users.write', change('user')),
  'DELETE /manage/v1/users/{memberId}/totp': ofAll('users.write', change('user')),
  'GET /manage/v1/users/{memberId}/sessions': ofAll('users.read'),
  'DELETE /manage/v1/users/{memberId}/sessions': ofAll('users.write', change('user')),
  'DELETE /manage/v1/users/{memberId}/sessions/{sessionId}': ofAll('users.write', change('user')),
  'GET /manage/v1/audit': ofAll('audit.read', { trail: 'read', about: 'audit' }),

  'GET /manage/v1/key-rotation': ofAll('secrets.rotate'),
  'POST /manage/v1/key-rotation': ofAll('secrets.rotate', change('key_rotation')),
  'POST /manage/v1/key-rotation/end': ofAll('secrets.rotate', change('key_rotation')),

  'GET /manage/v1/log-level': ofAll('log.write'),
  'PUT /manage/v1/log-level': ofAll('log.write', change('log_level')),

  // ── oneself ──
  'GET /manage/v1/me': { permission: 'any', reach: 'some' },
  'PUT /manage/v1/me/password': own(change('user')),
  'POST /manage/v1/me/totp': own(change('user')),
  'POST /manage/v1/me/totp/confirm': own(change('user')),
  'DELETE /manage/v1/me/totp': own(change('user')),
  'GET /manage/v1/me/sessions': own(),
  'DELETE /manage/v1/me/sessions/{sessionId}': own(change('user')),
  'DELETE /manage/v1/sessions/current': own(change('session')),
} satisfies Record<string, Operation>

export type OperationName = keyof typeof operations

/** `url`: with parameters as the server writes them, `:name`. */
export function operationName(method: string, url: string): string {
  return `${method === 'HEAD' ? 'GET' : method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`
}

export function operationOf(name: string): Operation | undefined {
  return Object.hasOwn(operations, name) ? operations[name as OperationName] : undefined
}
