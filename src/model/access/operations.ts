/**
 * Every operation: its id in the OpenAPI document, and the permission that a person or an API key needs for it. The one
 * table: a server with a route that is missing here does not start, and a test compares it with openapi.json. Clients
 * and the management token are distinguished by a route's `access`.
 */
import { numberOperations } from './number-operations.ts'
import { act, change, look, type Operation, ofAll, ofBot, ofSome, own } from './operation.ts'
import { supportOperations } from './support-operations.ts'
import { templateOperations } from './template-operations.ts'

/** By method and route, parameters as `{name}`: the keys are those of openapi.json. */
export const operations = {
  // ── messages ──
  'POST /v1/bots/{botId}/messages': ofBot('sendMessage', 'conversations.write', act('message')),
  'POST /v1/whatsapp/messages': ofBot('sendWhatsappMessage', 'conversations.write', act('message')),
  'POST /v1/bots/{botId}/users/{userId}/flow_message': ofBot('sendFlow', 'conversations.write', act('message')),
  'POST /v1/rooms/{roomId}/message': ofBot('sendRoomMessages', 'conversations.write', act('message')),
  'GET /v1/bots/{botId}/messages/{messageId}': ofBot('getMessage', 'conversations.read', look),
  'DELETE /v1/bots/{botId}/messages/{messageId}': ofBot('cancelMessage', 'conversations.write', act('message')),
  'POST /v1/bots/{botId}/messages/{messageId}/read': ofBot('markMessageRead', 'conversations.write', act('message')),
  'GET /v1/external/messages/history/{botId}': ofBot('listMessages', 'conversations.read', look),
  'GET /manage/v1/messages': { id: 'findMessages', permission: 'conversations.read', reach: 'some', ...look },
  'GET /manage/v1/figures': { id: 'getFigures', permission: 'conversations.read', reach: 'some' },
  'GET /manage/v1/costs': { id: 'getCosts', permission: 'campaigns.read', reach: 'some' },
  'GET /manage/v1/rate-cards': ofAll('listRateCards', 'bots.read'),
  'PUT /manage/v1/rate-cards': ofAll('putRateCards', 'bots.write', change('rate_card')),
  'DELETE /manage/v1/rate-cards': ofAll('deleteRateCard', 'bots.write', change('rate_card')),
  'POST /v2/whatsapp/{botId}/hsm': ofBot('sendTemplate', 'notifications.write', act('message')),

  // ── templates ──
  'GET /v1/bots/{botId}/templates': ofBot('listTemplates', 'templates.read'),
  'POST /v1/bots/{botId}/templates': ofBot('createTemplate', 'templates.write', change('template')),
  'POST /v1/bots/{botId}/templates/sync': ofBot('syncTemplates', 'templates.write', act('template')),
  'GET /v1/bots/{botId}/templates/{elementName}': ofBot('getTemplate', 'templates.read'),
  'PUT /v1/bots/{botId}/templates/{elementName}': ofBot('replaceTemplate', 'templates.write', change('template')),
  'PATCH /v1/bots/{botId}/templates/{elementName}': ofBot('updateTemplate', 'templates.write', change('template')),
  'DELETE /v1/bots/{botId}/templates/{elementName}': ofBot('deleteTemplate', 'templates.write', change('template')),
  'POST /v1/bots/{botId}/templates/{elementName}/preview': ofBot('previewTemplate', 'templates.read'),

  // ── campaigns and notifications ──
  'POST /v1/bots/{botId}/campaigns/{campaignId}/template-messages': ofBot(
    'sendTemplateById',
    'notifications.write',
    act('message'),
  ),
  'GET /v1/external/bots/{botId}/notifications': ofBot('listExternalNotifications', 'campaigns.read', look),
  'GET /v1/bots/{botId}/notifications': ofBot('listNotifications', 'campaigns.read', look),
  'GET /v1/bots/{botId}/notifications/{notificationId}': ofBot('getNotification', 'campaigns.read', look),
  'GET /v1/campaigns': ofBot('listCampaigns', 'campaigns.read'),
  'GET /v1/campaigns/{campaignId}': ofBot('getCampaign', 'campaigns.read'),
  'GET /v1/campaigns/{campaignId}/people': ofBot('listCampaignPeople', 'campaigns.read', look),
  'GET /v1/campaigns/{campaignId}/report': ofBot('getCampaignReport', 'campaigns.read', {
    trail: 'export',
    about: 'campaign',
  }),
  'POST /v1/campaigns/{campaignId}/retry': ofBot('retryCampaign', 'campaigns.write', change('campaign')),
  'POST /v1/campaigns/{campaignId}/pause': ofBot('pauseCampaign', 'campaigns.write', change('campaign')),
  'POST /v1/campaigns/{campaignId}/resume': ofBot('resumeCampaign', 'campaigns.write', change('campaign')),
  'POST /v1/campaigns/{campaignId}/cancel': ofBot('cancelCampaign', 'campaigns.write', change('campaign')),
  'POST /v1/hsm/file': ofBot('createCampaign', 'campaigns.write', change('campaign')),
  'POST /v1/campaigns/preview': ofBot('previewCampaign', 'campaigns.read'),

  // ── the people on the phones ──
  'GET /v1/users/{userId}/state': ofBot('getUserState', 'conversations.read', look),
  'POST /v1/users/state': ofBot('setUserState', 'conversations.write', act('conversation')),
  'GET /v1/bots/{botId}/users': ofBot('listUsers', 'conversations.read', look),
  'GET /v1/bots/{botId}/users/{userId}': ofBot('getUser', 'conversations.read', look),
  'DELETE /v1/bots/{botId}/users/{userId}': ofBot('eraseUser', 'people.erase', change('conversation')),
  'GET /v1/bots/{botId}/users/{userId}/export': ofBot('exportUser', 'people.erase', {
    trail: 'export',
    about: 'conversation',
  }),
  'GET /v1/bots/{botId}/media/{mediaId}': ofBot('getMedia', 'conversations.read', look),
  'POST /v1/bots/{botId}/media/{mediaId}/revoke': ofBot('revokeMedia', 'conversations.write', act('conversation')),
  'GET /v1/users/{userId}/cache': ofBot('getUserCache', 'memory.read', look),
  'POST /v1/users/{userId}/cache': ofBot('addUserCache', 'memory.write', act('conversation')),
  'GET /v1/bots/{botId}/users/{userId}/cache': ofBot('getUserMemory', 'memory.read', look),
  'POST /v1/bots/{botId}/users/{userId}/cache': ofBot('addUserMemory', 'memory.write', act('conversation')),
  'GET /v1/bots/{botId}/users/{userId}/storedParams/legacy': ofBot('getStoredParams', 'memory.read', look),
  'POST /v1/bots/{botId}/users/{userId}/storedParams/legacy': ofBot(
    'addStoredParams',
    'memory.write',
    act('conversation'),
  ),
  'POST /workflows/v2/memory/users/set': ofBot('setMemory', 'memory.write', act('conversation')),
  'POST /workflows/v2/memory/users/find-one': ofBot('findMemoryKey', 'memory.read', look),
  'POST /workflows/v2/memory/users/get-all': ofBot('getMemory', 'memory.read', look),
  'POST /v1/bots/{botId}/users/{userId}/skill/{skillId}': ofBot(
    'startSkill',
    'conversations.write',
    act('conversation'),
  ),
  'POST /v1/bots/{botId}/users/{userId}/flow/{flowId}': ofBot('startFlow', 'conversations.write', act('conversation')),

  'GET /manage/v1/conversations': { id: 'listConversations', permission: 'conversations.read', reach: 'some', ...look },
  'GET /manage/v1/bots/{botId}/assignees': ofBot('listAssignees', 'conversations.read'),
  'GET /manage/v1/bots/{botId}/conversations/{userId}': ofBot('getConversation', 'conversations.read', look),
  'PATCH /manage/v1/bots/{botId}/conversations/{userId}': ofBot(
    'updateConversation',
    'conversations.write',
    act('conversation'),
  ),
  'POST /manage/v1/bots/{botId}/conversations/{userId}/read': ofBot('readConversation', 'conversations.write'),
  'POST /manage/v1/bots/{botId}/conversations/{userId}/thread': ofBot(
    'controlThread',
    'conversations.write',
    act('conversation'),
  ),
  'GET /manage/v1/bots/{botId}/conversations/{userId}/notes': ofBot('listNotes', 'conversations.read', look),
  'POST /manage/v1/bots/{botId}/conversations/{userId}/notes': ofBot(
    'createNote',
    'conversations.write',
    act('conversation'),
  ),
  'DELETE /manage/v1/bots/{botId}/conversations/{userId}/notes/{noteId}': ofBot(
    'deleteNote',
    'conversations.write',
    act('conversation'),
  ),
  'POST /manage/v1/bots/{botId}/files': ofBot('uploadFile', 'conversations.write', act('conversation')),
  'GET /manage/v1/bots/{botId}/quick-answers': ofBot('listQuickAnswers', 'conversations.read'),
  'GET /manage/v1/bots/{botId}/quick-answers/{name}': ofBot('getQuickAnswer', 'conversations.read'),
  'PUT /manage/v1/bots/{botId}/quick-answers/{name}': ofBot(
    'putQuickAnswer',
    'conversations.write',
    change('quick_answer'),
  ),
  'DELETE /manage/v1/bots/{botId}/quick-answers/{name}': ofBot(
    'deleteQuickAnswer',
    'conversations.write',
    change('quick_answer'),
  ),

  // ── consent ──
  'GET /manage/v1/suppressions': { id: 'listSuppressions', permission: 'conversations.read', reach: 'some', ...look },
  'POST /manage/v1/suppressions': ofSome('createSuppression', 'consent.write', change('conversation')),
  'DELETE /manage/v1/suppressions/{suppressionId}': ofSome(
    'deleteSuppression',
    'consent.write',
    change('conversation'),
  ),
  'POST /manage/v1/suppressions/import': ofSome('importSuppressions', 'consent.write', change('conversation')),
  'GET /manage/v1/suppressions/export': ofSome('exportSuppressions', 'conversations.read', {
    trail: 'export',
    about: 'conversation',
  }),

  // ── webhooks ──
  'POST /v1/bots/{botId}/webhook': ofBot('setBotWebhook', 'webhooks.write', change('webhook')),
  'GET /v1/bots/{botId}/webhook': ofBot('getBotWebhook', 'webhooks.read'),
  'DELETE /v1/bots/{botId}/webhook': ofBot('deleteBotWebhook', 'webhooks.write', change('webhook')),
  'GET /v1/bots/{botId}/events/webhook': ofBot('getEventWebhooks', 'webhooks.read'),
  'POST /v1/bots/{botId}/events/webhook': ofBot('setEventWebhooks', 'webhooks.write', change('webhook')),
  ...supportOperations,
  'GET /manage/v1/bots/{botId}/endpoints': ofBot('listEndpoints', 'webhooks.read'),
  'POST /manage/v1/bots/{botId}/endpoints': ofBot('createEndpoint', 'webhooks.write', change('endpoint')),
  'DELETE /manage/v1/bots/{botId}/endpoints/{endpointId}': ofBot(
    'deleteEndpoint',
    'webhooks.write',
    change('endpoint'),
  ),
  'GET /manage/v1/endpoints/{endpointId}': ofBot('getEndpoint', 'webhooks.read'),
  'PATCH /manage/v1/endpoints/{endpointId}': ofBot('updateEndpoint', 'webhooks.write', change('endpoint')),
  'POST /manage/v1/endpoints/{endpointId}/replay': ofBot('replayEndpoint', 'webhooks.write', change('endpoint')),
  'POST /manage/v1/endpoints/{endpointId}/pause': ofBot('pauseEndpoint', 'webhooks.write', change('endpoint')),
  'POST /manage/v1/endpoints/{endpointId}/resume': ofBot('resumeEndpoint', 'webhooks.write', change('endpoint')),
  'POST /manage/v1/endpoints/{endpointId}/test': ofBot('testEndpoint', 'webhooks.write', act('endpoint')),
  'GET /manage/v1/events': { id: 'listEvents', permission: 'conversations.read', reach: 'some', ...look },
  'GET /manage/v1/stream': { id: 'streamEvents', permission: 'conversations.read', reach: 'some', ...look },
  'GET /manage/v1/events/{eventId}': ofBot('getEvent', 'conversations.read', look),
  'GET /manage/v1/deliveries': { id: 'listDeliveries', permission: 'webhooks.read', reach: 'some' },
  'GET /manage/v1/deliveries/{deliveryId}': ofBot('getDelivery', 'webhooks.read'),
  'POST /manage/v1/deliveries/resend': ofBot('resendDeliveries', 'webhooks.write', change('endpoint')),
  'POST /manage/v1/deliveries/{deliveryId}/resend': ofBot('resendDelivery', 'webhooks.write', change('endpoint')),

  // ── bots ──
  'POST /manage/v1/bots': ofAll('createBot', 'bots.write', change('bot')),
  'GET /manage/v1/bots': { id: 'listBots', permission: 'bots.read', reach: 'some' },
  'GET /manage/v1/overview': { id: 'getOverview', permission: 'bots.read', reach: 'some' },
  'GET /manage/v1/deleted-bots': ofAll('listDeletedBots', 'bots.read'),
  'GET /manage/v1/bots/{botId}': ofBot('getBot', 'bots.read'),
  'PATCH /manage/v1/bots/{botId}': ofBot('updateBot', 'bots.write', change('bot')),
  'DELETE /manage/v1/bots/{botId}': ofBot('deleteBot', 'bots.write', change('bot')),
  'POST /manage/v1/bots/{botId}/webhook-secret': ofBot('renewWebhookSecret', 'bots.write', change('bot')),
  ...numberOperations,
  'POST /manage/v1/bots/{botId}/check': ofBot('checkBot', 'bots.write', act('bot')),
  ...templateOperations,
  'GET /manage/v1/bots/{botId}/skills': ofBot('listSkills', 'skills.read'),
  'GET /manage/v1/bots/{botId}/skills/{skillId}': ofBot('getSkill', 'skills.read'),
  'GET /manage/v1/bots/{botId}/skills/{skillId}/runs': ofBot('listSkillRuns', 'conversations.read', look),
  'PUT /manage/v1/bots/{botId}/skills/{skillId}': ofBot('putSkill', 'skills.write', change('skill')),
  'DELETE /manage/v1/bots/{botId}/skills/{skillId}': ofBot('deleteSkill', 'skills.write', change('skill')),

  // ── the installation ──
  'GET /manage/v1/diagnostics': ofAll('getDiagnostics', 'diagnostics.read'),
  'GET /manage/v1/unprocessed': ofAll('listUnprocessed', 'unprocessed.read'),
  'GET /manage/v1/unprocessed/{itemId}': ofAll('getUnprocessed', 'unprocessed.read', {
    trail: 'read',
    about: 'unprocessed',
  }),
  'POST /manage/v1/unprocessed/{itemId}/replay': ofAll('replayUnprocessed', 'unprocessed.write', change('unprocessed')),
  'POST /manage/v1/unprocessed/replay': ofAll('replayManyUnprocessed', 'unprocessed.write', change('unprocessed')),
  'POST /manage/v1/clients': ofAll('createClient', 'keys.write', change('client')),
  'GET /manage/v1/clients': ofAll('listClients', 'keys.read'),
  'GET /manage/v1/clients/{clientId}': ofAll('getClient', 'keys.read'),
  'PATCH /manage/v1/clients/{clientId}': ofAll('updateClient', 'keys.write', change('client')),
  'DELETE /manage/v1/clients/{clientId}': ofAll('deleteClient', 'keys.write', change('client')),
  'POST /manage/v1/clients/{clientId}/secrets': ofAll('renewClientSecret', 'keys.write', change('client')),
  'POST /manage/v1/api-keys': ofAll('createApiKey', 'keys.write', change('api_key')),
  'GET /manage/v1/api-keys': ofAll('listApiKeys', 'keys.read'),
  'GET /manage/v1/api-keys/{keyId}': ofAll('getApiKey', 'keys.read'),
  'DELETE /manage/v1/api-keys/{keyId}': ofAll('deleteApiKey', 'keys.write', change('api_key')),
  'POST /manage/v1/users': ofAll('createMember', 'users.write', change('user')),
  'GET /manage/v1/users': ofAll('listMembers', 'users.read'),
  'GET /manage/v1/users/{memberId}': ofAll('getMember', 'users.read'),
  'PATCH /manage/v1/users/{memberId}': ofAll('updateMember', 'users.write', change('user')),
  'DELETE /manage/v1/users/{memberId}': ofAll('deleteMember', 'users.write', change('user')),
  'POST /manage/v1/users/{memberId}/links': ofAll('createMemberLink', 'users.write', change('user')),
  'DELETE /manage/v1/users/{memberId}/totp': ofAll('deleteMemberTotp', 'users.write', change('user')),
  'GET /manage/v1/users/{memberId}/sessions': ofAll('listMemberSessions', 'users.read'),
  'DELETE /manage/v1/users/{memberId}/sessions': ofAll('deleteMemberSessions', 'users.write', change('user')),
  'DELETE /manage/v1/users/{memberId}/sessions/{sessionId}': ofAll(
    'deleteMemberSession',
    'users.write',
    change('user'),
  ),
  'GET /manage/v1/audit': ofAll('listAuditTrail', 'audit.read', { trail: 'read', about: 'audit' }),
  'GET /manage/v1/refusals': { id: 'listRefusals', permission: 'bots.read', reach: 'some' },

  'GET /manage/v1/key-rotation': ofAll('getKeyRotation', 'secrets.rotate'),
  'POST /manage/v1/key-rotation': ofAll('startKeyRotation', 'secrets.rotate', change('key_rotation')),
  'POST /manage/v1/key-rotation/end': ofAll('endKeyRotation', 'secrets.rotate', change('key_rotation')),

  'GET /manage/v1/settings': ofAll('listSettings', 'diagnostics.read'),
  'GET /manage/v1/log-level': ofAll('getLogLevel', 'log.write'),
  'PUT /manage/v1/log-level': ofAll('setLogLevel', 'log.write', change('log_level')),

  // ── oneself ──
  'GET /manage/v1/views': { id: 'listViews', permission: 'views.own', reach: 'some' },
  'POST /manage/v1/views': { id: 'createView', permission: 'views.own', reach: 'some', ...change('view') },
  'GET /manage/v1/views/{viewId}': { id: 'getView', permission: 'views.own', reach: 'some' },
  'PATCH /manage/v1/views/{viewId}': { id: 'updateView', permission: 'views.own', reach: 'some', ...change('view') },
  'DELETE /manage/v1/views/{viewId}': { id: 'deleteView', permission: 'views.own', reach: 'some', ...change('view') },
  'GET /manage/v1/me': { id: 'getMe', permission: 'any', reach: 'some' },
  'PUT /manage/v1/me/password': own('changeMyPassword', change('user')),
  'POST /manage/v1/me/totp': own('startMyTotp', change('user')),
  'POST /manage/v1/me/totp/confirm': own('confirmMyTotp', change('user')),
  'DELETE /manage/v1/me/totp': own('deleteMyTotp', change('user')),
  'GET /manage/v1/me/sessions': own('listMySessions'),
  'DELETE /manage/v1/me/sessions/{sessionId}': own('deleteMySession', change('user')),
  'DELETE /manage/v1/sessions/current': own('signOut', change('session')),
} as const satisfies Record<string, Operation>

