/**
 * What is remembered of a person, which the compatible API calls cache: read, add to, and the old form of reading (jelou-api.md,
 * section 11, in its exact shapes). Skills read and write the same memory.
 */
import { Type } from 'typebox'
import type { App, HttpDeps } from './deps.ts'
import { admitToNamedBot, botOfBody, botQuery, onlyUserParams, readUserId } from './named-user.ts'
import { userParams } from './schemas.ts'

const config = { access: 'client' } as const
const tags = ['Users']

const memory = Type.Record(Type.String(), Type.Unknown(), { examples: [{ plan: 'oro' }] })
const body = Type.Object({
  botId: botOfBody,
  params: { ...memory, description: 'Keys to add or replace; null removes one.' },
})
const saved = Type.Object({ message: Type.Array(Type.String()), status: Type.Literal('success') })
const legacy = Type.Object({ data: memory })

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
  legacy: {
    config,
    schema: { tags, summary: "A user's memory, old form", params: userParams, response: { 200: legacy } },
  },
}

export function registerUserCache(app: App, deps: HttpDeps): void {
  /** Of somebody that the bot does not know, nothing is remembered. */
  const read = async (botId: string, userId: string) =>
    (await deps.store.user(botId, userId, deps.clock()))?.memory ?? {}

  app.get('/v1/users/:userId/cache', routes.read, async (request, reply) => {
    const bot = await admitToNamedBot(deps, request, reply, request.query.botId)
    const userId = bot && readUserId(request, reply, request.params.userId)
    return bot && userId !== undefined ? reply.send(await read(bot.id, userId)) : undefined
  })
  app.post('/v1/users/:userId/cache', routes.write, async (request, reply) => {
    const bot = await admitToNamedBot(deps, request, reply, request.body.botId)
    const userId = bot && readUserId(request, reply, request.params.userId)
    if (!bot || userId === undefined) return undefined
    await deps.store.rememberUser({ botId: bot.id, userId, params: request.body.params, now: deps.clock() })
    return reply.send({ message: ['User cache set successfully.'], status: 'success' })
  })
  app.get('/v1/bots/:botId/users/:userId/storedParams/legacy', routes.legacy, async (request, reply) => {
    const userId = readUserId(request, reply, request.params.userId)
    return userId === undefined ? undefined : reply.send({ data: await read(request.params.botId, userId) })
  })
}
