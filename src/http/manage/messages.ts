/** Messages of all bots that the caller may see, in both directions: newest first, by any of their facts. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { directions, receivedBubble, sentBubble } from '../../model/message/history.ts'
import { states } from '../../model/message/lifecycle.ts'
import { withNames } from '../../model/request/named.ts'
import { readUserIdText } from '../../model/user/phone.ts'
import type { ListedMessage } from '../../store/lists/message-contents.ts'
import { historyBubble } from '../api/history.ts'
import { botsMeant, cursorOf, cursorPageOf, cursorQuery, nextOf } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseInvalid } from '../kit/errors.ts'
import { readRange } from '../kit/range.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'

const optional = Type.Optional
const kinds = ['session', 'notification'] as const
const maxLimit = 100

const name = (description?: string) => optional(Type.String({ maxLength: 200, ...(description && { description }) }))

const query = Type.Object({
  botId: optional(Type.String({ maxLength: 64 })),
  person: name('Number or id.'),
  direction: optional(oneOf(directions)),
  state: optional(oneOf(states)),
  errorCode: name("Meta's code or our key."),
  kind: optional(oneOf(kinds)),
  elementName: name(),
  campaignId: name(),
  messageId: optional(Type.String({ maxLength: 64 })),
  wamid: optional(Type.String({ maxLength: 500 })),
  ...cursorQuery,
  limit: optional(Type.String({ pattern: '^[1-9][0-9]{0,8}$', description: 'At most 100.' })),
})
type Query = Static<typeof query>

const textOrNull = Type.Union([Type.String(), Type.Null()])
const item = Type.Object({
  messageId: Type.String(),
  botId: Type.String(),
  direction: oneOf(directions),
  kind: optional(oneOf(kinds)),
  state: oneOf([...states, 'received', 'recorded'], {
    description: '`recorded`: written by the business on its phone.',
  }),
  userId: Type.String(),
  name: textOrNull,
  wamid: textOrNull,
  elementName: optional(Type.String()),
  campaignId: optional(Type.String()),
  possibleDouble: optional(Type.Boolean()),
  error: optional(Type.Unknown()),
  bubble: historyBubble,
  at: instant,
  sendAt: optional(instant),
})

withNames({ ListedMessage: item })

const route = {
  config: { access: 'admin' } as const,
  schema: { tags: ['History'], summary: 'Find messages', querystring: query, response: { 200: cursorPageOf(item) } },
}

export function registerManageMessages(app: App, deps: HttpDeps): void {
  app.get('/manage/v1/messages', route, (request, reply) => list(deps, request, reply, request.query))
}

async function list(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: Query) {
  const range = readRange(asked, 'from', 'to')
  if (!range.ok) return refuseInvalid(request, reply, range.violations)
  const botIds = await botsMeant(deps, request, reply, asked)
  if (botIds === undefined) return reply
  const { person: named, direction, state, errorCode, kind, elementName, campaignId, messageId, wamid } = asked
  // Any spelling of the number finds the person.
  const person = named && (readUserIdText(named) ?? named)
  const { rows, next } = await deps.store.listMessages(
    { botIds, person, direction, state, errorCode, kind, elementName, campaignId, messageId, wamid, ...range.value },
    cursorOf(asked, maxLimit),
  )
  return reply.send({ _metadata: nextOf(next), results: rows.map(view) })
}

function view(found: ListedMessage): Static<typeof item> {
  const shared = {
    messageId: found.id,
    botId: found.botId,
    direction: found.direction,
    userId: found.userId,
    name: found.name ?? null,
    wamid: found.wamid ?? null,
    at: iso(found.at),
  }
  if (!('state' in found)) {
    const bubble = found.bubble === undefined ? { type: '' } : receivedBubble(found.bubble)
    return { ...shared, state: found.direction === 'in' ? 'received' : 'recorded', bubble }
  }
  const { kind, state, elementName, campaignId, error, possibleDouble, content, sendAt } = found
  return {
    ...shared,
    kind,
    state,
    bubble: content === undefined ? { type: '' } : sentBubble(content),
    ...(elementName !== undefined && { elementName }),
    ...(campaignId !== undefined && { campaignId }),
    ...(possibleDouble && { possibleDouble }),
    ...(sendAt !== undefined && { sendAt: iso(sendAt) }),
    ...(error !== undefined && { error }),
  }
}
