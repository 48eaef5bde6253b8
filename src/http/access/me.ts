/**
 * The caller's own account: identity and permissions; and for people who sign in their password, second factor and
 * sessions. Sensitive operations require the password again.
 */
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { base32, normalRecovery, recoveryCode, recoveryCodes, totpBytes, totpStep, totpUri } from '../../access/totp.ts'
import type { Member } from '../../model/access/member.ts'
import { withName, withNames } from '../../model/request/named.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { answerRemoved } from '../kit/revision.ts'
import { nothing } from '../kit/schemas.ts'
import { type AccessDeps, hashOrBusy, passwordViolations, refuseSignIn } from './sign-in.ts'
import {
  grantsView,
  passwordSchema,
  permitted,
  permittedView,
  sessionSchema,
  sessionView,
  shownScope,
  strict,
} from './views.ts'

const config = { access: 'admin' } as const
const destructive = { ...config, isDestructive: true as const }
const tags = ['Access']
const current = Type.String({ maxLength: 1_000, description: 'The current password.' })
const proofSchema = withName('PasswordProof', Type.Object({ current }, { additionalProperties: false }))

const meSchema = Type.Object({
  kind: Type.Union([Type.Literal('user'), Type.Literal('key'), Type.Literal('admin')], {
    description: '`admin`: the management token.',
  }),
  id: Type.Union([Type.String(), Type.Null()]),
  name: Type.Union([Type.String(), Type.Null()]),
  email: Type.Union([Type.String(), Type.Null()]),
  secondFactor: Type.Boolean(),
  grants: Type.Array(Type.Object({ role: Type.String(), bots: shownScope })),
  permissions: permitted,
})
const offered = Type.Object({
  secret: Type.String({ description: 'Base 32, for an authenticator.' }),
  uri: Type.String({ description: 'Content of a QR code for the authenticator.' }),
})
const confirmed = Type.Object({
  recoveryCodes: Type.Array(Type.String(), {
    description: 'Shown only here. Each works once, without the authenticator.',
  }),
})

withNames({ Me: meSchema, TotpOffer: offered, RecoveryCodes: confirmed })

const me = '/manage/v1/me'
const routes = {
  read: { config, schema: { tags, summary: 'Read my identity and permissions', response: { 200: meSchema } } },
  password: {
    config: destructive,
    schema: {
      tags,
      summary: 'Change my password and end my other sessions',
      body: Type.Object({ current, password: passwordSchema }, strict),
      response: nothing,
    },
  },
  offer: {
    config,
    schema: {
      tags,
      summary: 'Set up a second factor',
      body: proofSchema,
      response: { 201: offered },
    },
  },
  confirm: {
    config,
    schema: {
      tags,
      summary: 'Confirm the second factor with a code',
      body: Type.Object({ code: Type.String({ maxLength: 20, examples: ['287082'] }) }, strict),
      response: { 200: confirmed },
    },
  },
  removeTotp: {
    config,
    schema: { tags, summary: 'Remove my second factor', body: proofSchema, response: nothing },
  },
  sessions: {
    config,
    schema: {
      tags,
      summary: 'List my sessions',
      response: { 200: Type.Object({ results: Type.Array(sessionSchema) }) },
    },
  },
  end: {
    config,
    schema: {
      tags,
      summary: 'End one of my sessions',
      params: Type.Object({ sessionId: Type.String({ description: 'Id of the session.' }) }),
      response: nothing,
    },
  },
}

