/**
 * People as a bot knows them: who answers them (jelou-api.md, section 11, in its exact shapes), and, as Recado's
 * additions, the list of them and one with everything known: window, skill, memory, last messages.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { receivedBubble, sentBubble } from '../../model/message/history.ts'
import { sentStatus } from '../../model/message/lifecycle.ts'
import { withNames, withParts } from '../../model/request/named.ts'
import { memoryBytes } from '../../model/user/memory.ts'
import { isDigitsPhone } from '../../model/user/phone.ts'
import { isWindowOpen, roomIdOf, type User, userStates, windowEndsAt } from '../../model/user/user.ts'
import type { HistoryItem } from '../../store/lists/lists.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse } from '../kit/errors.ts'
import { frameOf, listLimits, listQuery, pageOf, paginationOf } from '../kit/page.ts'
import { botParams, instant, iso, oneOf, userParams } from '../kit/schemas.ts'
import { admitToNamedBot, botOfBody, botQuery, onlyUserParams, readUserId } from './named-user.ts'

const optional = Type.Optional
const nullable = <Schema extends ReturnType<typeof Type.String>>(schema: Schema) => Type.Union([schema, Type.Null()])
const config = { access: 'client' } as const
const tags = ['Users']

const stateAnswer = Type.Object({
  id: Type.String({ examples: ['593987654321'] }),
  names: Type.String(),
  botId: Type.String(),
  groupId: Type.String({ description: 'The room of the person.', examples: ['G:demo:593987654321'] }),
  state: oneOf(userStates),
})

/** A year of seconds is more than any conversation lasts. */
const maxTtl = 31_536_000
const stateBody = Type.Object({
  botId: botOfBody,
  userId: onlyUserParams.properties.userId,
  state: oneOf(userStates, {
    description: '`manual`: skills are paused, and all messages of the person go to the bot webhook.',
  }),
  ttl: optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: maxTtl,
      description: 'Seconds until `manual` becomes `auto` again; without it, until it is changed.',
      examples: [3600],
    }),
  ),
})

const window = Type.Object({
  isOpen: Type.Boolean({ description: 'Session messages may be sent now.' }),
  endsAt: nullable(instant),
})

const userFields = {
  id: Type.String({ description: 'The id under which the bot knows the person; every other form resolves to it.' }),
  botId: Type.String(),
  groupId: Type.String(),
  names: Type.String(),
  phone: nullable(Type.String({ description: 'Digits, when the number is known.' })),
  scopedId: nullable(Type.String({ description: 'Business-scoped id, when it is known.' })),
  state: oneOf(userStates),
  stateUntil: nullable(instant),
  window,
  skillId: nullable(Type.String()),
  lastInboundAt: nullable(instant),
}
const memory = Type.Record(Type.String(), Type.Unknown())
const userFieldsSchema = Type.Object(userFields)
export const userView = Type.Object({ ...userFields, memory })
const userItem = Type.Object({
  ...userFields,
  memoryBytes: Type.Integer({
    description: 'Size of the memory; its content is in the user itself and in `cache`.',
  }),
})

export const userMessage = Type.Object({
  messageId: Type.String(),
  by: oneOf(['bot', 'user']),
  status: Type.String(),
  source: optional(oneOf(['echo', 'history'], { description: 'For the record, as in the history.' })),
  bubble: Type.Object({ type: Type.String(), text: optional(Type.String()) }, { additionalProperties: true }),
  createdAt: instant,
})
const wholeUserView = Type.Object({
  ...userFields,
  memory,
  messages: Type.Array(userMessage, { description: 'The last ten, newest first.' }),
})

withParts(userView, userFieldsSchema)
withParts(userItem, userFieldsSchema)
withParts(wholeUserView, userFieldsSchema)
withNames({
  UserFields: userFieldsSchema,
  UserState: stateAnswer,
  UserStateChange: stateBody,
  UserWindow: window,
  UserRecord: userView,
  UserItem: userItem,
  UserMessage: userMessage,
  User: wholeUserView,
})

const listUsers = Type.Object({
  ...listQuery.properties,
  search: optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'First digits of the number, an id, or part of the name.',
    }),
  ),
})

const routes = {
  readState: {
    config,
    schema: {
      tags,
      summary: "A user's state",
      params: onlyUserParams,
      querystring: botQuery,
      response: { 200: stateAnswer },
    },
  },
  writeState: {
    config,
    schema: { tags, summary: "Change a user's state", body: stateBody, response: { 200: stateAnswer } },
  },
  list: {
    config,
    schema: {
      tags,
      summary: 'List users',
      params: botParams,
      querystring: listUsers,
      response: { 200: pageOf(userItem) },
    },
  },
  read: { config, schema: { tags, summary: 'Read a user', params: userParams, response: { 200: wholeUserView } } },
}

