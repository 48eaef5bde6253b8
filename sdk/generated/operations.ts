/**
 * Generated from openapi.json by `npm run openapi`; not written by hand.
 * openapi.json: df27f1e7f76d87ff2ce0bf4d81d8c383cdef0d6e5652f8fd5c702e878337e51a
 * what follows: fd13c9e9e2aecdf72b978ec0d5b1356d7f62999cd7f7780951c3f6f2c8c97253
 */
import { Connection } from '../client/connection.ts'
import type { Answer, Args, CallOptions } from '../client/types.ts'

/** A gateway with its credentials, and a method for each operation of its API. */
export class Recado extends Connection {
  /**
   * Send a message. Inside the 24-hour window after the person's last message; `type` selects the kind.
   * `POST /v1/bots/{botId}/messages`
   */
  sendMessage(args: Args<'sendMessage'>, options?: CallOptions): Promise<Answer<'sendMessage'>> {
    return this.call('sendMessage', args, options)
  }

  /**
   * Send a message, with the bot in the body. The same as sendMessage, with `botId` in the body.
   * `POST /v1/whatsapp/messages`
   */
  sendWhatsappMessage(args: Args<'sendWhatsappMessage'>, options?: CallOptions): Promise<Answer<'sendWhatsappMessage'>> {
    return this.call('sendWhatsappMessage', args, options)
  }

  /**
   * Send a flow. A flow to the user in the path.
   * `POST /v1/bots/{botId}/users/{userId}/flow_message`
   */
  sendFlow(args: Args<'sendFlow'>, options?: CallOptions): Promise<Answer<'sendFlow'>> {
    return this.call('sendFlow', args, options)
  }

  /**
   * Read the timeline of a message. States, attempts and events of a message that was sent or received.
   * `GET /v1/bots/{botId}/messages/{messageId}`
   */
  getMessage(args: Args<'getMessage'>, options?: CallOptions): Promise<Answer<'getMessage'>> {
    return this.call('getMessage', args, options)
  }

  /**
   * Cancel a queued message. Only while it is queued; otherwise 409.
   * `DELETE /v1/bots/{botId}/messages/{messageId}`
   */
  cancelMessage(args: Args<'cancelMessage'>, options?: CallOptions): Promise<Answer<'cancelMessage'>> {
    return this.call('cancelMessage', args, options)
  }

  /**
   * Send a template. An approved template to up to 10,000 destinations, at any time.
   * `POST /v2/whatsapp/{botId}/hsm`
   */
  sendTemplate(args: Args<'sendTemplate'>, options?: CallOptions): Promise<Answer<'sendTemplate'>> {
    return this.call('sendTemplate', args, options)
  }

  /**
   * List templates. In both shapes of the compatible API.
   * `GET /v1/bots/{botId}/templates`
   */
  listTemplates(args: Args<'listTemplates'>, options?: CallOptions): Promise<Answer<'listTemplates'>> {
    return this.call('listTemplates', args, options)
  }

  /**
   * Create a template. For approval by Meta, or as a draft with `sendToAprove=false`.
   * `POST /v1/bots/{botId}/templates`
   */
  createTemplate(args: Args<'createTemplate'>, options?: CallOptions): Promise<Answer<'createTemplate'>> {
    return this.call('createTemplate', args, options)
  }

  /**
   * Sync templates with Meta. Asks Meta for its templates and stores them.
   * `POST /v1/bots/{botId}/templates/sync`
   */
  syncTemplates(args: Args<'syncTemplates'>, options?: CallOptions): Promise<Answer<'syncTemplates'>> {
    return this.call('syncTemplates', args, options)
  }

  /**
   * Read a template. In all its languages, or in one.
   * `GET /v1/bots/{botId}/templates/{elementName}`
   */
  getTemplate(args: Args<'getTemplate'>, options?: CallOptions): Promise<Answer<'getTemplate'>> {
    return this.call('getTemplate', args, options)
  }

  /**
   * Replace a template. Writes all of it; fields that are absent are removed.
   * `PUT /v1/bots/{botId}/templates/{elementName}`
   */
  replaceTemplate(args: Args<'replaceTemplate'>, options?: CallOptions): Promise<Answer<'replaceTemplate'>> {
    return this.call('replaceTemplate', args, options)
  }

  /**
   * Change a template. Only the given fields.
   * `PATCH /v1/bots/{botId}/templates/{elementName}`
   */
  updateTemplate(args: Args<'updateTemplate'>, options?: CallOptions): Promise<Answer<'updateTemplate'>> {
    return this.call('updateTemplate', args, options)
  }

  /**
   * Delete a template. In one language, or in all with `language=all`.
   * `DELETE /v1/bots/{botId}/templates/{elementName}`
   */
  deleteTemplate(args: Args<'deleteTemplate'>, options?: CallOptions): Promise<Answer<'deleteTemplate'>> {
    return this.call('deleteTemplate', args, options)
  }

  /**
   * Preview a template. The template with its values as the person will read it. Nothing is sent.
   * `POST /v1/bots/{botId}/templates/{elementName}/preview`
   */
  previewTemplate(args: Args<'previewTemplate'>, options?: CallOptions): Promise<Answer<'previewTemplate'>> {
    return this.call('previewTemplate', args, options)
  }

  /**
   * Send a template within a campaign. An approved template to one person, by Meta's id or by name, within a campaign.
   * `POST /v1/bots/{botId}/campaigns/{campaignId}/template-messages`
   */
  sendTemplateById(args: Args<'sendTemplateById'>, options?: CallOptions): Promise<Answer<'sendTemplateById'>> {
    return this.call('sendTemplateById', args, options)
  }

  /**
   * List notifications. Template messages with their states and statistics; `download=true` returns them as CSV.
   * `GET /v1/external/bots/{botId}/notifications`
   */
  listExternalNotifications(args: Args<'listExternalNotifications'>, options?: CallOptions): Promise<Answer<'listExternalNotifications'>> {
    return this.call('listExternalNotifications', args, options)
  }

  /**
   * List notifications. The same as listExternalNotifications, on the older path.
   * `GET /v1/bots/{botId}/notifications`
   */
  listNotifications(args: Args<'listNotifications'>, options?: CallOptions): Promise<Answer<'listNotifications'>> {
    return this.call('listNotifications', args, options)
  }

  /**
   * Read a notification. A template message with its state.
   * `GET /v1/bots/{botId}/notifications/{notificationId}`
   */
  getNotification(args: Args<'getNotification'>, options?: CallOptions): Promise<Answer<'getNotification'>> {
    return this.call('getNotification', args, options)
  }

  /**
   * Read the message history. Messages in both directions, newest first.
   * `GET /v1/external/messages/history/{botId}`
   */
  listMessages(args: Args<'listMessages'>, options?: CallOptions): Promise<Answer<'listMessages'>> {
    return this.call('listMessages', args, options)
  }

  /**
   * Download a file that a person sent. At the address that webhooks carry; a part of it by `Range`.
   * `GET /media/{mediaId}/{signature}`
   */
  getSignedMedia(args: Args<'getSignedMedia'>, options?: CallOptions): Promise<Answer<'getSignedMedia'>> {
    return this.call('getSignedMedia', args, options)
  }

  /**
   * Download a file that a person sent, with credentials. With credentials, for as long as the file is kept; a part of
   * it by `Range`.
   * `GET /v1/bots/{botId}/media/{mediaId}`
   */
  getMedia(args: Args<'getMedia'>, options?: CallOptions): Promise<Answer<'getMedia'>> {
    return this.call('getMedia', args, options)
  }

  /**
   * Revoke a file's address. The address from the webhooks returns 410 from then on. With credentials the file is still
   * available.
   * `POST /v1/bots/{botId}/media/{mediaId}/revoke`
   */
  revokeMedia(args: Args<'revokeMedia'>, options?: CallOptions): Promise<Answer<'revokeMedia'>> {
    return this.call('revokeMedia', args, options)
  }

  /**
   * Refresh a file's address. For 15 to 60 minutes, of a file that is still stored.
   * `POST /v1/external/assets/refresh`
   */
  refreshMediaAddress(args: Args<'refreshMediaAddress'>, options?: CallOptions): Promise<Answer<'refreshMediaAddress'>> {
    return this.call('refreshMediaAddress', args, options)
  }

  /**
   * Download an event that was too large to post. At the address that its webhook carries as `whole.url`.
   * `GET /events/{eventId}/{signature}`
   */
  getSignedEvent(args: Args<'getSignedEvent'>, options?: CallOptions): Promise<Answer<'getSignedEvent'>> {
    return this.call('getSignedEvent', args, options)
  }

