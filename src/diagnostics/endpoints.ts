/**
 * The endpoints of a bot: whether each answers, is disabled or falls behind, and whether anybody receives what people
 * write. Reached by a request without content, because a check posts no events.
 */
import type { GuardedRequest } from '../egress/request.ts'
import type { Endpoint } from '../model/bot/bot.ts'
import type { EndpointDepth } from '../store/lists/depths.ts'
import { requestMs } from './bounded.ts'
import { type Finding, finding } from './finding.ts'

/** Longer than the first retries take. */
const behindMs = 5 * 60_000

export type EndpointFacts = {
  botId: string
  endpoints: readonly Endpoint[]
  depths: readonly EndpointDepth[]
  skills: number
  now: number
}

export async function checkEndpoints(request: GuardedRequest, facts: EndpointFacts): Promise<Finding[]> {
  const { botId, endpoints, depths, skills, now } = facts
  const count = endpoints.filter(({ events }) => events.includes('message')).length + skills
  const each = endpoints.map((endpoint) => {
    const depth = depths.find(({ endpointId }) => endpointId === endpoint.id)
    return checkEndpoint(request, endpoint, depth, now)
  })
  const key = count > 0 ? 'received' : 'no_messages'
  return [finding('endpoints', key, { botId, count }, { count: endpoints.length }), ...(await Promise.all(each))]
}

async function checkEndpoint(
  request: GuardedRequest,
  { id: endpointId, url, disabledAt, disabledReason }: Endpoint,
  { waiting, oldestAt = 0 }: Pick<EndpointDepth, 'waiting' | 'oldestAt'> = { waiting: 0 },
  now: number,
): Promise<Finding> {
  const figures = { endpointId, url, waiting }
  if (disabledAt !== undefined) {
    const key = disabledReason === 'paused' ? 'paused' : 'disabled'
    return finding('endpoint', key, { ...figures, at: new Date(disabledAt).toISOString() }, figures)
  }
  const answer = await request({ method: 'HEAD', url, headers: {}, timeoutMs: requestMs, maxBytes: 0 })
  if (answer.kind === 'failed')
    return finding('endpoint', 'unreachable', { ...figures, reason: answer.reason }, figures)
  const minutes = Math.floor((now - oldestAt) / 60_000)
  const isBehind = waiting > 0 && now - oldestAt > behindMs
  return finding('endpoint', isBehind ? 'behind' : 'reachable', { ...figures, minutes }, figures)
}
