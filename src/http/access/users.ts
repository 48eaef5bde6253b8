/**
 * Members, for admins: created with an invitation, given roles, disabled, deleted; a new link for a lost password,
 * their sessions, and their second factor when the authenticator is lost. (The API calls them users; see
 * `model/access/member.ts`.)
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { normalEmail } from '../../model/access/member.ts'
import { withNames, withParts } from '../../model/request/named.ts'
import { notifyAbout } from '../kit/audit.ts'
import type { App } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { frameOf, pageOf, pageQuery, paginationOf } from '../kit/page.ts'
import { answerRemoved, expectedOf, ifMatchHeaders, refuseChange, tagged } from '../kit/revision.ts'
import { instant, iso, nothing } from '../kit/schemas.ts'
import type { AccessDeps } from './sign-in.ts'
import {
  emailSchema,
  grantsSchema,
  mayGive,
  memberId,
  memberSchema,
  memberView,
  nameSchema,
  notOfPeople,
  sessionSchema,
  sessionView,
  strict,
  unknownBots,
} from './views.ts'

const config = { access: 'admin' } as const
const tags = ['Access']
const optional = Type.Optional
const path = '/manage/v1/users'
const one = { tags, params: Type.Object({ memberId }) }
const editing = { ...one, headers: ifMatchHeaders }

const newMember = Type.Object({ email: emailSchema, name: nameSchema, grants: grantsSchema }, strict)
const memberChange = Type.Object(
  {
    name: optional(nameSchema),
    grants: optional(grantsSchema),
    disabled: optional(Type.Boolean({ description: 'A disabled user is signed out everywhere and cannot sign in.' })),
  },
  strict,
)
const linkFields = Type.Object({
  url: Type.String({ description: 'Works once. Shown only here.', examples: ['https://recado.example/sign-in#rcl_…'] }),
  expiresAt: instant,
})
const created = Type.Object({ ...memberSchema.properties, link: linkFields })

withParts(created, memberSchema)
withNames({ NewMember: newMember, MemberChange: memberChange, SignInLink: linkFields, CreatedMember: created })
const linkWish = Type.Object(
  {
    expiresInSeconds: optional(Type.Integer({ minimum: 60, maximum: 7 * 86_400, description: 'A day by default.' })),
  },
  strict,
)
const sessionParams = Type.Object({ memberId, sessionId: Type.String({ description: 'Id of the session.' }) })

const routes = {
  create: {
    config,
    schema: { tags, summary: 'Invite a user', body: newMember, response: { 201: created } },
  },
  list: {
    config,
    schema: { tags, summary: 'List users', querystring: pageQuery, response: { 200: pageOf(memberSchema) } },
  },
  read: { config, schema: { ...one, summary: 'Read a user', response: { 200: memberSchema } } },
  change: {
    config,
    schema: { ...editing, summary: 'Change a user', body: memberChange, response: { 200: memberSchema } },
  },
  remove: { config, schema: { ...editing, summary: 'Delete a user', response: nothing } },
  link: {
    config: { ...config, hasOptionalBody: true as const },
    schema: {
      ...one,
      summary: "Create a single-use link to set a user's password",
      body: Type.Union([linkWish, Type.Null()]),
      response: { 201: linkFields },
    },
  },
  removeTotp: { config, schema: { ...one, summary: "Remove a user's second factor", response: nothing } },
  sessions: {
    config,
    schema: {
      ...one,
      summary: "List a user's sessions",
      response: { 200: Type.Object({ results: Type.Array(sessionSchema) }) },
    },
  },
  endAll: { config, schema: { ...one, summary: 'End all sessions of a user', response: nothing } },
  end: { config, schema: { tags, params: sessionParams, summary: 'End one session of a user', response: nothing } },
}

export function registerInstallationUsers(app: App, deps: AccessDeps): void {
  app.post(path, routes.create, (request, reply) => create(deps, request, reply, request.body))
  app.get(path, routes.list, async (request) => {
    const frame = frameOf(request.query, { limit: 50, max: 500 })
    const [found, total] = await Promise.all([deps.store.members(frame.offset, frame.limit), deps.store.countMembers()])
    return { pagination: paginationOf(frame, total), _metadata: {}, results: found.map(memberView) }
  })
  app.get(`${path}/:memberId`, routes.read, async (request, reply) => {
    const member = await deps.store.member(request.params.memberId)
    if (member === undefined) return refuse(request, reply, 'NOT_FOUND')
    tagged(reply, member)
    return memberView(member)
  })
  app.patch(`${path}/:memberId`, routes.change, (request, reply) =>
    change(deps, request, reply, request.params.memberId, request.body),
  )
  app.delete(`${path}/:memberId`, routes.remove, async (request, reply) => {
    const how = { expected: expectedOf(request), keepsAdmin: isNoToken(request) }
    const removed = await deps.store.deleteMember(request.params.memberId, how)
    return removed === 'last_admin' ? refuse(request, reply, 'LAST_ADMIN') : answerRemoved(request, reply, removed)
  })
  app.post(`${path}/:memberId/links`, routes.link, async (request, reply) => {
    const member = await deps.store.member(request.params.memberId)
    if (member === undefined) return refuse(request, reply, 'NOT_FOUND')
    return reply.code(201).send(await linkOf(deps, member.id, request.body?.expiresInSeconds))
  })
  app.delete(`${path}/:memberId/totp`, routes.removeTotp, async (request, reply) =>
    answerRemoved(request, reply, await deps.store.removeTotp(request.params.memberId, deps.clock())),
  )
  registerSessions(app, deps)
}

function registerSessions(app: App, { store }: AccessDeps): void {
  app.get(`${path}/:memberId/sessions`, routes.sessions, async (request, reply) => {
    const { memberId: id } = request.params
    if ((await store.member(id)) === undefined) return refuse(request, reply, 'NOT_FOUND')
    const current = request.principal?.kind === 'user' ? request.principal.sessionId : undefined
    return { results: (await store.sessionsOf(id)).map((session) => sessionView(session, current)) }
  })
  app.delete(`${path}/:memberId/sessions`, routes.endAll, async (request, reply) => {
    const { memberId: id } = request.params
    if ((await store.member(id)) === undefined) return refuse(request, reply, 'NOT_FOUND')
    await store.endSessions(id)
    return reply.code(204).send(null)
  })
  app.delete(`${path}/:memberId/sessions/:sessionId`, routes.end, async (request, reply) =>
    answerRemoved(request, reply, await store.endSession(request.params.memberId, request.params.sessionId)),
  )
}

async function create(
  deps: AccessDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { email, name, grants }: Static<typeof newMember>,
): Promise<void> {
  const violations = [...notOfPeople(grants), ...(await unknownBots(deps, grants))]
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  if (!mayGive(request, reply, grants)) return reply
  const id = deps.newId('usr')
  notifyAbout(request, { id })
  const isAdded = await deps.store.addMember({ id, email: normalEmail(email), name, grants, now: deps.clock() })
  const member = isAdded ? await deps.store.member(id) : undefined
  if (member === undefined) return refuse(request, reply, 'CONFLICT')
  tagged(reply, member)
  return reply.code(201).send({ ...memberView(member), link: await linkOf(deps, id, undefined) })
}

async function change(
  deps: AccessDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  { disabled: isDisabled, ...rest }: Static<typeof memberChange>,
): Promise<void> {
  const violations = [...notOfPeople(rest.grants), ...(await unknownBots(deps, rest.grants))]
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  if (!mayGive(request, reply, rest.grants)) return reply
  const wanted = { ...rest, ...(isDisabled !== undefined && { isDisabled }) }
  const changed = await deps.store.changeMember({
    id,
    change: wanted,
    expected: expectedOf(request),
    now: deps.clock(),
    keepsAdmin: isNoToken(request),
  })
  if (changed.kind === 'last_admin') return refuse(request, reply, 'LAST_ADMIN')
  if (changed.kind !== 'changed') return refuseChange(request, reply, changed)
  tagged(reply, changed.value)
  return reply.send(memberView(changed.value))
}

/**
 * The holder of the management token can always let someone in; any other caller who removes the last admin would lock
 * everyone out.
 */
function isNoToken({ principal }: FastifyRequest): boolean {
  return principal?.kind === 'user' || principal?.kind === 'key'
}

const daySeconds = 86_400

async function linkOf(deps: AccessDeps, id: string, expiresInSeconds = daySeconds) {
  const { token, expiresAt } = await deps.signIn.link(id, expiresInSeconds * 1_000)
  return { url: `${deps.publicUrl()}/sign-in#${token}`, expiresAt: iso(expiresAt) }
}