  /**
   * A user's state. Who answers the person: `auto` or `manual`.
   * `GET /v1/users/{userId}/state`
   */
  getUserState(args: Args<'getUserState'>, options?: CallOptions): Promise<Answer<'getUserState'>> {
    return this.call('getUserState', args, options)
  }

  /**
   * Change a user's state. For a time, or until it is changed.
   * `POST /v1/users/state`
   */
  setUserState(args: Args<'setUserState'>, options?: CallOptions): Promise<Answer<'setUserState'>> {
    return this.call('setUserState', args, options)
  }

  /**
   * List users. Whoever wrote last comes first.
   * `GET /v1/bots/{botId}/users`
   */
  listUsers(args: Args<'listUsers'>, options?: CallOptions): Promise<Answer<'listUsers'>> {
    return this.call('listUsers', args, options)
  }

  /**
   * Read a user. Window, state, skill, memory and the last messages.
   * `GET /v1/bots/{botId}/users/{userId}`
   */
  getUser(args: Args<'getUser'>, options?: CallOptions): Promise<Answer<'getUser'>> {
    return this.call('getUser', args, options)
  }

  /**
   * Erase a person. Nothing of the person is left except a keyed hash of the ids at Meta, so that repeated webhooks do
   * not restore it. Queued messages are canceled. Counts of campaigns stay. It cannot be undone.
   * `DELETE /v1/bots/{botId}/users/{userId}`
   */
  eraseUser(args: Args<'eraseUser'>, options?: CallOptions): Promise<Answer<'eraseUser'>> {
    return this.call('eraseUser', args, options)
  }

  /**
   * Export a person's data. Everything that the bot stores about the person, as one JSON document.
   * `GET /v1/bots/{botId}/users/{userId}/export`
   */
  exportUser(args: Args<'exportUser'>, options?: CallOptions): Promise<Answer<'exportUser'>> {
    return this.call('exportUser', args, options)
  }

  /**
   * A user's memory. The person's memory, with the bot in the query.
   * `GET /v1/users/{userId}/cache`
   */
  getUserCache(args: Args<'getUserCache'>, options?: CallOptions): Promise<Answer<'getUserCache'>> {
    return this.call('getUserCache', args, options)
  }

  /**
   * Add to a user's memory. Keys are added or replaced; null removes one. With the bot in the body.
   * `POST /v1/users/{userId}/cache`
   */
  addUserCache(args: Args<'addUserCache'>, options?: CallOptions): Promise<Answer<'addUserCache'>> {
    return this.call('addUserCache', args, options)
  }

  /**
   * Read a user's memory, with the bot in the path. What the bot remembers of the person.
   * `GET /v1/bots/{botId}/users/{userId}/cache`
   */
  getUserMemory(args: Args<'getUserMemory'>, options?: CallOptions): Promise<Answer<'getUserMemory'>> {
    return this.call('getUserMemory', args, options)
  }

  /**
   * Add to a user's memory, with the bot in the path. Keys are added or replaced; null removes one.
   * `POST /v1/bots/{botId}/users/{userId}/cache`
   */
  addUserMemory(args: Args<'addUserMemory'>, options?: CallOptions): Promise<Answer<'addUserMemory'>> {
    return this.call('addUserMemory', args, options)
  }

  /**
   * Legacy: read a user's memory. The same memory in an older form.
   * `GET /v1/bots/{botId}/users/{userId}/storedParams/legacy`
   */
  getStoredParams(args: Args<'getStoredParams'>, options?: CallOptions): Promise<Answer<'getStoredParams'>> {
    return this.call('getStoredParams', args, options)
  }

  /**
   * Legacy: add to a user's memory. Keys stand in the body directly; the answer is all of the memory.
   * `POST /v1/bots/{botId}/users/{userId}/storedParams/legacy`
   */
  addStoredParams(args: Args<'addStoredParams'>, options?: CallOptions): Promise<Answer<'addStoredParams'>> {
    return this.call('addStoredParams', args, options)
  }

  /**
   * Memory v2: write keys of a user's memory. Keys of the memory, each with its value, life and kind of content.
   * `POST /workflows/v2/memory/users/set`
   */
  setMemory(args: Args<'setMemory'>, options?: CallOptions): Promise<Answer<'setMemory'>> {
    return this.call('setMemory', args, options)
  }

  /**
   * Memory v2: read one key of a user's memory. With its end.
   * `POST /workflows/v2/memory/users/find-one`
   */
  findMemoryKey(args: Args<'findMemoryKey'>, options?: CallOptions): Promise<Answer<'findMemoryKey'>> {
    return this.call('findMemoryKey', args, options)
  }

  /**
   * Memory v2: read all of a user's memory. All keys with their ends.
   * `POST /workflows/v2/memory/users/get-all`
   */
  getMemory(args: Args<'getMemory'>, options?: CallOptions): Promise<Answer<'getMemory'>> {
    return this.call('getMemory', args, options)
  }

  /**
   * Start a skill. The skill answers the person from now on and sends its messages at once.
   * `POST /v1/bots/{botId}/users/{userId}/skill/{skillId}`
   */
  startSkill(args: Args<'startSkill'>, options?: CallOptions): Promise<Answer<'startSkill'>> {
    return this.call('startSkill', args, options)
  }

  /**
   * Legacy: start a skill. The same as startSkill, by its older name.
   * `POST /v1/bots/{botId}/users/{userId}/flow/{flowId}`
   */
  startFlow(args: Args<'startFlow'>, options?: CallOptions): Promise<Answer<'startFlow'>> {
    return this.call('startFlow', args, options)
  }

  /**
   * Close a conversation. No skill is active any more, and the person is in `auto`.
   * `POST /v1/bots/{botId}/conversations/external/close`
   */
  closeConversation(args: Args<'closeConversation'>, options?: CallOptions): Promise<Answer<'closeConversation'>> {
    return this.call('closeConversation', args, options)
  }

  /**
   * Mark a message as read. A person's message, by our id or its wamid; Meta marks what came before it too.
   * `POST /v1/bots/{botId}/messages/{messageId}/read`
   */
  markMessageRead(args: Args<'markMessageRead'>, options?: CallOptions): Promise<Answer<'markMessageRead'>> {
    return this.call('markMessageRead', args, options)
  }

  /**
   * Send messages to a room. Up to ten messages to the person of a room, all or none.
   * `POST /v1/rooms/{roomId}/message`
   */
  sendRoomMessages(args: Args<'sendRoomMessages'>, options?: CallOptions): Promise<Answer<'sendRoomMessages'>> {
    return this.call('sendRoomMessages', args, options)
  }

  /**
   * Register the bot webhook. The address that receives what people write.
   * `POST /v1/bots/{botId}/webhook`
   */
  setBotWebhook(args: Args<'setBotWebhook'>, options?: CallOptions): Promise<Answer<'setBotWebhook'>> {
    return this.call('setBotWebhook', args, options)
  }

  /**
   * Read the bot webhook. The address, or null.
   * `GET /v1/bots/{botId}/webhook`
   */
  getBotWebhook(args: Args<'getBotWebhook'>, options?: CallOptions): Promise<Answer<'getBotWebhook'>> {
    return this.call('getBotWebhook', args, options)
  }

  /**
   * Remove the bot webhook. Events that wait for it are dropped.
   * `DELETE /v1/bots/{botId}/webhook`
   */
  deleteBotWebhook(args: Args<'deleteBotWebhook'>, options?: CallOptions): Promise<Answer<'deleteBotWebhook'>> {
    return this.call('deleteBotWebhook', args, options)
  }

  /**
   * Read event subscriptions. The registered addresses, by event.
   * `GET /v1/bots/{botId}/events/webhook`
   */
  getEventWebhooks(args: Args<'getEventWebhooks'>, options?: CallOptions): Promise<Answer<'getEventWebhooks'>> {
    return this.call('getEventWebhooks', args, options)
  }

  /**
   * Subscribe to events. An event belongs to the address that was posted last.
   * `POST /v1/bots/{botId}/events/webhook`
   */
  setEventWebhooks(args: Args<'setEventWebhooks'>, options?: CallOptions): Promise<Answer<'setEventWebhooks'>> {
    return this.call('setEventWebhooks', args, options)
  }

  /**
   * Register the support panel. Conversations in `manual` go there; `projectId` is the bot.
   * `POST /platform/v1/external-support/{projectId}`
   */
  registerSupportPanel(args: Args<'registerSupportPanel'>, options?: CallOptions): Promise<Answer<'registerSupportPanel'>> {
    return this.call('registerSupportPanel', args, options)
  }

