/** Request and response shapes of members, sessions, API keys and grants in the management API. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ApiKey, Member, Session } from '../../model/access/member.ts'
import {
  type Grant,
  mayGrant,
  memberRoles,
  type Permission,
  permissions,
  roles,
  scopeOf,
} from '../../model/access/roles.ts'
import type { Violation } from '../../model/errors/violation.ts'
import { withName, withNames } from '../../model/request/named.ts'
import type { HttpDeps } from '../kit/deps.ts'
import { refuse } from '../kit/errors.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'

export const strict = { additionalProperties: false }

const scope = Type.Union(
  [Type.Literal('all'), Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 1_000 })],
  { description: '"all" or a list of bot ids' },
)
const grant = Type.Object({ role: oneOf(roles), bots: scope }, strict)
const grantList = {
  maxItems: 20,
  description: 'Roles, for all or the listed bots.',
  examples: [[{ role: 'agent', bots: ['demo'] }]],
}
export const grantsSchema = Type.Array(grant, grantList)
export const shownScope = Type.Union([Type.Literal('all'), Type.Array(Type.String())])
const shownGrant = Type.Object({ role: oneOf(roles), bots: shownScope })
const shownGrants = Type.Array(shownGrant)
withNames({ BotScope: shownScope, HeldGrant: shownGrant })

export const emailSchema = withName(
  'Email',
  Type.String({
    maxLength: 254,
    pattern: '^[^@\\s]{1,64}@[^@\\s]{1,190}$',
    examples: ['ana@example.com'],
  }),
)
export const nameSchema = withName(
  'PersonName',
  Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', examples: ['Ana Pérez'] }),
)
export const passwordSchema = Type.String({
  minLength: 1,
  maxLength: 1_000,
  description: '12 to 128 characters.',
  examples: ['cuatro palabras que nadie une'],
})
export const memberId = Type.String({ description: 'Id of the user.', examples: ['usr_01k0j3v4e5f6g7h8j9kamnbpcq'] })
const optionalInstant = Type.Union([instant, Type.Null()])

export const memberSchema = Type.Object({
  userId: memberId,
  email: Type.String(),
  name: Type.String(),
  grants: shownGrants,
  disabled: Type.Boolean(),
  hasPassword: Type.Boolean({ description: 'False until the invitation link was used.' }),
  secondFactor: Type.Boolean(),
  lastSignInAt: optionalInstant,
  createdAt: instant,
  updatedAt: instant,
})

export function memberView(member: Member): Static<typeof memberSchema> {
  return {
    userId: member.id,
    email: member.email,
    name: member.name,
    grants: grantsView(member.grants),
    disabled: member.disabledAt !== undefined,
    hasPassword: member.hasPassword,
    secondFactor: member.hasTotp,
    lastSignInAt: isoOrNull(member.lastSignInAt),
    createdAt: iso(member.createdAt),
    updatedAt: iso(member.updatedAt),
  }
}

export const sessionSchema = Type.Object({
  sessionId: Type.String(),
  current: Type.Boolean({ description: 'The session of this request.' }),
  address: Type.String(),
  agent: Type.String({ description: "The browser's User-Agent." }),
  createdAt: instant,
  seenAt: Type.String({ ...instant, description: 'Last use, to the minute.' }),
  expiresAt: instant,
})

export function sessionView(session: Session, current: string | undefined): Static<typeof sessionSchema> {
  const { id, address, agent, createdAt, seenAt, expiresAt } = session
  return {
    sessionId: id,
    current: id === current,
    address,
    agent,
    createdAt: iso(createdAt),
    seenAt: iso(seenAt),
    expiresAt: iso(expiresAt),
  }
}

export const keyFields = {
  keyId: Type.String({ description: 'Id of the key.', examples: ['key_01k0j3v4e5f6g7h8j9kamnbpcq'] }),
  name: Type.String(),
  prefix: Type.String({ description: 'First characters of the key.', examples: ['rck_4fQx81bZ'] }),
  grants: shownGrants,
  createdAt: instant,
  expiresAt: optionalInstant,
  lastUsedAt: Type.Union([instant, Type.Null()], { description: 'To the minute.' }),
}
export const keySchema = Type.Object(keyFields)

export function keyView(key: ApiKey): Static<typeof keySchema> {
  const { id, name, prefix, grants, createdAt, expiresAt, lastUsedAt } = key
  return {
    keyId: id,
    name,
    prefix,
    grants: grantsView(grants),
    createdAt: iso(createdAt),
    expiresAt: isoOrNull(expiresAt),
    lastUsedAt: isoOrNull(lastUsedAt),
  }
}

export const permitted = Type.Object(
  Object.fromEntries(permissions.map((permission) => [permission, shownScope])) as Record<
    Permission,
    typeof shownScope
  >,
  { description: 'Bots by permission.' },
)

withNames({ ApiKey: keySchema, Grant: grant, Member: memberSchema, Session: sessionSchema, Permissions: permitted })

export function permittedView(grants: readonly Grant[]): Record<Permission, 'all' | string[]> {
  const scopes = permissions.map((permission) => {
    const bots = scopeOf(grants, permission)
    return [permission, bots === 'all' ? bots : [...bots]] as const
  })
  return Object.fromEntries(scopes) as Record<Permission, 'all' | string[]>
}

export function grantsView(grants: readonly Grant[]) {
  return grants.map(({ role, bots }) => ({ role, bots: bots === 'all' ? bots : [...bots] }))
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : iso(at)
}

/** Reports bots that do not exist, with the ids that do. */
export async function unknownBots({ store }: HttpDeps, grants: readonly Grant[] = []): Promise<Violation[]> {
  const known = (await store.bots()).map(({ id }) => id)
  const values = known.slice(0, 20).join(',')
  return grants.flatMap(({ bots }, index) =>
    (bots === 'all' ? [] : bots).flatMap((id, at) =>
      known.includes(id) ? [] : [{ path: `grants.${index}.bots.${at}`, rule: 'one_of' as const, args: { values } }],
    ),
  )
}

/** A role for the memory alone is no role of a person: there is no page that it permits. */
export function notOfPeople(grants: readonly Grant[] = []): Violation[] {
  const isOfPeople = ({ role }: Grant) => memberRoles.some((one) => one === role)
  return grants.flatMap((one, index) =>
    isOfPeople(one) ? [] : [{ path: `grants.${index}.role`, rule: 'one_of', args: { values: memberRoles.join(',') } }],
  )
}

/** Callers can only grant what they have. The management token can grant everything. */
export function mayGive(request: FastifyRequest, reply: FastifyReply, grants: readonly Grant[] = []): boolean {
  const { principal } = request
  if (principal === undefined || grants.every((one) => mayGrant(principal.grants, one))) return true
  refuse(request, reply, 'FORBIDDEN_ROLE')
  return false
}
