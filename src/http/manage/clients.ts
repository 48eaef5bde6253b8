/**
 * API clients, for the operator: who may call, and which bots. A secret is shown when it is created and never again; a
 * new one leaves the old ones valid for a while, so that callers can change over without a gap.
 */
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Client } from '../../model/bot/bot.ts'
import type { Violation } from '../../model/errors/violation.ts'
import { withName, withNames, withParts } from '../../model/request/named.ts'
import { pathIdPattern } from '../../model/request/path-id.ts'
import { dayMs } from '../../model/time.ts'
import { notifyAbout } from '../kit/audit.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { pageOf, pageQuery, paginate } from '../kit/page.ts'
import { answerRemoved, expectedOf, ifMatchHeaders, refuseChange, tagged } from '../kit/revision.ts'
import { instant, iso, nothing, oneOf } from '../kit/schemas.ts'

const config = { access: 'admin' } as const
const tags = ['Clients']
const optional = Type.Optional
const strict = { additionalProperties: false }

const name = Type.String({ minLength: 1, maxLength: 100 })
const bots = withName(
  'BotsOfClient',
  Type.Union([Type.Literal('all'), Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 10_000 })], {
    description: '"all" or a list of bot ids',
  }),
)
const isStrict = optional(
  Type.Boolean({
    default: false,
    description: 'Unknown names are refused (422) instead of reported in `Recado-Ignored`.',
  }),
)
const origins = withName(
  'AllowedOrigins',
  Type.Array(
    Type.String({
      pattern: '^https?://(?:\\[[0-9a-f:]+\\]|[a-z0-9._-]+)(?::[0-9]{1,5})?$',
      maxLength: 300,
      description: 'https://host, with a port unless it is the default',
      examples: ['https://app.example.com'],
    }),
    {
      maxItems: 100,
      description: 'Of pages that may call the compatible API from a browser with its credentials.',
    },
  ),
)
const newClient = Type.Object(
  {
    id: optional(
      Type.String({
        pattern: pathIdPattern('A-Za-z0-9+_.-', 64),
        description: '1-64 letters, digits, + _ . -, and not . or ..',
      }),
    ),
    name,
    bots,
    strict: isStrict,
    origins: optional(origins),
  },
  strict,
)
const clientChange = Type.Object(
  { name: optional(name), bots: optional(bots), strict: isStrict, origins: optional(origins) },
  strict,
)
const renewal = Type.Object(
  {
    overlapSeconds: optional(
      Type.Integer({
        minimum: 0,
        maximum: 30 * 86_400,
        description: 'How long the old secrets still work; a day by default.',
      }),
    ),
  },
  strict,
)

const viewFields = {
  clientId: Type.String(),
  name: Type.String(),
  bots,
  strict: Type.Boolean(),
  origins,
  secrets: Type.Array(
    Type.Object({
      createdAt: instant,
      expiresAt: Type.Union([instant, Type.Null()]),
      source: oneOf(['api', 'environment'], { description: '`environment`: set by RECADO_CLIENT_SECRET.' }),
    }),
  ),
  createdAt: instant,
  updatedAt: instant,
}
const view = Type.Object(viewFields)
const clientSecret = Type.String({ description: 'Shown only here: store it.' })
const created = Type.Object({ ...viewFields, clientSecret })

withParts(created, view)
withNames({
  NewClient: newClient,
  ClientChange: clientChange,
  Client: view,
  CreatedClient: created,
})
const params = Type.Object({ clientId: Type.String({ description: 'Id of the client.' }) })

const path = '/manage/v1/clients'
const one = { tags, params }
const editing = { ...one, headers: ifMatchHeaders }
const routes = {
  create: { config, schema: { tags, summary: 'Create a client', body: newClient, response: { 201: created } } },
  list: { config, schema: { tags, summary: 'List clients', querystring: pageQuery, response: { 200: pageOf(view) } } },
  read: { config, schema: { ...one, summary: 'Read a client', response: { 200: view } } },
  change: { config, schema: { ...editing, summary: 'Change a client', body: clientChange, response: { 200: view } } },
  remove: { config, schema: { ...editing, summary: 'Delete a client', response: nothing } },
  renew: {
    config: { ...config, isDestructive: true as const },
    schema: { ...one, summary: "Rotate a client's secret", body: renewal, response: { 201: created } },
  },
}