  /**
   * Legacy: register the support panel. Under the older path.
   * `POST /jelouapi/v1/external-support/{projectId}`
   */
  registerLegacySupportPanel(args: Args<'registerLegacySupportPanel'>, options?: CallOptions): Promise<Answer<'registerLegacySupportPanel'>> {
    return this.call('registerLegacySupportPanel', args, options)
  }

  /**
   * Receive from the support panel. An agent answers or ends a conversation. `X-Jelou-Signature`: `sha256=` and the hex
   * HMAC of the bytes.
   * `POST /v1/external-support/webhook`
   */
  receiveSupportMessage(args: Args<'receiveSupportMessage'>, options?: CallOptions): Promise<Answer<'receiveSupportMessage'>> {
    return this.call('receiveSupportMessage', args, options)
  }

  /**
   * Create a bot. The answer shows the signing secret of the bot's webhooks.
   * `POST /manage/v1/bots`
   */
  createBot(args: Args<'createBot'>, options?: CallOptions): Promise<Answer<'createBot'>> {
    return this.call('createBot', args, options)
  }

  /**
   * List bots. Those that the caller may see.
   * `GET /manage/v1/bots`
   */
  listBots(args: Args<'listBots'> = {}, options?: CallOptions): Promise<Answer<'listBots'>> {
    return this.call('listBots', args, options)
  }

  /**
   * List deleted bots and the progress of their deletion. How far each deletion has come, and which number may use the
   * id again.
   * `GET /manage/v1/deleted-bots`
   */
  listDeletedBots(args: Args<'listDeletedBots'> = {}, options?: CallOptions): Promise<Answer<'listDeletedBots'>> {
    return this.call('listDeletedBots', args, options)
  }

  /**
   * Read a bot. Credentials are shown only as present or not.
   * `GET /manage/v1/bots/{botId}`
   */
  getBot(args: Args<'getBot'>, options?: CallOptions): Promise<Answer<'getBot'>> {
    return this.call('getBot', args, options)
  }

  /**
   * Change a bot. Only the given fields.
   * `PATCH /manage/v1/bots/{botId}`
   */
  updateBot(args: Args<'updateBot'>, options?: CallOptions): Promise<Answer<'updateBot'>> {
    return this.call('updateBot', args, options)
  }

  /**
   * Delete a bot. Queued work ends, and its events are delivered.
   * `DELETE /manage/v1/bots/{botId}`
   */
  deleteBot(args: Args<'deleteBot'>, options?: CallOptions): Promise<Answer<'deleteBot'>> {
    return this.call('deleteBot', args, options)
  }

  /**
   * Rotate the webhook secret. The former secret also signs for a while: a day, or `overlapSeconds`.
   * `POST /manage/v1/bots/{botId}/webhook-secret`
   */
  renewWebhookSecret(args: Args<'renewWebhookSecret'>, options?: CallOptions): Promise<Answer<'renewWebhookSecret'>> {
    return this.call('renewWebhookSecret', args, options)
  }

  /**
   * Create a client. The answer shows its secret, once.
   * `POST /manage/v1/clients`
   */
  createClient(args: Args<'createClient'>, options?: CallOptions): Promise<Answer<'createClient'>> {
    return this.call('createClient', args, options)
  }

  /**
   * List clients. Credentials of the compatible API and their bots.
   * `GET /manage/v1/clients`
   */
  listClients(args: Args<'listClients'> = {}, options?: CallOptions): Promise<Answer<'listClients'>> {
    return this.call('listClients', args, options)
  }

  /**
   * Read a client. A credential of the compatible API and its bots.
   * `GET /manage/v1/clients/{clientId}`
   */
  getClient(args: Args<'getClient'>, options?: CallOptions): Promise<Answer<'getClient'>> {
    return this.call('getClient', args, options)
  }

  /**
   * Change a client. Only the given fields.
   * `PATCH /manage/v1/clients/{clientId}`
   */
  updateClient(args: Args<'updateClient'>, options?: CallOptions): Promise<Answer<'updateClient'>> {
    return this.call('updateClient', args, options)
  }

  /**
   * Delete a client. Its secrets end at once.
   * `DELETE /manage/v1/clients/{clientId}`
   */
  deleteClient(args: Args<'deleteClient'>, options?: CallOptions): Promise<Answer<'deleteClient'>> {
    return this.call('deleteClient', args, options)
  }

  /**
   * Rotate a client's secret. Old secrets end after `overlapSeconds`, a day by default.
   * `POST /manage/v1/clients/{clientId}/secrets`
   */
  renewClientSecret(args: Args<'renewClientSecret'>, options?: CallOptions): Promise<Answer<'renewClientSecret'>> {
    return this.call('renewClientSecret', args, options)
  }

  /**
   * Browse Meta's template library. As Meta has it. Texts are fixed; parameters have types.
   * `GET /manage/v1/bots/{botId}/template-library`
   */
  browseTemplateLibrary(args: Args<'browseTemplateLibrary'>, options?: CallOptions): Promise<Answer<'browseTemplateLibrary'>> {
    return this.call('browseTemplateLibrary', args, options)
  }

  /**
   * Read whether templates are counted. `refused`: Meta is asked no more.
   * `GET /manage/v1/bots/{botId}/template-insights`
   */
  getTemplateInsights(args: Args<'getTemplateInsights'>, options?: CallOptions): Promise<Answer<'getTemplateInsights'>> {
    return this.call('getTemplateInsights', args, options)
  }

  /**
   * Have templates counted. For the account, for ever.
   * `POST /manage/v1/bots/{botId}/template-insights`
   */
  enableTemplateInsights(args: Args<'enableTemplateInsights'>, options?: CallOptions): Promise<Answer<'enableTemplateInsights'>> {
    return this.call('enableTemplateInsights', args, options)
  }

  /**
   * List the days of a template. As Meta counts, oldest first.
   * `GET /manage/v1/bots/{botId}/templates/{elementName}/insights`
   */
  listTemplateDays(args: Args<'listTemplateDays'>, options?: CallOptions): Promise<Answer<'listTemplateDays'>> {
    return this.call('listTemplateDays', args, options)
  }

  /**
   * List templates. In Meta's own JSON.
   * `GET /manage/v1/bots/{botId}/templates`
   */
  listTemplateDefinitions(args: Args<'listTemplateDefinitions'>, options?: CallOptions): Promise<Answer<'listTemplateDefinitions'>> {
    return this.call('listTemplateDefinitions', args, options)
  }

  /**
   * List the changes of a template. What Meta told and syncs found, newest first.
   * `GET /manage/v1/bots/{botId}/templates/{elementName}/changes`
   */
  listTemplateChanges(args: Args<'listTemplateChanges'>, options?: CallOptions): Promise<Answer<'listTemplateChanges'>> {
    return this.call('listTemplateChanges', args, options)
  }

  /**
   * Create or replace a template. In Meta's own JSON: sends are checked against it. Meta is not asked.
   * `PUT /manage/v1/bots/{botId}/templates/{elementName}/{language}`
   */
  putTemplateDefinition(args: Args<'putTemplateDefinition'>, options?: CallOptions): Promise<Answer<'putTemplateDefinition'>> {
    return this.call('putTemplateDefinition', args, options)
  }

  /**
   * Delete a template. Here only, not at Meta.
   * `DELETE /manage/v1/bots/{botId}/templates/{elementName}/{language}`
   */
  deleteTemplateDefinition(args: Args<'deleteTemplateDefinition'>, options?: CallOptions): Promise<Answer<'deleteTemplateDefinition'>> {
    return this.call('deleteTemplateDefinition', args, options)
  }

  /**
   * Read the support panel. An endpoint of the bot.
   * `GET /manage/v1/bots/{botId}/support-panel`
   */
  getSupportPanel(args: Args<'getSupportPanel'>, options?: CallOptions): Promise<Answer<'getSupportPanel'>> {
    return this.call('getSupportPanel', args, options)
  }

  /**
   * Make or change the support panel. The secret is shown when it is made.
   * `PUT /manage/v1/bots/{botId}/support-panel`
   */
  putSupportPanel(args: Args<'putSupportPanel'>, options?: CallOptions): Promise<Answer<'putSupportPanel'>> {
    return this.call('putSupportPanel', args, options)
  }

  /**
   * Remove the support panel. Its waiting events go too.
   * `DELETE /manage/v1/bots/{botId}/support-panel`
   */
  deleteSupportPanel(args: Args<'deleteSupportPanel'>, options?: CallOptions): Promise<Answer<'deleteSupportPanel'>> {
    return this.call('deleteSupportPanel', args, options)
  }

