/**
 * Marks a person's message as read, and shows them that an answer is being written: straight to Meta, whose answer the
 * caller gets. Typing ends by itself, with the answer or after 25 seconds (cloud-api.md, 1.4).
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseMeta } from '../kit/errors.ts'
import { messageParams } from '../kit/schemas.ts'

const body = Type.Object({
  typing: Type.Optional(Type.Boolean({ description: 'Shows typing too, until the answer or for 25 s.' })),
})
const marked = Type.Object({ success: Type.Literal(true), messageId: Type.String() })

withNames({ MessageRead: marked })

const route = {
  config: { access: 'client', hasOptionalBody: true } as const,
  schema: {
    tags: ['Messages'],
    summary: 'Mark a message as read',
    params: messageParams,
    body: Type.Union([body, Type.Null()]),
    response: { 200: marked },
  },
}

export function registerReadReceipts(app: App, deps: HttpDeps): void {
  app.post('/v1/bots/:botId/messages/:messageId/read', route, (request, reply) =>
    markRead(deps, request, reply, request.params.messageId, request.body?.typing === true),
  )
}

async function markRead(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  named: string,
  isTyping: boolean,
): Promise<void> {
  const bot = botOf(request)
  request.messageId = named
  const message = await deps.store.receivedMessage(bot.id, named)
  if (!message) return refuse(request, reply, 'MESSAGE_NOT_FOUND')
  const failed = await deps.receipts.mark(bot, message.wamid, isTyping)
  return failed ? refuseMeta(request, reply, failed) : reply.send({ success: true, messageId: message.id })
}