export function registerManageClients(app: App, deps: HttpDeps): void {
  app.post(path, routes.create, (request, reply) => createClient(deps, request, reply, request.body))
  app.get(path, routes.list, async (request) => {
    const { results, ...page } = paginate(await deps.store.clients(), request.query)
    return { ...page, results: await Promise.all(results.map((client) => clientView(deps, client))) }
  })
  app.get(`${path}/:clientId`, routes.read, async (request, reply) => {
    const client = await deps.store.client(request.params.clientId)
    if (client === undefined) return refuse(request, reply, 'NOT_FOUND')
    tagged(reply, client)
    return clientView(deps, client)
  })
  app.patch(`${path}/:clientId`, routes.change, (request, reply) =>
    changeClient(deps, request, reply, request.params.clientId, request.body),
  )
  app.delete(`${path}/:clientId`, routes.remove, async (request, reply) =>
    answerRemoved(request, reply, await deps.store.deleteClient(request.params.clientId, expectedOf(request))),
  )
  app.post(`${path}/:clientId/secrets`, routes.renew, (request, reply) =>
    renewSecret(deps, request, reply, request.params.clientId, request.body.overlapSeconds),
  )
}

async function createClient(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { id = `client_${token(deps, 12)}`, ...rest }: Static<typeof newClient>,
): Promise<void> {
  const now = deps.clock()
  const violations = await unknownBots(deps, rest.bots)
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  const client: Client = { id, ...rest, createdAt: now, updatedAt: now }
  const clientSecret = token(deps, 32)
  notifyAbout(request, { id })
  if (!(await deps.store.addClient(client, deps.sealClientSecret(clientSecret))))
    return refuse(request, reply, 'CONFLICT')
  tagged(reply, { revision: now })
  return reply.code(201).send({ ...(await clientView(deps, client)), clientSecret })
}

async function changeClient(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  change: Static<typeof clientChange>,
): Promise<void> {
  const violations = await unknownBots(deps, change.bots)
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  const changed = await deps.store.changeClient({ id, change, expected: expectedOf(request), now: deps.clock() })
  if (changed.kind !== 'changed') return refuseChange(request, reply, changed)
  tagged(reply, changed.value)
  return reply.send(await clientView(deps, changed.value))
}

/** Creates the new secret; the others end after the overlap. */
async function renewSecret(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  clientId: string,
  overlapSeconds: number | undefined,
): Promise<void> {
  const clientSecret = token(deps, 32)
  const secretHash = deps.sealClientSecret(clientSecret)
  const overlapMs = overlapSeconds === undefined ? dayMs : overlapSeconds * 1000
  const client = await deps.store.renewClientSecret({ clientId, secretHash, overlapMs, now: deps.clock() })
  if (client === undefined) return refuse(request, reply, 'NOT_FOUND')
  return reply.code(201).send({ ...(await clientView(deps, client)), clientSecret })
}

function token({ random = randomBytes }: HttpDeps, bytes: number): string {
  return random(bytes).toString('base64url')
}

const maxReported = 20

/** A scope with a bot that does not exist is an error that lists the ids that do. */
async function unknownBots(deps: HttpDeps, scope: Client['bots'] | undefined): Promise<Violation[]> {
  if (scope === undefined || scope === 'all') return []
  const found = await Promise.all(scope.map((id) => deps.store.bot(id)))
  if (found.every((bot) => bot !== undefined)) return []
  const values = (await deps.store.botIds(maxReported)).join(',')
  return found.flatMap((bot, index) =>
    bot ? [] : [{ path: `bots.${index}`, rule: 'one_of' as const, args: { values } }],
  )
}

async function clientView(deps: HttpDeps, client: Client) {
  const secrets = (await deps.store.clientSecrets(client.id)).map(({ createdAt, expiresAt, source }) => ({
    createdAt: iso(createdAt),
    expiresAt: expiresAt === undefined ? null : iso(expiresAt),
    source: source ?? ('api' as const),
  }))
  return {
    clientId: client.id,
    name: client.name,
    bots: client.bots,
    strict: client.strict === true,
    origins: client.origins ?? [],
    secrets,
    createdAt: iso(client.createdAt),
    updatedAt: iso(client.updatedAt),
  }
}