  /**
   * Rotate the support panel's secret. The former one is valid for a day for what the panel sends.
   * `POST /manage/v1/bots/{botId}/support-panel/secret`
   */
  renewSupportPanelSecret(args: Args<'renewSupportPanelSecret'>, options?: CallOptions): Promise<Answer<'renewSupportPanelSecret'>> {
    return this.call('renewSupportPanelSecret', args, options)
  }

  /**
   * List endpoints. Those that clients registered too.
   * `GET /manage/v1/bots/{botId}/endpoints`
   */
  listEndpoints(args: Args<'listEndpoints'>, options?: CallOptions): Promise<Answer<'listEndpoints'>> {
    return this.call('listEndpoints', args, options)
  }

  /**
   * Create an endpoint. An address, its events and its credential.
   * `POST /manage/v1/bots/{botId}/endpoints`
   */
  createEndpoint(args: Args<'createEndpoint'>, options?: CallOptions): Promise<Answer<'createEndpoint'>> {
    return this.call('createEndpoint', args, options)
  }

  /**
   * Delete an endpoint and its waiting events. With the events that wait for it.
   * `DELETE /manage/v1/bots/{botId}/endpoints/{endpointId}`
   */
  deleteEndpoint(args: Args<'deleteEndpoint'>, options?: CallOptions): Promise<Answer<'deleteEndpoint'>> {
    return this.call('deleteEndpoint', args, options)
  }

  /**
   * Read an endpoint. `tasks` are its replays and resumptions in progress.
   * `GET /manage/v1/endpoints/{endpointId}`
   */
  getEndpoint(args: Args<'getEndpoint'>, options?: CallOptions): Promise<Answer<'getEndpoint'>> {
    return this.call('getEndpoint', args, options)
  }

  /**
   * Change an endpoint. Writes the fields that are given. A new address drops the credential of the old one.
   * `PATCH /manage/v1/endpoints/{endpointId}`
   */
  updateEndpoint(args: Args<'updateEndpoint'>, options?: CallOptions): Promise<Answer<'updateEndpoint'>> {
    return this.call('updateEndpoint', args, options)
  }

  /**
   * Replay a range of events. Sends the events of a range again, or only those that it has not received.
   * `POST /manage/v1/endpoints/{endpointId}/replay`
   */
  replayEndpoint(args: Args<'replayEndpoint'>, options?: CallOptions): Promise<Answer<'replayEndpoint'>> {
    return this.call('replayEndpoint', args, options)
  }

  /**
   * Post a signed test event now. An event `endpoint_test`, neither stored nor repeated; also to a disabled endpoint.
   * `POST /manage/v1/endpoints/{endpointId}/test`
   */
  testEndpoint(args: Args<'testEndpoint'>, options?: CallOptions): Promise<Answer<'testEndpoint'>> {
    return this.call('testEndpoint', args, options)
  }

  /**
   * Pause an endpoint: its events wait. Its events wait until it is resumed.
   * `POST /manage/v1/endpoints/{endpointId}/pause`
   */
  pauseEndpoint(args: Args<'pauseEndpoint'>, options?: CallOptions): Promise<Answer<'pauseEndpoint'>> {
    return this.call('pauseEndpoint', args, options)
  }

  /**
   * Enable an endpoint again. Events that wait for it are delivered.
   * `POST /manage/v1/endpoints/{endpointId}/resume`
   */
  resumeEndpoint(args: Args<'resumeEndpoint'>, options?: CallOptions): Promise<Answer<'resumeEndpoint'>> {
    return this.call('resumeEndpoint', args, options)
  }

  /**
   * How a number stands at Meta, and its changes. Quality, limit, throughput, name and status, kept from webhooks and
   * by asking Meta every six hours.
   * `GET /manage/v1/bots/{botId}/quality`
   */
  getQuality(args: Args<'getQuality'>, options?: CallOptions): Promise<Answer<'getQuality'>> {
    return this.call('getQuality', args, options)
  }

  /**
   * Read the business profile. As Meta has it now.
   * `GET /manage/v1/bots/{botId}/profile`
   */
  getProfile(args: Args<'getProfile'>, options?: CallOptions): Promise<Answer<'getProfile'>> {
    return this.call('getProfile', args, options)
  }

  /**
   * Replace the business profile. At Meta, whose answer it waits for. An absent text is emptied, but for `about` and
   * `vertical`.
   * `PUT /manage/v1/bots/{botId}/profile`
   */
  replaceProfile(args: Args<'replaceProfile'>, options?: CallOptions): Promise<Answer<'replaceProfile'>> {
    return this.call('replaceProfile', args, options)
  }

  /**
   * How far the import of a number has come. Contacts and history of its phone app; null: nothing was asked for, and
   * nothing came.
   * `GET /manage/v1/bots/{botId}/import`
   */
  getNumberImport(args: Args<'getNumberImport'>, options?: CallOptions): Promise<Answer<'getNumberImport'>> {
    return this.call('getNumberImport', args, options)
  }

  /**
   * Import a number from its phone app. Meta sends both once, within a day of the connection; nobody is woken. Without
   * `parts`: those not asked for yet.
   * `POST /manage/v1/bots/{botId}/import`
   */
  importNumber(args: Args<'importNumber'>, options?: CallOptions): Promise<Answer<'importNumber'>> {
    return this.call('importNumber', args, options)
  }

  /**
   * Read what a new chat offers. As Meta has it now.
   * `GET /manage/v1/bots/{botId}/components`
   */
  getComponents(args: Args<'getComponents'>, options?: CallOptions): Promise<Answer<'getComponents'>> {
    return this.call('getComponents', args, options)
  }

  /**
   * Replace what a new chat offers. At Meta, all of both lists.
   * `POST /manage/v1/bots/{botId}/components`
   */
  replaceComponents(args: Args<'replaceComponents'>, options?: CallOptions): Promise<Answer<'replaceComponents'>> {
    return this.call('replaceComponents', args, options)
  }

  /**
   * List blocked people. As Meta has them, 100 a page.
   * `GET /manage/v1/bots/{botId}/blocked`
   */
  listBlocked(args: Args<'listBlocked'>, options?: CallOptions): Promise<Answer<'listBlocked'>> {
    return this.call('listBlocked', args, options)
  }

  /**
   * Block a person. Only whoever wrote in the last 24 hours.
   * `POST /manage/v1/bots/{botId}/blocked/{userId}`
   */
  blockUser(args: Args<'blockUser'>, options?: CallOptions): Promise<Answer<'blockUser'>> {
    return this.call('blockUser', args, options)
  }

  /**
   * Unblock a person. At Meta.
   * `DELETE /manage/v1/bots/{botId}/blocked/{userId}`
   */
  unblockUser(args: Args<'unblockUser'>, options?: CallOptions): Promise<Answer<'unblockUser'>> {
    return this.call('unblockUser', args, options)
  }

  /**
   * Delete a person from Meta's contact book. By the person's scoped id.
   * `DELETE /manage/v1/bots/{botId}/contact-book/{userId}`
   */
  deleteContact(args: Args<'deleteContact'>, options?: CallOptions): Promise<Answer<'deleteContact'>> {
    return this.call('deleteContact', args, options)
  }

  /**
   * List QR codes. At most 2,000.
   * `GET /manage/v1/bots/{botId}/qr-codes`
   */
  listQrCodes(args: Args<'listQrCodes'>, options?: CallOptions): Promise<Answer<'listQrCodes'>> {
    return this.call('listQrCodes', args, options)
  }

  /**
   * Create a QR code. It opens a chat with a message.
   * `POST /manage/v1/bots/{botId}/qr-codes`
   */
  createQrCode(args: Args<'createQrCode'>, options?: CallOptions): Promise<Answer<'createQrCode'>> {
    return this.call('createQrCode', args, options)
  }

  /**
   * Change a QR code. Its address stays.
   * `POST /manage/v1/bots/{botId}/qr-codes/{code}`
   */
  updateQrCode(args: Args<'updateQrCode'>, options?: CallOptions): Promise<Answer<'updateQrCode'>> {
    return this.call('updateQrCode', args, options)
  }

  /**
   * Delete a QR code. Printed ones lead nowhere then.
   * `DELETE /manage/v1/bots/{botId}/qr-codes/{code}`
   */
  deleteQrCode(args: Args<'deleteQrCode'>, options?: CallOptions): Promise<Answer<'deleteQrCode'>> {
    return this.call('deleteQrCode', args, options)
  }

  /**
   * Register a number. At most ten times in 72 hours.
   * `POST /manage/v1/bots/{botId}/registration`
   */
  registerNumber(args: Args<'registerNumber'>, options?: CallOptions): Promise<Answer<'registerNumber'>> {
    return this.call('registerNumber', args, options)
  }