/** The ids of operations without credentials of the API's own. */
export const openOperations = {
  'GET /media/{mediaId}/{signature}': 'getSignedMedia',
  'GET /events/{eventId}/{signature}': 'getSignedEvent',
  'POST /v1/external-support/webhook': 'receiveSupportMessage',
  'POST /manage/v1/sessions': 'signIn',
  'POST /manage/v1/sessions/link': 'readSignInLink',
  'POST /manage/v1/sessions/by-link': 'signInByLink',
  'GET /meta/webhook': 'verifyMetaWebhook',
  'POST /meta/webhook': 'receiveMetaWebhook',
  'GET /healthz': 'getLiveness',
  'GET /readyz': 'getReadiness',
  'GET /metrics': 'getMetrics',
} as const

export type OperationName = keyof typeof operations
export type OperationId =
  | (typeof operations)[OperationName]['id']
  | (typeof openOperations)[keyof typeof openOperations]

/** `url`: with parameters as the server writes them, `:name`. */
export function operationName(method: string, url: string): string {
  return `${method === 'HEAD' ? 'GET' : method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`
}

export function operationOf(name: string): Operation | undefined {
  return Object.hasOwn(operations, name) ? operations[name as OperationName] : undefined
}

export function operationIdOf(name: string): OperationId | undefined {
  const open = openOperations[name as keyof typeof openOperations]
  return open ?? (operationOf(name) as Operation<OperationId> | undefined)?.id
}
