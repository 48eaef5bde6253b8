/**
 * A team's inbox: conversations of all bots that the caller may see, newest first; who has one, its labels, whether it
 * was read; and who may have it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { permissionsOf, roles } from '../../model/access/roles.ts'
import { labelsOf, maxLabelLength } from '../../model/user/inbox.ts'
import { userStates } from '../../model/user/user.ts'
import type { InboxPlace } from '../../store/inbox/list.ts'
import { readUserId } from '../api/named-user.ts'
import { botsMeant, cursorPageOf } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { expectedOf, ifMatchHeaders, refuseChange, tagged } from '../kit/revision.ts'
import { botParams, oneOf, userParams } from '../kit/schemas.ts'
import { assignee, conversation, itemOf, labels, viewOf } from './inbox-view.ts'

const optional = Type.Optional
const config = { access: 'admin' } as const
const tags = ['Inbox']
const defaultLimit = 50
const maxLimit = 100

const query = Type.Object({
  botId: optional(Type.String({ maxLength: 64 })),
  assignee: optional(Type.String({ maxLength: 64, description: "A member's id, `me`, or `none`." })),
  label: optional(Type.String({ maxLength: maxLabelLength })),
  unread: optional(oneOf(['true', 'false'])),
  state: optional(oneOf(userStates)),
  after: optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,900}$', description: '`next` of the previous page.' })),
  limit: optional(Type.String({ pattern: '^[1-9][0-9]{0,8}$', description: 'At most 100.' })),
})

const change = Type.Object(
  {
    assignee: optional(
      Type.Union([Type.String({ maxLength: 64 }), Type.Null()], { description: "A member's id; null: nobody." }),
    ),
    labels: optional(labels),
  },
  { additionalProperties: false },
)

const assignees = Type.Object({ results: Type.Array(assignee) })

const routes = {
  list: {
    config,
    schema: {
      tags,
      summary: "List a team's conversations",
      querystring: query,
      response: { 200: cursorPageOf(conversation) },
    },
  },
  assignees: {
    config,
    schema: { tags, summary: 'List who may answer', params: botParams, response: { 200: assignees } },
  },
  read: {
    config,
    schema: { tags, summary: 'Read a conversation', params: userParams, response: { 200: conversation } },
  },
  change: {
    config,
    schema: {
      tags,
      summary: 'Assign or label a conversation',
      params: userParams,
      headers: ifMatchHeaders,
      body: change,
      response: { 200: conversation },
    },
  },
  markRead: {
    config,
    schema: { tags, summary: 'Mark a conversation as read', params: userParams, response: { 200: conversation } },
  },
}

export function registerManageInbox(app: App, deps: HttpDeps): void {
  const path = '/manage/v1/bots/:botId/conversations/:userId'
  app.get('/manage/v1/conversations', routes.list, (request, reply) => list(deps, request, reply, request.query))
  app.get('/manage/v1/bots/:botId/assignees', routes.assignees, async (request) => {
    const found = await deps.store.membersOf(request.params.botId, answering)
    return { results: found.map(({ id, name }) => ({ memberId: id, name })) }
  })
  app.get(path, routes.read, async (request, reply) => {
    const input = inputOf(deps, request, reply, request.params)
    const found = input && (await deps.store.inboxConversation(input))
    if (!found) return input && refuse(request, reply, 'USER_NOT_FOUND')
    tagged(reply, found)
    return viewOf(found)
  })
  app.patch(path, routes.change, (request, reply) => changeOne(deps, request, reply, request.params, request.body))
  app.post(`${path}/read`, routes.markRead, async (request, reply) => {
    const input = inputOf(deps, request, reply, request.params)
    const found = input && (await deps.store.markRead(input))
    if (!found) return input && refuse(request, reply, 'USER_NOT_FOUND')
    tagged(reply, found)
    return viewOf(found)
  })
}

/** Roles that may write in conversations. */
const answering = roles.filter((role) => permissionsOf[role].includes('conversations.write'))

type Named = Static<typeof userParams>

/** Undefined: refused. */
function inputOf(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, { botId, userId: given }: Named) {
  const userId = readUserId(request, reply, given)
  return userId === undefined ? undefined : { botId, userId, now: deps.clock() }
}

async function list(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: Static<typeof query>) {
  const botIds = await botsMeant(deps, request, reply, asked)
  if (botIds === undefined) return reply
  const { principal } = request
  const own = principal?.kind === 'user' ? principal.id : undefined
  if (asked.assignee === 'me' && own === undefined)
    return refuseInvalid(request, reply, [{ path: 'assignee', rule: 'one_of', args: { values: 'none, usr_…' } }])
  const after = placeOf(asked.after)
  if (asked.after !== undefined && after === undefined)
    return refuseInvalid(request, reply, [{ path: 'after', rule: 'format', args: { expected: '_metadata.next' } }])
  const { label, state, unread } = asked
  const holder = holderOf(asked.assignee, own)
  const { rows, next } = await deps.store.listInbox(
    {
      botIds,
      ...(holder !== undefined && { assignee: holder }),
      ...(label !== undefined && { label }),
      ...(state !== undefined && { state }),
      ...(unread !== undefined && { isUnread: unread === 'true' }),
    },
    { ...(after && { after }), limit: Math.min(Number(asked.limit ?? defaultLimit), maxLimit), now: deps.clock() },
  )
  return reply.send({ _metadata: { next: next === undefined ? null : cursorOf(next) }, results: rows.map(itemOf) })
}

/** Undefined: whoever has it; null: nobody. */
function holderOf(assignee: string | undefined, own: string | undefined): string | null | undefined {
  if (assignee === 'none') return null
  return assignee === 'me' ? own : assignee
}

function cursorOf(place: InboxPlace): string {
  const named =
    'among' in place ? [place.at, place.botId, place.userId, place.among] : [place.at, place.seq, place.delivery]
  return Buffer.from(JSON.stringify(named)).toString('base64url')
}

function placeOf(cursor: string | undefined): InboxPlace | undefined {
  if (cursor === undefined) return undefined
  try {
    const [at, first, second, among] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (!Number.isSafeInteger(at)) return undefined
    if ([first, second].every(Number.isSafeInteger))
      return { at: Number(at), seq: Number(first), delivery: Number(second) }
    const isPlace = typeof first === 'string' && typeof second === 'string' && !/\0/.test(first + second)
    return isPlace && (among === 'quiet' || among === 'narrowed')
      ? { at: Number(at), botId: first, userId: second, among }
      : undefined
  } catch {
    return undefined
  }
}

async function changeOne(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  params: Named,
  body: Static<typeof change>,
): Promise<void> {
  const input = inputOf(deps, request, reply, params)
  if (input === undefined) return
  const given = body.labels === undefined ? undefined : labelsOf(body.labels)
  const violations = given?.violations ?? []
  const { assignee: wanted } = body
  if (typeof wanted === 'string' && wanted !== '') {
    const able = await deps.store.membersOf(input.botId, answering)
    if (able.every(({ id }) => id !== wanted)) violations.push({ path: 'assignee', rule: 'assignee' })
  } else if (wanted === '') violations.push({ path: 'assignee', rule: 'empty' })
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  const changed = await deps.store.changeInbox(
    input,
    { ...(wanted !== undefined && { assignee: wanted }), ...(given && { labels: given.labels }) },
    expectedOf(request),
  )
  if (changed.kind === 'missing') return refuse(request, reply, 'USER_NOT_FOUND')
  if (changed.kind !== 'changed') return refuseChange(request, reply, changed)
  tagged(reply, changed.value)
  return reply.send(viewOf(changed.value))
}