  /**
   * Deregister a number. It neither sends nor receives then.
   * `DELETE /manage/v1/bots/{botId}/registration`
   */
  deregisterNumber(args: Args<'deregisterNumber'>, options?: CallOptions): Promise<Answer<'deregisterNumber'>> {
    return this.call('deregisterNumber', args, options)
  }

  /**
   * Set the PIN of a number. Of two-step verification.
   * `POST /manage/v1/bots/{botId}/registration/pin`
   */
  setPin(args: Args<'setPin'>, options?: CallOptions): Promise<Answer<'setPin'>> {
    return this.call('setPin', args, options)
  }

  /**
   * Ask for a verification code. Meta sends it to the number.
   * `POST /manage/v1/bots/{botId}/verification`
   */
  requestCode(args: Args<'requestCode'>, options?: CallOptions): Promise<Answer<'requestCode'>> {
    return this.call('requestCode', args, options)
  }

  /**
   * Verify a number by its code. With the code that Meta sent.
   * `POST /manage/v1/bots/{botId}/verification/code`
   */
  verifyCode(args: Args<'verifyCode'>, options?: CallOptions): Promise<Answer<'verifyCode'>> {
    return this.call('verifyCode', args, options)
  }

  /**
   * Where webhooks go. By Meta.
   * `GET /manage/v1/bots/{botId}/subscription`
   */
  getSubscription(args: Args<'getSubscription'>, options?: CallOptions): Promise<Answer<'getSubscription'>> {
    return this.call('getSubscription', args, options)
  }

  /**
   * Subscribe the app to webhooks. The account's or the number's own address.
   * `POST /manage/v1/bots/{botId}/subscription`
   */
  subscribe(args: Args<'subscribe'>, options?: CallOptions): Promise<Answer<'subscribe'>> {
    return this.call('subscribe', args, options)
  }

  /**
   * Unsubscribe the app from webhooks. The account sends nothing then.
   * `DELETE /manage/v1/bots/{botId}/subscription`
   */
  unsubscribe(args: Args<'unsubscribe'>, options?: CallOptions): Promise<Answer<'unsubscribe'>> {
    return this.call('unsubscribe', args, options)
  }

  /**
   * Read the username. As Meta has it now.
   * `GET /manage/v1/bots/{botId}/username`
   */
  getUsername(args: Args<'getUsername'>, options?: CallOptions): Promise<Answer<'getUsername'>> {
    return this.call('getUsername', args, options)
  }

  /**
   * Claim a username. `reserved` until usernames open in the country.
   * `POST /manage/v1/bots/{botId}/username`
   */
  setUsername(args: Args<'setUsername'>, options?: CallOptions): Promise<Answer<'setUsername'>> {
    return this.call('setUsername', args, options)
  }

  /**
   * Give up the username. Others may claim it then.
   * `DELETE /manage/v1/bots/{botId}/username`
   */
  deleteUsername(args: Args<'deleteUsername'>, options?: CallOptions): Promise<Answer<'deleteUsername'>> {
    return this.call('deleteUsername', args, options)
  }

  /**
   * Usernames that Meta suggests. Free ones.
   * `GET /manage/v1/bots/{botId}/username/suggestions`
   */
  listUsernames(args: Args<'listUsernames'>, options?: CallOptions): Promise<Answer<'listUsernames'>> {
    return this.call('listUsernames', args, options)
  }

  /**
   * List the runs of a skill. Newest first, with what its webhook was asked and answered.
   * `GET /manage/v1/bots/{botId}/skills/{skillId}/runs`
   */
  listSkillRuns(args: Args<'listSkillRuns'>, options?: CallOptions): Promise<Answer<'listSkillRuns'>> {
    return this.call('listSkillRuns', args, options)
  }

  /**
   * Find messages. Of every bot, newest first.
   * `GET /manage/v1/messages`
   */
  findMessages(args: Args<'findMessages'> = {}, options?: CallOptions): Promise<Answer<'findMessages'>> {
    return this.call('findMessages', args, options)
  }

  /**
   * Read figures over time. Steps of messages by the hour or day in which they happened; `asOf`: up to when.
   * `GET /manage/v1/figures`
   */
  getFigures(args: Args<'getFigures'> = {}, options?: CallOptions): Promise<Answer<'getFigures'>> {
    return this.call('getFigures', args, options)
  }

  /**
   * How the bots do now. Of the last minute; bots with alarms first, 200 at most; what is idle and well is left out.
   * `GET /manage/v1/overview`
   */
  getOverview(args: Args<'getOverview'> = {}, options?: CallOptions): Promise<Answer<'getOverview'>> {
    return this.call('getOverview', args, options)
  }

  /**
   * List events. Newest first, without their contents.
   * `GET /manage/v1/events`
   */
  listEvents(args: Args<'listEvents'> = {}, options?: CallOptions): Promise<Answer<'listEvents'>> {
    return this.call('listEvents', args, options)
  }

  /**
   * Read an event with its body and its deliveries. What endpoints receive of it, and what became of each delivery.
   * `GET /manage/v1/events/{eventId}`
   */
  getEvent(args: Args<'getEvent'>, options?: CallOptions): Promise<Answer<'getEvent'>> {
    return this.call('getEvent', args, options)
  }

  /**
   * List deliveries. Newest first, each with its last attempt.
   * `GET /manage/v1/deliveries`
   */
  listDeliveries(args: Args<'listDeliveries'> = {}, options?: CallOptions): Promise<Answer<'listDeliveries'>> {
    return this.call('listDeliveries', args, options)
  }

  /**
   * Read a delivery with its attempts. With what the receiver answered.
   * `GET /manage/v1/deliveries/{deliveryId}`
   */
  getDelivery(args: Args<'getDelivery'>, options?: CallOptions): Promise<Answer<'getDelivery'>> {
    return this.call('getDelivery', args, options)
  }

  /**
   * Send the event of a delivery again. As a new delivery behind what waits; one that waits is tried at once instead.
   * `POST /manage/v1/deliveries/{deliveryId}/resend`
   */
  resendDelivery(args: Args<'resendDelivery'>, options?: CallOptions): Promise<Answer<'resendDelivery'>> {
    return this.call('resendDelivery', args, options)
  }

  /**
   * Send the events of the deliveries that match a filter again. Ids unchanged, in the order of the events. An event
   * that waits for the endpoint is left out.
   * `POST /manage/v1/deliveries/resend`
   */
  resendDeliveries(args: Args<'resendDeliveries'>, options?: CallOptions): Promise<Answer<'resendDeliveries'>> {
    return this.call('resendDeliveries', args, options)
  }

  /**
   * List a team's conversations. Newest first, by the person's last message.
   * `GET /manage/v1/conversations`
   */
  listConversations(args: Args<'listConversations'> = {}, options?: CallOptions): Promise<Answer<'listConversations'>> {
    return this.call('listConversations', args, options)
  }

  /**
   * List who may answer. To whom its conversations may be assigned.
   * `GET /manage/v1/bots/{botId}/assignees`
   */
  listAssignees(args: Args<'listAssignees'>, options?: CallOptions): Promise<Answer<'listAssignees'>> {
    return this.call('listAssignees', args, options)
  }

  /**
   * Read a conversation. Who has it, labels, whether it was read.
   * `GET /manage/v1/bots/{botId}/conversations/{userId}`
   */
  getConversation(args: Args<'getConversation'>, options?: CallOptions): Promise<Answer<'getConversation'>> {
    return this.call('getConversation', args, options)
  }

  /**
   * Assign or label a conversation. Only the given fields.
   * `PATCH /manage/v1/bots/{botId}/conversations/{userId}`
   */
  updateConversation(args: Args<'updateConversation'>, options?: CallOptions): Promise<Answer<'updateConversation'>> {
    return this.call('updateConversation', args, options)
  }

  /**
   * Mark a conversation as read. Up to now.
   * `POST /manage/v1/bots/{botId}/conversations/{userId}/read`
   */
  readConversation(args: Args<'readConversation'>, options?: CallOptions): Promise<Answer<'readConversation'>> {
    return this.call('readConversation', args, options)
  }

  /**
   * Take, pass or give back a conversation. At Meta, where several answer.
   * `POST /manage/v1/bots/{botId}/conversations/{userId}/thread`
   */
  controlThread(args: Args<'controlThread'>, options?: CallOptions): Promise<Answer<'controlThread'>> {
    return this.call('controlThread', args, options)
  }

