/**
 * Closes a conversation (jelou-api.md, section 10): no skill is active any more, and the person is in `auto`. The
 * memory stays.
 */
import { Type } from 'typebox'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse } from '../kit/errors.ts'
import { botParams, done } from '../kit/schemas.ts'
import { onlyUserParams, readUserId } from './named-user.ts'

const route = {
  config: { access: 'client' } as const,
  schema: {
    tags: ['Users'],
    summary: 'Close a conversation',
    params: botParams,
    body: Type.Object({ userId: Type.Union([onlyUserParams.properties.userId, Type.Integer()]) }),
    response: { 200: done },
  },
}

export function registerConversations(app: App, deps: HttpDeps): void {
  app.post('/v1/bots/:botId/conversations/external/close', route, async (request, reply) => {
    const userId = readUserId(request, reply, request.body.userId)
    if (userId === undefined) return undefined
    const isKnown = await deps.store.closeConversation({ botId: request.params.botId, userId, now: deps.clock() })
    if (!isKnown) return refuse(request, reply, 'USER_NOT_FOUND')
    return reply.send({ message: ['Conversation closed successfully.'], statusMessage: 'success', status: 1 })
  })
}
