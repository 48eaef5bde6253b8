/**
 * Signing in and out: a session by address and password, or by a single-use link. The session is a cookie
 * (`http/kit/session-cookie.ts`); its token is in no response. Anyone may call these routes, so pages of other origins
 * are refused and guessing is throttled (`access/sign-in.ts`).
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { BusyError } from '../../access/passwords.ts'
import type { SignedIn, SignIn } from '../../access/sign-in.ts'
import { isToken, tokenHashes } from '../../access/tokens.ts'
import { type Member, normalEmail, normalPassword, passwordFault, passwordLengths } from '../../model/access/member.ts'
import type { Violation } from '../../model/errors/violation.ts'
import { withNames } from '../../model/request/named.ts'
import type { AuditAbout } from '../../store/access/audit.ts'
import type { Auditing } from '../../store/access/audit-scope.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid, refuseUnauthenticated } from '../kit/errors.ts'
import { routeOf } from '../kit/route.ts'
import { nothing } from '../kit/schemas.ts'
import { clearCookie, isOwnPage, setCookie } from '../kit/session-cookie.ts'
import { emailSchema, memberSchema, memberView, nameSchema, passwordSchema, strict } from './views.ts'

const config = { access: 'public' } as const
const tags = ['Access']
const linkToken = Type.String({ maxLength: 100, description: "The part after the # of the link's address." })

const signIn = Type.Object(
  {
    email: emailSchema,
    password: Type.String({ maxLength: 1_000, examples: ['cuatro palabras que nadie une'] }),
    code: Type.Optional(
      Type.String({ maxLength: 40, description: 'Six digits of the authenticator, or a recovery code.' }),
    ),
  },
  strict,
)
const byLink = Type.Object(
  {
    token: linkToken,
    password: passwordSchema,
    email: Type.Optional(emailSchema),
    name: Type.Optional(nameSchema),
  },
  { ...strict, description: '`email` and `name` with the first link only: they create the first user, an admin.' },
)
const signedIn = Type.Object({ user: memberSchema })
const linkFacts = Type.Object({
  kind: Type.Union([Type.Literal('first'), Type.Literal('user')], {
    description: "`first`: it creates the first user. `user`: it sets a user's password.",
  }),
  email: Type.Union([Type.String(), Type.Null()]),
})

withNames({ SignIn: signIn, SignInByLink: byLink, SignedIn: signedIn, SignInLinkFacts: linkFacts })

const routes = {
  open: {
    config,
    schema: { tags, summary: 'Sign in', body: signIn, response: { 201: signedIn } },
  },
  look: {
    config,
    schema: {
      tags,
      summary: 'Read the purpose of a sign-in link',
      body: Type.Object({ token: linkToken }, strict),
      response: { 200: linkFacts },
    },
  },
  redeem: {
    config,
    schema: { tags, summary: 'Sign in with a single-use link', body: byLink, response: { 201: signedIn } },
  },
  close: {
    config: { access: 'admin' as const },
    schema: { tags, summary: 'Sign out', response: nothing },
  },
}

export type AccessDeps = HttpDeps & { signIn: SignIn }

export function registerSignIn(app: App, deps: AccessDeps): void {
  app.post('/manage/v1/sessions', routes.open, async (request, reply) => {
    if (!admitPage(request, reply)) return reply
    // A refusal names the account that was tried; `http/kit/audit.ts` writes it like all refusals.
    const tried = rowOf(deps, request, 'sign-in', { kind: 'session', id: normalEmail(request.body.email) })
    request.auditing = { ...tried, isClosed: true }
    const result = await deps.signIn.signIn({ ...request.body, address: request.ip })
    return result.kind === 'in' ? enter(deps, request, reply, result) : refuseSignIn(request, reply, result)
  })
  app.post('/manage/v1/sessions/link', routes.look, async (request, reply) => {
    if (!admitPage(request, reply)) return reply
    const facts = await factsOf(deps, request.body.token)
    return facts ? reply.send({ kind: facts.kind, email: facts.email }) : refuse(request, reply, 'LINK_GONE')
  })
  app.post('/manage/v1/sessions/by-link', routes.redeem, (request, reply) => redeem(deps, request, reply, request.body))
  app.delete('/manage/v1/sessions/current', routes.close, async (request, reply) => {
    const { principal } = request
    if (principal?.kind !== 'user') return refuse(request, reply, 'FORBIDDEN_ROLE')
    await deps.store.endSession(principal.id, principal.sessionId)
    clearCookie(reply, deps.access.isSecure())
    return reply.code(204).send(null)
  })
}

/** A page of another origin must not sign its reader in as someone else. Programs send neither header. */
function admitPage(request: FastifyRequest, reply: FastifyReply): boolean {
  const isPage = request.headers['sec-fetch-site'] !== undefined || request.headers.origin !== undefined
  if (!isPage || isOwnPage(request)) return true
  refuse(request, reply, 'CSRF_REFUSED')
  return false
}