  /**
   * List notes. Newest first.
   * `GET /manage/v1/bots/{botId}/conversations/{userId}/notes`
   */
  listNotes(args: Args<'listNotes'>, options?: CallOptions): Promise<Answer<'listNotes'>> {
    return this.call('listNotes', args, options)
  }

  /**
   * Add a note. The person never sees it.
   * `POST /manage/v1/bots/{botId}/conversations/{userId}/notes`
   */
  createNote(args: Args<'createNote'>, options?: CallOptions): Promise<Answer<'createNote'>> {
    return this.call('createNote', args, options)
  }

  /**
   * Delete a note. For good.
   * `DELETE /manage/v1/bots/{botId}/conversations/{userId}/notes/{noteId}`
   */
  deleteNote(args: Args<'deleteNote'>, options?: CallOptions): Promise<Answer<'deleteNote'>> {
    return this.call('deleteNote', args, options)
  }

  /**
   * List quick answers. By name.
   * `GET /manage/v1/bots/{botId}/quick-answers`
   */
  listQuickAnswers(args: Args<'listQuickAnswers'>, options?: CallOptions): Promise<Answer<'listQuickAnswers'>> {
    return this.call('listQuickAnswers', args, options)
  }

  /**
   * Read a quick answer. With its variables.
   * `GET /manage/v1/bots/{botId}/quick-answers/{name}`
   */
  getQuickAnswer(args: Args<'getQuickAnswer'>, options?: CallOptions): Promise<Answer<'getQuickAnswer'>> {
    return this.call('getQuickAnswer', args, options)
  }

  /**
   * Create or replace a quick answer. A text to be filled and sent by hand.
   * `PUT /manage/v1/bots/{botId}/quick-answers/{name}`
   */
  putQuickAnswer(args: Args<'putQuickAnswer'>, options?: CallOptions): Promise<Answer<'putQuickAnswer'>> {
    return this.call('putQuickAnswer', args, options)
  }

  /**
   * Delete a quick answer. For good.
   * `DELETE /manage/v1/bots/{botId}/quick-answers/{name}`
   */
  deleteQuickAnswer(args: Args<'deleteQuickAnswer'>, options?: CallOptions): Promise<Answer<'deleteQuickAnswer'>> {
    return this.call('deleteQuickAnswer', args, options)
  }

  /**
   * Read costs. Counts of delivered messages, times the rates of their days; what has none is counted as such.
   * `GET /manage/v1/costs`
   */
  getCosts(args: Args<'getCosts'> = {}, options?: CallOptions): Promise<Answer<'getCosts'>> {
    return this.call('getCosts', args, options)
  }

  /**
   * List rate cards. By currency, the newest first.
   * `GET /manage/v1/rate-cards`
   */
  listRateCards(args: Args<'listRateCards'> = {}, options?: CallOptions): Promise<Answer<'listRateCards'>> {
    return this.call('listRateCards', args, options)
  }

  /**
   * Delete a rate card. Costs are read without it from then on.
   * `DELETE /manage/v1/rate-cards`
   */
  deleteRateCard(args: Args<'deleteRateCard'>, options?: CallOptions): Promise<Answer<'deleteRateCard'>> {
    return this.call('deleteRateCard', args, options)
  }

  /**
   * Store rate cards. A card replaces that of its day and currency.
   * `PUT /manage/v1/rate-cards`
   */
  putRateCards(args: Args<'putRateCards'>, options?: CallOptions): Promise<Answer<'putRateCards'>> {
    return this.call('putRateCards', args, options)
  }

  /**
   * List views. Own and shared ones, by name.
   * `GET /manage/v1/views`
   */
  listViews(args: Args<'listViews'> = {}, options?: CallOptions): Promise<Answer<'listViews'>> {
    return this.call('listViews', args, options)
  }

  /**
   * Save a view. Private unless `shared`.
   * `POST /manage/v1/views`
   */
  createView(args: Args<'createView'>, options?: CallOptions): Promise<Answer<'createView'>> {
    return this.call('createView', args, options)
  }

  /**
   * Read a view. Its filters.
   * `GET /manage/v1/views/{viewId}`
   */
  getView(args: Args<'getView'>, options?: CallOptions): Promise<Answer<'getView'>> {
    return this.call('getView', args, options)
  }

  /**
   * Change a view. Only the given fields.
   * `PATCH /manage/v1/views/{viewId}`
   */
  updateView(args: Args<'updateView'>, options?: CallOptions): Promise<Answer<'updateView'>> {
    return this.call('updateView', args, options)
  }

  /**
   * Delete a view. For good.
   * `DELETE /manage/v1/views/{viewId}`
   */
  deleteView(args: Args<'deleteView'>, options?: CallOptions): Promise<Answer<'deleteView'>> {
    return this.call('deleteView', args, options)
  }

  /**
   * List who gets no marketing. In force, newest first; those of all bots only with a role for all.
   * `GET /manage/v1/suppressions`
   */
  listSuppressions(args: Args<'listSuppressions'> = {}, options?: CallOptions): Promise<Answer<'listSuppressions'>> {
    return this.call('listSuppressions', args, options)
  }

  /**
   * Send somebody no more marketing. Of a bot, or of all.
   * `POST /manage/v1/suppressions`
   */
  createSuppression(args: Args<'createSuppression'>, options?: CallOptions): Promise<Answer<'createSuppression'>> {
    return this.call('createSuppression', args, options)
  }

  /**
   * Send somebody marketing again. By its id.
   * `DELETE /manage/v1/suppressions/{suppressionId}`
   */
  deleteSuppression(args: Args<'deleteSuppression'>, options?: CallOptions): Promise<Answer<'deleteSuppression'>> {
    return this.call('deleteSuppression', args, options)
  }

  /**
   * Add people from a CSV file. Columns: person, note. At most 20,000 rows; good ones are added, whatever is wrong with
   * others.
   * `POST /manage/v1/suppressions/import`
   */
  importSuppressions(args: Args<'importSuppressions'>, options?: CallOptions): Promise<Answer<'importSuppressions'>> {
    return this.call('importSuppressions', args, options)
  }

  /**
   * Download the list as CSV. As the import reads it.
   * `GET /manage/v1/suppressions/export`
   */
  exportSuppressions(args: Args<'exportSuppressions'> = {}, options?: CallOptions): Promise<Answer<'exportSuppressions'>> {
    return this.call('exportSuppressions', args, options)
  }

  /**
   * List skills. Handlers of buttons and messages.
   * `GET /manage/v1/bots/{botId}/skills`
   */
  listSkills(args: Args<'listSkills'>, options?: CallOptions): Promise<Answer<'listSkills'>> {
    return this.call('listSkills', args, options)
  }

  /**
   * Read a skill. A handler of buttons and messages.
   * `GET /manage/v1/bots/{botId}/skills/{skillId}`
   */
  getSkill(args: Args<'getSkill'>, options?: CallOptions): Promise<Answer<'getSkill'>> {
    return this.call('getSkill', args, options)
  }

  /**
   * Create or replace a skill. With messages that it sends, or a webhook that answers.
   * `PUT /manage/v1/bots/{botId}/skills/{skillId}`
   */
  putSkill(args: Args<'putSkill'>, options?: CallOptions): Promise<Answer<'putSkill'>> {
    return this.call('putSkill', args, options)
  }

  /**
   * Delete a skill. What waits for it goes to the bot webhook.
   * `DELETE /manage/v1/bots/{botId}/skills/{skillId}`
   */
  deleteSkill(args: Args<'deleteSkill'>, options?: CallOptions): Promise<Answer<'deleteSkill'>> {
    return this.call('deleteSkill', args, options)
  }

  /**
   * List unprocessed items from Meta. Items of webhooks that belong to no bot or cannot be read, newest first.
   * `GET /manage/v1/unprocessed`
   */
  listUnprocessed(args: Args<'listUnprocessed'> = {}, options?: CallOptions): Promise<Answer<'listUnprocessed'>> {
    return this.call('listUnprocessed', args, options)
  }

  /**
   * Read an item with its content. With its part of Meta's webhook.
   * `GET /manage/v1/unprocessed/{itemId}`
   */
  getUnprocessed(args: Args<'getUnprocessed'>, options?: CallOptions): Promise<Answer<'getUnprocessed'>> {
    return this.call('getUnprocessed', args, options)
  }

  /**
   * Replay an item. It is ingested if it now belongs to a bot.
   * `POST /manage/v1/unprocessed/{itemId}/replay`
   */
  replayUnprocessed(args: Args<'replayUnprocessed'>, options?: CallOptions): Promise<Answer<'replayUnprocessed'>> {
    return this.call('replayUnprocessed', args, options)
  }

