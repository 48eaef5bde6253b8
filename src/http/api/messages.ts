/**
 * One message inside the 24-hour window: POST /v1/bots/{botId}/messages, its old alias with the bot in the body, and
 * the newest form of the flow message (jelou-api.md, section 5). Also a message's timeline and its cancel while queued,
 * which are Recado's additions. The hot path of the gateway: the body has a parser of its own, the response a compiled
 * serializer.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  flowMessageSchema,
  parseSessionRequest,
  type SessionContext,
  sessionForms,
  sessionRequestSchema,
} from '../../model/message/parse.ts'
import { referencePath } from '../../model/message/reference.ts'
import { exactText } from '../../model/request/check.ts'
import { withName, withNames, withParts } from '../../model/request/named.ts'
import type { WordSchema } from '../../model/request/words.ts'
import { templateByIdParts, templateByIdSchema } from '../../model/template/by-id.ts'
import { acceptSession, type WindowWarning } from '../../outbound/accept.ts'
import { admitToBot, botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { isMisspelled, refuse, refuseInvalid } from '../kit/errors.ts'
import { answerAcceptance, callerOf } from '../kit/idempotency.ts'
import { withPrice } from '../kit/price.ts'
import { botParams, idempotencyHeaders, messageParams, unchecked, userParams } from '../kit/schemas.ts'
import { asksForTemplate, sendTemplateById } from './template-by-id.ts'
import { timelineSchema } from './timeline-schema.ts'

const sent = Type.Object({
  success: Type.Literal(true),
  messageId: Type.String({ examples: ['msg_01k0j3v4e5f6g7h8j9kamnbpcq'] }),
})
const canceled = Type.Object({
  success: Type.Literal(true),
  messageId: Type.String(),
  state: Type.Literal('canceled'),
})

withNames({ MessageAccepted: sent, MessageCanceled: canceled })

/**
 * A template by its id is sent by the same path (`template-by-id.ts`); the path of a flow implies the type, and a body
 * may repeat it.
 */
const templateForm = withName(
  'TemplateByIdMessage',
  withParts(
    Type.Object(
      { ...templateByIdSchema.properties, type: Type.Literal('template') },
      { title: 'Template by id', description: 'An approved template to one person, at any time.' },
    ),
    ...templateByIdParts,
  ),
)
const templateWords = { ...templateForm, required: ['type'] }
const messageBody = withName(
  'NewMessage',
  Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    oneOf: [sessionRequestSchema, templateForm],
  }),
)
const messageWords: WordSchema = { oneOf: [...sessionForms, templateWords] }
const flowWords: WordSchema = { properties: { ...flowMessageSchema.properties, type: {} } }

const config = { access: 'client' } as const
const tags = ['Messages']
const sending = { tags, headers: idempotencyHeaders, response: { 200: sent } }
const one = { tags, params: messageParams }

const routes = {
  send: {
    config: { ...config, words: messageWords },
    validatorCompiler: unchecked,
    schema: { ...sending, summary: 'Send a message', params: botParams, body: messageBody },
  },
  sendByBody: {
    config: { ...config, words: messageWords },
    validatorCompiler: unchecked,
    schema: { ...sending, summary: 'Send a message, with the bot in the body', body: messageBody },
  },
  sendFlow: {
    config: { ...config, words: flowWords },
    validatorCompiler: unchecked,
    schema: { ...sending, summary: 'Send a flow', params: userParams, body: flowMessageSchema },
  },
  timeline: {
    config,
    schema: { ...one, summary: 'Read the timeline of a message', response: { 200: timelineSchema } },
  },
  cancel: { config, schema: { ...one, summary: 'Cancel a queued message', response: { 200: canceled } } },
}

export function registerMessages(app: App, deps: HttpDeps): void {
  const message = '/v1/bots/:botId/messages/:messageId'

  // One path serves two kinds of request (template-by-id.ts): which of them it is, is decided here.
  app.post('/v1/bots/:botId/messages', routes.send, (request, reply) =>
    asksForTemplate(request.body)
      ? sendTemplateById(deps, request, reply)
      : sendMessage(deps, request, reply, { botId: request.params.botId }),
  )
  app.post('/v1/whatsapp/messages', routes.sendByBody, (request, reply) => sendByBody(deps, request, reply))
  app.post('/v1/bots/:botId/users/:userId/flow_message', routes.sendFlow, (request, reply) =>
    sendMessage(deps, request, reply, { ...request.params, forcedType: 'flow' }),
  )
  app.get(message, routes.timeline, async (request, reply) => {
    const { botId, messageId } = request.params
    request.messageId = messageId
    const found = await deps.store.timeline(botId, messageId)
    return found ? withPrice(deps, botOf(request), found) : refuse(request, reply, 'MESSAGE_NOT_FOUND')
  })
  app.delete(message, routes.cancel, (request, reply) => cancelMessage(deps, request, reply, request.params))
}

async function sendMessage(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  context: SessionContext,
): Promise<void> {
  const parsed = parseSessionRequest(request.body, {
    ...context,
    now: deps.clock(),
    allowPrivateMedia: deps.allowPrivateMedia,
  })
  const caller = callerOf(request)
  if (!parsed.ok || !caller.ok || isMisspelled(request)) {
    const violations = [...(caller.ok ? [] : caller.violations), ...(parsed.ok ? [] : parsed.violations)]
    return refuseInvalid(request, reply, violations)
  }
  const bot = botOf(request)
  const { userId, content, sendAt } = parsed.value
  const acceptance = await acceptSession(deps.accept, { bot, caller: caller.value, userId, content, sendAt })
  if ('answer' in acceptance) request.messageId = acceptance.answer.messageId
  if (acceptance.kind === 'accepted') noteAccepted(deps, bot.id, acceptance)
  return answerAcceptance(request, reply, acceptance, () => referencePath(content, request.body))
}

/**
 * Counts the messages, and logs for a bot that asked for warnings that the window was closed: Meta will refuse them.
 */
export function noteAccepted(
  deps: Pick<HttpDeps, 'metrics' | 'log'>,
  botId: string,
  { messageIds, window }: { messageIds: string[]; window?: WindowWarning },
): void {
  deps.metrics.accepted(botId, 'session', messageIds.length)
  const about = { botId, messageId: messageIds[0] }
  if (window === 'closed') deps.log.warn(about, 'message outside the 24-hour window')
  else if (window === 'unknown') deps.log.info(about, 'message to a person without a known message')
}

/** The bot is known only now; a body that names none fails in the parser, with its other violations. */
async function sendByBody(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const botId = exactText((request.body as { botId?: unknown } | null | undefined)?.botId)
  if (botId !== undefined && botId !== '') {
    const isAdmitted = await admitToBot(deps, request, reply, botId)
    if (!isAdmitted) return
    if (asksForTemplate(request.body)) return sendTemplateById(deps, request, reply)
  }
  return sendMessage(deps, request, reply, {})
}

async function cancelMessage(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { botId, messageId }: { botId: string; messageId: string },
): Promise<void> {
  request.messageId = messageId
  const result = await deps.store.cancel(botId, messageId, deps.clock())
  switch (result.kind) {
    case 'canceled':
      return reply.send({ success: true, messageId, state: 'canceled' })
    case 'too_late':
      return refuse(request, reply, 'MESSAGE_NOT_CANCELABLE')
    case 'not_found':
      return refuse(request, reply, 'MESSAGE_NOT_FOUND')
  }
}