export function registerMe(app: App, deps: AccessDeps): void {
  app.get(me, routes.read, (request) => view(deps, request))
  app.put(`${me}/password`, routes.password, (request, reply) =>
    proven(deps, request, reply, request.body.current, async (member, former, retainedSession) => {
      const { password } = request.body
      const violations = passwordViolations(password, member)
      if (violations.length > 0) return refuseInvalid(request, reply, violations)
      const hashed = await hashOrBusy(deps, password)
      if (hashed === undefined) return refuse(request, reply, 'OVERLOADED')
      const change = { former, hashed, retainedSession, now: deps.clock() }
      const isChanged = await deps.store.changePassword(member.id, change)
      return isChanged ? reply.code(204).send(null) : refuseInvalid(request, reply, [otherPassword])
    }),
  )
  app.post(`${me}/totp`, routes.offer, (request, reply) =>
    proven(deps, request, reply, request.body.current, async (member, former) => {
      const secret = base32(randomOf(deps)(totpBytes))
      const isOffered =
        !member.hasTotp &&
        (await deps.store.offerTotp(member.id, deps.access.seal.seal('totp', secret), deps.clock(), former))
      if (!isOffered) return refuse(request, reply, 'CONFLICT')
      return reply.code(201).send({ secret, uri: totpUri(secret, member.email) })
    }),
  )
  app.post(`${me}/totp/confirm`, routes.confirm, (request, reply) => confirm(deps, request, reply, request.body.code))
  app.delete(`${me}/totp`, routes.removeTotp, (request, reply) =>
    proven(deps, request, reply, request.body.current, async (member, former) =>
      answerRemoved(request, reply, await deps.store.removeTotp(member.id, deps.clock(), former)),
    ),
  )
  app.get(`${me}/sessions`, routes.sessions, async (request, reply) => {
    const { principal } = request
    if (principal?.kind !== 'user') return refuse(request, reply, 'FORBIDDEN_ROLE')
    const found = await deps.store.sessionsOf(principal.id)
    return { results: found.map((session) => sessionView(session, principal.sessionId)) }
  })
  app.delete(`${me}/sessions/:sessionId`, routes.end, async (request, reply) => {
    const { principal } = request
    if (principal?.kind !== 'user') return refuse(request, reply, 'FORBIDDEN_ROLE')
    const isEnded = await deps.store.endSession(principal.id, request.params.sessionId)
    return isEnded ? reply.code(204).send(null) : refuse(request, reply, 'NOT_FOUND')
  })
}

function randomOf({ random = randomBytes }: HttpDeps): (bytes: number) => Buffer {
  return random
}

async function view({ store }: AccessDeps, { principal }: FastifyRequest) {
  const grants = principal?.grants ?? [{ role: 'admin' as const, bots: 'all' as const }]
  const member = principal?.kind === 'user' ? await store.member(principal.id) : undefined
  return {
    kind: principal?.kind ?? ('admin' as const),
    id: principal?.id ?? null,
    name: principal?.name ?? null,
    email: member?.email ?? null,
    secondFactor: member?.hasTotp === true,
    grants: principal === undefined ? [] : grantsView(grants),
    permissions: permittedView(grants),
  }
}

/**
 * `former`: the hash of the password that was verified. The work is done only while that is still the member's: another
 * password may be set in between.
 */
type Work = (member: Member, former: string, sessionId: string) => Promise<FastifyReply>

const otherPassword = { path: 'current', rule: 'password_wrong' } as const

/**
 * For signed-in people only, after they enter the password: a stranger at an unlocked screen can change none of this.
 */
async function proven(deps: AccessDeps, request: FastifyRequest, reply: FastifyReply, password: string, work: Work) {
  const { principal } = request
  const member = principal?.kind === 'user' ? await deps.store.member(principal.id) : undefined
  if (principal?.kind !== 'user' || member === undefined) return refuse(request, reply, 'FORBIDDEN_ROLE')
  const result = await deps.signIn.prove(member, password, request.ip)
  if (result.kind === 'refused') return refuseInvalid(request, reply, [otherPassword])
  return result.kind === 'in' ? work(member, result.proof, principal.sessionId) : refuseSignIn(request, reply, result)
}

async function confirm(deps: AccessDeps, request: FastifyRequest, reply: FastifyReply, code: string) {
  const { principal } = request
  if (principal?.kind !== 'user') return refuse(request, reply, 'FORBIDDEN_ROLE')
  const { seal } = deps.access
  const offeredNow = (await deps.store.credentials(principal.id))?.totpPending
  if (offeredNow === undefined) return refuse(request, reply, 'NOT_FOUND')
  const step = totpStep(seal.open('totp', offeredNow), code.replaceAll(/\s/g, ''), deps.clock())
  if (step === undefined) return refuseInvalid(request, reply, [{ path: 'code', rule: 'totp_wrong' }])
  const codes = Array.from({ length: recoveryCodes }, () => recoveryCode(randomOf(deps)(10)))
  const recovery = codes.map((one) => seal.hash('recovery', normalRecovery(one)))
  const isDone = await deps.store.confirmTotp(principal.id, offeredNow, { step, recovery, now: deps.clock() })
  return isDone ? reply.send({ recoveryCodes: codes }) : refuse(request, reply, 'NOT_FOUND')
}