export function refuseSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  result: Exclude<SignedIn, { kind: 'in' }>,
): FastifyReply {
  switch (result.kind) {
    case 'refused':
      return refuseUnauthenticated(reply, undefined)
    case 'second_factor':
      return refuse(request, reply, 'SECOND_FACTOR')
    case 'wait':
      return refuse(request, reply, 'SIGN_IN_WAIT', result.waitMs)
    case 'busy':
      return refuse(request, reply, 'OVERLOADED')
  }
}

/** Opens the session, with its row in the audit trail. */
async function enter(
  deps: AccessDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  come: { member: Member; proof: string },
) {
  const { member } = come
  const agent = request.headers['user-agent'] ?? ''
  const row = rowOf(deps, request, 'sign-in', { kind: 'session', id: member.id }, member)
  const token = await deps.access.auditing(row, () => deps.signIn.open(come, { address: request.ip, agent }))
  if (token === undefined) return refuseUnauthenticated(reply, undefined)
  setCookie(reply, token, deps.access.isSecure(), deps.access.sessionMs)
  return reply.code(201).send({ user: memberView(member) })
}

function rowOf(
  { clock }: AccessDeps,
  request: FastifyRequest,
  operation: string,
  about: AuditAbout,
  member?: Member,
): Auditing {
  const actor = member ? { kind: 'user' as const, id: member.id, name: member.name } : { kind: 'nobody' as const }
  const details = { by: routeOf(request).url, agent: (request.headers['user-agent'] ?? '').slice(0, 200) }
  const entry = { at: clock(), actor, address: request.ip, operation, about, outcome: 'done' as const, details }
  return { entry, isWritten: false, isClosed: false }
}

type Facts = Static<typeof linkFacts> & { memberId?: string }

async function factsOf({ store, clock, access }: AccessDeps, token: string): Promise<Facts | undefined> {
  const found = isToken('link', token) ? await store.link(tokenHashes('link', token, access.seal.hashes)) : undefined
  if (found === undefined || found.expiresAt <= clock()) return undefined
  if (found.memberId === undefined) return (await store.hasMembers()) ? undefined : { kind: 'first', email: null }
  const member = await store.member(found.memberId)
  return member && member.disabledAt === undefined
    ? { kind: 'user', email: member.email, memberId: member.id }
    : undefined
}

async function redeem(
  deps: AccessDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { token, password, email = '', name = '' }: Static<typeof byLink>,
): Promise<void> {
  if (!admitPage(request, reply)) return reply
  const facts = await factsOf(deps, token)
  if (facts === undefined) return refuse(request, reply, 'LINK_GONE')
  const isFirst = facts.kind === 'first'
  const person = { email: normalEmail(facts.email ?? email), name }
  const violations = [
    ...(isFirst && email === '' ? [missing('email')] : []),
    ...(isFirst && name === '' ? [missing('name')] : []),
    ...passwordViolations(password, person),
  ]
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  const hashed = await hashOrBusy(deps, password)
  if (hashed === undefined) return refuse(request, reply, 'OVERLOADED')
  const first = { id: deps.newId('usr'), ...person, grants: [{ role: 'admin' as const, bots: 'all' as const }] }
  const redeemed = {
    tokenHash: tokenHashes('link', token, deps.access.seal.hashes),
    password: hashed,
    now: deps.clock(),
    ...(isFirst && { first }),
  }
  const about = { kind: 'user' as const, id: isFirst ? first.id : facts.memberId }
  const member = await deps.access.auditing(rowOf(deps, request, 'password-by-link', about), () =>
    deps.store.redeemLink(redeemed),
  )
  if (member === undefined) return refuse(request, reply, 'LINK_GONE')
  // An enabled second factor stays enabled: the link replaces the password alone.
  if (member.hasTotp) return refuse(request, reply, 'SECOND_FACTOR')
  return enter(deps, request, reply, { member, proof: hashed })
}

export async function hashOrBusy({ access }: HttpDeps, password: string): Promise<string | undefined> {
  try {
    return await access.passwords.hash(password)
  } catch (error) {
    if (error instanceof BusyError) return undefined
    throw error
  }
}

function missing(path: string): Violation {
  return { path, rule: 'required' }
}

export function passwordViolations(
  password: string,
  about: { email: string; name: string },
  path = 'password',
): Violation[] {
  const fault = passwordFault(normalPassword(password), about)
  if (fault === undefined) return []
  const { least, most: max } = passwordLengths
  if (fault === 'weak') return [{ path, rule: 'password_weak' }]
  return [{ path, rule: 'password_length', args: { least, most: max } }]
}
