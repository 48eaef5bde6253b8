/**
 * What a bot's external support panel posts (jelou-api.md, 18.3): an agent's message for the person, and the end of a
 * conversation. The signature is verified over the raw bytes before anything else of the body counts; the bot that it
 * names says with which secret. A message goes the way of every message, once for each `value.id`: a repetition within
 * a day gets the first answer, and another message under the same id is refused.
 *
 * Unverified: the answers. A 200 is `{success, messageId}`, as for other messages; refusals have the usual envelopes.
 */
import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Endpoint } from '../../model/bot/bot.ts'
import { withNames } from '../../model/request/named.ts'
import {
  type AgentPost,
  agentTypes,
  botNamed,
  closingEvents,
  messageEvent,
  readAgentPost,
} from '../../model/support/agent-post.ts'
import { roomIdOf, type User } from '../../model/user/user.ts'
import { acceptSessions, type Caller, type SessionAnswer } from '../../outbound/accept.ts'
import { isSignedBy } from '../../webhooks/sign.ts'
import { botOf } from '../kit/auth.ts'
import { registerJsonParser } from '../kit/body.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { panelOf } from '../kit/endpoint-view.ts'
import { refuse, refuseInvalid, refuseUnauthenticated } from '../kit/errors.ts'
import { answerAcceptance, canonical } from '../kit/idempotency.ts'
import { unchecked } from '../kit/schemas.ts'
import { noteAccepted } from './messages.ts'

/** A text of 4,096 characters, or an address and a caption, as JSON with every character escaped. */
const maxBytes = 64 * 1024

const optional = Type.Optional
const text = Type.String()
const anything = Type.Record(Type.String(), Type.Unknown())

const body = Type.Object({
  field: text,
  object: text,
  event_type: Type.Union([Type.Literal(messageEvent), ...closingEvents.map((name) => Type.Literal(name))]),
  project_id: Type.String({ description: 'Id of the bot.' }),
  room_id: Type.String({ description: 'As in what the panel received.' }),
  bot_id: text,
  user_id: text,
  timestamp: optional(Type.Unknown()),
  value: optional(
    Type.Object(
      {
        id: Type.String({ description: 'Once for each: a repetition sends nothing.' }),
        type: Type.Unsafe<string>({ type: 'string', enum: [...agentTypes] }),
        content: Type.Object({
          body: optional(text),
          url: optional(text),
          mime_type: optional(text),
          caption: optional(text),
          filename: optional(text),
        }),
      },
      { description: 'Of a message.' },
    ),
  ),
  redirectPayload: optional({ ...anything, description: 'At the end: what the bot goes on with.' }),
})
const taken = Type.Object({ success: Type.Literal(true), messageId: optional(Type.String()) })

withNames({ SupportMessage: body, SupportTaken: taken })

/** What stands in the signature's place: the bytes of the request. */
const rawOf = new WeakMap<FastifyRequest, Uint8Array>()
const panelBehind = new WeakMap<FastifyRequest, Endpoint>()

/** In a scope of its own, whose parser notes the bytes. */
export async function registerSupportWebhook(app: App, deps: HttpDeps): Promise<void> {
  registerJsonParser(app, (request, bytes) => rawOf.set(request, bytes))
  app.post(
    '/v1/external-support/webhook',
    {
      config: { access: 'panel' },
      bodyLimit: maxBytes,
      onRequest: refuseUnsigned,
      preValidation: (request, reply) => verify(deps, request, reply),
      validatorCompiler: unchecked,
      schema: { tags: ['Webhooks'], summary: 'Receive from the support panel', body, response: { 200: taken } },
    },
    (request, reply) => takePost(deps, request, reply),
  )
}

const isSignature = /^sha256=[0-9a-f]{64}$/i

/** Without one the body is not read. */
function refuseUnsigned(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  if (signatureIn(request) === undefined) refuseUnauthenticated(reply, undefined)
  else done()
}

function signatureIn({ headers }: FastifyRequest): string | undefined {
  const header = headers['x-jelou-signature']
  return typeof header === 'string' && isSignature.test(header) ? header : undefined
}

