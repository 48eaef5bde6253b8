/**
 * The response when no template fits a request: the documented 400; or, while the templates of a bot's new account are
 * not known yet, a request to retry.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { botOf } from './auth.ts'
import type { HttpDeps } from './deps.ts'
import { refuse, refuseTemplate } from './errors.ts'

type Refusal = Parameters<typeof refuseTemplate>

/** Templates arrive within seconds, if Meta answers. */
const learningMs = 5_000

export async function refuseNoTemplate(
  deps: Pick<HttpDeps, 'store'>,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Refusal[2],
  normalised: Refusal[3],
): Promise<FastifyReply> {
  if (await isLearning(deps, request)) return refuseLearning(request, reply)
  return refuseTemplate(request, reply, problem, normalised)
}

export function isLearning({ store }: Pick<HttpDeps, 'store'>, request: FastifyRequest): Promise<boolean> {
  return store.isLearning(botOf(request).id)
}

export function refuseLearning(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return refuse(request, reply, 'TEMPLATES_LEARNING', learningMs)
}
