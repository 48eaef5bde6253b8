/**
 * A person's memory, which the compatible API calls cache: read and add to it, with the bot in the body or in the path,
 * and the old form of both, whose keys stand in the body directly (jelou-api.md, section 11). Skills read and write the
 * same memory.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { fullMemory, memoryRevision } from '../../model/user/memory.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { expectedOf, ifMatchHeaders, tagged } from '../kit/revision.ts'
import { userParams } from '../kit/schemas.ts'
import { admitToNamedBot, botOfBody, botQuery, onlyUserParams, readUserId } from './named-user.ts'

const config = { access: 'client' } as const
const tags = ['Users']

const memory = Type.Record(Type.String(), Type.Unknown(), { examples: [{ plan: 'oro' }] })
const body = Type.Object({
  botId: botOfBody,
  params: { ...memory, description: 'Keys to add or replace; null removes one.' },
})
const bodyOfBot = Type.Object({ params: body.properties.params })
const saved = Type.Object({ message: Type.Array(Type.String()), status: Type.Literal('success') })
const legacy = Type.Object({ data: memory })

withNames({
  Memory: memory,
  NamedMemoryChange: body,
  MemoryChange: bodyOfBot,
  MemorySaved: saved,
  StoredParams: legacy,
})

const routes = {
  read: {
    config,
    schema: {
      tags,
      summary: "A user's memory",
      params: onlyUserParams,
      querystring: botQuery,
      response: { 200: memory },
    },
  },
  write: {
    config,
    schema: { tags, summary: "Add to a user's memory", params: onlyUserParams, body, response: { 200: saved } },
  },
  readOfBot: {
    config,
    schema: {
      tags,
      summary: "Read a user's memory, with the bot in the path",
      params: userParams,
      response: { 200: memory },
    },
  },
  writeOfBot: {
    config,
    schema: {
      tags,
      summary: "Add to a user's memory, with the bot in the path",
      params: userParams,
      headers: ifMatchHeaders,
      body: bodyOfBot,
      response: { 200: saved },
    },
  },
  legacy: {
    config,
    schema: { tags, summary: "Legacy: read a user's memory", params: userParams, response: { 200: legacy } },
  },
  writeLegacy: {
    config,
    schema: {
      tags,
      summary: "Legacy: add to a user's memory",
      params: userParams,
      body: { ...memory, description: 'Keys to add or replace, as top-level fields; null removes one.' },
      response: { 200: legacy },
    },
  },
}

export function registerUserCache(app: App, deps: HttpDeps): void {
  /** An unknown person has no memory. */
  const read = async (botId: string, userId: string) =>
    (await deps.store.user(botId, userId, deps.clock()))?.memory ?? {}

  const write: Memory['write'] = async (request, reply, { botId, userId, params, path }) => {
    const expected = expectedOf(request)
    const result = await deps.store.rememberUser({ botId, userId, params, expected, now: deps.clock() })
    if (!('kind' in result)) {
      tagged(reply, { revision: memoryRevision(result.memory) })
      return true
    }
    if (result.kind === 'stale') refuse(request, reply, 'PRECONDITION_FAILED')
    else refuseInvalid(request, reply, [fullMemory(path, result)])
    return false
  }

  app.get('/v1/users/:userId/cache', routes.read, async (request, reply) => {
    const bot = await admitToNamedBot(deps, request, reply, request.query.botId)
    const userId = bot && readUserId(request, reply, request.params.userId)
    return bot && userId !== undefined ? reply.send(await read(bot.id, userId)) : undefined
  })
  app.post('/v1/users/:userId/cache', routes.write, async (request, reply) => {
    const bot = await admitToNamedBot(deps, request, reply, request.body.botId)
    const userId = bot && readUserId(request, reply, request.params.userId)
    if (!bot || userId === undefined) return undefined
    const { params } = request.body
    const isWritten = await write(request, reply, { botId: bot.id, userId, params, path: 'params' })
    return isWritten ? reply.send(done) : undefined
  })
  registerOfBot(app, { read, write })
}

const done = { message: ['User cache set successfully.'], status: 'success' as const }

type Memory = {
  read(botId: string, userId: string): Promise<Record<string, unknown>>
  /** False: refused. */
  write(
    request: FastifyRequest,
    reply: FastifyReply,
    what: { botId: string; userId: string; params: Record<string, unknown>; path: string },
  ): Promise<boolean>
}

function registerOfBot(app: App, { read, write }: Memory): void {
  const ofUser = '/v1/bots/:botId/users/:userId'

  app.get(`${ofUser}/cache`, routes.readOfBot, async (request, reply) => {
    const userId = readUserId(request, reply, request.params.userId)
    if (userId === undefined) return undefined
    const found = await read(request.params.botId, userId)
    return tagged(reply, { revision: memoryRevision(found) }).send(found)
  })
  app.post(`${ofUser}/cache`, routes.writeOfBot, async (request, reply) => {
    const userId = readUserId(request, reply, request.params.userId)
    if (userId === undefined) return undefined
    const { botId } = request.params
    const { params } = request.body
    const isWritten = await write(request, reply, { botId, userId, params, path: 'params' })
    return isWritten ? reply.send(done) : undefined
  })
  app.get(`${ofUser}/storedParams/legacy`, routes.legacy, async (request, reply) => {
    const userId = readUserId(request, reply, request.params.userId)
    return userId === undefined ? undefined : reply.send({ data: await read(request.params.botId, userId) })
  })
  app.post(`${ofUser}/storedParams/legacy`, routes.writeLegacy, async (request, reply) => {
    const userId = readUserId(request, reply, request.params.userId)
    if (userId === undefined) return undefined
    const { botId } = request.params
    const isWritten = await write(request, reply, { botId, userId, params: request.body, path: 'body' })
    return isWritten ? reply.send({ data: await read(botId, userId) }) : undefined
  })
}
