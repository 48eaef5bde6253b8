/**
 * Messages to a room (jelou-api.md, section 11): a room `G:<botId>:<userId>` is a person, and its messages are session
 * messages like any other, accepted together or not at all.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Checked, Violation } from '../../model/errors/violation.ts'
import type { SessionContent } from '../../model/message/content.ts'
import { parseSessionRequest, sessionForms } from '../../model/message/parse.ts'
import { referencePath } from '../../model/message/reference.ts'
import { withNames, withParts } from '../../model/request/named.ts'
import type { WordSchema } from '../../model/request/words.ts'
import { parseRoomId } from '../../model/user/user.ts'
import { acceptSessions } from '../../outbound/accept.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { isMisspelled, refuseInvalid } from '../kit/errors.ts'
import { answerAcceptance, callerOf } from '../kit/idempotency.ts'
import { done, idempotencyHeaders } from '../kit/schemas.ts'
import { noteAccepted } from './messages.ts'
import { admitToNamedBot, readUserId } from './named-user.ts'

const maxMessages = 10

const body = Type.Object({
  senderId: Type.String({ minLength: 1, description: 'The sender, as the caller names it. Any text.' }),
  messages: Type.Array(
    Type.Object(
      {
        type: Type.String({
          description: 'As in POST /v1/bots/{botId}/messages, whose other fields are allowed too.',
        }),
        text: Type.Optional(Type.String()),
        mediaUrl: Type.Optional(Type.String()),
      },
      { additionalProperties: true },
    ),
    { minItems: 1, maxItems: maxMessages, examples: [[{ type: 'text', text: 'Hola' }]] },
  ),
})

const answer = withParts(
  Type.Object({ ...done.properties, data: Type.Array(Type.Object({ messageId: Type.String() })) }),
  done,
)

withNames({ RoomMessages: body, RoomMessagesAccepted: answer })

const words: WordSchema = {
  properties: { ...body.properties, messages: { items: { oneOf: sessionForms } } },
}

const route = {
  config: { access: 'client', words } as const,
  schema: {
    tags: ['Messages'],
    summary: 'Send messages to a room',
    params: Type.Object({
      roomId: Type.String({ description: 'G:<botId>:<userId>', examples: ['G:demo:593987654321'] }),
    }),
    headers: idempotencyHeaders,
    body,
    response: { 200: answer },
  },
}

export function registerRooms(app: App, deps: HttpDeps): void {
  app.post('/v1/rooms/:roomId/message', route, (request, reply) =>
    sendToRoom(deps, request, reply, request.params.roomId, request.body),
  )
}

async function sendToRoom(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  roomId: string,
  { messages }: Static<typeof body>,
): Promise<void> {
  const room = parseRoomId(roomId)
  if (!room) return refuseInvalid(request, reply, [wrongRoom])
  const bot = await admitToNamedBot(deps, request, reply, room.botId)
  const userId = bot && readUserId(request, reply, room.userId)
  if (!bot || userId === undefined) return
  const contents = readContents(deps, messages, { botId: bot.id, userId })
  const caller = callerOf(request)
  if (!contents.ok || !caller.ok || isMisspelled(request)) {
    const violations = [...(caller.ok ? [] : caller.violations), ...(contents.ok ? [] : contents.violations)]
    return refuseInvalid(request, reply, violations)
  }
  const input = { bot, caller: caller.value, userId, contents: contents.value, isAnswer: true as const }
  const acceptance = await acceptSessions(deps.accept, input, answerOf)
  if ('answer' in acceptance) request.messageId = acceptance.answer.data[0]?.messageId
  if (acceptance.kind === 'accepted') noteAccepted(deps, bot.id, acceptance)
  const referenceAt = (index: number) => pathInRoom(index, contents.value[index], messages[index])
  return answerAcceptance(request, reply, acceptance, referenceAt)
}

function pathInRoom(index: number, content: SessionContent | undefined, message: unknown): string {
  return `messages.${index}${content ? `.${referencePath(content, message)}` : ''}`
}

const wrongRoom: Violation = { path: 'roomId', rule: 'format', args: { expected: 'G:<botId>:<userId>' } }

function readContents(
  { allowPrivateMedia }: Pick<HttpDeps, 'allowPrivateMedia'>,
  messages: unknown[],
  context: { botId: string; userId: string },
): Checked<SessionContent[]> {
  const violations: Violation[] = []
  const value: SessionContent[] = []
  messages.forEach((message, index) => {
    const parsed = parseSessionRequest(message, { ...context, allowPrivateMedia })
    if (parsed.ok) value.push(parsed.value.content)
    else violations.push(...parsed.violations.map((one) => ({ ...one, path: `messages.${index}.${one.path}` })))
  })
  return violations.length > 0 ? { ok: false, violations } : { ok: true, value }
}

function answerOf(messageIds: string[]): Static<typeof answer> {
  return {
    message: ['Message sent successfully.'],
    statusMessage: 'success',
    status: 1,
    data: messageIds.map((messageId) => ({ messageId })),
  }
}
