/** Operations on a bot's external support panel, and on what goes to it: a part of the table of operations.ts. */
import { act, change, look, ofBot } from './operation.ts'

export const supportOperations = {
  'POST /v1/bots/{botId}/conversations/external/close': ofBot(
    'closeConversation',
    'conversations.write',
    act('conversation'),
  ),
  'POST /v1/external/assets/refresh': ofBot('refreshMediaAddress', 'conversations.read', look),
  'POST /platform/v1/external-support/{projectId}': ofBot('registerSupportPanel', 'webhooks.write', change('endpoint')),
  'POST /jelouapi/v1/external-support/{projectId}': ofBot(
    'registerLegacySupportPanel',
    'webhooks.write',
    change('endpoint'),
  ),
  'GET /manage/v1/bots/{botId}/support-panel': ofBot('getSupportPanel', 'webhooks.read'),
  'PUT /manage/v1/bots/{botId}/support-panel': ofBot('putSupportPanel', 'webhooks.write', change('endpoint')),
  'DELETE /manage/v1/bots/{botId}/support-panel': ofBot('deleteSupportPanel', 'webhooks.write', change('endpoint')),
  'POST /manage/v1/bots/{botId}/support-panel/secret': ofBot(
    'renewSupportPanelSecret',
    'webhooks.write',
    change('endpoint'),
  ),
} as const