  /**
   * Replay the items that match a filter, in batches. Continue with `next` of the answer as `after`, until it is null.
   * `POST /manage/v1/unprocessed/replay`
   */
  replayManyUnprocessed(args: Args<'replayManyUnprocessed'>, options?: CallOptions): Promise<Answer<'replayManyUnprocessed'>> {
    return this.call('replayManyUnprocessed', args, options)
  }

  /**
   * Check a bot: credentials, number, webhooks, endpoints. Asks Meta with the credentials of the bot. It changes
   * nothing and takes at most ten seconds.
   * `POST /manage/v1/bots/{botId}/check`
   */
  checkBot(args: Args<'checkBot'>, options?: CallOptions): Promise<Answer<'checkBot'>> {
    return this.call('checkBot', args, options)
  }

  /**
   * Check the installation: disk, database, clock, address, settings. It takes at most ten seconds.
   * `GET /manage/v1/diagnostics`
   */
  getDiagnostics(args: Args<'getDiagnostics'> = {}, options?: CallOptions): Promise<Answer<'getDiagnostics'>> {
    return this.call('getDiagnostics', args, options)
  }

  /**
   * Sign in. The session is a cookie.
   * `POST /manage/v1/sessions`
   */
  signIn(args: Args<'signIn'>, options?: CallOptions): Promise<Answer<'signIn'>> {
    return this.call('signIn', args, options)
  }

  /**
   * Read the purpose of a sign-in link. Whether it creates the first user or sets a password.
   * `POST /manage/v1/sessions/link`
   */
  readSignInLink(args: Args<'readSignInLink'>, options?: CallOptions): Promise<Answer<'readSignInLink'>> {
    return this.call('readSignInLink', args, options)
  }

  /**
   * Sign in with a single-use link. Sets a password, once, and signs in.
   * `POST /manage/v1/sessions/by-link`
   */
  signInByLink(args: Args<'signInByLink'>, options?: CallOptions): Promise<Answer<'signInByLink'>> {
    return this.call('signInByLink', args, options)
  }

  /**
   * Sign out. The session ends.
   * `DELETE /manage/v1/sessions/current`
   */
  signOut(args: Args<'signOut'> = {}, options?: CallOptions): Promise<Answer<'signOut'>> {
    return this.call('signOut', args, options)
  }

  /**
   * Read my identity and permissions. Of the caller: a user, an API key or the management token.
   * `GET /manage/v1/me`
   */
  getMe(args: Args<'getMe'> = {}, options?: CallOptions): Promise<Answer<'getMe'>> {
    return this.call('getMe', args, options)
  }

  /**
   * Change my password and end my other sessions. The current password is required.
   * `PUT /manage/v1/me/password`
   */
  changeMyPassword(args: Args<'changeMyPassword'>, options?: CallOptions): Promise<Answer<'changeMyPassword'>> {
    return this.call('changeMyPassword', args, options)
  }

  /**
   * Set up a second factor. It takes effect when it is confirmed.
   * `POST /manage/v1/me/totp`
   */
  startMyTotp(args: Args<'startMyTotp'>, options?: CallOptions): Promise<Answer<'startMyTotp'>> {
    return this.call('startMyTotp', args, options)
  }

  /**
   * Remove my second factor. The current password is required.
   * `DELETE /manage/v1/me/totp`
   */
  deleteMyTotp(args: Args<'deleteMyTotp'>, options?: CallOptions): Promise<Answer<'deleteMyTotp'>> {
    return this.call('deleteMyTotp', args, options)
  }

  /**
   * Confirm the second factor with a code. The answer shows the recovery codes, once.
   * `POST /manage/v1/me/totp/confirm`
   */
  confirmMyTotp(args: Args<'confirmMyTotp'>, options?: CallOptions): Promise<Answer<'confirmMyTotp'>> {
    return this.call('confirmMyTotp', args, options)
  }

  /**
   * List my sessions. Where I am signed in.
   * `GET /manage/v1/me/sessions`
   */
  listMySessions(args: Args<'listMySessions'> = {}, options?: CallOptions): Promise<Answer<'listMySessions'>> {
    return this.call('listMySessions', args, options)
  }

  /**
   * End one of my sessions. At once.
   * `DELETE /manage/v1/me/sessions/{sessionId}`
   */
  deleteMySession(args: Args<'deleteMySession'>, options?: CallOptions): Promise<Answer<'deleteMySession'>> {
    return this.call('deleteMySession', args, options)
  }

  /**
   * Invite a user. The answer has the link by which they set a password.
   * `POST /manage/v1/users`
   */
  createMember(args: Args<'createMember'>, options?: CallOptions): Promise<Answer<'createMember'>> {
    return this.call('createMember', args, options)
  }

  /**
   * List users. People who sign in to the management API.
   * `GET /manage/v1/users`
   */
  listMembers(args: Args<'listMembers'> = {}, options?: CallOptions): Promise<Answer<'listMembers'>> {
    return this.call('listMembers', args, options)
  }

  /**
   * Read a user. A person who signs in to the management API.
   * `GET /manage/v1/users/{memberId}`
   */
  getMember(args: Args<'getMember'>, options?: CallOptions): Promise<Answer<'getMember'>> {
    return this.call('getMember', args, options)
  }

  /**
   * Change a user. Name and roles, or disabled.
   * `PATCH /manage/v1/users/{memberId}`
   */
  updateMember(args: Args<'updateMember'>, options?: CallOptions): Promise<Answer<'updateMember'>> {
    return this.call('updateMember', args, options)
  }

  /**
   * Delete a user. Not the last one who may do everything.
   * `DELETE /manage/v1/users/{memberId}`
   */
  deleteMember(args: Args<'deleteMember'>, options?: CallOptions): Promise<Answer<'deleteMember'>> {
    return this.call('deleteMember', args, options)
  }

  /**
   * Create a single-use link to set a user's password. The link works once.
   * `POST /manage/v1/users/{memberId}/links`
   */
  createMemberLink(args: Args<'createMemberLink'>, options?: CallOptions): Promise<Answer<'createMemberLink'>> {
    return this.call('createMemberLink', args, options)
  }

  /**
   * Remove a user's second factor. For a lost authenticator.
   * `DELETE /manage/v1/users/{memberId}/totp`
   */
  deleteMemberTotp(args: Args<'deleteMemberTotp'>, options?: CallOptions): Promise<Answer<'deleteMemberTotp'>> {
    return this.call('deleteMemberTotp', args, options)
  }

  /**
   * List a user's sessions. Where the user is signed in.
   * `GET /manage/v1/users/{memberId}/sessions`
   */
  listMemberSessions(args: Args<'listMemberSessions'>, options?: CallOptions): Promise<Answer<'listMemberSessions'>> {
    return this.call('listMemberSessions', args, options)
  }

  /**
   * End all sessions of a user. The user is signed out everywhere.
   * `DELETE /manage/v1/users/{memberId}/sessions`
   */
  deleteMemberSessions(args: Args<'deleteMemberSessions'>, options?: CallOptions): Promise<Answer<'deleteMemberSessions'>> {
    return this.call('deleteMemberSessions', args, options)
  }

  /**
   * End one session of a user. At once.
   * `DELETE /manage/v1/users/{memberId}/sessions/{sessionId}`
   */
  deleteMemberSession(args: Args<'deleteMemberSession'>, options?: CallOptions): Promise<Answer<'deleteMemberSession'>> {
    return this.call('deleteMemberSession', args, options)
  }

  /**
   * Create an API key. With roles, bots and an expiry. Shown once.
   * `POST /manage/v1/api-keys`
   */
  createApiKey(args: Args<'createApiKey'>, options?: CallOptions): Promise<Answer<'createApiKey'>> {
    return this.call('createApiKey', args, options)
  }

  /**
   * List API keys. With their roles, expiry and last use.
   * `GET /manage/v1/api-keys`
   */
  listApiKeys(args: Args<'listApiKeys'> = {}, options?: CallOptions): Promise<Answer<'listApiKeys'>> {
    return this.call('listApiKeys', args, options)
  }

  /**
   * Read an API key. With its roles, expiry and last use.
   * `GET /manage/v1/api-keys/{keyId}`
   */
  getApiKey(args: Args<'getApiKey'>, options?: CallOptions): Promise<Answer<'getApiKey'>> {
    return this.call('getApiKey', args, options)
  }

  /**
   * Revoke an API key. It ends at once.
   * `DELETE /manage/v1/api-keys/{keyId}`
   */
  deleteApiKey(args: Args<'deleteApiKey'>, options?: CallOptions): Promise<Answer<'deleteApiKey'>> {
    return this.call('deleteApiKey', args, options)
  }