const lastMessages = 10

export function registerUsers(app: App, deps: HttpDeps): void {
  app.get('/v1/users/:userId/state', routes.readState, (request, reply) =>
    readState(deps, request, reply, { ...request.query, ...request.params }),
  )
  app.post('/v1/users/state', routes.writeState, (request, reply) => writeState(deps, request, reply, request.body))
  app.get('/v1/bots/:botId/users', routes.list, async (request) => {
    const { search } = request.query
    const filter = { botId: request.params.botId, search }
    const frame = frameOf(request.query, listLimits)
    const now = deps.clock()
    const { users, total } = await deps.store.users(filter, frame.offset, frame.limit, now)
    return {
      pagination: paginationOf(frame, total),
      _metadata: {},
      results: users.map((one) => itemOf(one, now, botOf(request).numberSince)),
    }
  })
  app.get('/v1/bots/:botId/users/:userId', routes.read, (request, reply) =>
    readUser(deps, request, reply, request.params),
  )
}

async function readState(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  named: { botId?: string; userId: string },
): Promise<void> {
  const bot = await admitToNamedBot(deps, request, reply, named.botId)
  const userId = bot && readUserId(request, reply, named.userId)
  if (!bot || userId === undefined) return
  const user = await deps.store.user(bot.id, userId, deps.clock())
  if (!user) return refuse(request, reply, 'USER_NOT_FOUND')
  return reply.send(stateOf(user))
}

async function writeState(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { state, ttl, ...named }: Static<typeof stateBody>,
): Promise<void> {
  const bot = await admitToNamedBot(deps, request, reply, named.botId)
  const userId = bot && readUserId(request, reply, named.userId)
  if (!bot || userId === undefined) return
  const now = deps.clock()
  const until = state === 'manual' && ttl !== undefined ? now + Math.round(ttl * 1000) : undefined
  return reply.send(stateOf(await deps.store.setUserState({ botId: bot.id, userId, state, until, now })))
}

async function readUser(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  named: { botId: string; userId: string },
): Promise<void> {
  const userId = readUserId(request, reply, named.userId)
  if (userId === undefined) return
  const now = deps.clock()
  const user = await deps.store.user(named.botId, userId, now)
  if (!user) return refuse(request, reply, 'USER_NOT_FOUND')
  const last = await deps.store.history({ botId: user.botId, userId: user.id }, 0, lastMessages)
  return reply.send({
    ...viewOf(user, now, (await deps.store.bot(user.botId))?.numberSince),
    messages: last.map(messageOf),
  })
}

function stateOf({ id, name, botId, state }: User): Static<typeof stateAnswer> {
  return { id, names: name ?? '', botId, groupId: roomIdOf(botId, id), state }
}

/** A page of five hundred with 64 kB each would be a response of 32 MB. */
function itemOf(user: User, now: number, numberSince?: number): Static<typeof userItem> {
  const { memory, ...item } = viewOf(user, now, numberSince)
  return { ...item, memoryBytes: memoryBytes(memory) }
}

export function viewOf(user: User, now: number, numberSince?: number): Static<typeof userView> {
  const { id, scopedId, phone, stateUntil, skillId, memory, lastInboundAt } = user
  const isPhone = isDigitsPhone(id)
  return {
    ...stateOf(user),
    phone: isPhone ? id : (phone ?? null),
    scopedId: isPhone ? (scopedId ?? null) : id,
    stateUntil: isoOrNull(stateUntil),
    window: {
      isOpen: isWindowOpen(lastInboundAt, now, numberSince),
      endsAt: isoOrNull(windowEndsAt(lastInboundAt, numberSince)),
    },
    skillId: skillId ?? null,
    memory,
    lastInboundAt: isoOrNull(lastInboundAt),
  }
}

export function messageOf(item: HistoryItem): Static<typeof userMessage> {
  const shared = { messageId: item.id, createdAt: iso(item.at) }
  if (item.direction === 'in') {
    const recorded = { ...shared, ...(item.origin ? { source: item.origin } : {}), bubble: receivedBubble(item.bubble) }
    return item.isOfBusiness
      ? { ...recorded, by: 'bot', status: 'DELIVERED_CHANNEL' }
      : { ...recorded, by: 'user', status: 'RECEIVED' }
  }
  const status = sentStatus(item.state, item.isReplied)
  return { ...shared, by: 'bot', status, bubble: sentBubble(item.content) }
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : iso(at)
}
