/**
 * Generated from openapi.json by `npm run openapi`; not written by hand.
 * openapi.json: df27f1e7f76d87ff2ce0bf4d81d8c383cdef0d6e5652f8fd5c702e878337e51a
 * what follows: bd643e99cf7568b3c0d830bf1f4f09f11b861c48b745a93c2210a048e337bf9d
 */
export interface paths {
    "/v1/bots/{botId}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message
         * @description Inside the 24-hour window after the person's last message; `type` selects the kind.
         */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/whatsapp/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message, with the bot in the body
         * @description The same as sendMessage, with `botId` in the body.
         */
        post: operations["sendWhatsappMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/users/{userId}/flow_message": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a flow
         * @description A flow to the user in the path.
         */
        post: operations["sendFlow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/messages/{messageId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the timeline of a message
         * @description States, attempts and events of a message that was sent or received.
         */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        /**
         * Cancel a queued message
         * @description Only while it is queued; otherwise 409.
         */
        delete: operations["cancelMessage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/whatsapp/{botId}/hsm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a template
         * @description An approved template to up to 10,000 destinations, at any time.
         */
        post: operations["sendTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List templates
         * @description In both shapes of the compatible API.
         */
        get: operations["listTemplates"];
        put?: never;
        /**
         * Create a template
         * @description For approval by Meta, or as a draft with `sendToAprove=false`.
         */
        post: operations["createTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/templates/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sync templates with Meta
         * @description Asks Meta for its templates and stores them.
         */
        post: operations["syncTemplates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/templates/{elementName}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a template
         * @description In all its languages, or in one.
         */
        get: operations["getTemplate"];
        /**
         * Replace a template
         * @description Writes all of it; fields that are absent are removed.
         */
        put: operations["replaceTemplate"];
        post?: never;
        /**
         * Delete a template
         * @description In one language, or in all with `language=all`.
         */
        delete: operations["deleteTemplate"];
        options?: never;
        head?: never;
        /**
         * Change a template
         * @description Only the given fields.
         */
        patch: operations["updateTemplate"];
        trace?: never;
    };
    "/v1/bots/{botId}/templates/{elementName}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview a template
         * @description The template with its values as the person will read it. Nothing is sent.
         */
        post: operations["previewTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/campaigns/{campaignId}/template-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a template within a campaign
         * @description An approved template to one person, by Meta's id or by name, within a campaign.
         */
        post: operations["sendTemplateById"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/external/bots/{botId}/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List notifications
         * @description Template messages with their states and statistics; `download=true` returns them as CSV.
         */
        get: operations["listExternalNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List notifications
         * @description The same as listExternalNotifications, on the older path.
         */
        get: operations["listNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/notifications/{notificationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a notification
         * @description A template message with its state.
         */
        get: operations["getNotification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/external/messages/history/{botId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the message history
         * @description Messages in both directions, newest first.
         */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/media/{mediaId}/{signature}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a file that a person sent
         * @description At the address that webhooks carry; a part of it by `Range`.
         */
        get: operations["getSignedMedia"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/media/{mediaId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a file that a person sent, with credentials
         * @description With credentials, for as long as the file is kept; a part of it by `Range`.
         */
        get: operations["getMedia"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/media/{mediaId}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a file's address
         * @description The address from the webhooks returns 410 from then on. With credentials the file is still available.
         */
        post: operations["revokeMedia"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/external/assets/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh a file's address
         * @description For 15 to 60 minutes, of a file that is still stored.
         */
        post: operations["refreshMediaAddress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{eventId}/{signature}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download an event that was too large to post
         * @description At the address that its webhook carries as `whole.url`.
         */
        get: operations["getSignedEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user's state
         * @description Who answers the person: `auto` or `manual`.
         */
        get: operations["getUserState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change a user's state
         * @description For a time, or until it is changed.
         */
        post: operations["setUserState"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users
         * @description Whoever wrote last comes first.
         */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/users/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a user
         * @description Window, state, skill, memory and the last messages.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Erase a person
         * @description Nothing of the person is left except a keyed hash of the ids at Meta, so that repeated webhooks do not restore it. Queued messages are canceled. Counts of campaigns stay. It cannot be undone.
         */
        delete: operations["eraseUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/users/{userId}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export a person's data
         * @description Everything that the bot stores about the person, as one JSON document.
         */
        get: operations["exportUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/cache": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user's memory
         * @description The person's memory, with the bot in the query.
         */
        get: operations["getUserCache"];
        put?: never;
        /**
         * Add to a user's memory
         * @description Keys are added or replaced; null removes one. With the bot in the body.
         */
        post: operations["addUserCache"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/users/{userId}/cache": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a user's memory, with the bot in the path
         * @description What the bot remembers of the person.
         */
        get: operations["getUserMemory"];
        put?: never;
        /**
         * Add to a user's memory, with the bot in the path
         * @description Keys are added or replaced; null removes one.
         */
        post: operations["addUserMemory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/users/{userId}/storedParams/legacy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Legacy: read a user's memory
         * @description The same memory in an older form.
         */
        get: operations["getStoredParams"];
        put?: never;
        /**
         * Legacy: add to a user's memory
         * @description Keys stand in the body directly; the answer is all of the memory.
         */
        post: operations["addStoredParams"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workflows/v2/memory/users/set": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Memory v2: write keys of a user's memory
         * @description Keys of the memory, each with its value, life and kind of content.
         */
        post: operations["setMemory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workflows/v2/memory/users/find-one": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Memory v2: read one key of a user's memory
         * @description With its end.
         */
        post: operations["findMemoryKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workflows/v2/memory/users/get-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Memory v2: read all of a user's memory
         * @description All keys with their ends.
         */
        post: operations["getMemory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/users/{userId}/skill/{skillId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a skill
         * @description The skill answers the person from now on and sends its messages at once.
         */
        post: operations["startSkill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/users/{userId}/flow/{flowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Legacy: start a skill
         * @description The same as startSkill, by its older name.
         */
        post: operations["startFlow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/conversations/external/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a conversation
         * @description No skill is active any more, and the person is in `auto`.
         */
        post: operations["closeConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/messages/{messageId}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark a message as read
         * @description A person's message, by our id or its wamid; Meta marks what came before it too.
         */
        post: operations["markMessageRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{roomId}/message": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send messages to a room
         * @description Up to ten messages to the person of a room, all or none.
         */
        post: operations["sendRoomMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the bot webhook
         * @description The address, or null.
         */
        get: operations["getBotWebhook"];
        put?: never;
        /**
         * Register the bot webhook
         * @description The address that receives what people write.
         */
        post: operations["setBotWebhook"];
        /**
         * Remove the bot webhook
         * @description Events that wait for it are dropped.
         */
        delete: operations["deleteBotWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bots/{botId}/events/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read event subscriptions
         * @description The registered addresses, by event.
         */
        get: operations["getEventWebhooks"];
        put?: never;
        /**
         * Subscribe to events
         * @description An event belongs to the address that was posted last.
         */
        post: operations["setEventWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/platform/v1/external-support/{projectId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register the support panel
         * @description Conversations in `manual` go there; `projectId` is the bot.
         */
        post: operations["registerSupportPanel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jelouapi/v1/external-support/{projectId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Legacy: register the support panel
         * @description Under the older path.
         */
        post: operations["registerLegacySupportPanel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/external-support/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receive from the support panel
         * @description An agent answers or ends a conversation. `X-Jelou-Signature`: `sha256=` and the hex HMAC of the bytes.
         */
        post: operations["receiveSupportMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List bots
         * @description Those that the caller may see.
         */
        get: operations["listBots"];
        put?: never;
        /**
         * Create a bot
         * @description The answer shows the signing secret of the bot's webhooks.
         */
        post: operations["createBot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/deleted-bots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deleted bots and the progress of their deletion
         * @description How far each deletion has come, and which number may use the id again.
         */
        get: operations["listDeletedBots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a bot
         * @description Credentials are shown only as present or not.
         */
        get: operations["getBot"];
        put?: never;
        post?: never;
        /**
         * Delete a bot
         * @description Queued work ends, and its events are delivered.
         */
        delete: operations["deleteBot"];
        options?: never;
        head?: never;
        /**
         * Change a bot
         * @description Only the given fields.
         */
        patch: operations["updateBot"];
        trace?: never;
    };
    "/manage/v1/bots/{botId}/webhook-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the webhook secret
         * @description The former secret also signs for a while: a day, or `overlapSeconds`.
         */
        post: operations["renewWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List clients
         * @description Credentials of the compatible API and their bots.
         */
        get: operations["listClients"];
        put?: never;
        /**
         * Create a client
         * @description The answer shows its secret, once.
         */
        post: operations["createClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/clients/{clientId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a client
         * @description A credential of the compatible API and its bots.
         */
        get: operations["getClient"];
        put?: never;
        post?: never;
        /**
         * Delete a client
         * @description Its secrets end at once.
         */
        delete: operations["deleteClient"];
        options?: never;
        head?: never;
        /**
         * Change a client
         * @description Only the given fields.
         */
        patch: operations["updateClient"];
        trace?: never;
    };
    "/manage/v1/clients/{clientId}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate a client's secret
         * @description Old secrets end after `overlapSeconds`, a day by default.
         */
        post: operations["renewClientSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/template-library": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Browse Meta's template library
         * @description As Meta has it. Texts are fixed; parameters have types.
         */
        get: operations["browseTemplateLibrary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/template-insights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read whether templates are counted
         * @description `refused`: Meta is asked no more.
         */
        get: operations["getTemplateInsights"];
        put?: never;
        /**
         * Have templates counted
         * @description For the account, for ever.
         */
        post: operations["enableTemplateInsights"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/templates/{elementName}/insights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the days of a template
         * @description As Meta counts, oldest first.
         */
        get: operations["listTemplateDays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List templates
         * @description In Meta's own JSON.
         */
        get: operations["listTemplateDefinitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/templates/{elementName}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the changes of a template
         * @description What Meta told and syncs found, newest first.
         */
        get: operations["listTemplateChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/templates/{elementName}/{language}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Create or replace a template
         * @description In Meta's own JSON: sends are checked against it. Meta is not asked.
         */
        put: operations["putTemplateDefinition"];
        post?: never;
        /**
         * Delete a template
         * @description Here only, not at Meta.
         */
        delete: operations["deleteTemplateDefinition"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/support-panel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the support panel
         * @description An endpoint of the bot.
         */
        get: operations["getSupportPanel"];
        /**
         * Make or change the support panel
         * @description The secret is shown when it is made.
         */
        put: operations["putSupportPanel"];
        post?: never;
        /**
         * Remove the support panel
         * @description Its waiting events go too.
         */
        delete: operations["deleteSupportPanel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/support-panel/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the support panel's secret
         * @description The former one is valid for a day for what the panel sends.
         */
        post: operations["renewSupportPanelSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List endpoints
         * @description Those that clients registered too.
         */
        get: operations["listEndpoints"];
        put?: never;
        /**
         * Create an endpoint
         * @description An address, its events and its credential.
         */
        post: operations["createEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/endpoints/{endpointId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete an endpoint and its waiting events
         * @description With the events that wait for it.
         */
        delete: operations["deleteEndpoint"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/endpoints/{endpointId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an endpoint
         * @description `tasks` are its replays and resumptions in progress.
         */
        get: operations["getEndpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an endpoint
         * @description Writes the fields that are given. A new address drops the credential of the old one.
         */
        patch: operations["updateEndpoint"];
        trace?: never;
    };
    "/manage/v1/endpoints/{endpointId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay a range of events
         * @description Sends the events of a range again, or only those that it has not received.
         */
        post: operations["replayEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/endpoints/{endpointId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post a signed test event now
         * @description An event `endpoint_test`, neither stored nor repeated; also to a disabled endpoint.
         */
        post: operations["testEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/endpoints/{endpointId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause an endpoint: its events wait
         * @description Its events wait until it is resumed.
         */
        post: operations["pauseEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/endpoints/{endpointId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable an endpoint again
         * @description Events that wait for it are delivered.
         */
        post: operations["resumeEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a number stands at Meta, and its changes
         * @description Quality, limit, throughput, name and status, kept from webhooks and by asking Meta every six hours.
         */
        get: operations["getQuality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the business profile
         * @description As Meta has it now.
         */
        get: operations["getProfile"];
        /**
         * Replace the business profile
         * @description At Meta, whose answer it waits for. An absent text is emptied, but for `about` and `vertical`.
         */
        put: operations["replaceProfile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far the import of a number has come
         * @description Contacts and history of its phone app; null: nothing was asked for, and nothing came.
         */
        get: operations["getNumberImport"];
        put?: never;
        /**
         * Import a number from its phone app
         * @description Meta sends both once, within a day of the connection; nobody is woken. Without `parts`: those not asked for yet.
         */
        post: operations["importNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/components": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what a new chat offers
         * @description As Meta has it now.
         */
        get: operations["getComponents"];
        put?: never;
        /**
         * Replace what a new chat offers
         * @description At Meta, all of both lists.
         */
        post: operations["replaceComponents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/blocked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List blocked people
         * @description As Meta has them, 100 a page.
         */
        get: operations["listBlocked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/blocked/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Block a person
         * @description Only whoever wrote in the last 24 hours.
         */
        post: operations["blockUser"];
        /**
         * Unblock a person
         * @description At Meta.
         */
        delete: operations["unblockUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/contact-book/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a person from Meta's contact book
         * @description By the person's scoped id.
         */
        delete: operations["deleteContact"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/qr-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List QR codes
         * @description At most 2,000.
         */
        get: operations["listQrCodes"];
        put?: never;
        /**
         * Create a QR code
         * @description It opens a chat with a message.
         */
        post: operations["createQrCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/qr-codes/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change a QR code
         * @description Its address stays.
         */
        post: operations["updateQrCode"];
        /**
         * Delete a QR code
         * @description Printed ones lead nowhere then.
         */
        delete: operations["deleteQrCode"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a number
         * @description At most ten times in 72 hours.
         */
        post: operations["registerNumber"];
        /**
         * Deregister a number
         * @description It neither sends nor receives then.
         */
        delete: operations["deregisterNumber"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/registration/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the PIN of a number
         * @description Of two-step verification.
         */
        post: operations["setPin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a verification code
         * @description Meta sends it to the number.
         */
        post: operations["requestCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/verification/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify a number by its code
         * @description With the code that Meta sent.
         */
        post: operations["verifyCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where webhooks go
         * @description By Meta.
         */
        get: operations["getSubscription"];
        put?: never;
        /**
         * Subscribe the app to webhooks
         * @description The account's or the number's own address.
         */
        post: operations["subscribe"];
        /**
         * Unsubscribe the app from webhooks
         * @description The account sends nothing then.
         */
        delete: operations["unsubscribe"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/username": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the username
         * @description As Meta has it now.
         */
        get: operations["getUsername"];
        put?: never;
        /**
         * Claim a username
         * @description `reserved` until usernames open in the country.
         */
        post: operations["setUsername"];
        /**
         * Give up the username
         * @description Others may claim it then.
         */
        delete: operations["deleteUsername"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/username/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Usernames that Meta suggests
         * @description Free ones.
         */
        get: operations["listUsernames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/skills/{skillId}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the runs of a skill
         * @description Newest first, with what its webhook was asked and answered.
         */
        get: operations["listSkillRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find messages
         * @description Of every bot, newest first.
         */
        get: operations["findMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read figures over time
         * @description Steps of messages by the hour or day in which they happened; `asOf`: up to when.
         */
        get: operations["getFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the bots do now
         * @description Of the last minute; bots with alarms first, 200 at most; what is idle and well is left out.
         */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List events
         * @description Newest first, without their contents.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/events/{eventId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an event with its body and its deliveries
         * @description What endpoints receive of it, and what became of each delivery.
         */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow events while they happen
         * @description Server-sent events. With the last `id` again nothing is missed; `reset`: that is too old, read anew.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries
         * @description Newest first, each with its last attempt.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a delivery with its attempts
         * @description With what the receiver answered.
         */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/deliveries/{deliveryId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the event of a delivery again
         * @description As a new delivery behind what waits; one that waits is tried at once instead.
         */
        post: operations["resendDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/deliveries/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the events of the deliveries that match a filter again
         * @description Ids unchanged, in the order of the events. An event that waits for the endpoint is left out.
         */
        post: operations["resendDeliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a team's conversations
         * @description Newest first, by the person's last message.
         */
        get: operations["listConversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/assignees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who may answer
         * @description To whom its conversations may be assigned.
         */
        get: operations["listAssignees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/conversations/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a conversation
         * @description Who has it, labels, whether it was read.
         */
        get: operations["getConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Assign or label a conversation
         * @description Only the given fields.
         */
        patch: operations["updateConversation"];
        trace?: never;
    };
    "/manage/v1/bots/{botId}/conversations/{userId}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark a conversation as read
         * @description Up to now.
         */
        post: operations["readConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/conversations/{userId}/thread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take, pass or give back a conversation
         * @description At Meta, where several answer.
         */
        post: operations["controlThread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/conversations/{userId}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List notes
         * @description Newest first.
         */
        get: operations["listNotes"];
        put?: never;
        /**
         * Add a note
         * @description The person never sees it.
         */
        post: operations["createNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/conversations/{userId}/notes/{noteId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a note
         * @description For good.
         */
        delete: operations["deleteNote"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/quick-answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List quick answers
         * @description By name.
         */
        get: operations["listQuickAnswers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/quick-answers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a quick answer
         * @description With its variables.
         */
        get: operations["getQuickAnswer"];
        /**
         * Create or replace a quick answer
         * @description A text to be filled and sent by hand.
         */
        put: operations["putQuickAnswer"];
        post?: never;
        /**
         * Delete a quick answer
         * @description For good.
         */
        delete: operations["deleteQuickAnswer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read costs
         * @description Counts of delivered messages, times the rates of their days; what has none is counted as such.
         */
        get: operations["getCosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/rate-cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rate cards
         * @description By currency, the newest first.
         */
        get: operations["listRateCards"];
        /**
         * Store rate cards
         * @description A card replaces that of its day and currency.
         */
        put: operations["putRateCards"];
        post?: never;
        /**
         * Delete a rate card
         * @description Costs are read without it from then on.
         */
        delete: operations["deleteRateCard"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List views
         * @description Own and shared ones, by name.
         */
        get: operations["listViews"];
        put?: never;
        /**
         * Save a view
         * @description Private unless `shared`.
         */
        post: operations["createView"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/views/{viewId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a view
         * @description Its filters.
         */
        get: operations["getView"];
        put?: never;
        post?: never;
        /**
         * Delete a view
         * @description For good.
         */
        delete: operations["deleteView"];
        options?: never;
        head?: never;
        /**
         * Change a view
         * @description Only the given fields.
         */
        patch: operations["updateView"];
        trace?: never;
    };
    "/manage/v1/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who gets no marketing
         * @description In force, newest first; those of all bots only with a role for all.
         */
        get: operations["listSuppressions"];
        put?: never;
        /**
         * Send somebody no more marketing
         * @description Of a bot, or of all.
         */
        post: operations["createSuppression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/suppressions/{suppressionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Send somebody marketing again
         * @description By its id.
         */
        delete: operations["deleteSuppression"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/suppressions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add people from a CSV file
         * @description Columns: person, note. At most 20,000 rows; good ones are added, whatever is wrong with others.
         */
        post: operations["importSuppressions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/suppressions/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the list as CSV
         * @description As the import reads it.
         */
        get: operations["exportSuppressions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/skills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List skills
         * @description Handlers of buttons and messages.
         */
        get: operations["listSkills"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/skills/{skillId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a skill
         * @description A handler of buttons and messages.
         */
        get: operations["getSkill"];
        /**
         * Create or replace a skill
         * @description With messages that it sends, or a webhook that answers.
         */
        put: operations["putSkill"];
        post?: never;
        /**
         * Delete a skill
         * @description What waits for it goes to the bot webhook.
         */
        delete: operations["deleteSkill"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/unprocessed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List unprocessed items from Meta
         * @description Items of webhooks that belong to no bot or cannot be read, newest first.
         */
        get: operations["listUnprocessed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/unprocessed/{itemId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an item with its content
         * @description With its part of Meta's webhook.
         */
        get: operations["getUnprocessed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/unprocessed/{itemId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay an item
         * @description It is ingested if it now belongs to a bot.
         */
        post: operations["replayUnprocessed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/unprocessed/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay the items that match a filter, in batches
         * @description Continue with `next` of the answer as `after`, until it is null.
         */
        post: operations["replayManyUnprocessed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a bot: credentials, number, webhooks, endpoints
         * @description Asks Meta with the credentials of the bot. It changes nothing and takes at most ten seconds.
         */
        post: operations["checkBot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/diagnostics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check the installation: disk, database, clock, address, settings
         * @description It takes at most ten seconds.
         */
        get: operations["getDiagnostics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description The session is a cookie.
         */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/sessions/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read the purpose of a sign-in link
         * @description Whether it creates the first user or sets a password.
         */
        post: operations["readSignInLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/sessions/by-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a single-use link
         * @description Sets a password, once, and signs in.
         */
        post: operations["signInByLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out
         * @description The session ends.
         */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read my identity and permissions
         * @description Of the caller: a user, an API key or the management token.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change my password and end my other sessions
         * @description The current password is required.
         */
        put: operations["changeMyPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/me/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set up a second factor
         * @description It takes effect when it is confirmed.
         */
        post: operations["startMyTotp"];
        /**
         * Remove my second factor
         * @description The current password is required.
         */
        delete: operations["deleteMyTotp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/me/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm the second factor with a code
         * @description The answer shows the recovery codes, once.
         */
        post: operations["confirmMyTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List my sessions
         * @description Where I am signed in.
         */
        get: operations["listMySessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/me/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of my sessions
         * @description At once.
         */
        delete: operations["deleteMySession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users
         * @description People who sign in to the management API.
         */
        get: operations["listMembers"];
        put?: never;
        /**
         * Invite a user
         * @description The answer has the link by which they set a password.
         */
        post: operations["createMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/users/{memberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a user
         * @description A person who signs in to the management API.
         */
        get: operations["getMember"];
        put?: never;
        post?: never;
        /**
         * Delete a user
         * @description Not the last one who may do everything.
         */
        delete: operations["deleteMember"];
        options?: never;
        head?: never;
        /**
         * Change a user
         * @description Name and roles, or disabled.
         */
        patch: operations["updateMember"];
        trace?: never;
    };
    "/manage/v1/users/{memberId}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a single-use link to set a user's password
         * @description The link works once.
         */
        post: operations["createMemberLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/users/{memberId}/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a user's second factor
         * @description For a lost authenticator.
         */
        delete: operations["deleteMemberTotp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/users/{memberId}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a user's sessions
         * @description Where the user is signed in.
         */
        get: operations["listMemberSessions"];
        put?: never;
        post?: never;
        /**
         * End all sessions of a user
         * @description The user is signed out everywhere.
         */
        delete: operations["deleteMemberSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/users/{memberId}/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one session of a user
         * @description At once.
         */
        delete: operations["deleteMemberSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description With their roles, expiry and last use.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Create an API key
         * @description With roles, bots and an expiry. Shown once.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/api-keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an API key
         * @description With its roles, expiry and last use.
         */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It ends at once.
         */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit trail
         * @description Who did what, newest first; all of it as NDJSON or CSV by `format`.
         */
        get: operations["listAuditTrail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/refusals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List refused requests
         * @description What would have changed something, newest first, without texts. Kept for a week.
         */
        get: operations["listRefusals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/key-rotation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the progress of the key rotation
         * @description Its state, and how many rows are left.
         */
        get: operations["getKeyRotation"];
        put?: never;
        /**
         * Seal all secrets under new keys
         * @description Runs in the background, also after restarts. Secrets of clients, keys and bots stay the same.
         */
        post: operations["startKeyRotation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/key-rotation/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the overlap of a rotation
         * @description Earlier addresses of files and events return 404 from now on.
         */
        post: operations["endKeyRotation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/log-level": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much the process logs
         * @description Of the process that is asked.
         */
        get: operations["getLogLevel"];
        /**
         * Log more or less, without a restart
         * @description Of the process that is asked. At `debug` there is one line for each request.
         */
        put: operations["setLogLevel"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the settings in force
         * @description Of the process that is asked; secrets are only said to be set.
         */
        get: operations["listSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List campaigns
         * @description Campaigns of a bot, newest first.
         */
        get: operations["listCampaigns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaignId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a campaign with its counts
         * @description Each row is counted once, by its latest message.
         */
        get: operations["getCampaign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaignId}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the report of every row as CSV or XLSX
         * @description Every row and what became of it.
         */
        get: operations["getCampaignReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaignId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry the failed rows
         * @description Failed rows get a new message.
         */
        post: operations["retryCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaignId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a campaign
         * @description No further row is sent until it is resumed.
         */
        post: operations["pauseCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaignId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a paused campaign
         * @description The remaining rows are sent.
         */
        post: operations["resumeCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaignId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a campaign
         * @description No further row is sent, and queued messages are canceled.
         */
        post: operations["cancelCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaignId}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the people of a campaign
         * @description In the order of the file; of messages, as they were made.
         */
        get: operations["listCampaignPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hsm/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a template to every row of a file
         * @description As JSON with the address of the CSV file, or as a form with the file.
         */
        post: operations["createCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview a campaign
         * @description What a file would send, its problems and its cost. Nothing is sent.
         */
        post: operations["previewCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload a file to send
         * @description To be sent by its address.
         */
        post: operations["uploadFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/profile/picture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the profile's picture
         * @description At Meta: a square JPEG or PNG of at most 5 MB.
         */
        post: operations["replaceProfilePicture"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/manage/v1/bots/{botId}/template-samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload the sample of a template's header
         * @description To Meta: JPEG or PNG, MP4, PDF; at most 16 MB.
         */
        post: operations["uploadTemplateSample"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Liveness
         * @description The process answers.
         */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check readiness: store writable, lanes running
         * @description 503 when not, with the check that failed.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prometheus metrics
         * @description docs/metrics.md describes them.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meta/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Answer the handshake of Meta's webhook
         * @description Any bot's verify token is accepted; the answer is the challenge.
         */
        get: operations["verifyMetaWebhook"];
        put?: never;
        /**
         * Receive signed webhooks from Meta
         * @description Messages, statuses and changes, signed with the app secret; up to 3 MiB. The answer comes when all of it is stored.
         */
        post: operations["receiveMetaWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    message: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person wrote: the bot webhook */
        post: operations["onMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    delivered_channel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Meta took the message */
        post: operations["onDeliveredChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    delivered_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message is on the phone */
        post: operations["onDeliveredUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message was read */
        post: operations["onRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    failed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message failed */
        post: operations["onFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    reply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The first answer to a notification */
        post: operations["onReply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    expired: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message expired before it left */
        post: operations["onExpired"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    canceled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The message was canceled while queued */
        post: operations["onCanceled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    message_echo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The business wrote to a person on its own phone */
        post: operations["onMessageEcho"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    history: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Messages from before the bot joined */
        post: operations["onHistory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A status that is no state of a message: of a payment, a call, a group */
        post: operations["onStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    template_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Meta changed a template's status or components */
        post: operations["onTemplateStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    template_quality: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Meta changed a template's quality */
        post: operations["onTemplateQuality"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    template_category: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Meta changed a template's category */
        post: operations["onTemplateCategory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    template_category_warning: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Meta will change a template's category */
        post: operations["onTemplateCategoryWarning"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another change of the account or the number */
        post: operations["onAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    channel_blocked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Meta refuses the bot's credentials; messages wait */
        post: operations["onChannelBlocked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    endpoint_disabled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another endpoint of the bot was disabled */
        post: operations["onEndpointDisabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A campaign started, stopped or ended */
        post: operations["onCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    skill_message: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A skill handled what a person wrote */
        post: operations["onSkillMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    skill_failed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A skill failed to do its part */
        post: operations["onSkillFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    consent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person wants no marketing messages, or wants them again */
        post: operations["onConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    standby: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A message in a conversation that another responder holds */
        post: operations["onStandby"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    handover: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another responder holds a conversation, or no longer */
        post: operations["onHandover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    conversation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A conversation went to the support panel, or back to the bot */
        post: operations["onConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    endpoint_test: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A test that somebody asked for */
        post: operations["onEndpointTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    skill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A message for a skill, whose webhook may answer with messages
         * @description docs/skills.md describes the answer. It is asked again for an hour.
         */
        post: operations["onSkill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        AddressFields: {
            [key: string]: string;
        };
        /**
         * Address
         * @description A form for an address, in India.
         * @example {
         *       "type": "address_message",
         *       "userId": "919876543210",
         *       "text": "Where to?",
         *       "parameters": {
         *         "country": "IN"
         *       }
         *     }
         */
        AddressMessage: {
            /** @enum {unknown} */
            type: "address_message";
            /** @description Header. */
            title?: string;
            text: components["schemas"]["BodyText"];
            caption?: string;
            parameters: {
                /** @constant */
                country: "IN";
                values?: components["schemas"]["AddressFields"];
                saved_addresses?: {
                    id: string;
                    value: components["schemas"]["AddressFields"];
                }[];
                validation_errors?: components["schemas"]["AddressFields"];
            };
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "address_message";
        });
        /** @description Of pages that may call the compatible API from a browser with its credentials. */
        AllowedOrigins: string[];
        ApiKey: {
            /**
             * @description Id of the key.
             * @example key_01k0j3v4e5f6g7h8j9kamnbpcq
             */
            keyId: string;
            name: string;
            /**
             * @description First characters of the key.
             * @example rck_4fQx81bZ
             */
            prefix: string;
            grants: components["schemas"]["HeldGrant"][];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description To the minute.
             */
            lastUsedAt: string | null;
        };
        Assignee: {
            memberId: string;
            name: string;
        };
        AudioBubble: {
            /** @constant */
            type: "audio";
        } & (components["schemas"]["BubbleOrigin"] & components["schemas"]["BubbleMedia"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "audio";
        });
        /**
         * Audio
         * @description Audio by its address.
         * @example {
         *       "mediaUrl": "https://cdn.ejemplo.com/audio.mp3",
         *       "userId": "593987654321",
         *       "type": "audio"
         *     }
         */
        AudioMessage: {
            /** @enum {unknown} */
            type: "audio";
            /** @description Public https address of the file itself. At most 16 MB; audio/aac, audio/mp4, audio/mpeg, audio/amr, audio/ogg. */
            mediaUrl: string;
            /** @description A voice note. */
            voice?: boolean;
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "audio";
        });
        AuditActor: {
            /**
             * @description `admin`: the management token. `nobody`: without valid credentials.
             * @enum {string}
             */
            kind: "user" | "key" | "client" | "admin" | "nobody";
            id?: string;
            name?: string;
        };
        AuditItem: {
            id: string;
            /** Format: date-time */
            at: string;
            actor: components["schemas"]["AuditActor"];
            address?: string;
            operation: string;
            about?: {
                kind: string;
                id?: string;
                botId?: string;
            };
            /** @enum {string} */
            outcome: "done" | "refused";
            status?: number;
            /** @description Secrets are replaced by a mark that changes when they do. */
            before?: unknown;
            /** @description Secrets are replaced by a mark that changes when they do. */
            after?: unknown;
            details?: {
                [key: string]: unknown;
            };
        };
        AuditPage: {
            results: components["schemas"]["AuditItem"][];
            /** @description Use as `after` for the next rows. */
            next: string | null;
        };
        AuthenticationFailed: {
            /** @constant */
            message: "Authentication failed";
        };
        /** @description Up to 100 events in one POST, as a JSON array of their bodies, 1 MB at most (docs/webhooks.md). */
        Batch: boolean | null;
        /** @description Events in its POST, where they come in batches. */
        BatchCount: number;
        /** @description Scales the template's max price */
        BidMultiplier: number;
        BlockedPeople: {
            results: {
                phone: string | null;
                scopedId: string | null;
            }[];
            next: string | null;
        };
        /** @description Text that the person reads. */
        BodyText: string;
        Bot: {
            id: string;
            name: string;
            channel: {
                graphUrl: string;
                graphVersion: string;
                phoneNumberId: string;
                wabaId: string;
                displayNumber?: string;
                appId: string | null;
                hasAccessToken: boolean;
                hasAppSecret: boolean;
                hasVerifyToken: boolean;
            };
            /** @description With the phone app, by Meta: then at most 20 messages a second. */
            isShared: boolean;
            webhookUrl: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        } & WithRequired<components["schemas"]["BotSettings"], "messagesPerSecond" | "locale" | "mediaProbe" | "sessionEvents" | "gatherMs" | "maxQueued" | "currency" | "rawItems" | "autoRead" | "autoTyping" | "ownerPauseMinutes" | "stopWords" | "resumeWords" | "stopAnswer" | "resumeAnswer" | "marketingCap" | "portfolio" | "marketingPace" | "marketingEndpoint" | "window">;
        BotChange: {
            name?: string;
            channel?: components["schemas"]["ChannelChange"];
            webhookUrl?: components["schemas"]["PublicUrl"] | null;
        } & components["schemas"]["BotSettings"];
        BotCheck: {
            botId: string;
        } & components["schemas"]["Diagnostics"];
        BotScope: "all" | string[];
        BotSettings: {
            /** @description 80; 20 for a coexistence number; 1000 when Meta has raised it. */
            messagesPerSecond?: number;
            /** @enum {string} */
            locale?: "es" | "en" | "pt";
            /** @description Probe media addresses before sending. */
            mediaProbe?: boolean;
            sessionEvents?: components["schemas"]["SessionEvents"];
            gatherMs?: components["schemas"]["GatherMs"];
            /** @description Queued messages above which requests are refused with 429; null: RECADO_QUEUE_MAX_PER_BOT. */
            maxQueued?: number | null;
            /**
             * @description Of Meta's bill; null: of the rate cards, if all are of one.
             * @example USD
             */
            currency?: string | null;
            /** @description Meta's raw item too, as `raw`. */
            rawItems?: boolean;
            /** @description Mark messages of people as read when they come in. */
            autoRead?: boolean;
            /** @description Show typing then, which marks them as read too. */
            autoTyping?: boolean;
            /** @description Minutes in which people answer after the business wrote from its phone app; 0: the bot goes on. */
            ownerPauseMinutes?: number;
            /** @description Answers that stop marketing templates to the person; null: those of the guide; []: none. */
            stopWords?: string[] | null;
            /** @description Answers by which the person gets them again; null: those of the guide; []: none. */
            resumeWords?: string[] | null;
            /** @description To a stop word, the text to answer; null: none. */
            stopAnswer?: string | null;
            /** @description To a resume word, the text to answer; null: none. */
            resumeAnswer?: string | null;
            /** @description Of marketing templates to one person; null: none. */
            marketingCap?: components["schemas"]["MarketingCap"] | null;
            /** @description Its bots share Meta's limit; null: the account's do. */
            portfolio?: string | null;
            /** @description Percent of pace and limit at a low quality; null: 50 and 10. */
            marketingPace?: components["schemas"]["MarketingPace"] | null;
            /**
             * @description Marketing templates by `/marketing_messages`.
             * @enum {string}
             */
            marketingEndpoint?: "off" | "fallback" | "strict";
            window?: components["schemas"]["WindowRule"];
        };
        BotWebhook: {
            webhookUrl: components["schemas"]["PublicUrl"];
            auth?: components["schemas"]["EndpointAuth"];
            onlyManual?: components["schemas"]["OnlyManual"];
            maxAttempts?: components["schemas"]["MaxAttempts"];
            batch?: components["schemas"]["Batch"];
        };
        BotWebhookAnswer: {
            message: {
                webhookUrl: string | null;
            }[];
            /** @constant */
            status: "success";
        };
        /** @description "all" or a list of bot ids */
        BotsOfClient: "all" | string[];
        Bubble: components["schemas"]["TextBubble"] | components["schemas"]["ImageBubble"] | components["schemas"]["VideoBubble"] | components["schemas"]["AudioBubble"] | components["schemas"]["StickerBubble"] | components["schemas"]["FileBubble"] | components["schemas"]["LocationBubble"] | components["schemas"]["ContactsBubble"] | components["schemas"]["ProductBubble"] | components["schemas"]["OptionBubble"] | components["schemas"]["QuickReplyBubble"] | components["schemas"]["FlowBubble"] | components["schemas"]["CallPermissionBubble"] | components["schemas"]["ReactionBubble"] | components["schemas"]["OrderBubble"] | components["schemas"]["SystemBubble"] | components["schemas"]["EditBubble"] | components["schemas"]["RevokeBubble"] | components["schemas"]["RequestWelcomeBubble"] | components["schemas"]["UnsupportedBubble"];
        BubbleMedia: {
            /** @description Caption. */
            text?: string;
            /** @description A secret address. */
            mediaUrl?: string;
            /** @description Of Meta. */
            mediaId?: string;
            mediaType?: string;
            sha256?: string;
            filename?: string;
            /** @description Bytes. */
            mediaSize?: number;
            /** @description A voice note. */
            voice?: boolean;
            animated?: boolean;
        };
        BubbleOrigin: {
            quoted?: components["schemas"]["MessageContext"];
            /** @description Errors that Meta sent beside the message. */
            errors?: components["schemas"]["ListedMetaError"][];
            /** @description The advertisement that led to the chat. */
            referral?: {
                [key: string]: unknown;
            };
            identity?: {
                [key: string]: unknown;
            };
            /** @description The group to which it was written. */
            groupId?: string;
            /** @constant */
            forwarded?: true;
            /** @constant */
            frequentlyForwarded?: true;
            /** @description The product asked about. */
            referredProduct?: {
                catalogId: unknown;
                productId: unknown;
            } & {
                [key: string]: unknown;
            };
            /** @description It has the words of its last edit, ms. */
            editedAt?: number;
            /** @description It was deleted for everyone, ms. */
            revokedAt?: number;
            /** @description What has no name above, in Meta's own names. */
            extra?: {
                [key: string]: unknown;
            };
            /** @description Meta's item, with `rawItems` of the bot on. */
            raw?: {
                [key: string]: unknown;
            };
        };
        BubblePressed: {
            text: string;
            description?: string;
            /** @description A text, or an edge payload. */
            payload?: unknown;
            /** @description Id of the row, if it had one. */
            id?: string;
            /** @description Position, from 0. */
            index?: number;
            /** @description Position of the card, from 0. */
            cardIndex?: number;
        };
        BusinessProfile: {
            about: string;
            address: string;
            description: string;
            email: string;
            websites: string[];
            vertical: string;
            pictureUrl: string | null;
        };
        /** @description Values for the template's buttons: each goes to the one that its `index` or its payload's `action` names, otherwise they go in order. */
        ButtonParameters: {
            /**
             * @description Kind of button, in any case
             * @example URL
             * @enum {string}
             */
            type: "URL" | "QUICK_REPLY" | "CATALOG" | "COPY_CODE" | "FLOW" | "VOICE_CALL" | "MPM" | "ORDER_DETAILS";
            /**
             * @description URL: `{"param"}`, the variable end of the address. QUICK_REPLY: the payload that a tap returns, for example an edge payload. COPY_CODE: `{"param"}`, the code. CATALOG: `{"thumbnailProduct"}`, a product id. MPM: `{"sections":[{"title","products":[id]}]}`, and `thumbnailProduct`, by default the first product. ORDER_DETAILS: the order, as Meta's `order_details`.
             * @example {
             *       "param": "PARAM_URL"
             *     }
             * @example {
             *       "type": "edge",
             *       "action": "BTN1",
             *       "skillId": "1"
             *     }
             */
            payload?: {
                [key: string]: unknown;
            };
            /** @description Has no effect */
            param?: number;
            /** @description The button's position in the template, from 0 */
            index?: number;
        }[];
        /**
         * @description Edge payloads of the quick-reply buttons, instead of QUICK_REPLY entries in `buttonParameters`: `action` is the text of the button, `skillId` the skill that it starts. Where `action` names no button they go in order, if there are as many, and Recado-Notice says so.
         * @example [
         *       {
         *         "type": "edge",
         *         "action": "Yes",
         *         "skillId": "1"
         *       },
         *       {
         *         "type": "edge",
         *         "action": "Reschedule",
         *         "skillId": "2"
         *       },
         *       {
         *         "type": "edge",
         *         "action": "Cancel",
         *         "skillId": "3"
         *       }
         *     ]
         */
        ButtonPayloads: {
            [key: string]: unknown;
        }[];
        CallPermissionBubble: {
            /** @constant */
            type: "call_permission";
            /** @description accept or reject */
            response?: string;
            source?: string;
            permanent?: boolean;
            /** @description ms */
            expiresAt?: number;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "call_permission";
        });
        /**
         * Request for permission to call
         * @example {
         *       "type": "call_permission_request",
         *       "userId": "593987654321",
         *       "text": "¿Podemos llamarle?"
         *     }
         */
        CallPermissionMessage: {
            /** @enum {unknown} */
            type: "call_permission_request";
            text?: components["schemas"]["BodyText"];
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "call_permission_request";
        });
        Campaign: {
            /** @description When the whole file had been read. */
            isImported: boolean;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            counts: components["schemas"]["CampaignCounts"];
            /** @description Codes of `failedByCode` with which another message may get through. */
            retryable: string[];
            /** @description What it sends: a body for another file. */
            request: {
                [key: string]: unknown;
            };
            spread?: components["schemas"]["CampaignSpread"];
        } & components["schemas"]["CampaignItem"];
        CampaignAccepted: {
            campaignId: string;
            data: {
                campaignId: string;
                fileName: string;
                /** @description Columns of the header, the phone's first. */
                columns: string[];
                /** @description Unusual properties of the file that did not prevent reading it. */
                notices: string[];
            };
        } & components["schemas"]["Succeeded"];
        /** @description Each row once, by its latest message: `rows` is their sum without `replied` and `retried`. */
        CampaignCounts: {
            /** @description Rows read so far; all of them once `importedAt` is set. */
            rows: number;
            /** @description Rows without a message yet. */
            waiting: number;
            /** @description In the queue or on the way to Meta. */
            queued: number;
            /** @description Accepted by Meta; not yet delivered. */
            sent: number;
            delivered: number;
            read: number;
            /** @description Messages of sent, delivered and read that the person replied to. */
            replied: number;
            failed: number;
            /** @description By Meta's code, or the gateway's key. */
            failedByCode: {
                [key: string]: number;
            };
            expired: number;
            canceled: number;
            bad: number;
            repeated: number;
            /** @description Left out: the person wants no marketing, or had enough of it. */
            suppressed: number;
            /** @description Failures that were retried; they are no longer counted as failed. */
            retried: number;
        };
        /** @description The fields of NewCampaign, as texts: a list or an object is JSON. */
        CampaignForm: {
            campaignName: string;
            elementName: string;
            botId: string;
            params?: string;
            scheduledAt?: string;
            type?: string;
            language?: string;
            mediaUrl?: string;
            filename?: string;
            fileName?: string;
            headerParameters?: string;
            buttonParameters?: string;
            buttonPayloads?: string;
            dynamicUrlParameter?: string;
            actions?: string;
            ltoParams?: string;
            expirationTime?: string;
            cards?: string;
            thumbnailProduct?: string;
            coordinates?: string;
            product?: string;
            orderStatus?: string;
            bidMultiplier?: string;
            bid_spec?: string;
            /**
             * Format: binary
             * @description The CSV file; the field may have any name.
             */
            file: Blob;
        };
        CampaignItem: {
            _id: string;
            name: string;
            fileName: string | null;
            /** @enum {string} */
            status: "COMPLETED" | "PENDING" | "IN_PROGRESS" | "SCHEDULED" | "PAUSED" | "CANCELED" | "FAILED";
            botId: string;
            /** @description The client that created it. */
            companyId: string;
            bot: {
                id: string;
                name: string;
            };
            company: {
                id: string;
                name: string;
            };
            rowCount: number;
            /** @description Address of its report. */
            storageUrl: string;
            metadata: {
                elementName: string;
                badCount: number;
                repeatedCount: number;
                suppressedCount: number;
                error: string | null;
            };
            sendBy: {
                id: string;
                names: string;
                email: null;
                companyId: string;
            };
            reason?: components["schemas"]["CampaignStop"];
            /** Format: date-time */
            scheduledAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        CampaignMoved: {
            data: components["schemas"]["CampaignItem"];
        } & components["schemas"]["Succeeded"];
        CampaignPerson: {
            /** @description Of the file; absent: a single send of the campaign. */
            line?: number;
            destination: string;
            /**
             * @description `accepted`: its message is no longer kept.
             * @enum {string}
             */
            state: "waiting" | "queued" | "sent" | "delivered" | "read" | "failed" | "expired" | "canceled" | "bad" | "repeated" | "suppressed" | "accepted";
            messageId?: string;
            /** @description The conversation. */
            userId?: string;
            /** Format: date-time */
            sentAt?: string;
            /** Format: date-time */
            deliveredAt?: string;
            /** Format: date-time */
            readAt?: string;
            /** Format: date-time */
            repliedAt?: string;
            error?: unknown;
            reasons?: components["schemas"]["RowReason"][];
            attempts: number;
        };
        CampaignPreview: {
            data: {
                fileName: string;
                columns: string[];
                notices: string[];
                rows: number;
                /** @description Rows checked; the figures below count these rows. */
                checkedRows: number;
                good: number;
                bad: number;
                repeated: number;
                cost: {
                    /** @description The template's category, by which Meta charges, together with the country. */
                    category: string;
                    countries: {
                        country: string;
                        rows: number;
                    }[];
                    estimate: components["schemas"]["CostEstimate"];
                };
                spread: components["schemas"]["CampaignSpread"];
                /** @description The first valid rows as people will read them. */
                samples: {
                    line: number;
                    destination: string;
                    message: unknown;
                }[];
                /** @description The first invalid and repeated rows. */
                problems: {
                    line: number;
                    destination: string;
                    reasons: components["schemas"]["RowReason"][];
                }[];
            };
        } & components["schemas"]["Succeeded"];
        CampaignRetried: {
            data: {
                /** @description Rows that get a new message. */
                retried: number;
            } & components["schemas"]["CampaignItem"];
        } & components["schemas"]["Succeeded"];
        CampaignSpread: {
            tier: string | null;
            quality: string | null;
            percent: number;
            perDay: number | null;
            perSecond: number;
            used: number;
            room: number | null;
            ahead: number;
            days: number | null;
            parts: {
                /** Format: date-time */
                at: string;
                rows: number;
            }[];
        };
        /** @description Why it stopped automatically, and what to do (docs/campaigns.md). It continues automatically. */
        CampaignStop: {
            /**
             * @description docs/campaigns.md lists them.
             * @enum {string}
             */
            code: "TEMPLATE_PAUSED" | "TEMPLATE_DISABLED" | "TEMPLATE_MISSING" | "TEMPLATE_CHANGED" | "TEMPLATE_CONTENT" | "MARKETING_OFF" | "SPAM_LIMIT" | "NUMBER_NOT_READY" | "TEMPLATE_LIMIT" | "PAYMENT" | "ACCOUNT_CHANGED" | "ACCOUNT_RESTRICTED" | "ACCOUNT_LOCKED" | "TOKEN_REFUSED" | "FILE";
            /**
             * @description How the gateway learned of it.
             * @enum {string}
             */
            told: "answer" | "status" | "webhook" | "look";
            /** Format: date-time */
            at: string;
            /** @description Meta's complete error, or the gateway's own by its key; null when a webhook reported it. */
            error: unknown;
            /** @description Mismatches with the current template. */
            violations?: unknown[];
            says: components["schemas"]["Texts"];
            advice: components["schemas"]["Texts"];
            /** Format: date-time */
            until: string | null;
            /** Format: date-time */
            nextLookAt: string | null;
        };
        /** @description Cards of a carousel, as many as the template has */
        CardValues: {
            /** @description From 0; in order by default. */
            cardIndex?: number;
            /** @description From 0; in order by default. */
            card_index?: number;
            /**
             * Format: uri
             * @description Public https address of the file
             * @example https://cdn.ejemplo.com/imagen.jpeg
             */
            mediaUrl?: string;
            product?: components["schemas"]["Product"];
            params?: components["schemas"]["ParameterValue"][];
            buttonParameters?: components["schemas"]["ButtonParameters"];
        }[];
        CarouselHeader: {
            /** @constant */
            type: "image";
            image: {
                /** @description Public https address of the file itself. At most 5 MB; image/jpeg, image/png. */
                link: string;
            };
        } | {
            /** @constant */
            type: "video";
            video: {
                /** @description Public https address of the file itself. At most 16 MB; video/mp4, video/3gp, video/3gpp. */
                link: string;
            };
        };
        /**
         * Carousel
         * @description Two to ten horizontally scrolling cards, all of the same structure. The `reply` of a button is Meta's name for its `quick_reply`.
         * @example {
         *       "type": "CAROUSEL",
         *       "userId": "593987654321",
         *       "text": "Hello World",
         *       "parameters": {
         *         "cards": [
         *           {
         *             "card_index": 0,
         *             "type": "cta_url",
         *             "header": {
         *               "type": "image",
         *               "image": {
         *                 "link": "https://cdn.ejemplo.com/producto1.jpg"
         *               }
         *             },
         *             "body": {
         *               "text": "Producto 1"
         *             },
         *             "action": {
         *               "name": "cta_url",
         *               "parameters": {
         *                 "display_text": "Apps",
         *                 "url": "https://apps.jelou.ai"
         *               }
         *             }
         *           },
         *           {
         *             "card_index": 1,
         *             "type": "cta_url",
         *             "header": {
         *               "type": "image",
         *               "image": {
         *                 "link": "https://cdn.ejemplo.com/producto2.jpg"
         *               }
         *             },
         *             "body": {
         *               "text": "Producto 2"
         *             },
         *             "action": {
         *               "name": "cta_url",
         *               "parameters": {
         *                 "display_text": "Apps",
         *                 "url": "https://apps.jelou.ai"
         *               }
         *             }
         *           }
         *         ]
         *       }
         *     }
         */
        CarouselMessage: {
            /** @enum {unknown} */
            type: "CAROUSEL" | "carousel";
            /** @description Text above the cards. */
            text: string;
            parameters: {
                cards: ({
                    /** @constant */
                    type: "cta_url";
                    /** @description Position, from 0. */
                    card_index?: number;
                    header: components["schemas"]["CarouselHeader"];
                    body?: {
                        /** @description Text of the card. */
                        text?: string;
                    };
                    action: {
                        /** @constant */
                        name?: "cta_url";
                        parameters: components["schemas"]["UrlButton"];
                    };
                } | {
                    /** @constant */
                    type: "quick_reply";
                    /** @description Position, from 0. */
                    card_index?: number;
                    header: components["schemas"]["CarouselHeader"];
                    body?: {
                        /** @description Text of the card. */
                        text?: string;
                    };
                    action: {
                        buttons: {
                            /** @constant */
                            type?: "quick_reply";
                            quick_reply: components["schemas"]["CarouselReply"];
                            reply?: components["schemas"]["CarouselReply"];
                        }[];
                    };
                })[];
            };
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "carousel" | "CAROUSEL";
        });
        CarouselReply: {
            /** @description Text sent to the webhook. */
            id?: string;
            /** @description Text of the button, unique within the card. */
            title: string;
        };
        /** @description Of the account's catalog. */
        CatalogId: string;
        /**
         * Catalog
         * @example {
         *       "type": "catalog_message",
         *       "userId": "593987654321",
         *       "text": "Tazas"
         *     }
         */
        CatalogMessage: {
            /** @enum {unknown} */
            type: "catalog_message";
            text: components["schemas"]["BodyText"];
            caption?: components["schemas"]["Footer"];
            /** @description Whose picture is shown. */
            parameters?: {
                thumbnail_product_retailer_id?: components["schemas"]["ProductId"];
            };
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "catalog_message";
        });
        Cause: components["schemas"]["CauseBadRequest"] | components["schemas"]["CauseSecondFactor"] | components["schemas"]["CauseForbidden"] | components["schemas"]["CauseNotFound"] | components["schemas"]["CauseTimeout"] | components["schemas"]["CauseConflict"] | components["schemas"]["CauseGone"] | components["schemas"]["CausePrecondition"] | components["schemas"]["CauseTooLarge"] | components["schemas"]["CauseContentType"] | components["schemas"]["CauseRange"] | components["schemas"]["CauseHost"] | components["schemas"]["CauseValidation"] | components["schemas"]["CauseTooMany"] | components["schemas"]["CauseHead"] | components["schemas"]["CauseInternal"] | components["schemas"]["CauseBadGateway"] | components["schemas"]["CauseUnavailable"];
        CauseBadGateway: {
            /** @enum {unknown} */
            code: "R5020" | "R5021";
            /** @enum {unknown} */
            key: "META_CHANNEL" | "META_UNREACHABLE";
        } & components["schemas"]["CauseTexts"];
        CauseBadRequest: {
            /** @enum {unknown} */
            code: "R4000" | "R4001" | "R4002" | "R4003" | "R4004";
            /** @enum {unknown} */
            key: "MALFORMED_JSON" | "BAD_REQUEST" | "WINDOW_CLOSED" | "SUPPRESSED" | "MARKETING_CAP";
        } & components["schemas"]["CauseTexts"];
        CauseConflict: {
            /** @enum {unknown} */
            code: "R4090" | "R4091" | "R4092" | "R4093" | "R4094" | "R4095" | "R4096" | "R4097" | "R4098" | "R4099" | "R409A" | "R409B";
            /** @enum {unknown} */
            key: "CONFLICT" | "MESSAGE_NOT_CANCELABLE" | "TEMPLATE_TAKEN" | "TEMPLATE_LOCKED" | "ROTATION_REFUSED" | "CAMPAIGN_STATE" | "BOT_ID_RESERVED" | "BOT_LEAVING" | "LAST_ADMIN" | "QUOTA_FULL" | "VIEW_NAME_TAKEN" | "CONVERSATION_NOT_ACTIVE";
        } & components["schemas"]["CauseTexts"];
        CauseContentType: {
            /** @enum {unknown} */
            code: "R4150";
            /** @enum {unknown} */
            key: "UNSUPPORTED_CONTENT_TYPE";
        } & components["schemas"]["CauseTexts"];
        CauseForbidden: {
            /** @enum {unknown} */
            code: "R4030" | "R4031" | "R4032" | "R4033" | "R4034";
            /** @enum {unknown} */
            key: "FORBIDDEN_BOT" | "WEBHOOK_NOT_VERIFIED" | "CROSS_SITE" | "FORBIDDEN_ROLE" | "CSRF_REFUSED";
        } & components["schemas"]["CauseTexts"];
        CauseGone: {
            /** @enum {unknown} */
            code: "R4100" | "R4101";
            /** @enum {unknown} */
            key: "MEDIA_GONE" | "LINK_GONE";
        } & components["schemas"]["CauseTexts"];
        CauseHead: {
            /** @enum {unknown} */
            code: "R4310";
            /** @enum {unknown} */
            key: "HEAD_TOO_LARGE";
        } & components["schemas"]["CauseTexts"];
        CauseHost: {
            /** @enum {unknown} */
            code: "R4210";
            /** @enum {unknown} */
            key: "UNKNOWN_HOST";
        } & components["schemas"]["CauseTexts"];
        CauseInternal: {
            /** @enum {unknown} */
            code: "E0000";
            /** @enum {unknown} */
            key: "UNKNOWN_ERROR";
        } & components["schemas"]["CauseTexts"];
        CauseNotFound: {
            /** @enum {unknown} */
            code: "E1019" | "R4040" | "R4041" | "R4042" | "R4043" | "R4046" | "R4045";
            /** @enum {unknown} */
            key: "BOT_NOT_FOUND" | "ROUTE_NOT_FOUND" | "MESSAGE_NOT_FOUND" | "NOT_FOUND" | "USER_NOT_FOUND" | "MEMORY_KEY_NOT_FOUND" | "CAMPAIGN_NOT_FOUND";
        } & components["schemas"]["CauseTexts"];
        CausePrecondition: {
            /** @enum {unknown} */
            code: "R4120";
            /** @enum {unknown} */
            key: "PRECONDITION_FAILED";
        } & components["schemas"]["CauseTexts"];
        CauseRange: {
            /** @enum {unknown} */
            code: "R4160";
            /** @enum {unknown} */
            key: "RANGE_NOT_SATISFIABLE";
        } & components["schemas"]["CauseTexts"];
        CauseSecondFactor: {
            /** @enum {unknown} */
            code: "R4010";
            /** @enum {unknown} */
            key: "SECOND_FACTOR";
        } & components["schemas"]["CauseTexts"];
        CauseTexts: {
            description: string;
            developerMessages: components["schemas"]["Texts"];
            clientMessages: components["schemas"]["Texts"];
        };
        CauseTimeout: {
            /** @enum {unknown} */
            code: "R4080";
            /** @enum {unknown} */
            key: "REQUEST_TIMEOUT";
        } & components["schemas"]["CauseTexts"];
        CauseTooLarge: {
            /** @enum {unknown} */
            code: "R4130";
            /** @enum {unknown} */
            key: "BODY_TOO_LARGE";
        } & components["schemas"]["CauseTexts"];
        CauseTooMany: {
            /** @enum {unknown} */
            code: "R4290" | "R4291" | "R4292" | "R4293";
            /** @enum {unknown} */
            key: "META_LIMIT" | "BOT_OVERLOADED" | "TOO_MANY_REQUESTS" | "SIGN_IN_WAIT";
        } & components["schemas"]["CauseTexts"];
        CauseUnavailable: {
            /** @enum {unknown} */
            code: "R5030" | "R5031" | "R5032" | "R5033";
            /** @enum {unknown} */
            key: "STORE_UNAVAILABLE" | "OVERLOADED" | "MEDIA_NOT_READY" | "TEMPLATES_LEARNING";
        } & components["schemas"]["CauseTexts"];
        CauseValidation: {
            /** @enum {unknown} */
            code: "E0422" | "R4220" | "R4221";
            /** @enum {unknown} */
            key: "VALIDATOR_ERROR" | "IDEMPOTENCY_CONFLICT" | "META_REFUSED";
        } & components["schemas"]["CauseTexts"];
        ChannelChange: {
            /**
             * @description scheme and host of the Graph API, without path
             * @example https://graph.facebook.com
             */
            graphUrl?: string;
            /**
             * @description v26.0
             * @example v26.0
             */
            graphVersion?: string;
            /**
             * @description digits
             * @example 100000000000001
             */
            phoneNumberId?: string;
            /**
             * @description digits
             * @example 100000000000001
             */
            wabaId?: string;
            /**
             * @description digits with country code; learned from webhooks when absent
             * @example 593990000001
             */
            displayNumber?: string;
            /**
             * @description digits of Meta's app, for sample files; looked up when absent
             * @example 400000000000001
             */
            appId?: string;
            accessToken?: string;
            appSecret?: string;
            verifyToken?: string;
        };
        ChatComponents: {
            /** @description Ice breakers. */
            prompts: string[];
            commands: {
                name: string;
                description: string;
            }[];
        };
        Client: {
            clientId: string;
            name: string;
            bots: components["schemas"]["BotsOfClient"];
            strict: boolean;
            origins: components["schemas"]["AllowedOrigins"];
            secrets: {
                /** Format: date-time */
                createdAt: string;
                /** Format: date-time */
                expiresAt: string | null;
                /**
                 * @description `environment`: set by RECADO_CLIENT_SECRET.
                 * @enum {string}
                 */
                source: "api" | "environment";
            }[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ClientChange: {
            name?: string;
            bots?: components["schemas"]["BotsOfClient"];
            /**
             * @description Unknown names are refused (422) instead of reported in `Recado-Ignored`.
             * @default false
             */
            strict?: boolean;
            origins?: components["schemas"]["AllowedOrigins"];
        };
        Contact: {
            name?: {
                formatted_name?: string;
                first_name?: string;
                last_name?: string;
                middle_name?: string;
                prefix?: string;
                suffix?: string;
            };
            /** @description `phone` in E.164 form, with +; a full number without it is completed. */
            phones?: {
                phone?: string;
                type?: string;
                wa_id?: string;
            }[];
            emails?: {
                email?: string;
                type?: string;
            }[];
            addresses?: {
                street?: string;
                city?: string;
                state?: string;
                zip?: string;
                country?: string;
                country_code?: string;
                type?: string;
            }[];
            org?: {
                company?: string;
                department?: string;
                title?: string;
            };
            urls?: {
                url?: string;
                type?: string;
            }[];
            /** @description YYYY-MM-DD */
            birthday?: string;
        };
        ContactsBubble: {
            /** @constant */
            type: "contacts";
            /** @description As Meta sends them. */
            contacts: unknown[];
            /**
             * @description The person's own number, as asked for.
             * @constant
             */
            requested?: true;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "contacts";
        });
        /**
         * Contacts
         * @description Contact cards. A missing formatted name is composed from the rest of the card.
         * @example {
         *       "type": "contacts",
         *       "userId": "593987654321",
         *       "contacts": [
         *         {
         *           "name": {
         *             "formatted_name": "Juan Pérez",
         *             "first_name": "Juan",
         *             "last_name": "Pérez"
         *           },
         *           "phones": [
         *             {
         *               "phone": "+593987654321",
         *               "type": "Mobile",
         *               "wa_id": "593987654321"
         *             }
         *           ],
         *           "emails": [
         *             {
         *               "email": "user@example.com",
         *               "type": "Work"
         *             }
         *           ],
         *           "addresses": [
         *             {
         *               "street": "Calle Principal 123",
         *               "city": "Ciudad de México",
         *               "state": "CDMX",
         *               "zip": "01000",
         *               "country": "México",
         *               "country_code": "MX",
         *               "type": "Office"
         *             }
         *           ]
         *         }
         *       ]
         *     }
         */
        ContactsMessage: {
            /** @enum {unknown} */
            type: "contacts";
            contacts: components["schemas"]["Contact"][] | components["schemas"]["Contact"];
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "contacts";
        });
        ConversationThread: {
            /** @description Meta's role, or `unknown`. */
            heldBy: string;
            /** Format: date-time */
            since: string;
        };
        /** @description Location of a location header; Meta's `latitude` and `longitude` are accepted too */
        Coordinates: {
            lat: components["schemas"]["Latitude"];
            long: components["schemas"]["Longitude"];
            name?: string;
            address?: string;
        };
        CostEstimate: {
            currency: string | null;
            effectiveDate: string | null;
            source: string | null;
            day: string;
            low: string;
            high: string;
            /** @description That have a rate. */
            rows: number;
            withoutRate: number;
            parts: {
                market: string;
                country: string;
                rows: number;
                low: string | null;
                high: string | null;
                reason?: string;
            }[];
            /** @description What the amounts take for granted. */
            assumptions: {
                id: string;
                text: string;
            }[];
        };
        CostRow: {
            month?: string;
            botId?: string;
            campaignId?: string | null;
            elementName?: string | null;
            category?: string;
            type?: string;
            market?: string | null;
            currency: string | null;
            /** @description Of those that have a rate. */
            amount: string;
            messages: number;
            charged: number;
            free: number;
            /** @description Without an amount: by `reasons`. */
            unknown: number;
            reasons: {
                [key: string]: number;
            };
        };
        Costs: {
            from: string;
            to: string;
            /** @description Delivered messages of which Meta has told no price. */
            unpriced: number;
            cards: {
                effectiveDate: string;
                currency: string;
                source: string;
            }[];
            totals: {
                currency: string | null;
                /** @description Of those that have a rate. */
                amount: string;
                messages: number;
                charged: number;
                free: number;
                /** @description Without an amount: by `reasons`. */
                unknown: number;
                reasons: {
                    [key: string]: number;
                };
            }[];
            results: components["schemas"]["CostRow"][];
            /** @description Only the 500 largest are shown. */
            isCut: boolean;
        };
        CreatedApiKey: {
            /**
             * @description Shown only here: store it.
             * @example rck_…
             */
            apiKey: string;
        } & components["schemas"]["ApiKey"];
        CreatedBot: {
            /**
             * @description Signs the webhooks. Shown only here.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            webhookSecret: string;
        } & components["schemas"]["Bot"];
        CreatedClient: {
            /** @description Shown only here: store it. */
            clientSecret: string;
        } & components["schemas"]["Client"];
        CreatedMember: {
            link: components["schemas"]["SignInLink"];
        } & components["schemas"]["Member"];
        /**
         * URL button
         * @description A text with a button that opens an address.
         * @example {
         *       "type": "cta_url",
         *       "userId": "593987654321",
         *       "title": "Hi",
         *       "text": "Hello World",
         *       "caption": "Jelou",
         *       "parameters": {
         *         "display_text": "Apps",
         *         "url": "https://apps.jelou.ai"
         *       }
         *     }
         */
        CtaUrlMessage: {
            /** @enum {unknown} */
            type: "cta_url";
            /** @description Header. */
            title: string;
            text: components["schemas"]["BodyText"];
            /** @description Footer. */
            caption: string;
            parameters: components["schemas"]["UrlButton"];
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "cta_url";
        });
        CursorMetadata: {
            /** @description Continues the list as `after`; null at its end. A page may have fewer items than `limit`, or none, and a `next`: one request looks only so far. */
            next: string | null;
        };
        DeletedBot: {
            botId: string;
            /** @description The only number that may use the id again; null: none (deleted by an earlier version). */
            phoneNumberId: string | null;
            /** @description The number's account. */
            wabaId: string | null;
            /**
             * @description `telling`: the last events are delivered. `removing`: endpoints and files. `ended`: only history is left.
             * @enum {string}
             */
            stage: "ending" | "telling" | "removing" | "ended";
            /** Format: date-time */
            deletedAt: string;
            /** Format: date-time */
            endedAt: string | null;
            /** @description Queued work ended so far. */
            ended: {
                /** @description Canceled. */
                campaigns: number;
                /** @description Passed to the bot webhook. */
                skillRuns: number;
                /** @description Failed with BOT_DELETED. */
                messages: number;
            };
        };
        Delivery: {
            endpointId: string;
            url: string;
            /** @description waiting, delivered, given_up or expired. */
            state: string;
            dueAt?: components["schemas"]["InstantMs"];
            nextAttemptAt?: components["schemas"]["InstantMs"];
            /** @description The earlier event of the same line that must end first. */
            waitsBehind?: string;
            /** @description It waits until the endpoint is resumed. */
            isSwitchedOff?: boolean;
            expiresAt?: components["schemas"]["InstantMs"];
            attempts: components["schemas"]["DeliveryAttempt"][];
        };
        DeliveryAttempt: {
            attempt: number;
            startedAt: components["schemas"]["InstantMs"];
            durationMs: number;
            /** @description HTTP status; absent when there was no response. */
            status?: number;
            /** @description The reason why it was not delivered, in the gateway's words. */
            reason?: string;
            batch?: components["schemas"]["BatchCount"];
            /** @description First KB of the receiver's response. */
            answer: string;
        };
        DeliveryDetails: {
            /** @description While it waits: the earlier event of the same line that must end first. */
            waitsBehind: string | null;
            /** @description It waits until the endpoint is resumed. */
            isSwitchedOff: boolean;
            attempts: {
                attempt: number;
                /** Format: date-time */
                startedAt: string;
                /** @description Null without a response. */
                status: number | null;
                /** @description In the gateway's words. */
                reason: string | null;
                durationMs: number;
                batch?: components["schemas"]["BatchCount"];
                /** @description First KB of the receiver's response. */
                answer: string;
            }[];
        } & components["schemas"]["DeliveryState"];
        /** @description As in the list; `botId` or `endpointId` is needed. */
        DeliveryFilter: {
            botId?: string;
            endpointId?: string;
            type?: components["schemas"]["EventType"];
            /**
             * @description How the last delivery of the event to the endpoint ended.
             * @enum {string}
             */
            state: "delivered" | "given_up" | "expired";
            /** @description At or after: a day or an instant. */
            from?: string;
            /** @description At or before. */
            to?: string;
        };
        DeliveryState: {
            /**
             * @description Id of the delivery.
             * @example dlv_88172514230272
             */
            id: string;
            endpointId: string;
            /** @description The address of the endpoint now. */
            url: string | null;
            botId: string;
            /** @description `webhook-id` of the request. */
            eventId: string;
            type: components["schemas"]["EventType"];
            /**
             * Format: date-time
             * @description When the event happened.
             */
            at: string;
            /** @description The message that the event is about. */
            messageId: string | null;
            /**
             * @description `given_up`: no attempt succeeded, or the endpoint was disabled for too long; `expired`: not worth it any more.
             * @enum {string}
             */
            state: "waiting" | "delivered" | "given_up" | "expired";
            /** @description Attempts so far. */
            attemptCount: number;
            /**
             * Format: date-time
             * @description While it waits: its next attempt. Null when an earlier event of the same line, or a disabled endpoint, holds it up.
             */
            nextAttemptAt: string | null;
            /**
             * Format: date-time
             * @description When it is no longer worth delivering, for kinds that have a shorter life.
             */
            expiresAt: string | null;
        };
        DeliverySummary: {
            /** @description The last one. */
            lastAttempt: {
                /** Format: date-time */
                startedAt: string;
                /** @description Null without a response. */
                status: number | null;
                /** @description In the gateway's words. */
                reason: string | null;
            } | null;
        } & components["schemas"]["DeliveryState"];
        DiagnosticCheck: {
            /**
             * @description docs/diagnostics.md lists them.
             * @example access_token
             */
            name: string;
            /**
             * @description `unknown`: it could not be found out, for the reason in `found`.
             * @enum {string}
             */
            status: "ok" | "warning" | "failed" | "unknown";
            /** @description In the language of Accept-Language; English by default. */
            found: string;
            /** @description What to do, in one sentence; null when it is ok. */
            fix: string | null;
            /** @description The same for programs. */
            data: {
                [key: string]: unknown;
            };
        };
        Diagnostics: {
            /**
             * @description The most serious one of the checks.
             * @enum {string}
             */
            status: "ok" | "warning" | "failed" | "unknown";
            /** Format: date-time */
            checkedAt: string;
            checks: components["schemas"]["DiagnosticCheck"][];
        };
        Done: {
            message: string[];
            /** @constant */
            statusMessage: "success";
            /** @constant */
            status: 1;
        };
        EditBubble: {
            /** @constant */
            type: "edit";
            /** @description Meta's id of the message. */
            messageId: string;
            /** @description The new content, a bubble. */
            edited?: {
                type: string;
            } & {
                [key: string]: unknown;
            };
            text?: string;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "edit";
        });
        /** @example ana@example.com */
        Email: string;
        Endpoint: {
            /** @example ep_01k0j3v4e5f6g7h8j9kamnbpcq */
            id: string;
            botId: string;
            url: string;
            events: components["schemas"]["EventType"][];
            auth: {
                type: string;
                username?: string;
                header?: string;
            } | null;
            /**
             * @description Alone may change or delete it: `management`, or `registration` by a client or as `webhookUrl` of the bot. `panel`: the support panel.
             * @enum {string}
             */
            door: "management" | "registration" | "panel";
            onlyManual: boolean;
            maxAttempts: number | null;
            batch: boolean;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was disabled, or null.
             */
            disabledAt: string | null;
            /** @description Why it is disabled: it returned 410, no delivery succeeded for days, or somebody paused it. */
            disabledReason: ("gone" | "failing" | "paused") | null;
            /** @description Events that wait for it. */
            waiting: number;
            /**
             * Format: date-time
             * @description When the oldest of them happened.
             */
            oldestAt: string | null;
            /**
             * Format: date-time
             * @description First failure since its last success.
             */
            failingSince: string | null;
            /** @description Replays and resumptions in progress. */
            tasks: components["schemas"]["EndpointTask"][];
        };
        /** @description Authentication besides the signatures. bearer: token; basic: username, password; api_key: header, value. */
        EndpointAuth: {
            /** @enum {string} */
            type: "bearer" | "basic" | "api_key";
            token?: string;
            username?: string;
            password?: string;
            /** @description name of an HTTP header */
            header?: string;
            value?: string;
        };
        EndpointChange: {
            /**
             * @description Waiting events go there. The old one's credentials are not kept.
             * @example https://bot.example.com/webhook
             */
            url?: string;
            events?: components["schemas"]["EndpointEvents"];
            /** @description null: remove it. */
            auth?: components["schemas"]["EndpointAuth"] | null;
            /**
             * @description Takes over a registered endpoint: no registration changes it any more.
             * @constant
             */
            door?: "management";
            onlyManual?: components["schemas"]["OnlyManual"];
            maxAttempts?: components["schemas"]["MaxAttempts"];
            batch?: components["schemas"]["Batch"];
        };
        /** @description `message`: from people; the others: states and changes. */
        EndpointEvents: components["schemas"]["EventType"][];
        EndpointTask: {
            /** @enum {string} */
            kind: "replay" | "resume";
            /**
             * Format: date-time
             * @description Range of a replay.
             */
            from: string | null;
            /** Format: date-time */
            to: string | null;
            /**
             * @description A replay only of events that the endpoint has not received.
             * @constant
             */
            missing?: true;
            /**
             * @description A replay only of events whose last delivery ended so.
             * @enum {string}
             */
            state?: "delivered" | "given_up" | "expired";
            type?: components["schemas"]["EventType"];
            /** @description Events so far. */
            done: number;
            /** Format: date-time */
            startedAt: string;
        };
        EndpointTest: {
            /** @description `webhook-id` of the request. */
            eventId: string;
            /** @description The receiver answered with a 2xx. */
            isDelivered: boolean;
            /** @description Null without a response. */
            status: number | null;
            /** @description Why it was not delivered. */
            reason: string | null;
            durationMs: number;
            /** @description First KB of the receiver's response. */
            answer: string;
        };
        Error: {
            error: components["schemas"]["Cause"];
        } & components["schemas"]["Failure"];
        ErrorBadGateway: {
            /** @description The reason why Meta was not reached. */
            reason?: string;
            /** @description Meta's; null without an answer. */
            metaError?: unknown;
            error: components["schemas"]["CauseBadGateway"];
        } & components["schemas"]["Failure"];
        ErrorBadRequest: {
            /** @description Name of the error in the compatible API. */
            code?: string;
            error: components["schemas"]["CauseBadRequest"];
        } & components["schemas"]["Failure"];
        ErrorConflict: {
            quota?: {
                of: string;
                most: number;
            };
            error: components["schemas"]["CauseConflict"];
        } & components["schemas"]["Failure"];
        ErrorForbidden: {
            /** @description Name of the error in the compatible API. */
            code?: string;
            error: components["schemas"]["CauseForbidden"];
        } & components["schemas"]["Failure"];
        ErrorGone: {
            error: components["schemas"]["CauseGone"];
        } & components["schemas"]["Failure"];
        ErrorHost: {
            error: components["schemas"]["CauseHost"];
        } & components["schemas"]["Failure"];
        ErrorNotFound: {
            error: components["schemas"]["CauseNotFound"];
        } & components["schemas"]["Failure"];
        ErrorPrecondition: {
            error: components["schemas"]["CausePrecondition"];
        } & components["schemas"]["Failure"];
        ErrorRange: {
            error: components["schemas"]["CauseRange"];
        } & components["schemas"]["Failure"];
        ErrorSecondFactor: {
            error: components["schemas"]["CauseSecondFactor"];
        } & components["schemas"]["Failure"];
        ErrorTooLarge: {
            error: components["schemas"]["CauseTooLarge"];
        } & components["schemas"]["Failure"];
        ErrorValidation: {
            /**
             * @description With E0422: errors by the field's path.
             * @example {
             *       "text": [
             *         {
             *           "es": "Es obligatorio.",
             *           "en": "Is required.",
             *           "pt": "É obrigatório."
             *         }
             *       ]
             *     }
             */
            validationError?: {
                [key: string]: components["schemas"]["Texts"][];
            };
            /** @description The reason why Meta was not reached. */
            reason?: string;
            /** @description Meta's; null without an answer. */
            metaError?: unknown;
            error: components["schemas"]["CauseValidation"];
        } & components["schemas"]["Failure"];
        Event: components["schemas"]["EventMessage"] | components["schemas"]["EventMessageState"] | components["schemas"]["EventMessageEcho"] | components["schemas"]["EventHistory"] | components["schemas"]["EventStatus"] | components["schemas"]["EventTemplate"] | components["schemas"]["EventAccount"] | components["schemas"]["EventChannelBlocked"] | components["schemas"]["EventEndpointDisabled"] | components["schemas"]["EventCampaign"] | components["schemas"]["EventSkillMessage"] | components["schemas"]["EventSkillFailed"] | components["schemas"]["EventConsent"] | components["schemas"]["EventStandby"] | components["schemas"]["EventHandover"] | components["schemas"]["EventConversation"] | components["schemas"]["EventCut"];
        EventAccount: {
            /** @constant */
            event: "account";
            /** @constant */
            kind: "account";
            wabaId: string;
            phoneNumberId?: string;
            displayNumber?: string;
            /** @description Meta's name of what changed. */
            field: string;
            /** @description What Meta sent. */
            raw: {
                [key: string]: unknown;
            };
        } & components["schemas"]["EventFrame"];
        EventCampaign: {
            /** @constant */
            event: "campaign";
            campaignId: string;
            name: string;
            elementName: string;
            /** @enum {string} */
            status: "COMPLETED" | "PENDING" | "IN_PROGRESS" | "SCHEDULED" | "PAUSED" | "CANCELED" | "FAILED";
            rowCount: number;
            badCount: number;
            repeatedCount: number;
            /** @description Rows whose person gets no marketing. */
            suppressedCount: number;
            error: string | null;
            reason?: components["schemas"]["CampaignStop"];
        } & components["schemas"]["EventFrame"];
        EventChannelBlocked: {
            /** @constant */
            event: "channel_blocked";
            error: components["schemas"]["MetaError"] | components["schemas"]["GatewayError"] | null;
        } & components["schemas"]["EventFrame"];
        EventConsent: {
            /** @constant */
            event: "consent";
            userId: components["schemas"]["PersonId"];
            /**
             * @description Of marketing messages.
             * @enum {string}
             */
            state: "stopped" | "resumed";
            /** @enum {string} */
            source: "word" | "meta" | "refusal" | "api" | "csv";
            /** @description The person's word, Meta's word or code, or a note. */
            detail?: string;
            /** @description Ms. */
            saidAt: number;
            messageId?: string;
        } & components["schemas"]["EventFrame"];
        EventConversation: {
            /** @constant */
            event: "conversation";
            userId: components["schemas"]["PersonId"];
            names: string;
            conversationId: string;
            /** @enum {string} */
            change: "start" | "close";
            /** @enum {string} */
            cause: "state" | "message" | "panel" | "closed" | "lapsed" | "merged";
            redirect?: components["schemas"]["Redirect"];
        } & components["schemas"]["EventFrame"];
        /** @description An event whose large members are left out, because all of it would be over 100,000 bytes. */
        EventCut: {
            eventId: components["schemas"]["EventId"];
            whole: components["schemas"]["WholeEvent"];
        } & {
            [key: string]: unknown;
        };
        EventDetails: {
            /** @description What endpoints receive, all of it. */
            body: unknown;
            /** @description Too large to post: endpoints receive it with an address of the whole. */
            isCut: boolean;
            deliveries: components["schemas"]["DeliverySummary"][];
        } & components["schemas"]["EventSummary"];
        EventEndpointDisabled: {
            /** @constant */
            event: "endpoint_disabled";
            endpointId: string;
            url: string;
            /** @enum {string} */
            reason: "gone" | "failing";
            failingSince: number | null;
        } & components["schemas"]["EventFrame"];
        EventEndpointTest: {
            /** @constant */
            event: "endpoint_test";
            endpointId: string;
        } & components["schemas"]["EventFrame"];
        EventFrame: {
            eventId: components["schemas"]["EventId"];
            botId: string;
            /** @description Ms. */
            timestamp: number;
        };
        EventHandover: {
            /** @constant */
            event: "handover";
            userId: components["schemas"]["PersonId"];
            /** @description The role of the responder who has the conversation, or `unknown`; null: no other. */
            heldBy: string | null;
            /**
             * @description How it was learned; `refused`: a message of ours, by 131070.
             * @enum {string}
             */
            source: "passed" | "taken" | "standby" | "message" | "refused" | "api";
            previousRole?: string;
            newRole?: string;
            /** @description In the words of who passes the conversation. */
            metadata?: string;
            summary?: string;
        } & components["schemas"]["EventFrame"];
        EventHistory: {
            /** @constant */
            event: "history";
            phase?: unknown;
            chunk_order?: unknown;
            /** @description Percent, by Meta. */
            progress?: unknown;
            /** @description At most 50. */
            messages: components["schemas"]["RecordedMessage"][];
        } & components["schemas"]["RecordFrame"];
        /**
         * @description The same at every attempt and replay, equal to the header `webhook-id`.
         * @example evt_01m7y35febkr0f68wtrdjd373a
         */
        EventId: string;
        EventMessage: {
            /** @description With `gatherMs` of the bot: all messages, oldest first. */
            gathered?: components["schemas"]["GatheredMessage"][];
        } & components["schemas"]["GatheredMessage"];
        EventMessageEcho: {
            messageId: string;
            /** @description Meta's id of the message. */
            wamid: string;
            /** @enum {string} */
            owner: "business" | "user";
            /** @description When it was written, ms. */
            received: number;
            bubble: components["schemas"]["Bubble"];
            context?: components["schemas"]["MessageContext"];
            /** @constant */
            status: "created";
            /** @constant */
            event: "message_echo";
            /**
             * @description The answer silences the bot.
             * @constant
             */
            state?: "manual";
            /** @description Until then, ms. */
            stateUntil?: number;
        } & components["schemas"]["RecordFrame"];
        EventMessageState: {
            /** @enum {string} */
            event: "delivered_channel" | "delivered_user" | "read" | "failed" | "reply" | "expired" | "canceled";
            userId: components["schemas"]["PersonId"];
            messageId: string;
            id: string;
            /** @enum {string} */
            kind: "session" | "notification";
            destination: components["schemas"]["PersonId"];
            /** @enum {string} */
            sentStatus: "CREATED" | "DELIVERED_CHANNEL" | "DELIVERED_USER" | "READ" | "REPLY" | "FAILED";
            wasRead: boolean;
            elementName: string | null;
            campaignId: string | null;
            /** Format: date-time */
            createdAt: string | null;
            /** Format: date-time */
            deliveryChannelAt: string | null;
            /** Format: date-time */
            deliveryUserAt: string | null;
            /** Format: date-time */
            readAt: string | null;
            error: components["schemas"]["MetaError"] | components["schemas"]["GatewayError"] | null;
            /**
             * @description The person may have received it twice.
             * @constant
             */
            possibleDouble?: true;
            /** @description The `eventId` of an end that this event takes back. */
            corrects?: string;
            /** @description With delivered_channel: the person's memory was too full for its `setMemoryParams`. */
            memoryFull?: {
                bytes: number;
                limit: number;
            };
            /** @description With reply: the answer. */
            reply?: {
                messageId: string;
                bubble: components["schemas"]["Bubble"];
            };
            pricing?: {
                [key: string]: unknown;
            };
            conversation?: {
                [key: string]: unknown;
            };
            /** @description `error` is the first. */
            errors?: components["schemas"]["ListedMetaError"][];
            /** @description Meta's status, with `rawItems` of the bot on. */
            raw?: {
                [key: string]: unknown;
            };
        } & (components["schemas"]["EventFrame"] & components["schemas"]["PersonDetails"]);
        EventMessageStateOrCut: components["schemas"]["EventMessageState"] | components["schemas"]["EventCut"];
        EventSkillFailed: {
            /** @constant */
            event: "skill_failed";
            userId: components["schemas"]["PersonId"];
            messageId: string | null;
            skill: {
                id: string;
            };
            runId: string;
            reason: string;
            detail?: string;
            /** @description The skill that is not there. */
            next?: string;
            /** @description Messages that could not be sent, and why. */
            problems?: unknown[];
        } & components["schemas"]["EventFrame"];
        EventSkillMessage: {
            /** @constant */
            event: "skill_message";
            skill: {
                id: string;
            };
        } & components["schemas"]["MessageEnvelope"];
        EventStandby: {
            messageId: string;
            /** @description Meta's id of the message. */
            wamid: string;
            /** @enum {string} */
            owner: "business" | "user";
            /** @description When it was written, ms. */
            received: number;
            bubble: components["schemas"]["Bubble"];
            context?: components["schemas"]["MessageContext"];
            /** @constant */
            status: "created";
            /** @constant */
            event: "standby";
            /** @description The role of the responder who has the conversation, or `unknown`; null: no other. */
            heldBy: string | null;
        } & components["schemas"]["RecordFrame"];
        EventStatus: {
            /** @constant */
            event: "status";
            phoneNumberId: string;
            /** @description payment, call, group, or message. */
            about: string;
            status: string;
            /** @description Meta's id of the message. */
            wamid?: string;
            /** @description Ms. */
            at?: number;
            /** @description What Meta sent. */
            raw: {
                [key: string]: unknown;
            };
            userId?: components["schemas"]["PersonId"];
            messageId?: string;
        } & components["schemas"]["EventFrame"];
        EventSubscriptions: {
            webhooks: {
                url: components["schemas"]["PublicUrl"];
                events: ("delivered_channel" | "delivered_user" | "read" | "failed" | "reply" | "expired" | "canceled" | "message_echo" | "history" | "status" | "template_status" | "template_quality" | "template_category" | "template_category_warning" | "account" | "channel_blocked" | "endpoint_disabled" | "campaign" | "skill_message" | "skill_failed" | "consent" | "standby" | "handover" | "conversation" | "all")[];
                auth?: components["schemas"]["EndpointAuth"];
                maxAttempts?: components["schemas"]["MaxAttempts"];
                batch?: components["schemas"]["Batch"];
            }[];
        };
        EventSummary: {
            /**
             * @description Id of the event: `webhook-id` of its deliveries.
             * @example evt_01k0j3v4e5f6g7h8j9kamnbpcq
             */
            id: string;
            botId: string;
            type: components["schemas"]["EventType"];
            /** Format: date-time */
            at: string;
            /** @description The person; null for events about none. */
            userId: string | null;
            messageId: string | null;
        };
        EventTemplate: {
            /** @enum {string} */
            event: "template_status" | "template_quality" | "template_category" | "template_category_warning";
            /** @constant */
            kind: "template";
            wabaId: string;
            /** @enum {string} */
            change: "status" | "quality" | "category" | "category_warning" | "components";
            elementName: string;
            language: string;
            value: string;
            previous?: string;
            /** @description With a warning: when the category changes, ms. */
            effectiveAt?: number;
            reason?: string;
            /**
             * @description A draft of yours has its name and language.
             * @constant
             */
            conflict?: true;
            /**
             * @description It became MARKETING, or will, which costs more.
             * @constant
             */
            alarm?: true;
            /**
             * @description A sync found it, and no webhook reported it.
             * @constant
             */
            source?: "sync";
            /** @description What Meta sent. */
            raw?: {
                [key: string]: unknown;
            };
        } & components["schemas"]["EventFrame"];
        EventTemplateOrCut: components["schemas"]["EventTemplate"] | components["schemas"]["EventCut"];
        /**
         * @description The type of an event.
         * @enum {string}
         */
        EventType: "message" | "delivered_channel" | "delivered_user" | "read" | "failed" | "reply" | "expired" | "canceled" | "message_echo" | "history" | "status" | "template_status" | "template_quality" | "template_category" | "template_category_warning" | "account" | "channel_blocked" | "endpoint_disabled" | "campaign" | "skill_message" | "skill_failed" | "consent" | "standby" | "handover" | "conversation";
        Failure: {
            /** @description In the language of Accept-Language; English by default. */
            message: string[];
            /** @constant */
            statusMessage: "failed";
            /** @constant */
            status: 0;
        };
        Figures: {
            /** Format: date-time */
            asOf: string | null;
            /** @description Not while an earlier version's messages are being counted. */
            isWhole: boolean;
            results: {
                /** Format: date-time */
                at: string;
                group?: string | null;
                /** @description Of accepted, sent, delivered, read, answered, failed, expired, canceled, received: those above 0. */
                counts: {
                    [key: string]: number;
                };
            }[];
            failures: {
                code: string;
                cause: string | null;
                count: number;
            }[];
        };
        FileBubble: {
            /** @constant */
            type: "file";
        } & (components["schemas"]["BubbleOrigin"] & components["schemas"]["BubbleMedia"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "file";
        });
        FileForm: {
            /**
             * Format: binary
             * @description Its name is what documents are called.
             */
            file: Blob;
        };
        /**
         * File
         * @description File by its address.
         * @example {
         *       "mediaUrl": "https://cdn.ejemplo.com/documento.pdf",
         *       "text": "MENSAJE",
         *       "userId": "593987654321",
         *       "type": "file"
         *     }
         */
        FileMessage: {
            /** @enum {unknown} */
            type: "file";
            /** @description Public https address of the file itself. At most 100 MB; text, PDF, Office. */
            mediaUrl: string;
            /** @description Caption. */
            text?: string;
            /** @description Name that the person sees; no slashes. */
            filename?: string;
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "file";
        });
        /**
         * Text with options, flat form
         * @description The same list without the `buttons` object.
         * @example {
         *       "type": "text",
         *       "userId": "593987654321",
         *       "text": "MENSAJE",
         *       "title": "<Título Principal>",
         *       "buttonText": {
         *         "text": "Ver opciones"
         *       },
         *       "options": [
         *         {
         *           "title": "<Opción 1>",
         *           "description": "<Descripción Opción 1>",
         *           "id": "option-1"
         *         }
         *       ]
         *     }
         */
        FlatListMessage: {
            /** @enum {unknown} */
            type: "text";
            /** @description What the person reads. */
            text: string;
            /** @description Title above the message. */
            title?: string;
            buttonText?: {
                /** @default text */
                type?: string;
                /** @description Opens the list. Opciones, Options or Opções by default. */
                text: string;
            };
            options: components["schemas"]["ListOption"][];
        } & components["schemas"]["MessageTarget"];
        FlowBubble: {
            /** @constant */
            type: "flow";
            text?: string;
            name?: string;
            /** @description What was filled in; a text when it is not JSON. */
            response?: unknown;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "flow";
        });
        /**
         * Flow button
         * @description A text with a button that opens a WhatsApp Flow.
         * @example {
         *       "type": "flow",
         *       "userId": "593987654321",
         *       "text": "Hello World😎",
         *       "caption": "Jelou",
         *       "title": "Hi",
         *       "parameters": {
         *         "flow_id": "FLOW_ID",
         *         "flow_cta": "FLOW_CTA",
         *         "flow_name": "FLOW_NAME",
         *         "flow_action_payload": {
         *           "screen": "RECOMMEND"
         *         },
         *         "mode": "draft",
         *         "flow_action": "navigate",
         *         "flow_message_version": "3"
         *       }
         *     }
         */
        FlowMessage: {
            /** @enum {unknown} */
            type: "flow";
            /** @description Header. */
            title: string;
            text: components["schemas"]["BodyText"];
            /** @description Footer. */
            caption: string;
            parameters: components["schemas"]["FlowParameters"];
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "flow";
        });
        /**
         * Flow message
         * @description A text with a button that opens a WhatsApp Flow.
         * @example {
         *       "text": "Hello World😎",
         *       "caption": "Jelou",
         *       "title": "Hi",
         *       "parameters": {
         *         "flow_id": "FLOW_ID",
         *         "flow_cta": "FLOW_CTA",
         *         "flow_name": "FLOW_NAME",
         *         "flow_action_payload": {
         *           "screen": "RECOMMEND"
         *         },
         *         "mode": "draft",
         *         "flow_action": "navigate",
         *         "flow_message_version": "3"
         *       }
         *     }
         */
        FlowOfUser: {
            /** @description Header. */
            title: string;
            text: components["schemas"]["BodyText"];
            /** @description Footer. */
            caption: string;
            parameters: components["schemas"]["FlowParameters"];
            /** @description Message of this chat that it quotes: our id, or a wamid. */
            replyTo?: string;
            context?: components["schemas"]["QuoteContext"];
            sendAt?: components["schemas"]["SendAt"];
        };
        FlowParameters: {
            /** @description Id of the Flow. It or `flow_name` is required; with both, the id is used. */
            flow_id?: string;
            /** @description Name of the Flow. */
            flow_name?: string;
            /** @description Text of the button. */
            flow_cta: string;
            flow_action_payload?: {
                /** @description First screen. */
                screen?: string;
                /** @description Data for the first screen. */
                data?: {
                    [key: string]: unknown;
                };
            };
            /**
             * @default published
             * @enum {unknown}
             */
            mode?: "published" | "draft";
            /**
             * @default navigate
             * @enum {unknown}
             */
            flow_action?: "navigate" | "data_exchange";
            /** @default 3 */
            flow_message_version?: string;
            /** @description Returned with the reply. The id of the message by default. */
            flow_token?: string;
        };
        Footer: string;
        /** @description The bot's, to which it was written. */
        FormerNumber: {
            phoneNumberId: string;
            displayNumber: string | null;
        };
        GatewayError: {
            /** @description docs/errors.md lists them. */
            key: string;
            message: string;
        };
        /** @description Ms that a person's message waits for the next one, so that several reach the webhook in one call. */
        GatherMs: number;
        GatheredMessage: {
            /** @description The skill that it was meant for, and why the bot webhook received it instead. */
            skill?: {
                id: string;
                reason?: string;
            };
            /** @description With the support panel, which receives it too. */
            conversationId?: string;
        } & components["schemas"]["MessageEnvelope"];
        Grant: {
            /** @enum {string} */
            role: "viewer" | "agent" | "marketing" | "operator" | "admin" | "memory_reader" | "memory_writer";
            /** @description "all" or a list of bot ids */
            bots: "all" | string[];
        };
        HeldGrant: {
            /** @enum {string} */
            role: "viewer" | "agent" | "marketing" | "operator" | "admin" | "memory_reader" | "memory_writer";
            bots: components["schemas"]["BotScope"];
        };
        HistoryBubble: {
            type: string;
            text?: string;
            mediaUrl?: string;
        } & {
            [key: string]: unknown;
        };
        HistoryItem: {
            messageId: string;
            wamid?: string;
            /**
             * @description Author of the message.
             * @enum {string}
             */
            by: "bot" | "user";
            sender: components["schemas"]["HistoryParty"];
            recipient: components["schemas"]["HistoryParty"];
            /** @enum {string} */
            status: "CREATED" | "DELIVERED_CHANNEL" | "DELIVERED_USER" | "READ" | "REPLY" | "FAILED" | "RECEIVED";
            bubble: components["schemas"]["HistoryBubble"];
            /**
             * @description For the record only: written by the business on its phone, or before the bot joined.
             * @enum {string}
             */
            source?: "echo" | "history";
            /** @description Meta's complete error, or the reason why the message was not sent. */
            error?: unknown;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description It waits for this instant.
             */
            sendAt?: string;
        };
        HistoryParty: {
            id: string;
            names: string;
            name: string;
            type?: string;
        };
        ImageBubble: {
            /** @constant */
            type: "image";
        } & (components["schemas"]["BubbleOrigin"] & components["schemas"]["BubbleMedia"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "image";
        });
        /**
         * Image
         * @description Image by its address.
         * @example {
         *       "mediaUrl": "https://cdn.ejemplo.com/imagen.jpeg",
         *       "text": "MENSAJE",
         *       "userId": "593987654321",
         *       "type": "image"
         *     }
         */
        ImageMessage: {
            /** @enum {unknown} */
            type: "image";
            /** @description Public https address of the file itself. At most 5 MB; image/jpeg, image/png. */
            mediaUrl: string;
            /** @description Caption. */
            text?: string;
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "image";
        });
        ImportPart: {
            /**
             * @description `declined`: the business shares none.
             * @enum {string}
             */
            state: "asked" | "coming" | "done" | "declined";
            /** Format: date-time */
            askedAt: string | null;
            /** @description New contacts or messages so far. */
            count: number;
            /** @description 0: the last day; 1: 90 days; 2: 180. */
            phase?: number;
            /** @description Percent, by Meta. */
            progress?: number;
            /** Format: date-time */
            lastAt: string | null;
            /** @description Meta's. */
            reason?: string;
        };
        InboxConversation: {
            botId: string;
            userId: string;
            names: string;
            /** @enum {string} */
            state: "auto" | "manual";
            assignee: components["schemas"]["Assignee"] | null;
            labels: string[];
            /** @description The person has written since it was last read. */
            isUnread: boolean;
            /** Format: date-time */
            lastInboundAt: string | null;
            /** @description Another responder of the number who has it. */
            thread: components["schemas"]["ConversationThread"] | null;
            last?: components["schemas"]["UserMessage"];
        };
        /** @description Instant, ms since 1970. */
        InstantMs: number;
        KeyRotation: {
            /**
             * @description Number of the present master key, or of the next one while it is introduced.
             * @example 2
             */
            master: number;
            /**
             * @description `spreading`: not every process knows the new key yet. `sealing`: older rows are sealed again. `overlap`: earlier addresses are still valid. `current`: no rotation.
             * @enum {string}
             */
            state: "spreading" | "sealing" | "overlap" | "current";
            /** Format: date-time */
            changedAt: string | null;
            /** Format: date-time */
            overlapEndsAt: string | null;
            /** @description Rows that are still sealed under an older master key. */
            left: number;
        };
        /** @description Degrees. A number, or a string that holds one. */
        Latitude: number | string;
        /** @description Inputs for its buttons, in Meta's format. */
        LibraryButtonInputs: ({
            type: string;
        } & {
            [key: string]: unknown;
        })[];
        LibraryPage: {
            results: components["schemas"]["LibraryTemplate"][];
            next: string | null;
        };
        LibraryTemplate: {
            id: string | null;
            /** @description For `library_template_name`. */
            name: string;
            language: string;
            /** @enum {string} */
            category: "AUTHENTICATION" | "MARKETING" | "UTILITY";
            topic: string | null;
            useCase: string | null;
            industries: string[];
            components: ({
                type: string;
            } & {
                [key: string]: unknown;
            })[];
            paramTypes: string[];
            /** @description Examples. */
            params: string[];
        };
        /**
         * Text with options
         * @description A list from which the person picks one.
         * @example {
         *       "text": "MENSAJE",
         *       "userId": "593987654321",
         *       "type": "text",
         *       "buttons": {
         *         "title": "<Título Principal>",
         *         "buttonText": {
         *           "type": "text",
         *           "text": "Ver opciones"
         *         },
         *         "options": [
         *           {
         *             "title": "<Opción 1>",
         *             "description": "<Descripción Opción 1>",
         *             "payload": "<Texto_Retorno_1>"
         *           },
         *           {
         *             "title": "<Opción 2>",
         *             "description": "<Descripción Opción 2>",
         *             "payload": "<Texto_Retorno_2>"
         *           }
         *         ]
         *       }
         *     }
         */
        ListMessage: {
            /** @enum {unknown} */
            type: "text";
            /** @description What the person reads. */
            text: string;
            buttons: {
                /** @description Title above the message. */
                title?: string;
                buttonText?: {
                    /** @description Display type of the button: text. */
                    type: string;
                    /** @description Opens the list. Opciones, Options or Opções by default. */
                    text: string;
                };
                options: components["schemas"]["ListOption"][];
            };
        } & components["schemas"]["MessageTarget"];
        ListOption: {
            /** @description The choice that the person sees. */
            title: string;
            /** @description A line below the title. */
            description?: string;
            /** @description Text sent to the webhook when the option is picked. Any length. */
            payload?: string;
            /** @description Identifies the option in the reply; unique within the message. */
            id?: string;
        };
        ListedMessage: {
            messageId: string;
            botId: string;
            /** @enum {string} */
            direction: "out" | "in";
            /** @enum {string} */
            kind?: "session" | "notification";
            /**
             * @description `recorded`: written by the business on its phone.
             * @enum {string}
             */
            state: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "failed" | "expired" | "canceled" | "received" | "recorded";
            userId: string;
            name: string | null;
            wamid: string | null;
            elementName?: string;
            campaignId?: string;
            possibleDouble?: boolean;
            error?: unknown;
            bubble: components["schemas"]["HistoryBubble"];
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            sendAt?: string;
        };
        ListedMetaError: {
            code?: number;
            subcode?: number;
            title?: string;
            message?: string;
            details?: string;
            href?: string;
            fbtraceId?: string;
            httpStatus?: number;
            extra?: unknown;
        };
        Liveness: {
            /** @constant */
            status: "ok";
        };
        LocationBubble: {
            /** @constant */
            type: "location";
            text: string;
            coordinates: {
                lat: number;
                long: number;
            };
            name?: string;
            address?: string;
            url?: string;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "location";
        });
        /**
         * Location
         * @description A point on the map.
         * @example {
         *       "coordinates": {
         *         "lat": "-2.170998",
         *         "long": "-79.922359"
         *       },
         *       "userId": "593987654321",
         *       "type": "location"
         *     }
         */
        LocationMessage: {
            /** @enum {unknown} */
            type: "location";
            coordinates: {
                lat: components["schemas"]["Latitude"];
                long: components["schemas"]["Longitude"];
            };
            /** @description Name of the place. */
            name?: string;
            /** @description Address of the place. */
            address?: string;
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "location";
        });
        /**
         * Location request
         * @description A text with a button by which the person sends their location.
         * @example {
         *       "type": "location_request",
         *       "userId": "593987654321",
         *       "text": "Hello World"
         *     }
         */
        LocationRequestMessage: {
            /** @enum {unknown} */
            type: "location_request";
            text: components["schemas"]["BodyText"];
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "location_request";
        });
        LogLevel: {
            /**
             * @description As RECADO_LOG_LEVEL has them.
             * @enum {string}
             */
            level: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
            /**
             * @description The level of the settings.
             * @enum {string}
             */
            configured: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
            /** Format: date-time */
            until: string | null;
        };
        LogLevelChange: {
            /**
             * @description As RECADO_LOG_LEVEL has them.
             * @enum {string}
             */
            level: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
            /**
             * @description Then the level of the settings again. Without it: until the process ends.
             * @example 600
             */
            forSeconds?: number;
        };
        /** @description Degrees. A number, or a string that holds one. */
        Longitude: number | string;
        MarketingCap: {
            messages: number;
            days: number;
        };
        MarketingPace: {
            yellow: number;
            red: number;
        };
        /**
         * @description Attempts after which an event is given up and the person's next one is sent. By default, retries last three days.
         * @example 3
         */
        MaxAttempts: number | null;
        Me: {
            /** @description `admin`: the management token. */
            kind: "user" | "key" | "admin";
            id: string | null;
            name: string | null;
            email: string | null;
            secondFactor: boolean;
            grants: {
                role: string;
                bots: components["schemas"]["BotScope"];
            }[];
            permissions: components["schemas"]["Permissions"];
        };
        MediaRefresh: {
            /**
             * @description `mediaUrl` of an event or of the history.
             * @example https://recado.example.com/media/med_01k0j3v4e5f6g7h8j9kamnbpcq/c2lnbmF0dXJl
             */
            resourceUrl: string;
            /**
             * @description Seconds.
             * @example 900
             */
            ttl: number;
        };
        MediaRefreshed: {
            /** @description Needs no credentials. */
            signedUrl: string;
        };
        Member: {
            /**
             * @description Id of the user.
             * @example usr_01k0j3v4e5f6g7h8j9kamnbpcq
             */
            userId: string;
            email: string;
            name: string;
            grants: components["schemas"]["HeldGrant"][];
            disabled: boolean;
            /** @description False until the invitation link was used. */
            hasPassword: boolean;
            secondFactor: boolean;
            /** Format: date-time */
            lastSignInAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        MemberChange: {
            name?: components["schemas"]["PersonName"];
            /**
             * @description Roles, for all or the listed bots.
             * @example [
             *       {
             *         "role": "agent",
             *         "bots": [
             *           "demo"
             *         ]
             *       }
             *     ]
             */
            grants?: components["schemas"]["Grant"][];
            /** @description A disabled user is signed out everywhere and cannot sign in. */
            disabled?: boolean;
        };
        /**
         * @example {
         *       "plan": "oro"
         *     }
         */
        Memory: {
            [key: string]: unknown;
        };
        MemoryChange: {
            /**
             * @description Keys to add or replace; null removes one.
             * @example {
             *       "plan": "oro"
             *     }
             */
            params: {
                [key: string]: unknown;
            };
        };
        /** @description An object without `value`, or anything that is no object, is stored as an empty text. */
        MemoryEntry: {
            value?: unknown;
            /** @description Seconds that the key lives. */
            ttl?: number;
            /** @example application/json */
            contentType?: string;
        };
        MemoryRecord: {
            key: string;
            value: unknown;
            contentType?: string;
            /** @description Seconds that it still lives; null: no end. */
            ttl: number | null;
            /** Format: date-time */
            expiresAt: string | null;
        };
        MemoryRecords: {
            message: string[];
            /** @constant */
            status: "success";
            data: components["schemas"]["MemoryRecord"][];
        };
        MemorySaved: {
            message: string[];
            /** @constant */
            status: "success";
        };
        Message: {
            messageId: string;
            botId: string;
            userId: string;
            /** @enum {string} */
            kind: "session" | "notification";
            /** @enum {string} */
            direction: "out" | "in";
            type: string;
            content: unknown;
            /** @enum {string} */
            state: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "failed" | "expired" | "canceled" | "received";
            /** @description The compatible API's name of the state. */
            sentStatus?: string;
            elementName?: string;
            campaignId?: string;
            wamid?: string;
            pricing?: components["schemas"]["Pricing"];
            cost?: components["schemas"]["MessageCost"];
            /** @description Sent again after an attempt whose outcome remained unknown. */
            possibleDouble: boolean;
            acceptedAt: components["schemas"]["InstantMs"];
            scheduledAt?: components["schemas"]["InstantMs"];
            sendAt?: components["schemas"]["InstantMs"];
            expiresAt?: components["schemas"]["InstantMs"];
            dueAt?: components["schemas"]["InstantMs"];
            nextAttemptAt?: components["schemas"]["InstantMs"];
            /** @description The earlier message to the same person that must end first. */
            waitsBehind?: string;
            /** @description Meta's complete error, or a key of docs/errors.md with its message. */
            error?: unknown;
            /** @description For a received message: the run of the skill that handled it. */
            skill?: {
                runId: string;
                skillId: string;
                /** @enum {string} */
                state: "waiting" | "done" | "failed";
                attempts: number;
                dueAt?: components["schemas"]["InstantMs"];
                endedAt?: components["schemas"]["InstantMs"];
                /** @description The skill's reply. */
                messageIds: string[];
                /** @description The reason why the bot webhook received it instead. */
                reason?: string;
                detail?: string;
                problems?: unknown;
            };
            states: {
                state: string;
                at: components["schemas"]["InstantMs"];
            }[];
            attempts: {
                attempt: number;
                startedAt: components["schemas"]["InstantMs"];
                endedAt?: components["schemas"]["InstantMs"];
                outcome?: string;
                detail?: unknown;
                told?: unknown;
            }[];
            events: {
                eventId: string;
                type: string;
                at: components["schemas"]["InstantMs"];
                deliveries: components["schemas"]["Delivery"][];
            }[];
        };
        MessageAccepted: {
            /** @constant */
            success: true;
            /** @example msg_01k0j3v4e5f6g7h8j9kamnbpcq */
            messageId: string;
        };
        MessageCanceled: {
            /** @constant */
            success: true;
            messageId: string;
            /** @constant */
            state: "canceled";
        };
        /** @description The message that it answers. */
        MessageContext: {
            /** @description Its id here, if it is known. */
            messageId?: string;
            wamid?: string;
            /** @description Its author. */
            from?: string;
            /** @description Of a quoted one, up to 100 characters. */
            text?: string;
        };
        MessageCost: {
            /**
             * @description `none`: it was not delivered; `open`: it may still be.
             * @enum {string}
             */
            charge: "charged" | "free" | "unknown" | "none" | "open";
            amount: string | null;
            currency: string | null;
            effectiveDate: string | null;
            source: string | null;
            /** @description Why there is no amount. */
            reason: ("unpriced" | "unknown_price" | "no_currency" | "no_card" | "no_market" | "no_rate") | null;
        };
        MessageEnvelope: {
            messageId: string;
            bubble: components["schemas"]["Bubble"];
            /** @description On WhatsApp, or empty. */
            names: string;
            userId: components["schemas"]["PersonId"];
            botId: string;
            /** @description When it was written, ms. */
            received: number;
            /** @constant */
            status: "created";
            /** @constant */
            owner: "user";
            /** @enum {string} */
            state: "auto" | "manual";
            eventId: components["schemas"]["EventId"];
            /** @description Meta's id of the message. */
            wamid: string;
            context?: components["schemas"]["MessageContext"];
            formerNumber?: components["schemas"]["FormerNumber"];
        } & components["schemas"]["PersonDetails"];
        MessageRead: {
            /** @constant */
            success: true;
            messageId: string;
        };
        MessageTarget: {
            userId: components["schemas"]["Recipient"];
            /** @description If given, it must equal the path's. */
            botId?: string;
            /** @description Message of this chat that it quotes: our id, or a wamid. */
            replyTo?: string;
            context?: components["schemas"]["QuoteContext"];
            sendAt?: components["schemas"]["SendAt"];
        };
        MetaError: {
            code: number;
            subcode?: number;
            title?: string;
            message?: string;
            details?: string;
            href?: string;
            fbtraceId?: string;
            httpStatus?: number;
        };
        NamedMemoryChange: {
            /**
             * @description Id of the bot.
             * @example demo
             */
            botId: string;
            /**
             * @description Keys to add or replace; null removes one.
             * @example {
             *       "plan": "oro"
             *     }
             */
            params: {
                [key: string]: unknown;
            };
        };
        /** @description Values by the variables' names, or all by number; for numbered ones also by their labels, or in the order given, which the header Recado-Notice reports. A named variable of the header counts too. Unknown names are refused. */
        NamedValues: {
            [key: string]: string | number;
        };
        NewApiKey: {
            name: components["schemas"]["PersonName"];
            /**
             * @description Roles, for all or the listed bots.
             * @example [
             *       {
             *         "role": "agent",
             *         "bots": [
             *           "demo"
             *         ]
             *       }
             *     ]
             */
            grants: components["schemas"]["Grant"][];
            /** @description Without it the key never expires. */
            expiresInSeconds?: number;
        };
        NewBot: {
            /** @description 1-64 letters, digits, + _ . : -, and not . or .. */
            id?: string;
            name: string;
            channel: WithRequired<components["schemas"]["ChannelChange"], "phoneNumberId" | "wabaId" | "accessToken" | "appSecret" | "verifyToken">;
            webhookUrl?: components["schemas"]["PublicUrl"] | null;
        } & components["schemas"]["BotSettings"];
        NewBusinessProfile: {
            about?: string;
            address?: string;
            description?: string;
            email?: string;
            websites?: string[];
            /** @enum {string} */
            vertical?: "OTHER" | "AUTO" | "BEAUTY" | "APPAREL" | "EDU" | "ENTERTAIN" | "EVENT_PLAN" | "FINANCE" | "GROCERY" | "GOVT" | "HOTEL" | "HEALTH" | "NONPROFIT" | "PROF_SERVICES" | "RETAIL" | "TRAVEL" | "RESTAURANT" | "ALCOHOL" | "ONLINE_GAMBLING" | "PHYSICAL_GAMBLING" | "OTC_DRUGS";
        };
        /**
         * @description A template to every row of a CSV file: UTF-8, a header row, the phones in the first column. Any text may contain `{{column}}`, which each row fills.
         * @example {
         *       "campaignName": "Promo mayo",
         *       "elementName": "demo_text",
         *       "botId": "demo",
         *       "fileUrl": "https://cdn.ejemplo.com/clientes.csv",
         *       "params": [
         *         {
         *           "param": 1,
         *           "column": "nombre"
         *         },
         *         {
         *           "param": 2,
         *           "column": "pedido"
         *         }
         *       ]
         *     }
         */
        NewCampaign: {
            /** @example Promo mayo */
            campaignName: string;
            /** @description Name of the approved template */
            elementName: string;
            /** @example demo */
            botId: string;
            /**
             * Format: uri
             * @description Public https address of the CSV file. A form may contain the file itself instead, in any file field.
             */
            fileUrl?: string;
            /** @description Mapping of columns to variables; by default in order */
            params?: {
                /** @description Number of the body's variable, from 1, or its name */
                param: number | string;
                /** @description Name of the column in the header */
                column: string;
            }[];
            /**
             * Format: date-time
             * @description Start time, with its zone
             * @example 2027-11-07T05:31:56Z
             */
            scheduledAt?: string;
            type?: components["schemas"]["TemplateKind"];
        } & components["schemas"]["TemplateParts"];
        NewClient: {
            /** @description 1-64 letters, digits, + _ . -, and not . or .. */
            id?: string;
            name: string;
            bots: components["schemas"]["BotsOfClient"];
            /**
             * @description Unknown names are refused (422) instead of reported in `Recado-Ignored`.
             * @default false
             */
            strict?: boolean;
            origins?: components["schemas"]["AllowedOrigins"];
        };
        NewEndpoint: {
            url: components["schemas"]["PublicUrl"];
            events: components["schemas"]["EndpointEvents"];
            auth?: components["schemas"]["EndpointAuth"];
            onlyManual?: components["schemas"]["OnlyManual"];
            maxAttempts?: components["schemas"]["MaxAttempts"];
            batch?: components["schemas"]["Batch"];
        };
        NewMember: {
            email: components["schemas"]["Email"];
            name: components["schemas"]["PersonName"];
            /**
             * @description Roles, for all or the listed bots.
             * @example [
             *       {
             *         "role": "agent",
             *         "bots": [
             *           "demo"
             *         ]
             *       }
             *     ]
             */
            grants: components["schemas"]["Grant"][];
        };
        NewMessage: components["schemas"]["SessionMessage"] | components["schemas"]["TemplateByIdMessage"];
        /** @description Without `url` the address is removed. */
        NewNumberSubscription: {
            /** @enum {string} */
            of: "account" | "number";
            url?: string;
            /** @description By default the bot's. */
            verifyToken?: string;
        };
        NewNumberUsername: {
            username: string;
            /** @description Take it from another number of the portfolio (147005). */
            transfer?: boolean;
        };
        NewQrCode: {
            /** @description Stands in the chat that the code opens. */
            message: string;
            /** @enum {string} */
            image?: "PNG" | "SVG";
        };
        NewSkill: {
            name?: string;
        } & components["schemas"]["SkillActs"];
        NewSupportPanel: {
            webhookUrl: components["schemas"]["PublicUrl"];
            /** @enum {string} */
            authType?: "no_auth" | "bearer" | "api_key" | "basic";
            /** @description The token, key, or `user:password`, as `authType` says. */
            authorization?: string;
        };
        /**
         * @example {
         *       "elementName": "order_sent",
         *       "displayName": "Order sent",
         *       "language": "es",
         *       "category": "UTILITY",
         *       "type": "HSM",
         *       "template": "Hola {{1}}, tu pedido {{2}} va en camino.",
         *       "params": [
         *         {
         *           "param": "1",
         *           "label": "Nombre",
         *           "example": "Ana"
         *         },
         *         {
         *           "param": "2",
         *           "label": "Pedido",
         *           "example": "A-1024"
         *         }
         *       ],
         *       "paramsNumber": 2,
         *       "isVisible": true,
         *       "interactiveAction": "QUICK_REPLY",
         *       "buttons": [
         *         {
         *           "type": "QUICK_REPLY",
         *           "text": "Gracias"
         *         }
         *       ]
         *     }
         */
        NewTemplate: {
            /** @description Stored unchanged, without a prefix. */
            elementName: string;
            /**
             * @description es, es_MX or es-MX, in any case; pt is pt_BR.
             * @example es
             */
            language: string;
            /**
             * @example UTILITY
             * @enum {string}
             */
            category: "UTILITY" | "MARKETING" | "AUTHENTICATION";
            /** @description Meta's name for `elementName`. */
            name?: string;
            /** @description A template from Meta's library, instead of texts. */
            libraryTemplateName?: string;
            /** @description A template from Meta's library, instead of texts. */
            library_template_name?: string;
            libraryTemplateButtonInputs?: components["schemas"]["LibraryButtonInputs"];
            library_template_button_inputs?: components["schemas"]["LibraryButtonInputs"];
            libraryTemplateBodyInputs?: {
                [key: string]: unknown;
            };
            library_template_body_inputs?: {
                [key: string]: unknown;
            };
        } & components["schemas"]["TemplateFields"];
        /** @description A template as Meta's API lists it. */
        NewTemplateDefinition: {
            /** @description If given, it must equal the path's element name. */
            name?: string;
            /** @description If given, it must equal the path's language. */
            language?: string;
            /** @enum {string} */
            category: "AUTHENTICATION" | "MARKETING" | "UTILITY";
            /**
             * @description in capital letters, as Meta writes it: APPROVED
             * @example APPROVED
             */
            status?: string;
            components: ({
                type: string;
            } & {
                [key: string]: unknown;
            })[];
            /** @enum {string} */
            parameter_format?: "POSITIONAL" | "NAMED";
            /** @description Meta's id. */
            id?: string;
        };
        Note: {
            id: string;
            text: string;
            authorId: string | null;
            author: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        Notification: {
            id: string;
            destination: string;
            /** @enum {string} */
            sentStatus: "CREATED" | "DELIVERED_CHANNEL" | "DELIVERED_USER" | "READ" | "REPLY" | "FAILED";
            wasRead: boolean;
            /**
             * @description BULK for rows of a campaign's file; API for a single send, whatever campaign it names.
             * @enum {string}
             */
            origin: "BULK" | "API";
            elementName: string | null;
            campaignId: string | null;
            /** @description wamid, once Meta has assigned one. */
            internalId: string | null;
            /** @description The person may have received it twice; the timeline says why. */
            possibleDouble: boolean;
            /** @description Meta's complete error, or the reason why the message was not sent; null when there is none. */
            error: unknown;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            sentDate: string | null;
            /** Format: date-time */
            deliveryChannelAt: string | null;
            /** Format: date-time */
            deliveryUserAt: string | null;
            /** Format: date-time */
            readAt: string | null;
            /** Format: date-time */
            replyAt: string | null;
        };
        NotificationMetadata: {
            /** @description Notifications by sentStatus. */
            statistics: {
                [key: string]: number;
            };
            /** @description Number of notifications counted: the newest that match the filter. */
            statisticsOver: number;
            /** @description For `after`; null on the last page. */
            next: string | null;
        };
        NotificationPage: {
            pagination: components["schemas"]["Pagination"];
            _metadata: components["schemas"]["NotificationMetadata"];
            results: components["schemas"]["Notification"][];
        };
        NumberChange: {
            id: string;
            /** Format: date-time */
            at: string;
            /**
             * @description `name_review`: the decision on a new name, which `detail` has.
             * @enum {string}
             */
            name: "quality" | "limit" | "throughput" | "name" | "name_review" | "status" | "shared";
            /** @description Meta's word. */
            value: string;
            previous: string | null;
            detail?: string;
            /** @enum {string} */
            source: "webhook" | "asked";
        };
        NumberImport: {
            botId: string;
            contacts: components["schemas"]["ImportPart"] | null;
            history: components["schemas"]["ImportPart"] | null;
        };
        NumberQuality: {
            botId: string;
            /**
             * Format: date-time
             * @description When Meta was last asked.
             */
            askedAt: string | null;
            current: components["schemas"]["NumberChange"][];
            results: components["schemas"]["NumberChange"][];
            next: string | null;
        };
        /** @description Addresses; the number counts before the account, and that before the app. */
        NumberSubscription: {
            application: string | null;
            account: string | null;
            number: string | null;
        };
        /** @description `status` is Meta's word. */
        NumberUsername: {
            username: string | null;
            status: string | null;
        };
        Offer: {
            /** @description End of the limited-time offer: milliseconds, in the future */
            expirationTime?: number;
        };
        /** @description `message` events only of people in the state `manual`. */
        OnlyManual: boolean | null;
        OptionBubble: {
            /** @constant */
            type: "option";
        } & (components["schemas"]["BubbleOrigin"] & components["schemas"]["BubblePressed"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "option";
        });
        OrderBubble: {
            /** @constant */
            type: "order";
            products: ({
                productId: unknown;
                quantity: unknown;
                price: unknown;
                currency: unknown;
            } & {
                [key: string]: unknown;
            })[];
            text?: string;
            catalogId?: string;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "order";
        });
        /** @description Status for an order status template; Meta's own form is accepted too */
        OrderStatus: {
            /** @example A-1024 */
            referenceId: string;
            /**
             * @example shipped
             * @enum {string}
             */
            status: "processing" | "partially_shipped" | "shipped" | "completed" | "canceled";
            description?: string;
        };
        Overview: {
            /** Format: date-time */
            at: string;
            total: {
                sentPerMinute: number;
                receivedPerMinute: number;
                /** @description Messages that have not been sent. */
                waiting: number;
                /**
                 * Format: date-time
                 * @description When the oldest one was, or is, due.
                 */
                oldestDueAt: string | null;
            };
            results: {
                botId: string;
                sentPerMinute: number;
                receivedPerMinute: number;
                /** @description Messages that have not been sent. */
                waiting: number;
                /**
                 * Format: date-time
                 * @description When the oldest one was, or is, due.
                 */
                oldestDueAt: string | null;
                /** @enum {string} */
                token: "ok" | "ends_soon" | "ended" | "refused" | "unknown";
                /**
                 * Format: date-time
                 * @description Since when it is refused, or when it ends.
                 */
                tokenAt: string | null;
                /** @description How many are REJECTED, PAUSED, DISABLED, LOW_QUALITY: those above 0. */
                templates: {
                    [key: string]: number;
                };
                /** @enum {string} */
                quality?: "YELLOW" | "RED";
            }[];
        };
        Page: {
            pagination: components["schemas"]["Pagination"];
            _metadata: Record<string, never>;
        };
        Pagination: {
            page: number;
            limit: number;
            offset: number;
            total: number;
            totalPages: number;
        };
        /**
         * @description No line breaks, tabs or more than 4 spaces in a row; not empty
         * @example Ana
         */
        ParameterValue: string | number;
        PasswordProof: {
            /** @description The current password. */
            current: string;
        };
        /** @description Bots by permission. */
        Permissions: {
            "bots.read": components["schemas"]["BotScope"];
            "bots.write": components["schemas"]["BotScope"];
            "conversations.read": components["schemas"]["BotScope"];
            "conversations.write": components["schemas"]["BotScope"];
            "memory.read": components["schemas"]["BotScope"];
            "memory.write": components["schemas"]["BotScope"];
            "people.erase": components["schemas"]["BotScope"];
            "consent.write": components["schemas"]["BotScope"];
            "templates.read": components["schemas"]["BotScope"];
            "templates.write": components["schemas"]["BotScope"];
            "notifications.write": components["schemas"]["BotScope"];
            "campaigns.read": components["schemas"]["BotScope"];
            "campaigns.write": components["schemas"]["BotScope"];
            "webhooks.read": components["schemas"]["BotScope"];
            "webhooks.write": components["schemas"]["BotScope"];
            "skills.read": components["schemas"]["BotScope"];
            "skills.write": components["schemas"]["BotScope"];
            "unprocessed.read": components["schemas"]["BotScope"];
            "unprocessed.write": components["schemas"]["BotScope"];
            "diagnostics.read": components["schemas"]["BotScope"];
            "keys.read": components["schemas"]["BotScope"];
            "keys.write": components["schemas"]["BotScope"];
            "users.read": components["schemas"]["BotScope"];
            "users.write": components["schemas"]["BotScope"];
            "audit.read": components["schemas"]["BotScope"];
            "views.own": components["schemas"]["BotScope"];
            "secrets.rotate": components["schemas"]["BotScope"];
            "log.write": components["schemas"]["BotScope"];
        };
        PersonDetails: {
            /** @description Business-scoped id. */
            scopedId?: string;
            username?: string;
            /** @description Id for a business of several portfolios. */
            parentScopedId?: string;
            /** @description Changes with the safety number. */
            identityKeyHash?: string;
            /** @description What has no name above, in Meta's own names. */
            extra?: {
                [key: string]: unknown;
            };
        };
        /**
         * @description The person: digits, or a business-scoped id when the number is hidden.
         * @example 593987654321
         */
        PersonId: string;
        /** @example Ana Pérez */
        PersonName: string;
        /**
         * Text
         * @description Plain text. With `buttons` or `options` it is a list message instead.
         * @example {
         *       "type": "text",
         *       "text": "MENSAJE",
         *       "userId": "593987654321"
         *     }
         */
        PlainTextMessage: {
            /** @enum {unknown} */
            type: "text";
            /** @description What the person reads. */
            text: string;
        } & components["schemas"]["MessageTarget"];
        PreviewButton: {
            text: string;
            url?: string;
            code?: string;
            /** @description Returned on a tap. */
            payload?: unknown;
            /** @description Products that it shows. */
            sections?: {
                title: string;
                products: string[];
            }[];
            /** @description The order to pay. */
            order?: unknown;
        };
        /** @description Meta's first word on the price; `other`: a word that is not known here. */
        Pricing: {
            category?: string;
            type?: string;
            subtype?: string;
            model?: string;
            billable?: boolean;
        };
        /** @description Product of a product header; Meta's `product_retailer_id` and `catalog_id` are accepted too */
        Product: {
            /**
             * @description The product's id in the catalog
             * @example A-1
             */
            productId: string;
            /**
             * @description The catalog of the account
             * @example 194836987003835
             */
            catalogId: string;
        };
        ProductBubble: {
            /** @constant */
            type: "product";
            catalogId?: string;
            productId?: string;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "product";
        });
        /**
         * Product carousel
         * @example {
         *       "type": "product_carousel",
         *       "userId": "593987654321",
         *       "text": "Hoy",
         *       "parameters": {
         *         "catalog_id": "1948",
         *         "product_items": [
         *           {
         *             "product_retailer_id": "taza"
         *           },
         *           {
         *             "product_retailer_id": "plato"
         *           }
         *         ]
         *       }
         *     }
         */
        ProductCarouselMessage: {
            /** @enum {unknown} */
            type: "product_carousel";
            text: components["schemas"]["BodyText"];
            parameters: {
                catalog_id: components["schemas"]["CatalogId"];
                product_items: components["schemas"]["ProductItem"][];
            };
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "product_carousel";
        });
        ProductId: string;
        ProductItem: {
            product_retailer_id: components["schemas"]["ProductId"];
        };
        /**
         * Product list
         * @description At most 30 in all.
         * @example {
         *       "type": "product_list",
         *       "userId": "593987654321",
         *       "title": "Hoy",
         *       "text": "Tazas",
         *       "parameters": {
         *         "catalog_id": "1948",
         *         "sections": [
         *           {
         *             "product_items": [
         *               {
         *                 "product_retailer_id": "taza"
         *               }
         *             ]
         *           }
         *         ]
         *       }
         *     }
         */
        ProductListMessage: {
            /** @enum {unknown} */
            type: "product_list";
            /** @description Header. */
            title: string;
            text: components["schemas"]["BodyText"];
            caption?: components["schemas"]["Footer"];
            parameters: {
                catalog_id: components["schemas"]["CatalogId"];
                sections: {
                    title?: string;
                    product_items: components["schemas"]["ProductItem"][];
                }[];
            };
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "product_list";
        });
        /**
         * Product
         * @example {
         *       "type": "product",
         *       "userId": "593987654321",
         *       "parameters": {
         *         "catalog_id": "1948",
         *         "product_retailer_id": "taza"
         *       }
         *     }
         */
        ProductMessage: {
            /** @enum {unknown} */
            type: "product";
            text?: components["schemas"]["BodyText"];
            caption?: components["schemas"]["Footer"];
            parameters: {
                catalog_id: components["schemas"]["CatalogId"];
                product_retailer_id: components["schemas"]["ProductId"];
            };
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "product";
        });
        /**
         * @description Public https address.
         * @example https://bot.example.com/webhook
         */
        PublicUrl: string;
        QrCode: {
            code: string;
            message: string;
            url: string;
            imageUrl: string | null;
        };
        QrCodes: {
            results: components["schemas"]["QrCode"][];
        };
        QuickAnswer: {
            name: string;
            text: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        QuickReplyBubble: {
            /** @constant */
            type: "quick_reply";
        } & (components["schemas"]["BubbleOrigin"] & components["schemas"]["BubblePressed"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "quick_reply";
        });
        /**
         * Quick reply
         * @description Text with one to three reply buttons.
         * @example {
         *       "text": "MENSAJE",
         *       "title": "<Título del mensaje>",
         *       "quick_replies": [
         *         {
         *           "title": "<TÍTULO_BOTÓN_1>"
         *         },
         *         {
         *           "title": "<TÍTULO_BOTÓN_2>"
         *         },
         *         {
         *           "title": "<TÍTULO_BOTÓN_3>"
         *         }
         *       ],
         *       "userId": "593987654321",
         *       "type": "quick_reply"
         *     }
         */
        QuickReplyMessage: {
            /** @enum {unknown} */
            type: "quick_reply";
            text: components["schemas"]["BodyText"];
            /** @description Title above the message. */
            title?: string;
            quick_replies: {
                /** @description Text of the button: unique within the message, without emoji or formatting marks. */
                title: string;
                /** @description Text sent to the webhook when the button is tapped, or an edge payload that starts a skill. The title by default. */
                payload?: string | {
                    [key: string]: unknown;
                };
            }[];
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "quick_reply";
        });
        /** @description Meta's name for `replyTo`. */
        QuoteContext: {
            message_id: string;
        };
        RateCard: {
            effectiveDate: string;
            currency: string;
            source: string;
            count: number;
            /** Format: date-time */
            updatedAt: string;
            /** @description Only of one card: with `effectiveDate` and `currency`. */
            rates?: {
                market: string;
                category: string;
                rate: string;
                from?: number;
                to?: number;
            }[];
        };
        ReactionBubble: {
            /** @constant */
            type: "reaction";
            /** @description Empty: the reaction is taken back. */
            emoji: string;
            /** @description Meta's id of the message. */
            messageId: string;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reaction";
        });
        /**
         * Reaction
         * @description An emoji below a message of the last 30 days.
         * @example {
         *       "type": "reaction",
         *       "messageId": "wamid.HBgM",
         *       "emoji": "👍",
         *       "userId": "593987654321"
         *     }
         */
        ReactionMessage: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reaction";
            userId: components["schemas"]["Recipient"];
            /** @description If given, it must equal the path's. */
            botId?: string;
            /**
             * @description Message of this chat: our id, or a wamid.
             * @example wamid.HBgM
             */
            messageId: string;
            /** @description One emoji; empty takes the reaction back. */
            emoji: string;
        };
        Readiness: {
            ready: boolean;
            checks: {
                [key: string]: boolean | string;
            };
        };
        /**
         * @description The recipient: digits with country code, no plus; or a business-scoped id.
         * @example 593987654321
         */
        Recipient: string;
        RecordFrame: {
            userId: components["schemas"]["PersonId"];
            names: string;
        } & (components["schemas"]["EventFrame"] & components["schemas"]["PersonDetails"]);
        RecordedMessage: {
            messageId: string;
            /** @description Meta's id of the message. */
            wamid: string;
            /** @enum {string} */
            owner: "business" | "user";
            /** @description When it was written, ms. */
            received: number;
            bubble: components["schemas"]["Bubble"];
            context?: components["schemas"]["MessageContext"];
            /** @description Meta's word: DELIVERED, READ. */
            status?: string;
        };
        Records: {
            [key: string]: unknown;
        }[];
        RecoveryCodes: {
            /** @description Shown only here. Each works once, without the authenticator. */
            recoveryCodes: string[];
        };
        Redirect: {
            /** @enum {string} */
            type: "text" | "edge";
            text?: string;
            action?: string;
            skillId?: string;
        };
        Refusal: {
            id: string;
            /** Format: date-time */
            at: string;
            operation: string;
            status: number;
            code: string;
            botId?: string;
            caller: components["schemas"]["AuditActor"];
            requestId: string;
            fields?: string[];
            /** @description So many were alike within a second. */
            count: number;
        };
        ReplayRange: {
            /** @description Instant, ms since 1970. */
            from: number;
            /** @description Instant, ms since 1970. */
            to: number;
            /** @description Only events that the endpoint has not received: of the kinds that it subscribes to now, never delivered to it and not waiting for it. */
            missing?: boolean;
        };
        Replayed: {
            /** @description Events re-queued so far, ids unchanged. */
            replayed: number;
            /** @description False when it takes longer: it continues, and the endpoint's `tasks` show the progress. */
            isComplete: boolean;
        };
        /**
         * Request for contact info
         * @description The person shares their own number.
         * @example {
         *       "type": "request_contact_info",
         *       "userId": "593987654321",
         *       "text": "¿Nos comparte su número?"
         *     }
         */
        RequestContactInfoMessage: {
            /** @enum {unknown} */
            type: "request_contact_info";
            text: components["schemas"]["BodyText"];
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "request_contact_info";
        });
        RequestWelcomeBubble: {
            /** @constant */
            type: "request_welcome";
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "request_welcome";
        });
        RevokeBubble: {
            /** @constant */
            type: "revoke";
            /** @description Meta's id of the message. */
            messageId: string;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "revoke";
        });
        RoomMessages: {
            /** @description The sender, as the caller names it. Any text. */
            senderId: string;
            /**
             * @example [
             *       {
             *         "type": "text",
             *         "text": "Hola"
             *       }
             *     ]
             */
            messages: ({
                /** @description As in POST /v1/bots/{botId}/messages, whose other fields are allowed too. */
                type: string;
                text?: string;
                mediaUrl?: string;
            } & {
                [key: string]: unknown;
            })[];
        };
        RoomMessagesAccepted: {
            data: {
                messageId: string;
            }[];
        } & components["schemas"]["Done"];
        RowReason: {
            field: string;
            es: string;
            en: string;
            pt: string;
        };
        SavedTemplate: {
            data: components["schemas"]["Template"];
        } & components["schemas"]["Succeeded"];
        /** @description Changes to the conversation when the message is sent */
        SendActions: {
            setSkill?: {
                /** @example 2222 */
                id: string | number;
            };
            /**
             * @deprecated
             * @description Former name of `setSkill`.
             */
            setFlow?: {
                id: string | number;
            };
            /**
             * @example {
             *       "url": "https://apps.jelou.ai"
             *     }
             */
            setMemoryParams?: {
                [key: string]: unknown;
            };
        };
        /** @description With zone, or Unix seconds; at most 30 days ahead. */
        SendAt: string | number;
        Session: {
            sessionId: string;
            /** @description The session of this request. */
            current: boolean;
            address: string;
            /** @description The browser's User-Agent. */
            agent: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description Last use, to the minute.
             */
            seenAt: string;
            /** Format: date-time */
            expiresAt: string;
        };
        /** @description Events of session messages, besides those of notifications: "failures" (those that failed or expired), true (all) or false (none). */
        SessionEvents: boolean | "failures";
        /**
         * Session message
         * @description One message to one person, within 24 hours of what they last wrote; `type` in any case.
         */
        SessionMessage: components["schemas"]["TextMessage"] | components["schemas"]["QuickReplyMessage"] | components["schemas"]["ImageMessage"] | components["schemas"]["AudioMessage"] | components["schemas"]["VideoMessage"] | components["schemas"]["FileMessage"] | components["schemas"]["StickerMessage"] | components["schemas"]["LocationMessage"] | components["schemas"]["ContactsMessage"] | components["schemas"]["LocationRequestMessage"] | components["schemas"]["CtaUrlMessage"] | components["schemas"]["FlowMessage"] | components["schemas"]["VoiceCallMessage"] | components["schemas"]["CarouselMessage"] | components["schemas"]["RequestContactInfoMessage"] | components["schemas"]["CallPermissionMessage"] | components["schemas"]["CatalogMessage"] | components["schemas"]["ProductMessage"] | components["schemas"]["ProductListMessage"] | components["schemas"]["ProductCarouselMessage"] | components["schemas"]["AddressMessage"] | components["schemas"]["ReactionMessage"];
        Setting: {
            /** @example RECADO_PORT */
            name: string;
            /** @description As the environment has it; null: unset or a secret. */
            value: string | null;
            default: string | null;
            isSecret: boolean;
            isSet: boolean;
            /** @enum {string} */
            source: "default" | "environment" | "command" | "generated" | "api";
        };
        SignIn: {
            email: components["schemas"]["Email"];
            /** @example cuatro palabras que nadie une */
            password: string;
            /** @description Six digits of the authenticator, or a recovery code. */
            code?: string;
        };
        /** @description `email` and `name` with the first link only: they create the first user, an admin. */
        SignInByLink: {
            /** @description The part after the # of the link's address. */
            token: string;
            /**
             * @description 12 to 128 characters.
             * @example cuatro palabras que nadie une
             */
            password: string;
            email?: components["schemas"]["Email"];
            name?: components["schemas"]["PersonName"];
        };
        SignInLink: {
            /**
             * @description Works once. Shown only here.
             * @example https://recado.example/sign-in#rcl_…
             */
            url: string;
            /** Format: date-time */
            expiresAt: string;
        };
        SignInLinkFacts: {
            /** @description `first`: it creates the first user. `user`: it sets a user's password. */
            kind: "first" | "user";
            email: string | null;
        };
        SignedIn: {
            user: components["schemas"]["Member"];
        };
        SigningSecret: {
            /**
             * @description Signs what the panel receives and what it sends. Shown only here.
             * @example whsec_c2VjcmV0
             */
            signingSecret: string;
        };
        Skill: {
            id: string;
            botId: string;
            name: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        } & components["schemas"]["SkillActs"];
        SkillActs: {
            /** @enum {string} */
            kind: "messages" | "webhook";
            messages?: components["schemas"]["SkillMessages"];
            /**
             * @description Kind messages: written into the memory first, filled.
             * @example {
             *       "plan": "{{action}}"
             *     }
             */
            memory?: {
                [key: string]: unknown;
            };
            /**
             * @description Kind messages: receives the next message.
             * @example 2222
             */
            next?: string;
            hears?: components["schemas"]["SkillHears"];
            /**
             * @description Kind webhook: may answer {messages, memory, skill}.
             * @example https://bot.example.com/webhook
             */
            url?: string;
        };
        SkillAnswer: {
            /** @description Bodies of POST /v1/bots/{botId}/messages without userId. */
            messages?: {
                [key: string]: unknown;
            }[];
            memory?: {
                [key: string]: unknown;
            };
            /**
             * @description The skill that receives the next messages; null: none.
             * @example 2222
             * @example null
             */
            skill?: unknown;
        };
        SkillCall: {
            messageId: string | null;
            bubble: components["schemas"]["Bubble"] | null;
            /** @description On WhatsApp, or empty. */
            names?: string;
            userId: components["schemas"]["PersonId"];
            botId: string;
            /** @description When it was written, ms. */
            received?: number;
            /** @constant */
            status?: "created";
            /** @constant */
            owner?: "user";
            /** @enum {string} */
            state?: "auto" | "manual";
            eventId: components["schemas"]["EventId"];
            /** @description Meta's id of the message. */
            wamid?: string;
            context?: components["schemas"]["MessageContext"];
            formerNumber?: components["schemas"]["FormerNumber"];
            /** @constant */
            event: "skill";
            skill: {
                id: string;
                name: string;
            };
            /** @enum {string} */
            cause: "press" | "message" | "set";
            action: string | null;
            memory: {
                [key: string]: unknown;
            };
            user: {
                id: components["schemas"]["PersonId"];
                name: string;
            };
            whole?: components["schemas"]["WholeEvent"];
        } & components["schemas"]["PersonDetails"];
        /** @description Said and pressed by default. The rest goes to the bot webhook. */
        SkillHears: ("said" | "pressed" | "reaction" | "edit" | "revoke" | "unsupported" | "system" | "request_welcome")[];
        /** @description Kind messages: sent in this order. */
        SkillMessages: ({
            /** @example text */
            type: string;
        } & {
            [key: string]: unknown;
        })[];
        SkillRun: {
            id: string;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            endedAt?: string;
            state: string;
            userId: string;
            /** @enum {string} */
            cause: "press" | "message" | "set";
            action?: string;
            text?: string;
            messageId?: string;
            messageIds: string[];
            attempts: number;
            reason?: string;
            detail?: string;
            problems?: unknown[];
            exchange?: {
                request: string;
                answer?: string;
                status?: number;
                durationMs: number;
                /** @description Of a longer body 8,000 characters are kept. */
                isCut: boolean;
            };
        };
        SkillStart: {
            /** @description Added to the user's memory first. */
            memoryParams?: {
                [key: string]: unknown;
            };
        };
        StickerBubble: {
            /** @constant */
            type: "sticker";
        } & (components["schemas"]["BubbleOrigin"] & components["schemas"]["BubbleMedia"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sticker";
        });
        /**
         * Sticker
         * @description Sticker by its address.
         * @example {
         *       "mediaUrl": "https://cdn.ejemplo.com/sticker.webp",
         *       "userId": "593987654321",
         *       "type": "sticker"
         *     }
         */
        StickerMessage: {
            /** @enum {unknown} */
            type: "sticker";
            /** @description Public https address of the file itself. At most 100 KB; image/webp. */
            mediaUrl: string;
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sticker";
        });
        StoredFile: {
            mediaId: string;
            /** @description For `mediaUrl` of a message. */
            mediaUrl: string;
            /** @description What it may be sent as, the likeliest first. */
            kinds: ("image" | "audio" | "video" | "file" | "sticker")[];
            mimeType: string;
            filename: string;
            size: number;
        };
        StoredParams: {
            data: components["schemas"]["Memory"];
        };
        Succeeded: {
            message: string[];
            /** @constant */
            status: "success";
        };
        SupportMessage: {
            field: string;
            object: string;
            event_type: "incoming_message" | "conversation.close" | "conversation.closed" | "conversation_close" | "close_conversation";
            /** @description Id of the bot. */
            project_id: string;
            /** @description As in what the panel received. */
            room_id: string;
            bot_id: string;
            user_id: string;
            timestamp?: unknown;
            /** @description Of a message. */
            value?: {
                /** @description Once for each: a repetition sends nothing. */
                id: string;
                /** @enum {string} */
                type: "text" | "image" | "video" | "audio" | "document";
                content: {
                    body?: string;
                    url?: string;
                    mime_type?: string;
                    caption?: string;
                    filename?: string;
                };
            };
            /** @description At the end: what the bot goes on with. */
            redirectPayload?: {
                [key: string]: unknown;
            };
        };
        SupportPanel: {
            /**
             * @description Signs what the panel receives and what it sends. Shown only here.
             * @example whsec_c2VjcmV0
             */
            signingSecret?: string;
        } & components["schemas"]["Endpoint"];
        SupportPanelChange: {
            url: components["schemas"]["PublicUrl"];
            auth?: components["schemas"]["EndpointAuth"] | null;
        };
        SupportPanelRegistered: {
            id: string;
            /** @description Id of the bot. */
            brainId: string;
            webhookUrl: string;
            /** @enum {string} */
            authType: "no_auth" | "bearer" | "api_key" | "basic";
            /**
             * @description Signs what the panel receives and what it sends. Shown only here.
             * @example whsec_c2VjcmV0
             */
            signingSecret: string;
            /** Format: date-time */
            createdAt: string;
        };
        SupportTaken: {
            /** @constant */
            success: true;
            messageId?: string;
        };
        Suppression: {
            id: string;
            /** @description null: of all bots. */
            botId: string | null;
            /** @description null: the person was erased; still obeyed. */
            userId: string | null;
            /** @enum {string} */
            source: "word" | "meta" | "refusal" | "api" | "csv";
            /** @description The person's word, Meta's, or a note. */
            detail: string | null;
            /** Format: date-time */
            since: string;
        };
        SuppressionImport: {
            rows: number;
            /** @description Not on the list before. */
            added: number;
            bad: number;
            /** @description Of the first 100 bad rows. */
            problems: {
                line: number;
                reasons: components["schemas"]["RowReason"][];
            }[];
        };
        SystemBubble: {
            /** @constant */
            type: "system";
            text?: string;
            /** @description Meta's word for it. */
            change?: string;
            newUserId?: string;
            newScopedId?: string;
            previousScopedId?: string;
            parentScopedId?: string;
            previousParentScopedId?: string;
            /** @description The id under which the bot knew the person. */
            previousUserId?: string;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "system";
        });
        Template: {
            /**
             * @description In Meta's spelling.
             * @example es_MX
             */
            languageCode: string;
            metaId: string | null;
            quality: string | null;
            /** @description Meta's reason for refusing or stopping it. */
            reason: string | null;
            parameterFormat: string;
            subCategory: string | null;
            displayFormat: string | null;
            maxPrice: number | null;
            ctaUrlLinkTrackingOptedOut: boolean | null;
            libraryTemplateName: string | null;
            /** @description Meta's own JSON. */
            components: components["schemas"]["TemplateComponent"][];
            /** @description A local draft, while Meta has another template of the same name. */
            draft: {
                category: string;
                components: components["schemas"]["TemplateComponent"][];
                displayName: string;
            } | null;
        } & components["schemas"]["TemplateHead"];
        /** @description By destination, in order. A repeated one is sent once and repeats its id. */
        TemplateAccepted: {
            id: string;
            destination: string;
        }[];
        TemplateById: {
            /** @description Meta's id of the template, or its element name. */
            templateId: string;
            /** @description Digits with country code. */
            userId: string;
            parameters?: components["schemas"]["NamedValues"];
            campaignId?: string;
            sendAt?: components["schemas"]["SendAt"];
            /** @description If given, it must equal the path's bot. */
            botId?: string;
        };
        /**
         * Template by id
         * @description An approved template to one person, at any time.
         */
        TemplateByIdMessage: {
            /** @constant */
            type: "template";
        } & (components["schemas"]["TemplateParts"] & components["schemas"]["TemplateById"]);
        TemplateChange: {
            /** @description If given, it must equal the path's. */
            elementName?: string;
            /** @description Meta's name for `elementName`. */
            name?: string;
            /**
             * @description es, es_MX or es-MX, in any case; pt is pt_BR.
             * @example es
             */
            language?: string;
            /**
             * @example UTILITY
             * @enum {string}
             */
            category?: "UTILITY" | "MARKETING" | "AUTHENTICATION";
        } & components["schemas"]["TemplateFields"];
        TemplateComponent: {
            type: string;
        } & {
            [key: string]: unknown;
        };
        TemplateDay: {
            language: string;
            /** Format: date */
            day: string;
            sent: number;
            delivered: number;
            read: number;
            clicks: {
                type: string;
                button: string;
                count: number;
            }[];
            /** @description In the account's currency. */
            cost: {
                type: string;
                value: number;
            }[];
        };
        TemplateDays: {
            results: components["schemas"]["TemplateDay"][];
        };
        TemplateDefinition: {
            name: string;
            language: string;
            /** @enum {string} */
            category: "AUTHENTICATION" | "MARKETING" | "UTILITY";
            status: string;
            components: ({
                type: string;
            } & {
                [key: string]: unknown;
            })[];
            /** @enum {string} */
            parameter_format: "POSITIONAL" | "NAMED";
            id: string | null;
            quality: string | null;
        };
        TemplateDeleted: {
            data: {
                elementName: string;
                languages: string[];
            };
        } & components["schemas"]["Succeeded"];
        TemplateFields: {
            displayName?: string;
            isVisible?: boolean;
            /** @description The body, with {{1}} or {{first_name}}. Required without `components`. */
            template?: string;
            /** @description One for each variable of the body, with an example. */
            params?: {
                param: string;
                label?: string;
                example?: string;
            }[];
            paramsNumber?: number;
            /**
             * @default HSM
             * @enum {string}
             */
            type?: "HSM" | "IMAGE" | "VIDEO" | "DOCUMENT" | "GIF" | "LOCATION" | "PRODUCT";
            /**
             * Format: uri
             * @description Sample file of an image, video or document header; uploaded to Meta.
             */
            mediaUrl?: string;
            header?: string;
            headerParams?: {
                param: string;
                label?: string;
                example?: string;
            }[];
            /** @description Sample of the header, or of its variable. */
            exampleHeader?: string;
            /** @description Sample of the whole body, instead of examples in `params`. */
            example?: string;
            footer?: string;
            /** @enum {string} */
            interactiveAction?: "NONE" | "CALL_TO_ACTION" | "QUICK_REPLY" | "OTP";
            buttons?: ({
                /** @example QUICK_REPLY */
                type: string;
                text?: string;
                url?: string;
                phone_number?: string;
                example?: string | string[];
            } & {
                [key: string]: unknown;
            })[];
            extraSettings?: {
                addSecurityRecommendation?: boolean;
                codeExpirationMinutes?: number;
                allowChangeCategory?: boolean;
            };
            /** @description Meta's own JSON, instead of all of the above. */
            components?: components["schemas"]["TemplateComponent"][];
            /** @enum {string} */
            parameterFormat?: "POSITIONAL" | "NAMED";
            /**
             * @description Meta's name for `parameterFormat`.
             * @enum {string}
             */
            parameter_format?: "POSITIONAL" | "NAMED";
            /** @description Meta's name for `extraSettings.allowChangeCategory`. */
            allow_category_change?: boolean;
            message_send_ttl_seconds?: number;
            /** @example ORDER_STATUS */
            subCategory?: string;
            /** @description Meta's name for `subCategory`. */
            sub_category?: string;
            /** @example ORDER_DETAILS */
            displayFormat?: string;
            /** @description Meta's name for `displayFormat`. */
            display_format?: string;
            maxPrice?: number;
            /** @description Meta's form of `maxPrice`. */
            optimization_spec?: {
                bid_strategy?: string;
                bid_amount?: number;
            };
            /** @description Meta's form of `maxPrice`. */
            bid_spec?: {
                bid_strategy?: string;
                bid_amount?: number;
            };
            /** @description Meta does not count clicks on the addresses. */
            ctaUrlLinkTrackingOptedOut?: boolean;
            /** @description Meta's name for `ctaUrlLinkTrackingOptedOut`. */
            cta_url_link_tracking_opted_out?: boolean;
        };
        TemplateHead: {
            template: string;
            displayName: string;
            elementName: string;
            params: {
                label: string;
                param: string;
            }[];
            paramsNumber: number;
            isVisible: boolean;
            /**
             * @description In capital letters.
             * @example ES
             */
            language: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            status: string;
            category: string;
            type: string;
        };
        TemplateHistory: {
            results: components["schemas"]["TemplateHistoryItem"][];
            next: string | null;
        };
        TemplateHistoryItem: {
            id: string;
            /** Format: date-time */
            at: string;
            language: string;
            /** @enum {string} */
            change: "status" | "quality" | "category" | "category_warning" | "components";
            /** @description Meta's word. */
            value: string;
            previous: string | null;
            reason?: string;
            /** Format: date-time */
            effectiveAt?: string;
            /** @enum {string} */
            source: "webhook" | "sync";
        };
        TemplateInsights: {
            /** @enum {string} */
            state: "unknown" | "off" | "on" | "refused";
            /** Format: date-time */
            enabledAt: string | null;
            /** Format: date-time */
            askedAt: string | null;
            /** Format: date-time */
            readAt: string | null;
            /** @description Meta's words. */
            error: string | null;
        };
        /**
         * @default text
         * @enum {string}
         */
        TemplateKind: "text" | "hsm" | "image" | "document" | "video" | "catalog" | "carousel";
        TemplateList: {
            /** @description The page, in the newer shape. */
            data: components["schemas"]["Template"][];
            /** @description The same page, in the older shape. */
            results: components["schemas"]["TemplateOldForm"][];
            /** @description Up to 100 pages. */
            links: {
                number: number;
                url: string;
            }[];
        } & components["schemas"]["Page"];
        /**
         * @description An approved template, sent to one or many people
         * @example {
         *       "parameters": [
         *         "Ana",
         *         "42"
         *       ],
         *       "destinations": [
         *         "593987654321"
         *       ],
         *       "elementName": "demo_text"
         *     }
         * @example {
         *       "parameters": [
         *         "Ana",
         *         "42"
         *       ],
         *       "mediaUrl": "https://cdn.ejemplo.com/imagen.jpeg",
         *       "type": "image",
         *       "destinations": [
         *         "593987654321"
         *       ],
         *       "elementName": "demo_image"
         *     }
         */
        TemplateMessage: {
            /** @description Name of the approved template */
            elementName: string;
            /**
             * @description Phone numbers with country code, digits only; a repeated one gets one message. A single one may be given without a list.
             * @example [
             *       "593987654321"
             *     ]
             */
            destinations: (string | number)[] | (string | number);
            /** @description Values of the body's variables, in order */
            parameters: components["schemas"]["ParameterValue"][];
            type?: components["schemas"]["TemplateKind"];
            sendAt?: components["schemas"]["SendAt"];
            campaignId?: string;
        } & components["schemas"]["TemplateParts"];
        /** Template by id */
        TemplateMessageById: {
            /** @example template */
            type?: string;
        } & (components["schemas"]["TemplateParts"] & components["schemas"]["TemplateById"]);
        TemplateOldForm: {
            /** @description A stable number. */
            id: number;
            companyId: null;
            botId: string;
            shouldAssign: boolean;
            teamId: null;
        } & components["schemas"]["TemplateHead"];
        TemplateParts: {
            /**
             * @description With or without region; by default the bot's
             * @example es
             * @example en
             * @example pt
             * @example es_MX
             */
            language?: string;
            /**
             * Format: uri
             * @description Public https address of the file
             * @example https://cdn.ejemplo.com/imagen.jpeg
             */
            mediaUrl?: string;
            /** @description File name that a document is shown with */
            filename?: string;
            /**
             * @deprecated
             * @description Former name of `filename`.
             */
            fileName?: string;
            /** @description Value of the header's variable */
            headerParameters?: components["schemas"]["ParameterValue"][];
            buttonParameters?: components["schemas"]["ButtonParameters"];
            buttonPayloads?: components["schemas"]["ButtonPayloads"];
            /**
             * @deprecated
             * @description The variable ends of the addresses of URL buttons; the former form of URL entries in `buttonParameters`.
             */
            dynamicUrlParameter?: string[];
            actions?: components["schemas"]["SendActions"];
            ltoParams?: components["schemas"]["Offer"];
            /** @description Ms: what has not been sent by then expires */
            expirationTime?: string;
            cards?: components["schemas"]["CardValues"];
            /** @description Product id */
            thumbnailProduct?: string;
            coordinates?: components["schemas"]["Coordinates"];
            product?: components["schemas"]["Product"];
            orderStatus?: components["schemas"]["OrderStatus"];
            bidMultiplier?: components["schemas"]["BidMultiplier"];
            /** @description Meta's form of `bidMultiplier` */
            bid_spec?: {
                per_message_bid_multiplier?: components["schemas"]["BidMultiplier"];
            };
        };
        TemplatePreview: {
            data: {
                elementName: string;
                language: string;
                status: string;
                header?: {
                    kind: string;
                    text?: string;
                    link?: string;
                } & {
                    [key: string]: unknown;
                };
                body: string;
                footer?: string;
                buttons: components["schemas"]["PreviewButton"][];
                cards?: {
                    header: {
                        kind: string;
                        text?: string;
                        link?: string;
                    } & {
                        [key: string]: unknown;
                    };
                    body: string;
                    buttons: components["schemas"]["PreviewButton"][];
                }[];
                orderStatus?: {
                    referenceId: string;
                    status: string;
                    description?: string;
                };
            };
        };
        /** @description The template does not exist or is not approved in this language. Echoes the normalized request. */
        TemplateRefused: {
            message: string[];
            /** @constant */
            status: "failed";
            _metadata: {
                error: Record<string, never>;
                body: {
                    [key: string]: unknown;
                };
            };
            error: Record<string, never>;
        };
        TemplateSample: {
            /** @description For `example.header_handle` of a header. */
            handle: string;
            mimeType: string;
        };
        TemplateTranslations: {
            data: components["schemas"]["Template"][];
        };
        /**
         * @example {
         *       "parameters": [
         *         "Ana",
         *         "A-1024"
         *       ]
         *     }
         */
        TemplateValues: {
            /** @description Values of the body's variables, in order */
            parameters?: components["schemas"]["ParameterValue"][];
            type?: components["schemas"]["TemplateKind"];
            sendAt?: components["schemas"]["SendAt"];
            campaignId?: string;
        } & components["schemas"]["TemplateParts"];
        TemplatesSynced: {
            data: {
                added: number;
                changed: number;
                unchanged: number;
                removed: number;
            };
        } & components["schemas"]["Succeeded"];
        TextBubble: {
            /** @constant */
            type: "text";
            text: string;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "text";
        });
        /**
         * Text
         * @description Plain text, or a list when it has options.
         */
        TextMessage: components["schemas"]["PlainTextMessage"] | components["schemas"]["ListMessage"] | components["schemas"]["FlatListMessage"];
        Texts: {
            es: string;
            en: string;
            pt: string;
        };
        ThreadChange: {
            /**
             * @description `pass` needs `targetRole`; `take` is for an escalation partner.
             * @enum {string}
             */
            action: "pass" | "release" | "take";
            /** @example ai_agent */
            targetRole?: string;
            /** @description For the other one. */
            metadata?: string;
        };
        TotpOffer: {
            /** @description Base 32, for an authenticator. */
            secret: string;
            /** @description Content of a QR code for the authenticator. */
            uri: string;
        };
        Unprocessed: {
            /** @description Its part of Meta's webhook, which a replay parses. Text when it is not JSON. */
            source: unknown;
            /** @description The parsed part of it. */
            fact: unknown;
        } & components["schemas"]["UnprocessedItem"];
        UnprocessedBatch: {
            tried: number;
            /** @description Ingested, and no longer in the list. */
            processed: number;
            /** @description For `after` of the next batch; null after the last. */
            next: string | null;
            /** @description Items after this batch; counted up to 10,000. */
            remaining: number;
            notProcessed: components["schemas"]["UnprocessedReplayed"][];
        };
        UnprocessedItem: {
            /**
             * @description As in the list.
             * @example 1795232546000.17
             */
            id: string;
            kind: ("unrouted" | "unreadable") | null;
            reason: string;
            factKind: string | null;
            wabaId: string | null;
            phoneNumberId: string | null;
            /** Format: date-time */
            receivedAt: string;
            /** @description Its source was stored, so it can be replayed. */
            isReplayable: boolean;
            /** @description Number of replays tried. */
            replays: number;
            /** Format: date-time */
            replayedAt: string | null;
        };
        UnprocessedList: {
            _metadata: {
                /** @description Matching items; counted up to 10,000. */
                total: number;
                next: string | null;
            };
            results: components["schemas"]["UnprocessedItem"][];
        };
        UnprocessedReplay: {
            /**
             * @description Of no bot, or it cannot be read.
             * @enum {string}
             */
            kind?: "unrouted" | "unreadable";
            /** @description The whole reason, as shown in the list. */
            reason?: string;
            /**
             * @description Meta's id of the number.
             * @example 100000000000001
             */
            phoneNumberId?: string;
            /**
             * @description Meta's id of the account.
             * @example 200000000000001
             */
            wabaId?: string;
            /** @description At or after: a day or an instant. */
            from?: string;
            /** @description Received at or before. */
            to?: string;
            /** @description `next` of the previous page. */
            after?: string;
            /** @description Items per batch, 100 by default. */
            limit?: number;
        };
        UnprocessedReplayed: {
            /**
             * @description As in the list.
             * @example 1795232546000.17
             */
            id: string;
            /** @enum {string} */
            outcome: "processed" | "kept" | "no_app" | "no_source" | "gone";
            reason: string | null;
        };
        UnsupportedBubble: {
            /** @constant */
            type: "unsupported";
            /** @description Meta's word for the kind. */
            original?: string;
            /** @description Meta's own content. */
            content?: unknown;
        } & (components["schemas"]["BubbleOrigin"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "unsupported";
        });
        UploadForm: {
            /** Format: binary */
            file: Blob;
        };
        UrlButton: {
            /** @description Text of the button. */
            display_text: string;
            /** @description Address that the button opens, http or https. */
            url: string;
        };
        User: {
            memory: {
                [key: string]: unknown;
            };
            /** @description The last ten, newest first. */
            messages: components["schemas"]["UserMessage"][];
        } & components["schemas"]["UserFields"];
        UserErased: {
            /** @example 593987654321 */
            userId: string;
            /** @description False while a message to the person is in flight: the rest is erased automatically when it has ended. */
            isErased: boolean;
            /** @description Rows erased by this request, by kind. */
            erased: {
                messages: number;
                inbound: number;
                events: number;
                deliveries: number;
                skillRuns: number;
                media: number;
                campaignRows: number;
                unplaced: number;
                notes: number;
                views: number;
                suppressions: number;
            };
            /** @description Ids of the person that Meta's contact book is asked to delete, in the background. */
            contacts: number;
        };
        UserExport: {
            /** Format: date-time */
            exportedAt: string;
            user: components["schemas"]["UserRecord"];
            names: components["schemas"]["Records"];
            inbox: components["schemas"]["Records"];
            notes: components["schemas"]["Records"];
            messagesSent: components["schemas"]["Records"];
            messagesReceived: components["schemas"]["Records"];
            events: components["schemas"]["Records"];
            skillRuns: components["schemas"]["Records"];
            campaignRows: components["schemas"]["Records"];
            files: components["schemas"]["Records"];
            filesFor: components["schemas"]["Records"];
        };
        UserFields: {
            /** @description The id under which the bot knows the person; every other form resolves to it. */
            id: string;
            botId: string;
            groupId: string;
            names: string;
            /** @description Digits, when the number is known. */
            phone: string | null;
            /** @description Business-scoped id, when it is known. */
            scopedId: string | null;
            /** @enum {string} */
            state: "auto" | "manual";
            /** Format: date-time */
            stateUntil: string | null;
            window: components["schemas"]["UserWindow"];
            skillId: string | null;
            /** Format: date-time */
            lastInboundAt: string | null;
        };
        UserItem: {
            /** @description Size of the memory; its content is in the user itself and in `cache`. */
            memoryBytes: number;
        } & components["schemas"]["UserFields"];
        UserMessage: {
            messageId: string;
            /** @enum {string} */
            by: "bot" | "user";
            status: string;
            /**
             * @description For the record, as in the history.
             * @enum {string}
             */
            source?: "echo" | "history";
            bubble: {
                type: string;
                text?: string;
            } & {
                [key: string]: unknown;
            };
            /** Format: date-time */
            createdAt: string;
        };
        UserRecord: {
            memory: {
                [key: string]: unknown;
            };
        } & components["schemas"]["UserFields"];
        UserState: {
            /** @example 593987654321 */
            id: string;
            names: string;
            botId: string;
            /**
             * @description The room of the person.
             * @example G:demo:593987654321
             */
            groupId: string;
            /** @enum {string} */
            state: "auto" | "manual";
        };
        UserStateChange: {
            /**
             * @description Id of the bot.
             * @example demo
             */
            botId: string;
            /**
             * @description Digits with country code, in either spelling; or a business-scoped id.
             * @example 593987654321
             */
            userId: string;
            /**
             * @description `manual`: skills are paused, and all messages of the person go to the bot webhook.
             * @enum {string}
             */
            state: "auto" | "manual";
            /**
             * @description Seconds until `manual` becomes `auto` again; without it, until it is changed.
             * @example 3600
             */
            ttl?: number;
        };
        UserWindow: {
            /** @description Session messages may be sent now. */
            isOpen: boolean;
            /** Format: date-time */
            endsAt: string | null;
        };
        VideoBubble: {
            /** @constant */
            type: "video";
        } & (components["schemas"]["BubbleOrigin"] & components["schemas"]["BubbleMedia"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "video";
        });
        /**
         * Video
         * @description Video by its address.
         * @example {
         *       "mediaUrl": "https://cdn.ejemplo.com/video.mp4",
         *       "text": "MENSAJE",
         *       "userId": "593987654321",
         *       "type": "video"
         *     }
         */
        VideoMessage: {
            /** @enum {unknown} */
            type: "video";
            /** @description Public https address of the file itself. At most 16 MB; video/mp4, video/3gp, video/3gpp. */
            mediaUrl: string;
            /** @description Caption. */
            text?: string;
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "video";
        });
        View: {
            id: string;
            page: components["schemas"]["ViewPage"];
            name: string;
            filters: components["schemas"]["ViewFilters"];
            shared: boolean;
            /** @description null: the operator, or a user who was deleted. */
            owner: {
                id: string;
                name: string;
            } | null;
            mayChange: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description As in the page's address. */
        ViewFilters: {
            [key: string]: string;
        };
        /** @enum {string} */
        ViewPage: "messages" | "conversations" | "deliveries" | "campaigns" | "campaign_people" | "templates" | "optouts" | "refused" | "unprocessed" | "audit";
        /**
         * Call button
         * @description A text with a button that calls the business. The number must have calls enabled.
         * @example {
         *       "type": "voice_call",
         *       "userId": "593987654321",
         *       "header": "Hi",
         *       "text": "Hello World",
         *       "parameters": {
         *         "display_text": "Call"
         *       }
         *     }
         */
        VoiceCallMessage: {
            /** @enum {unknown} */
            type: "voice_call";
            /** @description Header. */
            header?: string;
            text: components["schemas"]["BodyText"];
            parameters: {
                /** @description Text of the button. */
                display_text: string;
            };
        } & (components["schemas"]["MessageTarget"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "voice_call";
        });
        WebhookSecret: {
            /**
             * @description Signs the webhooks. Shown only here.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            webhookSecret: string;
        };
        WholeEvent: {
            /** @description Of the whole event, without credentials. */
            url: string;
            bytes: number;
            /** @description Paths left out; a last `*`: and more. */
            omitted: string[];
        };
        /**
         * @description Session messages after the 24 hours: `off` sends them, `warn` with a warning, `enforce` refuses them; `known`, the default, refuses them for people who have written before, and warns for others.
         * @enum {string}
         */
        WindowRule: "known" | "off" | "warn" | "enforce";
        WrittenRate: {
            /** @example 2026-10-01 */
            effectiveDate?: string;
            /** @example USD */
            currency: string;
            /**
             * @description ISO code, or the name of a market.
             * @example BR
             */
            market: string;
            category: string;
            /** @example 0.0625 */
            rate: string | number;
            from?: number;
            to?: number;
        };
        WrittenRates: {
            /** @description Where the rates are from. */
            source: string;
            /** @example 2026-10-01 */
            effectiveDate?: string;
            rates?: components["schemas"]["WrittenRate"][];
            csv?: string;
        };
    };
    responses: {
        /** @description Bad Request */
        400: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBadRequest"];
            };
        };
        /** @description Unauthorized */
        401: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["AuthenticationFailed"];
            };
        };
        /** @description Forbidden */
        403: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorForbidden"];
            };
        };
        /** @description Not Found */
        404: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorNotFound"];
            };
        };
        /** @description Conflict */
        409: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorConflict"];
            };
        };
        /** @description Gone */
        410: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorGone"];
            };
        };
        /** @description Precondition Failed */
        412: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorPrecondition"];
            };
        };
        /** @description Content Too Large */
        413: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorTooLarge"];
            };
        };
        /** @description Range Not Satisfiable */
        416: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorRange"];
            };
        };
        /** @description Misdirected Request */
        421: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorHost"];
            };
        };
        /** @description Unprocessable Content */
        422: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorValidation"];
            };
        };
        /** @description Bad Gateway */
        502: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBadGateway"];
            };
        };
        /** @description Unauthorized */
        SignInRefused: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["AuthenticationFailed"] | components["schemas"]["ErrorSecondFactor"];
            };
        };
        /** @description Bad Request */
        TemplateRefused: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TemplateRefused"] | components["schemas"]["ErrorBadRequest"];
            };
        };
        /** @description Any other refusal, such as 401, 403, 429, 500 and 503: `error.key` says which. */
        Error: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] | components["schemas"]["AuthenticationFailed"];
            };
        };
        /** @description Stored. The body of the answer is ignored. */
        EventTaken: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The event is posted again after a while, for three days; 410 disables the endpoint. */
        EventRefused: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description OK */
        MessageAccepted: {
            headers: {
                "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                "Recado-Window": components["headers"]["Recado-Window"];
                "Recado-Ignored": components["headers"]["Recado-Ignored"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MessageAccepted"];
            };
        };
        /** @description OK */
        SavedTemplate: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SavedTemplate"];
            };
        };
        /** @description OK */
        NotificationPage: {
            headers: {
                "Content-Disposition": components["headers"]["Content-Disposition"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["NotificationPage"];
                "text/csv": string;
            };
        };
        /** @description Done. */
        File: {
            headers: {
                ETag: components["headers"]["ETag"];
                "Accept-Ranges": components["headers"]["Accept-Ranges"];
                "Content-Range": components["headers"]["Content-Range"];
                "Content-Disposition": components["headers"]["Content-Disposition"];
                [name: string]: unknown;
            };
            content: {
                "*/*": Blob;
            };
        };
        /** @description OK */
        UserState: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["UserState"];
            };
        };
        /** @description OK */
        UserErased: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["UserErased"];
            };
        };
        /** @description OK */
        StoredParams: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["StoredParams"];
            };
        };
        /** @description OK */
        Done: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Done"];
            };
        };
        /** @description OK */
        BotWebhookAnswer: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BotWebhookAnswer"];
            };
        };
        /** @description OK */
        SupportPanelRegistered: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SupportPanelRegistered"];
            };
        };
        /** @description OK */
        Bot: {
            headers: {
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Bot"];
            };
        };
        /** @description OK */
        Client: {
            headers: {
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Client"];
            };
        };
        /** @description OK */
        TemplateInsights: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TemplateInsights"];
            };
        };
        /** @description OK */
        Endpoint: {
            headers: {
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Endpoint"];
            };
        };
        /** @description OK */
        Replayed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Replayed"];
            };
        };
        /** @description OK */
        BusinessProfile: {
            headers: {
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BusinessProfile"];
            };
        };
        /** @description OK */
        NumberImport: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["NumberImport"];
            };
        };
        /** @description OK */
        ChatComponents: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ChatComponents"];
            };
        };
        /** @description OK */
        QrCode: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["QrCode"];
            };
        };
        /** @description Addresses; the number counts before the account, and that before the app. */
        NumberSubscription: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["NumberSubscription"];
            };
        };
        /** @description `status` is Meta's word. */
        NumberUsername: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["NumberUsername"];
            };
        };
        /** @description OK */
        DeliveryDetails: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["DeliveryDetails"];
            };
        };
        /** @description OK */
        InboxConversation: {
            headers: {
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["InboxConversation"];
            };
        };
        /** @description OK */
        QuickAnswer: {
            headers: {
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["QuickAnswer"];
            };
        };
        /** @description OK */
        RateCard: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    results: components["schemas"]["RateCard"][];
                };
            };
        };
        /** @description OK */
        View: {
            headers: {
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["View"];
            };
        };
        /** @description OK */
        Skill: {
            headers: {
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Skill"];
            };
        };
        /** @description OK */
        SignedIn: {
            headers: {
                "Set-Cookie": components["headers"]["Set-Cookie"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SignedIn"];
            };
        };
        /** @description OK */
        Session: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    results: components["schemas"]["Session"][];
                };
            };
        };
        /** @description OK */
        Member: {
            headers: {
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Member"];
            };
        };
        /** @description OK */
        KeyRotation: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["KeyRotation"];
            };
        };
        /** @description OK */
        LogLevel: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["LogLevel"];
            };
        };
        /** @description OK */
        CampaignMoved: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CampaignMoved"];
            };
        };
        /** @description OK */
        Readiness: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Readiness"];
            };
        };
        /** @description Done. */
        "File-2": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/plain": string;
            };
        };
    };
    parameters: {
        /** @description Id of the bot. A plus in it is a plus, not a space. */
        botId: string;
        /** @description One key, one message: a repetition with the same body within 24 hours gets the first response again, marked by `Idempotency-Replayed: true`; with another body it is refused. 1 to 255 visible ASCII characters. */
        "Idempotency-Key": string;
        /** @description Digits with country code. */
        userId: string;
        /** @description Id returned by the send. */
        messageId: string;
        /** @description From 1 */
        page: string;
        /** @description number of items per page, 50 by default, at most 500 */
        limit: string;
        /** @description es, es_MX or es-MX, in any case; pt is pt_BR. */
        language: string;
        /** @description Whether it goes to Meta, or is a draft. */
        sendToAprove: "true" | "false";
        /** @description Whether it goes to Meta, or is a draft. */
        sendToApprove: "true" | "false";
        /** @description Name of the template. */
        elementName: string;
        /** @description number of items per page, 10 by default, at most 50 */
        "limit-2": string;
        /** @description Filter. */
        "messageId-2": string;
        /** @description Filter. */
        campaignId: string;
        /** @description Filter. */
        "elementName-2": string;
        /** @description Accepted at or after: ISO 8601, a day or an instant. */
        from: string;
        /** @description Accepted at or before. */
        to: string;
        /** @description `_metadata.next` of the previous page, instead of `page`. */
        after: string;
        /** @description `true` returns all of them as CSV. */
        download: "true" | "false";
        /** @description By default as spreadsheets in `Accept-Language` expect: a semicolon for es and pt, otherwise a comma. */
        separator: "," | ";" | "tab";
        /** @description Unguessable part of the address. */
        signature: string;
        /** @description Part of the address of the file: `/media/{mediaId}/…`. */
        mediaId: string;
        /** @description Digits with country code, in either spelling; or a business-scoped id. */
        "userId-2": string;
        /** @description Id of the bot; optional when the client's scope is one bot. */
        "botId-2": string;
        /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
        "If-Match": string;
        /** @description Id of the bot. */
        projectId: string;
        /** @description Id of the client. */
        clientId: string;
        /** @description lowercase letters, digits and _ */
        "elementName-3": string;
        /** @description Items a page, 50 by default, at most 500. */
        "limit-3": string;
        /** @description `next` of the previous page. */
        "after-2": string;
        /** @description es, es_MX */
        "language-2": string;
        /** @description Id of the endpoint. */
        endpointId: string;
        /** @description Id. */
        code: string;
        /** @description 1-64 letters, digits, _ . : -, and not . or .. */
        skillId: string;
        /** @description At or after: a day or an instant. */
        "from-2": string;
        /** @description At or before. */
        "to-2": string;
        /** @description Filter. */
        "botId-3": string;
        /** @description Filter. */
        "elementName-4": string;
        /** @description Filter. */
        "campaignId-2": string;
        /** @description Filter. */
        "messageId-3": string;
        /** @description `next` of the previous page, with the same filters. */
        "after-3": string;
        /** @description At most 100. */
        "limit-4": string;
        /** @description The type of an event. */
        type: components["schemas"]["EventType"];
        /** @description Id of the delivery. */
        deliveryId: string;
        /** @description 1-40 letters, digits, _ or -. */
        name: string;
        /** @description Filter. */
        effectiveDate: string;
        /** @description Id. */
        viewId: string;
        /** @description Without: of all your bots. */
        bot: string;
        /** @description As in the list. */
        itemId: string;
        /** @description Id of the session. */
        sessionId: string;
        /** @description Id of the user. */
        memberId: string;
        /** @description Id of the key. */
        keyId: string;
        /** @description `next` of the previous page. */
        "after-4": string;
        /** @description Id returned by the upload. */
        "campaignId-3": string;
        /** @description The event's id, the same at every attempt and replay. */
        Id: string;
        /** @description When this attempt was signed, seconds. */
        Timestamp: string;
        /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
        Signature: string;
        /** @description `sha256=` and hex, over the body. */
        Jelou: string;
        /** @description The type of the event. */
        Event: "message" | "delivered_channel" | "delivered_user" | "read" | "failed" | "reply" | "expired" | "canceled" | "message_echo" | "history" | "status" | "template_status" | "template_quality" | "template_category" | "template_category_warning" | "account" | "channel_blocked" | "endpoint_disabled" | "campaign" | "skill_message" | "skill_failed" | "consent" | "standby" | "handover" | "conversation" | "endpoint_test" | "skill";
        /** @description From 1. */
        Attempt: string;
    };
    requestBodies: never;
    headers: {
        /** @description Names the request in the log. */
        "X-Request-Id": string;
        /** @description The revision, for `If-Match` of a change. */
        ETag: string;
        /** @description Seconds after which a repetition may succeed. */
        "Retry-After": number;
        /** @description `true`: the response to an earlier request with this `Idempotency-Key`. */
        "Idempotency-Replayed": "true";
        /** @description The 24-hour window was closed, or nothing is known of it, and the bot only warns. */
        "Recado-Window": "closed" | "unknown";
        /** @description What was accepted, but could have been meant otherwise. */
        "Recado-Notice": string;
        /** @description Names in the request that have no effect. */
        "Recado-Ignored": string;
        /** @description The name of the file. */
        "Content-Disposition": string;
        /** @description The part of the file that was requested. */
        "Content-Range": string;
        /** @description Parts of the file can be requested. */
        "Accept-Ranges": "bytes";
        /** @description The session's cookie. */
        "Set-Cookie": string;
        /** @description Not to browsers. */
        "WWW-Authenticate": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    sendMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description One key, one message: a repetition with the same body within 24 hours gets the first response again, marked by `Idempotency-Replayed: true`; with another body it is refused. 1 to 255 visible ASCII characters. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "text",
                 *       "userId": "593987654321",
                 *       "text": "Hola"
                 *     }
                 */
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            200: components["responses"]["MessageAccepted"];
            400: components["responses"]["TemplateRefused"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    sendWhatsappMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description One key, one message: a repetition with the same body within 24 hours gets the first response again, marked by `Idempotency-Replayed: true`; with another body it is refused. 1 to 255 visible ASCII characters. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "text",
                 *       "botId": "demo",
                 *       "userId": "593987654321",
                 *       "text": "Hola"
                 *     }
                 */
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            200: components["responses"]["MessageAccepted"];
            400: components["responses"]["TemplateRefused"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    sendFlow: {
        parameters: {
            query?: never;
            header?: {
                /** @description One key, one message: a repetition with the same body within 24 hours gets the first response again, marked by `Idempotency-Replayed: true`; with another body it is refused. 1 to 255 visible ASCII characters. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlowOfUser"];
            };
        };
        responses: {
            200: components["responses"]["MessageAccepted"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Id returned by the send. */
                messageId: components["parameters"]["messageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    cancelMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Id returned by the send. */
                messageId: components["parameters"]["messageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageCanceled"];
                };
            };
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            default: components["responses"]["Error"];
        };
    };
    sendTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description One key, one message: a repetition with the same body within 24 hours gets the first response again, marked by `Idempotency-Replayed: true`; with another body it is refused. 1 to 255 visible ASCII characters. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateMessage"];
            };
        };
        responses: {
            /** @description By destination, in order. A repeated one is sent once and repeats its id. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Recado-Window": components["headers"]["Recado-Window"];
                    "Recado-Ignored": components["headers"]["Recado-Ignored"];
                    "Recado-Notice": components["headers"]["Recado-Notice"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateAccepted"];
                };
            };
            400: components["responses"]["TemplateRefused"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listTemplates: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 50 by default, at most 500 */
                limit?: components["parameters"]["limit"];
                /** @description Part of the element's name. */
                query?: string;
                /** @description All but DELETED by default. */
                status?: string;
                /** @description UTILITY, MARKETING or AUTHENTICATION */
                category?: string;
                /** @description es, es_MX or es-MX, in any case; pt is pt_BR. */
                language?: components["parameters"]["language"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateList"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    createTemplate: {
        parameters: {
            query?: {
                /** @description Whether it goes to Meta, or is a draft. */
                sendToAprove?: components["parameters"]["sendToAprove"];
                /** @description Whether it goes to Meta, or is a draft. */
                sendToApprove?: components["parameters"]["sendToApprove"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTemplate"];
            };
        };
        responses: {
            200: components["responses"]["SavedTemplate"];
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    syncTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplatesSynced"];
                };
            };
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    getTemplate: {
        parameters: {
            query?: {
                /** @description es, es_MX or es-MX, in any case; pt is pt_BR. */
                language?: components["parameters"]["language"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Name of the template. */
                elementName: components["parameters"]["elementName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateTranslations"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    replaceTemplate: {
        parameters: {
            query?: {
                /** @description Whether it goes to Meta, or is a draft. */
                sendToAprove?: components["parameters"]["sendToAprove"];
                /** @description Whether it goes to Meta, or is a draft. */
                sendToApprove?: components["parameters"]["sendToApprove"];
                /** @description es, es_MX or es-MX, in any case; pt is pt_BR. */
                language?: components["parameters"]["language"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Name of the template. */
                elementName: components["parameters"]["elementName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "language": "es",
                 *       "category": "UTILITY",
                 *       "displayName": "Order ready",
                 *       "template": "Hola {{1}}, tu pedido {{2}} ya está listo.",
                 *       "params": [
                 *         {
                 *           "param": "1",
                 *           "example": "Ana"
                 *         },
                 *         {
                 *           "param": "2",
                 *           "example": "A-1024"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["TemplateChange"];
            };
        };
        responses: {
            200: components["responses"]["SavedTemplate"];
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    deleteTemplate: {
        parameters: {
            query?: {
                /** @description Of several translations; `all` deletes each. */
                language?: string;
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Name of the template. */
                elementName: components["parameters"]["elementName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateDeleted"];
                };
            };
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    updateTemplate: {
        parameters: {
            query?: {
                /** @description Whether it goes to Meta, or is a draft. */
                sendToAprove?: components["parameters"]["sendToAprove"];
                /** @description Whether it goes to Meta, or is a draft. */
                sendToApprove?: components["parameters"]["sendToApprove"];
                /** @description es, es_MX or es-MX, in any case; pt is pt_BR. */
                language?: components["parameters"]["language"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Name of the template. */
                elementName: components["parameters"]["elementName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "language": "es",
                 *       "template": "Hola {{1}}, tu pedido {{2}} ya está listo.",
                 *       "params": [
                 *         {
                 *           "param": "1",
                 *           "example": "Ana"
                 *         },
                 *         {
                 *           "param": "2",
                 *           "example": "A-1024"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["TemplateChange"];
            };
        };
        responses: {
            200: components["responses"]["SavedTemplate"];
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    previewTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Name of the template. */
                elementName: components["parameters"]["elementName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateValues"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Recado-Notice": components["headers"]["Recado-Notice"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplatePreview"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    sendTemplateById: {
        parameters: {
            query?: never;
            header?: {
                /** @description One key, one message: a repetition with the same body within 24 hours gets the first response again, marked by `Idempotency-Replayed: true`; with another body it is refused. 1 to 255 visible ASCII characters. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description The campaign of the send: one of this server or a name of your own. */
                campaignId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "templateId": "demo_text",
                 *       "userId": "593987654321",
                 *       "parameters": {
                 *         "1": "Ana",
                 *         "2": "A-1024"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TemplateMessageById"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Recado-Window": components["headers"]["Recado-Window"];
                    "Recado-Ignored": components["headers"]["Recado-Ignored"];
                    "Recado-Notice": components["headers"]["Recado-Notice"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        messageId: string;
                    };
                };
            };
            400: components["responses"]["TemplateRefused"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listExternalNotifications: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 10 by default, at most 50 */
                limit?: components["parameters"]["limit-2"];
                /** @description Filter. */
                messageId?: components["parameters"]["messageId-2"];
                /** @description Filter. */
                campaignId?: components["parameters"]["campaignId"];
                /** @description Filter. */
                elementName?: components["parameters"]["elementName-2"];
                /** @description Accepted at or after: ISO 8601, a day or an instant. */
                from?: components["parameters"]["from"];
                /** @description Accepted at or before. */
                to?: components["parameters"]["to"];
                /** @description `_metadata.next` of the previous page, instead of `page`. */
                after?: components["parameters"]["after"];
                /** @description `true` returns all of them as CSV. */
                download?: components["parameters"]["download"];
                /** @description By default as spreadsheets in `Accept-Language` expect: a semicolon for es and pt, otherwise a comma. */
                separator?: components["parameters"]["separator"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["NotificationPage"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listNotifications: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 10 by default, at most 50 */
                limit?: components["parameters"]["limit-2"];
                /** @description Filter. */
                messageId?: components["parameters"]["messageId-2"];
                /** @description Filter. */
                campaignId?: components["parameters"]["campaignId"];
                /** @description Filter. */
                elementName?: components["parameters"]["elementName-2"];
                /** @description Accepted at or after: ISO 8601, a day or an instant. */
                from?: components["parameters"]["from"];
                /** @description Accepted at or before. */
                to?: components["parameters"]["to"];
                /** @description `_metadata.next` of the previous page, instead of `page`. */
                after?: components["parameters"]["after"];
                /** @description `true` returns all of them as CSV. */
                download?: components["parameters"]["download"];
                /** @description By default as spreadsheets in `Accept-Language` expect: a semicolon for es and pt, otherwise a comma. */
                separator?: components["parameters"]["separator"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["NotificationPage"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Id returned by the send. */
                notificationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 10 by default, at most 50 */
                limit?: components["parameters"]["limit-2"];
                /** @description At or after: a day or an instant. */
                startAt?: string;
                /** @description At or before. */
                endAt?: string;
                /** @description A person: digits with country code. */
                clientId?: string;
                /** @description The same as clientId. */
                userId?: string;
                /** @description Filter. */
                messageId?: components["parameters"]["messageId-2"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["HistoryItem"][];
                    } & components["schemas"]["Page"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getSignedMedia: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the file. */
                mediaId: string;
                /** @description Unguessable part of the address. */
                signature: components["parameters"]["signature"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["File"];
            404: components["responses"]["404"];
            410: components["responses"]["410"];
            416: components["responses"]["416"];
            default: components["responses"]["Error"];
        };
    };
    getMedia: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Part of the address of the file: `/media/{mediaId}/…`. */
                mediaId: components["parameters"]["mediaId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["File"];
            401: components["responses"]["401"];
            410: components["responses"]["410"];
            416: components["responses"]["416"];
            default: components["responses"]["Error"];
        };
    };
    revokeMedia: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Part of the address of the file: `/media/{mediaId}/…`. */
                mediaId: components["parameters"]["mediaId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    refreshMediaAddress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resourceUrl": "https://recado.example.com/media/med_01k0j3v4e5f6g7h8j9kamnbpcq/c2lnbmF0dXJl",
                 *       "ttl": 900
                 *     }
                 */
                "application/json": components["schemas"]["MediaRefresh"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MediaRefreshed"];
                };
            };
            401: components["responses"]["401"];
            410: components["responses"]["410"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getSignedEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the event. */
                eventId: string;
                /** @description Unguessable part of the address. */
                signature: components["parameters"]["signature"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    getUserState: {
        parameters: {
            query?: {
                /** @description Id of the bot; optional when the client's scope is one bot. */
                botId?: components["parameters"]["botId-2"];
            };
            header?: never;
            path: {
                /** @description Digits with country code, in either spelling; or a business-scoped id. */
                userId: components["parameters"]["userId-2"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["UserState"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    setUserState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "botId": "demo",
                 *       "userId": "593987654321",
                 *       "state": "manual",
                 *       "ttl": 3600
                 *     }
                 */
                "application/json": components["schemas"]["UserStateChange"];
            };
        };
        responses: {
            200: components["responses"]["UserState"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 10 by default, at most 50 */
                limit?: components["parameters"]["limit-2"];
                /** @description First digits of the number, an id, or part of the name. */
                search?: string;
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["UserItem"][];
                    } & components["schemas"]["Page"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    eraseUser: {
        parameters: {
            query: {
                /** @description Required confirmation. */
                erase: "true";
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["UserErased"];
            202: components["responses"]["UserErased"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    exportUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserExport"];
                };
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    getUserCache: {
        parameters: {
            query?: {
                /** @description Id of the bot; optional when the client's scope is one bot. */
                botId?: components["parameters"]["botId-2"];
            };
            header?: never;
            path: {
                /** @description Digits with country code, in either spelling; or a business-scoped id. */
                userId: components["parameters"]["userId-2"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Memory"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    addUserCache: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Digits with country code, in either spelling; or a business-scoped id. */
                userId: components["parameters"]["userId-2"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "botId": "demo",
                 *       "params": {
                 *         "plan": "oro"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NamedMemoryChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemorySaved"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getUserMemory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Memory"];
                };
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    addUserMemory: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "params": {
                 *         "plan": "oro"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["MemoryChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemorySaved"];
                };
            };
            401: components["responses"]["401"];
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getStoredParams: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["StoredParams"];
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    addStoredParams: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            200: components["responses"]["StoredParams"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    setMemory: {
        parameters: {
            query?: never;
            header?: {
                /** @description Whole seconds, at most a year, that all keys live that were written here, from now on; 30 days unless given. */
                "X-Hash-Ttl"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userReferenceId": "593987654321",
                 *       "botId": "demo",
                 *       "values": {
                 *         "plan": {
                 *           "value": "oro",
                 *           "ttl": 3600
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Digits with country code, in either spelling; or a business-scoped id.
                     * @example 593987654321
                     */
                    userReferenceId: string;
                    /**
                     * @description Id of the bot.
                     * @example demo
                     */
                    botId: string;
                    /**
                     * @example {
                     *       "plan": {
                     *         "value": "oro",
                     *         "ttl": 3600
                     *       }
                     *     }
                     */
                    values: {
                        [key: string]: components["schemas"]["MemoryEntry"] | unknown;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemoryRecords"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    findMemoryKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userReferenceId": "593987654321",
                 *       "botId": "demo",
                 *       "key": "plan"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Digits with country code, in either spelling; or a business-scoped id.
                     * @example 593987654321
                     */
                    userReferenceId: string;
                    /**
                     * @description Id of the bot.
                     * @example demo
                     */
                    botId: string;
                    /** @example plan */
                    key: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message: string[];
                        /** @constant */
                        status: "success";
                        data: components["schemas"]["MemoryRecord"];
                    };
                };
            };
            401: components["responses"]["401"];
            404: components["responses"]["404"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getMemory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userReferenceId": "593987654321",
                 *       "botId": "demo"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Digits with country code, in either spelling; or a business-scoped id.
                     * @example 593987654321
                     */
                    userReferenceId: string;
                    /**
                     * @description Id of the bot.
                     * @example demo
                     */
                    botId: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemoryRecords"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    startSkill: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
                /** @description Id of the skill. */
                skillId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "memoryParams": {
                 *         "plan": "oro"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SkillStart"];
            };
        };
        responses: {
            200: components["responses"]["Done"];
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    startFlow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
                /** @description Id of the skill. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "memoryParams": {
                 *         "plan": "oro"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SkillStart"];
            };
        };
        responses: {
            200: components["responses"]["Done"];
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    closeConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "593987654321"
                 *     }
                 */
                "application/json": {
                    userId: string | number;
                };
            };
        };
        responses: {
            200: components["responses"]["Done"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    markMessageRead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Id returned by the send. */
                messageId: components["parameters"]["messageId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "typing": true
                 *     }
                 */
                "application/json": {
                    /** @description Shows typing too, until the answer or for 25 s. */
                    typing?: boolean;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRead"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    sendRoomMessages: {
        parameters: {
            query?: never;
            header?: {
                /** @description One key, one message: a repetition with the same body within 24 hours gets the first response again, marked by `Idempotency-Replayed: true`; with another body it is refused. 1 to 255 visible ASCII characters. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description G:<botId>:<userId> */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "senderId": "shop",
                 *       "messages": [
                 *         {
                 *           "type": "text",
                 *           "text": "Hola"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RoomMessages"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Recado-Window": components["headers"]["Recado-Window"];
                    "Recado-Ignored": components["headers"]["Recado-Ignored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomMessagesAccepted"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getBotWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["BotWebhookAnswer"];
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    setBotWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "webhookUrl": "https://bot.example.com/webhook"
                 *     }
                 */
                "application/json": components["schemas"]["BotWebhook"];
            };
        };
        responses: {
            200: components["responses"]["BotWebhookAnswer"];
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    deleteBotWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["BotWebhookAnswer"];
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    getEventWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            [key: string]: string;
                        };
                    } & components["schemas"]["Done"];
                };
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    setEventWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "webhooks": [
                 *         {
                 *           "url": "https://bot.example.com/webhook",
                 *           "events": [
                 *             "delivered_user",
                 *             "failed",
                 *             "reply"
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EventSubscriptions"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            url: string;
                            events: string[];
                        }[];
                    } & components["schemas"]["Done"];
                };
            };
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    registerSupportPanel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. */
                projectId: components["parameters"]["projectId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "webhookUrl": "https://panel.example.com/recado",
                 *       "authType": "bearer",
                 *       "authorization": "secreto"
                 *     }
                 */
                "application/json": components["schemas"]["NewSupportPanel"];
            };
        };
        responses: {
            200: components["responses"]["SupportPanelRegistered"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    registerLegacySupportPanel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. */
                projectId: components["parameters"]["projectId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "webhookUrl": "https://panel.example.com/recado",
                 *       "authType": "bearer",
                 *       "authorization": "secreto"
                 *     }
                 */
                "application/json": components["schemas"]["NewSupportPanel"];
            };
        };
        responses: {
            200: components["responses"]["SupportPanelRegistered"];
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    receiveSupportMessage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "field": "messages",
                 *       "object": "message_event",
                 *       "event_type": "incoming_message",
                 *       "project_id": "demo",
                 *       "room_id": "G:demo:593987654321",
                 *       "bot_id": "demo",
                 *       "user_id": "593987654321",
                 *       "value": {
                 *         "id": "m1",
                 *         "type": "text",
                 *         "content": {
                 *           "body": "Hola, soy Ana."
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SupportMessage"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportTaken"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listBots: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 50 by default, at most 500 */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["Bot"][];
                    } & components["schemas"]["Page"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    createBot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "shop",
                 *       "name": "Shop",
                 *       "channel": {
                 *         "phoneNumberId": "100000000000009",
                 *         "wabaId": "200000000000009",
                 *         "accessToken": "EAAB…",
                 *         "appSecret": "an-app-secret",
                 *         "verifyToken": "a-verify-token"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewBot"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedBot"];
                };
            };
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listDeletedBots: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 50 by default, at most 500 */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["DeletedBot"][];
                    } & components["schemas"]["Page"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getBot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Bot"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    deleteBot: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            412: components["responses"]["412"];
            default: components["responses"]["Error"];
        };
    };
    updateBot: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Shop",
                 *       "messagesPerSecond": 20
                 *     }
                 */
                "application/json": components["schemas"]["BotChange"];
            };
        };
        responses: {
            200: components["responses"]["Bot"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    renewWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 3600
                 *     }
                 */
                "application/json": {
                    /** @description How long the former secret still signs as well, in a second signature of `webhook-signature`; a day by default. */
                    overlapSeconds?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listClients: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 50 by default, at most 500 */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["Client"][];
                    } & components["schemas"]["Page"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    createClient: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "crm",
                 *       "name": "CRM",
                 *       "bots": [
                 *         "demo"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewClient"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedClient"];
                };
            };
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the client. */
                clientId: components["parameters"]["clientId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Client"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    deleteClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the client. */
                clientId: components["parameters"]["clientId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            412: components["responses"]["412"];
            default: components["responses"]["Error"];
        };
    };
    updateClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the client. */
                clientId: components["parameters"]["clientId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "bots": "all"
                 *     }
                 */
                "application/json": components["schemas"]["ClientChange"];
            };
        };
        responses: {
            200: components["responses"]["Client"];
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    renewClientSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the client. */
                clientId: components["parameters"]["clientId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 3600
                 *     }
                 */
                "application/json": {
                    /** @description How long the old secrets still work; a day by default. */
                    overlapSeconds?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedClient"];
                };
            };
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    browseTemplateLibrary: {
        parameters: {
            query?: {
                /** @description Filter. */
                search?: string;
                /** @description Filter. */
                topic?: string;
                /** @description Filter. */
                useCase?: string;
                /** @description Filter. */
                industry?: string;
                /** @description Filter. */
                language?: string;
                /** @description Filter. */
                name?: string;
                /** @description Filter. */
                limit?: string;
                /** @description `next` of the previous page. */
                after?: string;
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LibraryPage"];
                };
            };
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    getTemplateInsights: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["TemplateInsights"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    enableTemplateInsights: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["TemplateInsights"];
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    listTemplateDays: {
        parameters: {
            query?: {
                /** @description 30 by default, at most 90. */
                days?: string;
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Id. */
                elementName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateDays"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listTemplateDefinitions: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 50 by default, at most 500 */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["TemplateDefinition"][];
                    } & components["schemas"]["Page"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listTemplateChanges: {
        parameters: {
            query?: {
                /** @description Items a page, 50 by default, at most 500. */
                limit?: components["parameters"]["limit-3"];
                /** @description `next` of the previous page. */
                after?: components["parameters"]["after-2"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description lowercase letters, digits and _ */
                elementName: components["parameters"]["elementName-3"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateHistory"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    putTemplateDefinition: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description lowercase letters, digits and _ */
                elementName: components["parameters"]["elementName-3"];
                /** @description es, es_MX */
                language: components["parameters"]["language-2"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "category": "UTILITY",
                 *       "components": [
                 *         {
                 *           "type": "BODY",
                 *           "text": "Gracias por su compra."
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewTemplateDefinition"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateDefinition"];
                };
            };
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    deleteTemplateDefinition: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description lowercase letters, digits and _ */
                elementName: components["parameters"]["elementName-3"];
                /** @description es, es_MX */
                language: components["parameters"]["language-2"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            412: components["responses"]["412"];
            default: components["responses"]["Error"];
        };
    };
    getSupportPanel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Endpoint"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    putSupportPanel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://panel.example.com/recado"
                 *     }
                 */
                "application/json": components["schemas"]["SupportPanelChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportPanel"];
                };
            };
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    deleteSupportPanel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            412: components["responses"]["412"];
            default: components["responses"]["Error"];
        };
    };
    renewSupportPanelSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 3600
                 *     }
                 */
                "application/json": {
                    /** @description How long the former secret still signs as well, in a second signature of `webhook-signature`; a day by default. */
                    overlapSeconds?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningSecret"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listEndpoints: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 50 by default, at most 500 */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["Endpoint"][];
                    } & components["schemas"]["Page"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    createEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://bot.example.com/webhook",
                 *       "events": [
                 *         "message",
                 *         "failed"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewEndpoint"];
            };
        };
        responses: {
            201: components["responses"]["Endpoint"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    deleteEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Id of the endpoint. */
                endpointId: components["parameters"]["endpointId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            412: components["responses"]["412"];
            default: components["responses"]["Error"];
        };
    };
    getEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpointId: components["parameters"]["endpointId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Endpoint"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    updateEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the endpoint. */
                endpointId: components["parameters"]["endpointId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "events": [
                 *         "message",
                 *         "failed",
                 *         "read"
                 *       ],
                 *       "maxAttempts": 5
                 *     }
                 */
                "application/json": components["schemas"]["EndpointChange"];
            };
        };
        responses: {
            200: components["responses"]["Endpoint"];
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    replayEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpointId: components["parameters"]["endpointId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": 1767225600000,
                 *       "to": 1767229200000,
                 *       "missing": true
                 *     }
                 */
                "application/json": components["schemas"]["ReplayRange"];
            };
        };
        responses: {
            200: components["responses"]["Replayed"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    testEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpointId: components["parameters"]["endpointId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointTest"];
                };
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    pauseEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpointId: components["parameters"]["endpointId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    resumeEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpointId: components["parameters"]["endpointId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Endpoint"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    getQuality: {
        parameters: {
            query?: {
                /** @description Items a page, 50 by default, at most 500. */
                limit?: components["parameters"]["limit-3"];
                /** @description `next` of the previous page. */
                after?: components["parameters"]["after-2"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberQuality"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["BusinessProfile"];
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    replaceProfile: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "about": "Flores y regalos",
                 *       "email": "hola@shop.example",
                 *       "websites": [
                 *         "https://shop.example"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewBusinessProfile"];
            };
        };
        responses: {
            200: components["responses"]["BusinessProfile"];
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    getNumberImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["NumberImport"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    importNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "parts": [
                 *         "contacts",
                 *         "history"
                 *       ]
                 *     }
                 */
                "application/json": {
                    parts?: ("contacts" | "history")[];
                };
            };
        };
        responses: {
            200: components["responses"]["NumberImport"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    getComponents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["ChatComponents"];
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    replaceComponents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "prompts": [
                 *         "¿Dónde están?"
                 *       ],
                 *       "commands": [
                 *         {
                 *           "name": "pedido",
                 *           "description": "Estado del pedido"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ChatComponents"];
            };
        };
        responses: {
            200: components["responses"]["ChatComponents"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    listBlocked: {
        parameters: {
            query?: {
                /** @description `next` of the previous page. */
                after?: string;
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockedPeople"];
                };
            };
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    blockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    unblockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    deleteContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description False: Meta did not have the person. */
                        deleted: boolean;
                    };
                };
            };
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    listQrCodes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QrCodes"];
                };
            };
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    createQrCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "message": "Hola, quiero flores"
                 *     }
                 */
                "application/json": components["schemas"]["NewQrCode"];
            };
        };
        responses: {
            201: components["responses"]["QrCode"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    updateQrCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Id. */
                code: components["parameters"]["code"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "message": "Hola, quiero rosas"
                 *     }
                 */
                "application/json": {
                    /** @description Stands in the chat that the code opens. */
                    message: string;
                };
            };
        };
        responses: {
            200: components["responses"]["QrCode"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    deleteQrCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Id. */
                code: components["parameters"]["code"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    registerNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pin": "123456"
                 *     }
                 */
                "application/json": {
                    /** @description Six digits. */
                    pin: string;
                    /** @description Where Meta stores messages, as a country code. */
                    region?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    deregisterNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    setPin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pin": "654321"
                 *     }
                 */
                "application/json": {
                    /** @description Six digits. */
                    pin: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    requestCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "method": "SMS",
                 *       "language": "es"
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    method: "SMS" | "VOICE";
                    language: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    verifyCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    getSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["NumberSubscription"];
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    subscribe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "of": "number"
                 *     }
                 */
                "application/json": components["schemas"]["NewNumberSubscription"];
            };
        };
        responses: {
            200: components["responses"]["NumberSubscription"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    unsubscribe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    getUsername: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["NumberUsername"];
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    setUsername: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "flores.cuenca"
                 *     }
                 */
                "application/json": components["schemas"]["NewNumberUsername"];
            };
        };
        responses: {
            200: components["responses"]["NumberUsername"];
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    deleteUsername: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    listUsernames: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: string[];
                    };
                };
            };
            404: components["responses"]["404"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    listSkillRuns: {
        parameters: {
            query?: {
                /** @description Filter. */
                state?: "waiting" | "done" | "failed";
                /** @description Filter. */
                userId?: string;
                /** @description At or after: a day or an instant. */
                from?: components["parameters"]["from-2"];
                /** @description At or before. */
                to?: components["parameters"]["to-2"];
                /** @description Items a page, 50 by default, at most 500. */
                limit?: components["parameters"]["limit-3"];
                /** @description `next` of the previous page. */
                after?: components["parameters"]["after-2"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description 1-64 letters, digits, _ . : -, and not . or .. */
                skillId: components["parameters"]["skillId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["SkillRun"][];
                        next: string | null;
                    };
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    findMessages: {
        parameters: {
            query?: {
                /** @description Filter. */
                botId?: components["parameters"]["botId-3"];
                /** @description Number or id. */
                person?: string;
                /** @description Filter. */
                direction?: "out" | "in";
                /** @description Filter. */
                state?: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "failed" | "expired" | "canceled";
                /** @description Meta's code or our key. */
                errorCode?: string;
                /** @description Filter. */
                kind?: "session" | "notification";
                /** @description Filter. */
                elementName?: components["parameters"]["elementName-4"];
                /** @description Filter. */
                campaignId?: components["parameters"]["campaignId-2"];
                /** @description Filter. */
                messageId?: components["parameters"]["messageId-3"];
                /** @description Filter. */
                wamid?: string;
                /** @description At or after: a day or an instant. */
                from?: components["parameters"]["from-2"];
                /** @description At or before. */
                to?: components["parameters"]["to-2"];
                /** @description `next` of the previous page, with the same filters. */
                after?: components["parameters"]["after-3"];
                /** @description At most 100. */
                limit?: components["parameters"]["limit-4"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        _metadata: components["schemas"]["CursorMetadata"];
                        results: components["schemas"]["ListedMessage"][];
                    };
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getFigures: {
        parameters: {
            query?: {
                /** @description Filter. */
                botId?: components["parameters"]["botId-3"];
                /** @description Filter. */
                elementName?: components["parameters"]["elementName-4"];
                /** @description Filter. */
                campaignId?: components["parameters"]["campaignId-2"];
                /** @description In UTC, at most 800. */
                step?: "hour" | "day";
                /** @description The 20 largest; the others are `null`. */
                groupBy?: "bot" | "template" | "campaign";
                /** @description At or after: a day or an instant. */
                from?: components["parameters"]["from-2"];
                /** @description At or before. */
                to?: components["parameters"]["to-2"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Figures"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Filter. */
                botId?: components["parameters"]["botId-3"];
                /** @description The type of an event. */
                type?: components["parameters"]["type"];
                /** @description Filter. */
                messageId?: components["parameters"]["messageId-3"];
                /** @description Needs `botId`. */
                userId?: string;
                /** @description At or after: a day or an instant. */
                from?: components["parameters"]["from-2"];
                /** @description At or before. */
                to?: components["parameters"]["to-2"];
                /** @description `next` of the previous page, with the same filters. */
                after?: components["parameters"]["after-3"];
                /** @description Items a page, 50 by default, at most 500. */
                limit?: components["parameters"]["limit-3"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        _metadata: components["schemas"]["CursorMetadata"];
                        results: components["schemas"]["EventSummary"][];
                    };
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the event: `webhook-id` of its deliveries. */
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventDetails"];
                };
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description Ids, separated by commas; all without. */
                bot?: string;
                /** @description The id of an event, as `Last-Event-ID`. */
                after?: string;
                /** @description Also what changes without an event. */
                changes?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            404: components["responses"]["404"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description Filter. */
                botId?: components["parameters"]["botId-3"];
                /** @description Filter. */
                endpointId?: string;
                /** @description The type of an event. */
                type?: components["parameters"]["type"];
                /** @description Filter. */
                state?: "waiting" | "delivered" | "given_up" | "expired";
                /** @description In the event's body. */
                text?: string;
                /** @description HTTP status of the last answer. */
                status?: string;
                /** @description At or after: a day or an instant. */
                from?: components["parameters"]["from-2"];
                /** @description At or before. */
                to?: components["parameters"]["to-2"];
                /** @description `next` of the previous page, with the same filters. */
                after?: components["parameters"]["after-3"];
                /** @description Items a page, 50 by default, at most 500. */
                limit?: components["parameters"]["limit-3"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        _metadata: components["schemas"]["CursorMetadata"];
                        results: components["schemas"]["DeliverySummary"][];
                    };
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the delivery. */
                deliveryId: components["parameters"]["deliveryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["DeliveryDetails"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    resendDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the delivery. */
                deliveryId: components["parameters"]["deliveryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["DeliveryDetails"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    resendDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "state": "given_up",
                 *       "botId": "demo"
                 *     }
                 */
                "application/json": components["schemas"]["DeliveryFilter"];
            };
        };
        responses: {
            200: components["responses"]["Replayed"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listConversations: {
        parameters: {
            query?: {
                /** @description Filter. */
                botId?: components["parameters"]["botId-3"];
                /** @description A member's id, `me`, or `none`. */
                assignee?: string;
                /** @description Filter. */
                label?: string;
                /** @description Filter. */
                unread?: "true" | "false";
                /** @description Filter. */
                state?: "auto" | "manual";
                /** @description `next` of the previous page. */
                after?: string;
                /** @description At most 100. */
                limit?: components["parameters"]["limit-4"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        _metadata: components["schemas"]["CursorMetadata"];
                        results: components["schemas"]["InboxConversation"][];
                    };
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listAssignees: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["Assignee"][];
                    };
                };
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    getConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["InboxConversation"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    updateConversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "labels": [
                 *         "vip"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description A member's id; null: nobody. */
                    assignee?: string | null;
                    labels?: string[];
                };
            };
        };
        responses: {
            200: components["responses"]["InboxConversation"];
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    readConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["InboxConversation"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    controlThread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "release"
                 *     }
                 */
                "application/json": components["schemas"]["ThreadChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboxConversation"];
                };
            };
            422: components["responses"]["422"];
            502: components["responses"]["502"];
            default: components["responses"]["Error"];
        };
    };
    listNotes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["Note"][];
                    };
                };
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    createNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Prefers the morning"
                 *     }
                 */
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    deleteNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description Digits with country code. */
                userId: components["parameters"]["userId"];
                /** @description Id. */
                noteId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    listQuickAnswers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["QuickAnswer"][];
                    };
                };
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    getQuickAnswer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description 1-40 letters, digits, _ or -. */
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["QuickAnswer"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    putQuickAnswer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description 1-40 letters, digits, _ or -. */
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Hola {{name}}, con gusto le ayudo."
                 *     }
                 */
                "application/json": {
                    /** @description May contain `{{name}}`, `{{phone}}` and `{{memory.key}}`. */
                    text: string;
                };
            };
        };
        responses: {
            200: components["responses"]["QuickAnswer"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    deleteQuickAnswer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description 1-40 letters, digits, _ or -. */
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            412: components["responses"]["412"];
            default: components["responses"]["Error"];
        };
    };
    getCosts: {
        parameters: {
            query?: {
                /** @description Filter. */
                botId?: components["parameters"]["botId-3"];
                /** @description Filter. */
                campaignId?: components["parameters"]["campaignId-2"];
                /** @description Filter. */
                elementName?: components["parameters"]["elementName-4"];
                /** @description A day, UTC; of this month by default. */
                from?: string;
                /** @description The last day, at most 400 later. */
                to?: string;
                /** @description Of month, bot, campaign, template, category, type, market, with commas. */
                groupBy?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Costs"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listRateCards: {
        parameters: {
            query?: {
                /** @description Filter. */
                effectiveDate?: components["parameters"]["effectiveDate"];
                /** @description Filter. */
                currency?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["RateCard"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    putRateCards: {
        parameters: {
            query?: {
                /** @description Where the rates are from. */
                source?: string;
                /** @description Filter. */
                effectiveDate?: components["parameters"]["effectiveDate"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "source": "invented",
                 *       "effectiveDate": "2026-10-01",
                 *       "rates": [
                 *         {
                 *           "currency": "USD",
                 *           "market": "BR",
                 *           "category": "marketing",
                 *           "rate": "0.0123"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WrittenRates"];
            };
        };
        responses: {
            200: components["responses"]["RateCard"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    deleteRateCard: {
        parameters: {
            query: {
                /** @description Filter. */
                effectiveDate: string;
                /** @description Filter. */
                currency: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listViews: {
        parameters: {
            query?: {
                /** @description Filter. */
                page?: components["schemas"]["ViewPage"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["View"][];
                    };
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    createView: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "page": "messages",
                 *       "name": "Failed today",
                 *       "filters": {
                 *         "state": "failed",
                 *         "period": "today"
                 *       },
                 *       "shared": true
                 *     }
                 */
                "application/json": {
                    page: components["schemas"]["ViewPage"];
                    name: string;
                    filters: components["schemas"]["ViewFilters"];
                    shared?: boolean;
                };
            };
        };
        responses: {
            201: components["responses"]["View"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                viewId: components["parameters"]["viewId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["View"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    deleteView: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id. */
                viewId: components["parameters"]["viewId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            412: components["responses"]["412"];
            default: components["responses"]["Error"];
        };
    };
    updateView: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id. */
                viewId: components["parameters"]["viewId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Failed this week",
                 *       "filters": {
                 *         "state": "failed",
                 *         "period": "7d"
                 *       }
                 *     }
                 */
                "application/json": {
                    name?: string;
                    filters?: components["schemas"]["ViewFilters"];
                    shared?: boolean;
                };
            };
        };
        responses: {
            200: components["responses"]["View"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listSuppressions: {
        parameters: {
            query?: {
                /** @description Without: of all your bots. */
                bot?: components["parameters"]["bot"];
                /** @description Filter. */
                person?: string;
                /** @description `next` of the previous page. */
                after?: components["parameters"]["after-2"];
                /** @description Filter. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        _metadata: components["schemas"]["CursorMetadata"];
                        results: components["schemas"]["Suppression"][];
                    };
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    createSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "botId": "demo",
                 *       "userId": "593987654321",
                 *       "note": "By phone"
                 *     }
                 */
                "application/json": {
                    /** @description Without: of all bots. */
                    botId?: string;
                    /** @description Digits with country code, or a business-scoped id. */
                    userId: string;
                    note?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    deleteSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                suppressionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    importSuppressions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "botId": "demo",
                 *       "csv": "phone,note\n593987654321,By phone\n"
                 *     }
                 */
                "application/json": {
                    /** @description Without: of all bots. */
                    botId?: string;
                    csv: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionImport"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    exportSuppressions: {
        parameters: {
            query?: {
                /** @description Without: of all your bots. */
                bot?: components["parameters"]["bot"];
                /** @description By default as spreadsheets in `Accept-Language` expect: a semicolon for es and pt, otherwise a comma. */
                separator?: components["parameters"]["separator"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listSkills: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 50 by default, at most 500 */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["Skill"][];
                    } & components["schemas"]["Page"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getSkill: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description 1-64 letters, digits, _ . : -, and not . or .. */
                skillId: components["parameters"]["skillId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Skill"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    putSkill: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description 1-64 letters, digits, _ . : -, and not . or .. */
                skillId: components["parameters"]["skillId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Welcome",
                 *       "kind": "messages",
                 *       "messages": [
                 *         {
                 *           "type": "text",
                 *           "text": "Hola {{user.name}}"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewSkill"];
            };
        };
        responses: {
            200: components["responses"]["Skill"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    deleteSkill: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
                /** @description 1-64 letters, digits, _ . : -, and not . or .. */
                skillId: components["parameters"]["skillId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            412: components["responses"]["412"];
            default: components["responses"]["Error"];
        };
    };
    listUnprocessed: {
        parameters: {
            query?: {
                /** @description Of no bot, or it cannot be read. */
                kind?: "unrouted" | "unreadable";
                /** @description The whole reason, as shown in the list. */
                reason?: string;
                /** @description Meta's id of the number. */
                phoneNumberId?: string;
                /** @description Meta's id of the account. */
                wabaId?: string;
                /** @description At or after: a day or an instant. */
                from?: components["parameters"]["from-2"];
                /** @description Received at or before. */
                to?: string;
                /** @description `next` of the previous page. */
                after?: string;
                /** @description Items a page, 50 by default, at most 500. */
                limit?: components["parameters"]["limit-3"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnprocessedList"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getUnprocessed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As in the list. */
                itemId: components["parameters"]["itemId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unprocessed"];
                };
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    replayUnprocessed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As in the list. */
                itemId: components["parameters"]["itemId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnprocessedReplayed"];
                };
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    replayManyUnprocessed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "unrouted",
                 *       "phoneNumberId": "100000000000001"
                 *     }
                 */
                "application/json": components["schemas"]["UnprocessedReplay"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnprocessedBatch"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    checkBot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BotCheck"];
                };
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    getDiagnostics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diagnostics"];
                };
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ana@example.com",
                 *       "password": "cuatro palabras que nadie une"
                 *     }
                 */
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            201: components["responses"]["SignedIn"];
            400: components["responses"]["400"];
            401: components["responses"]["SignInRefused"];
            421: components["responses"]["421"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    readSignInLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "the part of the link after #"
                 *     }
                 */
                "application/json": {
                    /** @description The part after the # of the link's address. */
                    token: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInLinkFacts"];
                };
            };
            400: components["responses"]["400"];
            410: components["responses"]["410"];
            421: components["responses"]["421"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    signInByLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "the part of the link after #",
                 *       "password": "cuatro palabras que nadie une"
                 *     }
                 */
                "application/json": components["schemas"]["SignInByLink"];
            };
        };
        responses: {
            201: components["responses"]["SignedIn"];
            400: components["responses"]["400"];
            401: components["responses"]["SignInRefused"];
            410: components["responses"]["410"];
            421: components["responses"]["421"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    "Set-Cookie": components["headers"]["Set-Cookie"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    changeMyPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current": "cuatro palabras que nadie une",
                 *       "password": "otras cuatro palabras sin orden"
                 *     }
                 */
                "application/json": {
                    /** @description The current password. */
                    current: string;
                    /**
                     * @description 12 to 128 characters.
                     * @example cuatro palabras que nadie une
                     */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    startMyTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current": "cuatro palabras que nadie une"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordProof"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpOffer"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    deleteMyTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current": "cuatro palabras que nadie une"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordProof"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    confirmMyTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "287082"
                 *     }
                 */
                "application/json": {
                    /** @example 287082 */
                    code: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listMySessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Session"];
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    deleteMySession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the session. */
                sessionId: components["parameters"]["sessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 50 by default, at most 500 */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["Member"][];
                    } & components["schemas"]["Page"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    createMember: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ana@example.com",
                 *       "name": "Ana Pérez",
                 *       "grants": [
                 *         {
                 *           "role": "agent",
                 *           "bots": [
                 *             "demo"
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewMember"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedMember"];
                };
            };
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                memberId: components["parameters"]["memberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Member"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    deleteMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the user. */
                memberId: components["parameters"]["memberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            default: components["responses"]["Error"];
        };
    };
    updateMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. `*`: only if it exists. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the user. */
                memberId: components["parameters"]["memberId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "grants": [
                 *         {
                 *           "role": "agent",
                 *           "bots": [
                 *             "demo"
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            200: components["responses"]["Member"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    createMemberLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                memberId: components["parameters"]["memberId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "expiresInSeconds": 3600
                 *     }
                 */
                "application/json": {
                    /** @description A day by default. */
                    expiresInSeconds?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInLink"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    deleteMemberTotp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                memberId: components["parameters"]["memberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    listMemberSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                memberId: components["parameters"]["memberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Session"];
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    deleteMemberSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                memberId: components["parameters"]["memberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    deleteMemberSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                memberId: components["parameters"]["memberId"];
                /** @description Id of the session. */
                sessionId: components["parameters"]["sessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 50 by default, at most 500 */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["ApiKey"][];
                    } & components["schemas"]["Page"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Reports",
                 *       "grants": [
                 *         {
                 *           "role": "viewer",
                 *           "bots": "all"
                 *         }
                 *       ],
                 *       "expiresInSeconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the key. */
                keyId: components["parameters"]["keyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    deleteApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the key. */
                keyId: components["parameters"]["keyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["404"];
            default: components["responses"]["Error"];
        };
    };
    listAuditTrail: {
        parameters: {
            query?: {
                /** @description At or after: a day or an instant. */
                from?: components["parameters"]["from-2"];
                /** @description At or before. */
                to?: components["parameters"]["to-2"];
                /** @description Filter. */
                actorId?: string;
                /** @description As `PATCH /manage/v1/bots/{botId}` or `sign-in`. */
                operation?: string;
                /** @description Filter. */
                aboutId?: string;
                /** @description Filter. */
                userId?: string;
                /** @description Filter. */
                botId?: components["parameters"]["botId-3"];
                /** @description Filter. */
                outcome?: "done" | "refused";
                /** @description The caller's. */
                address?: string;
                /** @description Items a page, 50 by default, at most 500. */
                limit?: components["parameters"]["limit-3"];
                /** @description `next` of the previous page. */
                after?: components["parameters"]["after-4"];
                /** @description By default as spreadsheets in `Accept-Language` expect: a semicolon for es and pt, otherwise a comma. */
                separator?: components["parameters"]["separator"];
                /** @description `ndjson` and `csv` return all matching rows as a file. */
                format?: "json" | "ndjson" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listRefusals: {
        parameters: {
            query?: {
                /** @description Filter. */
                botId?: components["parameters"]["botId-3"];
                /** @description Filter. */
                callerId?: string;
                /** @description Filter. */
                code?: string;
                /** @description Filter. */
                operation?: string;
                /** @description At or after: a day or an instant. */
                from?: components["parameters"]["from-2"];
                /** @description At or before. */
                to?: components["parameters"]["to-2"];
                /** @description Items a page, 50 by default, at most 500. */
                limit?: components["parameters"]["limit-3"];
                /** @description `next` of the previous page. */
                after?: components["parameters"]["after-4"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["Refusal"][];
                        next: string | null;
                    };
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getKeyRotation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["KeyRotation"];
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    startKeyRotation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 86400
                 *     }
                 */
                "application/json": {
                    /** @description How long earlier addresses of files and events stay valid; 30 days by default. */
                    overlapSeconds?: number;
                };
            };
        };
        responses: {
            202: components["responses"]["KeyRotation"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    endKeyRotation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: components["responses"]["KeyRotation"];
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    getLogLevel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["LogLevel"];
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    setLogLevel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "level": "debug",
                 *       "forSeconds": 600
                 *     }
                 */
                "application/json": components["schemas"]["LogLevelChange"];
            };
        };
        responses: {
            200: components["responses"]["LogLevel"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    listSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["Setting"][];
                    };
                };
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    listCampaigns: {
        parameters: {
            query: {
                /** @description From 1 */
                page?: components["parameters"]["page"];
                /** @description number of items per page, 10 by default, at most 50 */
                limit?: components["parameters"]["limit-2"];
                /** @description Bot whose campaigns are listed. */
                botId: string;
                /** @description Created at or after: ISO 8601, a day or an instant. */
                startAt?: string;
                /** @description Created at or before. */
                endAt?: string;
                /** @description Filter. */
                elementName?: components["parameters"]["elementName-2"];
                /** @description Filter. */
                status?: "COMPLETED" | "PENDING" | "IN_PROGRESS" | "SCHEDULED" | "PAUSED" | "CANCELED" | "FAILED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: components["schemas"]["CampaignItem"][];
                    } & components["schemas"]["Page"];
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id returned by the upload. */
                campaignId: components["parameters"]["campaignId-3"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            401: components["responses"]["401"];
            default: components["responses"]["Error"];
        };
    };
    getCampaignReport: {
        parameters: {
            query?: {
                /** @description By default what `Accept` asks for, else CSV. */
                format?: "csv" | "xlsx";
                /** @description By default as spreadsheets in `Accept-Language` expect: a semicolon for es and pt, otherwise a comma. */
                separator?: components["parameters"]["separator"];
            };
            header?: never;
            path: {
                /** @description Id returned by the upload. */
                campaignId: components["parameters"]["campaignId-3"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Blob;
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    retryCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id returned by the upload. */
                campaignId: components["parameters"]["campaignId-3"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "errorCodes": [
                 *         "131049"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description Only failures with these; all without it. */
                    errorCodes?: string[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignRetried"];
                };
            };
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    pauseCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id returned by the upload. */
                campaignId: components["parameters"]["campaignId-3"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["CampaignMoved"];
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            default: components["responses"]["Error"];
        };
    };
    resumeCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id returned by the upload. */
                campaignId: components["parameters"]["campaignId-3"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["CampaignMoved"];
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            default: components["responses"]["Error"];
        };
    };
    cancelCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id returned by the upload. */
                campaignId: components["parameters"]["campaignId-3"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["CampaignMoved"];
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            default: components["responses"]["Error"];
        };
    };
    listCampaignPeople: {
        parameters: {
            query?: {
                /** @description Filter. */
                state?: "waiting" | "queued" | "sent" | "delivered" | "read" | "failed" | "expired" | "canceled" | "bad" | "repeated" | "suppressed" | "replied";
                /** @description Meta's code or our key. */
                errorCode?: string;
                /** @description A number, or its beginning. */
                person?: string;
                /** @description `next` of the previous page. */
                after?: string;
                /** @description At most 500. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @description Id returned by the upload. */
                campaignId: components["parameters"]["campaignId-3"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        _metadata: components["schemas"]["CursorMetadata"];
                        results: components["schemas"]["CampaignPerson"][];
                    };
                };
            };
            401: components["responses"]["401"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    createCampaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description One key, one message: a repetition with the same body within 24 hours gets the first response again, marked by `Idempotency-Replayed: true`; with another body it is refused. 1 to 255 visible ASCII characters. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCampaign"];
                /**
                 * @example {
                 *       "campaignName": "Promo mayo",
                 *       "elementName": "demo_text",
                 *       "botId": "demo",
                 *       "file": "phone,nombre,pedido\n593987654321,Ana,A-1024\n"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["CampaignForm"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Recado-Window": components["headers"]["Recado-Window"];
                    "Recado-Ignored": components["headers"]["Recado-Ignored"];
                    "Recado-Notice": components["headers"]["Recado-Notice"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignAccepted"];
                };
            };
            400: components["responses"]["TemplateRefused"];
            401: components["responses"]["401"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    previewCampaign: {
        parameters: {
            query?: {
                /** @description `csv`: the checked rows that would not be sent, and why. */
                format?: "json" | "csv";
                /** @description By default as spreadsheets in `Accept-Language` expect: a semicolon for es and pt, otherwise a comma. */
                separator?: components["parameters"]["separator"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCampaign"];
                /**
                 * @example {
                 *       "campaignName": "Promo mayo",
                 *       "elementName": "demo_text",
                 *       "botId": "demo",
                 *       "file": "phone,nombre,pedido\n593987654321,Ana,A-1024\n"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["CampaignForm"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignPreview"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["TemplateRefused"];
            401: components["responses"]["401"];
            413: components["responses"]["413"];
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    uploadFile: {
        parameters: {
            query?: {
                /** @description For whom it is: erasing the person takes it away. */
                userId?: string;
            };
            header?: {
                /** @description One key, one message: a repetition with the same body within 24 hours gets the first response again, marked by `Idempotency-Replayed: true`; with another body it is refused. 1 to 255 visible ASCII characters. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": "%PDF-1.4\n%%EOF\n"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["FileForm"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredFile"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    replaceProfilePicture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": "the bytes of a JPEG or PNG"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BusinessProfile"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    uploadTemplateSample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the bot. A plus in it is a plus, not a space. */
                botId: components["parameters"]["botId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": "%PDF-1.4\n%%EOF\n"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateSample"];
                };
            };
            422: components["responses"]["422"];
            default: components["responses"]["Error"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Liveness"];
                };
            };
            421: components["responses"]["421"];
            default: components["responses"]["Error"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Readiness"];
            421: components["responses"]["421"];
            503: components["responses"]["Readiness"];
            default: components["responses"]["Error"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["File-2"];
            401: components["responses"]["401"];
            421: components["responses"]["421"];
            default: components["responses"]["Error"];
        };
    };
    verifyMetaWebhook: {
        parameters: {
            query?: {
                /** @description subscribe */
                "hub.mode"?: string;
                /** @description The verify token of a bot. */
                "hub.verify_token"?: string;
                /** @description Returned as it is. */
                "hub.challenge"?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["File-2"];
            403: components["responses"]["403"];
            421: components["responses"]["421"];
            default: components["responses"]["Error"];
        };
    };
    receiveMetaWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["File-2"];
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            413: components["responses"]["413"];
            421: components["responses"]["421"];
            default: components["responses"]["Error"];
        };
    };
    onMessage: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventMessage"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onDeliveredChannel: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventMessageStateOrCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onDeliveredUser: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventMessageStateOrCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onRead: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventMessageStateOrCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onFailed: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventMessageStateOrCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onReply: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventMessageStateOrCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onExpired: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventMessageStateOrCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onCanceled: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventMessageStateOrCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onMessageEcho: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventMessageEcho"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onHistory: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventHistory"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onStatus: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventStatus"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onTemplateStatus: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventTemplateOrCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onTemplateQuality: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventTemplateOrCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onTemplateCategory: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventTemplateOrCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onTemplateCategoryWarning: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventTemplateOrCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onAccount: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventAccount"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onChannelBlocked: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventChannelBlocked"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onEndpointDisabled: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEndpointDisabled"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onCampaign: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventCampaign"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onSkillMessage: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventSkillMessage"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onSkillFailed: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventSkillFailed"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onConsent: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventConsent"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onStandby: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventStandby"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onHandover: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventHandover"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onConversation: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventConversation"] | components["schemas"]["EventCut"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onEndpointTest: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEndpointTest"];
            };
        };
        responses: {
            "2XX": components["responses"]["EventTaken"];
            default: components["responses"]["EventRefused"];
        };
    };
    onSkill: {
        parameters: {
            query?: never;
            header: {
                /** @description The event's id, the same at every attempt and replay. */
                "Webhook-Id": components["parameters"]["Id"];
                /** @description When this attempt was signed, seconds. */
                "Webhook-Timestamp": components["parameters"]["Timestamp"];
                /** @description Standard Webhooks: `v1,` and base64; two for a day after a renewal. */
                "Webhook-Signature": components["parameters"]["Signature"];
                /** @description `sha256=` and hex, over the body. */
                "X-Jelou-Signature": components["parameters"]["Jelou"];
                /** @description The type of the event. */
                "X-Recado-Event": components["parameters"]["Event"];
                /** @description From 1. */
                "X-Recado-Attempt": components["parameters"]["Attempt"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SkillCall"];
            };
        };
        responses: {
            /** @description What to send, remember and do next; or nothing. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SkillAnswer"];
                };
            };
            default: components["responses"]["EventRefused"];
        };
    };
}
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
