/**
 * API keys, for operators: created with roles, bots and an expiry, shown once, listed with their last use, revoked at
 * once. To change a key, create another and revoke it.
 */
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { newToken, tokenHash, visiblePrefix } from '../../access/tokens.ts'
import type { ApiKey } from '../../model/access/member.ts'
import { withNames, withParts } from '../../model/request/named.ts'
import { notifyAbout } from '../kit/audit.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { frameOf, pageOf, pageQuery, paginationOf } from '../kit/page.ts'
import { answerRemoved } from '../kit/revision.ts'
import { nothing } from '../kit/schemas.ts'
import { grantsSchema, keyFields, keySchema, keyView, mayGive, nameSchema, strict, unknownBots } from './views.ts'

const config = { access: 'admin' } as const
const tags = ['Access']
const path = '/manage/v1/api-keys'
const params = Type.Object({ keyId: keyFields.keyId })

const newKey = Type.Object(
  {
    name: nameSchema,
    grants: Type.Array(grantsSchema.items, { ...grantsSchema, minItems: 1 }),
    expiresInSeconds: Type.Optional(
      Type.Integer({ minimum: 60, maximum: 10 * 366 * 86_400, description: 'Without it the key never expires.' }),
    ),
  },
  strict,
)
const created = Type.Object({
  ...keyFields,
  apiKey: Type.String({ description: 'Shown only here: store it.', examples: ['rck_…'] }),
})

withParts(created, keySchema)
withNames({ NewApiKey: newKey, CreatedApiKey: created })

const routes = {
  create: { config, schema: { tags, summary: 'Create an API key', body: newKey, response: { 201: created } } },
  list: {
    config,
    schema: { tags, summary: 'List API keys', querystring: pageQuery, response: { 200: pageOf(keySchema) } },
  },
  read: { config, schema: { tags, params, summary: 'Read an API key', response: { 200: keySchema } } },
  remove: { config, schema: { tags, params, summary: 'Revoke an API key', response: nothing } },
}

export function registerApiKeys(app: App, deps: HttpDeps): void {
  app.post(path, routes.create, (request, reply) => create(deps, request, reply, request.body))
  app.get(path, routes.list, async (request) => {
    const frame = frameOf(request.query, { limit: 50, max: 500 })
    const [found, total] = await Promise.all([deps.store.apiKeys(frame.offset, frame.limit), deps.store.countApiKeys()])
    return { pagination: paginationOf(frame, total), _metadata: {}, results: found.map(keyView) }
  })
  app.get(`${path}/:keyId`, routes.read, async (request, reply) => {
    const key = await deps.store.apiKey(request.params.keyId)
    return key === undefined ? refuse(request, reply, 'NOT_FOUND') : keyView(key)
  })
  app.delete(`${path}/:keyId`, routes.remove, async (request, reply) => {
    const key = await deps.store.apiKey(request.params.keyId)
    // A caller who may not create such a key may not delete it either: only admins delete an admin's key.
    if (key !== undefined && !mayGive(request, reply, key.grants)) return reply
    return answerRemoved(request, reply, await deps.store.deleteApiKey(request.params.keyId))
  })
}

async function create(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { name, grants, expiresInSeconds }: Static<typeof newKey>,
): Promise<void> {
  const violations = await unknownBots(deps, grants)
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  if (!mayGive(request, reply, grants)) return reply
  const apiKey = newToken('key', deps.random ?? randomBytes)
  const createdAt = deps.clock()
  const key: ApiKey = {
    id: deps.newId('key'),
    name,
    prefix: visiblePrefix(apiKey),
    grants,
    createdAt,
    ...(expiresInSeconds !== undefined && { expiresAt: createdAt + expiresInSeconds * 1_000 }),
  }
  notifyAbout(request, { id: key.id })
  await deps.store.addApiKey(key, tokenHash('key', apiKey, deps.access.seal.hash))
  return reply.code(201).send({ ...keyView((await deps.store.apiKey(key.id)) ?? key), apiKey })
}