  /**
   * Read the audit trail. Who did what, newest first; all of it as NDJSON or CSV by `format`.
   * `GET /manage/v1/audit`
   */
  listAuditTrail(args: Args<'listAuditTrail'> = {}, options?: CallOptions): Promise<Answer<'listAuditTrail'>> {
    return this.call('listAuditTrail', args, options)
  }

  /**
   * List refused requests. What would have changed something, newest first, without texts. Kept for a week.
   * `GET /manage/v1/refusals`
   */
  listRefusals(args: Args<'listRefusals'> = {}, options?: CallOptions): Promise<Answer<'listRefusals'>> {
    return this.call('listRefusals', args, options)
  }

  /**
   * Read the progress of the key rotation. Its state, and how many rows are left.
   * `GET /manage/v1/key-rotation`
   */
  getKeyRotation(args: Args<'getKeyRotation'> = {}, options?: CallOptions): Promise<Answer<'getKeyRotation'>> {
    return this.call('getKeyRotation', args, options)
  }

  /**
   * Seal all secrets under new keys. Runs in the background, also after restarts. Secrets of clients, keys and bots
   * stay the same.
   * `POST /manage/v1/key-rotation`
   */
  startKeyRotation(args: Args<'startKeyRotation'> = {}, options?: CallOptions): Promise<Answer<'startKeyRotation'>> {
    return this.call('startKeyRotation', args, options)
  }

  /**
   * End the overlap of a rotation. Earlier addresses of files and events return 404 from now on.
   * `POST /manage/v1/key-rotation/end`
   */
  endKeyRotation(args: Args<'endKeyRotation'> = {}, options?: CallOptions): Promise<Answer<'endKeyRotation'>> {
    return this.call('endKeyRotation', args, options)
  }

  /**
   * How much the process logs. Of the process that is asked.
   * `GET /manage/v1/log-level`
   */
  getLogLevel(args: Args<'getLogLevel'> = {}, options?: CallOptions): Promise<Answer<'getLogLevel'>> {
    return this.call('getLogLevel', args, options)
  }

  /**
   * Log more or less, without a restart. Of the process that is asked. At `debug` there is one line for each request.
   * `PUT /manage/v1/log-level`
   */
  setLogLevel(args: Args<'setLogLevel'>, options?: CallOptions): Promise<Answer<'setLogLevel'>> {
    return this.call('setLogLevel', args, options)
  }

  /**
   * List the settings in force. Of the process that is asked; secrets are only said to be set.
   * `GET /manage/v1/settings`
   */
  listSettings(args: Args<'listSettings'> = {}, options?: CallOptions): Promise<Answer<'listSettings'>> {
    return this.call('listSettings', args, options)
  }

  /**
   * List campaigns. Campaigns of a bot, newest first.
   * `GET /v1/campaigns`
   */
  listCampaigns(args: Args<'listCampaigns'>, options?: CallOptions): Promise<Answer<'listCampaigns'>> {
    return this.call('listCampaigns', args, options)
  }

  /**
   * Read a campaign with its counts. Each row is counted once, by its latest message.
   * `GET /v1/campaigns/{campaignId}`
   */
  getCampaign(args: Args<'getCampaign'>, options?: CallOptions): Promise<Answer<'getCampaign'>> {
    return this.call('getCampaign', args, options)
  }

  /**
   * Download the report of every row as CSV or XLSX. Every row and what became of it.
   * `GET /v1/campaigns/{campaignId}/report`
   */
  getCampaignReport(args: Args<'getCampaignReport'>, options?: CallOptions): Promise<Answer<'getCampaignReport'>> {
    return this.call('getCampaignReport', args, options)
  }

  /**
   * Retry the failed rows. Failed rows get a new message.
   * `POST /v1/campaigns/{campaignId}/retry`
   */
  retryCampaign(args: Args<'retryCampaign'>, options?: CallOptions): Promise<Answer<'retryCampaign'>> {
    return this.call('retryCampaign', args, options)
  }

  /**
   * Pause a campaign. No further row is sent until it is resumed.
   * `POST /v1/campaigns/{campaignId}/pause`
   */
  pauseCampaign(args: Args<'pauseCampaign'>, options?: CallOptions): Promise<Answer<'pauseCampaign'>> {
    return this.call('pauseCampaign', args, options)
  }

  /**
   * Resume a paused campaign. The remaining rows are sent.
   * `POST /v1/campaigns/{campaignId}/resume`
   */
  resumeCampaign(args: Args<'resumeCampaign'>, options?: CallOptions): Promise<Answer<'resumeCampaign'>> {
    return this.call('resumeCampaign', args, options)
  }

  /**
   * Cancel a campaign. No further row is sent, and queued messages are canceled.
   * `POST /v1/campaigns/{campaignId}/cancel`
   */
  cancelCampaign(args: Args<'cancelCampaign'>, options?: CallOptions): Promise<Answer<'cancelCampaign'>> {
    return this.call('cancelCampaign', args, options)
  }

  /**
   * List the people of a campaign. In the order of the file; of messages, as they were made.
   * `GET /v1/campaigns/{campaignId}/people`
   */
  listCampaignPeople(args: Args<'listCampaignPeople'>, options?: CallOptions): Promise<Answer<'listCampaignPeople'>> {
    return this.call('listCampaignPeople', args, options)
  }

  /**
   * Send a template to every row of a file. As JSON with the address of the CSV file, or as a form with the file.
   * `POST /v1/hsm/file`
   */
  createCampaign(args: Args<'createCampaign'>, options?: CallOptions): Promise<Answer<'createCampaign'>> {
    return this.call('createCampaign', args, options)
  }

  /**
   * Preview a campaign. What a file would send, its problems and its cost. Nothing is sent.
   * `POST /v1/campaigns/preview`
   */
  previewCampaign(args: Args<'previewCampaign'>, options?: CallOptions): Promise<Answer<'previewCampaign'>> {
    return this.call('previewCampaign', args, options)
  }

  /**
   * Upload a file to send. To be sent by its address.
   * `POST /manage/v1/bots/{botId}/files`
   */
  uploadFile(args: Args<'uploadFile'>, options?: CallOptions): Promise<Answer<'uploadFile'>> {
    return this.call('uploadFile', args, options)
  }

  /**
   * Replace the profile's picture. At Meta: a square JPEG or PNG of at most 5 MB.
   * `POST /manage/v1/bots/{botId}/profile/picture`
   */
  replaceProfilePicture(args: Args<'replaceProfilePicture'>, options?: CallOptions): Promise<Answer<'replaceProfilePicture'>> {
    return this.call('replaceProfilePicture', args, options)
  }

  /**
   * Upload the sample of a template's header. To Meta: JPEG or PNG, MP4, PDF; at most 16 MB.
   * `POST /manage/v1/bots/{botId}/template-samples`
   */
  uploadTemplateSample(args: Args<'uploadTemplateSample'>, options?: CallOptions): Promise<Answer<'uploadTemplateSample'>> {
    return this.call('uploadTemplateSample', args, options)
  }

  /**
   * Liveness. The process answers.
   * `GET /healthz`
   */
  getLiveness(args: Args<'getLiveness'> = {}, options?: CallOptions): Promise<Answer<'getLiveness'>> {
    return this.call('getLiveness', args, options)
  }

  /**
   * Check readiness: store writable, lanes running. 503 when not, with the check that failed.
   * `GET /readyz`
   */
  getReadiness(args: Args<'getReadiness'> = {}, options?: CallOptions): Promise<Answer<'getReadiness'>> {
    return this.call('getReadiness', args, options)
  }

  /**
   * Prometheus metrics. docs/metrics.md describes them.
   * `GET /metrics`
   */
  getMetrics(args: Args<'getMetrics'> = {}, options?: CallOptions): Promise<Answer<'getMetrics'>> {
    return this.call('getMetrics', args, options)
  }

  /**
   * Answer the handshake of Meta's webhook. Any bot's verify token is accepted; the answer is the challenge.
   * `GET /meta/webhook`
   */
  verifyMetaWebhook(args: Args<'verifyMetaWebhook'> = {}, options?: CallOptions): Promise<Answer<'verifyMetaWebhook'>> {
    return this.call('verifyMetaWebhook', args, options)
  }

  /**
   * Receive signed webhooks from Meta. Messages, statuses and changes, signed with the app secret; up to 3 MiB. The
   * answer comes when all of it is stored.
   * `POST /meta/webhook`
   */
  receiveMetaWebhook(args: Args<'receiveMetaWebhook'> = {}, options?: CallOptions): Promise<Answer<'receiveMetaWebhook'>> {
    return this.call('receiveMetaWebhook', args, options)
  }
}
