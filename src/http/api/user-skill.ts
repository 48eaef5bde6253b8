/**
 * Starts a skill, which the API once called a flow, with a person (jelou-api.md, section 11): the skill answers the
 * person from then on and sends its messages at once. The person's 24-hour window must be open.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { withName } from '../../model/request/named.ts'
import { fullMemory } from '../../model/user/memory.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { done, userParams } from '../kit/schemas.ts'
import { readUserId } from './named-user.ts'

const params = Type.Object({
  ...userParams.properties,
  skillId: Type.String({ description: 'Id of the skill.', examples: ['2222'] }),
})
const body = Type.Union([
  withName(
    'SkillStart',
    Type.Object({
      memoryParams: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), { description: "Added to the user's memory first." }),
      ),
    }),
  ),
  Type.Null(),
])
const flowParams = Type.Object({ ...userParams.properties, flowId: params.properties.skillId })

const route = {
  config: { access: 'client', hasOptionalBody: true } as const,
  schema: { tags: ['Users'], summary: 'Start a skill', params, body, response: { 200: done } },
}

const flowRoute = {
  ...route,
  schema: { ...route.schema, summary: 'Legacy: start a skill', params: flowParams },
}

export function registerUserSkill(app: App, deps: HttpDeps): void {
  app.post('/v1/bots/:botId/users/:userId/skill/:skillId', route, (request, reply) =>
    startSkill(deps, request, reply, { ...request.params, memory: request.body?.memoryParams }),
  )
  app.post('/v1/bots/:botId/users/:userId/flow/:flowId', flowRoute, (request, reply) => {
    const { flowId: skillId, ...named } = request.params
    return startSkill(deps, request, reply, { ...named, skillId, memory: request.body?.memoryParams })
  })
}

async function startSkill(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  named: { botId: string; userId: string; skillId: string; memory?: Record<string, unknown> },
): Promise<void> {
  const userId = readUserId(request, reply, named.userId)
  if (userId === undefined) return
  const result = await deps.store.activateSkill({
    ...named,
    userId,
    numberSince: botOf(request).numberSince,
    now: deps.clock(),
  })
  switch (result.kind) {
    case 'activated':
      return reply.send({ message: ['Skill set correctly.'], statusMessage: 'success', status: 1 })
    case 'memory_full':
      return refuseInvalid(request, reply, [fullMemory('memoryParams', result)])
    case 'window_closed':
      return refuse(request, reply, 'WINDOW_CLOSED')
    case 'skill_not_found':
      return refuse(request, reply, 'NOT_FOUND')
  }
}