/** An unknown bot and one without a panel are answered alike. */
async function verify(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const named = botNamed(request.body)
  if (named === undefined) return refuseBody(deps, request, reply)
  const { botId, projectId } = named
  const bot = projectId === botId ? await deps.store.bot(botId) : undefined
  const panel = bot && (await panelOf(deps, bot.id))
  if (panel?.signing === undefined) return refuse(request, reply, 'BOT_NOT_FOUND')
  const bytes = rawOf.get(request) ?? new Uint8Array()
  if (!isSignedBy(panel.signing, signatureIn(request) ?? '', bytes, deps.clock()))
    return refuseUnauthenticated(reply, undefined)
  request.bot = bot
  panelBehind.set(request, panel)
}

function refuseBody(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const read = readAgentPost(request.body, deps.allowPrivateMedia)
  return refuseInvalid(request, reply, read.ok ? [] : read.violations)
}

async function takePost(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const bot = botOf(request)
  const read = readAgentPost(request.body, deps.allowPrivateMedia)
  if (!read.ok) return refuseInvalid(request, reply, read.violations)
  const post = read.value
  const user = await deps.store.user(bot.id, post.userId, deps.clock())
  if (user === undefined) return refuse(request, reply, 'USER_NOT_FOUND')
  const room = roomIdOf(bot.id, user.id)
  if (post.roomId !== room)
    return refuseInvalid(request, reply, [{ path: 'room_id', rule: 'mismatch', args: { expected: room } }])
  return post.kind === 'close'
    ? closeConversation(deps, request, reply, { user, post })
    : sendMessage(deps, request, reply, { user, post })
}

type Of<Kind extends AgentPost['kind']> = { user: User; post: Extract<AgentPost, { kind: Kind }> }

async function sendMessage(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { user, post }: Of<'message'>,
): Promise<void> {
  const bot = botOf(request)
  const caller = callerOf(request, { user, post })
  // A repetition gets its answer even when the conversation has ended since.
  if (user.supportId === undefined) {
    const { clientId, idempotency } = caller
    const earlier = await deps.accept.store.earlierAnswer({ clientId, ...idempotency, answer: '' }, deps.clock())
    if (earlier?.kind === 'conflict') return refuse(request, reply, 'IDEMPOTENCY_CONFLICT')
    if (earlier?.kind !== 'replayed') return refuse(request, reply, 'CONVERSATION_NOT_ACTIVE')
  }
  const input = { bot, caller, userId: user.id, contents: [post.content], isAnswer: true as const }
  const acceptance = await acceptSessions(deps.accept, input, answerWith)
  if ('answer' in acceptance) request.messageId = acceptance.answer.messageId
  if (acceptance.kind === 'accepted') noteAccepted(deps, bot.id, acceptance)
  return answerAcceptance(request, reply, acceptance)
}

function answerWith([messageId = '']: string[]): SessionAnswer {
  return { success: true, messageId }
}

type PanelCaller = Caller & Required<Pick<Caller, 'idempotency'>>

/** The id has a colon, so no client can have it; what is signed beside the message does not make it another. */
function callerOf(request: FastifyRequest, { user, post }: Of<'message'>): PanelCaller {
  const fingerprint = hash('sha256', canonical({ userId: user.id, content: post.content }), 'hex')
  return {
    clientId: `panel:${panelBehind.get(request)?.botId ?? ''}`,
    traceparent: request.traceparent,
    idempotency: { key: post.id, fingerprint },
  }
}

/** One that is over already is answered alike: the panel repeats what it has no answer to. */
async function closeConversation(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { user, post: { redirect } }: Of<'close'>,
): Promise<void> {
  const { id: botId, numberSince } = botOf(request)
  const result = await deps.store.endSupport({ botId, userId: user.id, redirect, numberSince, now: deps.clock() })
  switch (result.kind) {
    case 'ended':
    case 'inactive':
      return reply.send({ success: true })
    case 'unknown':
      return refuse(request, reply, 'USER_NOT_FOUND')
    case 'skill_not_found':
      return refuse(request, reply, 'NOT_FOUND')
  }
}
